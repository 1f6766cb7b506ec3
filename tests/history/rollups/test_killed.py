"""However often a collector is killed, every hour's rollups are right or marked, and in the end all are right."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from hmi.history.store import FILE_NAME, open_store
from tests.history.rollups.checking import HOUR_US, stored_samples, wrong_rollups
from tests.history.test_writer_trouble import until


def run_and_kill(folder: Path, start_us: int, how: str, lines: int, after_s: float) -> int:
    """Run a collector, kill it some time after its n-th acknowledgement, return the last one."""
    command = [sys.executable, "-m", "tests.history.rollups.killed", str(folder), str(start_us), how]
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


def rows_of(folder: Path, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(folder / FILE_NAME)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def check(folder: Path, acknowledged: int) -> None:
    ((cursor,),) = rows_of(folder, "SELECT next_seq FROM ingest_cursor")
    assert cursor >= acknowledged
    sequences = sorted(sample[3] for sample in stored_samples(lambda query: rows_of(folder, query)))
    assert sequences == list(range(1, cursor))
    wrong, dirty = wrong_rollups(folder / FILE_NAME)
    assert wrong <= dirty


def kill_again_and_again(folder: Path, how: str, times: int) -> None:
    chance = random.Random(times)
    start_us = time.time_ns() // 1000 - 30 * HOUR_US
    for _ in range(times):
        check(folder, run_and_kill(folder, start_us, how, chance.randint(1, 6), chance.uniform(0, 0.15)))
    store = open_store(folder)
    until(lambda: not rows_of(folder, "SELECT 1 FROM dirty_hour"))
    assert store.close()
    assert wrong_rollups(folder / FILE_NAME) == (set(), set())


@pytest.mark.parametrize("how", ["at once", "held"])
def test_rollups_of_a_killed_collector_are_those_of_a_recomputation(tmp_path: Path, how: str) -> None:
    kill_again_and_again(tmp_path, how, 3)
    assert rows_of(tmp_path, "SELECT count(*) > 0 FROM sample_chunk") == [(1,)]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["at once", "held"])
def test_rollups_of_a_collector_killed_fifty_times_are_those_of_a_recomputation(tmp_path: Path, how: str) -> None:
    kill_again_and_again(tmp_path, how, 50)
