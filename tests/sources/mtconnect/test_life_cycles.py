"""Sources, agents and histories that come and go in any order."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest

from hmi.domain.clock import now_us
from hmi.domain.link import LinkMode
from hmi.domain.records import GapReason
from hmi.sources.mtconnect.patience import Patience
from hmi.sources.mtconnect.source import MTConnectSource
from tests.fakes.sink import FakeSink
from tests.sources.mtconnect.making import machines
from tests.sources.mtconnect.shop import QUICK, agent_of, caught_up, emit, reading, streaming


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_every_observation_is_stored_once_or_counted(sink: FakeSink, seed: int) -> None:
    dice = random.Random(seed)
    said: Counter[int] = Counter()
    async with agent_of(buffer_size=2048) as agent:
        for _ in range(3):
            async with reading(agent.url, sink):
                for _ in range(dice.randint(2, 5)):
                    emit(agent, dice.choice((1, 30, 700)))
                    match dice.randrange(6):
                        case 0:
                            agent.drop()
                        case 1:
                            sink.full = not sink.full
                        case 2:
                            said[agent.instance.identity] = agent.instance.next - 1
                            await agent.restart()
                        case 3:
                            agent.faults.freeze()
                            await sink.until(lambda: sink.status.mode is not LinkMode.STREAMING)
                            agent.faults.thaw()
                        case _:
                            await sink.until(lambda: streaming(sink))
                sink.full = False
                emit(agent, 1)
                await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
            emit(agent, dice.choice((1, 100, 5000)))
        async with reading(agent.url, sink):
            await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
        said[agent.instance.identity] = agent.instance.next - 1
    stored = Counter(
        (batch.cursor.instance, o.sequence) for batch in sink.batches if not batch.snapshot for o in batch.observations
    )
    assert set(stored.values()) == {1}
    per_run = Counter(instance for instance, _ in stored)
    last = agent.instance.identity
    lost_in_last = sum(
        gap.lost or 0 for gap in sink.gaps if gap.reason is GapReason.OVERRUN and gap.end_us >= _first_us(sink, last)
    )
    assert per_run[last] + lost_in_last == said[last]
    restarts = [gap for gap in sink.gaps if gap.reason is GapReason.RESTART]
    assert len(restarts) <= len(said) - 1


def _first_us(sink: FakeSink, instance: int) -> int:
    return min(o.time_us for b in sink.batches if b.cursor.instance == instance for o in b.observations)


async def test_a_source_leaves_no_connection_behind(sink: FakeSink) -> None:
    async with agent_of() as agent:
        async with reading(agent.url, sink):
            await sink.until(lambda: streaming(sink))
            assert agent._connections
        async with asyncio.timeout(30):
            await asyncio.gather(*agent._connections)


async def test_a_source_may_be_stopped_at_any_moment(sink: FakeSink) -> None:
    async with agent_of() as agent:
        emit(agent, 5000)
        for steps in range(40):
            async with reading(agent.url, sink):
                for _ in range(steps * 3):
                    await asyncio.sleep(0)
        async with reading(agent.url, sink):
            await sink.until(lambda: caught_up(sink, agent))
        assert sorted(sink.sequences()) == list(range(1, agent.instance.next))


def test_the_machines_of_one_source_have_one_url(sink: FakeSink) -> None:
    mixed = [*machines("http://a:5000"), *machines("http://b:5000")]
    with pytest.raises(ValueError, match="one url"):
        MTConnectSource(mixed, sink, now_us, random.Random(1))
    source = MTConnectSource(machines("http://a:5000"), sink, now_us, random.Random(1), Patience())
    assert (source.key, source.machines) == ("http://a:5000", ("Torno 1",))
    assert QUICK.silence_s < Patience().silence_s
