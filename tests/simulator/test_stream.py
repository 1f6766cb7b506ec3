"""Streams over a real socket."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from hmi.simulator.agent import Agent
from tests.simulator.wire import EXECUTION, LOAD, Document, loads, parts, read, said, until

_LOADS = '//DataItem[@id="m1-load"]'


@asynccontextmanager
async def _stream(http: httpx.AsyncClient, agent: Agent, query: str) -> AsyncIterator[AsyncIterator[Document]]:
    async with http.stream("GET", f"{agent.url}/{query}") as response:
        assert response.status_code == 200

        async def documents() -> AsyncIterator[Document]:
            async for part in parts(response):
                yield read(part)

        yield documents()


async def test_each_generation_has_its_media_type(agent: Agent, agent2: Agent, http: httpx.AsyncClient) -> None:
    for one, media_type in ((agent, "multipart/x-mixed-replace"), (agent2, "multipart/mixed")):
        async with http.stream("GET", f"{one.url}/sample?interval=10") as response:
            assert re.fullmatch(rf"{media_type};boundary=\w{{32}}", response.headers["content-type"])
            assert response.headers["connection"] == "close"


async def test_a_stream_goes_on_without_a_hole(agent: Agent, http: httpx.AsyncClient) -> None:
    agent.observe(loads(250))
    async with _stream(http, agent, "sample?interval=0&count=100&heartbeat=5000") as documents:
        sequences: list[int] = []
        async for document in documents:
            sequences += document.sequences
            if len(sequences) == 257:
                agent.observe(loads(10, 250))
            if len(sequences) == 267:
                assert document.next == 268
                break
    assert sequences == list(range(1, 268))


async def test_a_stream_starts_where_the_client_says(agent: Agent, http: httpx.AsyncClient) -> None:
    async with _stream(http, agent, "sample?from=8&interval=10&heartbeat=5000") as documents:
        assert (await anext(documents)).sequences == []  # the first part comes at once, even without an observation
        agent.observe(loads(2))
        assert (await anext(documents)).sequences == [8, 9]


async def test_silence_is_filled_with_heartbeats_whose_header_moves_on(agent: Agent, http: httpx.AsyncClient) -> None:
    async with _stream(http, agent, f"sample?from=8&interval=10&heartbeat=50&path={_LOADS}") as documents:
        assert (await anext(documents)).next == 8
        agent.observe([said(EXECUTION, "ACTIVE"), said(EXECUTION, "READY")])
        beat = await anext(documents)
        assert (beat.sequences, beat.next) == ([], 10)
        assert b"<Streams/>" in agent.instance.chunk(10, 5, None).document
        agent.observe([said(LOAD, "5")])
        async for document in documents:
            if document.sequences:
                assert document.sequences == [10]
                break


async def test_a_talking_machine_needs_no_heartbeat(agent: Agent, http: httpx.AsyncClient) -> None:
    async with _stream(http, agent, "sample?from=8&interval=30&heartbeat=2000") as documents:
        await anext(documents)
        for turn in range(5):
            agent.observe(loads(1, turn))
            assert (await anext(documents)).sequences == [8 + turn]


async def test_the_interval_gathers_observations(agent: Agent, http: httpx.AsyncClient) -> None:
    async with _stream(http, agent, "sample?from=8&interval=150&heartbeat=5000") as documents:
        await anext(documents)
        agent.observe(loads(1))
        await asyncio.sleep(0)
        agent.observe(loads(1, 1))
        assert (await anext(documents)).sequences == [8, 9]


async def test_what_the_client_did_not_ask_for_cannot_leave_it_behind(agent2: Agent, http: httpx.AsyncClient) -> None:
    async with _stream(http, agent2, f"sample?interval=0&heartbeat=10000&path={_LOADS}") as documents:
        await anext(documents)
        for turn in range(5):
            agent2.observe([said(EXECUTION, f"{turn}/{index}") for index in range(100)])
            await asyncio.sleep(0)  # the stream has its turn between two bursts, as it does between two ticks
            await asyncio.sleep(0)
        agent2.observe([said(LOAD, "5")])
        assert (await anext(documents)).values(LOAD) == ["5"]


async def test_a_client_that_falls_behind_is_told_and_disconnected(agent2: Agent, http: httpx.AsyncClient) -> None:
    async with _stream(http, agent2, "sample?interval=0&heartbeat=10000") as documents:
        first = await anext(documents)
        agent2.faults.freeze()
        agent2.observe(loads(500))
        agent2.faults.thaw()
        rest = [document async for document in documents]
    assert first.first == 1
    assert rest[-1].root == "MTConnectError"
    assert rest[-1].error == "OUT_OF_RANGE"


async def test_a_client_that_does_not_read_costs_bounded_memory(agent2: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hmi.simulator.connection.WRITE_S", 0.3)
    quiet = socket.socket()
    quiet.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    quiet.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(quiet, ("127.0.0.1", agent2.port))
    await loop.sock_sendall(quiet, b"GET /sample?interval=0&count=128 HTTP/1.1\r\nHost: x\r\n\r\n")
    await loop.sock_recv(quiet, 1)
    (connection,) = agent2._connections.values()
    async with asyncio.timeout(20):
        while agent2._connections:
            agent2.observe(loads(100))
            assert connection._writer.transport.get_write_buffer_size() < 512 * 1024
            await asyncio.sleep(0.001)
    quiet.close()


async def test_a_client_that_leaves_is_forgotten(agent: Agent, http: httpx.AsyncClient) -> None:
    async with _stream(http, agent, "sample?interval=10&heartbeat=600000") as documents:
        await anext(documents)
        assert len(agent.bells) == 1
    await until(lambda: not agent.bells and not agent._connections)


async def test_the_present_can_be_streamed(agent: Agent, http: httpx.AsyncClient) -> None:
    async with _stream(http, agent, f"current?interval=20&path={_LOADS}") as documents:
        assert (await anext(documents)).values(LOAD) == ["UNAVAILABLE"]
        agent.observe(loads(1))
        async for document in documents:
            if document.values(LOAD) == ["0"]:
                break


async def test_many_clients_get_the_same(agent: Agent, http: httpx.AsyncClient) -> None:
    async def follow() -> list[int]:
        sequences: list[int] = []
        async with _stream(http, agent, "sample?from=8&interval=10&heartbeat=10000") as documents:
            async for document in documents:
                sequences += document.sequences
                if len(sequences) >= 200:
                    break
        return sequences

    followers = [asyncio.create_task(follow()) for _ in range(20)]
    await until(lambda: len(agent.bells) == 20)
    for turn in range(20):
        agent.observe(loads(10, turn * 10))
        await asyncio.sleep(0.005)
    async with asyncio.timeout(20):
        assert await asyncio.gather(*followers) == [list(range(8, 208))] * 20
