"""A history moves from a file into PostgreSQL and back, and is the same afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hmi.domain.records import Entry, Gap, GapReason
from hmi.history.chunks.codec import encode
from hmi.history.chunks.stored import Stored, add_chunks
from hmi.history.columns import columns_of
from hmi.history.postgres.database import PostgresDatabase
from hmi.history.raw import read_columns
from hmi.history.store import FILE_NAME
from hmi.history.transfer.copying import copy_store
from tests.history.making import (
    EXECUTION,
    FAULT,
    LOAD,
    SOURCE,
    SYSTEM,
    WAIT_S,
    database_in,
    entry,
    rows,
    said,
    seen,
    state,
    writing,
)
from tests.peers.postgresql import Server

HOUR_US = 3_600_000_000


@pytest.fixture
def empty(postgresql_server: Server) -> Iterator[PostgresDatabase]:
    name = postgresql_server.create(empty=True)
    database = postgresql_server.database(name)
    yield database
    database.writing().dispose()
    postgresql_server.drop(name)


def filled(folder: Path) -> Path:
    """Return a store with something in every table that the writer fills, and an hour that is packed."""
    folder.mkdir()
    with writing(folder, linger_s=0.0) as writer:
        writer.offer(entry(*(seen(LOAD, number, number / 10) for number in range(1, 7000))))
        writer.offer(entry(seen(EXECUTION, 7000, "ACTIVE – ü"), seen(SYSTEM, 7001, said(FAULT, "100", "Door"))))
        writer.offer(Entry(states=(state(5), state(900)), gaps=(Gap(SOURCE, 1, 2, GapReason.OVERRUN, 3),)))
        assert writer.flush(WAIT_S)
    packed = columns_of([(HOUR_US + 1000 * n, 1, n, n / 8, 0) for n in range(3600)])
    with database_in(folder).writing().begin() as connection:
        add_chunks(connection, 1, [Stored(HOUR_US, encode(packed))])
    return folder


def everything(folder: Path, tables: list[str]) -> dict[str, list[tuple[object, ...]]]:
    return {table: rows(folder, f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables}  # noqa: S608 - ours


def test_a_copy_there_and_back_is_the_same(tmp_path: Path, empty: PostgresDatabase) -> None:
    source = filled(tmp_path / "from")
    there = copy_store(database_in(source), empty)
    assert {table.name: table.rows for table in there}["sample"] == 6999
    empty.check_readable()
    with empty.writing().begin() as connection:
        assert len(read_columns(connection, 1, HOUR_US, 2 * HOUR_US).ts) == 3600
        # ids go on behind those that were copied
        number = connection.exec_driver_sql("INSERT INTO text_value (text) VALUES ('new') RETURNING id").scalar_one()
        connection.exec_driver_sql("DELETE FROM text_value WHERE text = 'new'")
        assert number > 1
    target = tmp_path / "to"
    target.mkdir()
    (target / FILE_NAME).touch()
    back = copy_store(empty, database_in(target))
    assert [(table.name, table.rows, table.checksum) for table in back] == [
        (table.name, table.rows, table.checksum) for table in there
    ]
    names = [table.name for table in there]
    assert everything(target, names) == everything(source, names)
