"""Observations of many number signals at once, as columns in the order of their keys."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hmi.history.columns import Times, Values

Places = NDArray[np.intp]


class Samples(NamedTuple):
    """Equally long columns as :data:`hmi.history.schema.sample` has them; NaN stands for NULL."""

    signal: NDArray[np.int64]
    ts: Times
    instance: NDArray[np.int64]
    seq: NDArray[np.int64]
    v: Values
    q: NDArray[np.int16]

    def of(self, which: NDArray[np.bool_] | Places | slice) -> Samples:
        """Return the observations that a mask or places name."""
        columns: Any = (column[which] for column in self)
        return Samples(*columns)


def in_key_order(samples: Samples) -> Samples:
    """Return observations in ascending order, of those with the same key only the first."""
    signal, ts, instance, seq = samples[:4]
    samples = samples.of(np.lexsort((seq, instance, ts, signal)))
    again = np.logical_and.reduce([column[1:] == column[:-1] for column in samples[:4]])
    if again.any():
        samples = samples.of(np.insert(~again, 0, True))
    return samples


def newest(samples: Samples) -> Samples:
    """Return the newest observation of each signal by (instance, sequence)."""
    order = np.lexsort((samples.ts, samples.seq, samples.instance, samples.signal))
    signal = samples.signal[order]
    return samples.of(order[np.append(signal[1:] != signal[:-1], len(signal) > 0)])
