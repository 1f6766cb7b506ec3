"""Where the marks of a time axis stand: round times of the plant's clock."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hmi.ui.plant_day import midnight_us

_SECOND, _MINUTE, _HOUR, _DAY = 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000
_QUARTER = 15 * _MINUTE
"""Every offset from UTC in use is a multiple of this; a step that divides it is round in UTC as in local time."""
_STEPS = (
    *(n * _SECOND for n in (1, 2, 5, 10, 15, 30)),
    *(n * _MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * _HOUR for n in (1, 2, 3, 6, 12)),
    *(n * _DAY for n in (1, 2, 7, 14, 28, 56, 112)),
)


class TimeTicks(NamedTuple):
    """Moments, ascending, and the step between them in microseconds."""

    times_us: list[int]
    step_us: int


def time_ticks(start_us: int, end_us: int, zone: ZoneInfo, most: int) -> TimeTicks:
    """Return at most about ``most`` marks that are round on the clock of ``zone``, daylight saving included."""
    span = max(end_us - start_us, 1)
    step = next((step for step in _STEPS if span / step <= max(most, 1)), _STEPS[-1])
    if step >= _DAY:
        return TimeTicks(_midnights(start_us, end_us, zone, step // _DAY), step)
    grain = math.gcd(step, _QUARTER)
    candidates = range(-(-start_us // grain) * grain, end_us + 1, grain)
    if grain == step:
        return TimeTicks(list(candidates), step)
    return TimeTicks([t for t in candidates if _since_midnight(t, zone) % step == 0], step)


def _since_midnight(time_us: int, zone: ZoneInfo) -> int:
    """What a clock on the wall shows, in microseconds after midnight."""
    local = datetime.fromtimestamp(time_us / _SECOND, zone)
    return (local.hour * 3600 + local.minute * 60 + local.second) * _SECOND


def _midnights(start_us: int, end_us: int, zone: ZoneInfo, days: int) -> list[int]:
    day = datetime.fromtimestamp(start_us / _SECOND, zone).date()
    day += timedelta(days=-(day.toordinal()) % days)
    found: list[int] = []
    while (moment := midnight_us(day, zone)) <= end_us:
        if moment >= start_us:
            found.append(moment)
        day += timedelta(days=days)
    return found
