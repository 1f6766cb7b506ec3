"""Gathers what number signals said in a load into columns; every observation goes through here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import NoneType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hmi.domain.observation import Quality, Value
from hmi.history.columns import Values
from hmi.history.rollups.samples import Samples, in_key_order

_PLAIN: Final = frozenset({float, NoneType})
_BAD: Final = int(Quality.BAD)


class Gathering:
    """Observations of number signals in the order in which they were offered."""

    def __init__(self) -> None:
        self._signals: list[int] = []
        self._times: list[int] = []
        self._instances: list[int] = []
        self._counts: list[int] = []
        self._sequences: list[int] = []
        self._values: list[Value] = []
        self._qualities: list[Quality] = []

    def add(
        self,
        instance: int,
        signals: Sequence[int],
        times: Iterable[int],
        values: Iterable[Value],
        qualities: Iterable[Quality],
        sequences: Iterable[int],
    ) -> None:
        """Take observations of one run of a source, as equally long columns."""
        self._signals += signals
        self._times += times
        self._instances.append(instance)
        self._counts.append(len(signals))
        self._sequences += sequences
        self._values += values
        self._qualities += qualities

    def samples(self) -> Samples:
        """Return all that was taken, in the order of its keys, each key once.

        Raises OverflowError where a number does not fit into the store.
        """
        v, q = _numbers(self._values, self._qualities)
        return in_key_order(
            Samples(
                np.array(self._signals, np.int64),
                np.array(self._times, np.int64),
                np.repeat(np.array(self._instances, np.int64), self._counts),
                np.array(self._sequences, np.int64),
                v,
                q,
            )
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
