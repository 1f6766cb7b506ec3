"""How today went."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from hmi.domain.records import StateInterval
from hmi.domain.state import NOTHING_YET, MachineState, Reason, Verdict
from hmi.ui.plant_day import last_midnight_us
from hmi.ui.wall.today import Day, Today, summed
from tests.ui.scene import MINUTE_US, NOW_US, ZONE, PastStub, scene


def _stay(start: int, end: int | None, state: MachineState) -> StateInterval:
    return StateInterval("A", start, end, Verdict(state, "1", Reason.CUTTING))


_stays = st.lists(
    st.tuples(st.integers(-50, 150), st.none() | st.integers(-50, 150), st.sampled_from(MachineState)).map(
        lambda told: _stay(*told)
    ),
    max_size=12,
)


@given(_stays, st.integers(1, 5))
def test_shares_are_between_nothing_and_everything(stays: list[StateInterval], machines: int) -> None:
    today = summed(stays, machines, 0, 100)
    for share in (today.running, today.coverage, today.connected):
        assert share is None or 0 <= share <= 1


def test_a_day_is_divided_by_what_is_known_of_it() -> None:
    stays = [
        _stay(-20, 10, MachineState.RUNNING),  # since yesterday: 10 of it today
        _stay(10, 30, MachineState.STOPPED),
        _stay(30, 40, MachineState.OFFLINE),
        _stay(40, 50, MachineState.UNKNOWN),
        _stay(50, None, MachineState.RUNNING),
    ]
    today = summed(stays, 2, 0, 100)
    assert today == Today(running=60 / 80, coverage=80 / 200, connected=1 - 10 / 100)


def test_what_nobody_knows_has_no_share() -> None:
    assert summed([], 3, 0, 100) == Today(None, 0.0, None)
    assert summed([], 3, 100, 100) == Today(None, None, None)
    nothing = StateInterval("A", 0, None, NOTHING_YET)
    assert summed([nothing], 1, 0, 100) == Today(None, 0.0, None)


def test_today_is_asked_for_as_the_rounds_say(qtbot: QtBot) -> None:
    past = PastStub(scene())
    day = Day(past, ZONE)
    day.tick(NOW_US, 0)
    assert past.asked == []
    with qtbot.waitSignal(day.changed) as told:
        day.tick(NOW_US, 24)
    assert past.asked == [(None, last_midnight_us(NOW_US, ZONE), NOW_US)]
    assert told.args[0].running > 0.5
    day.tick(NOW_US + 1_000_000, 24)
    assert len(past.asked) == 1
    day.tick(NOW_US + 30_000_000, 24)
    assert len(past.asked) == 2


def test_a_history_that_fails_leaves_no_share_and_is_reported_once(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    past = PastStub(scene())
    past.error = OSError("disk on fire")
    day = Day(past, ZONE)
    for minute in range(2):
        with qtbot.waitSignal(day.changed) as told:
            day.tick(NOW_US + minute * MINUTE_US, 24)
        assert told.args == [Today()]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_without_a_history_nothing_is_asked(qtbot: QtBot) -> None:
    day = Day(None, ZONE)
    with qtbot.assertNotEmitted(day.changed):
        day.tick(NOW_US, 24)
