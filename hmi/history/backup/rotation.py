"""Says which backups have had their time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

DAILY: Final = 7
WEEKLY: Final = 4

_DAY_US: Final = 86_400_000_000
_WEEK_US: Final = 7 * _DAY_US
_FIRST_MONDAY_US: Final = 4 * _DAY_US
"""1970-01-05; a week begins on Monday."""


def outdated(made_us: Collection[int]) -> frozenset[int]:
    """Return which of these times of backups (microseconds UTC) need not be kept.

    Kept are the newest of each of the last 7 days that have any, and the newest of each of the last 4 weeks whose
    newest is none of these. Days and weeks are those of UTC; those without a backup do not count, so that a program
    that was off for a month loses none.
    """
    newest_first = sorted(set(made_us), reverse=True)
    daily = _newest_of_each([(time_us, time_us // _DAY_US) for time_us in newest_first])[:DAILY]
    weekly = _newest_of_each([(time_us, (time_us - _FIRST_MONDAY_US) // _WEEK_US) for time_us in newest_first])
    further = [time_us for time_us in weekly if time_us not in daily][:WEEKLY]
    return frozenset(newest_first).difference(daily, further)


def _newest_of_each(periods: Sequence[tuple[int, int]]) -> list[int]:
    """Return the first time of each period, of times with their periods, newest first."""
    newest: dict[int, int] = {}
    for time_us, period in periods:
        newest.setdefault(period, time_us)
    return list(newest.values())
