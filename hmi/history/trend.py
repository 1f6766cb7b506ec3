"""Reads a number signal as a line: every point where few are, buckets that keep each extreme where many are."""

from __future__ import annotations

import logging
from array import array
from collections.abc import Iterable
from contextlib import nullcontext
from typing import Final, NamedTuple

import numpy as np
from sqlalchemy import Connection

from hmi.domain.records import Series
from hmi.history.before import read_before
from hmi.history.buckets import EMPTY, Buckets, grid, joined, singles, widened
from hmi.history.catalog import signal_id
from hmi.history.chunks.hours import HOUR_US, hour_of
from hmi.history.columns import Times, Values
from hmi.history.pages import is_stored, read_pages
from hmi.history.raw import Damaged, read_values
from hmi.history.rollups.arithmetic import TEN_MINUTES_US
from hmi.history.tiers import TierRows, read_dirty_hours, read_rollups

_log = logging.getLogger(__name__)

_PAGE: Final = 250_000
"""Observations that are summed up at once; some milliseconds of work, after which a cancelled query ends."""


def read_trend(
    connection: Connection,
    machine: str,
    keys: Iterable[str],
    start_us: int,
    end_us: int,
    buckets: int,
    *,
    exact: bool = False,
) -> dict[str, Series]:
    """Return the line of each number signal in the window (``start_us`` included, ``end_us`` not).

    Buckets lie on a grid that does not depend on where the window begins, so that a line does not flicker as the
    window moves on; the first is cut at the window's start. A bucket without observations is left out, one with
    nothing but unavailable ones has NaN. Where a signal has at most two observations a bucket, each is its own entry
    and ``bucket_us`` is 0. A signal that the history does not know, or of another kind, has no entries.

    Buckets of ten minutes and more come from rollups, in the multiple of ten minutes or an hour that is next below,
    unless they are to be ``exact``: as wide as asked, from all observations. Both tell the same where both are. Where
    the observations have expired, ten minutes stand for them, and where these have, hours; each such entry is placed
    at its beginning. An hour that cannot be read is told to the log, and its rollups stand for it.

    Raises ValueError when the window is empty or has no bucket.
    """
    if end_us <= start_us or buckets < 1:
        raise ValueError(f"no window: {start_us} to {end_us} in {buckets} buckets")
    return {key: _read(connection, machine, key, start_us, end_us, buckets, exact=exact) for key in keys}


class _Line(NamedTuple):
    ts: Times
    v: Values


class _Found(NamedTuple):
    buckets: Buckets
    points: int
    """How many observations they are of; a rollup that stands in for expired ones counts as one."""
    grain_us: int
    """The shortest of the buckets; 0 for single observations."""
    hours: Times
    """The hours in which the observations lie that were read one by one."""


class _Window(NamedTuple):
    connection: Connection
    signal_id: int
    start_us: int
    end_us: int
    damaged: Damaged
    """What could not be read on the way."""

    def overlaps(self, rows: TierRows) -> TierRows:
        """Return the rollups with observations before the window's end and after its start."""
        return rows.only((rows.t_last >= self.start_us) & (rows.t_first < self.end_us))

    def is_stored(self, hour_us: int) -> bool:
        """Return whether any observation of an hour is still there to be read."""
        if any(error.t0 == hour_us for error in self.damaged):
            return False
        return is_stored(self.connection, self.signal_id, hour_us)


def _read(
    connection: Connection, machine: str, key: str, start_us: int, end_us: int, buckets: int, *, exact: bool
) -> Series:
    number = signal_id(connection, machine, key)
    if number is None:
        return _series(key, EMPTY, 0, None)
    window = _Window(connection, number, start_us, end_us, [])
    width = -(-(end_us - start_us) // buckets)
    most = 2 * buckets
    found = None
    if width >= TEN_MINUTES_US and not exact:
        found = _from_rollups(window, HOUR_US if width >= HOUR_US else TEN_MINUTES_US)
    if found is None or found.points <= most:
        found = _from_observations(window, width, most)
    line = found.buckets
    bucket_us = found.grain_us
    if found.points > most:
        bucket_us = max(width - width % bucket_us, bucket_us) if bucket_us else width
        line = widened(line, bucket_us)
    line = line._replace(start=np.maximum(line.start, start_us))
    before = read_before(connection, number, start_us, window.damaged)
    for place in {error.t0: error for error in window.damaged}.values():
        _log.error("%s", place)
    return _series(key, line, bucket_us, before)


def _series(key: str, line: Buckets, bucket_us: int, before: float | None) -> Series:
    first, low, high, last = (array("d", column.tobytes()) for column in line[1:5])
    times, broken = array("q", line.start.tobytes()), array("b", line.broken.tobytes())
    return Series(key, times, first, low, high, last, broken, before, bucket_us)


def _from_rollups(window: _Window, size_us: int) -> _Found:
    """Return what the rollups say; the observations themselves where an edge cuts one, or one is out of date."""
    rows = window.overlaps(read_rollups(*window[:4], size_us))
    dirty = read_dirty_hours(*window[:4])
    cut = (rows.t_first < window.start_us) | (rows.t_last >= window.end_us)
    doubtful = cut | np.isin(rows.hours, dirty)
    observed = [
        _observed(window._replace(start_us=max(start, window.start_us), end_us=min(end, window.end_us)), size_us, 0)
        for start, end in _stretches(dirty, rows.only(cut))
    ]
    there = np.concatenate([rows.start[:0], *(found.hours for found in observed)])
    missing = np.unique(rows.hours[doubtful & ~np.isin(rows.hours, there)])
    expired = [hour for hour in missing.tolist() if not window.is_stored(hour)]
    kept = rows.only(~doubtful | np.isin(rows.hours, expired))
    line = joined([kept.buckets, *(found.buckets for found in observed)])
    points = int(kept.n.sum()) + sum(found.points for found in observed)
    sizes = [*kept.size.tolist(), *(size_us for found in observed if found.points)]
    return _Found(line, points, min(sizes, default=size_us), there)


def _stretches(hours: Times, rows: TierRows) -> list[tuple[int, int]]:
    """Return the times that hours and rollups cover, ascending and apart."""
    starts = np.concatenate((hours, rows.start))
    ends = np.concatenate((hours + HOUR_US, rows.start + rows.size))
    stretches: list[tuple[int, int]] = []
    for start, end in sorted(zip(starts.tolist(), ends.tolist(), strict=True)):
        if stretches and start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        else:
            stretches.append((start, end))
    return stretches


def _from_observations(window: _Window, width_us: int, most: int) -> _Found:
    """Return the observations, in buckets when they are more than ``most``; rollups where they have expired."""
    found = _observed(window, width_us, most)
    rows = _in_place_of_expired(window, found.hours)
    if not len(rows.start):
        return found
    grain = 0 if found.points else int(rows.size.min())
    return _Found(joined([rows.buckets, found.buckets]), found.points + len(rows.start), grain, found.hours)


def _observed(window: _Window, width_us: int, most: int) -> _Found:
    """Return the observations that are stored in the window, in buckets once they are more than ``most``."""
    points = 0
    line = EMPTY
    hours: list[Times] = []
    lent = nullcontext(window.connection)

    def read(connection: Connection, signal_id: int, start_us: int, end_us: int) -> _Line:
        return _Line(*read_values(connection, signal_id, start_us, end_us, window.damaged))

    for page in read_pages(lambda: lent, read, window.signal_id, window.start_us, window.end_us, _PAGE):
        points += len(page.ts)
        hours.append(grid(page.ts, HOUR_US))
        newer = singles(page.ts, page.v)
        if points > most:
            # both on the grid before they are joined, because a bucket begins before what is in it
            line, newer = widened(line, width_us), widened(newer, width_us)
            line = widened(joined([line, newer]), width_us)
        else:
            line = joined([line, newer])
    return _Found(line, points, 0, np.concatenate([line.start[:0], *hours]))


def _in_place_of_expired(window: _Window, there: Times) -> TierRows:
    """Return the rollups of the hours that had observations in the window of which none is there any more."""
    hours = window.overlaps(read_rollups(*window[:4], HOUR_US))
    missing = hours.start[~np.isin(hours.start, there)]
    edges = {hour_of(window.start_us), hour_of(window.end_us - 1)}
    expired = [hour for hour in missing.tolist() if hour not in edges or not window.is_stored(hour)]
    if not expired:
        return hours.only(np.zeros(len(hours.start), np.bool_))
    rows = window.overlaps(read_rollups(*window[:4], TEN_MINUTES_US))
    return rows.only(np.isin(rows.hours, expired))
