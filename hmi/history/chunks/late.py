"""Keeps an observation that comes again, after its hour was sealed, from being stored twice."""

from __future__ import annotations

import logging
from bisect import bisect_left
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

import numpy as np
from sqlalchemy import Connection, Integer, bindparam, func, select

from hmi.history.chunks.codec import decode
from hmi.history.chunks.damage import DamagedChunkError
from hmi.history.chunks.hours import HOUR_US, hour_of
from hmi.history.chunks.stored import read_chunks
from hmi.history.database import Row
from hmi.history.schema import sample_chunk

_log: Final = logging.getLogger(__name__)

_TIME: Final = itemgetter(1)
_NEWEST: Final = select(func.max(sample_chunk.c.t0)).where(
    sample_chunk.c.signal_id == bindparam("signal", type_=Integer)
)


class SealedHours:
    """Up to when each signal is sealed: asked before rows are inserted, told when an hour was sealed.

    One for the recorder and the sealer together, on the writer's thread. Where rows are newer than what is sealed it
    reads nothing, but once for each signal its newest hour; and rows newer than all that is stored of a signal need not
    be asked about at all.
    """

    def __init__(self) -> None:
        self._until: dict[int, int] = {}
        """Signal to where its sealed hours end; 0 where it has none."""
        self._told: set[tuple[int, int]] = set()
        """Damaged hours that the log has."""

    def forget(self) -> None:
        """A transaction was rolled back: read again what is sealed."""
        self._until.clear()

    def add(self, signal_id: int, t0: int) -> None:
        """The hour from ``t0`` was sealed in the transaction that runs."""
        if signal_id in self._until:
            self._until[signal_id] = max(t0 + HOUR_US, self._until[signal_id])

    def unsealed(self, connection: Connection, rows: Sequence[Row]) -> Sequence[Row]:
        """Return the rows of one signal without those that a chunk has; the same object where it has none.

        A row is (signal, ts, instance, seq, ...), and the rows ascend by that. What comes late but new is returned:
        it lies among the rows until the sealer merges it into its hour.
        """
        if not rows:
            return rows
        signal_id, first, *_ = rows[0]
        until = self._until.get(signal_id)
        if until is None:
            t0 = connection.execute(_NEWEST, {"signal": signal_id}).scalar_one()
            until = self._until[signal_id] = 0 if t0 is None else t0 + HOUR_US
        if first >= until:
            return rows
        fresh: list[Row] = []
        behind = bisect_left(rows, until, key=_TIME)
        for t0, of_hour in groupby(rows[:behind], lambda row: hour_of(row[1])):
            fresh += self._fresh(connection, t0, list(of_hour))
        return rows if len(fresh) == behind else [*fresh, *rows[behind:]]

    def _fresh(self, connection: Connection, t0: int, rows: list[Row]) -> list[Row]:
        """Return the rows of one hour that its chunk does not have.

        What a damaged chunk had cannot be told: its observations count as new, so that those that come again are kept.
        """
        signal_id, first_us, *_ = rows[0]
        chunks = read_chunks(connection, signal_id, t0, t0 + 1)
        if not chunks:
            return rows
        try:
            columns = decode(chunks[0].chunk)
        except DamagedChunkError as error:
            if (signal_id, t0) not in self._told:
                self._told.add((signal_id, t0))
                _log.warning("late observations cannot be compared: %s", error.at(signal_id, t0))
            return rows
        low, high = np.searchsorted(columns.ts, (first_us, rows[-1][1] + 1))
        keys = (column[low:high].tolist() for column in (columns.ts, columns.instance, columns.seq))
        known = set(zip(*keys, strict=True))
        return [row for row in rows if row[1:4] not in known]
