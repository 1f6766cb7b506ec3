"""Copies a whole history into another database, a page at a time, and goes on where it was interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, func, inspect, select, tuple_

from hmi.history import migration
from hmi.history.database import Database, Loader, Row
from hmi.history.errors import StoreError
from hmi.history.schema import metadata, store_note

_PAGE: Final = 5_000
_PAGE_OF_BLOBS: Final = 500
_TABLES: Final = tuple(table for table in metadata.sorted_tables if table is not store_note)


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """How many rows of one table there are, alike in both stores; ``copied`` of them are new in the target."""

    name: str
    rows: int
    copied: int
    checksum: str


Progress = Callable[[str, int], None]
"""Told the table's name and how many of its rows have been copied so far."""


def copy_store(source: Database, target: Database, tell: Progress = lambda _table, _rows: None) -> list[CopiedTable]:
    """Copy everything and compare both sides row by row; nobody may write into either meanwhile.

    Pages go over in the order of the primary key, each in a transaction of its own, so that what an interrupted copy
    left is the beginning of a table, behind which the next one goes on. Until all is compared the target says of
    itself that it is unfinished, and no program opens it.

    Raises StoreError when the target holds something else, or differs from the source afterwards.
    """
    _begin(source, target)
    reading, writing = source.reading(1), target.writing()
    try:
        copied = [(table, _copy_table(reading.connect, writing.connect, target, table, tell)) for table in _TABLES]
        report = [_compared(reading.connect, writing.connect, table, rows) for table, rows in copied]
        with writing.begin() as connection:
            _renumber(connection)
            connection.execute(delete(store_note).where(store_note.c.key == migration.COPYING))
        return report
    finally:
        reading.dispose()
        writing.dispose()


def _begin(source: Database, target: Database) -> None:
    """See to it that the target is empty, or the beginning of a copy of this source, and says so."""
    engine = source.reading(1)
    try:
        with engine.begin() as connection:
            if not migration.is_current(connection):
                raise StoreError(
                    f"{source.place} has no history of this version: start the program on it once, which renews it."
                )
    finally:
        engine.dispose()
    if source.place == target.place:
        raise StoreError(f"{source.place} cannot be copied onto itself: name another place.")
    engine = target.writing()
    try:
        with engine.begin() as connection:
            found = migration.revision(connection)
            if found is not None and found == migration.REVISIONS[-1]:
                copied_from = migration.copying_from(connection)
                if copied_from == source.place:
                    return
                if copied_from is not None or _is_used(connection):
                    raise StoreError(
                        f"{target.place} holds a history already: a copy needs an empty place, name another one."
                    )
            migration.upgrade(connection)
            connection.execute(target.insert(store_note).values(key=migration.COPYING, value=source.place))
    finally:
        engine.dispose()


def _is_used(connection: Connection) -> bool:
    return any(connection.execute(select(table).limit(1)).first() is not None for table in _TABLES)


Connect = Callable[[], Connection]


def _copy_table(read: Connect, write: Connect, target: Database, table: Table, tell: Progress) -> int:
    loader: Loader = target.loader(target.insert(table).on_conflict_do_nothing(), table.columns.keys())
    keys = tuple(table.primary_key.columns)
    with write() as connection:
        newest = select(*table.primary_key.columns).order_by(*(key.desc() for key in keys)).limit(1)
        last = connection.execute(newest).first()
    copied = 0
    for page in _pages(read, table, None if last is None else tuple(last)):
        with write() as connection, connection.begin():
            loader.run(connection, page)
        copied += len(page)
        tell(table.name, copied)
    return copied


def _pages(read: Connect, table: Table, after: Row | None) -> Iterator[list[Row]]:
    """Yield the rows in the order of the primary key, behind a key; no transaction is open while a page is used."""
    keys = tuple(table.primary_key.columns)
    size = _PAGE_OF_BLOBS if "data" in table.columns else _PAGE
    places = [table.columns.keys().index(key.name) for key in keys]
    while True:
        query = select(table).order_by(*keys).limit(size)
        if after is not None:
            query = query.where(tuple_(*keys) > tuple_(*after))
        with read() as connection, connection.begin():
            page = [tuple(row) for row in connection.execute(query)]
        if page:
            yield page
        if len(page) < size:
            return
        after = tuple(page[-1][place] for place in places)


def _compared(read: Connect, write: Connect, table: Table, copied: int) -> CopiedTable:
    ours, theirs = _checksum(read, table), _checksum(write, table)
    if ours != theirs:
        raise StoreError(
            f"The copy differs from its source in the table {table.name} ({ours[0]} rows against {theirs[0]}): empty "
            "the target and copy again, and let nobody collect meanwhile."
        )
    return CopiedTable(table.name, ours[0], copied, ours[1])


def _checksum(read: Connect, table: Table) -> tuple[int, str]:
    """Return how many rows there are and a checksum over all in the order of the primary key."""
    digest = blake2b(digest_size=16)
    rows = 0
    for page in _pages(read, table, None):
        for row in page:
            digest.update(repr(tuple(map(_plain, row))).encode())
        rows += len(page)
    return rows, digest.hexdigest()


def _plain(value: Any) -> Any:
    """Return a value as both databases would give it back."""
    return bytes(value) if isinstance(value, memoryview) else value


def _renumber(connection: Connection) -> None:
    """Let a database that counts ids in sequences go on behind those that were copied."""
    if connection.dialect.name != "postgresql":
        return
    for table in _TABLES:
        column = table.autoincrement_column
        if column is not None and "id" in inspect(connection).get_pk_constraint(table.name)["constrained_columns"]:
            newest = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, column.name), newest, False)))
