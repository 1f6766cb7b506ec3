"""Agents that pack, answer, drip and stamp oddly: told, and survived with nothing lost that they still have.

What else the simulated agent can be made to do is tried where its kind is: links that break in test_source, restarts
and overruns in test_losses, another model, no streams and no assets in test_odd_agents, conditions that the stream
forgot in tests/end2end.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace

import pytest

from hmi.domain.link import LinkFault, LinkMode
from hmi.simulator.agent import Agent
from hmi.simulator.dialect import Flavour
from hmi.simulator.faults import inflict
from hmi.sources.mtconnect.patience import Patience
from tests.fakes.sink import FakeSink
from tests.sources.mtconnect.shop import QUICK, agent_of, caught_up, emit, every, reading, streaming

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


@pytest.mark.parametrize("only", ["probe", "current", "sample"])
async def test_an_error_for_one_question_alone_is_told_too(sink: FakeSink, only: str) -> None:
    detail = await survived(sink, {"fault": "error", "code": "UNSUPPORTED", "only": only}, LinkFault.AGENT_ERROR)
    assert detail.startswith("UNSUPPORTED ")


# -- the connection --------------------------------------------------------------------------------------------------


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


# -- observations ------------------------------------------------------------------------------------------------


async def test_observations_without_a_usable_sequence_are_counted_and_their_neighbours_kept(sink: FakeSink) -> None:
    async with agent_of() as agent, reading(agent.url, sink):
        await follow(sink, agent)
        await inflict(agent, {"fault": "bad_observation", "times": 2})
        emit(agent, 10)
        await sink.until(lambda: caught_up(sink, agent) and sink.status.rejected == 2)
    assert sink.values("feed_rate") == [None, *every(range(2, 10))]
