"""A machine added in the window: it runs at once, its file is on the disk, and it is there again after a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from hmi.app import Desktop, Plan
from hmi.domain.state import MachineState
from hmi.runtime import Runtime
from hmi.settings.loader import load_site
from hmi.simulator.options import SimulatorOptions
from hmi.simulator.process import SimulatorProcess, start_simulator
from hmi.ui.adding.sheet import Sheet
from hmi.ui.window import WALL
from tests.end2end.site import wait_until, write_site


@pytest.fixture
def simulator() -> Iterator[SimulatorProcess]:
    running = start_simulator(SimulatorOptions(port=0, machines=3, agents=2))
    yield running
    running.stop()


async def until(condition: Callable[[], bool], what: str, deadline_s: float = 30.0) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + deadline_s
    while not condition():
        assert loop.time() < end, f"waited too long for {what}"
        await asyncio.sleep(0.02)


def focused(sheet: Sheet, key: Qt.Key) -> None:
    widget = sheet.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key)


def has_tile(desktop: Desktop, name: str) -> bool:
    return desktop.window.wall.model.row(name) is not None


def is_known(desktop: Desktop, name: str) -> bool:
    live = desktop.window.wall.model.fleet.lives[name]
    return live.verdict.state not in (MachineState.OFFLINE, MachineState.UNKNOWN) and bool(live.values)


async def add_both(desktop: Desktop, address: str, names: tuple[str, str]) -> None:
    """Add the two machines of an agent through the sheet, with the keyboard alone."""
    window = desktop.window
    with ThreadPoolExecutor(1, thread_name_prefix="opener") as worker:
        desktop.show()
        await desktop.open(worker)
        assert window.wall.model.rowCount() == 1
        QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        adding = window.adding
        assert adding is not None
        sheet = adding.sheet
        QTest.keyClicks(sheet.address.field, address)
        focused(sheet, Qt.Key.Key_Return)
        await until(lambda: len(sheet.checks.rows) == 7, "the test")
        for name in names:
            assert sheet.place.name.field.hasFocus()
            QTest.keyClicks(sheet.place.name.field, name)
            focused(sheet, Qt.Key.Key_Return)
            await until(partial(has_tile, desktop, name), f"the tile of {name}")
        await until(lambda: not adding.is_open, "the end of the sheet")
        window.open_page(WALL)
        for name in names:
            await until(partial(is_known, desktop, name), f"the state of {name}")
        window.close()
        await desktop.close(worker)


def test_machines_added_in_the_window_run_at_once_and_are_there_after_a_restart(
    qapp: QApplication, tmp_path: Path, simulator: SimulatorProcess
) -> None:
    first, second = sorted(simulator.agents, key=lambda agent: len(agent.devices))
    site_file = write_site(tmp_path, [first])
    data = tmp_path / "data"
    loop = QEventLoop(qapp)
    names = ("Torno 15", "VMC 1/2")
    with loop:
        desktop = Desktop(Plan.for_site(load_site(site_file), data, site_file))
        loop.run_until_complete(add_both(desktop, second.url.removeprefix("http://"), names))
    desktop.window.deleteLater()
    files = sorted(file.name for file in (tmp_path / "machines.d").iterdir())
    assert files == ["Torno-15.yaml", "VMC-1-2.yaml"]
    again = load_site(site_file)
    added = {machine.name: machine.source.device for machine in again.machines[1:]}
    assert sorted(added) == sorted(names)
    assert sorted(added.values()) == sorted(device["name"] for device in second.devices)
    runtime = Runtime(again, data)
    runtime.start()
    try:
        wait_until(
            lambda: (
                all(live.values for live in runtime.feed.everything().machines)
                and {live.machine.key for live in runtime.feed.everything().machines} >= set(names)
            ),
            "the machines after the restart",
        )
    finally:
        assert runtime.stop()
