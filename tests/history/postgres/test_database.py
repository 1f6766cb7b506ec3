"""Reading and writing a PostgreSQL database."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from hmi.history import schema
from hmi.history.errors import QueryCancelledError
from hmi.history.postgres.database import PostgresDatabase
from hmi.history.reader import Readers
from hmi.history.writer import HistoryWriter
from tests.history.making import LOAD, MACHINE, SIGNALS, WAIT_S, entry, seen
from tests.peers.postgresql import Server


@pytest.fixture
def database(postgresql_server: Server) -> Iterator[PostgresDatabase]:
    name = postgresql_server.create()
    database = postgresql_server.database(name)
    database.prepare()
    yield database
    database.writing().dispose()
    postgresql_server.drop(name)


def test_a_fresh_database_has_the_tables_that_the_program_uses(database: PostgresDatabase) -> None:
    database.check_readable()
    found = inspect(database.writing())
    for table in schema.metadata.sorted_tables:
        columns = {column["name"]: column for column in found.get_columns(table.name)}
        assert list(columns) == table.columns.keys()
        assert [columns[name]["nullable"] for name in columns] == [column.nullable for column in table.columns]
        assert found.get_pk_constraint(table.name)["constrained_columns"] == table.primary_key.columns.keys()
    assert database.version
    assert database.size_bytes() > 1_000_000


def test_samples_can_be_read_with_names_and_times(database: PostgresDatabase) -> None:
    writer = HistoryWriter(database, lambda: 1)
    writer.declare(MACHINE, SIGNALS)
    writer.start()
    writer.offer(entry(seen(LOAD, 1, 42.0, time_us=1_790_000_000_500_000)))
    assert writer.stop(WAIT_S)
    with database.writing().begin() as connection:
        query = "SELECT machine, signal, time AT TIME ZONE 'UTC', value, quality, unit FROM sample_v"
        (row,) = connection.exec_driver_sql(query).all()
    assert [str(value) for value in row] == [
        "Mill",
        "spindle_load",
        "2026-09-21 14:13:20.500000",
        "42.0",
        "0",
        "PERCENT",
    ]


def test_a_reading_connection_cannot_write_and_sees_one_moment(database: PostgresDatabase) -> None:
    reading = database.reading(1)
    count = text("SELECT count(*) FROM gap")
    with reading.begin() as reader:
        assert reader.execute(count).scalar_one() == 0
        with database.writing().begin() as writer:
            writer.execute(text("INSERT INTO source (key) VALUES ('s')"))
            writer.execute(text("INSERT INTO gap SELECT id, 1, 2, 'x', NULL FROM source"))
        assert reader.execute(count).scalar_one() == 0
    with reading.begin() as reader:
        assert reader.execute(count).scalar_one() == 1
        with pytest.raises(DBAPIError, match="read-only"):
            reader.execute(text("DELETE FROM gap"))
    reading.dispose()


def test_readers_go_on_after_their_connections_were_cut(database: PostgresDatabase) -> None:
    readers = Readers(database, connections=1)
    with readers.connection() as connection:
        connection.execute(text("SELECT 1"))
    with database.writing().begin() as writer:
        writer.execute(
            text(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                "AND datname = current_database()"
            )
        )
    with readers.connection() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    readers.close()


def test_a_cancelled_query_ends_at_once_and_its_connection_is_used_again(database: PostgresDatabase) -> None:
    readers = Readers(database, connections=1)
    begun = threading.Event()

    def sleep() -> None:
        with readers.connection() as connection:
            begun.set()
            connection.execute(text("SELECT pg_sleep(60)"))

    for _ in range(3):
        begun.clear()
        query = readers.submit(sleep)
        assert begun.wait(WAIT_S)
        with database.writing().begin() as writer:  # until it really sleeps
            asleep = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
            while not writer.execute(asleep).scalar_one():
                writer.execute(text("SELECT pg_stat_clear_snapshot()"))
        asked = time.monotonic()
        query.cancel()
        assert time.monotonic() - asked < 1  # the network is waited for elsewhere
        with pytest.raises(QueryCancelledError):
            query.result(WAIT_S)
        with readers.connection() as connection:
            assert connection.execute(text("SELECT count(*) FROM generate_series(1, 100000)")).scalar_one() == 100_000
    readers.close()


def test_rows_are_counted_when_they_are_new_or_changed(database: PostgresDatabase) -> None:
    events = database.loader(database.insert(schema.text_event).on_conflict_do_nothing(), schema.text_event.c.keys())
    rows = [(1, ts, 1, ts, None if ts % 3 else ts, 0) for ts in range(1000)]
    with database.writing().begin() as connection:
        assert events.run(connection, rows[:500]) == 500
        assert events.run(connection, rows) == 500
        assert events.run(connection, rows[:10] + [(2, 5, 1, 1, None, 0)] * 2) == 1
        assert events.run(connection, []) == 0
        stored = connection.execute(schema.text_event.select().order_by(schema.text_event.c.ts)).all()
    assert [tuple(row) for row in stored if row.signal_id == 1] == rows


def test_a_row_that_comes_twice_is_updated_twice_in_order(database: PostgresDatabase) -> None:
    insert = database.insert(schema.gap)
    adding = database.loader(
        insert.on_conflict_do_update(
            index_elements=["source_id", "t0", "t1", "reason"],
            set_={"lost": schema.gap.c.lost + schema.gap.c.lost + insert.excluded.lost},
        ),
        schema.gap.columns.keys(),
    )
    with database.writing().begin() as connection:
        connection.execute(text("INSERT INTO source (id, key) VALUES (1, 's')"))
        assert adding.run(connection, [(1, 1, 1, "x", 1), (1, 2, 2, "x", 7), (1, 1, 1, "x", 2), (1, 1, 1, "x", 3)]) == 4
        stored = connection.execute(text("SELECT t0, lost FROM gap ORDER BY t0")).all()
    assert [tuple(row) for row in stored] == [(1, 11), (2, 7)]


def test_what_is_committed_is_on_the_disk_also_where_the_server_would_not_wait(postgresql_server: Server) -> None:
    name = postgresql_server.create()
    postgresql_server.run("ALTER DATABASE {} SET synchronous_commit = off", name)
    database = postgresql_server.database(name)
    with database.writing().begin() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
    database.writing().dispose()
    with postgresql_server.connect(name) as other:
        assert other.execute("SHOW synchronous_commit").fetchone() == ("off",)
    postgresql_server.drop(name)


def test_a_server_that_falls_silent_is_given_up_within_ten_seconds(database: PostgresDatabase) -> None:
    with database.writing().connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        told = driver.info.get_parameters()
    silent_s = int(told["keepalives_idle"]) + int(told["keepalives_interval"]) * int(told["keepalives_count"])
    assert silent_s <= 10
    assert int(told["tcp_user_timeout"]) <= 10_000
    assert int(told["connect_timeout"]) <= 5
