"""Before which moment each tier of a signal may go."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from hmi.domain.retention import Retention
from hmi.history.schema import rollup_1h, rollup_10m, sample, sample_chunk

HOUR_US: Final = 3_600_000_000
DAY_US: Final = 24 * HOUR_US


class Kept(NamedTuple):
    """A signal's number with its key, which says how long it is kept."""

    id: int
    key: str


def limit_us(days: int, until_us: int) -> int:
    """Return the moment before which everything may go; a whole hour, so that hours go as they are rolled up."""
    limit = until_us - days * DAY_US
    return limit - limit % HOUR_US


def days_of(retention: Retention, tier: str) -> Callable[[str], int]:
    """Return what says for how many days a tier of number signals is kept, by the signal's key."""
    return {
        sample.name: retention.samples_of,
        sample_chunk.name: retention.samples_of,
        rollup_10m.name: retention.ten_minutes_of,
        rollup_1h.name: retention.hours_of,
    }[tier]


def by_limit(signals: Iterable[Kept], days: Callable[[str], int], until_us: int) -> dict[int, list[int]]:
    """Return the numbers of signals by the moment before which they may go."""
    found: dict[int, list[int]] = {}
    for number, key in signals:
        found.setdefault(limit_us(days(key), until_us), []).append(number)
    return found
