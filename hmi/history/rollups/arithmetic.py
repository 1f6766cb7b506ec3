"""Computes rollups of many signals at once, from observations or from finer rollups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hmi.domain.observation import Quality
from hmi.history.columns import Times, Values
from hmi.history.rollups.samples import Places

TEN_MINUTES_US: Final = 600_000_000
HOUR_US: Final = 3_600_000_000

_GOOD: Final = int(Quality.GOOD)


class Rollups(NamedTuple):
    """Equally long columns as :data:`hmi.history.schema.rollup_10m` has them; NaN stands for NULL.

    The rollup of a bucket is a function of the observations inside it, so that it does not matter how they were split
    on the way. Sums leave out values that are not finite, which have no mean; what a float cannot hold is infinite.
    """

    signal: NDArray[np.int64]
    b: Times
    n: NDArray[np.int64]
    n_bad: NDArray[np.int64]
    vmin: Values
    vmax: Values
    vsum: Values
    vfirst: Values
    vlast: Values
    t_first: Times
    t_last: Times
    broken: NDArray[np.bool_]
    tw_sum: Values
    tw_dur: Times

    def of(self, which: NDArray[np.bool_] | Places) -> Rollups:
        """Return the rollups that a mask or places name."""
        return _of_columns(column[which] for column in self)


_TYPES: Final = tuple(map(np.dtype, "qqqqdddddqq?dq"))
"""Of the columns, in their order."""


def _of_columns(columns: Iterable[Any]) -> Rollups:
    return Rollups(*columns)


def rollups_of(rows: Sequence[Sequence[Any]]) -> Rollups:
    """Return rows of the store's tables as columns."""
    columns = zip(*rows, strict=True) if rows else [()] * len(_TYPES)
    return _of_columns(np.array(column, kind) for column, kind in zip(columns, _TYPES, strict=True))


def joined(first: Rollups, second: Rollups) -> Rollups:
    """Return the rollups of one after those of the other."""
    return _of_columns(np.concatenate(columns) for columns in zip(first, second, strict=True))


def bucket_of(ts: Times, width_us: int) -> Times:
    """Return where the buckets that times fall into begin; buckets lie on the UTC clock."""
    return ts - ts % width_us


def roll_up(signal: NDArray[np.int64], ts: Times, v: Values, q: NDArray[np.int16], width_us: int) -> Rollups:
    """Return the rollups of observations that ascend by signal and, within one, by their key.

    Every (signal, bucket) that has an observation has a rollup, in ascending order.
    """
    b = bucket_of(ts, width_us)
    starts, ends = groups(signal, b)
    known = ~np.isnan(v)
    finite = np.isfinite(v)
    holds = _until_next(ts, ts, ends)
    tw_sum, tw_dur = _integral(v, holds, finite)
    return Rollups(
        signal[starts],
        b[starts],
        ends - starts,
        _sums(q != _GOOD, starts),
        np.fmin.reduceat(v, starts),
        np.fmax.reduceat(v, starts),
        _float_sums(np.where(finite, v, 0.0), starts),
        _first(v, known, starts, ends),
        _last(v, known, starts, ends),
        ts[starts],
        ts[ends - 1],
        ~known[ends - 1],
        _float_sums(tw_sum, starts),
        _sums(tw_dur, starts),
    )


def combine(parts: Rollups) -> Rollups:
    """Merge neighbours of the same signal and bucket into one, of any number at once.

    The parts of a bucket follow each other in time: every observation of one comes before those of the next.
    """
    starts, ends = groups(parts.signal, parts.b)
    if len(starts) == len(parts.b):
        return parts
    goes_on = ~parts.broken & np.isfinite(parts.vlast)
    between = _until_next(parts.t_last, parts.t_first, ends)
    tw_sum, tw_dur = _integral(parts.vlast, between, goes_on)
    return Rollups(
        parts.signal[starts],
        parts.b[starts],
        _sums(parts.n, starts),
        _sums(parts.n_bad, starts),
        np.fmin.reduceat(parts.vmin, starts),
        np.fmax.reduceat(parts.vmax, starts),
        _float_sums(parts.vsum, starts),
        _first(parts.vfirst, ~np.isnan(parts.vfirst), starts, ends),
        _last(parts.vlast, ~np.isnan(parts.vlast), starts, ends),
        parts.t_first[starts],
        parts.t_last[ends - 1],
        parts.broken[ends - 1],
        _float_sums(_sum(parts.tw_sum, tw_sum), starts),
        _sums(parts.tw_dur + tw_dur, starts),
    )


def merge(earlier: Rollups, later: Rollups) -> Rollups:
    """Merge two sets of rollups, each with one a bucket; in a bucket that both have, ``earlier`` comes first."""
    if not len(earlier.b):
        return later
    both = joined(earlier, later)
    return combine(both.of(np.lexsort((both.b, both.signal))))


def coarser(parts: Rollups, width_us: int) -> Rollups:
    """Return the rollups of wider buckets, of which the old ones are whole parts."""
    return combine(parts._replace(b=bucket_of(parts.b, width_us)))


def groups(signal: NDArray[np.int64], b: Times) -> tuple[Places, Places]:
    """Return where each run of equal signal and bucket starts and ends."""
    if not len(b):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    new = np.flatnonzero((signal[1:] != signal[:-1]) | (b[1:] != b[:-1])) + 1
    return np.concatenate(([0], new)), np.concatenate((new, [len(b)]))


def _until_next(left: Times, come: Times, ends: Places) -> Times:
    """Return the time from each leaving to the next coming of the same group; none after the last."""
    gaps = np.zeros_like(left)
    gaps[:-1] = come[1:] - left[:-1]
    gaps[ends - 1] = 0
    return gaps


def _integral(v: Values, holds: Times, counts: NDArray[np.bool_]) -> tuple[Values, Times]:
    """Return value times duration, and the duration, where it counts."""
    known = np.where(counts, holds, 0)
    with np.errstate(over="ignore"):
        return np.where(counts, v, 0.0) * known, known


def _sums(counts: NDArray[Any], starts: Places) -> NDArray[np.int64]:
    return np.add.reduceat(counts, starts, dtype=np.int64)


def _float_sums(values: Values, starts: Places) -> Values:
    with np.errstate(over="ignore", invalid="ignore"):
        return _without_nan(np.add.reduceat(values, starts))


def _sum(first: Values, second: Values) -> Values:
    with np.errstate(over="ignore", invalid="ignore"):
        return _without_nan(first + second)


def _without_nan(sums: Values) -> Values:
    """A sum that left the range of a float on both sides would be NaN, which stands for NULL."""
    return np.where(np.isnan(sums), np.inf, sums)


def _first(v: Values, known: NDArray[np.bool_], starts: Places, ends: Places) -> Values:
    """Return the first known value of each group, NaN where there is none."""
    places = np.append(np.flatnonzero(known), len(v))
    first = places[np.searchsorted(places, starts)]
    return np.where(first < ends, np.append(v, np.nan)[first], np.nan)


def _last(v: Values, known: NDArray[np.bool_], starts: Places, ends: Places) -> Values:
    """Return the last known value of each group, NaN where there is none."""
    places = np.insert(np.flatnonzero(known), 0, -1)
    last = places[np.searchsorted(places, ends) - 1]
    return np.where(last >= starts, v[last], np.nan)
