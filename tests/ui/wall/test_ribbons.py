"""The last hours of every machine."""

from __future__ import annotations

import itertools
import logging
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from hmi.domain.machine import Machine
from hmi.domain.records import StateInterval
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.live.feed import MachineLive
from hmi.ui.wall.ribbons import SPAN_US, Ribbon, Ribbons, by_machine, continued
from tests.ui.scene import HOUR_US, MINUTE_US, NOW_US, PastStub, scene

_RUNNING = Verdict(MachineState.RUNNING, "5", Reason.CUTTING)
_STOPPED = Verdict(MachineState.STOPPED, "8", Reason.FEED_HOLD)


def _live(since_us: int | None, verdict: Verdict = _STOPPED) -> MachineLive:
    return MachineLive(Machine("A"), verdict, since_us=since_us)


def _stays(edges: list[int]) -> list[StateInterval]:
    ends: list[int | None] = [*edges[1:], None][: len(edges)]
    return [StateInterval("A", start, end, _RUNNING) for start, end in zip(edges, ends, strict=True)]


@given(st.lists(st.integers(0, 10**6), unique=True, max_size=8).map(sorted), st.integers(0, 10**6))
def test_a_ribbon_never_overlaps_and_ends_in_the_present_state(edges: list[int], since_us: int) -> None:
    ribbon = continued(_stays(edges), _live(since_us))
    assert ribbon[-1] == StateInterval("A", since_us, None, _STOPPED)
    for before, after in itertools.pairwise(ribbon):
        assert before.end_us is not None
        assert before.start_us < before.end_us <= after.start_us


def test_a_machine_that_never_spoke_keeps_what_is_stored() -> None:
    assert continued(_stays([1, 2]), _live(None)) == tuple(_stays([1, 2]))


def test_what_is_older_than_the_ribbon_is_let_go() -> None:
    since = NOW_US
    old = StateInterval("A", since - 2 * SPAN_US, since - SPAN_US - 1, _RUNNING)
    assert continued([old], _live(since)) == (StateInterval("A", since, None, _STOPPED),)


def test_stays_are_sorted_by_machine() -> None:
    other = replace(_stays([5])[0], machine="B")
    assert by_machine([*_stays([1, 2]), other]) == {"A": tuple(_stays([1, 2])), "B": (other,)}


def test_before_the_history_answers_the_ribbon_holds_the_present_state(qtbot: QtBot) -> None:
    ribbons = Ribbons(None)
    assert ribbons.ribbon("A") == ()
    assert ribbons.follow(_live(100))
    assert not ribbons.follow(_live(100))
    assert ribbons.follow(_live(200, _RUNNING))
    assert ribbons.ribbon("A") == (
        StateInterval("A", 100, 200, _STOPPED),
        StateInterval("A", 200, None, _RUNNING),
    )


def test_the_history_is_asked_at_once_and_again_as_the_rounds_say(qtbot: QtBot) -> None:
    past = PastStub(scene())
    ribbons = Ribbons(past)
    ribbons.tick(NOW_US)
    assert past.asked == []  # nobody is there to ask about
    for live in scene().machines:
        ribbons.follow(live)
    with qtbot.waitSignals([ribbons.changed, ribbons.changed]):
        ribbons.tick(NOW_US)
    assert past.asked == [(None, NOW_US - SPAN_US, NOW_US)]
    ribbon = ribbons.ribbon("Torno 01")
    assert ribbon[0].start_us <= NOW_US - SPAN_US
    assert ribbon[-1].end_us is None
    ribbons.tick(NOW_US + 1_000_000)
    assert len(past.asked) == 1
    ribbons.tick(NOW_US + MINUTE_US)
    assert len(past.asked) == 2


def test_a_clock_that_was_set_back_does_not_stop_the_asking(qtbot: QtBot) -> None:
    past = PastStub(scene())
    ribbons = Ribbons(past)
    ribbons.follow(scene().machines[0])
    with qtbot.waitSignals([ribbons.changed, ribbons.changed]):
        ribbons.tick(NOW_US)
    ribbons.tick(NOW_US - HOUR_US)
    assert len(past.asked) == 2


def test_machines_with_a_wrong_clock_are_looked_for_where_they_wrote(qtbot: QtBot) -> None:
    past = PastStub(scene())
    ribbons = Ribbons(past)
    first, second, third = scene().machines[:3]
    ribbons.follow(replace(first, clock_offset_us=-HOUR_US))
    ribbons.follow(replace(second, clock_offset_us=2 * HOUR_US))
    ribbons.follow(replace(third, clock_offset_us=-1000 * HOUR_US))
    ribbons.tick(NOW_US)
    assert past.asked == [(None, NOW_US - SPAN_US - 24 * HOUR_US, NOW_US + 2 * HOUR_US)]


def test_a_history_that_fails_is_reported_once_and_asked_again(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    past = PastStub(scene())
    past.error = OSError("disk on fire")
    ribbons = Ribbons(past)
    live = scene().machines[0]
    ribbons.follow(live)
    for minute in range(3):
        ribbons.tick(NOW_US + minute * MINUTE_US)
        qtbot.waitUntil(lambda: not ribbons._ask.busy)  # type: ignore[union-attr]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert len(ribbons.ribbon(live.machine.key)) == 1
    past.error = None
    ribbons.tick(NOW_US + 3 * MINUTE_US)
    qtbot.waitUntil(lambda: len(ribbons.ribbon(live.machine.key)) > 1)


def test_a_ribbon_is_a_tuple_so_that_equal_ones_are_cheap_to_tell() -> None:
    ribbon: Ribbon = continued([], _live(1))
    assert hash(ribbon) == hash(continued([], _live(1)))
