"""A chart's content for tests, and how to find things in its picture."""

from __future__ import annotations

from PySide6.QtGui import QColor, QImage

from hmi.ui.trends.absence import Absence
from hmi.ui.trends.chart import TrendChart
from hmi.ui.trends.content import LaneSpec, MachineContent, TrendContent
from hmi.ui.trends.curve import join
from hmi.ui.trends.marks import Mark
from hmi.ui.trends.tail import Seen
from tests.ui.machine.shop import BANDS, HOUR, NOW, archive, stays

START = NOW - 2 * HOUR


def content(
    *lanes: LaneSpec, seen: list[Seen] | None = None, absent: tuple[Absence, ...] = (), marks: tuple[Mark, ...] = ()
) -> TrendContent:
    tail = [Seen(START, START, 50.0, 50.0, 50.0, False)] if seen is None else seen
    return TrendContent(
        START,
        NOW,
        NOW,
        lanes,
        {lane.pen: join(None, START, NOW, tail) for lane in lanes},
        (MachineContent("", NOW, absent, stays(), archive(hours=0).spans, marks),),
    )


LOAD = LaneSpec("spindle_load", "Spindle load", "%", BANDS["spindle_load"])
HEAT = LaneSpec("spindle_temperature", "Spindle temperature", "°C", BANDS["spindle_temperature"])


def picture(chart: TrendChart) -> QImage:
    image: QImage = chart.grab().toImage()
    return image


def x_of(chart: TrendChart, time_us: int) -> int:
    place = chart.lanes[0].plot
    return round(place.left() + (time_us - START) / (NOW - START) * place.width())


def inked(image: QImage, x: int, top: float, bottom: float, colour: QColor) -> bool:
    """Whether a pixel of a colour stands at x or beside it."""
    return any(
        image.pixelColor(column, y) == colour for column in (x - 1, x, x + 1) for y in range(int(top), int(bottom) + 1)
    )
