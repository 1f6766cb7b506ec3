"""The SQLite file as a place for the history."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine, Insert, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError

from hmi.history import migration
from hmi.history.chores import Chore
from hmi.history.errors import StoreDamagedError, StoreError, Trouble
from hmi.history.health import sentence
from hmi.history.sqlite.bulk import BulkInsert
from hmi.history.sqlite.engine import read_engine, write_engine
from hmi.history.sqlite.look import look_over
from hmi.history.sqlite.troubles import trouble_of


class SqliteDatabase:
    """One file; see :class:`hmi.history.database.Database`."""

    name = "sqlite"
    version = sqlite3.sqlite_version

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def place(self) -> str:
        """The path of the file."""
        return str(self.path)

    def prepare(self) -> None:
        """Create the file or bring its tables up to date; the caller holds the lease. Raises StoreError."""
        try:
            self.path.touch()
        except OSError as error:
            raise StoreError(
                f"{self.path} cannot be written ({error}): give this user the right to, or choose another folder."
            ) from error
        engine = self.writing()
        try:
            with engine.connect() as connection:
                with connection.begin():
                    if not migration.is_current(connection):
                        migration.upgrade(connection)
                    look_over(connection)
                mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        except DBAPIError as error:
            raise self._unreadable(error) from error
        finally:
            engine.dispose()
        if mode != "wal":
            raise StoreError(
                f"{self.path} is on a disk that databases cannot share safely: use a folder on a local disk."
            )

    def check_readable(self) -> None:
        """Raise StoreError when there is no store, or one that this version cannot read."""
        if not self.path.is_file():
            raise StoreError(
                f"There is no history in {self.path.parent}: collect first, or name the folder that has one."
            )
        engine = self.reading(1)
        try:
            with engine.begin() as connection:
                current = migration.is_current(connection)
        except DBAPIError as error:
            raise self._unreadable(error) from error
        finally:
            engine.dispose()
        if not current:
            raise StoreError(
                f"{self.path} was written by an older version: start the program on it once, which renews it."
            )

    def writing(self) -> Engine:
        """Return an engine with the one connection that may write."""
        return write_engine(self.path)

    def reading(self, connections: int) -> Engine:
        """Return an engine of connections that cannot write."""
        return read_engine(self.path, connections=connections)

    def insert(self, table: Table) -> sqlite.Insert:
        """Return SQLite's insert."""
        return sqlite.insert(table)

    def loader(self, insert: Insert, columns: Sequence[str]) -> BulkInsert:
        """Return an insert of several hundred rows a statement."""
        return BulkInsert(insert, columns)

    def trouble_of(self, error: BaseException) -> Trouble | None:
        """Return the trouble behind an error, or None when it is the data that SQLite did not take."""
        return trouble_of(error)

    def cancel(self, connection: sqlite3.Connection) -> None:
        """Interrupt what runs on a connection."""
        connection.interrupt()

    def chores(self) -> tuple[Chore, ...]:
        """Return nothing."""
        return ()

    def identity(self) -> tuple[int, int] | None:
        """Return which file it is; None while there is none."""
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def size_bytes(self) -> int:
        """Return how much of the disk the file takes, its write-ahead log included."""
        total = 0
        for ending in ("", "-wal"):
            with suppress(FileNotFoundError):
                total += self.path.with_name(f"{self.path.name}{ending}").stat().st_size
        return total

    def _unreadable(self, error: DBAPIError) -> StoreError:
        trouble = trouble_of(error) or Trouble.INTERNAL
        if trouble is Trouble.DAMAGED:
            return StoreDamagedError(str(self.path), str(error.orig), folder=str(self.path.parent))
        return StoreError(f"{sentence(trouble, self.place)} ({error.orig})")
