"""Keeps an observation that comes again, after its hour was sealed, from being stored twice."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection, func, select

from hmi.history.chunks.codec import decode
from hmi.history.chunks.damage import DamagedChunkError
from hmi.history.chunks.hours import HOUR_US, hour_of
from hmi.history.chunks.stored import read_chunks
from hmi.history.database import Row
from hmi.history.schema import sample_chunk, signal

_log: Final = logging.getLogger(__name__)

_NEWEST: Final = select(
    signal.c.id,
    select(func.max(sample_chunk.c.t0)).where(sample_chunk.c.signal_id == signal.c.id).scalar_subquery(),
)


class SealedHours:
    """Up to when each signal is sealed: asked before rows are inserted, told when an hour was sealed.

    One for the recorder and the sealer together, on the writer's thread. As long as everything is newer than what is
    sealed, it reads nothing but once, at the start, the newest hour of each signal.
    """

    def __init__(self) -> None:
        self._until: dict[int, int] | None = None
        self._told: set[tuple[int, int]] = set()
        """Damaged hours that the log has."""

    def forget(self) -> None:
        """A transaction was rolled back: read again what is sealed."""
        self._until = None

    def add(self, signal_id: int, t0: int) -> None:
        """The hour from ``t0`` was sealed in the transaction that runs."""
        if self._until is not None:
            self._until[signal_id] = max(t0 + HOUR_US, self._until.get(signal_id, 0))

    def unsealed(self, connection: Connection, rows: Sequence[Row]) -> Sequence[Row]:
        """Return the rows of one signal without those that a chunk has; the same object where it has none.

        A row is (signal, ts, instance, seq, ...), and the rows ascend by that. What comes late but new is returned:
        it lies among the rows until the sealer merges it into its hour.
        """
        if not rows:
            return rows
        if self._until is None:
            self._until = {signal_id: t0 + HOUR_US for signal_id, t0 in connection.execute(_NEWEST) if t0 is not None}
        signal_id, first, *_ = rows[0]
        until = self._until.get(signal_id)
        if until is None or first >= until:
            return rows
        late = [row for row in rows if row[1] < until]
        known = self._known(connection, signal_id, first, late[-1][1])
        fresh = [row for row in late if row[1:4] not in known]
        return rows if len(fresh) == len(late) else fresh + list(rows[len(late) :])

    def _known(self, connection: Connection, signal_id: int, first_us: int, last_us: int) -> set[tuple[Any, ...]]:
        """Return the keys that chunks have between two moments, both included.

        What a damaged chunk had cannot be told: its observations are taken as new, so that those that come again are kept.
        """
        known: set[tuple[Any, ...]] = set()
        for t0, chunk in read_chunks(connection, signal_id, hour_of(first_us), last_us + 1):
            try:
                columns = decode(chunk)
            except DamagedChunkError as error:
                if (signal_id, t0) not in self._told:
                    self._told.add((signal_id, t0))
                    _log.warning("late observations cannot be compared: %s", error.at(signal_id, t0))
                continue
            inside = slice(*np.searchsorted(columns.ts, (first_us, last_us + 1)))
            known.update(
                zip(
                    columns.ts[inside].tolist(),
                    columns.instance[inside].tolist(),
                    columns.seq[inside].tolist(),
                    strict=True,
                )
            )
        return known
