"""A restart finds what the program knew."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmi.domain.condition import NONE, Active, applied
from hmi.domain.machine import Machine
from hmi.domain.observation import Condition, ConditionLevel, Cursor, Observation
from hmi.domain.records import Entry, Latest, Memory
from hmi.domain.signal import Signal, SignalKind
from hmi.domain.state import MachineState
from hmi.history.writer import HistoryWriter
from tests.history.making import (
    EXECUTION,
    FAULT,
    GOOD,
    LOAD,
    NORMAL,
    SIGNALS,
    SOURCE,
    SYSTEM,
    UNAVAILABLE,
    WAIT_S,
    WARNING,
    batch,
    entry,
    history_in,
    rows,
    said,
    seen,
    state,
    writing,
)

pytestmark = pytest.mark.usefixtures("each_database")


def remembered(folder: Path) -> Memory:
    history = history_in(folder)
    try:
        return history.memory()
    finally:
        history.close()


def offer(writer: HistoryWriter, *observations: Observation, instance: int = 1, snapshot: bool = False) -> None:
    assert writer.offer(entry(*observations, instance=instance, snapshot=snapshot))
    assert writer.flush(WAIT_S)


def standing(folder: Path) -> dict[tuple[str, str], int]:
    """Return code and level of what stands, with its beginning."""
    return {
        (latest.value.code, latest.value.level.value): latest.time_us
        for latest in remembered(folder).latest
        if isinstance(latest.value, Condition) and latest.value.level in (FAULT, WARNING)
    }


def test_an_empty_store_remembers_nothing(tmp_path: Path) -> None:
    with writing(tmp_path):
        pass
    memory = remembered(tmp_path)
    assert replace(memory, signals={}) == Memory()
    assert memory.signals == {"Mill": SIGNALS}


def test_a_restart_finds_cursors_latest_values_and_open_states(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        observations = [
            seen(LOAD, 1, 5.0),
            seen(EXECUTION, 2, "ACTIVE"),
            seen(EXECUTION, 3, None, quality=UNAVAILABLE),
            seen(LOAD, 4, 6.5),
        ]
        writer.offer(Entry(batch(observations, 2**63, received_us=777), (state(10), state(20, MachineState.IDLE))))
    memory = remembered(tmp_path)
    assert memory.cursors == (Cursor(SOURCE, 2**63, 5),)
    assert memory.proofs_us == {SOURCE: 777}
    assert memory.latest == (
        Latest("Mill", LOAD.key, 4000, 6.5, GOOD, 2**63, 4),
        Latest("Mill", EXECUTION.key, 3000, None, UNAVAILABLE, 2**63, 3),
    )
    (open_state,) = memory.open_states
    assert (open_state.start_us, open_state.end_us, open_state.verdict.state) == (20, None, MachineState.IDLE)


def test_latest_never_goes_back_when_an_older_run_is_read_again(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        offer(writer, seen(LOAD, 500, 1.0), instance=9)
        offer(writer, seen(LOAD, 2, 2.0), instance=4)  # the restarted agent; a smaller number proves nothing
        offer(writer, seen(LOAD, 501, 3.0), instance=9)
    assert [latest.value for latest in remembered(tmp_path).latest] == [2.0]


def test_several_conditions_of_a_signal_stand_side_by_side_with_their_beginnings(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        offer(
            writer,
            seen(SYSTEM, 1, said(FAULT, "100", "spindle")),
            seen(SYSTEM, 2, said(WARNING, "200", "filter")),
            seen(SYSTEM, 3, said(FAULT, "100", "spindle still")),
        )
        offer(writer, seen(SYSTEM, 4, said(WARNING, "300", "oil")), seen(SYSTEM, 5, said(NORMAL, "200")))
    assert standing(tmp_path) == {("100", "fault"): 1000, ("300", "warning"): 4000}
    found = [latest for latest in remembered(tmp_path).latest if latest.signal == SYSTEM.key]
    assert {(latest.instance, latest.sequence) for latest in found} == {(1, 5)}
    assert found[0].value == said(FAULT, "100", "spindle still")


def test_where_no_condition_stands_the_report_that_said_so_is_remembered(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        offer(writer, seen(SYSTEM, 1, said(FAULT, "100")), seen(SYSTEM, 2, said(NORMAL)))
    assert remembered(tmp_path).latest == (Latest("Mill", SYSTEM.key, 2000, said(NORMAL), GOOD, 1, 2),)


def test_a_condition_without_a_value_means_that_nothing_is_known(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        offer(writer, seen(SYSTEM, 1, said(FAULT, "100")))
        offer(writer, seen(SYSTEM, 2, None, quality=UNAVAILABLE))
    assert standing(tmp_path) == {}
    assert rows(tmp_path, "SELECT seq, level, q FROM condition_event") == [(1, "fault", 0), (2, None, 1)]


def test_a_snapshot_ends_conditions_that_it_does_not_name(tmp_path: Path) -> None:
    other = Signal("Mill", "axis", SignalKind.CONDITION, "ax", "POSITION")
    with writing(tmp_path, signals=(SYSTEM, other)) as writer:
        offer(
            writer,
            seen(SYSTEM, 1, said(FAULT, "100")),
            seen(SYSTEM, 2, said(FAULT, "200")),
            seen(other, 3, said(FAULT, "300")),
        )
        # its cursor is where the stream goes on; the report it repeats is an old one
        repeats = Entry(batch([seen(SYSTEM, 1, said(FAULT, "100")), seen(LOAD, 9)], snapshot=True))
        writer.declare(Machine("Mill"), [LOAD])
        writer.offer(repeats)
        assert writer.flush(WAIT_S)
        assert standing(tmp_path) == {("100", "fault"): 1000, ("300", "fault"): 3000}
        offer(writer, seen(SYSTEM, 1, said(FAULT, "100")), seen(SYSTEM, 2, said(FAULT, "200")))  # read again
        assert standing(tmp_path) == {("100", "fault"): 1000, ("300", "fault"): 3000}


def test_a_snapshot_that_is_behind_the_stream_changes_nothing(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        snapshot = Entry(batch([seen(SYSTEM, 1, said(FAULT, "100"))], snapshot=True))
        writer.offer(snapshot)
        offer(writer, seen(SYSTEM, 5, said(NORMAL)))
        writer.offer(snapshot)
        assert writer.flush(WAIT_S)
        assert standing(tmp_path) == {}


def test_conditions_of_a_restarted_agent_replace_the_old_ones(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        offer(writer, seen(SYSTEM, 900, said(FAULT, "100")), instance=1)
        offer(writer, seen(SYSTEM, 1, said(WARNING, "5"), 2_000_000), instance=2, snapshot=True)
        offer(writer, seen(SYSTEM, 901, said(FAULT, "101")), instance=1)  # the old run, read late
    assert standing(tmp_path) == {("5", "warning"): 2_000_000}


def test_a_value_that_is_no_condition_is_kept_as_bad(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        offer(writer, seen(SYSTEM, 1, "FAULT"))
    assert rows(tmp_path, "SELECT level, q FROM condition_event") == [(None, 3)]


_reports = st.builds(
    Condition,
    st.sampled_from(ConditionLevel),
    st.just("SYSTEM"),
    st.sampled_from(["", "1", "2"]),
    st.sampled_from(["", "text"]),
    st.just(""),
    st.just(""),
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.lists(_reports, min_size=1, max_size=3), st.booleans()), min_size=1, max_size=6),
    st.data(),
)
def test_what_stands_is_what_the_reports_say_however_often_they_are_read(
    documents: list[tuple[list[Condition], bool]], data: st.DataObject
) -> None:
    expected: Active = NONE
    sequence = 0
    entries = []
    for conditions, snapshot in documents:
        if snapshot:
            expected = NONE
        observations = []
        for condition in conditions:
            sequence += 1
            observations.append(seen(SYSTEM, sequence, condition))
            expected = applied(expected, condition, 1000 * sequence)
        entries.append(entry(*observations, snapshot=snapshot))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with writing(folder, linger_s=0.0) as writer:
            for index, one in enumerate(entries):
                writer.offer(one)
                if data.draw(st.booleans(), label="commit here"):
                    assert writer.flush(WAIT_S)
                if data.draw(st.booleans(), label="read again"):
                    behind = data.draw(st.integers(0, index), label="from")
                    for again in entries[behind : index + 1]:
                        writer.offer(again)
            assert writer.flush(WAIT_S)
        active = {
            latest.value: latest.time_us
            for latest in remembered(folder).latest
            if isinstance(latest.value, Condition) and latest.value.level in (FAULT, WARNING)
        }
    assert active == {activation.condition: activation.since_us for activation in expected.values()}
