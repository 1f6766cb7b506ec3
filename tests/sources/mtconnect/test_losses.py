"""What is stored, counted as lost and told again when agents restart and the history is full."""

from __future__ import annotations

import asyncio

import pytest

from hmi.domain.link import LinkMode
from hmi.domain.observation import Condition, ConditionLevel
from hmi.domain.records import GapReason
from hmi.domain.state import SECOND_US
from hmi.simulator.dialect import Flavour
from hmi.simulator.record import Activation, Level
from tests.fakes.sink import FakeSink
from tests.sources.mtconnect.shop import ITEMS, agent_of, caught_up, emit, every, reading, say, streaming

# -- restarts and losses -----------------------------------------------------------------------------------------------


async def test_a_restarted_agent_is_read_from_its_beginning(sink: FakeSink) -> None:
    async with agent_of() as agent, reading(agent.url, sink):
        emit(agent, 20)
        await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
        first = agent.instance.identity
        before_us = sink.stored[-1].time_us
        await agent.restart()
        emit(agent, 20, start=20)
        await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
        second = agent.instance.identity
    assert second != first
    (gap,) = sink.gaps
    assert (gap.source, gap.reason, gap.lost) == (agent.url, GapReason.RESTART, None)
    assert 0 <= gap.start_us - before_us <= SECOND_US, "known up to the last word of the agent, in whole seconds"
    assert gap.start_us <= gap.end_us
    assert [machine for machine, _ in sink.described] == ["Torno 1", "Torno 1"]
    stored = [(batch.cursor.instance, o.sequence) for batch in sink.batches for o in batch.observations]
    assert len(stored) == len(set(stored))
    assert sink.values("feed_rate")[-20:] == every(range(20, 40))
    assert {o.sequence for b in sink.batches if b.cursor.instance == second for o in b.observations} == set(
        range(1, agent.instance.next)
    )


async def test_reading_is_resumed_where_the_history_ends(sink: FakeSink) -> None:
    async with agent_of() as agent:
        for round_ in range(3):
            emit(agent, 1500, start=1500 * round_)
            async with reading(agent.url, sink):
                await sink.until(lambda: caught_up(sink, agent))
        assert sorted(sink.sequences()) == list(range(1, agent.instance.next))
    assert sink.snapshots == []
    assert sink.gaps == []
    assert sink.values("feed_rate") == [None, *every(range(4500))]


@pytest.mark.parametrize(("flavour", "of_itself"), [(Flavour.V1, 0), (Flavour.V2, 6)])
async def test_what_the_agent_has_overwritten_is_counted_exactly(
    sink: FakeSink, flavour: Flavour, of_itself: int
) -> None:
    async with agent_of(flavour=flavour, buffer_size=64) as agent:
        async with reading(agent.url, sink):
            say(agent, "Lathe_exec", "ACTIVE")
            await sink.until(lambda: caught_up(sink, agent))
        last_us = sink.stored[-1].time_us
        emit(agent, 500)
        async with reading(agent.url, sink):
            await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
        total = agent.instance.next - 1
    (gap,) = sink.gaps
    assert (gap.reason, gap.lost) == (GapReason.OVERRUN, total - of_itself - len(sink.stored))
    assert gap.lost == 500 - 64
    assert 0 <= gap.start_us - last_us <= SECOND_US, "known up to the last word of the agent, in whole seconds"
    assert gap.end_us == sink.stored[ITEMS + 1].time_us
    assert sink.status.lost == gap.lost
    (snapshot,) = sink.snapshots
    assert snapshot.cursor.time_us == gap.end_us
    present = {o.signal: o for o in snapshot.observations}
    assert present["execution"].value == "ACTIVE"
    assert present["path.system.condition"].value == Condition(ConditionLevel.UNAVAILABLE, "SYSTEM")
    assert all(o.sequence < snapshot.cursor.next_sequence for o in snapshot.observations)
    assert sink.values("feed_rate")[1:] == every(range(436, 500))


async def test_a_snapshot_lists_every_condition_that_stands(sink: FakeSink) -> None:
    async with agent_of(buffer_size=64) as agent:
        say(agent, "Lathe_system", Activation(Level.FAULT, "1", "first"))
        say(agent, "Lathe_system", Activation(Level.WARNING, "2", "second"))
        emit(agent, 200)
        async with reading(agent.url, sink):
            await sink.until(lambda: caught_up(sink, agent))
    (snapshot,) = sink.snapshots
    found = [o.value for o in snapshot.observations if isinstance(o.value, Condition)]
    assert [(condition.level, condition.code) for condition in found] == [
        (ConditionLevel.FAULT, "1"),
        (ConditionLevel.WARNING, "2"),
    ]
    assert sink.gaps == []


async def test_a_full_buffer_that_moves_on_is_still_entered(sink: FakeSink) -> None:
    async with agent_of(buffer_size=64) as agent:

        async def chatter() -> None:
            n = 0
            while True:
                emit(agent, 5, start=n)
                n += 5
                await asyncio.sleep(0.001)  # the buffer lasts some 15 ms, a question a few

        chattering = asyncio.create_task(chatter())
        async with reading(agent.url, sink):
            await sink.until(lambda: len(sink.stored) > 500)
        chattering.cancel()
        await asyncio.gather(chattering, return_exceptions=True)
    lost = sum(gap.lost or 0 for gap in sink.gaps)
    sequences = sink.sequences()
    assert sequences == sorted(set(sequences))
    told = {o.sequence for batch in sink.snapshots for o in batch.observations if o.sequence > sequences[0]}
    assert sequences[-1] - sequences[0] + 1 == len(told.union(sequences)) + lost


async def test_a_gap_is_told_once_although_the_history_takes_nothing_yet(sink: FakeSink) -> None:
    async with agent_of(buffer_size=64) as agent:
        async with reading(agent.url, sink):
            await sink.until(lambda: caught_up(sink, agent))
        emit(agent, 500)
        sink.full = True
        async with reading(agent.url, sink):
            await sink.until(lambda: len(sink.refused) >= 2 and streaming(sink))
            for round_ in range(3):
                sink.refused.clear()
                emit(agent, 10, start=500 + 10 * round_)
                await sink.until(lambda: sink.refused)
            sink.full = False
            await sink.until(lambda: caught_up(sink, agent))
        total = agent.instance.next - 1
    assert sum(gap.lost or 0 for gap in sink.gaps) == total - len(sink.stored)
    assert all(gap.reason is GapReason.OVERRUN for gap in sink.gaps)


async def test_a_restart_is_told_once_although_the_history_takes_nothing_yet(sink: FakeSink) -> None:
    async with agent_of() as agent, reading(agent.url, sink):
        await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
        sink.full = True
        await agent.restart()
        await sink.until(lambda: sink.waiting_gaps and streaming(sink))
        agent.drop()
        await sink.until(lambda: not streaming(sink))
        await sink.until(lambda: streaming(sink))
        sink.full = False
        await sink.until(lambda: caught_up(sink, agent))
    assert [gap.reason for gap in sink.gaps] == [GapReason.RESTART]


# -- back-pressure -----------------------------------------------------------------------------------------------------


async def test_what_the_history_refused_is_shown_at_once_and_read_again_later(sink: FakeSink) -> None:
    async with agent_of() as agent, reading(agent.url, sink):
        await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
        sink.full = True
        emit(agent, 1000)
        await sink.until(lambda: sum(len(batch.observations) for batch in sink.refused) >= 1000)
        emit(agent, 1000, start=1000)
        await sink.until(lambda: sum(len(batch.observations) for batch in sink.refused) >= 2000)
        assert sink.values("feed_rate") == [None]
        sink.full = False
        emit(agent, 1000, start=2000)
        await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
    assert sink.values("feed_rate") == [None, *every(range(3000))]
    assert sink.gaps == []
    assert sink.modes[-3:] == [LinkMode.STREAMING, LinkMode.RECOVERING, LinkMode.STREAMING]


async def test_a_history_that_is_full_from_the_start_gets_everything_in_the_end(sink: FakeSink) -> None:
    sink.full = True
    async with agent_of() as agent:
        emit(agent, 5000)
        async with reading(agent.url, sink):
            await sink.until(lambda: streaming(sink))
            sink.full = False
            await sink.until(lambda: caught_up(sink, agent))
        assert sorted(sink.sequences()) == list(range(1, agent.instance.next))


async def test_what_was_overwritten_before_the_history_had_room_for_anything_is_lost_too(sink: FakeSink) -> None:
    sink.full = True
    async with agent_of(buffer_size=64) as agent, reading(agent.url, sink):
        await sink.until(lambda: sink.refused and streaming(sink))
        emit(agent, 500)
        await sink.until(lambda: sink.refused[-1].cursor.next_sequence == agent.instance.next)
        sink.full = False
        emit(agent, 1, start=500)
        await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
        end = agent.instance.next
    told = {o.sequence for batch in sink.batches for o in batch.observations}
    assert sum(gap.lost or 0 for gap in sink.gaps) == len(set(range(1, end)) - told) > 400
