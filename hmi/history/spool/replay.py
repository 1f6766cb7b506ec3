"""Stores what has waited in the spool, load by load in its order, each once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from typing import Final

from sqlalchemy import Connection

from hmi.domain.records import Entry
from hmi.history.backlog import Declaration
from hmi.history.committing import CommitError, Note
from hmi.history.database import Database
from hmi.history.salvage import remains, size_of, storable_part
from hmi.history.spool import codec
from hmi.history.spool.file import Refused, SpoolError, SpoolFile, Waiting
from hmi.history.spool.marks import Mark, read_mark, write_mark
from hmi.history.spool.port import Committing

_log = logging.getLogger(__name__)

_NOTHING: Final = Entry()


class Replay:
    """Takes loads out of the spool once the database has them. The writer's thread only."""

    def __init__(self, database: Database, committing: Committing) -> None:
        self._database = database
        self._committing = committing
        self._mark: Mark | None = None
        self.set_aside = 0
        """Observations that the database did not take since the program started."""

    def forget(self) -> None:
        """The database was away: what it has must be read from it."""
        self._mark = None

    def store(self, file: SpoolFile, waiting: Waiting, now_us: int) -> None:
        """Store one load, unless the database has it already, and take it out of the spool.

        Raises CommitError when the database is away, SpoolError.
        """
        mark = self._mark
        if mark is None:
            mark = self._mark = self._read_mark(file.name)
        if not mark.covers(waiting.id):
            try:
                declarations, entries = codec.unpack(waiting.payload)
            except codec.UnreadableError as error:
                self._set_aside(file, Refused(waiting.id, 0, waiting.observations, str(error), waiting.payload), now_us)
                self._committing.reject(waiting.observations)
            else:
                self._store_all(file, waiting, declarations, entries, now_us)
        file.done(waiting.id)

    def _store_all(
        self,
        file: SpoolFile,
        waiting: Waiting,
        declarations: Sequence[Declaration],
        entries: Sequence[Entry],
        now_us: int,
    ) -> None:
        whole = Mark(waiting.id)
        if self._mark is None or self._mark.load != waiting.id:  # otherwise it did not pass as a whole before
            try:
                self._commit(file, declarations, entries, whole)
            except CommitError as error:
                if error.trouble is not None:
                    raise
                _log.warning("what waited is stored piece by piece, because it was not taken whole: %r", error.cause)
            else:
                return
        pieces = [*((declaration, _NOTHING) for declaration in declarations), *((None, entry) for entry in entries)]
        for part, (declaration, entry) in enumerate(pieces, 1):
            if self._mark is None or not self._mark.covers(waiting.id, part):
                self._store_piece(file, declaration, entry, Mark(waiting.id, part), now_us)

    def _store_piece(
        self, file: SpoolFile, declaration: Declaration | None, entry: Entry, mark: Mark, now_us: int
    ) -> None:
        """Store what the database takes of one piece; keep the whole piece in the spool if that is not all."""
        declarations = (declaration,) if declaration else ()
        attempts = [entry, storable_part(entry), remains(entry), _NOTHING] if declaration is None else [entry, _NOTHING]
        kept = False
        for attempt in attempts:
            try:
                self._commit(file, declarations, (attempt,), mark)
            except CommitError as error:
                if error.trouble is not None:
                    raise
                declarations = ()
                if not kept:
                    payload = codec.pack([declaration] if declaration else (), (entry,))
                    reason = f"{type(error.cause).__name__}: {error.cause}"
                    refused = Refused(mark.load, mark.parts or 0, size_of(entry), reason, payload)
                    self._set_aside(file, refused, now_us)
                    kept = True
            else:
                self._committing.reject(size_of(entry) - size_of(attempt))
                return

    def _commit(
        self, file: SpoolFile, declarations: Sequence[Declaration], entries: Sequence[Entry], mark: Mark
    ) -> None:
        note: Note = partial(self._write_mark, file.name, mark)
        self._committing.commit(declarations, entries, note, late=True)
        self._mark = mark

    def _write_mark(self, spool: str, mark: Mark, connection: Connection) -> None:
        write_mark(self._database, connection, spool, mark)

    def _read_mark(self, spool: str) -> Mark:
        found: list[Mark] = []
        self._committing.commit((), (), lambda connection: found.append(read_mark(connection, spool)))
        return found[-1]

    def _set_aside(self, file: SpoolFile, refused: Refused, now_us: int) -> None:
        _log.error("what the database does not take is set aside: %s", refused.reason)
        self.set_aside += refused.observations
        try:
            file.set_aside(refused, now_us)
        except SpoolError as error:
            # it must not keep all that is behind it from being stored
            _log.error("it could not be set aside, and %d observations are lost: %s", refused.observations, error)
