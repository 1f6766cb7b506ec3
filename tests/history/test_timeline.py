"""What machines were doing: intervals that partition time, their totals, and when anything was collected."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmi.domain.records import Entry, Gap, GapReason, StateChange, StateInterval
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.history.queries import History
from tests.history.making import WAIT_S, history_in, state, writing

pytestmark = pytest.mark.usefixtures("each_database")

_ALL = 2**62
IDLE, RUNNING, ALARM = MachineState.IDLE, MachineState.RUNNING, MachineState.ALARM


@contextmanager
def past(folder: Path, *changes: StateChange, gaps: tuple[Gap, ...] = ()) -> Iterator[History]:
    with writing(folder, signals=()) as writer:
        for change in changes:
            writer.offer(Entry(states=(change,)))
        writer.offer(Entry(gaps=gaps))
        assert writer.flush(WAIT_S)
        history = history_in(folder)
        yield history
        history.close()


def spans(intervals: list[StateInterval]) -> list[tuple[int, int | None, MachineState]]:
    return [(interval.start_us, interval.end_us, interval.verdict.state) for interval in intervals]


def test_a_change_ends_the_interval_before_it(tmp_path: Path) -> None:
    with past(tmp_path, state(10, RUNNING), state(30, IDLE)) as history:
        assert spans(history.states("Mill", 0, _ALL)) == [(10, 30, RUNNING), (30, None, IDLE)]


def test_an_interval_comes_back_whole(tmp_path: Path) -> None:
    verdict = Verdict(ALARM, "4", Reason.FAULT, "3006 Chip conveyor", uncertain=True)
    with past(tmp_path, StateChange("Mill", 5, verdict, clamped=True)) as history:
        assert history.states("Mill", 0, _ALL) == [StateInterval("Mill", 5, None, verdict, clamped=True)]


def test_an_interval_of_no_length_is_replaced(tmp_path: Path) -> None:
    with past(tmp_path, state(10, RUNNING), state(30, IDLE), state(30, ALARM)) as history:
        assert spans(history.states("Mill", 0, _ALL)) == [(10, 30, RUNNING), (30, None, ALARM)]


def test_a_change_in_the_past_takes_back_what_came_after(tmp_path: Path) -> None:
    offline = MachineState.OFFLINE
    with past(tmp_path, state(10, RUNNING), state(50, offline), state(10, RUNNING), state(60, IDLE)) as history:
        assert spans(history.states("Mill", 0, _ALL)) == [(10, 60, RUNNING), (60, None, IDLE)]


def test_a_window_brings_the_interval_that_lasted_when_it_began(tmp_path: Path) -> None:
    with past(tmp_path, state(10, RUNNING), state(20, IDLE), state(40, ALARM)) as history:
        assert spans(history.states("Mill", 25, 40)) == [(20, 40, IDLE)]
        assert spans(history.states("Mill", 20, 41)) == [(20, 40, IDLE), (40, None, ALARM)]
        assert spans(history.states("Mill", 0, 10)) == []
        assert spans(history.states("Mill", 500, 600)) == [(40, None, ALARM)]
        assert spans(history.states("Lathe", 0, _ALL)) == []


def test_all_machines_are_asked_for_together(tmp_path: Path) -> None:
    with past(tmp_path, state(10), state(20, machine="Lathe"), state(30)) as history:
        assert [(i.machine, i.start_us) for i in history.states(None, 0, _ALL)] == [
            ("Mill", 10),
            ("Mill", 30),
            ("Lathe", 20),
        ]


def test_totals_count_an_open_interval_until_now(tmp_path: Path) -> None:
    with past(tmp_path, state(10, RUNNING), state(20, IDLE), state(25, RUNNING), state(5, machine="Lathe")) as history:
        assert history.state_totals(0, 100, now_us=40) == {"Mill": {RUNNING: 25, IDLE: 5}, "Lathe": {RUNNING: 35}}
        assert history.state_totals(15, 22, now_us=40)["Mill"] == {RUNNING: 5, IDLE: 2}
        assert history.state_totals(100, 200, now_us=40) == {"Mill": {RUNNING: 0}, "Lathe": {RUNNING: 0}}


def test_gaps_are_found_by_source_and_by_overlap(tmp_path: Path) -> None:
    first, second = Gap("a", 10, 20, GapReason.OVERRUN, 7), Gap("b", 15, 15, GapReason.RESTART)
    with past(tmp_path, gaps=(first, second)) as history:
        assert history.gaps(0, _ALL) == [first, second]
        assert history.gaps(0, _ALL, "b") == [second]
        assert history.gaps(20, 30) == [first]
        assert history.gaps(0, 10) == []
        assert history.gaps(0, _ALL, "c") == []


def test_runs_of_the_program_are_told_with_the_one_that_lasts(tmp_path: Path) -> None:
    for start_us in (100, 500):
        with writing(tmp_path, signals=(), clock_us=lambda now=start_us: now):
            pass
    with writing(tmp_path, signals=(), clock_us=lambda: 900) as writer:
        assert writer.flush(WAIT_S)
        writer.offer(Entry(states=(state(1),)))
        assert writer.flush(WAIT_S)
        history = history_in(tmp_path)
        assert history.collecting(0, _ALL) == [(100, 100), (500, 500), (900, 900)]
        assert history.collecting(101, 900) == [(500, 500)]
        history.close()


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-20, 100), st.sampled_from(MachineState), st.sampled_from(["Mill", "Lathe"])), max_size=20
    ),
    st.integers(-30, 110),
    st.integers(1, 60),
    st.integers(-30, 150),
)
def test_intervals_partition_time_and_totals_are_their_lengths(
    changes: list[tuple[int, MachineState, str]], start_us: int, length_us: int, now_us: int
) -> None:
    end_us = start_us + length_us
    expected: dict[str, list[StateChange]] = {}
    listed = [state(at, value, machine) for at, value, machine in changes]
    for change in listed:
        kept = [one for one in expected.get(change.machine, []) if one.start_us < change.start_us]
        expected[change.machine] = [*kept, change]
    totals: dict[str, dict[MachineState, int]] = {}
    wanted: dict[str, list[StateInterval]] = {}
    for machine, kept in expected.items():
        ends = [*(one.start_us for one in kept[1:]), None]
        for one, end in zip(kept, ends, strict=True):
            if one.start_us < end_us and (end is None or end > start_us):
                wanted.setdefault(machine, []).append(StateInterval(machine, one.start_us, end, one.verdict))
                length = min(now_us if end is None else end, end_us) - max(one.start_us, start_us)
                of_machine = totals.setdefault(machine, {})
                value = one.verdict.state
                of_machine[value] = of_machine.get(value, 0) + max(length, 0)
    with tempfile.TemporaryDirectory() as name, past(Path(name), *listed) as history:
        for machine in ("Mill", "Lathe"):
            assert history.states(machine, start_us, end_us) == wanted.get(machine, [])
        assert history.state_totals(start_us, end_us, now_us) == totals


def test_a_clamped_change_keeps_its_flag(tmp_path: Path) -> None:
    with past(tmp_path, state(10), replace(state(20, IDLE), clamped=True)) as history:
        assert [interval.clamped for interval in history.states("Mill", 0, _ALL)] == [False, True]
