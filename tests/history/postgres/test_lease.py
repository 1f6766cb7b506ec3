"""One program collects into a database; whoever lost its connection asks again before it writes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hmi.history.errors import AlreadyCollecting, Trouble
from hmi.history.postgres.database import PostgresDatabase
from hmi.history.store import open_history, open_store
from hmi.history.writer import HistoryWriter
from hmi.settings.site import StoreSettings
from tests.history.making import LOAD, MACHINE, SIGNALS, WAIT_S, entry, seen
from tests.history.test_writer_trouble import until
from tests.peers.postgresql import Server

_HOLD = (
    "import sys; from hmi.history.postgres.database import PostgresDatabase\n"
    "database = PostgresDatabase(sys.argv[1]); database.prepare(); print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture
def name(postgresql_server: Server) -> Iterator[str]:
    name = postgresql_server.create()
    yield name
    postgresql_server.drop(name)


@pytest.fixture
def database(postgresql_server: Server, name: str) -> Iterator[PostgresDatabase]:
    database = postgresql_server.database(name)
    database.prepare()
    yield database
    database.writing().dispose()


def test_a_second_store_is_told_who_collects_and_can_look(tmp_path: Path, postgresql_server: Server, name: str) -> None:
    settings = StoreSettings(postgresql_server.url_of(name), postgresql_server.password)
    store = open_store(tmp_path / "one", settings=settings)
    store.writer.declare(MACHINE, SIGNALS)
    store.writer.offer(entry(seen(LOAD, 1)))
    assert store.writer.flush(WAIT_S)
    with pytest.raises(AlreadyCollecting, match=f"into the database {name} on .* use another database") as refused:
        open_store(tmp_path / "two", settings=settings)
    assert refused.value.pid == os.getpid()
    assert refused.value.since_us is not None
    history = open_history(tmp_path / "two", settings)
    assert [latest.value for latest in history.memory().latest] == [1.0]
    history.close()
    assert store.close()
    assert open_store(tmp_path / "two", settings=settings).close()


def test_the_lease_of_a_killed_program_is_free_at_once(postgresql_server: Server, name: str) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, postgresql_server.url_of(name)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
    finally:
        holder.kill()
        holder.communicate()
    database = postgresql_server.database(name)
    began = time.monotonic()
    database.prepare()
    assert time.monotonic() - began < 5
    database.writing().dispose()


def test_a_live_program_elsewhere_keeps_it(postgresql_server: Server, name: str, database: PostgresDatabase) -> None:
    with postgresql_server.connect(name) as connection:
        connection.execute('UPDATE store_note SET value = replace(value, \'"host"\', \'"host": "saw", "was"\')')
    with pytest.raises(AlreadyCollecting, match="on saw"):
        postgresql_server.database(name).prepare()


@pytest.mark.parametrize("note", ["", "{}", "[]", "no json"])
def test_a_holder_that_has_not_said_who_it_is_holds_it_all_the_same(
    postgresql_server: Server, name: str, database: PostgresDatabase, note: str
) -> None:
    with postgresql_server.connect(name) as connection:
        connection.execute("UPDATE store_note SET value = %s", [note])
    with pytest.raises(AlreadyCollecting, match="Another process has been collecting into the database"):
        postgresql_server.database(name).prepare()


def test_a_writer_whose_connection_was_cut_goes_on_with_another(
    postgresql_server: Server, name: str, database: PostgresDatabase
) -> None:
    writer = HistoryWriter(database, lambda: 1, linger_s=0.0, retry_s=0.01)
    writer.declare(MACHINE, SIGNALS)
    writer.start()
    try:
        for number in range(1, 6):
            writer.offer(entry(*(seen(LOAD, 1000 * number + i) for i in range(1000))))
            cut(postgresql_server, name)
        assert writer.flush(WAIT_S)
        assert writer.health().ok
    finally:
        writer.stop(WAIT_S)
    with postgresql_server.connect(name) as connection:
        assert connection.execute("SELECT count(*), count(DISTINCT seq) FROM sample").fetchall() == [(5000, 5000)]


def test_a_writer_that_lost_the_lease_waits_until_it_has_it_again(
    postgresql_server: Server, name: str, database: PostgresDatabase
) -> None:
    writer = HistoryWriter(database, lambda: 1, linger_s=0.0, retry_s=0.01)
    writer.declare(MACHINE, SIGNALS)
    writer.start()
    try:
        assert writer.flush(WAIT_S)
        cut(postgresql_server, name)
        with postgresql_server.connect(name) as other:
            other.execute("SELECT pg_advisory_lock(%s)", [0x53_48_4D_49])
            other.execute("UPDATE store_note SET value = %s", ['{"pid": 1, "host": "saw", "since_us": 5}'])
            writer.offer(entry(seen(LOAD, 1)))
            until(lambda: writer.health().trouble is Trouble.TAKEN)
            assert "Another computer collects" in writer.health().reason
            assert other.execute("SELECT count(*) FROM sample").fetchall() == [(0,)]
        assert writer.flush(WAIT_S)
    finally:
        writer.stop(WAIT_S)
    with postgresql_server.connect(name) as connection:
        assert connection.execute("SELECT seq FROM sample").fetchall() == [(1,)]


def cut(server: Server, name: str) -> None:
    """End every session on a database but one's own, as an administrator may."""
    with server.connect(name) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
