"""Connects to PostgreSQL, to write the history or to read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import psycopg
from psycopg import IsolationLevel
from psycopg.adapt import Dumper
from psycopg.pq import Format
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import QueuePool, StaticPool

from hmi.history.postgres.binary import KINDS, Kind

APPLICATION: Final = "Shopfloor HMI"

_NOTICED: Final = {
    # a peer that is gone without a word is noticed within ten seconds
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": APPLICATION,
}
_SESSION: Final = {
    # and by the server, so that a station that lost its power does not keep the lease
    "tcp_keepalives_idle": "4",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "idle_in_transaction_session_timeout": "60s",
}
_WRITER: Final = {**_SESSION, "lock_timeout": "5s", "statement_timeout": "60s"}
_READER: Final = {**_SESSION, "lock_timeout": "5s", "statement_timeout": "300s"}

Connect = Callable[[], "psycopg.Connection[Any]"]


class Sent(bytes):
    """A value that is already written in PostgreSQL's binary format."""


class _AsItIs(Dumper):
    format = Format.BINARY

    def dump(self, obj: bytes) -> bytes:
        return obj


def _sent(kind: Kind) -> type[Sent]:
    sent = type(f"Sent_{kind.name}", (Sent,), {})
    psycopg.adapters.register_dumper(sent, type(f"_AsItIs_{kind.name}", (_AsItIs,), {"oid": kind.array_oid}))
    return sent


SENT: Final = {kind: _sent(kind) for kind in KINDS}
"""The type of values that are arrays of a kind, by which the driver knows them."""


def connector(
    arguments: Mapping[str, Any],
    greet: Callable[[psycopg.Connection[Any]], None],
    password: Callable[[], str | None],
) -> Connect:
    """Return what opens a connection and shows it to ``greet``; the password is looked up each time: it may change."""

    def connect() -> psycopg.Connection[Any]:
        secret = password()
        known = {} if secret is None else {"password": secret}
        connection = psycopg.connect(**{**_NOTICED, **arguments, **known})
        greet(connection)
        return connection

    return connect


def write_engine(connect: Connect, take: Callable[[psycopg.Connection[Any]], None]) -> Engine:
    """Return an engine with one connection, which is used only once ``take`` has let it; it may move between threads.

    What is committed is on the server's disk, also where the server would rather not wait for it.
    """

    def writer() -> psycopg.Connection[Any]:
        connection = connect()
        try:
            _set(connection, _WRITER)
            connection.execute(
                "SELECT set_config('synchronous_commit', 'on', false) "
                "WHERE current_setting('synchronous_commit') = 'off'"
            )
            connection.commit()
            take(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    return create_engine(
        "postgresql+psycopg://",
        creator=writer,
        poolclass=StaticPool,
        use_native_hstore=False,
        hide_parameters=True,  # arrays of thousands of values are no use in an error
    )


def read_engine(connect: Connect, connections: int) -> Engine:
    """Return an engine of at most ``connections`` connections that cannot write; a transaction sees one moment."""

    def reader() -> psycopg.Connection[Any]:
        connection = connect()
        try:
            _set(connection, _READER)
            connection.commit()
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            connection.read_only = True
        except BaseException:
            connection.close()
            raise
        return connection

    return create_engine(
        "postgresql+psycopg://",
        creator=reader,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=True,  # a server that was started again has closed them all
        use_native_hstore=False,
    )


def _set(connection: psycopg.Connection[Any], settings: Mapping[str, str]) -> None:
    names = ", ".join(["set_config(%s, %s, false)"] * len(settings))
    connection.execute(f"SELECT {names}", [part for pair in settings.items() for part in pair])
