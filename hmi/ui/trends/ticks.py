"""Where the marks of an axis stand: round numbers, round times of the plant's clock."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

_SECOND, _MINUTE, _HOUR, _DAY = 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000
_QUARTER = 15 * _MINUTE
"""Every offset from UTC in use is a multiple of this; a step that divides it is round in UTC as in local time."""
_STEPS = (
    *(n * _SECOND for n in (1, 2, 5, 10, 15, 30)),
    *(n * _MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * _HOUR for n in (1, 2, 3, 6, 12)),
    *(n * _DAY for n in (1, 2, 7, 14, 28)),
)
_ROUND = ((1.0, 0.0), (2.0, 0.0), (5.0, 0.0), (2.5, 0.03), (4.0, 0.03), (3.0, 0.05), (6.0, 0.35), (1.5, 0.3))
"""Steps within a power of ten, and how much each is disliked."""


class TimeTicks(NamedTuple):
    """Moments, ascending, and the step between them in microseconds."""

    times_us: list[int]
    step_us: int


class ValueTicks(NamedTuple):
    """Marks of a value axis, whose ends are marks, and the digits that tell them apart."""

    values: list[float]
    digits: int

    @property
    def low(self) -> float:
        """The lower end of the axis."""
        return self.values[0]

    @property
    def high(self) -> float:
        """The upper end of the axis."""
        return self.values[-1]


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
    while (moment := midnight(day, zone)) <= end_us:
        if moment >= start_us:
            found.append(moment)
        day += timedelta(days=days)
    return found


def midnight(day: date, zone: ZoneInfo) -> int:
    """Return when a day begins on the clock of ``zone``, in microseconds UTC.

    Where the clock skips midnight, the day begins with the first moment that there is.
    """
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()) * _SECOND


def value_ticks(low: float, high: float, most: int) -> ValueTicks:
    """Return marks in round steps that enclose a range, at least three and at most about ``most`` + 1 of them."""
    if not high - low > max(abs(low), abs(high), 1e-6) * 1e-6:
        pad = max(abs(low), 1.0) * 0.05
        low, high = low - pad, high + pad
    span = high - low
    most = max(most, 2)
    found: tuple[float, float, int, int] | None = None
    exponent = math.floor(math.log10(span / most))
    for power in (exponent, exponent + 1):
        for factor, dislike in _ROUND:
            step = factor * 10.0**power
            first, final = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
            count = final - first
            if not 2 <= count <= most:
                continue
            waste = (count * step - span) / span
            score = waste + dislike - 0.01 * count
            if found is None or score < found[0]:
                found = (score, step, first, final)
    if found is None:  # a range of one or two steps at most: three marks around it
        step = 10.0 ** math.ceil(math.log10(span))
        first = math.floor(low / step)
        found = (0.0, step, first, max(math.ceil(high / step), first + 2))
    _score, step, first, final = found
    digits = next((d for d in range(12) if math.isclose(round(step, d), step, rel_tol=1e-9)), 12)
    return ValueTicks([round(n * step, digits + 2) for n in range(first, final + 1)], digits)
