"""What the writer does between batches."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from tests.history.making import LOAD, WAIT_S, entry, rows, seen, writing

pytestmark = pytest.mark.usefixtures("each_database")


class _Sweeping:
    """A chore of a few slices that can fail."""

    name = "sweeping"

    def __init__(self, slices: int, *, failing: bool = False) -> None:
        self.left = slices
        self.failing = failing
        self.forgot = 0
        self.done = threading.Event()

    def due(self, _now_us: int) -> bool:
        return self.left > 0

    def step(self, connection: Connection, _now_us: int) -> bool:
        connection.execute(text("DELETE FROM sample WHERE seq = :seq"), {"seq": self.left})
        self.left -= 1
        if self.left == 0:
            self.done.set()
        if self.failing:
            raise ValueError("the broom is broken")
        return self.left > 0

    def forget(self) -> None:
        self.forgot += 1


def test_a_chore_gets_its_slices_once_batches_are_written(tmp_path: Path) -> None:
    sweeping = _Sweeping(3)
    with writing(tmp_path, linger_s=0.0, chores=(sweeping,)) as writer:
        writer.offer(entry(*(seen(LOAD, number) for number in range(1, 6))))
        assert sweeping.done.wait(WAIT_S)
        assert writer.flush(WAIT_S)
    left = {seq for (seq,) in rows(tmp_path, "SELECT seq FROM sample")}
    assert {4, 5} <= left


def test_a_chore_that_fails_changes_nothing_and_keeps_nothing_from_being_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = _Sweeping(1, failing=True)
    with writing(tmp_path, linger_s=0.0, chores=(broken,)) as writer:
        writer.offer(entry(seen(LOAD, 1)))
        assert broken.done.wait(WAIT_S)
        writer.offer(entry(seen(LOAD, 2)))
        assert writer.flush(WAIT_S)
    assert rows(tmp_path, "SELECT seq FROM sample ORDER BY seq") == [(1,), (2,)]
    assert broken.forgot == 1
    assert "the broom is broken" in caplog.text
