"""A PostgreSQL database as the place for the history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import psycopg
from sqlalchemy import Connection, Engine, Insert, Table, make_url
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError

from hmi.history import migration
from hmi.history.chores import Chore
from hmi.history.errors import QueryError, StoreError, Trouble
from hmi.history.health import sentence
from hmi.history.postgres.bulk import BulkLoad
from hmi.history.postgres.cancelling import Cancelling
from hmi.history.postgres.engine import connector, read_engine, write_engine
from hmi.history.postgres.lease import note_holder, take
from hmi.history.postgres.partitions import DayPartitions
from hmi.history.postgres.troubles import trouble_of
from hmi.settings.secrets import SecretError, SecretReference

_SIZE: Final = "SELECT pg_database_size(current_database())"


class PostgresDatabase:
    """One database of a server; see :class:`hmi.history.database.Database`.

    The connection that writes holds the lease of the whole database, so one station collects into it and the others
    look on; :meth:`prepare` and whoever writes share that connection.
    """

    name = "postgresql"

    def __init__(self, url: str, password: SecretReference | None = None) -> None:
        """Name a database by a url without a password; nothing is reached yet."""
        parts = make_url(url)
        dialect: Any = PGDialect_psycopg()  # type: ignore[no-untyped-call]
        _, arguments = dialect.create_connect_args(parts)
        arguments.pop("password", None)
        where = parts.host or parts.query.get("host") or "this computer"
        self.place = f"the database {parts.database} on {where}"
        self.version = ""
        self._connect = connector(arguments, self._telling_version, lambda: _revealed(password))
        self._writing = write_engine(self._connect, lambda connection: take(connection, self.place))
        self._cancelling = Cancelling()

    def prepare(self) -> None:
        """Create the tables or bring them up to date, with the lease in hand. Raises StoreError, AlreadyCollecting."""
        try:
            with self._writing.connect() as connection, connection.begin():
                if not migration.is_current(connection):
                    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
                    migration.upgrade(connection)
                    note_holder(_driver(connection))
        except BaseException as error:
            self._writing.dispose()
            if isinstance(error, DBAPIError | psycopg.Error | SecretError):
                raise self._unusable(error) from error
            raise

    def check_readable(self) -> None:
        """Raise StoreError when there is no store, or one that this version cannot read."""
        engine = self.reading(1)
        try:
            with engine.begin() as connection:
                current = migration.is_current(connection)
                empty = migration.revision(connection) is None
        except (DBAPIError, SecretError) as error:
            raise self._unusable(error) from error
        finally:
            engine.dispose()
        if empty:
            raise StoreError(f"There is no history in {self.place}: collect first, or name the database that has one.")
        if not current:
            raise StoreError(
                f"{self.place} was written by an older version: start the program on it once, which renews it."
            )

    def writing(self) -> Engine:
        """Return the engine with the one connection that may write, which is the same each time."""
        return self._writing

    def reading(self, connections: int) -> Engine:
        """Return an engine of connections that cannot write."""
        engine = read_engine(self._connect, connections)
        self._cancelling.guard(engine)
        return engine

    def insert(self, table: Table) -> postgresql.Insert:
        """Return PostgreSQL's insert."""
        return postgresql.insert(table)

    def loader(self, insert: Insert, columns: Sequence[str]) -> BulkLoad:
        """Return an insert of all rows in one statement."""
        return BulkLoad(insert, columns)

    def trouble_of(self, error: BaseException) -> Trouble | None:
        """Return the trouble behind an error, or None when it is the data that PostgreSQL did not take."""
        return trouble_of(error)

    def cancel(self, connection: psycopg.Connection[Any]) -> None:
        """End what runs on a connection; does not wait for the server."""
        self._cancelling.cancel(connection)

    def chores(self) -> Sequence[Chore]:
        """Return what keeps the samples in tables of a day each."""
        return (DayPartitions(),)

    def identity(self) -> object:
        """Return the same always: another database in its place has other connections."""
        return None

    def size_bytes(self) -> int:
        """Return how much of the server's disk the whole database takes, without its log. Raises QueryError."""
        try:
            with self._connect() as connection:
                (size,) = connection.execute(_SIZE).fetchone() or (0,)
        except (psycopg.Error, SecretError) as error:
            raise QueryError(f"The size of {self.place} cannot be read ({error}).") from error
        return int(size)

    def _telling_version(self, connection: psycopg.Connection[Any]) -> None:
        self.version = connection.info.parameter_status("server_version") or ""

    def _unusable(self, error: BaseException) -> StoreError:
        trouble = trouble_of(error) or Trouble.INTERNAL
        words = error.orig if isinstance(error, DBAPIError) else error
        return StoreError(f"{sentence(trouble, self.place)} ({words})")


def _revealed(password: SecretReference | None) -> str | None:
    return None if password is None else password.resolve().reveal()


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError(f"not a connection of psycopg: {driver!r}")
    return driver
