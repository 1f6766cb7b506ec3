"""What a window shows that only reads what another process collects."""

from __future__ import annotations

from hmi.domain.machine import Machine
from hmi.domain.observation import Condition, ConditionLevel, Quality
from hmi.domain.records import Latest, Memory, StateInterval
from hmi.domain.signal import Signal, SignalKind
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.live.feed import Changes
from hmi.live.mirror import SILENCE_US, Mirror

MILL, SAW = Machine("Mill", source="http://a"), Machine("Saw", source="http://b")
LOAD = Signal("Mill", "spindle_load", SignalKind.NUMBER, "sl", "LOAD", role="spindle_load")
SYSTEM = Signal("Mill", "system", SignalKind.CONDITION, "sy", "SYSTEM", role="condition")
NOW = 1_000_000_000


def memory(value: float = 40.0, state: MachineState = MachineState.RUNNING) -> Memory:
    fault = Condition(ConditionLevel.FAULT, "SYSTEM", "100", "Door")
    return Memory(
        latest=(
            Latest("Mill", "spindle_load", 900, value, Quality.GOOD, 1, 1),
            Latest("Mill", "system", 800, fault, Quality.GOOD, 1, 2),
        ),
        open_states=(StateInterval("Mill", 500, None, Verdict(state, "5", Reason.CUTTING)),),
        signals={"Mill": (LOAD, SYSTEM)},
    )


def test_values_conditions_and_state_are_those_of_the_store() -> None:
    mirror = Mirror([MILL, SAW])
    mirror.show(memory(), NOW, NOW)
    mill, saw = mirror.everything().machines
    assert mill.number("spindle_load") == 40.0
    assert [active.condition.code for active in mill.conditions] == ["100"]
    assert (mill.verdict.state, mill.since_us) == (MachineState.RUNNING, 500)
    assert mill.lost is None
    assert saw.verdict.state is MachineState.UNKNOWN


def test_only_what_changed_is_handed_out() -> None:
    mirror = Mirror([MILL, SAW])
    told: list[Changes] = []
    stop = mirror.subscribe(told.append)
    mirror.show(memory(), NOW, NOW)
    mirror.show(memory(), NOW, NOW)
    mirror.show(memory(41.0), NOW, NOW)
    stop()
    mirror.show(memory(42.0), NOW, NOW)
    assert [[live.number("spindle_load") for live in changes.machines] for changes in told] == [[40.0], [41.0]]


def test_machines_of_a_collector_that_fell_silent_are_offline_since_then() -> None:
    mirror = Mirror([MILL])
    seen = NOW - SILENCE_US - 1
    mirror.show(memory(), seen, NOW)
    (mill,) = mirror.everything().machines
    assert (mill.verdict.state, mill.since_us) == (MachineState.OFFLINE, seen)
    assert mill.lost is not None
    mirror.show(memory(), NOW, NOW)
    (mill,) = mirror.everything().machines
    assert mill.verdict.state is MachineState.RUNNING


def test_a_store_into_which_nobody_ever_collected_says_nothing() -> None:
    mirror = Mirror([MILL])
    mirror.show(Memory(), None, NOW)
    (mill,) = mirror.everything().machines
    assert mill.verdict.state is MachineState.UNKNOWN
