"""Agents that misbehave on purpose."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

import httpx
import pytest
from lxml import etree

from hmi.simulator.agent import Agent
from hmi.simulator.faults import FaultError, inflict
from tests.simulator.wire import LOAD, START_US, loads, parts, read, said


async def test_a_frozen_agent_keeps_its_sockets_and_goes_on(agent: Agent, http: httpx.AsyncClient) -> None:
    async with http.stream("GET", f"{agent.url}/sample?from=8&interval=10&heartbeat=30") as response:
        documents = parts(response)
        await anext(documents)
        await inflict(agent, {"fault": "freeze"})
        assert agent.faults.frozen
        asking = asyncio.create_task(http.get(f"{agent.url}/probe"))
        following = asyncio.ensure_future(anext(documents))
        agent.observe(loads(3))
        done, _ = await asyncio.wait((asking, following), timeout=0.2)
        assert len(agent._connections) == 2
        assert following not in done or read(following.result()).sequences == []
        assert asking not in done
        await inflict(agent, {"fault": "thaw"})
        assert (await asking).status_code == 200
        sequences = read(await following).sequences
        while len(sequences) < 3:
            sequences += read(await anext(documents)).sequences
        assert sequences == [8, 9, 10]


async def test_connections_are_refused_while_streams_go_on(agent: Agent, http: httpx.AsyncClient) -> None:
    async with http.stream("GET", f"{agent.url}/sample?from=8&interval=10&heartbeat=5000") as response:
        documents = parts(response)
        await anext(documents)
        await inflict(agent, {"fault": "refuse"})
        async with httpx.AsyncClient(trust_env=False) as another:
            with pytest.raises(httpx.ConnectError):
                await another.get(f"{agent.url}/probe")
            agent.observe(loads(1))
            assert read(await anext(documents)).sequences == [8]
            await inflict(agent, {"fault": "accept"})
            assert (await another.get(f"{agent.url}/probe")).status_code == 200


async def test_dropped_connections_can_be_made_again(agent: Agent, http: httpx.AsyncClient) -> None:
    async with http.stream("GET", f"{agent.url}/sample?interval=10&heartbeat=5000") as response:
        documents = parts(response)
        await anext(documents)
        await inflict(agent, {"fault": "drop"})
        with pytest.raises(httpx.TransportError):
            await anext(documents)
    assert (await http.get(f"{agent.url}/probe")).status_code == 200


async def test_a_restart_cuts_streams_and_counts_from_1(agent: Agent, http: httpx.AsyncClient) -> None:
    agent.observe(loads(5))
    before = agent.instance.identity
    async with http.stream("GET", f"{agent.url}/sample?interval=10&heartbeat=5000") as response:
        documents = parts(response)
        await anext(documents)
        await inflict(agent, {"fault": "restart", "down_s": 0.05})
        with pytest.raises(httpx.TransportError):
            await anext(documents)
    document = read((await http.get(f"{agent.url}/sample")).content)
    assert int(document.header["instanceId"]) > before
    assert document.sequences == list(range(1, 9))


async def test_a_skewed_clock_shows_in_header_and_time_stamps(agent: Agent, http: httpx.AsyncClient) -> None:
    await inflict(agent, {"fault": "skew", "seconds": -3600})
    agent.observe([said(LOAD, "1")])
    document = read((await http.get(f"{agent.url}/current")).content)
    created = time.mktime(time.strptime(document.header["creationTime"], "%Y-%m-%dT%H:%M:%SZ")) - time.timezone
    assert 3590 < time.time() - created < 3660
    assert document.of(LOAD)[0]["timestamp"] == "2027-01-15T07:00:00.000000Z"


async def test_bytes_drip(agent: Agent, http: httpx.AsyncClient) -> None:
    await inflict(agent, {"fault": "drip", "bytes_per_s": 20_000})
    async with http.stream("GET", f"{agent.url}/probe") as response:
        arrivals = [len(block) async for block in response.aiter_raw()]
    assert sum(arrivals) == int(response.headers["content-length"])
    assert max(arrivals) <= 2000


@pytest.mark.parametrize(
    ("kind", "status", "media_type"),
    [("html", 200, "text/html"), ("not_found", 404, "text/html"), ("truncated", 200, "text/xml")],
)
async def test_rubbish_in_place_of_a_document(
    agent: Agent, http: httpx.AsyncClient, kind: str, status: int, media_type: str
) -> None:
    await inflict(agent, {"fault": "rubbish", "kind": kind})
    response = await http.get(f"{agent.url}/current")
    assert (response.status_code, response.headers["content-type"]) == (status, media_type)
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(response.content)
    await inflict(agent, {"fault": "heal"})
    assert read((await http.get(f"{agent.url}/current")).content).sequences


async def test_a_wrong_length_promises_more_than_comes(agent: Agent, http: httpx.AsyncClient) -> None:
    await inflict(agent, {"fault": "rubbish", "kind": "wrong_length"})
    with pytest.raises(httpx.RemoteProtocolError):
        await http.get(f"{agent.url}/current")


@pytest.mark.parametrize("kind", ["html", "not_found", "truncated", "wrong_length"])
async def test_rubbish_in_a_stream(agent: Agent, http: httpx.AsyncClient, kind: str) -> None:
    async with http.stream("GET", f"{agent.url}/sample?from=8&interval=5&heartbeat=5000") as response:
        blocks = response.aiter_raw()
        await anext(blocks)
        await inflict(agent, {"fault": "rubbish", "kind": kind})
        agent.observe(loads(1))
        received = b""
        while b"\r\n\r\n" not in received or not received.endswith(b"\r\n"):
            received += await anext(blocks)
        head, body = received.split(b"\r\n\r\n", 1)
        right = int(head.rsplit(b": ", 1)[1]) == len(body) - 2
        assert right is (kind != "wrong_length")
        assert body.rstrip().endswith(b"</MTConnectStreams>") is (kind == "wrong_length")


async def test_healing_ends_everything(agent: Agent, http: httpx.AsyncClient) -> None:
    for command in (
        {"fault": "freeze"},
        {"fault": "refuse"},
        {"fault": "skew", "seconds": 5},
        {"fault": "drip", "bytes_per_s": 1},
        {"fault": "rubbish", "kind": "html"},
        {"fault": "heal"},
    ):
        await inflict(agent, command)
    agent.observe([said(LOAD, "1")])
    document = read((await http.get(f"{agent.url}/current")).content)
    assert document.of(LOAD)[0]["timestamp"] == "2027-01-15T08:00:00.000000Z"
    assert START_US == 1_800_000_000_000_000


@pytest.mark.parametrize(
    "command",
    [
        {},
        {"fault": "fire"},
        {"fault": "rubbish", "kind": "poem"},
        {"fault": "rubbish"},
        {"fault": "skew"},
        {"fault": "skew", "seconds": "5"},
        {"fault": "skew", "seconds": True},
    ],
)
async def test_a_fault_that_is_none_is_refused(agent: Agent, command: Mapping[str, object]) -> None:
    with pytest.raises(FaultError):
        await inflict(agent, command)
