"""A curve's extremes per column of pixels, so that no spike falls between two pixels."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from hmi.ui.trends.curve import Curve, Values

Indexes: TypeAlias = npt.NDArray[np.int64]


class Columns(NamedTuple):
    """Ascending columns in which something was seen: its extremes and its last value."""

    x: Indexes
    low: Values
    high: Values
    last: Values


def columns(curve: Curve, start_us: int, end_us: int, width: int) -> Columns:
    """Return what was seen between two moments, drawn ``width`` columns wide.

    A bucket that is narrower than a column still has its column; a wider one fills all of its own.
    """
    scale = width / max(end_us - start_us, 1)
    left = np.floor((curve.start_us - start_us) * scale).astype(np.int64)
    right = np.maximum(np.floor((curve.end_us - start_us) * scale).astype(np.int64), left + 1)
    left, right = np.maximum(left, 0), np.minimum(right, width)
    shows = (right > left) & np.isfinite(curve.last) & (curve.start_us <= end_us) & (curve.end_us >= start_us)
    left, right = left[shows], right[shows]
    if not len(left):
        return Columns(left, *(np.empty(0),) * 3)
    counts = right - left
    source = np.repeat(np.flatnonzero(shows), counts)
    x = np.arange(len(source)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(left, counts)
    if np.any(x[1:] < x[:-1]):
        order = np.argsort(x, kind="stable")
        x, source = x[order], source[order]
    starts = np.flatnonzero(np.append(True, x[1:] != x[:-1]))
    return Columns(
        x[starts],
        np.minimum.reduceat(curve.low[source], starts),
        np.maximum.reduceat(curve.high[source], starts),
        curve.last[source[np.append(starts[1:], len(source)) - 1]],
    )


class Spikes(NamedTuple):
    """Uprights, each from where the neighbours end to the extreme."""

    x: Indexes
    root: Values
    tip: Values


def spikes(columns: Columns, height: float) -> Spikes:
    """Return the columns that stand out of both their neighbours by more than ``height``: a spike in one column.

    The pale envelope alone would show them as one pale column, which is easily missed. A neighbour in which nothing was
    seen has the value that was held there.
    """
    x, low, high, last = columns
    if not len(x):
        return Spikes(x, low, low)
    close = np.diff(x) == 1
    held = np.append(last[0], last[:-1])
    left_high = np.append(last[0], np.where(close, high[:-1], held[1:]))
    left_low = np.append(last[0], np.where(close, low[:-1], held[1:]))
    right_high = np.append(np.where(close, high[1:], last[:-1]), last[-1])
    right_low = np.append(np.where(close, low[1:], last[:-1]), last[-1])
    top, bottom = np.maximum(left_high, right_high), np.minimum(left_low, right_low)
    up, down = high - top > height, bottom - low > height
    return Spikes(
        np.concatenate([x[up], x[down]]),
        np.concatenate([top[up], bottom[down]]),
        np.concatenate([high[up], low[down]]),
    )
