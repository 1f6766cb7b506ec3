"""Every fault that the simulated agent knows, each survived with nothing lost that the agent still has."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace

import pytest

from hmi.domain.link import LinkFault, LinkMode
from hmi.domain.records import GapReason
from hmi.simulator.agent import Agent
from hmi.simulator.dialect import Flavour
from hmi.simulator.faults import inflict
from hmi.simulator.record import Activation, Level
from hmi.sources.mtconnect.patience import Patience
from tests.fakes.sink import FakeSink
from tests.sources.mtconnect.shop import QUICK, agent_of, caught_up, emit, every, reading, say, streaming

FLAVOURS = list(Flavour)
Command = Mapping[str, object]


async def follow(sink: FakeSink, agent: Agent) -> None:
    await sink.until(lambda: caught_up(sink, agent) and streaming(sink))


async def survived(
    sink: FakeSink, command: Command, fault: LinkFault, flavour: Flavour = Flavour.V1, patience: Patience = QUICK
) -> str:
    """Let an agent misbehave, see that it is told, heal it, and see that nothing was lost; return what was told."""
    async with agent_of(flavour=flavour) as agent, reading(agent.url, sink, patience=patience):
        await follow(sink, agent)
        await inflict(agent, command)
        agent.drop()
        emit(agent, 30)
        await sink.until(lambda: sink.status.reason is not None and sink.status.reason.fault is fault)
        reason = sink.status.reason
        await inflict(agent, {"fault": "heal"})
        emit(agent, 30, start=30)
        await follow(sink, agent)
    assert sink.values("feed_rate") == [None, *every(range(60))]
    assert sink.gaps == []
    assert reason is not None
    return reason.detail


# -- how parts are packed --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("kind", ["no_length", "blank_lines", "odd_case", "bom", "gzip", "deflate"])
async def test_parts_that_are_packed_unusually_are_read(sink: FakeSink, kind: str, flavour: Flavour) -> None:
    async with agent_of(flavour=flavour) as agent:
        await inflict(agent, {"fault": "parts", "kind": kind})
        async with reading(agent.url, sink):
            await follow(sink, agent)
            for start in range(0, 50, 10):
                emit(agent, 10, start=start)
                await sink.until(lambda: caught_up(sink, agent))
    assert sink.values("feed_rate") == [None, *every(range(50))]
    assert (sink.status.parse_errors, sink.status.reconnects, sink.gaps) == (0, 0, [])


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("truncated", {}),
        ("interleaved", {}),
        ("wrong_length", {"by": 64}),
        ("wrong_length", {"by": -64}),
        ("wrong_length", {"by": 100_000}),
    ],
)
async def test_parts_that_are_broken_cost_the_connection_and_nothing_else(
    sink: FakeSink, kind: str, more: Command, flavour: Flavour
) -> None:
    async with agent_of(flavour=flavour) as agent, reading(agent.url, sink):
        await follow(sink, agent)
        await inflict(agent, {"fault": "parts", "kind": kind, "times": 3, **more})
        for start in range(0, 60, 10):
            emit(agent, 10, start=start)
            await sink.until(lambda: caught_up(sink, agent))
        await follow(sink, agent)
        assert sink.status.reconnects >= 1
    assert sink.values("feed_rate") == [None, *every(range(60))]
    assert sink.gaps == []


# -- error documents -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flavour", "style", "status"),
    [*itertools.product(FLAVOURS, ["single", "list", "typed"], [200, 400, 404])],
)
async def test_an_error_document_is_told_in_its_own_words_whatever_its_status_and_style(
    sink: FakeSink, flavour: Flavour, style: str, status: int
) -> None:
    command = {"fault": "error", "code": "INTERNAL_ERROR", "style": style, "status": status}
    detail = await survived(sink, command, LinkFault.AGENT_ERROR, flavour)
    assert detail.startswith("INTERNAL_ERROR ")
    assert sink.status.parse_errors == 0


@pytest.mark.parametrize("only", ["probe", "current"])
async def test_an_error_for_one_question_alone_is_told_too(sink: FakeSink, only: str) -> None:
    detail = await survived(sink, {"fault": "error", "code": "UNSUPPORTED", "only": only}, LinkFault.AGENT_ERROR)
    assert detail.startswith("UNSUPPORTED ")


async def test_an_agent_that_refuses_every_sample_is_told_and_nothing_is_lost(sink: FakeSink) -> None:
    command = {"fault": "error", "code": "OUT_OF_RANGE", "only": "sample"}
    await survived(sink, command, LinkFault.AGENT_ERROR)


async def test_an_agent_without_assets_is_followed_all_the_same(sink: FakeSink) -> None:
    async with agent_of() as agent:
        await inflict(agent, {"fault": "no_assets"})
        async with reading(agent.url, sink):
            await sink.until(lambda: sink.status.tools_reason is not None)
            emit(agent, 10)
            await follow(sink, agent)
            assert sink.status.reconnects == 0
    assert sink.values("feed_rate") == [None, *every(range(10))]


# -- the connection --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flavour", FLAVOURS)
async def test_an_agent_behind_a_proxy_that_does_not_stream_is_polled_for_every_value(
    sink: FakeSink, flavour: Flavour
) -> None:
    async with agent_of(flavour=flavour) as agent:
        await inflict(agent, {"fault": "no_stream"})
        async with reading(agent.url, sink):
            await sink.until(lambda: sink.status.mode is LinkMode.POLLING)
            emit(agent, 100)
            await sink.until(lambda: caught_up(sink, agent))
            assert sink.status.mode is LinkMode.POLLING
            await inflict(agent, {"fault": "heal"})
            await sink.until(lambda: streaming(sink))
            emit(agent, 10, start=100)
            await follow(sink, agent)
    assert sink.values("feed_rate") == [None, *every(range(110))]


async def test_an_answer_that_drips_is_no_proof_of_life(sink: FakeSink) -> None:
    patience = replace(QUICK, whole_s=0.5)
    await survived(sink, {"fault": "drip", "bytes_per_s": 50}, LinkFault.TIMEOUT, patience=patience)


async def test_a_stream_that_drips_is_left(sink: FakeSink) -> None:
    patience = replace(QUICK, whole_s=0.5)
    async with agent_of() as agent, reading(agent.url, sink, patience=patience):
        await follow(sink, agent)
        await inflict(agent, {"fault": "drip", "bytes_per_s": 50})
        emit(agent, 20)
        await sink.until(lambda: sink.status.mode is LinkMode.WAITING)
        await inflict(agent, {"fault": "heal"})
        await follow(sink, agent)
    assert sink.values("feed_rate") == [None, *every(range(20))]


@pytest.mark.parametrize("seconds", [3600, -3600, 3])
async def test_a_skewed_clock_is_measured_and_costs_nothing(sink: FakeSink, seconds: int) -> None:
    async with agent_of() as agent, reading(agent.url, sink):
        await follow(sink, agent)
        await inflict(agent, {"fault": "skew", "seconds": seconds})
        for start in range(0, 40, 10):
            emit(agent, 10, start=start)
            await sink.until(lambda: caught_up(sink, agent))
        await sink.until(lambda: sink.status.skew_us is not None and abs(sink.status.skew_us / 1e6 - seconds) < 2)
        assert sink.status.reconnects == 0
    assert sink.values("feed_rate") == [None, *every(range(40))]


# -- what the agent knows --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flavour", FLAVOURS)
async def test_a_buffer_of_128_that_overruns_loses_exactly_what_is_counted(sink: FakeSink, flavour: Flavour) -> None:
    async with agent_of(flavour=flavour, buffer_size=128) as agent:
        async with reading(agent.url, sink):
            emit(agent, 100)
            await follow(sink, agent)
        emit(agent, 1000, start=100)
        async with reading(agent.url, sink):
            await follow(sink, agent)
    (gap,) = sink.gaps
    assert (gap.reason, gap.lost) == (GapReason.OVERRUN, 1000 - 128)
    assert sink.values("feed_rate") == [None, *every(range(100)), *every(range(972, 1100))]


async def test_a_restart_under_the_same_instance_is_noticed_by_its_sequences(sink: FakeSink) -> None:
    async with agent_of() as agent, reading(agent.url, sink):
        emit(agent, 50)
        await follow(sink, agent)
        run = sink.cursors[agent.url].instance
        await inflict(agent, {"fault": "repeat_instance"})
        emit(agent, 10, start=50)
        await sink.until(lambda: 59.0 in sink.values("feed_rate"))
        assert sink.cursors[agent.url].instance != run
    assert [(gap.reason, gap.lost) for gap in sink.gaps] == [(GapReason.RESTART, None)]
    assert [value for value in sink.values("feed_rate") if value is not None][-10:] == every(range(50, 60))


async def test_data_items_with_other_ids_go_on_under_the_same_signals(sink: FakeSink) -> None:
    async with agent_of() as agent, reading(agent.url, sink):
        emit(agent, 10)
        await follow(sink, agent)
        await inflict(agent, {"fault": "remodel", "ids": True})
        emit(agent, 10, start=10)
        await follow(sink, agent)
        await sink.until(lambda: 19.0 in sink.values("feed_rate"))
    assert sink.status.model_changes == ()
    described = [{signal.key for signal in signals} for _, signals in sink.described]
    assert len(described) > 1
    assert all(keys == described[0] for keys in described)


async def test_data_items_that_come_and_go_with_a_restart_are_told(sink: FakeSink) -> None:
    async with agent_of() as agent, reading(agent.url, sink):
        await follow(sink, agent)
        await inflict(agent, {"fault": "remodel", "remove": ["Lathe_count"], "add": 1})
        emit(agent, 10)
        await follow(sink, agent)
        await sink.until(lambda: sink.status.model_changes)
    (change,) = sink.status.model_changes
    assert change.vanished == ("part_count",)
    assert len(change.appeared) == 1


async def test_observations_without_a_usable_sequence_are_counted_and_their_neighbours_kept(sink: FakeSink) -> None:
    async with agent_of() as agent, reading(agent.url, sink):
        await follow(sink, agent)
        await inflict(agent, {"fault": "bad_observation", "times": 2})
        emit(agent, 10)
        await sink.until(lambda: caught_up(sink, agent) and sink.status.rejected == 2)
    assert sink.values("feed_rate") == [None, *every(range(2, 10))]


async def test_a_condition_that_the_stream_forgot_is_found_by_the_audit(sink: FakeSink) -> None:
    patience = replace(QUICK, audit_s=0.05)
    async with agent_of() as agent, reading(agent.url, sink, patience=patience):
        await follow(sink, agent)
        await inflict(agent, {"fault": "forget_condition"})
        say(agent, "Lathe_system", Activation(Level.FAULT, "9", "boom"))
        emit(agent, 5)
        await follow(sink, agent)
        await sink.until(lambda: [o for batch in sink.audits for o in batch.observations if "boom" in str(o.value)])
    assert "boom" not in str(sink.stored)
