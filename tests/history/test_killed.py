"""A collector that is killed loses nothing that it acknowledged, and its cursor tells the truth."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hmi.history.store import FILE_NAME, open_store

_ROWS = """
SELECT seq FROM sample UNION ALL SELECT seq FROM text_event UNION ALL SELECT seq FROM condition_event ORDER BY seq
"""


def run_and_kill(folder: Path, lines: int, after_s: float) -> int:
    """Run a collector, kill it some time after its n-th acknowledgement, return the last one."""
    command = [sys.executable, "-m", "tests.history.killed", str(folder)]
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


def check(folder: Path, acknowledged: int) -> None:
    connection = sqlite3.connect(folder / FILE_NAME)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        ((cursor,),) = connection.execute("SELECT next_seq FROM ingest_cursor").fetchall()
        sequences = [sequence for (sequence,) in connection.execute(_ROWS)]
        assert cursor >= acknowledged
        assert sequences == list(range(1, cursor))
        newest = connection.execute("SELECT max(seq) FROM latest").fetchall()
        assert newest == [(cursor - 1,)]
        states = connection.execute("SELECT t0, t1 FROM state_interval ORDER BY t0").fetchall()
        assert [t1 for _, t1 in states] == [*(t0 for t0, _ in states[1:]), None]
        assert states[-1][0] == 1000 * cursor
    finally:
        connection.close()


def kill_again_and_again(folder: Path, times: int) -> None:
    chance = random.Random(times)
    for _ in range(times):
        check(folder, run_and_kill(folder, chance.randint(1, 4), chance.uniform(0, 0.05)))
    store = open_store(folder)  # the lease died with its holder
    assert len(store.history.collecting(0, 2**62)) >= times
    store.close()


def test_a_killed_collector_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, 3)


@pytest.mark.slow
def test_a_collector_killed_many_times_loses_nothing(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, 25)
