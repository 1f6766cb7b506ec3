"""Samples lie in a table a day, and whatever day comes has one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine

from hmi.history.database import Loader
from hmi.history.postgres.database import PostgresDatabase
from hmi.history.postgres.partitions import DAY_US, DayPartitions, make_partitions
from hmi.history.schema import sample
from tests.peers.postgresql import Server

NOW = 1_790_000_000_000_000
TODAY = NOW // DAY_US


@pytest.fixture
def database(postgresql_server: Server) -> Iterator[PostgresDatabase]:
    name = postgresql_server.create()
    database = postgresql_server.database(name)
    yield database
    database.writing().dispose()
    postgresql_server.drop(name)


@pytest.fixture
def engine(database: PostgresDatabase) -> Engine:
    return database.writing()


@pytest.fixture
def samples(database: PostgresDatabase) -> Loader:
    return database.loader(database.insert(sample).on_conflict_do_nothing(), sample.columns.keys())


def row(ts: int, seq: int = 1) -> tuple[object, ...]:
    return (1, ts, 1, seq, 1.0, 0)


def tables(connection: Connection) -> list[str]:
    found = connection.exec_driver_sql("SELECT DISTINCT tableoid::regclass::text FROM sample ORDER BY 1")
    return list(found.scalars())


def partitions(connection: Connection) -> list[str]:
    query = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'sample'::regclass ORDER BY 1"
    return list(connection.exec_driver_sql(query).scalars())


@pytest.mark.parametrize("count", [1, 1000])
def test_observations_of_any_age_are_stored_by_their_day(engine: Engine, samples: Loader, count: int) -> None:
    times = [NOW, NOW - 400 * DAY_US, 2_160_000_000_000_000, -5, 0, -(2**63), 2**63 - 1]
    rows = [row(ts, seq) for ts in times for seq in range(count)]
    with engine.begin() as connection:
        assert samples.run(connection, rows) == len(rows)
        assert tables(connection) == [
            "sample_20250817",
            "sample_20260921",
            "sample_20380613",
            "sample_after",
            "sample_before",
        ]
        assert samples.run(connection, rows) == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM sample").scalar_one() == len(rows)


def test_the_edge_of_a_day_belongs_to_the_next(engine: Engine, samples: Loader) -> None:
    midnight = TODAY * DAY_US
    with engine.begin() as connection:
        samples.run(connection, [row(midnight - 1), row(midnight)])
        assert len(tables(connection)) == 2


def test_a_day_that_was_made_and_taken_back_is_made_again(engine: Engine, samples: Loader) -> None:
    with engine.connect() as connection:
        transaction = connection.begin()
        samples.run(connection, [row(NOW)])
        transaction.rollback()
        with connection.begin():
            samples.run(connection, [row(NOW)])
        assert tables(connection) == ["sample_20260921"]


def run(chore: DayPartitions, engine: Engine, now_us: int) -> None:
    while chore.due(now_us):
        with engine.begin() as connection:
            chore.step(connection, now_us)


def test_tomorrow_is_made_ahead_and_empty_days_go(engine: Engine, samples: Loader) -> None:
    chore = DayPartitions()
    with engine.begin() as connection:
        samples.run(connection, [row(NOW - days * DAY_US, days) for days in (1, 2, 3, 4)])
        connection.exec_driver_sql("DELETE FROM sample WHERE seq IN (1, 2, 4)")
    run(chore, engine, NOW)
    with engine.begin() as connection:
        # yesterday stays although it is empty, because most of what comes late is of it
        expected = ["sample_20260918", "sample_20260920", "sample_20260921", "sample_20260922"]
        assert partitions(connection) == expected
        assert samples.run(connection, [row(NOW - 4 * DAY_US)]) == 1
    assert not chore.due(NOW + DAY_US // 48)
    assert chore.due(NOW + DAY_US // 24)
    assert chore.due(NOW - DAY_US)  # the clock was set back


def test_a_reader_that_stays_holds_nobody_up(database: PostgresDatabase, engine: Engine, samples: Loader) -> None:
    chore = DayPartitions()
    with engine.begin() as connection:
        samples.run(connection, [row(NOW - 5 * DAY_US)])
        connection.exec_driver_sql("DELETE FROM sample")
    reading = database.reading(2)
    with reading.begin() as reader:
        assert reader.exec_driver_sql("SELECT count(*) FROM sample").scalar_one() == 0
        run(chore, engine, NOW)
        with engine.begin() as connection:
            assert "sample_20260916" in partitions(connection)  # cannot go while somebody looks at it
            make_partitions(connection, [NOW + 7 * DAY_US])
            assert samples.run(connection, [row(NOW + 7 * DAY_US)]) == 1
        with reading.begin() as another:
            assert another.exec_driver_sql("SELECT count(*) FROM sample").scalar_one() == 1
        assert reader.exec_driver_sql("SELECT count(*) FROM sample").scalar_one() == 0
    reading.dispose()
    chore.forget()
    run(chore, engine, NOW)
    with engine.begin() as connection:
        assert "sample_20260916" not in partitions(connection)
