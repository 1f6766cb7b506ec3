"""When the plant's days begin, in microseconds since 1970-01-01 UTC."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_SECOND = 1_000_000


def midnight_us(day: date, zone: ZoneInfo) -> int:
    """Return when a day begins; where the clock skips midnight, with the first moment that there is."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()) * _SECOND


def last_midnight_us(now_us: int, zone: ZoneInfo) -> int:
    """Return when the day of a moment began."""
    return midnight_us(_day_of(now_us, zone), zone)


def day_window(now_us: int, zone: ZoneInfo) -> tuple[int, int]:
    """Return when the day of a moment began and when it ends."""
    today = _day_of(now_us, zone)
    return midnight_us(today, zone), midnight_us(today + timedelta(days=1), zone)


def _day_of(now_us: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(now_us // _SECOND, zone).date()
