"""Measures what the machine page costs the GUI thread: ``python -m tests.perf.trend_paint``.

Prints milliseconds of the GUI thread's CPU per live update (eight a second), per new answer of the history with four
lanes of 2000 buckets, per step of the crosshair and of panning. Goals: 8 ms for the first, 33 ms for the others.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from random import Random
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from hmi.live.feed import Changes
from hmi.settings.site import Language
from hmi.ui.look import Look
from hmi.ui.machine.page import MachinePage
from hmi.ui.machine.signals import drawable
from tests.ui.machine.shop import NOW, SECOND, ZONE, Archive, archive, everything, lathe, with_values

T = TypeVar("T")

_LANES = ("spindle_load", "spindle_temperature", "feed_rate", "x.load")


class Pooled(Archive):
    """An archive that answers on a thread of its own, as the real history does."""

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive.lines, archive.spans, archive.lost, archive.intervals)
        self._pool = ThreadPoolExecutor(1)

    def submit(self, question: Callable[[], T]) -> Future[T]:
        return self._pool.submit(question)


def settle(milliseconds: int) -> None:
    """Let the event loop run for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def cpu(action: Callable[[], object], times: int) -> list[float]:
    """Return the CPU milliseconds of each run, painting included."""
    spent = []
    for _ in range(times):
        began = time.thread_time()
        action()
        QApplication.processEvents()
        spent.append((time.thread_time() - began) * 1000)
    return spent


def say(name: str, spent: list[float], goal: float) -> None:
    """Print one line."""
    p95 = statistics.quantiles(spent, n=20)[-1]
    print(f"{name:44} {statistics.median(spent):6.2f} ms median  {p95:6.2f} ms p95   goal {goal:.0f} ms")


def main(width: int = 1920, height: int = 976) -> None:
    """Measure one page."""
    app = QApplication(sys.argv[:1])
    look = Look(ZONE, language=Language.ENGLISH)
    past = Pooled(archive())
    past.lines["x.load"] = [(t, None if v is None else v / 2) for t, v in past.lines["spindle_load"]]
    page = MachinePage(look, past)
    page.resize(width, height)
    page.apply(everything())
    page.show_machine("Torno 03")
    page.tick(NOW)
    page.show()
    settle(300)
    trend = page.trend
    assert trend is not None
    page.choose_signals(_LANES)
    settle(300)
    chance = Random(1)
    live = lathe(extra=260)
    numbers = drawable(live)

    now_us = NOW
    updates = 80

    def update() -> None:
        nonlocal live, now_us
        now_us += SECOND // 8
        live = with_values(live, now_us, {key: chance.uniform(0, 100) for key in chance.sample(numbers, 60)})
        page.apply(Changes((live,)))

    page.apply(Changes((live,)))
    settle(300)
    say(f"live update, {len(live.values)} signals, values only", cpu(update, updates), 8)
    began, started = time.thread_time(), now_us
    for second in range(5):
        page.tick(started + second * SECOND)
        for _ in range(8):
            update()
            settle(125)
    spent = (time.thread_time() - began) * 1000
    print(f"{'live update in real time, trend included':44} {spent / 40:6.2f} ms mean, 8 a second    goal 8 ms")

    question = trend._data.question(trend.span, trend.chart.plot_width, now_us)  # type: ignore[arg-type]
    assert question is not None
    fine = replace(question, buckets=2000)
    answer = fine.ask(past)
    buckets = [len(series.times_us) for one in answer.machines.values() for series in one.series.values()]
    name = f"new answer, {len(buckets)} lanes x {max(buckets)} of 2000 buckets"
    say(name, cpu(lambda: trend._answered(answer), 60), 33)
    chart = trend.chart
    xs = iter(range(200, 2000))
    say("crosshair step", cpu(lambda: chart.set_crosshair(float(next(xs))), 100), 33)
    say("pan by ten pixels", cpu(lambda: chart.panned.emit(-round(10 * chart.us_per_px())), 60), 33)
    page.close()
    app.processEvents()


if __name__ == "__main__":
    main()
