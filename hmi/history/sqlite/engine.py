"""Opens the SQLite file of the history, to write it or to read it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool, StaticPool

BUSY_S = 5.0
"""How long a statement waits for a lock before it fails."""

# page_size and auto_vacuum only take effect before the first table
_WRITER_PRAGMAS = (
    "page_size = 8192",
    "auto_vacuum = INCREMENTAL",
    "journal_mode = WAL",
    "synchronous = FULL",
    "fullfsync = ON",  # macOS: without it a flush stops at the drive's own memory
    "cache_size = -32768",  # KiB; what 500 machines write at once, and no slower than twice of it (measured)
    "wal_autocheckpoint = 4000",
    "journal_size_limit = 67108864",
    "foreign_keys = ON",
)
_READER_PRAGMAS = ("query_only = ON", "cache_size = -16384")


def write_engine(path: Path, *, busy_s: float = BUSY_S) -> Engine:
    """Return an engine with one connection to a file that exists; every transaction begins with the write lock in hand.

    The connection may move between threads, one at a time. SQLite before 3.51.3 may corrupt a WAL file that two
    connections write or checkpoint at once (sqlite.org/wal.html#walresetbug), so there must be no second one.
    """

    def connect() -> sqlite3.Connection:
        return _connect(f"{path.resolve().as_uri()}?mode=rw", _WRITER_PRAGMAS, busy_s)

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def reading_uri(path: Path) -> str:
    """Return the address by which SQLite opens a file that it may not write."""
    uri = f"{path.resolve().as_uri()}?mode=ro"
    if not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists():
        # a reader of a WAL file needs a file beside it; on read-only media nobody can write, so none is needed
        uri += "&immutable=1"
    return uri


def read_engine(path: Path, *, connections: int) -> Engine:
    """Return an engine of at most ``connections`` connections that cannot write; a transaction sees one moment."""
    uri = reading_uri(path)

    def connect() -> sqlite3.Connection:
        return _connect(uri, _READER_PRAGMAS, BUSY_S)

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=connections, max_overflow=0)
    event.listen(engine, "begin", _begin)
    return engine


def _connect(uri: str, pragmas: tuple[str, ...], busy_s: float) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, timeout=busy_s, isolation_level=None, check_same_thread=False, uri=True)
    try:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
