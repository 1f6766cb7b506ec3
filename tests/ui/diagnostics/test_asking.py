from __future__ import annotations

import logging

import pytest
from pytestqt.qtbot import QtBot

from hmi.ui.diagnostics.asking import TodayAsked
from hmi.ui.look import Look
from tests.ui.diagnostics.samples import NOW, SECOND, FakePast, at


@pytest.fixture
def asked(look: Look, past: FakePast, qtbot: QtBot) -> TodayAsked:
    asked = TodayAsked(past, look)
    with qtbot.waitSignal(asked.changed):
        asked.tick(NOW)
    return asked


def test_it_tells_what_was_lost_and_collected_today(asked: TodayAsked) -> None:
    assert asked.today is not None
    assert asked.today.whole.lost == 5_218
    assert asked.today.uptime is not None
    assert asked.today.uptime.share == 1


def test_it_asks_again_after_a_while(asked: TodayAsked, past: FakePast) -> None:
    asked.tick(NOW + 29 * SECOND)
    assert past.asked == 1
    asked.tick(NOW + 30 * SECOND)
    assert past.asked == 2


def test_it_asks_sooner_when_something_changed(asked: TodayAsked, past: FakePast) -> None:
    asked.something_changed()
    asked.tick(NOW + SECOND)
    assert past.asked == 1
    asked.tick(NOW + 2 * SECOND)
    assert past.asked == 2


def test_it_asks_again_when_the_clock_was_set_back(asked: TodayAsked, past: FakePast) -> None:
    asked.tick(NOW - 3600 * SECOND)
    assert past.asked == 2


def test_it_never_asks_twice_at_once(look: Look, qtbot: QtBot) -> None:
    past = FakePast(late=True)
    asked = TodayAsked(past, look)
    for second in range(100):
        asked.tick(NOW + second * SECOND)
    assert past.asked == 1
    with qtbot.waitSignal(asked.changed):
        past.answer()
    asked.tick(NOW + 100 * SECOND)
    assert past.asked == 2


def test_at_midnight_yesterdays_figures_go_and_today_is_asked(asked: TodayAsked, past: FakePast, qtbot: QtBot) -> None:
    with qtbot.waitSignal(asked.changed):
        asked.tick(at(0, 0, 1, day=20))
    assert past.asked == 2
    qtbot.waitUntil(lambda: asked.today is not None)
    assert asked.today is not None
    assert asked.today.midnight_us == at(0, 0, day=20)
    assert asked.today.whole.lost == 0


def test_a_history_that_fails_is_told_logged_once_and_asked_again(
    look: Look, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    past = FakePast()
    past.error = OSError("disk gone")
    asked = TodayAsked(past, look)
    with caplog.at_level(logging.INFO):
        for turn in range(3):
            with qtbot.waitSignal(asked.changed):
                asked.tick(NOW + turn * 30 * SECOND)
        assert (asked.silent, asked.today) == (True, None)
        assert [record.levelname for record in caplog.records] == ["ERROR"]
        past.error = None
        with qtbot.waitSignal(asked.changed):
            asked.tick(NOW + 90 * SECOND)
    assert asked.today is not None
    assert caplog.records[-1].getMessage() == "the history answers again"
