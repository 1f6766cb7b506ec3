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
from hmi.simulator.record import Activation, Level
from tests.simulator.wire import EXECUTION, LOAD, START_US, SYSTEM, fault, loads, parts, read, said


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
        {"fault": 5},
        {"fault": "error"},
        {"fault": "error", "code": "<x>"},
        {"fault": "error", "code": "NO_DEVICE", "style": "odd"},
        {"fault": "error", "code": "NO_DEVICE", "status": 299},
        {"fault": "error", "code": "NO_DEVICE", "only": "everything"},
        {"fault": "parts", "kind": "odd"},
        {"fault": "parts", "kind": "gzip", "times": 1.5},
        {"fault": "bad_observation", "times": -1},
        {"fault": "remodel", "ids": 1},
        {"fault": "remodel", "remove": "Sload"},
        {"fault": "remodel", "remove": [1]},
        {"fault": "remodel", "add": "1"},
    ],
)
async def test_a_fault_that_is_none_is_refused(agent: Agent, command: Mapping[str, object]) -> None:
    with pytest.raises(FaultError):
        await inflict(agent, command)


@pytest.mark.parametrize("generation", [1, 2])
@pytest.mark.parametrize(
    ("style", "path"),
    [
        ("single", "{*}Error"),
        ("list", "{*}Errors/{*}Error"),
        ("typed", "{*}Errors/{*}OutOfRange"),
    ],
)
async def test_every_request_is_answered_by_an_error_of_the_style_that_is_asked_for(
    agent: Agent, agent2: Agent, http: httpx.AsyncClient, generation: int, style: str, path: str
) -> None:
    one = (agent, agent2)[generation - 1]
    await inflict(one, {"fault": "error", "code": "OUT_OF_RANGE", "style": style, "status": 404})
    for target in ("probe", "current", "sample?interval=10", "assets", "asset/1"):
        response = await http.get(f"{one.url}/{target}")
        document = read(response.content)
        assert (response.status_code, document.root) == (404, "MTConnectError")
        assert document.header["instanceId"] == str(one.instance.identity)
        error = document.element.find(path)
        assert error is not None
        assert error.get("errorCode") == "OUT_OF_RANGE"
        if style == "typed":
            assert [error.findtext("{*}URI"), bool(error.findtext("{*}ErrorMessage"))] == [f"/{target}", True]
        else:
            assert error.text
    await inflict(one, {"fault": "heal"})
    assert read((await http.get(f"{one.url}/probe")).content).root == "MTConnectDevices"


@pytest.mark.parametrize(
    ("code", "generation", "status"),
    [("NO_DEVICE", 1, 200), ("NO_DEVICE", 2, 404), ("OUT_OF_RANGE", 2, 400)],
)
async def test_an_error_has_the_status_of_the_generation_unless_another_is_asked_for(
    agent: Agent, agent2: Agent, http: httpx.AsyncClient, code: str, generation: int, status: int
) -> None:
    one = (agent, agent2)[generation - 1]
    await inflict(one, {"fault": "error", "code": code})
    assert (await http.get(f"{one.url}/probe")).status_code == status


@pytest.mark.parametrize("only", ["probe", "current", "sample", "assets"])
async def test_an_error_can_be_kept_to_one_kind_of_request(agent: Agent, http: httpx.AsyncClient, only: str) -> None:
    await inflict(agent, {"fault": "error", "code": "UNSUPPORTED", "only": only})
    roots = {kind: read((await http.get(f"{agent.url}/{kind}")).content).root for kind in _ROOTS}
    assert roots == {**_ROOTS, only: "MTConnectError"}


_ROOTS = {
    "probe": "MTConnectDevices",
    "current": "MTConnectStreams",
    "sample": "MTConnectStreams",
    "assets": "MTConnectAssets",
}


@pytest.mark.parametrize("generation", [1, 2])
async def test_who_asks_for_a_stream_gets_one_document(
    agent: Agent, agent2: Agent, http: httpx.AsyncClient, generation: int
) -> None:
    one = (agent, agent2)[generation - 1]
    await inflict(one, {"fault": "no_stream"})
    one.observe(loads(5))
    start = one.instance.next - 5
    response = await http.get(f"{one.url}/sample?from={start}&count=3&interval=10&heartbeat=1000")
    assert response.headers["content-type"] == "text/xml"
    document = read(response.content)
    assert (document.sequences, document.next) == ([start, start + 1, start + 2], start + 3)
    await inflict(one, {"fault": "heal"})
    async with http.stream("GET", f"{one.url}/sample?interval=10") as response:
        assert response.headers["content-type"].startswith("multipart/")


async def test_an_agent_without_assets_says_so(agent: Agent, agent2: Agent, http: httpx.AsyncClient) -> None:
    for one, status in ((agent, 200), (agent2, 404)):
        await inflict(one, {"fault": "no_assets"})
        for target in ("assets", "asset/1"):
            response = await http.get(f"{one.url}/{target}")
            assert (response.status_code, read(response.content).error) == (status, "UNSUPPORTED")
        assert read((await http.get(f"{one.url}/probe")).content).root == "MTConnectDevices"


async def test_observations_with_a_bad_sequence_are_right_in_the_agent(agent: Agent, http: httpx.AsyncClient) -> None:
    await inflict(agent, {"fault": "bad_observation", "times": 2})
    agent.observe(loads(3))
    for target in ("sample", "sample?from=8"):
        elements = etree.fromstring((await http.get(f"{agent.url}/{target}")).content).iter("{*}Load")
        written = [one.get("sequence") for one in elements if one.text and one.text.isdecimal()]
        assert written == ["8=", "9=", "10"]
    assert [record.sequence for record in agent.instance._ring.held(8, 99)] == [8, 9, 10]
    await inflict(agent, {"fault": "heal"})
    assert read((await http.get(f"{agent.url}/sample?from=8")).content).sequences == [8, 9, 10]


async def test_forgotten_conditions_are_in_the_present_and_not_in_the_stream(
    agent: Agent, http: httpx.AsyncClient
) -> None:
    await inflict(agent, {"fault": "forget_condition"})
    async with http.stream("GET", f"{agent.url}/sample?from=8&interval=5&heartbeat=5000") as response:
        documents = parts(response)
        await anext(documents)
        agent.observe([said(LOAD, "1"), said(SYSTEM, fault("4711", "LOST")), said(LOAD, "2")])
        document = read(await anext(documents))
        assert (document.sequences, document.next) == ([8, 10], 11)
    for target in (
        "sample?from=8",
        "sample?count=-3",
        'sample?from=8&path=//DataItem[@type="LOAD" or @type="SYSTEM"]',
    ):
        assert read((await http.get(f"{agent.url}/{target}")).content).sequences == [8, 10]
    present = read((await http.get(f"{agent.url}/current")).content)
    assert present.values(SYSTEM) == ["LOST"]
    await inflict(agent, {"fault": "heal"})
    agent.observe([said(SYSTEM, Activation(Level.NORMAL, "4711"))])
    assert read((await http.get(f"{agent.url}/sample?from=8")).content).sequences == [8, 10, 11]


async def test_what_is_forgotten_does_not_outlive_the_buffer(agent2: Agent) -> None:
    await inflict(agent2, {"fault": "forget_condition"})
    agent2.observe([said(SYSTEM, fault(f"{n}")) for n in range(10)])
    agent2.observe(loads(200))
    assert not agent2.instance._forgotten


async def test_a_restart_can_keep_its_identity(agent2: Agent, http: httpx.AsyncClient) -> None:
    agent2.observe(loads(500))
    before = read((await http.get(f"{agent2.url}/current")).content)
    await inflict(agent2, {"fault": "repeat_instance"})
    after = read((await http.get(f"{agent2.url}/current")).content)
    assert after.header["instanceId"] == before.header["instanceId"]
    assert (after.first, after.values(LOAD)) == (1, ["499"])
    assert after.next < before.next
    await inflict(agent2, {"fault": "restart"})
    assert int(read((await http.get(f"{agent2.url}/current")).content).header["instanceId"]) > int(
        before.header["instanceId"]
    )


@pytest.mark.parametrize("generation", [1, 2])
async def test_machines_go_on_reporting_to_another_model(
    agent: Agent, agent2: Agent, http: httpx.AsyncClient, generation: int
) -> None:
    one = (agent, agent2)[generation - 1]
    one.observe([said(EXECUTION, "ACTIVE"), said(SYSTEM, fault("1")), *loads(200)])
    before = one.instance.identity
    command = {"fault": "remodel", "ids": True, "remove": ["execution", "m2-load"], "add": 1}
    await inflict(one, command)
    one.observe([said(EXECUTION, "READY"), said(LOAD, "77")])
    probe = read((await http.get(f"{one.url}/probe")).content)
    ids = {item.get("id", "") for item in probe.element.iter("{*}DataItem")}
    assert all(key.startswith("r1_") for key in ids)
    assert {"r1_m1-load", "r1_m1-extra1"} <= ids
    assert not {"r1_m1-exec", "r1_m2-load"} & ids
    present = read((await http.get(f"{one.url}/current")).content)
    assert int(present.header["instanceId"]) > before
    assert present.values("r1_m1-load") == ["77"]
    assert present.values("r1_m1-extra1") == ["1"]
    assert present.of("r1_m1-system")[0]["nativeCode"] == "1"
    assert {one["dataItemId"] for one in present.observations} == ids
    await inflict(one, {"fault": "remodel", "ids": True})
    assert read((await http.get(f"{one.url}/current")).content).values("r2_m1-load") == ["77"]
    await inflict(one, {"fault": "remodel"})
    present = read((await http.get(f"{one.url}/current")).content)
    assert present.values(LOAD) == ["77"]
    assert present.of(EXECUTION)


async def test_only_what_is_there_can_be_removed(agent: Agent) -> None:
    with pytest.raises(FaultError, match="no data item 'nothing' to remove"):
        await inflict(agent, {"fault": "remodel", "remove": ["nothing"]})
    assert agent.instance.next == 8
