"""The state of a machine at a first look."""

from __future__ import annotations

from hmi.domain.observation import Condition, ConditionLevel, Observation, Quality, Value
from hmi.domain.signal import Role, Signal, SignalKind
from hmi.domain.state import MachineState
from hmi.live.first_look import verdict_of

NOW = 1_700_000_000_000_000
SIGNALS = (
    Signal("m", Role.AVAILABILITY, SignalKind.TEXT, "a", "AVAILABILITY", role=Role.AVAILABILITY),
    Signal("m", Role.EXECUTION, SignalKind.TEXT, "e", "EXECUTION", role=Role.EXECUTION),
    Signal("m", "system", SignalKind.CONDITION, "c", "SYSTEM", role=Role.CONDITION),
)


def said(signal: str, value: Value, age_s: float, sequence: int) -> Observation:
    return Observation("m", signal, NOW - int(age_s * 1_000_000), value, Quality.GOOD, sequence)


def test_the_state_is_judged_by_what_is_there_and_what_came_since() -> None:
    present = [said(Role.AVAILABILITY, "AVAILABLE", 900, 1), said(Role.EXECUTION, "ACTIVE", 600, 2)]
    verdict = verdict_of(SIGNALS, present, [], NOW)
    assert verdict is not None
    assert (verdict.state, verdict.rule) == (MachineState.RUNNING, "5")
    verdict = verdict_of(SIGNALS, present, [said(Role.EXECUTION, "FEED_HOLD", 1, 3)], NOW)
    assert verdict is not None
    assert (verdict.state, verdict.rule) == (MachineState.STOPPED, "8")


def test_a_fault_that_is_there_already_counts() -> None:
    fault = Condition(ConditionLevel.FAULT, "SYSTEM", "SP9001", "SPINDLE MOTOR OVERHEAT")
    present = [said(Role.EXECUTION, "STOPPED", 600, 1), said("system", fault, 600, 2)]
    verdict = verdict_of(SIGNALS, present, [], NOW)
    assert verdict is not None
    assert (verdict.state, verdict.detail) == (MachineState.ALARM, "SP9001 SPINDLE MOTOR OVERHEAT")


def test_a_wait_that_is_long_over_is_judged_as_of_now() -> None:
    verdict = verdict_of(SIGNALS, [said(Role.EXECUTION, "WAIT", 600, 1)], [], NOW)
    assert verdict is not None
    assert verdict.state is MachineState.IDLE


def test_without_a_word_there_is_no_state() -> None:
    assert verdict_of(SIGNALS, [], [], NOW) is None
