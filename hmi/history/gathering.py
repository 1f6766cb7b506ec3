"""Turns what number signals said in a load into columns; every observation goes through here."""

from __future__ import annotations

from collections.abc import Sequence
from types import NoneType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hmi.domain.observation import Quality, Value
from hmi.history.columns import Values
from hmi.history.rollups.samples import Samples, in_key_order

_PLAIN: Final = frozenset({float, NoneType})
_BAD: Final = int(Quality.BAD)


def samples_of(
    signals: Sequence[int],
    times: Sequence[int],
    instances: NDArray[np.int64],
    sequences: Sequence[int],
    values: Sequence[Value],
    qualities: Sequence[Quality],
) -> Samples:
    """Return equally long columns in the order of their keys, each key once; the first one offered stays.

    Raises OverflowError where a number does not fit into the store.
    """
    v, q = _numbers(values, qualities)
    return in_key_order(
        Samples(np.array(signals, np.int64), np.array(times, np.int64), instances, np.array(sequences, np.int64), v, q)
    )


def _numbers(values: Sequence[Value], qualities: Sequence[Quality]) -> tuple[Values, NDArray[np.int16]]:
    """Return values and qualities; what is no number is kept as bad, without its value."""
    if qualities.count(Quality.GOOD) == len(qualities):
        q = np.zeros(len(qualities), np.int16)
    else:
        q = np.fromiter(map(int, qualities), np.int16, len(qualities))
    if set(map(type, values)) <= _PLAIN:
        v = np.array(values, np.float64)
    else:
        v = np.array([float(value) if isinstance(value, int | float) else None for value in values], np.float64)
    for place in np.flatnonzero(np.isnan(v)).tolist():
        if values[place] is not None:
            q[place] = _BAD
    return v, q
