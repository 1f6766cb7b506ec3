"""The rule table, rule by rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.state import (
    SECOND_US,
    ActiveFault,
    Facts,
    MachineState,
    PathFacts,
    Reading,
    Reason,
    Timing,
    judge,
)

NOW = 1_000_000 * SECOND_US
AVAILABLE = Reading("AVAILABLE", 0)
UNAVAILABLE = Reading("UNAVAILABLE", NOW)


def path(
    execution: str | None = "ACTIVE",
    mode: str | None = "AUTOMATIC",
    functional: str | None = None,
    *,
    at: int = NOW,
    override: float | None = None,
) -> PathFacts:
    return PathFacts(
        execution=Reading(execution, at),
        mode=Reading(mode, at) if mode else None,
        functional_mode=Reading(functional, at) if functional else None,
        feed_override=None if override is None else Reading(override, at),
    )


def facts(*paths: PathFacts, **others: object) -> Facts:
    given_facts: dict[str, object] = {"seen": True, "availability": AVAILABLE}
    given_facts.update(others)
    return Facts(paths={f"p{i}": p for i, p in enumerate(paths)}, **given_facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("situation", "state", "rule", "reason"),
    [
        (facts(path(), link_lost_us=NOW), MachineState.OFFLINE, "1", Reason.LINK_LOST),
        (facts(path(None), availability=UNAVAILABLE), MachineState.OFF, "2", Reason.NO_DATA),
        (facts(path(), emergency_stops=(Reading("TRIGGERED", 0),)), MachineState.ALARM, "3", Reason.EMERGENCY_STOP),
        (facts(path("STOPPED"), faults=(ActiveFault("1", "X", 0),)), MachineState.ALARM, "4", Reason.FAULT),
        (facts(path()), MachineState.RUNNING, "5", Reason.CUTTING),
        (facts(path(mode=None)), MachineState.RUNNING, "5", Reason.CUTTING),
        (facts(path(mode="SEMI_AUTOMATIC")), MachineState.RUNNING, "5", Reason.CUTTING),
        (facts(path(override=0.0)), MachineState.RUNNING, "5", Reason.FEED_ZERO),
        (facts(path(functional="PRODUCTION")), MachineState.RUNNING, "5", Reason.CUTTING),
        (facts(path(functional="SETUP")), MachineState.SETUP, "6", Reason.PREPARING),
        (facts(path(mode="MANUAL_DATA_INPUT")), MachineState.SETUP, "6", Reason.PREPARING),
        (facts(path("WAIT")), MachineState.RUNNING, "7", Reason.WAITING),
        (facts(path("WAIT", at=NOW - 121 * SECOND_US)), MachineState.IDLE, "7", Reason.WAITED_LONG),
        (facts(path("FEED_HOLD")), MachineState.STOPPED, "8", Reason.FEED_HOLD),
        (facts(path("INTERRUPTED")), MachineState.STOPPED, "8", Reason.INTERRUPTED),
        (facts(path("PROGRAM_STOPPED")), MachineState.STOPPED, "8", Reason.PROGRAM_STOP),
        (facts(path("OPTIONAL_STOP")), MachineState.STOPPED, "8", Reason.OPTIONAL_STOP),
        (facts(path("PROGRAM_OPTIONAL_STOP")), MachineState.STOPPED, "8", Reason.OPTIONAL_STOP),
        (facts(path("STOPPED")), MachineState.STOPPED, "9", Reason.PROGRAM_ENDED_EARLY),
        (facts(path("STOPPED", "MANUAL")), MachineState.SETUP, "9", Reason.MANUAL),
        (facts(path("READY")), MachineState.IDLE, "10", Reason.READY),
        (facts(path("PROGRAM_COMPLETED")), MachineState.IDLE, "10", Reason.PROGRAM_COMPLETED),
        (facts(path("READY", "MANUAL")), MachineState.SETUP, "10", Reason.MANUAL),
        (facts(path("READY", "MANUAL", at=0)), MachineState.IDLE, "10", Reason.READY),
        (facts(path("READY", "MANUAL", at=0), last_motion_us=NOW), MachineState.SETUP, "10", Reason.MANUAL),
        (facts(path("READY", functional="SETUP")), MachineState.SETUP, "10", Reason.MANUAL),
        (facts(), MachineState.IDLE, "11", Reason.DERIVED_STILL),
        (facts(last_motion_us=NOW), MachineState.RUNNING, "11", Reason.DERIVED_MOTION),
        (facts(last_part_us=NOW - 299 * SECOND_US), MachineState.RUNNING, "11", Reason.DERIVED_MOTION),
        (facts(last_part_us=NOW - 300 * SECOND_US), MachineState.IDLE, "11", Reason.DERIVED_STILL),
        (facts(power=Reading("OFF", 0)), MachineState.OFF, "11", Reason.POWER_OFF),
        (facts(path("TOOL_MEASURE")), MachineState.UNKNOWN, "12", Reason.NOT_UNDERSTOOD),
        (facts(path(mode="REMOTE")), MachineState.UNKNOWN, "12", Reason.NOT_UNDERSTOOD),
        (facts(path(None)), MachineState.UNKNOWN, "12", Reason.NOT_UNDERSTOOD),
        (Facts(), MachineState.UNKNOWN, "12", Reason.NOTHING_YET),
    ],
)
def test_each_rule_gives_its_state(situation: Facts, state: MachineState, rule: str, reason: Reason) -> None:
    verdict = judge(situation, NOW)
    assert (verdict.state, verdict.rule, verdict.reason) == (state, rule, reason)


@pytest.mark.parametrize(
    ("alias", "state"),
    [
        ("idle", MachineState.IDLE),
        ("Running", MachineState.RUNNING),
        ("EXECUTING", MachineState.RUNNING),
        ("paused", MachineState.STOPPED),
        ("Feed Hold", MachineState.STOPPED),
        ("program-completed", MachineState.IDLE),
    ],
)
def test_words_of_other_controllers_are_understood(alias: str, state: MachineState) -> None:
    assert judge(facts(path(alias)), NOW).state is state


def test_a_fault_while_cutting_is_no_stop() -> None:
    assert judge(facts(path(), faults=(ActiveFault("1", "X", 0),)), NOW).state is MachineState.RUNNING


def test_the_first_fault_is_named() -> None:
    faults = (ActiveFault("2", "later", 9), ActiveFault("SP9001", "SPINDLE", 3))
    assert judge(facts(path("STOPPED"), faults=faults), NOW).detail == "SP9001 SPINDLE"


def test_an_availability_older_than_the_execution_makes_the_state_uncertain() -> None:
    verdict = judge(facts(path(), availability=Reading("UNAVAILABLE", NOW - 1)), NOW)
    assert verdict.state is MachineState.RUNNING
    assert verdict.uncertain


def test_an_availability_newer_than_everything_means_off() -> None:
    verdict = judge(facts(path(at=NOW - 1), availability=Reading(None, NOW)), NOW)
    assert verdict.state is MachineState.OFF


def test_a_device_without_availability_is_off_when_its_execution_is_unavailable() -> None:
    assert judge(facts(path(None), availability=None), NOW).state is MachineState.OFF


@pytest.mark.parametrize(
    ("one", "other", "state"),
    [
        (path("STOPPED"), path(), MachineState.RUNNING),
        (path("READY"), path("FEED_HOLD"), MachineState.STOPPED),
        (path("READY", "MANUAL"), path("READY"), MachineState.SETUP),
        (path(None), path("READY"), MachineState.IDLE),
        (path("???"), path("READY"), MachineState.UNKNOWN),
    ],
)
def test_a_machine_with_two_paths_is_what_needs_eyes_most(
    one: PathFacts, other: PathFacts, state: MachineState
) -> None:
    assert judge(facts(one, other), NOW).state is state
    assert judge(facts(other, one), NOW).state is state


def test_a_fault_on_one_path_is_an_alarm_while_the_other_cuts() -> None:
    fault = ActiveFault("1", "X", 0, path="p1")
    assert judge(facts(path(), path("STOPPED"), faults=(fault,)), NOW).state is MachineState.ALARM


def test_a_fault_of_the_whole_machine_does_not_stop_a_path_that_cuts() -> None:
    fault = ActiveFault("1", "X", 0)
    assert judge(facts(path(), path("READY"), faults=(fault,)), NOW).state is MachineState.RUNNING


def test_a_wait_tells_when_it_becomes_idle() -> None:
    verdict = judge(facts(path("WAIT")), NOW, Timing(wait_s=7))
    assert verdict.until_us == NOW + 7 * SECOND_US


def test_the_rule_that_fired_carries_the_sources_own_words() -> None:
    assert judge(facts(path("FEED_HOLD")), NOW).detail == "Execution FEED_HOLD"
    assert "MANUAL" in judge(facts(path("READY", "MANUAL")), NOW).detail


words = st.sampled_from(["ACTIVE", "READY", "WAIT", "STOPPED", "FEED_HOLD", "???", "", "PROGRAM_COMPLETED"])
modes = st.sampled_from(["AUTOMATIC", "MANUAL", "MDI", "EDIT", "REMOTE", None])


@given(words, modes, st.integers(0, 10**7), st.integers(0, 10**7))
def test_between_now_and_its_deadline_a_verdict_does_not_change(
    execution: str, mode: str | None, age_s: int, later_s: int
) -> None:
    situation = facts(path(execution, mode, at=NOW - age_s * SECOND_US))
    verdict = judge(situation, NOW)
    later = NOW + later_s * SECOND_US
    if verdict.until_us is None or later < verdict.until_us:
        assert judge(situation, later) == verdict
    else:
        assert judge(situation, verdict.until_us).why != verdict.why
