"""One signal's course as it is drawn: what was seen per bucket, and how long the last value held.

MTConnect and its kin report on change, so a value holds until the next observation, until the signal becomes
unavailable, or until the data are absent. Times are microseconds UTC on the machine's clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from hmi.domain.records import Series
from hmi.ui.trends.tail import Seen

Times: TypeAlias = npt.NDArray[np.int64]
Values: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Stretch: TypeAlias = tuple[int, int]
"""A span of time, (start, end)."""


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Ascending buckets; from ``start_us`` to ``end_us`` values were seen, between ``low`` and ``high``.

    The three values are NaN where only an unavailability was seen. After a ``broken`` bucket the line breaks. The last
    value is known to hold until ``until_us``.
    """

    start_us: Times
    end_us: Times
    low: Values
    high: Values
    last: Values
    broken: Flags
    until_us: int


class Pieces(NamedTuple):
    """The level pieces of a step line in ascending time; ``joined``: an upright leads on to the next piece."""

    start_us: Times
    end_us: Times
    value: Values
    joined: Flags


class Reading(NamedTuple):
    """What a curve says about one moment."""

    value: float
    low: float
    high: float


def join(series: Series | None, start_us: int, until_us: int, tail: Sequence[Seen] = ()) -> Curve:
    """Return what the history knows from ``start_us`` on, followed by what was seen live since it was asked.

    The history is complete up to its newest bucket, which may have been read before it was full; so the tail counts
    from the beginning of that bucket, and both are kept there: no spike of either is lost.
    """
    held: list[Seen] = []
    if series is not None and series.before is not None:
        held.append(Seen(start_us, start_us, series.before, series.before, series.before, broken=False))
    if series is None or not len(series.times_us):
        # What was seen live before the window, of a signal that the history does not know, holds into it.
        older = [seen for seen in tail if seen.end_us < start_us][-1:]
        return _curve((held or older) + [seen for seen in tail if seen.end_us >= start_us], start_us, until_us)
    newest_us = series.times_us[-1]
    newer = [seen for seen in tail if seen.end_us >= newest_us]
    times = np.array(series.times_us, dtype=np.int64)
    ends = times + series.bucket_us
    if newer:
        ends[-1] = min(ends[-1], max(newer[0].start_us, newest_us))
    last = np.array(series.last, dtype=np.float64)
    last[~np.isfinite(last)] = np.nan
    broken = np.array(series.broken, dtype=np.bool_) | np.isnan(last)
    low, high = np.array(series.low, dtype=np.float64), np.array(series.high, dtype=np.float64)
    # An infinite extreme cannot be drawn, and would leave no height for all the others.
    low, high = np.where(np.isfinite(low), low, last), np.where(np.isfinite(high), high, last)
    stored = Curve(times, ends, low, high, last, broken, until_us)
    return _chain(_curve(held, start_us, until_us), stored, _curve(newer, newest_us, until_us))


def _curve(rows: Sequence[Seen], from_us: int, until_us: int) -> Curve:
    starts, ends, low, high, last, broken = zip(*rows, strict=True) if rows else ((),) * 6
    return Curve(
        np.maximum(np.array(starts, dtype=np.int64), from_us),
        np.maximum(np.array(ends, dtype=np.int64), from_us),
        np.array(low, dtype=np.float64),
        np.array(high, dtype=np.float64),
        np.array(last, dtype=np.float64),
        np.array(broken, dtype=np.bool_),
        until_us,
    )


def _chain(*curves: Curve) -> Curve:
    return Curve(
        np.concatenate([c.start_us for c in curves]),
        np.concatenate([c.end_us for c in curves]),
        np.concatenate([c.low for c in curves]),
        np.concatenate([c.high for c in curves]),
        np.concatenate([c.last for c in curves]),
        np.concatenate([c.broken for c in curves]),
        curves[-1].until_us,
    )


def _held_until(curve: Curve) -> Times:
    """Return until when each bucket's last value held: the next bucket, the end of knowledge, or its own end."""
    following = np.append(curve.start_us[1:], max(curve.until_us, curve.start_us[-1]))
    seen = np.minimum(curve.end_us, following)
    return np.where(curve.broken, seen, following)


def pieces(curve: Curve, absent: Sequence[Stretch] = ()) -> Pieces:
    """Return the step line: the middle of each bucket while it lasts, then its last value for as long as it held.

    It is broken where the signal was unavailable and wherever data are absent: ``absent`` are those spans, ascending
    and apart. What was seen inside one (read from the endpoint's buffer afterwards) is drawn; what is only held is
    not. Behind it the newest value known holds again, because a source that is back reports every value that changed.
    """
    if not len(curve.start_us):
        empty = np.empty(0, dtype=np.int64)
        return Pieces(empty, empty, np.empty(0), np.empty(0, dtype=np.bool_))
    stop = _held_until(curve)
    seen = np.minimum(curve.end_us, stop)
    gap_start = np.array([start for start, _ in absent], dtype=np.int64)
    gap_end = np.array([end for _, end in absent], dtype=np.int64)
    first = np.searchsorted(gap_end, seen, side="right")
    cuts = np.maximum(np.searchsorted(gap_start, stop, side="left") - first, 0)
    # Every bucket makes a piece of what was seen and, with n gaps in its hold, n + 1 pieces of what held around them.
    counts = cuts + 2
    source = np.repeat(np.arange(len(seen)), counts)
    nth = np.arange(len(source)) - np.repeat(np.cumsum(counts) - counts, counts) - 1
    begin = np.where(nth < 0, curve.start_us[source], seen[source])
    end = np.where(nth < 0, seen[source], stop[source])
    if len(gap_start):
        before = gap_end[np.clip(first[source] + nth - 1, 0, len(gap_end) - 1)]
        behind = gap_start[np.clip(first[source] + nth, 0, len(gap_start) - 1)]
        begin = np.where(nth > 0, before, begin)
        end = np.where((nth >= 0) & (nth < cuts[source]), behind, end)
    middle = (curve.low + curve.high) / 2
    value = np.where(nth < 0, middle[source], curve.last[source])
    drawn = np.isfinite(value) & ((nth < 0) | (end > begin))
    begin, end, value = begin[drawn], end[drawn], value[drawn]
    joined = np.zeros(len(begin), dtype=np.bool_)
    joined[:-1] = end[:-1] == begin[1:]
    return Pieces(begin, end, value, joined)


def unavailable(curve: Curve) -> list[Stretch]:
    """Return the spans in which the source said that it had no value, ascending and apart."""
    if not len(curve.start_us):
        return []
    following = np.append(curve.start_us[1:], max(curve.until_us, curve.start_us[-1]))
    spans: list[Stretch] = []
    for index in np.flatnonzero(curve.broken):
        start = int(min(curve.end_us[index], following[index]))
        if not np.isfinite(curve.last[index]):
            start = int(curve.start_us[index])
        end = int(following[index])
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], end)
        elif end > start:
            spans.append((start, end))
    return spans


def at(curve: Curve, time_us: int, absent: Sequence[Stretch] = ()) -> Reading | None:
    """Return what is known about a moment; None where nothing is."""
    index = int(np.searchsorted(curve.start_us, time_us, side="right")) - 1
    if index < 0 or not np.isfinite(curve.last[index]):
        return None
    value = float(curve.last[index])
    if time_us <= curve.end_us[index]:
        return Reading(value, float(curve.low[index]), float(curve.high[index]))
    if curve.broken[index] or time_us > curve.until_us or any(start <= time_us < end for start, end in absent):
        return None
    return Reading(value, value, value)


def extent(curve: Curve, start_us: int, end_us: int) -> tuple[float, float] | None:
    """Return the lowest and the highest value that shows in a window, held ones included; None where none does."""
    if not len(curve.start_us):
        return None
    shows = (_held_until(curve) >= start_us) & (curve.start_us <= end_us) & np.isfinite(curve.last)
    if not shows.any():
        return None
    return float(curve.low[shows].min()), float(curve.high[shows].max())
