"""One window in a process of its own, watched from inside; prints what it saw as JSON for :mod:`tests.perf.live`."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from hmi.runtime import Runtime


def first_paint(machines: int, started_s: float) -> dict[str, float]:
    """Open a wall of machines that nothing is known of, and stop at its first picture.

    ``started_s`` is when the process was started, by ``time.time``: what the system says of it is rounded to a second.
    """
    from PySide6.QtWidgets import QApplication

    from hmi.app import Desktop, Plan
    from hmi.domain.machine import Machine

    def never() -> Runtime:
        raise AssertionError("the first paint opens nothing")

    shown = [Machine(f"Torno {number:02}", "Joinville 1", "Tornos", "Romi GL 240") for number in range(machines)]
    seen: dict[str, float] = {}
    application = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory(prefix="hmi-perf-") as folder:
        zone = ZoneInfo("America/Sao_Paulo")
        desktop = Desktop(Plan("Bench", zone, None, shown, Path(folder), never, lambda: None))

        def painted() -> None:
            seen["wall_s"], seen["cpu_s"] = time.time() - started_s, time.process_time()
            application.quit()

        desktop.window.painted.connect(painted)
        desktop.show()
        application.exec()
    return seen


class _Ticks:
    """A 16 ms timer on the GUI thread that notes how late it comes and how much CPU the thread used between."""

    PERIOD_MS = 16

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.late_ms: list[float] = []
        self.cpu_ms: list[float] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(self.PERIOD_MS)
        self._timer.timeout.connect(self._tick)
        self._wall = self._cpu = 0.0

    def start(self) -> None:
        self.late_ms, self.cpu_ms = [], []
        self._wall, self._cpu = time.perf_counter(), time.thread_time()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        wall, cpu = time.perf_counter(), time.thread_time()
        self.late_ms.append((wall - self._wall) * 1000)
        self.cpu_ms.append((cpu - self._cpu) * 1000)
        self._wall, self._cpu = wall, cpu


async def _watch(machines: int, rate: float, seconds: float) -> dict[str, float]:
    from hmi.app import Desktop, Plan
    from hmi.cli.demo import settings_of
    from hmi.domain.link import LinkMode
    from hmi.settings.site import Site
    from hmi.simulator.fleet import demo_fleet
    from hmi.simulator.options import SimulatorOptions
    from hmi.simulator.process import start_simulator
    from hmi.ui.wall.order import Order
    from tests.perf.rows import percentile

    fleet = demo_fleet(machines)
    zone = ZoneInfo("America/Sao_Paulo")
    # a shop that has been at work for a while: in the first minute every tile's time in state changes each second
    options = SimulatorOptions(port=0, machines=machines, agents=machines, rate=rate, history_h=0.1)
    with (
        start_simulator(options) as simulator,
        tempfile.TemporaryDirectory(prefix="hmi-perf-") as folder,
        ThreadPoolExecutor(1) as worker,
    ):
        site = Site("Bench", zone, settings_of(fleet, simulator.agents))
        desktop = Desktop(Plan.for_site(site, Path(folder)))
        desktop.window.resize(1920, 1080)
        desktop.window.wall.order_by(Order.NAME)  # the worst stand still, and what stands still is not painted
        desktop.show()
        ticks = _Ticks()
        await asyncio.sleep(1)
        ticks.start()
        await asyncio.sleep(seconds / 2)
        ticks.stop()
        idle_ms = percentile(ticks.late_ms, 0.99)
        await desktop.open(worker)
        while sum(link.mode is LinkMode.STREAMING for link in desktop.links.values()) < machines:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        await asyncio.sleep(5)
        desktop.latency.delays_ms.clear()
        ticks.start()
        await asyncio.sleep(seconds)
        ticks.stop()
        seen = {
            "idle_tick_p99_ms": idle_ms,
            "tick_p99_ms": percentile(ticks.late_ms, 0.99),
            "tick_cpu_p99_ms": percentile(ticks.cpu_ms, 0.99),
            "tick_cpu_mean_ms": sum(ticks.cpu_ms) / len(ticks.cpu_ms),
            "screen_p50_ms": desktop.latency.percentile_ms(0.5) or 0.0,
            "screen_p99_ms": desktop.latency.percentile_ms(0.99) or 0.0,
            "measured": float(len(desktop.latency.delays_ms)),
        }
        desktop.window.close()
        await desktop.close(worker)
    return seen


def streaming(machines: int, rate: float, seconds: float) -> dict[str, float]:
    """Watch a window while machines stream, after watching it idle."""
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    with QEventLoop(QApplication(sys.argv[:1])) as loop:
        return loop.run_until_complete(_watch(machines, rate, seconds))  # type: ignore[no-any-return]  # qasync is untyped


def main() -> int:
    """Watch what is asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("paint", "stream"))
    parser.add_argument("--machines", type=int, default=10)
    parser.add_argument("--rate", type=float, default=20.0)
    parser.add_argument("--seconds", type=float, default=12.0)
    parser.add_argument("--started", type=float, default=time.time())
    options = parser.parse_args()
    if options.what == "paint":
        seen = first_paint(options.machines, options.started)
    else:
        seen = streaming(options.machines, options.rate, options.seconds)
    print(json.dumps(seen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
