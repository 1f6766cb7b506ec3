"""Measures the page of trends: a month of four pens with five million points each, dragged and asked for anew."""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from random import Random
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hmi.domain.observation import Condition, ConditionLevel
from hmi.domain.records import Gap, GapReason, Series, StateInterval, StoredCondition, StoredPoint, TextSpan
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.live.feed import Changes, MachineLive
from hmi.settings.site import Language
from hmi.ui.look import Look
from hmi.ui.trends.page import TrendsPage
from hmi.ui.trends.panel import TrendPanel
from hmi.ui.trends.pens import Pen
from tests.perf.rows import Row, median, percentile, print_rows
from tests.ui.machine.shop import MACHINE, ZONE, lathe

T = TypeVar("T")

_SECOND, _MINUTE, _DAY = 1_000_000, 60_000_000, 86_400_000_000
_NOW = 1_795_000_000 * _SECOND
_SIGNALS = ("spindle_load", "spindle_speed", "feed_rate", "spindle_temperature")
_STAYS_A_DAY = 150
_FRAMES = 60


@dataclass(frozen=True, slots=True)
class _Points:
    """One signal: ascending times, and its values."""

    times_us: npt.NDArray[np.int64]
    values: npt.NDArray[np.float64]


class MonthPast:
    """A history at the window's own port that answers from memory, on a thread of its own as the real one does."""

    def __init__(self, machines: list[str], points: int, days: int = 30) -> None:
        self._pool = ThreadPoolExecutor(1)
        start_us = _NOW - days * _DAY
        self._points = {}
        for number, machine in enumerate(machines):
            chance = np.random.default_rng(number)
            times = np.linspace(start_us, _NOW, points, dtype=np.int64)
            cycles = 50 + 30 * np.sign(np.sin(np.arange(points) / 170 + number)) + chance.normal(0, 3, points)
            cycles[:: points // 40] = 118.0  # one sample high
            self._points[machine, _SIGNALS[number % len(_SIGNALS)]] = _Points(times, cycles)
        self._stays = {machine: _stays(machine, start_us, days) for machine in machines}
        self._reports = {machine: _reports(machine, start_us, days) for machine in machines}

    def close(self) -> None:
        """End the thread."""
        self._pool.shutdown()

    def submit(self, question: Callable[[], T]) -> Future[T]:
        return self._pool.submit(question)

    def trend(
        self, machine: str, signals: tuple[str, ...], start_us: int, end_us: int, buckets: int
    ) -> dict[str, Series]:
        return {key: self._series(machine, key, start_us, end_us, buckets) for key in signals}

    def _series(self, machine: str, key: str, start_us: int, end_us: int, buckets: int) -> Series:
        found = self._points[machine, key]
        first, end = np.searchsorted(found.times_us, (start_us, end_us))
        before = float(found.values[first - 1]) if first else None
        times, values = found.times_us[first:end], found.values[first:end]
        width = -(-(end_us - start_us) // buckets)
        edges = np.arange(start_us // width * width, end_us, width)
        starts = np.unique(np.searchsorted(times, edges))
        starts = starts[starts < len(times)]
        low, high = np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)
        ends = np.append(starts[1:], len(times)) - 1

        def doubles(column: npt.NDArray[np.float64]) -> array[float]:
            return array("d", column.tobytes())

        bucket_us = array("q", (times[starts] // width * width).tobytes())
        broken = array("b", bytes(len(starts)))
        return Series(
            key, bucket_us, doubles(values[starts]), doubles(low), doubles(high), doubles(values[ends]), broken,
            before, width,
        )  # fmt: skip

    def states(self, machine: str | None, start_us: int, end_us: int) -> list[StateInterval]:
        stays = self._stays.get(machine or "", [])
        return [stay for stay in stays if stay.start_us < end_us and (stay.end_us or end_us) > start_us]

    def texts(self, machine: str, signal: str, start_us: int, end_us: int) -> list[TextSpan]:
        return []

    def conditions(self, machine: str, start_us: int, end_us: int) -> list[StoredCondition]:
        return [report for report in self._reports.get(machine, ()) if start_us <= report.time_us < end_us]

    def gaps(self, start_us: int, end_us: int, source: str | None = None) -> list[Gap]:
        return [Gap(source or "", _NOW - 9 * _DAY, _NOW - 8 * _DAY, GapReason.OVERRUN, 5_000)]

    def collecting(self, start_us: int, end_us: int) -> list[tuple[int, int]]:
        return [(start_us, end_us)]

    def points(self, machine: str, signal: str, start_us: int, end_us: int) -> Iterator[StoredPoint]:
        raise AssertionError("a chart reads no single observations")


def _stays(machine: str, start_us: int, days: int) -> list[StateInterval]:
    chance = Random(machine)
    count = days * _STAYS_A_DAY
    edges = sorted(start_us + int(chance.random() * days * _DAY) for _ in range(count))
    states = (MachineState.RUNNING, MachineState.STOPPED, MachineState.RUNNING, MachineState.IDLE, MachineState.ALARM)
    return [
        StateInterval(machine, begin, end, Verdict(states[at % len(states)], "5", Reason.CUTTING))
        for at, (begin, end) in enumerate(pairwise(edges))
    ]


def _reports(machine: str, start_us: int, days: int) -> list[StoredCondition]:
    found = []
    for number in range(days * 20):
        time_us = start_us + number * (_DAY // 20)
        level = ConditionLevel.NORMAL if number % 2 else (ConditionLevel.FAULT, ConditionLevel.WARNING)[number % 4 // 2]
        condition = Condition(level, "SYSTEM", str(3000 + number // 2), "Chip conveyor overload")
        found.append(StoredCondition("system", time_us, condition, 1, number))
    return found


def settle(until: Callable[[], bool]) -> None:
    """Turn the event loop until something is so."""
    loop, timer = QEventLoop(), QTimer(interval=5)
    timer.timeout.connect(lambda: loop.quit() if until() else None)
    timer.start()
    loop.exec()
    timer.stop()


def _live(name: str) -> MachineLive:
    machine = replace(MACHINE, key=name, source=f"http://{name}")
    return replace(lathe(_NOW), machine=machine, since_us=_NOW - 5 * _MINUTE)


def _opened(past: MonthPast, names: list[str]) -> TrendPanel:
    """Return the chart of a page that shows twenty days and stands still."""
    page = TrendsPage(Look(ZONE, language=Language.ENGLISH), past)
    page.apply(Changes(tuple(_live(name) for name in names)))
    page.tick(_NOW)
    page.resize(1920, 1024)
    page.show()
    settle(lambda: page.panel is not None)
    panel = page.panel
    assert panel is not None
    page.choose_pens(tuple(Pen(name, signal) for name, signal in zip(names, _SIGNALS, strict=True)))
    panel.set_length(20 * _DAY)
    settle(lambda: not panel.asking.busy)
    panel.pause()
    settle(lambda: not panel.asking.busy)
    assert all(len(curve.start_us) > 1_000 for curve in panel.chart.content.curves.values())
    return panel


@cache
def _application() -> QCoreApplication:
    """Return the application, which has to outlive every widget: it is kept until the process ends."""
    return QApplication.instance() or QApplication([])


def measure(*, full: bool = False) -> list[Row]:
    """Drag a month of four pens on four machines; the time of a frame is the GUI thread's, painting included."""
    application = _application()
    points = 5_000_000 if full else 1_000_000
    names = ["Torno 01", "Torno 02", "Centro 01", "Centro 02"]
    past = MonthPast(names, points)
    panel = _opened(past, names)
    asking, chart = panel.asking, panel.chart
    frames: list[float] = []
    for frame in range(_FRAMES):
        began = time.thread_time()
        chart.panned.emit(round((-12 if frame < _FRAMES // 2 else 12) * chart.us_per_px()))
        application.processEvents()
        frames.append((time.thread_time() - began) * 1000)
    answered: list[float] = []
    for step in range(12 if full else 6):
        settle(lambda: not asking.busy)
        pressed = time.perf_counter()
        QTest.keyClick(chart, Qt.Key.Key_Left if step < 4 else Qt.Key.Key_Right)
        settle(lambda: not asking.busy)
        application.processEvents()
        answered.append((time.perf_counter() - pressed) * 1000)
    page = panel.window()
    page.close()
    past.close()
    page.deleteLater()
    application.processEvents()
    size = f"trend page, 4 pens x {points // 1_000_000} million points"
    return [
        Row(f"{size}: a frame while panning, p95", percentile(frames, 0.95), "ms", 33.0),
        Row(f"{size}: a frame while panning, median", median(frames), "ms"),
        Row(f"{size}: key to answered picture, 200 ms of waiting in it, p95", percentile(answered, 0.95), "ms"),
    ]


if __name__ == "__main__":
    print_rows(measure(full=True), as_json=False)
