"""The way from a real socket to the sink, against the simulator's agent."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from hmi.domain.link import LinkFault, LinkMode, LinkReason
from hmi.simulator.dialect import Flavour
from hmi.simulator.faults import Rubbish
from tests.fakes.sink import FakeSink
from tests.sources.mtconnect.making import machines
from tests.sources.mtconnect.shop import QUICK, agent_of, caught_up, device, emit, every, reading, say, streaming

# -- from the beginning ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flavour", list(Flavour))
async def test_everything_that_the_agent_holds_is_stored_once_and_then_what_comes(
    sink: FakeSink, flavour: Flavour
) -> None:
    async with agent_of(flavour=flavour) as agent:
        emit(agent, 50)
        async with reading(agent.url, sink, machines(agent.url, ("Torno 1", "Lathe"))):
            await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
            emit(agent, 50, start=50)
            say(agent, "Lathe_exec", "ACTIVE")
            await sink.until(lambda: caught_up(sink, agent))
        total = agent.instance.next - 1
    assert sink.values("feed_rate") == [None, *every(range(100))]
    assert sink.values("execution") == [None, "ACTIVE"]
    itself = 6 if flavour is Flavour.V2 else 0
    assert sorted(sink.sequences()) == list(range(1 + itself, total + 1))
    assert sink.snapshots == []
    assert sink.gaps == []


async def test_a_machine_is_described_before_its_first_batch(sink: FakeSink) -> None:
    async with agent_of() as agent, reading(agent.url, sink):
        await sink.until(lambda: sink.batches)
        ((machine, signals),) = sink.described
    assert machine == "Torno 1"
    assert [signal.key for signal in signals] == [
        "availability",
        "execution",
        "part_count",
        "feed_rate",
        "path.system.condition",
    ]


async def test_the_modes_are_told_in_order_with_all_numbers(sink: FakeSink) -> None:
    async with agent_of() as agent:
        emit(agent, 3000)
        async with reading(agent.url, sink) as source:
            await sink.until(lambda: caught_up(sink, agent) and streaming(sink) and sink.status.observations == 3005)
            assert source.key == agent.url
        identity = agent.instance.identity
    assert sink.modes[:3] == [LinkMode.CONNECTING, LinkMode.RECOVERING, LinkMode.STREAMING]
    status = sink.status
    assert (status.source, status.machines) == (agent.url, ("Torno 1",))
    assert (status.instance, status.version, status.buffer_size) == (identity, "1.7.0.7", 131_072)
    assert (status.first_sequence, status.next_sequence, status.agent_next_sequence) == (1, 3006, 3006)
    assert (status.reconnects, status.rejected, status.lost, status.attempt) == (0, 0, 0, 0)
    assert status.bytes_received > 100_000
    assert status.last_data_us is not None
    assert status.lag_us is not None
    assert status.skew_us is not None
    assert -2_000_000 < status.skew_us < 1_000_000
    assert status.silence_us == 500_000


async def test_a_heartbeat_proves_life_although_nothing_happens(sink: FakeSink) -> None:
    async with agent_of() as agent, reading(agent.url, sink):
        await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
        batches, last_us = len(sink.batches), sink.status.last_data_us or 0
        await sink.until(lambda: (sink.status.last_data_us or 0) > last_us + 600_000)
        assert sink.status.mode is LinkMode.STREAMING
        assert len(sink.batches) == batches


async def test_an_agent_with_a_buffer_of_333_is_read_whole(sink: FakeSink) -> None:
    async with agent_of(buffer_size=333) as agent:
        emit(agent, 300)
        async with reading(agent.url, sink):
            for round_ in range(1, 6):
                await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
                emit(agent, 300, start=300 * round_)
            await sink.until(lambda: caught_up(sink, agent))
    assert sink.values("feed_rate") == [None, *every(range(1800))]
    assert sink.gaps == []


# -- links that break --------------------------------------------------------------------------------------------------


async def test_an_agent_that_stops_and_comes_back_loses_nothing(sink: FakeSink) -> None:
    async with agent_of() as agent, reading(agent.url, sink):
        await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
        agent.refuse()
        agent.drop()
        await sink.until(lambda: sink.status.reason == LinkReason(LinkFault.REFUSED))
        assert sink.status.mode in (LinkMode.WAITING, LinkMode.CONNECTING)
        emit(agent, 10)
        await agent.accept()
        await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
        assert sink.values("feed_rate") == [None, *every(range(10))]
        assert sink.status.reconnects == 1
        assert sink.status.reason is None
    assert sink.gaps == []
    assert sink.snapshots == []


async def test_a_connection_that_is_cut_again_and_again_loses_nothing(sink: FakeSink) -> None:
    async with agent_of() as agent, reading(agent.url, sink):
        for round_ in range(5):
            await sink.until(lambda: streaming(sink))
            emit(agent, 100, start=100 * round_)
            agent.drop()
            await sink.until(lambda: not streaming(sink))
        await sink.until(lambda: caught_up(sink, agent))
    assert sink.values("feed_rate") == [None, *every(range(500))]


async def test_a_link_that_has_worked_is_tried_again_at_once(sink: FakeSink) -> None:
    patient = replace(QUICK, retry_s=3600.0, longest_retry_s=3600.0)
    async with agent_of() as agent, reading(agent.url, sink, patience=patient):
        await sink.until(lambda: streaming(sink))
        heard_us = sink.status.last_data_us or 0
        await sink.until(lambda: (sink.status.last_data_us or 0) > heard_us + 100_000)
        agent.drop()
        await sink.until(lambda: sink.status.reconnects == 1)


async def test_an_agent_that_freezes_is_noticed_by_its_silence(sink: FakeSink) -> None:
    async with agent_of() as agent, reading(agent.url, sink):
        await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
        agent.faults.freeze()
        await sink.until(lambda: sink.status.mode is LinkMode.WAITING)
        reason = sink.status.reason
        assert reason is not None
        assert reason.fault is LinkFault.SILENT
        emit(agent, 10)
        agent.faults.thaw()
        await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
    assert sink.values("feed_rate") == [None, *every(range(10))]


async def test_an_agent_that_thaws_is_followed_at_once_because_a_question_always_stands(sink: FakeSink) -> None:
    patience = replace(QUICK, answer_s=0.2, retry_s=60.0, longest_retry_s=60.0)
    async with agent_of() as agent, reading(agent.url, sink, patience=patience):
        await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
        agent.faults.freeze()
        await sink.until(lambda: sink.modes.count(LinkMode.WAITING) >= 4)
        waits = [status for status in sink.statuses if status.mode is LinkMode.WAITING]
        assert all(status.retry_us is not None and status.retry_us <= status.since_us for status in waits)
        emit(agent, 10)
        agent.faults.thaw()
        await sink.until(lambda: caught_up(sink, agent) and streaming(sink))


@pytest.mark.parametrize(
    ("rubbish", "faults"),
    [
        (Rubbish.HTML, {LinkFault.NOT_AN_AGENT}),
        (Rubbish.TRUNCATED, {LinkFault.MALFORMED}),
        (Rubbish.WRONG_LENGTH, {LinkFault.CLOSED, LinkFault.MALFORMED, LinkFault.SILENT}),
        (Rubbish.NOT_FOUND, {LinkFault.HTTP_STATUS, LinkFault.NOT_AN_AGENT}),
    ],
)
async def test_rubbish_is_told_and_survived(sink: FakeSink, rubbish: Rubbish, faults: set[LinkFault]) -> None:
    async with agent_of() as agent, reading(agent.url, sink):
        await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
        agent.faults.rubbish = rubbish
        await sink.until(lambda: sink.status.mode is LinkMode.WAITING and sink.status.attempt >= 2)
        assert sink.status.reason is not None
        assert sink.status.reason.fault in faults
        agent.faults.heal()
        emit(agent, 10)
        await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
    assert sink.values("feed_rate") == [None, *every(range(10))]
    assert sink.gaps == []


async def test_an_agent_that_was_never_there_is_told_and_waited_for(
    sink: FakeSink, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "hmi")
    async with agent_of() as agent:
        agent.refuse()
        async with reading(agent.url, sink):
            await sink.until(lambda: sink.status.attempt >= 3)
            assert sink.status.retry_us is not None or sink.status.mode is LinkMode.CONNECTING
            await agent.accept()
            await sink.until(lambda: streaming(sink))
    said = [record.getMessage() for record in caplog.records if record.name.startswith("hmi.sources")]
    assert [text for text in said if "link lost" in text] == [f"{agent.url}: link lost: refused"]
    assert [text for text in said if "connected" in text] == [f"{agent.url}: connected"]
    assert sink.status.reconnects == 0


async def test_a_dead_agent_does_not_hold_up_another(sink: FakeSink) -> None:
    async with agent_of() as dead, agent_of(device("Mill")) as alive:
        dead.faults.freeze()
        other = FakeSink()
        async with reading(dead.url, other), reading(alive.url, sink):
            await sink.until(lambda: caught_up(sink, alive) and streaming(sink))
            emit(alive, 10, "Mill_feed")
            await sink.until(lambda: caught_up(sink, alive))
        assert not other.batches
        dead.faults.thaw()
