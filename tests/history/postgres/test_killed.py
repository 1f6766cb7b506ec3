"""Whoever is killed, the collector or the server: nothing that was acknowledged is lost, and nothing is there twice."""

from __future__ import annotations

import logging
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hmi.domain.records import Entry
from hmi.history.store import open_store
from hmi.history.writer import HistoryWriter
from hmi.settings.site import StoreSettings
from tests.history.making import LOAD, MACHINE, SIGNALS, WAIT_S, batch, seen, state
from tests.history.rollups.checking import wrong_rollups_in
from tests.history.test_writer_trouble import until
from tests.peers.postgresql import Server, mortal_server

_ROWS = """
SELECT seq FROM sample UNION ALL SELECT seq FROM text_event UNION ALL SELECT seq FROM condition_event ORDER BY seq
"""
Rows = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def name(postgresql_server: Server) -> Iterator[str]:
    name = postgresql_server.create()
    yield name
    postgresql_server.drop(name)


def run_and_kill(folder: Path, url: str, lines: int, after_s: float) -> int:
    """Run a collector, kill it some time after its n-th acknowledgement, return the last one."""
    command = [sys.executable, "-m", "tests.history.killed", str(folder), url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline() for _ in range(lines)]
        threading.Event().wait(after_s)  # to hit another moment of its work each time
    finally:
        process.kill()
        rest, errors = process.communicate()
    assert all(acknowledged), errors
    said = [*acknowledged, *rest.splitlines(keepends=True)]
    return max(int(line) for line in said if line.endswith("\n"))


def rows_of(server: Server, name: str) -> Rows:
    def rows(query: str) -> list[tuple[Any, ...]]:
        with server.connect(name) as connection:
            return connection.execute(query.encode()).fetchall()

    return rows


def check(rows: Rows, acknowledged: int) -> None:
    # a transaction that the killed program had sent in full may still be committed: the lease says when that is over
    rows("SELECT pg_advisory_lock(1397247305)")
    ((cursor,),) = rows("SELECT next_seq FROM ingest_cursor")
    assert cursor >= acknowledged
    assert [sequence for (sequence,) in rows(_ROWS)] == list(range(1, cursor))
    assert rows("SELECT max(seq) FROM latest") == [(cursor - 1,)]
    states = rows("SELECT t0, t1 FROM state_interval ORDER BY t0")
    assert [t1 for _, t1 in states] == [*(t0 for t0, _ in states[1:]), None]
    assert states[-1][0] == 1000 * cursor
    wrong, dirty = wrong_rollups_in(rows)
    assert wrong <= dirty


def kill_again_and_again(folder: Path, server: Server, name: str, times: int) -> None:
    chance = random.Random(times)
    url = server.url_of(name)
    rows = rows_of(server, name)
    for _ in range(times):
        check(rows, run_and_kill(folder, url, chance.randint(1, 4), chance.uniform(0, 0.05)))
    store = open_store(folder, settings=StoreSettings(url, server.password))
    assert len(store.history.collecting(0, 2**62)) >= times
    until(lambda: rows("SELECT count(*) FROM dirty_hour") == [(0,)])
    assert store.close()
    assert wrong_rollups_in(rows) == (set(), set())


def test_a_killed_collector_loses_nothing_that_it_acknowledged(
    tmp_path: Path, postgresql_server: Server, name: str
) -> None:
    kill_again_and_again(tmp_path, postgresql_server, name, 4)


@pytest.mark.slow
def test_a_collector_killed_fifty_times_loses_nothing(tmp_path: Path, postgresql_server: Server, name: str) -> None:
    kill_again_and_again(tmp_path, postgresql_server, name, 50)


def crash_again_and_again(times: int) -> None:
    """Store without end while the server crashes and comes back, and compare."""
    chance = random.Random(times)
    with mortal_server() as server:
        name = server.create()
        database = server.database(name)
        database.prepare()
        writer = HistoryWriter(database, lambda: 1_000_000, linger_s=0.0, retry_s=0.02)
        writer.declare(MACHINE, SIGNALS)
        writer.start()
        over = threading.Event()
        offered = [0]

        def offer() -> None:
            while not over.is_set():
                first = offered[0] + 1
                observations = [seen(LOAD, sequence) for sequence in range(first, first + 200)]
                entry = Entry(batch(observations), (state(1000 * first),))
                while not writer.offer(entry):
                    over.wait(0.01)
                offered[0] += 200
                over.wait(0.01)  # 20,000 a second at most, so that there is not too much to compare

        thread = threading.Thread(target=offer)
        thread.start()
        try:
            for _ in range(times):
                before = writer.health().stored
                until(lambda before=before: writer.health().stored > before + 1000)  # type: ignore[misc]
                threading.Event().wait(chance.uniform(0, 0.1))  # to hit another moment of its work each time
                server.crash()
                until(lambda: not writer.health().ok)
                server.start()
                until(lambda: writer.health().ok)
        finally:
            over.set()
            thread.join(WAIT_S)
            stopped = writer.stop(WAIT_S)
        rows = rows_of(server, name)
        assert stopped
        assert [sequence for (sequence,) in rows("SELECT seq FROM sample ORDER BY seq")] == list(
            range(1, offered[0] + 1)
        )
        assert rows("SELECT next_seq FROM ingest_cursor") == [(offered[0] + 1,)]
        wrong, dirty = wrong_rollups_in(rows)
        assert wrong <= dirty


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a server cannot be ended at once there")


def test_a_crashed_server_loses_nothing_and_is_written_again(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    crash_again_and_again(2)
    assert caplog.text.count("the history is written again") == 2


@pytest.mark.slow
def test_a_server_that_crashes_many_times_loses_nothing() -> None:
    crash_again_and_again(20)
