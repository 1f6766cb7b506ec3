"""Keeps an observation that comes again, after its hour was sealed, from being stored twice."""

from __future__ import annotations

import logging
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Integer, bindparam, func, select

from hmi.history.chunks.codec import decode
from hmi.history.chunks.damage import DamagedChunkError
from hmi.history.chunks.hours import HOUR_US
from hmi.history.chunks.stored import read_chunks
from hmi.history.columns import Times
from hmi.history.schema import sample_chunk

_log: Final = logging.getLogger(__name__)

_Ints = NDArray[np.int64]
_NEVER: Final = -(1 << 63)
_NEWEST: Final = select(func.max(sample_chunk.c.t0)).where(
    sample_chunk.c.signal_id == bindparam("signal", type_=Integer)
)


class SealedHours:
    """Up to when each signal is sealed: asked before late observations are stored, told when an hour was sealed.

    One for the recorder and the sealer together, on the writer's thread. Of a signal whose late observations are newer
    than what is sealed it reads nothing, but once its newest hour; and those behind all that is stored of their hour
    need not be asked about at all.
    """

    def __init__(self) -> None:
        self._until: dict[int, int] = {}
        """Signal to where its sealed hours end."""
        self._told: set[tuple[int, int]] = set()
        """Damaged hours that the log has."""

    def forget(self) -> None:
        """A transaction was rolled back: read again what is sealed."""
        self._until.clear()

    def add(self, signal_id: int, t0: int) -> None:
        """The hour from ``t0`` was sealed in the transaction that runs."""
        if signal_id in self._until:
            self._until[signal_id] = max(t0 + HOUR_US, self._until[signal_id])

    def known(self, connection: Connection, signal: _Ints, ts: Times, instance: _Ints, seq: _Ints) -> NDArray[np.bool_]:
        """Return which observations, that ascend by these four columns, a chunk has already.

        The others are new: they lie among the rows until the sealer merges them into their hours. What a damaged chunk
        had cannot be told: its observations count as new, so that those that come again are kept.
        """
        known = np.zeros(len(ts), np.bool_)
        hour = ts - ts % HOUR_US
        changes = np.flatnonzero((signal[1:] != signal[:-1]) | (hour[1:] != hour[:-1])) + 1
        for begin, end in pairwise([0, *changes.tolist(), len(ts)]):
            if begin < end and hour[begin] < self._sealed_until(connection, int(signal[begin])):
                part = slice(begin, end)
                of_hour = ts[part], instance[part], seq[part]
                known[part] = self._known(connection, int(signal[begin]), int(hour[begin]), *of_hour)
        return known

    def _sealed_until(self, connection: Connection, signal_id: int) -> int:
        until = self._until.get(signal_id)
        if until is None:
            t0 = connection.execute(_NEWEST, {"signal": signal_id}).scalar_one()
            until = self._until[signal_id] = _NEVER if t0 is None else t0 + HOUR_US
        return until

    def _known(
        self, connection: Connection, signal_id: int, t0: int, ts: Times, instance: _Ints, seq: _Ints
    ) -> NDArray[np.bool_]:
        """Return which observations of one signal and hour its chunk has."""
        none = np.zeros(len(ts), np.bool_)
        stored = read_chunks(connection, signal_id, t0, t0 + 1)
        if not stored:
            return none
        try:
            columns = decode(stored[0].chunk)
        except DamagedChunkError as error:
            if (signal_id, t0) not in self._told:
                self._told.add((signal_id, t0))
                _log.warning("what comes late cannot be compared: %s", error.at(signal_id, t0))
            return none
        low, high = np.searchsorted(columns.ts, (ts[0], ts[-1] + 1))
        had = set(
            zip(
                columns.ts[low:high].tolist(),
                columns.instance[low:high].tolist(),
                columns.seq[low:high].tolist(),
                strict=True,
            )
        )
        keys = zip(ts.tolist(), instance.tolist(), seq.tolist(), strict=True)
        return np.fromiter((key in had for key in keys), np.bool_, len(ts))
