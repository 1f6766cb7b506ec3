"""Sums up a signal's observations in buckets of time that keep each extreme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hmi.history.columns import Times, Values


class Buckets(NamedTuple):
    """Equally long arrays: the stretches of time in which something was observed, ascending."""

    start: Times
    """Microseconds UTC."""
    first: Values
    """First known value; NaN in the four where none is known."""
    low: Values
    high: Values
    last: Values
    """Last known value, after which the signal may yet have become unavailable."""
    broken: NDArray[np.bool_]
    """Whether the last observation has no value."""


EMPTY = Buckets(np.empty(0, np.int64), *4 * (np.empty(0),), np.empty(0, np.bool_))


def singles(ts: Times, v: Values) -> Buckets:
    """Return every observation as a bucket of its own."""
    return Buckets(ts, v, v, v, v, np.isnan(v))


def joined(parts: Sequence[Buckets]) -> Buckets:
    """Return the buckets of all parts, ascending; parts come in the order in which they were observed."""
    parts = [part for part in parts if len(part.start)]
    if len(parts) <= 1:
        return parts[0] if parts else EMPTY
    whole = Buckets._make(np.concatenate(columns) for columns in zip(*parts, strict=True))
    if (whole.start[1:] >= whole.start[:-1]).all():
        return whole
    order = np.argsort(whole.start, kind="stable")
    return Buckets._make(column[order] for column in whole)


def widened(fine: Buckets, width_us: int) -> Buckets:
    """Return buckets on the grid of multiples of ``width_us`` that hold all that begins inside them."""
    if not len(fine.start):
        return fine
    begin, edges = _groups(fine.start, width_us)
    end = np.append(begin[1:], len(fine.start))
    if np.isnan(fine.last).any():
        first = _at(
            fine.first, np.searchsorted(known := np.flatnonzero(~np.isnan(fine.first)), begin), known, begin, end
        )
        last = _at(fine.last, np.searchsorted(known, end) - 1, known, begin, end)
        low, high = np.fmin.reduceat(fine.low, begin), np.fmax.reduceat(fine.high, begin)
    else:
        first, last = fine.first[begin], fine.last[end - 1]
        low, high = np.minimum.reduceat(fine.low, begin), np.maximum.reduceat(fine.high, begin)
    return Buckets(edges, first, low, high, last, fine.broken[end - 1])


def grid(ts: Times, width_us: int) -> Times:
    """Return the beginnings of the buckets of that width in which ascending times lie, each once."""
    return _groups(ts, width_us)[1] if len(ts) else ts


def _groups(ts: Times, width_us: int) -> tuple[NDArray[np.intp], Times]:
    """Return where each bucket that is not empty begins in ascending times, and when.

    Looking up the grid's edges is ten times as fast as dividing millions of times; where the edges are more than the
    times, dividing is.
    """
    low = int(ts[0]) // width_us
    count = int(ts[-1]) // width_us - low + 1
    if count > len(ts):
        starts = ts - ts % width_us
        begin = np.flatnonzero(np.append(True, starts[1:] != starts[:-1]))
        return begin, starts[begin]
    edges = (low + np.arange(count, dtype=np.int64)) * width_us
    at = np.append(np.searchsorted(ts, edges), len(ts))
    filled = at[1:] > at[:-1]
    return at[:-1][filled], edges[filled]


def _at(values: Values, place: NDArray[Any], known: NDArray[Any], begin: NDArray[Any], end: NDArray[Any]) -> Values:
    """Return the known value at a place among the known ones, NaN where it lies outside its bucket."""
    if not len(known):
        return np.full(len(begin), np.nan)
    index = known[np.clip(place, 0, len(known) - 1)]
    return np.where((index >= begin) & (index < end), values[index], np.nan)
