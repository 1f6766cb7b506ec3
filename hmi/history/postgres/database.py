"""A PostgreSQL database as the place for the history."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any, Final

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, Engine, Insert, Table, make_url
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError

from hmi.domain.retention import Retention
from hmi.history import migration
from hmi.history.chores import Chore
from hmi.history.errors import QueryError, StoreError, Trouble
from hmi.history.health import sentence
from hmi.history.postgres.bulk import BulkLoad
from hmi.history.postgres.cancelling import Cancelling
from hmi.history.postgres.engine import connector, read_engine, see_snapshot, write_engine
from hmi.history.postgres.lease import note_holder, take
from hmi.history.postgres.partitions import DayPartitions, has_partitions
from hmi.history.postgres.timescale import ExpiredDays
from hmi.history.postgres.troubles import trouble_of
from hmi.history.schema import sample
from hmi.settings.secrets import SecretError, SecretReference

_USUAL_PORT: Final = 5432
_EXTENSION: Final = "SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'"
_SIZE: Final = "SELECT pg_database_size(current_database())"


class PostgresDatabase:
    """One database of a server; see :class:`hmi.history.database.Database`.

    The connection that writes holds the lease of the whole database, so one station collects into it and the others
    look on; :meth:`prepare` and whoever writes share that connection.
    """

    name = "postgresql"

    def __init__(self, url: str, password: SecretReference | None = None) -> None:
        """Name a database by a url without a password; nothing is reached yet."""
        parts = self._url = make_url(url)
        dialect: Any = PGDialect_psycopg()  # type: ignore[no-untyped-call]
        _, arguments = dialect.create_connect_args(parts)
        arguments.pop("password", None)
        where = parts.host or parts.query.get("host") or "this computer"
        if parts.port not in (None, _USUAL_PORT):
            where = f"{where} port {parts.port}"  # a computer may have several servers, with databases of one name
        self.place = f"the database {parts.database} on {where}"
        self.version = ""
        self.database = str(arguments.get("dbname") or "")
        self._arguments = arguments
        self._password = password
        self._snapshot = ""
        self._connect = connector(arguments, self._telling_version, lambda: _revealed(password))
        self._writing = write_engine(self._connect, self._begin_to_write)
        self._cancelling = Cancelling()

    def prepare(self) -> None:
        """Create the tables or bring them up to date, with the lease in hand. Raises StoreError, AlreadyCollecting."""
        try:
            with self._writing.connect() as connection, connection.begin():
                if not migration.is_current(connection):
                    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
                    migration.upgrade(connection)
                    note_holder(_driver(connection))
                    self._find_extension(_driver(connection))
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
        if self._snapshot:
            see_snapshot(engine, self._snapshot)
        return engine

    def seen_at(self, snapshot: str) -> PostgresDatabase:
        """Return this database, to be read only, as a session saw it that exported a snapshot and still lasts."""
        seen = copy(self)
        seen._snapshot = snapshot
        return seen

    def beside(self, database: str) -> PostgresDatabase:
        """Return another database of the same server, for the same user."""
        return PostgresDatabase(str(self._url.set(database=database)), self._password)

    def connect(self) -> psycopg.Connection[Any]:
        """Return a connection of the caller's own, without the lease. Raises psycopg.Error, SecretError."""
        return self._connect()

    def for_tools(self) -> tuple[str, dict[str, str]]:
        """Return how PostgreSQL's own programs reach it: the connection, and variables with what nobody may read.

        A command line can be read by every user of a computer, so the password is not on it. Raises SecretError.
        """
        secret = _revealed(self._password)
        return make_conninfo(**self._arguments), {} if secret is None else {"PGPASSWORD": secret}

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

    def chores(self, retention: Retention) -> Sequence[Chore]:
        """Return what keeps the samples in tables of a day each, made by us or by TimescaleDB."""
        samples = self.loader(self.insert(sample).on_conflict_do_nothing(), sample.columns.keys())
        return (DayPartitions(), ExpiredDays(retention, samples))

    def packs_itself(self, connection: Connection) -> bool:
        """Return whether the samples are a hypertable of TimescaleDB, which has columns of its own."""
        return not has_partitions(connection)

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

    def _begin_to_write(self, connection: psycopg.Connection[Any]) -> None:
        take(connection, self.place)
        self._find_extension(connection)
        connection.commit()

    def _find_extension(self, connection: psycopg.Connection[Any]) -> None:
        if (extension := connection.execute(_EXTENSION).fetchone()) is not None:
            self.version = f"{self.version.split()[0]} with TimescaleDB {extension[0]}"

    def _telling_version(self, connection: psycopg.Connection[Any]) -> None:
        version = connection.info.parameter_status("server_version") or ""
        if self.version.split()[:1] != version.split()[:1]:  # what the first found out about extensions stays
            self.version = version

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
