"""The file that loads wait in while the database is away, in the order in which they came."""

from __future__ import annotations

import logging
import sqlite3
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from hmi.history.backup.restoring import set_aside
from hmi.history.errors import Trouble
from hmi.history.health import Spooled
from hmi.history.sqlite.troubles import trouble_of

_log = logging.getLogger(__name__)

FILE_NAME: Final = "spool.db"
QUOTA: Final = 2 * 1024**3
"""Bytes that the file may grow to; some 400 million observations."""
Known = Mapping[tuple[str, str], str]
"""What a start without the database needs to know: kind and key to a value, all texts."""
_VERSION: Final = 1
_MARGIN: Final = 64
"""Pages that a load may take beside its payload."""
_BUSY_S: Final = 5.0

_PRAGMAS: Final = (
    "page_size = 8192",
    "auto_vacuum = INCREMENTAL",
    "journal_mode = WAL",
    "synchronous = FULL",
    "fullfsync = ON",  # macOS: without it a flush stops at the drive's own memory
    "journal_size_limit = 67108864",
)
_TABLES: Final = (
    # a number is never used again, because the database remembers how far it has come
    """CREATE TABLE spool (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        observations INTEGER NOT NULL,
        received_us INTEGER NOT NULL,
        size INTEGER NOT NULL,
        payload BLOB NOT NULL
    )""",
    """CREATE TABLE set_aside (
        spool_id INTEGER NOT NULL,
        part INTEGER NOT NULL,
        observations INTEGER NOT NULL,
        reason TEXT NOT NULL,
        set_aside_us INTEGER NOT NULL,
        payload BLOB NOT NULL,
        PRIMARY KEY (spool_id, part)
    )""",
    "CREATE TABLE known (kind TEXT, key TEXT, value TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID",
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)


class Refused(NamedTuple):
    """Something that the database did not take, and why; ``part`` counts the pieces of the load ``id`` from 1."""

    id: int
    part: int
    observations: int
    reason: str
    payload: bytes


class SpoolError(Exception):
    """The spool cannot be read or written; ``trouble`` says why."""

    def __init__(self, trouble: Trouble, words: str) -> None:
        super().__init__(words)
        self.trouble = trouble


class Waiting(NamedTuple):
    """One load that waits."""

    id: int
    observations: int
    received_us: int
    payload: bytes


class SpoolFile:
    """An open spool; one thread at a time. Every method may raise SpoolError."""

    def __init__(self, path: Path, *, quota: int = QUOTA) -> None:
        """Open the file, which is made when there is none."""
        self.path = path
        with self._telling():
            self._connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            self._prepare(quota)
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self, quota: int) -> None:
        with self._telling():
            for pragma in _PRAGMAS:
                self._connection.execute(f"PRAGMA {pragma}").close()
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            if version == 0:
                self._make_tables()
            elif version != _VERSION:
                raise sqlite3.DatabaseError(f"it was written by another version ({version})")
            (self._page_size,) = self._connection.execute("PRAGMA page_size").fetchone()
            self._connection.execute(f"PRAGMA max_page_count = {quota // self._page_size}").close()
            (self.name,) = self._connection.execute("SELECT value FROM meta WHERE key = 'name'").fetchone()

    def _make_tables(self) -> None:
        with self._transaction():
            for table in _TABLES:
                self._connection.execute(table)
            self._connection.execute("INSERT INTO meta VALUES ('name', ?)", (uuid.uuid4().hex,))
            self._connection.execute(f"PRAGMA user_version = {_VERSION}")

    def close(self) -> None:
        """Close the file; what waits in it stays."""
        self._connection.close()

    # -- what waits ----------------------------------------------------------------------------------------------------

    def append(self, payload: bytes, *, observations: int, received_us: int, known: Known) -> None:
        """Put a load behind all others, with what is known once it is stored; it is on the disk when this returns."""
        try:
            with self._transaction():
                self._connection.execute(
                    "INSERT INTO spool (observations, received_us, size, payload) VALUES (?, ?, ?, ?)",
                    (observations, received_us, len(payload), payload),
                )
                self._remember(known)
        except SpoolError as error:
            if error.trouble is Trouble.DISK_FULL and self._pages_left() * self._page_size < len(payload):
                raise SpoolError(Trouble.SPOOL_FULL, "its quota is used up") from error
            raise

    def first(self) -> Waiting | None:
        """Return the load that has waited longest."""
        with self._telling():
            row = self._connection.execute(
                "SELECT id, observations, received_us, payload FROM spool ORDER BY id LIMIT 1"
            ).fetchone()
        return None if row is None else Waiting(*row)

    def done(self, up_to: int) -> None:
        """Forget every load up to this one, because the database has them."""
        with self._transaction():
            self._connection.execute("DELETE FROM spool WHERE id <= ?", (up_to,))

    def set_aside(self, refused: Refused, now_us: int) -> None:
        """Keep what the database does not take, for people to look at; the same part twice is kept once."""
        words = refused.reason.encode(errors="replace").decode()
        with self._transaction():
            self._connection.execute(
                "INSERT OR REPLACE INTO set_aside VALUES (?, ?, ?, ?, ?, ?)",
                (refused.id, refused.part, refused.observations, words, now_us, refused.payload),
            )

    def refused(self) -> list[Refused]:
        """Return everything that was set aside."""
        with self._telling():
            rows = self._connection.execute(
                "SELECT spool_id, part, observations, reason, payload FROM set_aside ORDER BY spool_id, part"
            ).fetchall()
        return [Refused(*row) for row in rows]

    def spooled(self) -> Spooled:
        """Return how much waits; looks at every load, but for its payload."""
        with self._telling():
            loads, observations, size, since_us = self._connection.execute(
                "SELECT count(*), total(observations), total(size), min(received_us) FROM spool"
            ).fetchone()
        return Spooled(loads, int(observations), int(size), since_us)

    def shrink(self) -> None:
        """Give the disk back what is free in the file, which is nearly all of it once nothing waits."""
        with self._telling():
            # Python's execute would free one page: it stops after the first step
            self._connection.executescript("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)")

    # -- what is known -------------------------------------------------------------------------------------------------

    def remember(self, known: Known) -> None:
        """Keep what the database knows now, in place of what was kept before under the same names."""
        with self._transaction():
            self._remember(known)

    def known(self) -> Known:
        """Return everything that was remembered."""
        with self._telling():
            rows = self._connection.execute("SELECT kind, key, value FROM known").fetchall()
        return {(kind, key): value for kind, key, value in rows}

    def _remember(self, known: Known) -> None:
        rows = ((kind, key, value) for (kind, key), value in known.items())
        self._connection.executemany("INSERT OR REPLACE INTO known VALUES (?, ?, ?)", rows)

    # -- inside --------------------------------------------------------------------------------------------------------

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._telling():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # a full disk has ended it already
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise SpoolError(trouble_of(error) or Trouble.DAMAGED, str(error)) from error

    def _pages_left(self) -> int:
        with self._telling():
            (pages,) = self._connection.execute("PRAGMA page_count").fetchone()
            (free,) = self._connection.execute("PRAGMA freelist_count").fetchone()
            (most,) = self._connection.execute("PRAGMA max_page_count").fetchone()
        return int(most - pages + free) - _MARGIN


def open_spool(path: Path, now_us: int, *, quota: int = QUOTA) -> SpoolFile:
    """Open the spool; one that is damaged is given another name and a new one begun. Raises SpoolError."""
    try:
        return SpoolFile(path, quota=quota)
    except SpoolError as error:
        if error.trouble is not Trouble.DAMAGED:
            raise
        _log.error("%s is damaged (%s); it is kept as %s", path, error, _moved(path, now_us))
        return SpoolFile(path, quota=quota)


def _moved(path: Path, now_us: int) -> Path | None:
    try:
        return set_aside(path, now_us)
    except OSError as error:
        raise SpoolError(Trouble.READ_ONLY, str(error)) from error
