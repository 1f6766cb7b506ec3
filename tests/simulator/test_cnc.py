"""Machines that a machinist would believe."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmi.simulator.cnc import Machine
from hmi.simulator.fleet import SimulatedMachine, demo_fleet
from hmi.simulator.parts import PROGRAMS, MachineKind, Program
from hmi.simulator.personality import WALL
from hmi.simulator.record import UNAVAILABLE, Activation, Emission, Level
from hmi.simulator.toolpath import motion_of
from hmi.simulator.trouble import ALARMS, WARNINGS
from tests.simulator.wire import START_US

_HOUR_US = 3_600_000_000
_EXECUTIONS = {
    "READY",
    "ACTIVE",
    "WAIT",
    "FEED_HOLD",
    "INTERRUPTED",
    "STOPPED",
    "OPTIONAL_STOP",
    "PROGRAM_STOPPED",
    "PROGRAM_COMPLETED",
    UNAVAILABLE,
}


@dataclass
class _State:
    """What is known of a machine after some of its emissions."""

    values: dict[str, str] = field(default_factory=dict)
    faults: dict[tuple[str, str], Activation] = field(default_factory=dict)

    def take(self, emission: Emission) -> str:
        """Take over one emission and return its key."""
        key = emission.item.rsplit("-", 1)[-1]
        if isinstance(emission.value, Activation):
            value = emission.value
            if value.level is Level.FAULT:
                self.faults[key, value.code] = value
            elif value.level is not Level.WARNING:
                gone = [one for one in self.faults if one[0] == key and value.code in ("", one[1])]
                for one in gone:
                    del self.faults[one]
        else:
            assert isinstance(emission.value, str)
            self.values[key] = emission.value
        return key

    def number(self, key: str) -> float:
        """A value as a number; 0 where it is unavailable."""
        text = self.values.get(key, UNAVAILABLE)
        return 0.0 if text == UNAVAILABLE else float(text)


@lru_cache(maxsize=64)
def _day(index: int, seed: int, hours: float) -> tuple[Emission, ...]:
    """The history of one machine, with thinned samples."""
    machine = Machine(demo_fleet(index + 1)[index], seed, START_US, history_s=hours * 3600)
    return tuple(machine.until(START_US))


@lru_cache(maxsize=64)
def _live(index: int, seed: int, minutes: float) -> tuple[Emission, ...]:
    """The first minutes of one machine, as its adapter reports them."""
    machine = Machine(demo_fleet(index + 1)[index], seed, START_US)
    return tuple(machine.until(START_US + round(minutes * 60e6)))


def _instants(emissions: Sequence[Emission]) -> Iterator[tuple[int, _State, set[str]]]:
    """Yield the state after everything that was said at one moment, with the keys that were said."""
    state, said, time_us = _State(), set[str](), 0
    for emission in emissions:
        if emission.time_us != time_us and said:
            yield time_us, state, said
            said = set()
        time_us = emission.time_us
        said.add(state.take(emission))
    yield time_us, state, said


_EVERY = [(index, seed) for index in range(12) for seed in (1, 2)]


@pytest.mark.parametrize(("index", "seed"), _EVERY)
def test_time_never_runs_backwards(index: int, seed: int) -> None:
    for emissions in (_day(index, seed, 4), _live(index, seed, 10)):
        times = [emission.time_us for emission in emissions]
        assert times == sorted(times)


@pytest.mark.parametrize(("index", "seed"), _EVERY)
def test_nothing_is_cut_with_the_door_open_or_the_spindle_stopped(index: int, seed: int) -> None:
    cuts = 0
    for emissions in (_day(index, seed, 4), _live(index, seed, 10)):
        for _, state, _said in _instants(emissions):
            if state.number("Sload") > 25:
                cuts += 1
                assert state.values["door"] == "CLOSED"
            if state.values.get("door") == "OPEN" and {"Sload", "Srpm"} & _said:
                assert state.number("Srpm") == 0
            if state.number("Sload") > 0 and {"Sload", "Srpm"} <= _said:
                assert state.number("Srpm") > 0
    assert cuts or demo_fleet(12)[index].personality.situation.value == "off"


@pytest.mark.parametrize(("index", "seed"), _EVERY)
def test_the_count_rises_by_one_and_only_at_the_end_of_a_cycle(index: int, seed: int) -> None:
    count, program = None, ""
    for _, state, said in _instants(_day(index, seed, 8)):
        if "partall" not in said or state.values["partall"] == UNAVAILABLE:
            continue
        now = int(state.values["partall"])
        if count is not None and now != count:
            if now == count + 1:
                assert state.values["execution"] in ("PROGRAM_COMPLETED", "WAIT")
                assert state.values["program"] == program
            else:
                assert now == 0
                assert state.values["fmode"] == "SETUP"
        assert int(state.values["partgood"]) <= now
        count, program = now, state.values["program"]


@pytest.mark.parametrize(("index", "seed"), _EVERY)
def test_the_spindle_temperature_is_continuous_and_within_reason(index: int, seed: int) -> None:
    before: tuple[int, float] | None = None
    for time_us, state, said in _instants(_day(index, seed, 8)):
        if "Stemp" not in said or state.values["Stemp"] == UNAVAILABLE:
            continue
        now = state.number("Stemp")
        assert 18 <= now <= 80
        if before is not None:
            assert abs(now - before[1]) <= 0.2 + 0.12 * (time_us - before[0]) / 1e6
        before = (time_us, now)


@pytest.mark.parametrize(("index", "seed"), _EVERY)
def test_positions_are_continuous(index: int, seed: int) -> None:
    before: tuple[int, float] | None = None
    for time_us, state, said in _instants(_live(index, seed, 10)):
        if "Zabs" in said and state.values["Zabs"] != UNAVAILABLE:
            now = state.number("Zabs")
            if before is not None and time_us > before[0]:
                # no axis is faster than 60 m/min
                assert abs(now - before[1]) <= 1000.0 * ((time_us - before[0]) / 1e6 + 0.8)
            before = (time_us, now)


@pytest.mark.parametrize(("index", "seed"), _EVERY)
def test_a_fault_stops_the_machine_and_is_cleared_by_its_code(index: int, seed: int) -> None:
    for _, state, said in _instants(_day(index, seed, 8)):
        if state.faults and "execution" in said:
            assert state.values["execution"] in ("INTERRUPTED", "STOPPED")
        if not state.faults and {"execution", "avail"} & said:
            assert state.values["execution"] not in ("INTERRUPTED", "STOPPED")
        if state.values["estop"] == "TRIGGERED" and state.values["mode"] == "AUTOMATIC":
            assert state.faults


@pytest.mark.parametrize(("index", "seed"), _EVERY)
def test_a_machine_that_is_off_says_that_nothing_is_available(index: int, seed: int) -> None:
    for _, state, _said in _instants(_day(index, seed, 8)):
        if state.values["avail"] == UNAVAILABLE:
            assert {value for key, value in state.values.items() if key != "Smode"} == {UNAVAILABLE}


@pytest.mark.parametrize(("index", "seed"), _EVERY)
def test_only_words_of_the_standard_are_used(index: int, seed: int) -> None:
    machine = demo_fleet(12)[index]
    words = {"execution": set[str](), "mode": set[str](), "door": set[str](), "estop": set[str]()}
    names = {program.name for program in PROGRAMS if program.kind is machine.kind} | {"O9001", UNAVAILABLE}
    for _, state, said in _instants(_day(index, seed, 8)):
        for key, known in words.items():
            known.add(state.values[key])
        if "program" in said:
            assert state.values["program"] in names
    assert words["execution"] <= _EXECUTIONS
    assert words["mode"] <= {"AUTOMATIC", "MANUAL", "MANUAL_DATA_INPUT", "EDIT", UNAVAILABLE}
    assert words["door"] <= {"OPEN", "CLOSED", UNAVAILABLE}
    assert words["estop"] <= {"ARMED", "TRIGGERED", UNAVAILABLE}


def _situation(machine: SimulatedMachine, seed: int, history_h: float, speed: float) -> str:
    state = _State()
    for emission in Machine(machine, seed, START_US, history_s=history_h * 3600, speed=speed).until(START_US):
        state.take(emission)
    if state.values["avail"] == UNAVAILABLE:
        return "off"
    if state.faults:
        return "alarm"
    if state.values["fmode"] == "SETUP":
        return "setup"
    execution = state.values["execution"]
    if execution == "READY" and state.values["msg"] == "WAITING FOR MATERIAL":
        return "waiting"
    return {"ACTIVE": "running", "WAIT": "running", "PROGRAM_STOPPED": "program_stop"}.get(execution, execution.lower())


@pytest.mark.parametrize(("seed", "history_h", "speed"), [(1, 0, 1), (2, 0, 10), (3, 4, 1), (4, 1, 5), (5, 0, 1)])
def test_a_wall_shows_most_states_at_any_start(seed: int, history_h: float, speed: float) -> None:
    fleet = demo_fleet(12)
    situations = [_situation(machine, seed, history_h, speed) for machine in fleet]
    for machine, situation in zip(fleet, situations, strict=True):
        if machine.personality.name != "attended":  # between two parts this one is ready, not running
            assert situation == machine.personality.situation.value, machine.name
    assert Counter(situations)["running"] >= 5


def test_equal_seeds_and_start_times_make_equal_lives() -> None:
    machine = demo_fleet(4)[3]

    def life(seed: int, start_us: int, speed: float = 1.0) -> list[Emission]:
        return Machine(machine, seed, start_us, history_s=1800, speed=speed).until(start_us + 60_000_000)

    assert life(1, START_US) == life(1, START_US)
    assert life(1, START_US) != life(2, START_US)
    later = life(1, START_US + 5_000_000)
    assert [emission._replace(time_us=emission.time_us - 5_000_000) for emission in later] == life(1, START_US)


def test_a_life_does_not_depend_on_how_often_it_is_asked_for() -> None:
    machine = demo_fleet(1)[0]
    whole = Machine(machine, 1, START_US).until(START_US + 120_000_000)
    bit_by_bit = Machine(machine, 1, START_US)
    pieces = [e for step in range(121) for e in bit_by_bit.until(START_US + step * 1_000_000)]
    assert pieces == whole


@settings(max_examples=12, deadline=None)
@given(rate=st.floats(0.5, 500), seed=st.integers(0, 99), index=st.integers(0, 11))
def test_a_rate_is_kept_on_average_whatever_the_machine_does(rate: float, seed: int, index: int) -> None:
    machine = Machine(demo_fleet(12)[index], seed, START_US, rate=rate)
    machine.until(START_US - 1)
    seconds = max(60.0, 600.0 / rate)
    count = len(machine.until(START_US + round(seconds * 1e6)))
    # a machine may say some 45 things at one moment, and is silent afterwards until the rate is right again
    assert rate * seconds - 20 <= count <= max(rate * seconds, 60) + 20


def test_a_machine_in_a_load_test_is_never_switched_off() -> None:
    part_time = next(machine for machine in demo_fleet(12) if machine.personality.name == "part_time")
    machine = Machine(part_time, 1, START_US, rate=1.0)
    assert UNAVAILABLE not in {e.value for e in machine.until(START_US + _HOUR_US) if e.item.endswith("-avail")}


def test_loads_are_reported_about_once_a_second_while_cutting() -> None:
    times = [e.time_us for e in _live(0, 1, 10) if e.item.endswith("-Sload")]
    gaps = sorted(b - a for a, b in pairwise(times))
    assert 500_000 <= gaps[len(gaps) // 2] <= 1_500_000


def test_the_past_is_thinned() -> None:
    """A sample in about 20 s per signal at most; events are all there."""
    per_signal = Counter(emission.item.rsplit("-", 1)[-1] for emission in _day(0, 1, 8))
    assert max(per_signal[key] for key in ("Srpm", "Xload", "Stemp", "Xabs")) <= 8 * 3600 / 20 * 1.3
    assert per_signal["tool"] > 100
    assert per_signal["execution"] > 100


def test_the_present_goes_on_seamlessly_from_the_past() -> None:
    machine = Machine(demo_fleet(1)[0], 1, START_US, history_s=3600)
    past, present = machine.until(START_US), machine.until(START_US + 5_000_000)
    assert past[0].time_us == START_US - _HOUR_US
    assert past[-1].time_us <= START_US < present[0].time_us
    samples = [emission for emission in present if emission.item.endswith("-Sload")]
    assert samples[0].time_us < START_US + 2_000_000


def test_speed_compresses_what_takes_time_and_not_the_time_stamps() -> None:
    def finished(speed: float) -> int:
        emissions = Machine(demo_fleet(1)[0], 1, START_US, speed=speed).until(START_US + _HOUR_US)
        assert emissions[-1].time_us <= START_US + _HOUR_US
        return sum(emission.item.endswith("-partall") for emission in emissions)

    assert finished(10) > 6 * finished(1)


def test_what_nobody_took_is_thinned() -> None:
    awake, asleep = (Machine(demo_fleet(1)[0], 1, START_US) for _ in range(2))
    asleep.skim_until(START_US + _HOUR_US)
    every, thin = (machine.until(START_US + _HOUR_US) for machine in (awake, asleep))
    assert len(thin) < len(every) / 5
    said = [[e for e in emissions if e.item.endswith(("-execution", "-partall"))] for emissions in (every, thin)]
    assert said[0] == said[1]


def test_every_control_has_an_alarm_for_heat_and_conditions_that_exist() -> None:
    for control, alarms in ALARMS.items():
        assert sum(alarm.hot for alarm in alarms) == 1
        assert len({alarm.code for alarm in alarms}) == len(alarms)
        assert control in WARNINGS
    keys = {item.name for machine in demo_fleet(2) for item in Machine(machine, 1, START_US).device.items}
    assert {alarm.condition for alarms in ALARMS.values() for alarm in alarms} <= keys


def test_a_machine_that_runs_hot_warns_and_then_stops() -> None:
    hot = {alarm.code for alarms in ALARMS.values() for alarm in alarms if alarm.hot}
    warm = {warnings.spindle_warm[0] for warnings in WARNINGS.values()}
    conditions = [e.value for e in _day(3, 2, 8) if e.item.endswith("-Stempc") and isinstance(e.value, Activation)]
    codes = [(value.level, value.code) for value in conditions]
    assert any(level is Level.WARNING and code in warm for level, code in codes)
    assert any(level is Level.FAULT and code in hot for level, code in codes)


def test_a_coolant_tank_runs_low_and_is_filled_up() -> None:
    low = {warnings.coolant_low[0] for warnings in WARNINGS.values()}
    for index in range(12):
        levels = [(e.value.level, e.value.code) for e in _day(index, 1, 24) if isinstance(e.value, Activation)]
        raised = [code for level, code in levels if level is Level.WARNING and code in low]
        if raised and (Level.NORMAL, raised[0]) in levels:
            return
    pytest.fail("in a day of twelve machines no tank ran low")


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_a_tool_path_is_continuous_and_stays_in_the_machine(program: Program) -> None:
    for index, operation in enumerate(program.operations):
        motion = motion_of(program, operation, index)
        assert 0.7 <= motion.forward < 1
        points = [motion.at(step / 2000) for step in range(2001)]
        assert max(math.dist(a, b) for a, b in pairwise(points)) <= 1000.0 * operation.seconds / 2000
        if program.kind is MachineKind.LATHE:
            assert all(y == 0 and x >= -0.001 for x, y, _ in points)


def test_every_personality_is_on_the_wall() -> None:
    assert len({personality.name for personality in WALL}) == 8
