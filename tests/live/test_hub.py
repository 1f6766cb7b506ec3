"""The hub between sources, history and window."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from hmi.domain.link import LinkFault, LinkMode, LinkReason, LinkStatus
from hmi.domain.machine import Machine
from hmi.domain.observation import Batch, Condition, ConditionLevel, Cursor, Observation, Quality
from hmi.domain.records import Gap, GapReason, Latest, Memory, StateInterval
from hmi.domain.signal import Role, Signal, SignalKind
from hmi.domain.state import SECOND_US, MachineState, Reason, Verdict
from hmi.domain.tool import Tool
from hmi.live.feed import Changes
from hmi.live.hub import Hub
from tests.fakes.journal import FakeJournal

T0 = 1_700_000_000 * SECOND_US
A, B = "http://a:5000", "http://b:5000"
TORNO = Machine("Torno 01", source=A)
FRESA = Machine("Fresa 02", source=A)
CENTRO = Machine("Centro 03", source=B)


class World:
    """A hub with a clock in the test's hand."""

    def __init__(self, memory: Memory | None = None) -> None:
        self.now_us = T0
        self.journal = FakeJournal()
        self.hub = Hub((TORNO, FRESA, CENTRO), self.journal, memory or Memory(), lambda: self.now_us)
        for machine in (TORNO, FRESA, CENTRO):
            self.hub.describe(machine.source, machine.key, signals(machine))

    def run(self, machine: Machine, execution: str | None, sequence: int, instance: int = 7) -> bool:
        return self.hub.accept(batch(machine, execution, sequence, self.now_us, instance))

    def state(self, machine: Machine) -> MachineState:
        self.hub.flush()
        live = next(live for live in self.hub.everything().machines if live.machine.key == machine.key)
        return live.verdict.state


def signals(machine: Machine) -> tuple[Signal, ...]:
    return (
        Signal(machine.key, Role.AVAILABILITY, SignalKind.TEXT, "a", "AVAILABILITY", role=Role.AVAILABILITY),
        Signal(machine.key, Role.EXECUTION, SignalKind.TEXT, "e", "EXECUTION", path="p", role=Role.EXECUTION),
    )


def batch(machine: Machine, execution: str | None, sequence: int, now_us: int, instance: int = 7) -> Batch:
    one = Observation(machine.key, Role.EXECUTION, now_us, execution, Quality.GOOD, sequence)
    two = Observation(machine.key, Role.AVAILABILITY, now_us, "AVAILABLE", Quality.GOOD, sequence + 1)
    return Batch(Cursor(machine.source, instance, sequence + 2), (one, two), now_us, now_us)


def status(source: str, mode: LinkMode, last_us: int | None, reason: LinkFault | None = None) -> LinkStatus:
    machines = tuple(m.key for m in (TORNO, FRESA, CENTRO) if m.source == source)
    why = LinkReason(reason) if reason else None
    return LinkStatus(source, machines, mode, T0, 5 * SECOND_US, last_data_us=last_us, reason=why)


def test_a_batch_reaches_the_tile_and_the_history() -> None:
    world = World()
    assert world.run(TORNO, "ACTIVE", 1)
    assert world.state(TORNO) is MachineState.RUNNING
    assert world.journal.sequences == [1, 2]
    assert [c.machine for c in world.journal.states] == [TORNO.key]


def test_the_resume_point_is_what_the_history_took() -> None:
    world = World()
    world.run(TORNO, "ACTIVE", 1)
    world.run(TORNO, "READY", 3)
    assert world.hub.resume_point(A) == Cursor(A, 7, 5)
    assert world.hub.resume_point(B) is None


def test_while_the_history_is_full_the_tile_lives_on_and_nothing_is_skipped() -> None:
    world = World()
    world.run(TORNO, "ACTIVE", 1)
    world.journal.full = True
    assert not world.run(TORNO, "FEED_HOLD", 3)
    assert world.state(TORNO) is MachineState.STOPPED
    world.journal.full = False
    # there is room again, but a later batch must not hide the one that is missing
    assert not world.run(TORNO, "READY", 5)
    assert world.hub.resume_point(A) == Cursor(A, 7, 3)
    assert world.run(TORNO, "FEED_HOLD", 3)
    assert world.run(TORNO, "READY", 5)
    assert world.journal.sequences == [1, 2, 3, 4, 5, 6]
    assert [c.verdict.state for c in world.journal.states] == [
        MachineState.RUNNING,
        MachineState.STOPPED,
        MachineState.IDLE,
    ]


def test_a_full_history_of_one_source_does_not_touch_another() -> None:
    world = World()
    world.journal.full = True
    world.run(TORNO, "ACTIVE", 1)
    world.journal.full = False
    assert world.run(CENTRO, "ACTIVE", 1)
    assert world.hub.resume_point(B) == Cursor(B, 7, 3)


def test_a_new_instance_is_shown_although_its_sequences_are_lower() -> None:
    world = World()
    world.run(TORNO, "ACTIVE", 100)
    world.run(TORNO, "FEED_HOLD", 1, instance=8)
    assert world.state(TORNO) is MachineState.STOPPED


def test_a_silent_link_is_offline_from_its_last_sign_of_life_and_only_there() -> None:
    world = World()
    for machine in (TORNO, CENTRO):
        world.run(machine, "ACTIVE", 1)
        world.hub.link(status(machine.source, LinkMode.STREAMING, T0))
    world.now_us = T0 + 6 * SECOND_US
    world.hub.link(status(B, LinkMode.STREAMING, world.now_us))
    world.hub.tick()
    assert world.state(TORNO) is MachineState.OFFLINE
    assert world.state(CENTRO) is MachineState.RUNNING
    assert world.journal.states[-1].start_us == T0


def test_a_link_that_is_retried_within_its_allowance_is_not_offline() -> None:
    world = World()
    world.run(TORNO, "ACTIVE", 1)
    world.hub.link(status(A, LinkMode.STREAMING, T0))
    world.now_us = T0 + 2 * SECOND_US
    world.hub.link(status(A, LinkMode.WAITING, T0, LinkFault.CLOSED))
    world.hub.tick()
    assert world.state(TORNO) is MachineState.RUNNING


def test_an_endpoint_that_never_answered_is_offline_with_its_reason() -> None:
    world = World()
    world.hub.link(status(A, LinkMode.CONNECTING, None))
    assert world.state(TORNO) is MachineState.UNKNOWN
    world.hub.link(status(A, LinkMode.WAITING, None, LinkFault.REFUSED))
    assert world.state(TORNO) is MachineState.OFFLINE
    live = world.hub.everything().machines[0]
    assert live.lost == LinkReason(LinkFault.REFUSED)


def test_a_link_that_comes_back_takes_its_absence_back() -> None:
    world = World()
    world.run(TORNO, "ACTIVE", 1)
    world.hub.link(status(A, LinkMode.STREAMING, T0))
    world.now_us = T0 + 10 * SECOND_US
    world.hub.link(status(A, LinkMode.WAITING, T0, LinkFault.SILENT))
    assert world.state(TORNO) is MachineState.OFFLINE
    world.hub.link(status(A, LinkMode.STREAMING, world.now_us))
    assert world.state(TORNO) is MachineState.RUNNING
    assert world.journal.states[-1].start_us == T0


def test_a_gap_leaves_a_stretch_that_nobody_knows() -> None:
    world = World()
    world.run(TORNO, "ACTIVE", 1)
    gap = Gap(A, T0 + SECOND_US, T0 + 60 * SECOND_US, GapReason.OVERRUN, 412)
    world.hub.gap(gap)
    world.now_us = T0 + 61 * SECOND_US
    world.run(TORNO, "ACTIVE", 500)
    assert world.journal.gaps == [gap]
    assert [(c.start_us - T0, c.verdict.state) for c in world.journal.states if c.machine == TORNO.key] == [
        (0, MachineState.RUNNING),
        (SECOND_US, MachineState.OFFLINE),
        (60 * SECOND_US, MachineState.RUNNING),
    ]


def test_the_history_gets_a_gap_together_with_the_batch_whose_cursor_is_behind_it() -> None:
    world = World()
    world.run(TORNO, "ACTIVE", 1)
    world.hub.gap(Gap(A, T0, T0 + SECOND_US, GapReason.OVERRUN, 400))
    world.hub.gap(Gap(A, T0, T0 + SECOND_US, GapReason.OVERRUN, 12))
    world.run(CENTRO, "ACTIVE", 1)
    assert world.journal.gaps == []
    world.run(TORNO, "ACTIVE", 500)
    entry = world.journal.entries[-1]
    assert entry.batch is not None
    assert (entry.batch.cursor.next_sequence, [gap.lost for gap in entry.gaps]) == (502, [400, 12])
    world.run(TORNO, "ACTIVE", 502)
    assert len(world.journal.gaps) == 2


def test_a_gap_waits_for_a_history_that_takes_the_batch_with_it() -> None:
    world = World()
    world.run(TORNO, "ACTIVE", 1)
    world.journal.full = True
    world.hub.gap(Gap(A, T0, T0 + SECOND_US, GapReason.OVERRUN, 400))
    assert not world.run(TORNO, "ACTIVE", 500)
    assert world.journal.gaps == []
    world.journal.full = False
    assert world.hub.resume_point(A) == Cursor(A, 7, 3)
    # the agent has overwritten more meanwhile
    world.hub.gap(Gap(A, T0, T0 + 2 * SECOND_US, GapReason.OVERRUN, 600))
    assert world.run(TORNO, "ACTIVE", 700)
    assert [gap.lost for gap in world.journal.gaps] == [600]


def test_a_quiet_machine_was_heard_until_its_agent_restarted() -> None:
    world = World()
    world.run(TORNO, "READY", 1)
    heard_us = world.now_us = T0 + 3 * 3600 * SECOND_US
    world.hub.link(status(A, LinkMode.STREAMING, heard_us))
    world.now_us = heard_us + 60 * SECOND_US
    # the restarted agent has answered before it is known what was lost
    world.hub.link(status(A, LinkMode.RECOVERING, world.now_us))
    world.hub.gap(Gap(A, T0, world.now_us - SECOND_US, GapReason.RESTART))
    world.run(TORNO, "READY", 1, instance=8)
    assert [(c.start_us, c.verdict.state) for c in world.journal.states if c.machine == TORNO.key] == [
        (T0, MachineState.IDLE),
        (heard_us, MachineState.OFFLINE),
        (world.now_us - SECOND_US, MachineState.IDLE),
    ]


def test_what_the_history_alone_has_lost_does_not_make_a_machine_unknown_that_was_seen_live() -> None:
    world = World()
    world.run(TORNO, "ACTIVE", 1)
    world.now_us = T0 + 60 * SECOND_US
    world.hub.link(status(A, LinkMode.STREAMING, world.now_us))
    world.hub.gap(Gap(A, T0 + SECOND_US, T0 + 50 * SECOND_US, GapReason.OVERRUN, 9))
    assert world.state(TORNO) is MachineState.RUNNING
    world.run(TORNO, "ACTIVE", 12)
    assert len(world.journal.gaps) == 1
    assert [c.verdict.state for c in world.journal.states] == [MachineState.RUNNING]


def test_an_agent_that_answers_but_never_delivers_is_offline_after_its_allowance() -> None:
    world = World()
    world.run(TORNO, "ACTIVE", 1)
    world.hub.link(status(A, LinkMode.STREAMING, T0))
    for second in range(1, 8):
        world.now_us = T0 + second * SECOND_US
        # it says what it has, so that there is a sign of life, and refuses to give it
        world.hub.link(status(A, LinkMode.WAITING, world.now_us, LinkFault.HTTP_STATUS))
        world.hub.tick()
    assert world.state(TORNO) is MachineState.OFFLINE
    assert world.journal.states[-1].start_us == T0


def test_what_was_stored_last_night_is_not_shown_as_the_present() -> None:
    verdict = Verdict(MachineState.RUNNING, "5", Reason.CUTTING, "Execution ACTIVE")
    night_us = 9 * 3600 * SECOND_US
    open_state = StateInterval(TORNO.key, T0 - 2 * night_us, None, verdict)
    known = tuple(
        Latest(TORNO.key, key, T0 - 2 * night_us, value, Quality.GOOD, 7, 1)
        for key, value in ((Role.AVAILABILITY, "AVAILABLE"), (Role.EXECUTION, "ACTIVE"))
    )
    world = World(Memory((Cursor(A, 7, 3),), known, (open_state,), {A: T0 - night_us}))
    world.hub.link(status(A, LinkMode.CONNECTING, None))
    assert world.state(TORNO) is MachineState.OFFLINE
    assert [c for c in world.journal.states if c.machine == TORNO.key][-1].start_us == T0 - night_us
    world.hub.link(status(A, LinkMode.STREAMING, T0))
    assert world.state(TORNO) is MachineState.RUNNING
    assert [c for c in world.journal.states if c.machine == TORNO.key][-1].start_us == T0 - 2 * night_us


def test_a_silent_link_is_noticed_although_our_clock_was_set_back() -> None:
    world = World()
    world.run(TORNO, "ACTIVE", 1)
    world.hub.link(status(A, LinkMode.STREAMING, T0))
    world.now_us = T0 - 3600 * SECOND_US
    world.hub.link(status(A, LinkMode.WAITING, T0, LinkFault.SILENT))
    world.hub.tick()
    assert world.state(TORNO) is MachineState.OFFLINE


def test_a_machine_that_is_called_offline_says_why_before_its_link_gives_up() -> None:
    world = World()
    world.run(TORNO, "ACTIVE", 1)
    world.hub.link(status(A, LinkMode.STREAMING, T0))
    world.now_us = T0 + 6 * SECOND_US
    world.hub.tick()
    assert world.state(TORNO) is MachineState.OFFLINE
    assert world.hub.everything().machines[0].lost == LinkReason(LinkFault.SILENT)


def test_the_time_without_a_device_stays_unknown_when_the_agent_has_it_again() -> None:
    world = World()
    world.run(FRESA, "ACTIVE", 1)
    link = status(A, LinkMode.STREAMING, T0)
    world.hub.link(link)
    world.hub.link(replace(link, machine_reasons={FRESA.key: LinkReason(LinkFault.DEVICE_MISSING)}))
    world.hub.tick()
    world.now_us = T0 + 3600 * SECOND_US
    world.hub.link(replace(link, last_data_us=world.now_us))
    assert [(c.start_us, c.verdict.state) for c in world.journal.states if c.machine == FRESA.key] == [
        (T0, MachineState.RUNNING),
        (T0, MachineState.OFFLINE),
        (world.now_us, MachineState.RUNNING),
    ]


def test_a_stamp_from_a_clock_that_is_years_ahead_holds_nothing_up() -> None:
    world = World()
    world.run(TORNO, "ACTIVE", 1)
    wrong = batch(TORNO, "READY", 3, T0 + 10**9 * SECOND_US)
    world.hub.accept(replace(wrong, received_us=T0 + SECOND_US, agent_us=T0 + SECOND_US))
    world.now_us = T0 + 2 * SECOND_US
    world.run(TORNO, "FEED_HOLD", 5)
    assert [(c.start_us - T0, c.verdict.state) for c in world.journal.states] == [
        (0, MachineState.RUNNING),
        (SECOND_US, MachineState.IDLE),
        (2 * SECOND_US, MachineState.STOPPED),
    ]


async def test_a_defect_with_one_endpoint_is_told_and_leaves_the_others_alive(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    for machine in (TORNO, CENTRO):
        world.run(machine, "ACTIVE", 1)
        world.hub.link(status(machine.source, LinkMode.STREAMING, T0))
    watch = world.hub._watch

    def broken(link: LinkStatus, now_us: int) -> None:
        if link.source == A:
            raise ValueError("defect")
        watch(link, now_us)

    monkeypatch.setattr(world.hub, "_watch", broken)
    offline = asyncio.Event()

    def listen(changes: Changes) -> None:
        states = {live.machine.key: live.verdict.state for live in changes.machines}
        if states.get(CENTRO.key) is MachineState.OFFLINE:
            offline.set()

    world.hub.subscribe(listen)
    world.now_us = T0 + 6 * SECOND_US
    task = asyncio.create_task(world.hub.run())
    await asyncio.wait_for(offline.wait(), 10)
    task.cancel()
    await asyncio.wait({task})
    assert world.hub.defective
    assert "defect" in caplog.text


def test_a_device_that_the_agent_does_not_have_is_offline_alone() -> None:
    world = World()
    missing = {FRESA.key: LinkReason(LinkFault.DEVICE_MISSING, "Fresa02")}
    link = replace(status(A, LinkMode.STREAMING, T0), machine_reasons=missing)
    world.run(TORNO, "ACTIVE", 1)
    world.hub.link(link)
    assert world.state(FRESA) is MachineState.OFFLINE
    assert world.state(TORNO) is MachineState.RUNNING
    world.hub.link(replace(link, machine_reasons={}))
    assert world.state(FRESA) is not MachineState.OFFLINE


def test_a_machine_behind_a_new_endpoint_does_not_go_on_with_its_old_state() -> None:
    verdict = Verdict(MachineState.STOPPED, "8", Reason.FEED_HOLD)
    latest = Latest(TORNO.key, Role.EXECUTION, T0 - 60 * SECOND_US, "FEED_HOLD", Quality.GOOD, 3, 9)
    before = StateInterval(TORNO.key, T0 - 3600 * SECOND_US, None, verdict)
    world = World(Memory((Cursor("http://old:5000", 3, 10),), (latest,), (before,), {}))
    assert world.state(TORNO) is MachineState.UNKNOWN
    world.run(TORNO, "FEED_HOLD", 1)
    assert [(c.start_us - T0, c.verdict.state) for c in world.journal.states if c.machine == TORNO.key] == [
        (-60 * SECOND_US, MachineState.UNKNOWN),
        (0, MachineState.STOPPED),
    ]


def test_a_restarted_program_goes_on_with_the_state_it_stored() -> None:
    verdict = Verdict(MachineState.STOPPED, "8", Reason.FEED_HOLD, "Execution FEED_HOLD")
    memory = Memory((Cursor(A, 7, 3),), (), (StateInterval(TORNO.key, T0 - 9, None, verdict),), {A: T0 - 5})
    world = World(memory)
    assert world.hub.resume_point(A) == Cursor(A, 7, 3)
    assert world.state(TORNO) is MachineState.STOPPED
    world.hub.link(status(A, LinkMode.WAITING, None, LinkFault.REFUSED))
    assert world.state(TORNO) is MachineState.OFFLINE
    assert world.journal.states[-1].start_us == T0 - 5


def test_a_clock_that_differs_much_counts_for_times_in_state() -> None:
    world = World()
    world.hub.link(replace(status(A, LinkMode.STREAMING, T0), skew_us=90 * SECOND_US))
    world.hub.flush()
    assert world.hub.everything().machines[0].clock_offset_us == 90 * SECOND_US


def test_readers_get_only_what_changed() -> None:
    world = World()
    heard: list[Changes] = []
    world.hub.flush()
    stop = world.hub.subscribe(heard.append)
    world.run(TORNO, "ACTIVE", 1)
    world.hub.flush()
    world.hub.flush()
    stop()
    world.run(TORNO, "READY", 3)
    world.hub.flush()
    assert [[live.machine.key for live in changes.machines] for changes in heard] == [[TORNO.key]]


def test_a_reader_that_fails_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    heard: list[Changes] = []

    def broken(_changes: Changes) -> None:
        raise ValueError("reader")

    world.hub.subscribe(broken)
    world.hub.subscribe(heard.append)
    world.run(TORNO, "ACTIVE", 1)
    world.hub.flush()
    assert len(heard) == 1
    assert "a reader of the live data failed" in caplog.text


async def test_changes_are_handed_out_by_themselves() -> None:
    world = World()
    heard = asyncio.Event()
    world.hub.subscribe(lambda _changes: heard.set())
    task = asyncio.create_task(world.hub.run())
    world.run(TORNO, "ACTIVE", 1)
    await asyncio.wait_for(heard.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def fault(code: str, sequence: int, level: ConditionLevel = ConditionLevel.FAULT) -> Observation:
    condition = Condition(level, "SYSTEM", code)
    return Observation(TORNO.key, "system", T0, condition, Quality.GOOD, sequence)


def with_faults(world: World, *observations: Observation, snapshot: bool = False) -> Batch:
    signal = Signal(TORNO.key, "system", SignalKind.CONDITION, "s", "SYSTEM", role=Role.CONDITION)
    world.hub.describe(A, TORNO.key, (*signals(TORNO), signal))
    return Batch(Cursor(A, 7, observations[-1].sequence + 1), observations, T0, T0, snapshot)


def active_codes(world: World) -> list[str]:
    world.hub.flush()
    live = world.hub.everything().machines[0]
    return sorted(active.condition.code for active in live.conditions)


def test_an_audit_clears_a_condition_that_the_endpoint_no_longer_has_and_counts_it() -> None:
    world = World()
    world.hub.accept(with_faults(world, fault("1", 1), fault("2", 2)))
    assert active_codes(world) == ["1", "2"]
    assert world.hub.audit(with_faults(world, fault("2", 2), snapshot=True)) == 1
    assert active_codes(world) == ["2"]
    (healing,) = (entry.batch for entry in world.journal.entries if entry.batch and entry.batch.snapshot)
    assert [o.sequence for o in healing.observations] == [2]


def test_an_audit_raises_a_condition_that_was_never_heard() -> None:
    world = World()
    world.hub.accept(with_faults(world, fault("1", 1)))
    assert world.hub.audit(with_faults(world, fault("1", 1), fault("3", 3), snapshot=True)) == 1
    assert active_codes(world) == ["1", "3"]


def test_an_audit_that_agrees_changes_and_stores_nothing() -> None:
    world = World()
    world.hub.accept(with_faults(world, fault("1", 1)))
    before = len(world.journal.entries)
    assert world.hub.audit(with_faults(world, fault("1", 1), snapshot=True)) == 0
    assert len(world.journal.entries) == before


def test_an_audit_that_the_history_has_no_room_for_is_left_to_the_next() -> None:
    world = World()
    world.hub.accept(with_faults(world, fault("1", 1), fault("2", 2)))
    present = with_faults(world, fault("2", 2), snapshot=True)
    world.journal.full = True
    assert world.hub.audit(present) == 0
    world.journal.full = False
    assert world.hub.audit(present) == 1
    assert active_codes(world) == ["2"]
    assert world.journal.entries[-1].batch == present


def test_an_unreadable_observation_is_a_gap_that_leaves_the_state_alone() -> None:
    world = World()
    world.run(TORNO, "ACTIVE", 1)
    world.hub.gap(Gap(A, T0, T0, GapReason.UNREADABLE, 1))
    assert world.state(TORNO) is MachineState.RUNNING
    world.run(TORNO, "ACTIVE", 4)
    assert [gap.lost for gap in world.journal.gaps] == [1]


def test_a_machine_that_is_added_is_followed_from_then_on() -> None:
    world = World()
    new = Machine("Torno 09", source=B)
    told: list[Changes] = []
    world.hub.subscribe(told.append)
    world.hub.add(new)
    world.hub.flush()
    assert [live.machine.key for live in told[0].machines][-1] == "Torno 09"
    world.hub.describe(B, "Torno 09", signals(new))
    world.run(new, "ACTIVE", 1)
    assert world.state(new) is MachineState.RUNNING


def test_the_tools_of_a_machine_reach_its_readers() -> None:
    world = World()
    world.hub.tools(TORNO.key, (Tool("a1", "1"),))
    world.hub.flush()
    assert [tool.number for tool in world.hub.everything().machines[0].tools] == ["1"]
