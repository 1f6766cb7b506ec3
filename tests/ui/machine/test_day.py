from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from hmi.domain.records import StateInterval
from hmi.domain.state import MachineState
from hmi.ui.ink import Ink
from hmi.ui.look import Look
from hmi.ui.machine.day import DayState, MachineDay, coverage, stops, totals
from hmi.ui.machine.stops import Stops
from hmi.ui.machine.today import Today
from tests.ui.machine.shop import CUTTING, HOUR, MINUTE, NOW, SECOND, ZONE, Archive, archive, at, lathe, stays

MIDNIGHT = at(0)


def test_the_hours_of_the_day_add_up() -> None:
    found = totals(stays(), MIDNIGHT, NOW)
    assert found[MachineState.RUNNING] == 343 * MINUTE
    assert found[MachineState.OFF] == 80 * MINUTE
    assert sum(found.values()) == NOW - at(5, 40)
    assert MachineState.UNKNOWN not in found


def test_coverage_counts_what_anybody_knows() -> None:
    found = {MachineState.RUNNING: 6 * HOUR, MachineState.OFFLINE: 2 * HOUR, MachineState.UNKNOWN: HOUR}
    assert coverage(found, 0, 12 * HOUR) == 0.5
    assert coverage(found, 0, 0) is None


def test_stops_are_the_newest_first_and_cut_at_midnight() -> None:
    night = StateInterval("Torno 03", MIDNIGHT - HOUR, MIDNIGHT + HOUR, stays()[1].verdict)
    found = stops([night, *stays()], MIDNIGHT)
    assert [stop.interval.verdict.state for stop in found] == [
        MachineState.STOPPED,
        MachineState.ALARM,
        MachineState.IDLE,
        MachineState.IDLE,
        MachineState.STOPPED,
        MachineState.SETUP,
        MachineState.SETUP,
    ]
    assert found[0].end_us is None
    assert found[0].length_us(NOW) == NOW - at(13, 42)
    assert found[-1].start_us == MIDNIGHT
    assert found[-1].length_us(NOW) == HOUR


intervals = st.lists(
    st.tuples(st.integers(1, 500), st.sampled_from(sorted(MachineState))), min_size=1, max_size=30
).map(
    lambda rows: [
        StateInterval("m", sum(length for length, _ in rows[:at]), sum(length for length, _ in rows[: at + 1]), verdict)
        for at, (_, state) in enumerate(rows)
        for verdict in [replace(CUTTING, state=state)]
    ]
)


@given(intervals, st.integers(0, 5_000), st.integers(0, 9_000))
def test_totals_agree_with_a_count_by_hand(found: list[StateInterval], start: int, now: int) -> None:
    expected: dict[MachineState, int] = {}
    for interval in found:
        length = max(min(interval.end_us or now, now) - max(interval.start_us, start), 0)
        if length:
            expected[interval.verdict.state] = expected.get(interval.verdict.state, 0) + length
    assert totals(found, start, now) == expected


@pytest.fixture
def past() -> Archive:
    return archive(hours=0)


@pytest.fixture
def day(qapp: QApplication, past: Archive) -> MachineDay:
    return MachineDay(past, ZONE)


def known(qtbot: QtBot, day: MachineDay) -> None:
    qtbot.waitUntil(lambda: day.state is DayState.KNOWN)


def counted(past: Archive) -> Callable[[], int]:
    """Count the questions about states."""
    asked: list[int] = []
    real = past.states

    def states(machine: str | None, start_us: int, end_us: int) -> list[StateInterval]:
        asked.append(start_us)
        return real(machine, start_us, end_us)

    past.states = states  # type: ignore[method-assign]
    return lambda: len(asked)


def test_the_day_is_asked_for_once_a_minute_and_at_midnight(day: MachineDay, past: Archive, qtbot: QtBot) -> None:
    asked = counted(past)
    day.show_machine(lathe())
    assert asked() == 0
    day.tick(NOW)
    known(qtbot, day)
    for second in range(59):
        day.tick(NOW + second * SECOND)
    assert asked() == 1
    day.tick(NOW + MINUTE)
    QApplication.processEvents()
    assert asked() == 2
    day.tick(at(23, 59, 59))
    QApplication.processEvents()
    day.tick(at(23, 59, 59) + SECOND)
    assert asked() == 4
    assert day.window_us[0] == MIDNIGHT + 24 * HOUR


def test_a_change_of_state_shows_at_once_and_is_asked_for_soon(day: MachineDay, past: Archive, qtbot: QtBot) -> None:
    asked = counted(past)
    day.tick(NOW)
    day.show_machine(lathe())
    known(qtbot, day)
    with qtbot.waitSignal(day.changed):
        day.show_machine(replace(lathe(), verdict=CUTTING, since_us=NOW))
    assert day.intervals[-1].verdict == CUTTING
    assert day.intervals[-2].end_us == NOW
    before = asked()
    qtbot.waitUntil(lambda: asked() > before, timeout=10_000)


def test_another_machine_shows_nothing_of_the_one_before(day: MachineDay, qtbot: QtBot) -> None:
    day.tick(NOW)
    day.show_machine(lathe())
    known(qtbot, day)
    other = replace(lathe(), machine=replace(lathe().machine, key="Torno 09"))
    day.show_machine(other)
    assert [interval.machine for interval in day.intervals] == ["Torno 09"]
    day.show_machine(None)
    assert day.intervals == []


@pytest.fixture
def shown(qtbot: QtBot, look: Look, day: MachineDay) -> tuple[Today, Stops]:
    ink = Ink(look.theme)
    today, stopped = Today(look, ink, day), Stops(look, ink, day)
    for widget in (today, stopped):
        qtbot.addWidget(widget)
        widget.resize(500, 300)
        widget.show()
    return today, stopped


def test_the_stops_of_today_are_listed_with_their_reasons(
    shown: tuple[Today, Stops], day: MachineDay, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    today, stopped = shown
    assert today.note == stopped.sentence == "Asking the history…"
    day.tick(NOW)
    day.show_machine(lathe())
    known(qtbot, day)
    assert stopped.note == "6 stops · 1 h 15"
    assert today.note == "coverage 59 %"
    assert stopped.sentence == ""
    words = [stopped.model.data(stopped.model.index(at), Qt.ItemDataRole.DisplayRole) for at in range(3)]
    assert words == [
        "13:42–now, Stopped, 23 min: Feed hold",
        "13:29–13:33, Alarm, 4 min: 3006 Chip conveyor overload",
        "13:05–13:11, Idle, 6 min: Ready, no program running",
    ]
    assert not stopped.grab().isNull()
    qtmodeltester.check(stopped.model)  # type: ignore[no-untyped-call]
    chosen: list[tuple[int, int]] = []
    stopped.chosen.connect(lambda start, end: chosen.append((start, end)))
    stopped.list.setCurrentIndex(stopped.model.index(1))
    QTest.keyClick(stopped.list, Qt.Key.Key_Return)
    stopped.list.clicked.emit(stopped.model.index(0))
    assert chosen == [(at(13, 29), at(13, 33)), (at(13, 42), NOW)]


def test_a_day_without_a_stop_says_so(shown: tuple[Today, Stops], past: Archive, day: MachineDay, qtbot: QtBot) -> None:
    past.intervals = []
    day.tick(NOW)
    day.show_machine(replace(lathe(), verdict=CUTTING))
    known(qtbot, day)
    assert shown[1].sentence == "No stop today"
    assert shown[1].note == ""
    past.intervals = stays()[:2]
    day.show_machine(replace(lathe(), verdict=CUTTING, since_us=at(8)))
    qtbot.waitUntil(lambda: shown[1].note == "1 stop · 21 min", timeout=10_000)


def test_a_history_that_fails_is_told_and_asked_again_soon(
    shown: tuple[Today, Stops], past: Archive, day: MachineDay, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    past.error = OSError("locked")
    with caplog.at_level(logging.INFO):
        day.tick(NOW)
        day.show_machine(lathe())
        qtbot.waitUntil(lambda: day.state is DayState.FAILED)
        day.tick(NOW + 10 * SECOND)
        QApplication.processEvents()
    assert [r.getMessage() for r in caplog.records] == ["the machine's day cannot be read: locked"]
    today, stopped = shown
    assert today.note == "The history cannot be read; trying again"
    assert stopped.note == ""
    past.error = None
    day.tick(NOW + 20 * SECOND)
    known(qtbot, day)


def test_without_a_history_the_day_begins_with_the_present_state(qtbot: QtBot, look: Look) -> None:
    day = MachineDay(None, ZONE)
    ink = Ink(look.theme)
    today, stopped = Today(look, ink, day), Stops(look, ink, day)
    qtbot.addWidget(today)
    qtbot.addWidget(stopped)
    day.tick(NOW)
    day.show_machine(lathe())
    assert today.note == "No history"
    assert stopped.note == "1 stop · 23 min"


def test_the_strip_tells_about_the_stay_under_the_pointer(
    shown: tuple[Today, Stops], day: MachineDay, qtbot: QtBot
) -> None:
    strip = shown[0].strip
    day.tick(NOW)
    day.show_machine(lathe())
    known(qtbot, day)
    x = (at(8, 48) - MIDNIGHT) / (24 * HOUR) * strip.width()
    assert strip.words_at(QPointF(x, 5)) == "Stopped, 14 min\n08:41–08:55\nM00 program stop"
    assert strip.words_at(QPointF(x, 30)) == ""
    assert strip.words_at(QPointF(strip.width() - 1, 5)) == ""
    assert strip.words_at(QPointF(0, 5)) == ""
    assert strip.accessibleDescription().startswith("Running 5 h 43, Stopped 37 min")


def test_the_legend_wraps_rather_than_being_cut(shown: tuple[Today, Stops], day: MachineDay, qtbot: QtBot) -> None:
    strip = shown[0].strip
    day.tick(NOW)
    day.show_machine(lathe())
    known(qtbot, day)
    strip.resize(1200, 80)
    wide = strip.sizeHint().height()
    strip.resize(320, 80)
    assert strip.sizeHint().height() > wide
    for row in strip._legend(320):
        assert sum(width for _, width in row) - 28 <= 320 or len(row) == 1
