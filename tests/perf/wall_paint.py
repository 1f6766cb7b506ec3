"""Measures what keeping the wall up to date costs the window's thread."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from hmi.domain.observation import Quality
from hmi.domain.signal import Role
from hmi.live.feed import Changes, LiveValue, MachineLive
from hmi.ui.look import Look
from hmi.ui.wall.page import WallPage
from tests.perf.rows import Row
from tests.ui.scene import NOW_US, ZONE, PastStub, many

TICKS = 120
PER_SECOND = 8
GOAL_MS = 8.0
"""Half a frame, for a window of usual size."""
WINDOWS = ((1920, 1024), (3840, 2104))


@dataclass(frozen=True, slots=True)
class WallCost:
    """CPU time of one tick (changes taken, tiles repainted) in milliseconds, and how many tiles that painted."""

    machines: int
    dirty: float
    size: tuple[int, int]
    visible: int
    median_ms: float
    p95_ms: float
    worst_ms: float
    painted: float

    def __str__(self) -> str:
        width, height = self.size
        return (
            f"wall, {self.machines:3} machines, {self.visible:3} seen in {width} x {height}, {self.dirty:.0%} dirty: "
            f"median {self.median_ms:.2f} ms, p95 {self.p95_ms:.2f} ms, worst {self.worst_ms:.2f} ms CPU a tick, "
            f"{self.painted:.1f} tiles painted, {self.median_ms * PER_SECOND / 10:.1f} % of a core at {PER_SECOND}/s"
        )


def wall_paint(machines: int, dirty: float, size: tuple[int, int] = WINDOWS[0], ticks: int = TICKS) -> WallCost:
    """Return what a tick costs while a share of the machines reports, one in two hundred of these another state."""
    application = QApplication.instance() or QApplication([])
    look = Look(ZONE)
    everything = many(machines)
    now = [NOW_US]
    page = WallPage(look, PastStub(everything), clock=lambda: now[0])
    page.resize(*size)
    page.show()
    page.apply(everything)
    page.tick(NOW_US)
    _settle(application)
    visible = len(page.grid.visible_rows())
    spent, painted = [], []
    for tick, changes in enumerate(_changes(everything.machines, dirty, ticks)):
        now[0] += 1_000_000 // PER_SECOND
        before = page.grid.tiles.painted
        start = time.process_time()
        page.apply(changes)
        if tick % PER_SECOND == 0:
            page.tick(now[0])
        application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        spent.append((time.process_time() - start) * 1000)
        painted.append(page.grid.tiles.painted - before)
    page.hide()
    page.deleteLater()
    _settle(application)
    spent.sort()
    return WallCost(
        machines,
        dirty,
        size,
        visible,
        statistics.median(spent),
        spent[int(len(spent) * 0.95)],
        spent[-1],
        statistics.mean(painted),
    )


def _changes(everything: tuple[MachineLive, ...], dirty: float, ticks: int) -> Iterator[Changes]:
    """Yield changes of random machines: load, feed and parts move, and now and then a state."""
    chance = Random(7)
    lives = list(everything)
    for tick in range(ticks):
        changed = []
        for at in chance.sample(range(len(lives)), round(dirty * len(lives))):
            live = lives[at]
            time_us = NOW_US + tick * 1_000_000 // PER_SECOND
            values = dict(live.values)
            moved = {
                Role.SPINDLE_LOAD: float(chance.randint(20, 100)),
                Role.FEED_OVERRIDE: float(chance.randint(50, 120)),
            }
            if chance.random() < 0.05:
                moved[Role.PART_COUNT] = float(tick)
            values.update((key, LiveValue(value, Quality.GOOD, time_us)) for key, value in moved.items())
            lives[at] = replace(live, values=values, received_us=time_us)
            if chance.random() < 0.005:
                lives[at] = replace(lives[at], verdict=chance.choice(lives).verdict, since_us=time_us)
            changed.append(lives[at])
        links = tuple(live.link for live in changed if live.link is not None)
        yield Changes(tuple(changed), links)


def _settle(application: object) -> None:
    assert isinstance(application, QApplication)
    for _ in range(4):
        application.processEvents()


def measure() -> list[Row]:
    """Return the figures with their goals."""
    rows = []
    for size in WINDOWS:
        for machines in (50, 200):
            for dirty in (0.2, 0.4):
                cost = wall_paint(machines, dirty, size)
                name = f"wall: {machines} machines, {dirty:.0%} changed, {cost.visible} seen, CPU a tick"
                rows.append(Row(f"{name}, median", cost.median_ms, "ms", GOAL_MS if size == WINDOWS[0] else None))
                rows.append(Row(f"{name}, p95", cost.p95_ms, "ms"))
    return rows


def main() -> None:
    """Print the figures."""
    for size in WINDOWS:
        for machines in (50, 200):
            for dirty in (0.2, 0.4):
                print(wall_paint(machines, dirty, size))


if __name__ == "__main__":
    main()
