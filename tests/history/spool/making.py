"""A writer reduced to what the spool sees of it, on a real store that can be taken away."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from hmi.domain.records import Entry, Memory
from hmi.history.backlog import Declaration, Load
from hmi.history.chunks.late import SealedHours
from hmi.history.committing import CommitError, Note
from hmi.history.errors import Trouble
from hmi.history.recorder import Recorder
from hmi.history.spool.detour import Detour
from hmi.history.spool.file import FILE_NAME, QUOTA, open_spool
from hmi.history.spool.spool import Spool
from tests.history.making import MACHINE, SIGNALS, database_in, history_in

DECLARED = Declaration(MACHINE, {signal.key: signal for signal in SIGNALS})
START_US = 1_000_000


def load(*entries: Entry, declared: Sequence[Declaration] = ()) -> Load:
    """Return what the writer takes at once."""
    return Load(tuple(declared), entries, 0, 0)


class Desk:
    """Commits into the store of a folder, which is away as long as ``trouble`` is something."""

    def __init__(self, folder: Path, *, quota: int = QUOTA, away: bool = False) -> None:
        self.folder = folder
        self.database = database_in(folder)
        self.database.prepare()
        self._engine = self.database.writing()
        self._recorder = Recorder(self.database, SealedHours())
        self.trouble: Trouble | None = Trouble.UNREACHABLE if away else None
        self.spoils: Callable[[Sequence[Declaration], Sequence[Entry]], bool] = lambda _declared, _entries: False
        """Whether the database refuses these data."""
        self.on_wait: Callable[[], None] = lambda: None
        self.tried = 0
        self.told: list[tuple[Trouble, str]] = []
        self.rejected = 0
        self.seconds = 0.0
        spool = Spool(open_spool(folder / FILE_NAME, START_US, quota=quota))
        self.file, self.knowledge = spool.file, spool.knowledge
        self.start_memory = spool.memory(START_US) if away else None
        self.detour = Detour(
            spool,
            self.database,
            self,
            lambda: START_US + round(self.seconds * 1_000_000),
            wait=self._wait,
            clock_s=lambda: self.seconds,
        )

    # -- what the detour calls -----------------------------------------------------------------------------------------

    def commit(
        self,
        declarations: Sequence[Declaration],
        entries: Sequence[Entry],
        note: Note | None = None,
        *,
        late: bool = False,
        stopping: bool = False,
    ) -> None:
        self.tried += 1
        try:
            if self.trouble is not None:
                raise ConnectionError("away")
            with self._engine.connect() as connection, connection.begin():
                self._recorder.record(connection, declarations, entries, START_US)
                if self.spoils(declarations, entries):
                    raise ValueError("no such value")
                if note is not None:
                    note(connection)
        except Exception as error:
            self._recorder.forget()
            raise CommitError(self.trouble or self.database.trouble_of(error), error) from error

    def in_trouble(self, trouble: Trouble, error: Exception, place: str) -> None:
        self.told.append((trouble, place))

    def reject(self, observations: int) -> None:
        self.rejected += observations

    def settle(self) -> None:
        with self._engine.connect() as connection, connection.begin():
            self._recorder.close(connection)

    def _wait(self) -> None:
        self.seconds += 3
        self.on_wait()

    # -- what tests do -------------------------------------------------------------------------------------------------

    def come_back(self) -> None:
        """Let the database answer, and time pass until it is tried again."""
        self.trouble = None
        self.seconds += 31

    def catch_up(self) -> None:
        """Let everything that waits be stored, as long as that goes on."""
        while self.detour.replay(1.0):
            pass

    def end(self, *, killed: bool = False) -> None:
        """End the program, or have it killed."""
        if not killed:
            self.detour.end()
        self.detour.close()
        self._engine.dispose()

    def memory(self) -> Memory:
        """Return what the history remembers."""
        history = history_in(self.folder)
        try:
            return history.memory()
        finally:
            history.close()

    def sequences(self) -> list[int]:
        """Return the sequences of all stored samples in the order in which they were stored."""
        connection = sqlite3.connect(self.folder / "history.db")
        try:
            return [number for (number,) in connection.execute("SELECT seq FROM sample ORDER BY ts, seq")]
        finally:
            connection.close()

    def lost(self) -> list[tuple[int, int, str, int | None]]:
        """Return all gaps."""
        connection = sqlite3.connect(self.folder / "history.db")
        try:
            return connection.execute("SELECT t0, t1, reason, lost FROM gap ORDER BY t0").fetchall()
        finally:
            connection.close()
