"""Says when the next daily backup is to be made."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_SECOND: Final = 1_000_000
SETTLING_US: Final = 10 * 60 * _SECOND
"""How long a program that was just started is left alone."""
AGAIN_US: Final = 60 * 60 * _SECOND
"""How long after one that failed the next is tried."""


def due_us(started_us: int, newest_us: int | None, failed_us: int | None, at: time, zone: ZoneInfo) -> int:
    """Return when a backup is due, in microseconds UTC: on the shop's clock at ``at``, once after the newest one.

    A time that passed while the program was off is made up for soon after the start. ``failed_us`` is when an attempt
    after the newest one failed.
    """
    earliest = started_us + SETTLING_US
    if failed_us is not None:
        earliest = max(earliest, failed_us + AGAIN_US)
    if newest_us is None:
        return earliest
    return max(earliest, _next_us(newest_us, at, zone))


def _next_us(after_us: int, at: time, zone: ZoneInfo) -> int:
    """Return the first ``at`` on the shop's clock after a moment; one that the clock skips is passed an hour later."""
    after = datetime.fromtimestamp(after_us // _SECOND, UTC)
    day = after.astimezone(zone).date()
    while True:
        moment = datetime.combine(day, at, zone).astimezone(UTC)
        if moment > after:
            return int(moment.timestamp()) * _SECOND
        day += timedelta(days=1)
