from __future__ import annotations

from hmi.domain.records import StateInterval
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.ui.trends.stays import Run, Stays, runs

RUNNING, ALARM, IDLE = MachineState.RUNNING, MachineState.ALARM, MachineState.IDLE


def stays(*rows: tuple[int, int | None, MachineState]) -> Stays:
    return Stays([StateInterval("m", start, end, Verdict(state, "5", Reason.CUTTING)) for start, end, state in rows])


def test_each_column_shows_the_state_in_its_middle() -> None:
    found = stays((0, 400, RUNNING), (400, 700, IDLE), (700, None, RUNNING))
    assert runs(found.ranks(0, 1_000, 1_000, 10)) == [Run(RUNNING, 0, 4), Run(IDLE, 4, 7), Run(RUNNING, 7, 10)]


def test_an_alarm_shorter_than_a_column_is_seen() -> None:
    found = stays((0, 510, RUNNING), (510, 512, ALARM), (512, None, RUNNING))
    assert Run(ALARM, 5, 6) in runs(found.ranks(0, 1_000, 1_000, 10))


def test_what_is_short_and_matters_less_does_not_hide_what_matters_more() -> None:
    found = stays((0, 510, ALARM), (510, 512, RUNNING), (512, None, ALARM))
    assert runs(found.ranks(0, 1_000, 1_000, 10)) == [Run(ALARM, 0, 10)]


def test_nothing_is_shown_behind_the_present_nor_where_nothing_is_known() -> None:
    found = stays((200, None, RUNNING))
    assert runs(found.ranks(0, 1_000, 600, 10)) == [Run(RUNNING, 2, 6)]
    assert runs(stays().ranks(0, 1_000, 1_000, 10)) == []
    assert runs(stays((0, 10, RUNNING)).ranks(500, 1_000, 1_000, 10)) == []


def test_only_wide_runs_are_returned_where_only_they_are_wanted() -> None:
    found = stays((0, 400, RUNNING), (400, 500, IDLE), (500, None, RUNNING)).ranks(0, 1_000, 1_000, 10)
    assert runs(found, least=4) == [Run(RUNNING, 0, 4), Run(RUNNING, 5, 10)]
