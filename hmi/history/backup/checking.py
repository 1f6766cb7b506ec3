"""Opens a SQLite store that nobody writes, and says whether it is whole and what is in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hmi.domain.phrase import Phrase
from hmi.history.backup import words
from hmi.history.errors import BackupError
from hmi.history.migration import REVISIONS

_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^' ORDER BY name"


class DamagedError(Exception):
    """A file is damaged or no database; the text is SQLite's own."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a store holds."""

    revision: str
    until_us: int | None
    """When its program last wrote; None where it never collected."""
    rows: Mapping[str, int]


def check_file(path: Path, between: Callable[[], None] = lambda: None, *, name: Path | None = None) -> Contents:
    """Check a file that nobody writes; ``between`` is called now and then, and may raise; sentences call it ``name``.

    Leaves nothing beside the file. Raises DamagedError when the file is not whole, BackupError when it is no history,
    or one that this version cannot open.
    """
    with _opened(path) as connection:
        check_whole(connection)
        between()
        return _contents(connection, name or path, between)


def check_whole(connection: sqlite3.Connection) -> None:
    """Let SQLite look at every page of an open database. Raises DamagedError."""
    try:
        ((said,), *_) = connection.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.DatabaseError as error:
        raise DamagedError(str(error)) from error
    if said != "ok":
        raise DamagedError(" ".join(said.split()))


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    # immutable: no lock, and no log file beside a backup
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise DamagedError(str(error)) from error
    try:
        yield connection
    finally:
        connection.close()


def _contents(connection: sqlite3.Connection, path: Path, between: Callable[[], None]) -> Contents:
    try:
        tables = [name for (name,) in connection.execute(_TABLES)]
        if "alembic_version" not in tables:
            raise BackupError(Phrase(words.NO_BACKUP, (str(path), "it has other tables")))
        revision = "".join(name for (name,) in connection.execute("SELECT version_num FROM alembic_version"))
        if revision not in REVISIONS:
            raise BackupError(Phrase(words.NEWER, (str(path),)))
        rows = {}
        for table in tables:
            ((rows[table],),) = connection.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - the file's own name
            between()
        ((until_us,),) = connection.execute("SELECT max(seen) FROM collector_run")
    except sqlite3.DatabaseError as error:
        raise DamagedError(str(error)) from error
    return Contents(revision, until_us, rows)
