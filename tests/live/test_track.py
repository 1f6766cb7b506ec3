"""One machine's state as its observations arrive."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.machine import Machine
from hmi.domain.observation import Condition, ConditionLevel, Observation, Quality, Value
from hmi.domain.records import Latest, StateChange, StateInterval
from hmi.domain.signal import Role, Signal, SignalKind
from hmi.domain.state import SECOND_US, MachineState, Reason, Verdict
from hmi.live.track import Track

MACHINE = Machine("Torno 01")
T0 = 1_700_000_000 * SECOND_US


def signal(role: str, kind: SignalKind = SignalKind.TEXT, path: str = "p1", key: str = "") -> Signal:
    return Signal(MACHINE.key, key or role, kind, role, role.upper(), path=path, role=role)


SIGNALS = (
    signal(Role.AVAILABILITY, path=""),
    signal(Role.EXECUTION),
    signal(Role.CONTROLLER_MODE, path=""),
    signal(Role.SPINDLE_SPEED, SignalKind.NUMBER),
    signal(Role.PART_COUNT, SignalKind.NUMBER),
    Signal(MACHINE.key, "system", SignalKind.CONDITION, "s", "SYSTEM", component="Controller", role=Role.CONDITION),
)


def seen(key: str, value: Value, second: float, sequence: int = 0) -> Observation:
    quality = Quality.UNAVAILABLE if value is None else Quality.GOOD
    return Observation(MACHINE.key, key, T0 + int(second * SECOND_US), value, quality, sequence)


def track() -> Track:
    made = Track(MACHINE)
    made.describe(SIGNALS)
    return made


def started() -> Track:
    """A machine that has been running since second 0."""
    made = track()
    start = [seen(Role.AVAILABILITY, "AVAILABLE", 0), seen(Role.CONTROLLER_MODE, "AUTOMATIC", 0)]
    made.observe([*start, seen(Role.EXECUTION, "ACTIVE", 0)], snapshot=True)
    return made


def state(machine: Track) -> MachineState:
    return machine.verdict.state


def brief(changes: list[StateChange]) -> list[tuple[float, MachineState]]:
    return [((c.start_us - T0) / SECOND_US, c.verdict.state) for c in changes]


def test_a_lost_adapter_whose_items_are_stamped_one_after_the_other_is_no_alarm_of_microseconds() -> None:
    machine = started()
    fault = Condition(ConditionLevel.FAULT, "SYSTEM", "9", "boom")
    machine.observe([seen("system", fault, 1)], snapshot=False)
    lost = [
        seen(Role.EXECUTION, None, 10.0),
        seen("system", Condition(ConditionLevel.UNAVAILABLE, "SYSTEM"), 10.000004),
        seen(Role.CONTROLLER_MODE, None, 10.000007),
        seen(Role.AVAILABILITY, None, 10.000011),
    ]
    changes = machine.observe(lost, snapshot=False)
    assert brief(changes) == [(10.0, MachineState.OFF)]


def test_stops_that_follow_each_other_quickly_are_still_told_apart() -> None:
    machine = started()
    held = [seen(Role.EXECUTION, "FEED_HOLD", 5), seen(Role.EXECUTION, "ACTIVE", 5.1)]
    assert brief(machine.observe(held, snapshot=False)) == [(5.0, MachineState.STOPPED), (5.1, MachineState.RUNNING)]


def test_what_is_stamped_alike_is_judged_together() -> None:
    one = [seen(Role.EXECUTION, "READY", 1), seen(Role.CONTROLLER_MODE, "MANUAL", 1)]
    assert brief(started().observe(one, snapshot=False)) == [(1, MachineState.SETUP)]


def test_a_state_begins_at_the_time_of_its_observation() -> None:
    machine = started()
    assert brief(machine.observe([seen(Role.EXECUTION, "FEED_HOLD", 40)], snapshot=False)) == [
        (40, MachineState.STOPPED)
    ]
    assert machine.since_us == T0 + 40 * SECOND_US


def test_a_state_that_stays_keeps_its_beginning() -> None:
    machine = started()
    assert machine.observe([seen(Role.EXECUTION, "WAIT", 40)], snapshot=False) == []
    assert machine.since_us == T0
    assert machine.verdict.reason is Reason.WAITING


def test_every_stay_in_a_document_that_catches_up_is_told() -> None:
    words = ("READY", "ACTIVE", "FEED_HOLD", "ACTIVE")
    late = [seen(Role.EXECUTION, word, 10 * (i + 1)) for i, word in enumerate(words)]
    assert brief(started().observe(late, snapshot=False)) == [
        (10, MachineState.IDLE),
        (20, MachineState.RUNNING),
        (30, MachineState.STOPPED),
        (40, MachineState.RUNNING),
    ]


def test_a_deadline_between_two_observations_falls_at_its_own_time() -> None:
    late = [seen(Role.EXECUTION, "WAIT", 10), seen(Role.EXECUTION, "ACTIVE", 500)]
    assert brief(started().observe(late, snapshot=False)) == [(130, MachineState.IDLE), (500, MachineState.RUNNING)]


def test_time_alone_ends_a_wait() -> None:
    machine = started()
    machine.observe([seen(Role.EXECUTION, "WAIT", 10)], snapshot=False)
    assert machine.elapse(T0 + 129 * SECOND_US) == []
    assert brief(machine.elapse(T0 + 200 * SECOND_US)) == [(130, MachineState.IDLE)]


def test_moving_by_hand_keeps_a_machine_in_set_up() -> None:
    machine = started()
    machine.observe([seen(Role.EXECUTION, "READY", 0), seen(Role.CONTROLLER_MODE, "MANUAL", 0)], snapshot=False)
    machine.observe([seen(Role.SPINDLE_SPEED, 200.0, 300)], snapshot=False)
    assert machine.elapse(T0 + 700 * SECOND_US) == []
    assert brief(machine.elapse(T0 + 950 * SECOND_US)) == [(900, MachineState.IDLE)]


def test_a_change_stamped_before_the_open_stay_is_moved_and_marked() -> None:
    machine = started()
    machine.observe([seen(Role.EXECUTION, "READY", 100)], snapshot=False)
    (change,) = machine.observe([seen(Role.EXECUTION, "ACTIVE", 50)], snapshot=False)
    assert (change.start_us, change.clamped) == (T0 + 100 * SECOND_US, True)


def test_a_lost_link_begins_at_the_last_sign_of_life() -> None:
    machine = started()
    assert brief(machine.lose(T0 + 60 * SECOND_US, "silent")) == [(60, MachineState.OFFLINE)]
    assert machine.lose(T0 + 70 * SECOND_US, "silent") == []


def test_a_link_that_comes_back_with_everything_takes_its_absence_back() -> None:
    machine = started()
    machine.lose(T0 + 60 * SECOND_US, "silent")
    assert brief(machine.find()) == [(0, MachineState.RUNNING)]
    assert brief(machine.observe([seen(Role.EXECUTION, "READY", 65)], snapshot=False)) == [(65, MachineState.IDLE)]


def test_a_link_that_comes_back_after_a_loss_keeps_the_unknown_stretch() -> None:
    machine = started()
    machine.lose(T0 + 60 * SECOND_US, "silent")
    machine.miss(T0 + 90 * SECOND_US)
    assert brief(machine.find()) == [(90, MachineState.RUNNING)]
    assert brief(machine.observe([seen(Role.EXECUTION, "READY", 95)], snapshot=False)) == [(95, MachineState.IDLE)]


def test_what_a_snapshot_says_of_the_lost_stretch_counts_from_its_end() -> None:
    machine = started()
    machine.lose(T0 + 60 * SECOND_US, "silent")
    machine.miss(T0 + 90 * SECOND_US)
    machine.find()
    machine.observe([seen(Role.EXECUTION, "FEED_HOLD", 70)], snapshot=True)
    assert machine.since_us == T0 + 90 * SECOND_US
    assert state(machine) is MachineState.STOPPED


def test_a_fault_that_is_active_is_an_alarm_until_it_is_cleared() -> None:
    machine = started()
    fault = Condition(ConditionLevel.FAULT, "SYSTEM", "SP9001", "SPINDLE MOTOR OVERHEAT")
    machine.observe([seen(Role.EXECUTION, "STOPPED", 5), seen("system", fault, 6)], snapshot=False)
    assert state(machine) is MachineState.ALARM
    assert machine.verdict.detail == "SP9001 SPINDLE MOTOR OVERHEAT"
    machine.observe([seen("system", Condition(ConditionLevel.NORMAL, "SYSTEM"), 9)], snapshot=False)
    assert state(machine) is MachineState.STOPPED


def test_the_conditions_of_a_snapshot_replace_those_known_before() -> None:
    machine = started()
    fault = Condition(ConditionLevel.FAULT, "SYSTEM", "1")
    other = Condition(ConditionLevel.WARNING, "SYSTEM", "2")
    machine.observe([seen("system", fault, 6)], snapshot=False)
    machine.observe([seen("system", other, 7)], snapshot=True)
    assert [c.condition.code for c in machine.snapshot(None, 0).conditions] == ["2"]


def test_a_restarted_program_knows_what_it_knew() -> None:
    machine = track()
    known = [
        Latest(MACHINE.key, key, T0, value, Quality.GOOD, 1, 1)
        for key, value in ((Role.AVAILABILITY, "AVAILABLE"), (Role.EXECUTION, "FEED_HOLD"))
    ]
    verdict = Verdict(MachineState.STOPPED, "8", Reason.FEED_HOLD)
    machine.remember(known, StateInterval(MACHINE.key, T0, None, verdict))
    assert machine.observe([seen(Role.SPINDLE_SPEED, 0.0, 10)], snapshot=False) == []
    assert machine.since_us == T0
    assert brief(machine.observe([seen(Role.EXECUTION, "ACTIVE", 20)], snapshot=False)) == [(20, MachineState.RUNNING)]


def test_the_state_before_and_how_long_it_lasted_are_told() -> None:
    machine = started()
    machine.observe([seen(Role.EXECUTION, "FEED_HOLD", 540)], snapshot=False)
    live = machine.snapshot(None, 0)
    assert live.previous is not None
    assert (live.previous.state, live.previous_us) == (MachineState.RUNNING, 540 * SECOND_US)


def test_two_paths_are_told_apart_and_share_the_controllers_mode() -> None:
    machine = Track(MACHINE)
    second = signal(Role.EXECUTION, path="p2", key="execution@p2")
    machine.describe((*SIGNALS, second))
    start = [seen(Role.AVAILABILITY, "AVAILABLE", 0), seen(Role.CONTROLLER_MODE, "AUTOMATIC", 0)]
    machine.observe([*start, seen(Role.EXECUTION, "READY", 0), seen("execution@p2", "ACTIVE", 0)], snapshot=True)
    assert (machine.verdict.state, machine.verdict.rule) == (MachineState.RUNNING, "5")


def test_without_an_execution_a_rising_part_count_is_running() -> None:
    machine = Track(MACHINE)
    machine.describe(tuple(s for s in SIGNALS if s.role != Role.EXECUTION))
    machine.observe([seen(Role.AVAILABILITY, "AVAILABLE", 0), seen(Role.PART_COUNT, 4.0, 0)], snapshot=True)
    assert state(machine) is MachineState.IDLE
    machine.observe([seen(Role.PART_COUNT, 5.0, 30)], snapshot=False)
    assert state(machine) is MachineState.RUNNING
    assert brief(machine.elapse(T0 + 1000 * SECOND_US)) == [(330, MachineState.IDLE)]


def test_a_wait_that_was_stored_ends_after_its_time_although_the_program_was_restarted() -> None:
    machine = Track(MACHINE)
    known = [
        Latest(MACHINE.key, key, T0, value, Quality.GOOD, 1, 1)
        for key, value in ((Role.AVAILABILITY, "AVAILABLE"), (Role.EXECUTION, "WAIT"))
    ]
    verdict = Verdict(MachineState.RUNNING, "7", Reason.WAITING)
    machine.remember(known, StateInterval(MACHINE.key, T0, None, verdict))
    machine.describe(SIGNALS)
    assert brief(machine.elapse(T0 + 1000 * SECOND_US)) == [(120, MachineState.IDLE)]


def test_a_part_that_was_counted_before_a_restart_of_the_program_does_not_count_for_ever() -> None:
    machine = Track(MACHINE)
    known = [
        Latest(MACHINE.key, Role.AVAILABILITY, T0, "AVAILABLE", Quality.GOOD, 1, 1),
        Latest(MACHINE.key, Role.PART_COUNT, T0 + 60 * SECOND_US, 5.0, Quality.GOOD, 1, 2),
    ]
    verdict = Verdict(MachineState.RUNNING, "11", Reason.DERIVED_MOTION)
    machine.remember(known, StateInterval(MACHINE.key, T0, None, verdict))
    machine.describe(tuple(s for s in SIGNALS if s.role != Role.EXECUTION))
    assert state(machine) is MachineState.RUNNING
    assert brief(machine.elapse(T0 + 1000 * SECOND_US)) == [(360, MachineState.IDLE)]


def test_an_agent_that_was_away_at_first_contact_still_says_since_when() -> None:
    machine = track()
    machine.lose(T0 + 600 * SECOND_US, "refused")
    machine.find()
    start = [seen(Role.AVAILABILITY, "AVAILABLE", 0), seen(Role.CONTROLLER_MODE, "AUTOMATIC", 0)]
    machine.observe([*start, seen(Role.EXECUTION, "FEED_HOLD", 0)], snapshot=True)
    assert state(machine) is MachineState.STOPPED
    assert machine.since_us == T0


def test_a_stamp_far_ahead_of_the_machines_clock_counts_from_when_it_was_heard() -> None:
    machine = started()
    machine.hear(T0 + 50 * SECOND_US)
    (change,) = machine.observe([seen(Role.EXECUTION, "READY", 10 * 365 * 86_400)], snapshot=False)
    assert (change.start_us, change.clamped) == (T0 + 50 * SECOND_US, True)
    machine.hear(T0 + 60 * SECOND_US)
    assert brief(machine.observe([seen(Role.EXECUTION, "ACTIVE", 60)], snapshot=False)) == [(60, MachineState.RUNNING)]
    assert machine.newest_us == T0 + 60 * SECOND_US


def test_a_stay_that_begins_in_the_future_gives_way_once_the_clock_is_set_right() -> None:
    years = 10 * 365 * 86_400
    machine = started()
    machine.hear(T0 + years * SECOND_US)
    machine.observe([seen(Role.EXECUTION, "READY", years)], snapshot=False)
    machine.hear(T0 + 70 * SECOND_US)
    assert brief(machine.observe([seen(Role.EXECUTION, "FEED_HOLD", 70)], snapshot=False)) == [
        (70, MachineState.STOPPED)
    ]
    assert machine.snapshot(None, 0).previous is None
    assert brief(machine.observe([seen(Role.EXECUTION, "ACTIVE", 71)], snapshot=False)) == [(71, MachineState.RUNNING)]


executions = st.sampled_from(["ACTIVE", "READY", "WAIT", "STOPPED", "FEED_HOLD", None])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("see"), executions, st.integers(0, 2000)),
        st.tuples(st.just("lose"), st.none(), st.integers(0, 2000)),
        st.tuples(st.just("find"), st.none(), st.just(0)),
        st.tuples(st.just("miss"), st.none(), st.integers(0, 2000)),
        st.tuples(st.just("elapse"), st.none(), st.integers(0, 4000)),
        st.tuples(st.just("hear"), st.none(), st.integers(0, 2000)),
    ),
    max_size=30,
)


@given(steps)
def test_stays_partition_time_whatever_the_order_of_events(series: list[tuple[str, str | None, int]]) -> None:
    machine = started()
    stays: dict[int, MachineState] = {T0: MachineState.RUNNING}
    for what, word, second in series:
        at = T0 + second * SECOND_US
        if what == "see":
            changes = machine.observe([seen(Role.EXECUTION, word, second)], snapshot=False)
        elif what == "lose":
            changes = machine.lose(max(at, machine.since_us or 0), "silent")
        elif what == "find":
            changes = machine.find()
        elif what == "miss":
            machine.miss(at)
            changes = []
        elif what == "hear":
            machine.hear(at)
            changes = []
        else:
            changes = machine.elapse(at)
        for change in changes:
            # a change takes over from its start: what began then or later was provisional
            stays = {start: state for start, state in stays.items() if start < change.start_us}
            stays[change.start_us] = change.verdict.state
    last = max(stays)
    assert (last, stays[last]) == (machine.since_us, machine.verdict.state)
