from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hmi.domain.state import MachineState
from hmi.settings.site import Language
from hmi.ui.look import Look
from hmi.ui.theme import Shade, Theme
from hmi.ui.trends.absence import Absence
from hmi.ui.trends.arrangement import arrange
from hmi.ui.trends.backdrop import Backdrop
from hmi.ui.trends.bands import ink_on
from hmi.ui.trends.chart import TrendChart
from hmi.ui.trends.content import EMPTY, LaneSpec, TrendContent
from hmi.ui.trends.crosshair import Crosshair, LaneReading
from hmi.ui.trends.curve import Reading, join
from hmi.ui.trends.lane import needed_range
from hmi.ui.trends.tail import Seen
from hmi.ui.trends.words import (
    absence_words,
    context_words,
    normal_words,
)
from tests.ui.machine.shop import BANDS, HOUR, MINUTE, NOW, SECOND, ZONE, at
from tests.ui.trends.charting import HEAT, LOAD, START, content, inked, picture, x_of


def test_one_sample_in_two_hours_is_seen_in_its_full_height(chart: TrendChart, look: Look) -> None:
    moment = at(13, 0)
    seen = [
        Seen(START, START, 10.0, 10.0, 10.0, False),
        Seen(moment, moment + 500_000, 10.0, 110.0, 10.0, False),
    ]
    chart.show_content(content(LOAD, seen=seen))
    image = picture(chart)
    lane = chart.lanes[0]
    assert inked(image, x_of(chart, moment), lane.y(109), lane.y(90), look.theme.chart.pen)
    assert not inked(image, x_of(chart, moment) + 5, lane.y(109), lane.y(90), look.theme.chart.pen)


def test_a_gap_is_hatched_in_every_lane_and_no_line_crosses_it(chart: TrendChart, look: Look) -> None:
    gap = Absence(at(12, 31), at(12, 38), True, 412)
    chart.show_content(content(LOAD, HEAT, absent=(gap,)))
    image = picture(chart)
    theme = look.theme
    for lane in chart.lanes:
        y = lane.y(50)
        middle = x_of(chart, at(12, 34))
        assert not inked(image, middle, y - 1, y + 1, theme.chart.pen)
        assert inked(image, x_of(chart, at(12, 20)), y - 1, y + 1, theme.chart.pen)
        assert inked(image, x_of(chart, at(12, 31)), lane.plot.top() + 2, lane.plot.bottom() - 2, theme.chart.gapHatch)


def test_an_unavailable_signal_is_hatched_in_its_own_lane_only(chart: TrendChart, look: Look) -> None:
    nothing = float("nan")
    seen = [
        Seen(START, START, 50.0, 50.0, 50.0, False),
        Seen(at(13), at(13), nothing, nothing, nothing, True),
        Seen(at(13, 30), at(13, 30), 50.0, 50.0, 50.0, False),
    ]
    both = content(LOAD, HEAT)
    chart.show_content(
        TrendContent(
            START, NOW, NOW, both.lanes, {**both.curves, LOAD.pen: join(None, START, NOW, seen)}, both.machines
        )
    )
    image = picture(chart)
    load, heat = chart.lanes
    assert load.broken == [(at(13), at(13, 30))]
    assert heat.broken == []
    edge = x_of(chart, at(13))
    assert inked(image, edge, load.plot.top() + 2, load.plot.bottom() - 2, look.theme.chart.gapHatch)
    assert not inked(image, edge, heat.plot.top() + 2, heat.plot.bottom() - 2, look.theme.chart.gapHatch)


def test_the_line_is_drawn_in_the_pen_of_the_theme_and_follows_a_change_of_theme(chart: TrendChart, look: Look) -> None:
    chart.show_content(content(LOAD))
    lane = chart.lanes[0]
    x = x_of(chart, at(13))
    assert inked(picture(chart), x, lane.y(50) - 1, lane.y(50) + 1, Theme.load(Shade.LIGHT).chart.pen)
    look.dress(Shade.DARK)
    chart.restyle()
    image = picture(chart)
    dark = Theme.load(Shade.DARK)
    assert inked(image, x, lane.y(50) - 1, lane.y(50) + 1, dark.chart.pen)
    assert image.pixelColor(2, 2) == dark.surface
    look.dress(Shade.LIGHT)


def test_the_state_band_shows_the_states(chart: TrendChart, look: Look) -> None:
    chart.show_content(content(LOAD))
    image = picture(chart)
    band = arrange(chart.width(), chart.height(), 1, chart.lanes[0].plot.left()).state
    for moment, state in ((at(13, 20), MachineState.RUNNING), (at(13, 31), MachineState.ALARM)):
        assert image.pixelColor(x_of(chart, moment), int(band.center().y()) - 6) == look.theme.states[state]


def test_lanes_come_and_go_without_new_ones_being_made_for_each(chart: TrendChart) -> None:
    chart.show_content(content(LOAD, HEAT))
    boxes = [lane.box for lane in chart.lanes]
    chart.show_content(content(HEAT))
    assert [lane.spec.name for lane in chart.lanes] == ["Spindle temperature"]
    assert not boxes[1].isVisible()
    chart.show_content(content(LOAD, HEAT))
    assert [lane.box for lane in chart.lanes] == boxes
    chart.show_content(EMPTY)
    assert chart.lanes == []
    assert not picture(chart).isNull()


def test_the_crosshair_reads_every_lane_at_the_moment_under_it(chart: TrendChart) -> None:
    chart.show_content(content(LOAD, HEAT, absent=(Absence(at(12, 31), at(12, 38), True),)))
    chart.set_crosshair(x_of(chart, at(13)))
    assert chart.crosshair_us is not None
    assert abs(chart.crosshair_us - at(13)) < 20 * SECOND
    assert [(r.unit, r.reading) for r in chart.readings(at(13))] == [
        ("%", Reading(50.0, 50.0, 50.0)),
        ("°C", Reading(50.0, 50.0, 50.0)),
    ]
    assert [r.reading for r in chart.readings(at(12, 35))] == [None, None]
    crossed = picture(chart)
    chart.set_crosshair(None)
    assert crossed != picture(chart)


def test_the_crosshair_moves_by_the_keyboard_and_stays_in_the_lanes(chart: TrendChart, qtbot: QtBot) -> None:
    chart.show_content(content(LOAD))
    QTest.keyClick(chart, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    first = chart.crosshair_us
    assert first is not None
    assert abs(first - (START + NOW) // 2) < MINUTE
    QTest.keyClick(chart, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert chart.crosshair_us is not None
    assert chart.crosshair_us < first
    chart.set_crosshair(99_999)
    assert chart.crosshair_us == NOW


def mouse(chart: TrendChart, kind: QEvent.Type, x: float, *, held: bool = True) -> None:
    at_point = QPointF(x, 200)
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    buttons = Qt.MouseButton.LeftButton if held else Qt.MouseButton.NoButton
    event = QMouseEvent(kind, at_point, chart.mapToGlobal(at_point), button, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(chart.viewport(), event)


def test_dragging_pans_by_what_was_dragged(chart: TrendChart, qtbot: QtBot) -> None:
    chart.show_content(content(LOAD))
    moved: list[int] = []
    chart.panned.connect(moved.append)
    mouse(chart, QEvent.Type.MouseButtonPress, 400)
    mouse(chart, QEvent.Type.MouseMove, 402)
    mouse(chart, QEvent.Type.MouseMove, 500)
    mouse(chart, QEvent.Type.MouseButtonRelease, 500, held=False)
    mouse(chart, QEvent.Type.MouseMove, 600, held=False)
    assert moved == [-round(100 * chart.us_per_px())]
    assert chart.crosshair_us == chart.time_at(600)
    mouse(chart, QEvent.Type.MouseMove, 3, held=False)
    assert chart.crosshair_us is None


def wheel(chart: TrendChart, x: float, notches: QPoint, modifier: Qt.KeyboardModifier) -> None:
    point = QPointF(x, 200)
    event = QWheelEvent(
        point,
        chart.mapToGlobal(point),
        QPoint(),
        notches * 120,
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(chart.viewport(), event)


def test_the_wheel_zooms_about_the_pointer_and_sideways_pans(chart: TrendChart) -> None:
    chart.show_content(content(LOAD))
    zooms: list[tuple[float, int]] = []
    pans: list[int] = []
    chart.zoomed.connect(lambda factor, anchor: zooms.append((factor, anchor)))
    chart.panned.connect(pans.append)
    wheel(chart, 400, QPoint(0, 1), Qt.KeyboardModifier.NoModifier)
    wheel(chart, 400, QPoint(0, -1), Qt.KeyboardModifier.ShiftModifier)
    assert [(round(factor, 6), anchor) for factor, anchor in zooms] == [(0.8, chart.time_at(400))]
    assert pans == [round(120 * chart.us_per_px())]


def test_the_ring_shows_only_for_whoever_came_by_the_keyboard(chart: TrendChart) -> None:
    chart.show_content(content(LOAD))
    plain = picture(chart)
    QApplication.sendEvent(chart, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert picture(chart) != plain
    QApplication.sendEvent(chart, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))
    assert picture(chart) == plain
    QApplication.sendEvent(chart, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.MouseFocusReason))
    assert picture(chart) == plain


def test_time_is_the_plants_and_midnight_says_the_day(chart: TrendChart, look: Look) -> None:
    chart.show_content(content(LOAD))
    axis = chart._time_axis
    hours = [datetime.fromtimestamp(t / SECOND, ZONE).strftime("%H:%M") for t in axis.ticks.times_us]
    values = axis.tickValues(0, 1, 1)[0][1]
    assert axis.tickStrings(values, 1, 1) == hours
    day = 24 * HOUR
    midnight = at(0)
    axis.show_window(midnight - day // 2, midnight + day // 2, midnight + day // 2, 700)
    words = axis.tickStrings(axis.tickValues(0, 1, 1)[0][1], 1, 1)
    assert "19 Nov" in words
    assert words[0].startswith("18 Nov ")
    look.speak(Language.PORTUGUESE)
    assert "19/11" in axis.tickStrings(axis.tickValues(0, 1, 1)[0][1], 1, 1)


def test_numbers_of_the_axis_are_written_in_the_language(chart: TrendChart, look: Look) -> None:
    speed = LaneSpec("spindle_speed", "Spindle speed", "rpm", BANDS["spindle_speed"])
    chart.show_content(content(speed))
    labels = [words for _, words in chart.lanes[0].axis._tickLevels[0]]
    assert "3,000" in labels
    look.speak(Language.PORTUGUESE)
    chart.retranslate()
    assert "3.000" in [words for _, words in chart.lanes[0].axis._tickLevels[0]]


def test_long_numbers_have_room_beside_the_axis(chart: TrendChart) -> None:
    chart.show_content(content(LOAD))
    narrow = chart.lanes[0].plot.left()
    wide = [Seen(START, NOW, 0.0, 123_456_789.0, 5.0, False)]
    chart.show_content(content(LaneSpec("energy", "Energy", "Wh"), seen=wide))
    assert chart.lanes[0].plot.left() > narrow
    assert chart.lanes[0].labels[-1].count(",") == 2


def test_a_lane_shows_the_limit_with_room_above_and_what_was_seen() -> None:
    assert needed_range((0.0, 60.0), BANDS["spindle_load"])[1] > 100
    assert needed_range((0.0, 130.0), BANDS["spindle_load"])[1] >= 130
    assert needed_range((56.0, 62.0), BANDS["spindle_temperature"])[0] == 42.5
    assert needed_range((40.0, 90.0), BANDS["coolant.level"])[0] < 20
    assert needed_range((99.0, 101.0), BANDS["feed_override"]) == (92, 112)
    assert needed_range(None, None) == (0.0, 1.0)
    assert needed_range((3.0, 50.0), None) == (0.0, 50.0)


@pytest.mark.parametrize("size", [(240, 160), (700, 300), (1020, 640), (3000, 1500)])
@pytest.mark.parametrize(("lanes", "machines"), [(0, 1), (1, 1), (4, 1), (4, 4)])
def test_nothing_overlaps_however_large_the_chart_is(size: tuple[int, int], lanes: int, machines: int) -> None:
    places = arrange(*size, lanes, 64, machines)
    parts = [places.marks, places.gaps]
    for lane in places.lanes:
        parts += [lane.title, lane.plot]
    if size[1] >= 300:
        parts += [*places.states, *([] if places.program is None else [places.program]), places.axis]
    for above, below in pairwise(parts):
        assert above.bottom() <= below.top() + 0.5
    assert {(part.left(), part.right()) for part in parts} == {(64.0, float(size[0]))}
    assert places.axis.bottom() == size[1]


def test_words_on_the_chart(qapp: QApplication, look: Look) -> None:
    assert context_words(LOAD.unit, LOAD.band) == "%, normal 30–80"
    assert context_words("", None) == normal_words(None) == ""
    assert absence_words(0, 7 * MINUTE, 412, gap=True) == "gap 7 min, 412 lost"
    assert absence_words(0, 7 * MINUTE, None, gap=True) == "gap 7 min"
    assert absence_words(0, 7 * MINUTE, None, gap=False) == "no link 7 min"


def test_a_reading_is_written_with_its_unit_and_how_far_its_column_went(qapp: QApplication, look: Look) -> None:
    assert LaneReading("°C", 1).value_words == "—"
    assert LaneReading("°C", 1).rest_words == "°C"
    still = LaneReading("°C", 1, Reading(58.4, 58.401, 58.399))
    assert (still.value_words, still.rest_words) == ("58.4", "°C")
    moved = LaneReading("%", 0, Reading(58.4, 50.0, 61.2))
    assert (moved.value_words, moved.rest_words) == ("58", "% · 50–61")
    assert LaneReading("", 0, Reading(1.0, 0.0, 2.0)).rest_words == "0–2"


def test_a_signal_of_which_nothing_is_known_has_an_empty_lane(chart: TrendChart, look: Look) -> None:
    chart.show_content(content(LOAD))
    lane = chart.lanes[0]
    assert inked(picture(chart), x_of(chart, at(13)), lane.y(50) - 1, lane.y(50) + 1, look.theme.chart.pen)
    chart.show_content(content(LOAD, seen=[]))
    assert not inked(picture(chart), x_of(chart, at(13)), lane.plot.top(), lane.plot.bottom(), look.theme.chart.pen)
    assert chart.readings(at(13)) == [LaneReading("%", lane.digits)]


def test_words_in_a_block_of_state_can_be_read(look: Look) -> None:
    light = Theme.load(Shade.LIGHT)
    assert ink_on(light, light.states[MachineState.RUNNING]) == light.primary
    assert ink_on(light, light.states[MachineState.ALARM]) == light.on_strong


def test_a_defect_in_painting_costs_the_picture_and_not_the_program(
    chart: TrendChart, look: Look, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: object) -> None:
        raise ArithmeticError("defect")

    monkeypatch.setattr(Backdrop, "paint", fail)
    monkeypatch.setattr(Crosshair, "paint", fail)
    chart.show_content(content(LOAD))
    chart.set_crosshair(400)
    assert picture(chart).pixelColor(2, 2) == look.theme.surface
    assert [record.getMessage() for record in caplog.records] == ["the chart cannot be painted"]
