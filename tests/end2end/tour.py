"""``dev.py shot``: walks through every page of the running demo and takes pictures, in both languages and themes."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from hmi.app import Desktop
from hmi.cli.demo import demo_plan
from hmi.domain.signal import Role
from hmi.domain.state import MachineState
from hmi.live.feed import Changes, MachineLive
from hmi.settings.site import Language
from hmi.simulator.options import SimulatorOptions
from hmi.simulator.process import SimulatorProcess, start_simulator
from hmi.ui.adding.session import Phase
from hmi.ui.theme import Shade
from hmi.ui.trends.pens import Pen
from hmi.ui.window import CONNECTIONS, HISTORY, TRENDS, WALL


async def _until(condition: Callable[[], bool], what: str, deadline_s: float = 60.0) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + deadline_s
    while not condition():
        if loop.time() > end:
            raise TimeoutError(f"the tour waited too long for {what}")
        await asyncio.sleep(0.1)


@contextmanager
def _newcomer() -> Iterator[SimulatorProcess]:
    """A machine that nobody has added yet."""
    running = start_simulator(SimulatorOptions(port=0, machines=1, seed=7, history_h=0.5))
    try:
        yield running
    finally:
        running.stop()


async def _tour(folder: Path, size: tuple[int, int], machines: int, settle_s: float) -> None:
    with ExitStack() as stack:
        data = stack.enter_context(tempfile.TemporaryDirectory(prefix="hmi-tour-"))
        worker = stack.enter_context(ThreadPoolExecutor(1))
        desktop = Desktop(demo_plan(machines, seed=1, folder=Path(data)))
        window = desktop.window
        window.resize(*size)
        desktop.show()
        await desktop.open(worker)
        lives: dict[str, MachineLive] = {}

        def seen(changes: Changes) -> None:
            lives.update((live.machine.key, live) for live in changes.machines)

        if desktop.bridge is None:
            raise RuntimeError(f"the demo did not open: {window.notice.accessibleName()}")
        desktop.bridge.changed.connect(seen)
        await _until(lambda: len(lives) == machines and all(live.values for live in lives.values()), "live data")
        await asyncio.sleep(settle_s)  # a scene for the picture, not a synchronisation
        by_state = {live.verdict.state: key for key, live in lives.items()}
        stopped = by_state.get(MachineState.STOPPED) or by_state.get(MachineState.ALARM) or next(iter(lives))
        running = by_state.get(MachineState.RUNNING) or next(iter(lives))
        newcomer = stack.enter_context(_newcomer())
        adding = window.adding
        if adding is None:
            raise RuntimeError("this window adds no machines")

        def add_machine() -> None:
            window.add_machine()
            adding.sheet.address.field.setText(newcomer.agents[0].url)
            adding.sheet.test()

        def compare() -> None:
            pens = [(stopped, Role.SPINDLE_LOAD), (running, Role.SPINDLE_LOAD), (running, Role.SPINDLE_TEMPERATURE)]
            window.trends.choose_pens(tuple(Pen(*pen) for pen in pens))
            window.open_page(TRENDS)

        pages: dict[str, Callable[[], None]] = {
            "wall": lambda: window.open_page(WALL),
            "machine": lambda: window.open_machine(stopped),
            "machine-running": lambda: window.open_machine(running),
            "trends": compare,
            "connections": lambda: window.open_page(CONNECTIONS),
            "history": lambda: window.open_page(HISTORY),
            "adding-testing": add_machine,
            "adding": lambda: None,
            "kiosk": window.toggle_kiosk,
        }
        for language in Language:
            for shade in Shade:
                desktop.look.speak(language)
                desktop.look.dress(shade)
                for name, show in pages.items():
                    show()
                    if name != "adding-testing":
                        await _until(lambda: adding.sheet.session.phase is not Phase.TESTING, "the test of an address")
                    await asyncio.sleep(1.0 if name == "adding-testing" else 1.5)
                    picture = folder / f"{name}-{language.value}-{shade.value}.png"
                    window.screen().grabWindow(window.winId()).save(str(picture))
                    print(picture)
                    if name == "adding":
                        adding.close_sheet()
                window.toggle_kiosk()
                window.resize(*size)
        window.close()
        await desktop.close(worker)


def main() -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--machines", type=int, default=24)
    parser.add_argument("--settle", type=float, default=20.0, help="seconds of live data before the first picture")
    options = parser.parse_args()
    width, height = (int(part) for part in options.size.split("x"))
    options.folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    loop = QEventLoop(application)
    with loop:
        loop.run_until_complete(_tour(options.folder, (width, height), options.machines, options.settle))
    return 0


if __name__ == "__main__":
    sys.exit(main())
