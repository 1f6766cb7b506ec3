from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hmi.settings.site import Language
from hmi.ui.look import Look
from hmi.ui.theme import Shade
from hmi.ui.trends.panel import TrendPanel
from hmi.ui.trends.pens import Pen
from hmi.ui.trends.ranges import RANGES_US
from tests.ui.machine.shop import HOUR, MINUTE, NOW, SECOND, Archive, archive, at, lathe, with_values

LANES = ("spindle_load", "spindle_temperature", "feed_rate")
LOAD = Pen("Torno 03", "spindle_load")


@pytest.fixture
def past() -> Archive:
    return archive(hours=0.2)


@pytest.fixture
def opened(qtbot: QtBot, look: Look) -> Callable[[Archive | None], TrendPanel]:
    def make(past: Archive | None) -> TrendPanel:
        panel = TrendPanel(look, past)
        qtbot.addWidget(panel)
        panel.resize(900, 560)
        panel.show()
        panel.show_machine(lathe(), LANES, NOW)
        QApplication.processEvents()
        return panel

    return make


@pytest.fixture
def panel(opened: Callable[[Archive | None], TrendPanel], past: Archive) -> TrendPanel:
    return opened(past)


def answered(qtbot: QtBot, panel: TrendPanel) -> None:
    qtbot.waitUntil(lambda: panel._data.answered)


def span(panel: TrendPanel) -> tuple[int, int, bool]:
    assert panel.span is not None
    return panel.span.start_us, panel.span.end_us, panel.span.live


def test_it_opens_on_the_last_two_hours_live(panel: TrendPanel, qtbot: QtBot, past: Archive) -> None:
    answered(qtbot, panel)
    assert span(panel) == (NOW - 2 * HOUR, NOW, True)
    assert panel.controls.ranges.index == RANGES_US.index(2 * HOUR)
    assert panel.controls.running.index == 0
    assert panel.caption == "min to max per pixel, line in the middle"
    assert [lane.spec.key for lane in panel.chart.lanes] == list(LANES)
    buckets = past.asked[-1][4]
    assert abs(buckets - panel.chart.plot_width) <= 2


def test_a_live_window_goes_on_with_the_time(panel: TrendPanel, qtbot: QtBot) -> None:
    answered(qtbot, panel)
    panel.tick(NOW + 30 * SECOND)
    assert span(panel) == (NOW + 30 * SECOND - 2 * HOUR, NOW + 30 * SECOND, True)
    assert panel.chart.content.end_us >= NOW + 30 * SECOND


def test_panning_pauses_and_the_live_button_brings_it_back(panel: TrendPanel, qtbot: QtBot) -> None:
    answered(qtbot, panel)
    panel.chart.panned.emit(-10 * MINUTE)
    assert span(panel) == (NOW - 130 * MINUTE, NOW - 10 * MINUTE, False)
    assert panel.controls.running.index == 1
    panel.tick(NOW + 60 * SECOND)
    assert span(panel)[1] == NOW - 10 * MINUTE
    panel.controls.running.chosen.emit(0)
    assert span(panel) == (NOW + 60 * SECOND - 120 * MINUTE, NOW + 60 * SECOND, True)
    panel.controls.running.chosen.emit(1)
    assert not span(panel)[2]


def test_the_buttons_choose_how_much_time(panel: TrendPanel, qtbot: QtBot) -> None:
    said: list[bool] = []
    panel.rangeChanged.connect(lambda: said.append(True))
    panel.controls.ranges.chosen.emit(0)
    assert span(panel) == (NOW - 15 * MINUTE, NOW, True)
    panel.chart.zoomed.emit(0.5, NOW - 5 * MINUTE)
    assert panel.controls.ranges.index == -1
    assert panel.length_us == 15 * MINUTE // 2
    assert len(said) == 2


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Qt.Key.Key_Left, (NOW - 132 * MINUTE, NOW - 12 * MINUTE, False)),
        (Qt.Key.Key_Right, (NOW - 120 * MINUTE, NOW, False)),
        (Qt.Key.Key_Plus, (NOW - 84 * MINUTE, NOW, True)),
        (Qt.Key.Key_Space, (NOW - 120 * MINUTE, NOW, False)),
        (Qt.Key.Key_L, (NOW - 120 * MINUTE, NOW, True)),
        (Qt.Key.Key_End, (NOW - 120 * MINUTE, NOW, True)),
        (Qt.Key.Key_Home, (at(0), at(2), False)),
        (Qt.Key.Key_F, (NOW - 120 * MINUTE, NOW, True)),
    ],
)
def test_the_keyboard_moves_the_window(
    panel: TrendPanel, qtbot: QtBot, key: Qt.Key, expected: tuple[int, int, bool]
) -> None:
    QTest.keyClick(panel.chart, key)
    assert span(panel) == expected


def test_minus_shows_more_and_home_goes_day_by_day(panel: TrendPanel, qtbot: QtBot) -> None:
    QTest.keyClick(panel.chart, Qt.Key.Key_Minus)
    assert panel.length_us > 2 * HOUR
    panel.set_length(2 * HOUR)
    QTest.keyClick(panel.chart, Qt.Key.Key_Home)
    QTest.keyClick(panel.chart, Qt.Key.Key_Home)
    assert span(panel)[0] == at(0) - 24 * HOUR
    panel.chart.step_crosshair(1)
    anchor = panel.chart.crosshair_us
    assert anchor is not None
    before = (anchor - span(panel)[0]) / panel.length_us
    QTest.keyClick(panel.chart, Qt.Key.Key_Equal)
    assert abs((anchor - span(panel)[0]) / panel.length_us - before) < 0.01


def test_many_moves_are_one_question(panel: TrendPanel, qtbot: QtBot, past: Archive) -> None:
    answered(qtbot, panel)
    QApplication.processEvents()
    asked = len(past.asked)
    for _ in range(5):
        panel.chart.panned.emit(-MINUTE)
    assert len(past.asked) == asked
    qtbot.waitUntil(lambda: len(past.asked) > asked)
    assert len(past.asked) == asked + 1
    assert past.asked[-1][2] <= NOW - 125 * MINUTE


def test_an_answer_that_comes_too_late_is_dropped(panel: TrendPanel, qtbot: QtBot, past: Archive) -> None:
    answered(qtbot, panel)
    past.hold = True
    panel.controls.ranges.chosen.emit(0)
    qtbot.waitUntil(lambda: len(past.held) == 1)
    panel.controls.ranges.chosen.emit(4)
    qtbot.waitUntil(lambda: len(past.held) == 2)
    past.release()
    wanted = RANGES_US[4]

    def long_answer() -> bool:
        asked = panel._data._machines["Torno 03"]._asked
        return asked is not None and asked.end_us - asked.start_us >= wanted

    qtbot.waitUntil(long_answer)
    assert len([asked for asked in past.asked if asked[3] - asked[2] < HOUR]) == 0


def test_a_live_window_asks_again_but_does_not_press_a_slow_history(
    panel: TrendPanel, qtbot: QtBot, past: Archive
) -> None:
    answered(qtbot, panel)
    asked = len(past.asked)
    panel.asking.again.timeout.emit()
    assert len(past.asked) == asked + 1
    QApplication.processEvents()
    past.hold = True
    panel.asking.again.timeout.emit()
    panel.asking.again.timeout.emit()
    assert len(past.held) == 1
    past.release()
    QApplication.processEvents()
    panel.pause()
    qtbot.waitUntil(lambda: len(past.held) == 1)
    past.release()
    QApplication.processEvents()
    panel.asking.again.timeout.emit()
    assert past.held == []


def test_a_history_that_fails_is_told_and_asked_again_while_the_live_line_goes_on(
    opened: Callable[[Archive | None], TrendPanel], qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    past = archive(hours=0.2)
    past.error = OSError("disk full")
    with caplog.at_level(logging.INFO):
        panel = opened(past)
        qtbot.waitUntil(lambda: panel.caption == "The history cannot be read; trying again")
        panel.apply(with_values(lathe(), NOW + SECOND, {"spindle_load": 71.0}))
        panel.tick(NOW + 2 * SECOND)
        panel.draw()
        assert panel.chart.readings(NOW + 2 * SECOND)[0].reading is not None
        panel.pause()
        panel.asking.soon.stop()
        panel.asking.again.timeout.emit()
        QApplication.processEvents()
        past.error = None
        panel.asking.again.timeout.emit()
        answered(qtbot, panel)
    assert panel.caption == "min to max per pixel, line in the middle"
    assert [record.getMessage() for record in caplog.records if record.name == "hmi.ui.trends.asking"] == [
        "the history cannot be read for the trend: disk full",
        "the history answers the trend again",
    ]


def test_without_a_history_the_trend_begins_now(opened: Callable[[Archive | None], TrendPanel], qtbot: QtBot) -> None:
    panel = opened(None)
    assert panel.caption == "No history: the trend begins now"
    panel.apply(with_values(lathe(), NOW + SECOND, {"spindle_load": 71.0}))
    qtbot.waitUntil(lambda: not panel._redraw.isActive())
    panel.tick(NOW + 30 * SECOND)
    reading = panel.chart.readings(NOW + 20 * SECOND)[0].reading
    assert reading is not None
    assert reading.value == 71.0


def test_a_spike_between_two_questions_stays_in_the_picture(panel: TrendPanel, qtbot: QtBot) -> None:
    answered(qtbot, panel)
    for step, load in enumerate((5.0, 140.0, 5.0)):
        panel.apply(with_values(lathe(), NOW + SECOND + step * 100_000, {"spindle_load": load}))
    panel.tick(NOW + 60 * SECOND)
    panel.draw()
    assert panel.chart.content.curves[LOAD].high.max() == 140.0


def test_while_it_waits_for_its_first_answer_it_says_so(
    opened: Callable[[Archive | None], TrendPanel], qtbot: QtBot
) -> None:
    past = archive(hours=0.2)
    past.hold = True
    panel = opened(past)
    assert panel.caption == "Asking the history…"
    past.release()
    answered(qtbot, panel)


def test_nothing_is_asked_while_nobody_looks(panel: TrendPanel, qtbot: QtBot, past: Archive) -> None:
    answered(qtbot, panel)
    panel.hide()
    asked = len(past.asked)
    panel.apply(with_values(lathe(), NOW + SECOND, {"spindle_load": 71.0}))
    panel.tick(NOW + 60 * SECOND)
    assert not panel.asking.again.isActive()
    assert len(past.asked) == asked
    panel.show()
    qtbot.waitUntil(lambda: len(past.asked) > asked)
    assert panel.chart.content.curves[LOAD].last[-1] == 71.0


def test_no_signal_or_no_machine_is_told(panel: TrendPanel, qtbot: QtBot) -> None:
    panel.show_machine(lathe(), (), NOW)
    assert panel.caption == "No signal chosen: mark up to four in the list of live values"
    assert panel.chart.lanes == []
    panel.show_machine(None, (), NOW)
    assert panel.caption == ""
    assert panel.span is None
    for action in (panel.go_live, panel.pause, lambda: panel.look_at(0, 1), lambda: panel.set_length(HOUR)):
        action()
    panel.tick(NOW)
    QTest.keyClick(panel.chart, Qt.Key.Key_Left)
    panel.show_machine(lathe(), LANES, NOW)
    assert span(panel) == (NOW - HOUR, NOW, True)


def test_another_machine_begins_live_with_the_same_length(panel: TrendPanel, qtbot: QtBot) -> None:
    panel.set_length(15 * MINUTE)
    panel.pause()
    other = replace(lathe(), machine=replace(lathe().machine, key="Torno 09"))
    panel.show_machine(other, LANES, NOW)
    assert span(panel) == (NOW - 15 * MINUTE, NOW, True)
    panel.pause()
    panel.show_machine(other, LANES[:1], NOW)
    assert not span(panel)[2]


def test_a_stop_is_shown_with_its_surroundings(panel: TrendPanel) -> None:
    panel.look_at(at(13, 5), at(13, 11))
    start, end, live = span(panel)
    assert start < at(13, 5) < at(13, 11) < end
    assert not live


def test_it_speaks_and_dresses_as_the_user_wants(panel: TrendPanel, look: Look, qtbot: QtBot) -> None:
    assert panel.chart.accessibleName() == "Trend"
    assert panel.chart.accessibleDescription() == ("Spindle load, Spindle temperature, Feed rate, from 12:05 to 14:05")
    look.speak(Language.PORTUGUESE)
    panel.retranslate()
    look.dress(Shade.DARK)
    panel.restyle()
    assert panel.grab().toImage().pixelColor(500, 60) == look.theme.surface
    look.dress(Shade.LIGHT)


def test_the_clock_may_come_after_the_machine(qtbot: QtBot, look: Look, past: Archive) -> None:
    panel = TrendPanel(look, past)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_machine(lathe(), LANES, 0)
    assert past.asked == []
    panel.tick(NOW)
    answered(qtbot, panel)
    assert span(panel)[1] == NOW


def test_a_window_of_weeks_is_asked_for_anew_more_seldom(panel: TrendPanel) -> None:
    assert panel.asking.again.interval() == 5_000
    panel.set_length(30 * 24 * HOUR)
    assert panel.asking.again.interval() == 60_000
    assert panel.asking.again.isActive()
    panel.set_length(15 * MINUTE)
    assert panel.asking.again.interval() == 5_000
