"""Where TimescaleDB is there, it keeps the samples; nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text

from hmi.domain.retention import Retention
from hmi.history import schema
from hmi.history.chores import Chore
from hmi.history.database import Loader
from hmi.history.postgres.database import PostgresDatabase
from hmi.history.postgres.partitions import DAY_US
from hmi.history.raw import read_columns
from hmi.history.writer import HistoryWriter
from tests.history.making import LOAD, MACHINE, SIGNALS, WAIT_S, entry, seen
from tests.history.making import SPEED as QUIET
from tests.peers.postgresql import Server

pytestmark = [pytest.mark.timescale]

NOW = 20_500 * DAY_US + 3_600_000_000


@pytest.fixture
def database(timescale_server: Server) -> Iterator[PostgresDatabase]:
    name = timescale_server.create(empty=True)
    database = timescale_server.database(name)
    database.prepare()
    yield database
    database.writing().dispose()
    timescale_server.drop(name)


@pytest.fixture
def samples(database: PostgresDatabase) -> Loader:
    return database.loader(database.insert(schema.sample).on_conflict_do_nothing(), schema.sample.columns.keys())


def days(connection: Connection) -> list[int]:
    query = text("SELECT range_start_integer FROM timescaledb_information.chunks ORDER BY 1")
    return [start // DAY_US for start in connection.execute(query).scalars()]


def pack(connection: Connection) -> int:
    """Turn every day into columns, as the policy does for those older than two, and return how many there are."""
    query = text("SELECT count(*) FROM (SELECT compress_chunk(c) FROM show_chunks('sample') c) packed")
    return int(connection.execute(query).scalar_one())


def test_it_is_found_and_used(database: PostgresDatabase) -> None:
    assert "with TimescaleDB 2." in database.version
    with database.writing().begin() as connection:
        assert database.packs_itself(connection)
        policy = text(
            "SELECT config ->> 'compress_after' FROM timescaledb_information.jobs "
            "WHERE hypertable_name = 'sample' AND proc_name = 'policy_compression'"
        )
        assert connection.execute(policy).scalar_one() == str(2 * DAY_US)
        named = text("SELECT segmentby, orderby FROM timescaledb_information.hypertable_columnstore_settings")
        assert [tuple(row) for row in connection.execute(named)] == [("signal_id", "ts,instance_id,seq")]


def test_what_comes_late_for_a_packed_day_is_stored_once(database: PostgresDatabase, samples: Loader) -> None:
    rows = [(1, NOW - 5 * DAY_US + 1_000_000 * n, 1, n, float(n), 0) for n in range(1000)]
    with database.writing().begin() as connection:
        assert samples.run(connection, rows) == 1000
    with database.writing().begin() as connection:
        assert pack(connection) == 1
    with database.writing().begin() as connection:
        again = [*rows[:600], *((1, ts + 1, 1, seq, v, q) for _, ts, _, seq, v, q in rows[:10])]
        assert samples.run(connection, again) == 10
        assert samples.run(connection, rows[:3]) == 0
        found = read_columns(connection, 1, 0, 2**62)
    assert len(found.ts) == 1010
    assert found.v[:4].tolist() == [0.0, 0.0, 1.0, 1.0]


def expired_days(database: PostgresDatabase, retention: Retention) -> Chore:
    (chore,) = [chore for chore in database.chores(retention) if chore.name == "dropping expired days"]
    return chore


def run(database: PostgresDatabase, chore: Chore, now_us: int) -> None:
    more = chore.due(now_us)
    while more:
        with database.writing().begin() as connection:
            more = chore.step(connection, now_us)


def test_expired_days_go_and_what_still_held_stays(database: PostgresDatabase) -> None:
    writer = HistoryWriter(database, lambda: NOW)
    writer.declare(MACHINE, SIGNALS)
    writer.start()
    writer.offer(entry(seen(QUIET, 1, 7.0, NOW - 9 * DAY_US)))
    writer.offer(entry(*(seen(LOAD, 2 + n, float(n), NOW - (9 - n) * DAY_US) for n in range(10))))
    assert writer.stop(WAIT_S)
    chore = expired_days(database, Retention(samples_days=3))
    with database.writing().begin() as connection:
        assert len(days(connection)) == 10
        pack(connection)
        connection.execute(text("INSERT INTO dirty_hour VALUES (1, :hour)"), {"hour": NOW - 8 * DAY_US})
    run(database, chore, NOW)
    with database.writing().begin() as connection:
        assert len(days(connection)) == 10  # its rollups are still to be computed
        connection.execute(text("DELETE FROM dirty_hour"))
    run(database, chore, NOW + DAY_US // 24)
    with database.writing().begin() as connection:
        left = connection.execute(text("SELECT signal_id, v FROM sample ORDER BY signal_id, ts")).all()
        # the newest of each before the limit says what held there
        assert [tuple(row) for row in left] == [(1, 5.0), (1, 6.0), (1, 7.0), (1, 8.0), (1, 9.0), (2, 7.0)]
        assert days(connection) == [NOW // DAY_US - ago for ago in (9, 4, 3, 2, 1, 0)]
    chore.forget()
    assert not chore.due(NOW + DAY_US // 24 + 1)
    run(database, chore, NOW + DAY_US // 12)
    with database.writing().begin() as connection:
        assert len(days(connection)) == 6


def test_a_signal_that_is_kept_longer_keeps_the_days(database: PostgresDatabase) -> None:
    writer = HistoryWriter(database, lambda: NOW)
    writer.declare(MACHINE, SIGNALS)
    writer.start()
    writer.offer(entry(*(seen(LOAD, 1 + n, float(n), NOW - (9 - n) * DAY_US) for n in range(10))))
    assert writer.stop(WAIT_S)
    run(database, expired_days(database, Retention(samples_days=3, signals={LOAD.key: 30})), NOW)
    with database.writing().begin() as connection:
        assert len(days(connection)) == 10
