"""Stores what number signals say, with its rollups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from sqlalchemy import Connection

from hmi.history import schema
from hmi.history.chores import Chore
from hmi.history.chunks.late import SealedHours
from hmi.history.database import Database
from hmi.history.rollups.growing import GrowingRollups
from hmi.history.rollups.recompute import RecomputeRollups, WriteRollups
from hmi.history.rollups.samples import Samples


class NumberRecorder:
    """Writes samples on a connection whose transaction the caller begins and ends. One thread."""

    def __init__(self, database: Database, sealed: SealedHours) -> None:
        new = database.insert(schema.sample).on_conflict_do_nothing()
        self._rows = database.loader(new, schema.sample.columns.keys())
        self._sealed = sealed
        self._rollups = GrowingRollups(database)
        self.chores: Sequence[Chore] = (RecomputeRollups(self._rollups), WriteRollups(self._rollups))
        """What keeps the rollups true between the transactions."""

    def forget(self) -> None:
        """The transaction was rolled back, or the store is another one: read again what it knows."""
        self._rollups.forget()
        self._sealed.forget()

    def close(self, connection: Connection) -> None:
        """Write the rollups that were held back."""
        self._rollups.write_ahead(connection)

    def record(self, connection: Connection, samples: Samples, machine_of: Mapping[int, str]) -> Counter[str]:
        """Store samples, in the order of their keys, and return how many were new of each machine."""
        stored: Counter[str] = Counter()
        split = self._rollups.split(connection, samples)
        late = samples.of(~split.fresh)
        fresh = samples.of(split.fresh) if len(late.ts) else samples
        if len(fresh.ts):
            if self._rows.load(connection, fresh) == len(fresh.ts):
                self._rollups.add(connection, fresh, split)
            else:
                # the store has what its rollups do not know of; no savepoint, which would copy a page for every signal
                self._rollups.add_late(connection, fresh)
            _count(fresh, machine_of, stored)
        if len(late.ts):
            self._record_late(connection, late, machine_of, stored)
        return stored

    def _record_late(
        self, connection: Connection, late: Samples, machine_of: Mapping[int, str], stored: Counter[str]
    ) -> None:
        """Store what may be there already, among the rows or sealed."""
        late = late.of(~self._sealed.known(connection, *late[:4]))
        with connection.begin_nested() as attempt:
            if self._rows.load(connection, late) == len(late.ts):
                _count(late, machine_of, stored)
                self._rollups.add_late(connection, late)
                return
            attempt.rollback()
        # some were there already: insert again, machine by machine, to know whose
        machines = np.array([machine_of[signal] for signal in late.signal.tolist()], np.str_)
        for machine in np.unique(machines).tolist():
            of_machine = late.of(machines == machine)
            taken = self._rows.load(connection, of_machine)
            if taken:
                stored[machine] += taken
                self._rollups.add_late(connection, of_machine)


def _count(samples: Samples, machine_of: Mapping[int, str], stored: Counter[str]) -> None:
    signals, counts = np.unique(samples.signal, return_counts=True)
    for signal, count in zip(signals.tolist(), counts.tolist(), strict=True):
        stored[machine_of[signal]] += count
