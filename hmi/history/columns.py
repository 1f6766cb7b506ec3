"""Observations of one number signal as columns, for arithmetic over millions of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.int64]
Values = NDArray[np.float64]


class Columns(NamedTuple):
    """Equally long arrays that ascend by (ts, instance, seq), a key that is unique in the signal."""

    ts: Times
    """Microseconds UTC."""
    instance: NDArray[np.int64]
    """The small number of the source's run, not the source's own one."""
    seq: NDArray[np.int64]
    v: Values
    """NaN where the observation has no value."""
    q: NDArray[np.int16]
    """:class:`hmi.domain.observation.Quality`."""


def columns_of(rows: Sequence[Sequence[Any]]) -> Columns:
    """Return rows of (ts, instance, seq, v, q) as columns; a v of None is NaN."""
    if not rows:
        return EMPTY
    ts, instance, seq, v, q = zip(*rows, strict=True)
    return Columns(
        np.array(ts, np.int64),
        np.array(instance, np.int64),
        np.array(seq, np.int64),
        np.array(v, np.float64),
        np.array(q, np.int16),
    )


EMPTY = Columns(
    np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float64), np.empty(0, np.int16)
)
