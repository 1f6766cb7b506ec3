"""A real PostgreSQL behind a line that is cut: everything that was offered gets there, once and in its order."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hmi.domain.observation import Cursor
from hmi.domain.records import Entry, Gap, GapReason
from hmi.history.errors import AlreadyCollecting, Trouble
from hmi.history.store import Store, open_store
from tests.history.making import LOAD, MACHINE, SIGNALS, SOURCE, WAIT_S, batch, entry, seen, state
from tests.history.test_writer_trouble import until
from tests.peers.cut_off import CutOff, cut_off
from tests.peers.forwarder import Forwarder
from tests.peers.postgresql import Server

_CHECK = """
SELECT seq FROM sample UNION ALL SELECT seq FROM text_event UNION ALL SELECT seq FROM condition_event ORDER BY seq
"""


@dataclass
class Place:
    """A data folder with its database."""

    away: CutOff
    folder: Path

    @property
    def line(self) -> Forwarder:
        """The line to the database."""
        return self.away.line

    def open(self) -> Store:
        """Open the store, as the program does."""
        return open_store(self.folder, settings=self.away.settings)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database past the line."""
        return self.away.rows(query)

    def sequences(self) -> list[int]:
        """Return the sequences of all that is stored."""
        return [number for (number,) in self.rows(_CHECK)]


@pytest.fixture
def place(postgresql_server: Server, tmp_path: Path) -> Iterator[Place]:
    with cut_off(postgresql_server) as away:
        yield Place(away, tmp_path)


def offer(store: Store, entry: Entry) -> None:
    """Offer an entry again and again, as a source does."""
    for _ in range(1000):
        if store.writer.offer(entry):
            return
        store.writer.flush(1)
    raise AssertionError("it was never taken")


def replayed(store: Store) -> None:
    """Wait until nothing waits any more; as long as that gets less, it may take its time."""
    least = 2**62

    def fewer() -> bool:
        spool = store.writer.health().spool
        assert spool is not None
        return spool.loads < least or (spool.loads == 0 and store.writer.health().ok)

    while least:
        until(fewer)
        spool = store.writer.health().spool
        assert spool is not None
        least = spool.loads
    until(fewer)


def test_a_database_that_is_gone_for_ten_minutes_has_everything_when_it_is_back(place: Place) -> None:
    store = place.open()
    store.writer.declare(MACHINE, SIGNALS)
    number = 0

    def collect(entries: int) -> None:
        nonlocal number
        for _ in range(entries):
            first = number + 1
            number += 100
            observations = [seen(LOAD, one, float(one)) for one in range(first, number + 1)]
            offer(store, Entry(batch(observations), (state(1000 * number),)))
        assert store.writer.flush(WAIT_S)

    collect(20)
    replayed(store)
    assert place.sequences() == list(range(1, number + 1))
    before = number
    place.line.cut()
    collect(1200)  # ten minutes of two hundred observations a second
    health = store.writer.health()
    assert health.trouble is Trouble.UNREACHABLE
    assert health.waiting_since_us is not None
    assert health.spool is not None
    assert health.spool.observations == number - before
    assert health.spool.since_us is not None
    assert place.sequences() == list(range(1, before + 1))
    place.line.mend()
    collect(50)
    replayed(store)
    collect(5)
    assert store.writer.health().stored == number
    assert store.remember().cursors == ()
    assert store.history.memory().cursors == (Cursor(SOURCE, 1, number + 1),)
    assert store.close()
    assert place.sequences() == list(range(1, number + 1))
    starts = [start for (start,) in place.rows("SELECT t0 FROM state_interval ORDER BY t0")]
    assert starts == [1000 * one for one in range(100, number + 1, 100)]
    assert place.rows("SELECT count(*) FROM gap") == [(0,)]
    assert place.rows("SELECT count(*) FROM state_interval WHERE t1 IS NULL") == [(1,)]


def test_a_database_that_is_away_at_the_start_is_begun_without_and_gets_everything_later(place: Place) -> None:
    store = place.open()
    store.writer.declare(MACHINE, SIGNALS)
    offer(store, entry(seen(LOAD, 1)))
    assert store.close()
    place.line.cut()
    store = place.open()
    memory = store.remember()
    assert memory.cursors == (Cursor(SOURCE, 1, 2),)
    assert memory.signals == {"Mill": SIGNALS}
    until(lambda: store.writer.health().trouble is Trouble.UNREACHABLE)
    store.writer.declare(MACHINE, SIGNALS)
    offer(store, Entry(batch([seen(LOAD, 2)]), gaps=(Gap(SOURCE, 1, 2, GapReason.OVERRUN, 3),)))
    assert store.close()  # it is safe in the spool
    store = place.open()
    assert store.remember().cursors == (Cursor(SOURCE, 1, 3),)
    offer(store, entry(seen(LOAD, 3)))
    assert store.writer.flush(WAIT_S)
    place.line.mend()
    replayed(store)
    assert store.close()
    assert place.sequences() == [1, 2, 3]
    assert place.rows("SELECT lost FROM gap") == [(3,)]


def test_a_start_takes_the_cursor_of_what_still_waits_although_the_database_answers(place: Place) -> None:
    place.line.cut()
    store = place.open()
    store.writer.declare(MACHINE, SIGNALS)
    offer(store, entry(seen(LOAD, 1)))
    assert store.close()
    place.line.mend()
    store = place.open()
    assert store.remember().cursors == (Cursor(SOURCE, 1, 2),)
    replayed(store)
    assert store.close()
    assert place.sequences() == [1]
    store = place.open()
    assert [latest.sequence for latest in store.remember().latest] == [1]
    assert store.close()


def test_a_database_of_a_newer_version_is_told_when_it_is_back_and_spooling_goes_on(place: Place) -> None:
    store = place.open()
    store.writer.declare(MACHINE, SIGNALS)
    offer(store, entry(seen(LOAD, 1)))
    assert store.writer.flush(WAIT_S)
    place.line.cut()
    offer(store, entry(seen(LOAD, 2)))
    assert store.writer.flush(WAIT_S)
    with place.away.server.connect(place.away.name) as connection:
        (found,) = connection.execute("UPDATE alembic_version SET version_num = '9999' RETURNING 1").fetchall()
        assert found == (1,)
    place.line.mend()
    until(lambda: store.writer.health().trouble is Trouble.UNUSABLE)
    assert "newer version" in store.writer.health().reason
    offer(store, entry(seen(LOAD, 3)))
    assert store.close()
    assert place.sequences() == [1]
    with place.away.server.connect(place.away.name) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0004'")
    store = place.open()
    replayed(store)
    assert store.close()
    assert place.sequences() == [1, 2, 3]


def test_a_database_that_is_lost_while_nothing_arrives_is_told_all_the_same(place: Place) -> None:
    store = place.open()
    store.writer.declare(MACHINE, SIGNALS)
    offer(store, entry(seen(LOAD, 1)))
    assert store.writer.flush(WAIT_S)
    place.line.cut()
    until(lambda: store.writer.health().trouble is Trouble.UNREACHABLE)
    assert "bring its disk or its server back" in store.writer.health().reason
    place.line.mend()
    until(lambda: store.writer.health().ok)
    assert store.close()


def test_a_second_collector_is_refused_at_the_start_and_not_sent_to_the_spool(place: Place, tmp_path: Path) -> None:
    store = place.open()
    other = tmp_path / "other"
    with pytest.raises(AlreadyCollecting):
        open_store(other, settings=place.away.settings)
    assert store.close()


def run_and_kill(place: Place, lines: int, after_s: float) -> int:
    """Run a collector, kill it some time after its n-th acknowledgement, return the last one."""
    command = [sys.executable, "-m", "tests.history.spool.killed", str(place.folder), place.away.url]
    password = json.dumps(place.away.server.password.env if place.away.server.password else None)
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "KILLED_PW": password}
    )
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


def kill_again_and_again(place: Place, times: int) -> None:
    """Kill a collector with the database here, away, and just back; what it acknowledged gets there once."""
    chance = random.Random(times)
    acknowledged = 0
    for turn in range(times):
        if turn % 2:
            place.line.mend()  # killed while it replays
        else:
            place.line.cut()  # killed while it spools
        acknowledged = max(acknowledged, run_and_kill(place, chance.randint(1, 3), chance.uniform(0, 0.5)))
    if times % 2:
        place.line.mend()
    store = place.open()
    replayed(store)
    assert store.close()
    ((cursor,),) = place.rows("SELECT next_seq FROM ingest_cursor")
    assert cursor >= acknowledged
    assert place.sequences() == list(range(1, cursor))
    # every entry had a gap of one observation at the same time, whose losses add up
    ((lost,),) = place.rows("SELECT sum(lost) FROM gap")
    assert lost == (cursor - 1) / 40
    states = place.rows("SELECT t0, t1 FROM state_interval ORDER BY t0")
    assert [t1 for _, t1 in states] == [*(t0 for t0, _ in states[1:]), None]
    assert states[-1][0] == 1000 * cursor


def test_a_collector_that_is_killed_while_it_spools_or_replays_loses_nothing_and_stores_nothing_twice(
    place: Place,
) -> None:
    kill_again_and_again(place, 4)


@pytest.mark.slow
def test_a_collector_that_is_killed_many_times_with_a_database_that_comes_and_goes_loses_nothing(place: Place) -> None:
    kill_again_and_again(place, 30)
