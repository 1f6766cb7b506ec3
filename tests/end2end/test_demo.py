"""The demo as a user starts it: machines, wire, store and window in their own processes."""

from __future__ import annotations

import signal
import sqlite3
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from hmi.domain.state import MachineState
from hmi.ui.theme import Shade, Theme
from tests.end2end.site import hmi, start_hmi, wait_until


def demo(data: Path, picture: Path, seconds: int) -> None:
    done = hmi(
        "demo", "--machines", "10", "--seconds", str(seconds), "--screenshot", picture, "--data", data, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert str(picture) in done.stderr
    assert "Traceback" not in done.stderr


def first_and_count(data: Path) -> tuple[int, int]:
    """Return when the observations of numbers begin and how many there are, packed or not."""
    with sqlite3.connect(data / "history.db") as db:
        (first,) = db.execute("select min(t_first) from rollup_1h").fetchone()
        counts = db.execute("select count(*) from sample union all select coalesce(sum(n), 0) from sample_chunk")
        count = sum(rows for (rows,) in counts)
    return first, count


@pytest.mark.slow
def test_the_demo_shows_living_machines_and_comes_back_with_its_history(tmp_path: Path, qapp: QApplication) -> None:
    data, picture = tmp_path / "data", tmp_path / "pictures" / "wall.png"
    demo(data, picture, 9)
    theme = Theme.load(Shade.LIGHT)
    image = QImage(str(picture))
    seen = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
    assert theme.states[MachineState.RUNNING].name() in seen
    assert theme.states[MachineState.STOPPED].name() in seen
    before = first_and_count(data)
    assert before[1] > 10_000  # eight hours of ten machines
    demo(data, picture, 6)
    after = first_and_count(data)
    assert after[0] == before[0]
    assert after[1] > before[1]
    with sqlite3.connect(data / "history.db") as db:
        machines = db.execute("select count(*) from machine").fetchone()[0]
        overlaps = db.execute(
            "select count(*) from state_interval a join state_interval b on a.machine_id = b.machine_id "
            "and a.t0 < b.t0 and (a.t1 is null or a.t1 > b.t0)"
        ).fetchone()[0]
    assert (machines, overlaps) == (10, 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_window_that_is_told_to_end_stores_what_it_has_and_ends(tmp_path: Path, number: signal.Signals) -> None:
    running = start_hmi("demo", "--machines", "1", "--data", tmp_path)
    try:
        wait_until((tmp_path / "history.db").exists, "the window to collect")
        running.send_signal(number)
        _, said = running.communicate(timeout=30)
    finally:
        running.kill()
    assert (running.returncode, said) == (0, "")
    with sqlite3.connect(tmp_path / "history.db") as db:
        assert db.execute("select count(*) from collector_run where stopped is null").fetchone() == (0,)


def test_a_demo_whose_store_is_taken_says_so_in_the_window_and_stays(tmp_path: Path, qapp: QApplication) -> None:
    from hmi.cli.demo import claim
    from hmi.history.store import open_store

    data, picture = tmp_path / "data", tmp_path / "wall.png"
    claim(data)  # else it would be refused as the history of real machines
    store = open_store(data)
    try:
        demo(data, picture, 5)
    finally:
        store.close()
    ink = Theme.load(Shade.LIGHT).action.primaryFill
    image = QImage(str(picture))
    dark = sum(image.pixelColor(x, 70) == ink for x in range(0, image.width(), 4))
    assert dark > image.width() / 4 * 0.6, "the notice across the window"
