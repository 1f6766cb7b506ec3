"""Observations of many number signals at once, as columns in the order of their keys."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hmi.history.columns import Times, Values

Places = NDArray[np.intp]

_SMALL: Final = 2**16


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
    # mostly each signal's are in order already; small numbers are sorted by radix, four times as fast
    small = signal.astype(np.uint16) if signal.max(initial=0) < _SMALL else signal
    ordered = samples.of(np.argsort(small, kind="stable"))
    if not _ascends(*ordered[:4]):
        ordered = samples.of(np.lexsort((seq, instance, ts, signal)))
        again = np.logical_and.reduce([column[1:] == column[:-1] for column in ordered[:4]])
        ordered = ordered.of(np.insert(~again, 0, True))
    return ordered


def newest(samples: Samples) -> Samples:
    """Return the newest observation of each signal by (instance, sequence); they are in the order of their keys."""
    if not _ascends(samples.signal, samples.instance, samples.seq):
        samples = samples.of(np.lexsort((samples.ts, samples.seq, samples.instance, samples.signal)))
    signal = samples.signal
    return samples.of(np.append(signal[1:] != signal[:-1], len(signal) > 0))


def _ascends(*columns: NDArray[np.int64]) -> bool:
    """Return whether rows ascend by all columns, the first being the most significant, and none is there twice."""
    above = np.zeros(max(len(columns[0]) - 1, 0), np.bool_)
    same = ~above
    for column in columns:
        above |= same & (column[1:] > column[:-1])
        same &= column[1:] == column[:-1]
    return bool(above.all())
