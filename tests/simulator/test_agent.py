"""Requests and answers over a real socket."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from hmi.simulator.agent import Agent, AgentSettings
from hmi.simulator.dialect import Flavour
from hmi.simulator.record import Activation, Level
from tests.simulator.wire import (
    EXECUTION,
    LOAD,
    MODE,
    OTHER,
    SPEED,
    START_US,
    SYSTEM,
    VARIABLES,
    Document,
    an_agent,
    fault,
    loads,
    read,
    said,
    two_devices,
)


async def _get(http: httpx.AsyncClient, agent: Agent, target: str) -> Document:
    response = await http.get(agent.url + target)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/xml"
    return read(response.content)


async def test_everything_is_unavailable_at_first(agent: Agent, http: httpx.AsyncClient) -> None:
    document = await _get(http, agent, "/current")
    assert document.sequences == list(range(1, 8))
    assert document.values(LOAD) == document.values(VARIABLES) == ["UNAVAILABLE"]
    assert document.values(MODE) == ["SPINDLE"]
    assert document.of(SYSTEM)[0]["tag"] == "Unavailable"
    assert document.header["firstSequence"] == "1"
    assert document.header["lastSequence"] == "7"
    assert document.header["nextSequence"] == "8"
    assert document.header["bufferSize"] == "1024"
    assert document.header["sender"] == "test"


@pytest.mark.parametrize("target", ["/", "/probe"])
async def test_the_probe_lists_all_devices(agent: Agent, http: httpx.AsyncClient, target: str) -> None:
    document = await _get(http, agent, target)
    assert document.root == "MTConnectDevices"
    assert [device.get("name") for device in document.element.iter("{*}Device")] == ["Torno01", "Centro01"]


@pytest.mark.parametrize("target", ["/Torno01/probe", "/uuid-1/probe", "/Torno01", "/Torno01/"])
async def test_a_device_is_probed_by_name_or_uuid(agent: Agent, http: httpx.AsyncClient, target: str) -> None:
    document = await _get(http, agent, target)
    assert [device.get("uuid") for device in document.element.iter("{*}Device")] == ["uuid-1"]


async def test_an_agent_of_generation_2_lists_itself(agent2: Agent, http: httpx.AsyncClient) -> None:
    document = await _get(http, agent2, "/probe")
    (itself,) = document.element.iter("{*}Agent")
    assert itself.get("mtconnectVersion") == "2.3"
    assert (await _get(http, agent2, "/current")).of("agent_avail")


async def test_current_shows_the_latest_values(agent: Agent, http: httpx.AsyncClient) -> None:
    agent.observe([said(LOAD, "10"), said(EXECUTION, "ACTIVE", 1.5), said(LOAD, "20", 2)])
    document = await _get(http, agent, "/current")
    assert document.values(LOAD) == ["20"]
    assert document.of(EXECUTION)[0]["timestamp"] == "2027-01-15T08:00:01.500000Z"


async def test_current_shows_all_active_conditions(agent: Agent, http: httpx.AsyncClient) -> None:
    agent.observe([said(SYSTEM, fault("1", "ONE")), said(SYSTEM, fault("2", "TWO"))])
    assert (await _get(http, agent, "/current")).values(SYSTEM) == ["ONE", "TWO"]
    agent.observe([said(SYSTEM, Activation(Level.NORMAL, "1"))])
    assert (await _get(http, agent, "/current")).values(SYSTEM) == ["TWO"]


async def test_current_looks_back(agent: Agent, http: httpx.AsyncClient) -> None:
    agent.observe([said(SYSTEM, fault("1", "ONE")), *loads(3)])
    before = await _get(http, agent, "/current?at=9")
    assert before.values(LOAD) == ["0"]
    assert before.values(SYSTEM) == ["ONE"]
    assert (await _get(http, agent, "/current?at=7")).values(LOAD) == ["UNAVAILABLE"]
    assert (await _get(http, agent, "/current?at=11")).values(LOAD) == ["2"]


async def test_current_looks_back_to_what_the_buffer_no_longer_holds(agent2: Agent, http: httpx.AsyncClient) -> None:
    agent2.observe([said(SYSTEM, fault("1", "ONE")), said(EXECUTION, "ACTIVE"), *loads(500)])
    document = await _get(http, agent2, "/current")
    oldest = await _get(http, agent2, f"/current?at={document.first}")
    assert document.first > 300
    assert oldest.values(EXECUTION) == ["ACTIVE"]
    assert oldest.values(SYSTEM) == ["ONE"]
    assert int(oldest.of(LOAD)[0]["sequence"]) == document.first


async def test_sample_returns_a_hundred_from_the_oldest_on(agent: Agent, http: httpx.AsyncClient) -> None:
    agent.observe(loads(300))
    document = await _get(http, agent, "/sample")
    assert document.sequences == list(range(1, 101))
    assert document.next == 101
    following = await _get(http, agent, f"/sample?from={document.next}&count=250")
    assert following.sequences == list(range(101, 308))
    assert following.next == 308
    assert (await _get(http, agent, "/sample?from=308")).sequences == []


async def test_a_negative_count_looks_back(agent: Agent, http: httpx.AsyncClient) -> None:
    agent.observe(loads(20))
    newest = await _get(http, agent, "/sample?count=-5")
    assert newest.sequences == [23, 24, 25, 26, 27]
    assert newest.next == 22
    assert (await _get(http, agent, f"/sample?from={newest.next}&count=-3")).sequences == [20, 21, 22]
    filtered = await _get(http, agent, '/sample?count=-2&path=//DataItem[@type="EXECUTION"]')
    assert filtered.sequences == [5]
    assert filtered.next == 0


async def test_a_sample_ends_where_the_client_says(agent: Agent, http: httpx.AsyncClient) -> None:
    agent.observe(loads(20))
    assert (await _get(http, agent, "/sample?from=10&to=12")).sequences == [10, 11, 12]


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ('//DataItem[@type="LOAD"]', {LOAD.id, OTHER.id}),
        ("//Axes", {LOAD.id, SPEED.id, MODE.id}),
        ('//Device[@name="Centro01"]', {OTHER.id}),
        ('//Device[@name="Torno01"]//Path', {EXECUTION.id, VARIABLES.id}),
        ('//DataItem[@category="CONDITION"]|//Rotary//DataItem[@subType="ACTUAL"]', {SYSTEM.id, SPEED.id}),
    ],
)
async def test_a_path_selects_data_items(agent: Agent, http: httpx.AsyncClient, path: str, ids: set[str]) -> None:
    document = read((await http.get(f"{agent.url}/current", params={"path": path})).content)
    assert {one["dataItemId"] for one in document.observations} == ids


async def test_a_device_and_a_path_select_together(agent: Agent, http: httpx.AsyncClient) -> None:
    document = await _get(http, agent, '/Torno01/sample?path=//DataItem[@type="LOAD"]')
    assert {one["dataItemId"] for one in document.observations} == {LOAD.id}
    agent.observe(loads(10))
    some = await _get(http, agent, '/Torno01/sample?path=//DataItem[@type="LOAD"]&from=6&count=3')
    assert (some.sequences, some.next) == ([8, 9, 10], 11)


@pytest.mark.parametrize(
    ("target", "code", "status"),
    [
        ("/sample?from=99", "OUT_OF_RANGE", 400),
        ("/sample?from=0", "OUT_OF_RANGE", 400),
        ("/sample?interval=100&from=99", "OUT_OF_RANGE", 400),
        ("/sample?from=5&to=3", "OUT_OF_RANGE", 400),
        ("/sample?count=0", "OUT_OF_RANGE", 400),
        ("/sample?count=100000", "OUT_OF_RANGE", 400),
        ("/sample?interval=100&count=-5", "OUT_OF_RANGE", 400),
        ("/sample?interval=-5", "OUT_OF_RANGE", 400),
        ("/sample?interval=10&heartbeat=0", "OUT_OF_RANGE", 400),
        ("/current?at=99", "OUT_OF_RANGE", 400),
        ("/current?at=3&interval=100", "INVALID_REQUEST", 400),
        ("/sample?count=", "QUERY_ERROR", 400),
        ("/sample?path=//Bogus", "INVALID_XPATH", 400),
        ("/sample?path=//[", "INVALID_XPATH", 400),
        ("/sample?path=1%2B1", "INVALID_XPATH", 400),
        ("/Centro01/current?path=//Axes", "INVALID_XPATH", 400),
        ("/sample?interval=5&path=//[", "INVALID_XPATH", 400),
        ("/Torno99/current", "NO_DEVICE", 404),
        ("/Torno99", "NO_DEVICE", 404),
        ("/Torno01/bogus", "UNSUPPORTED", 404),
        ("/Torno01/current/now", "UNSUPPORTED", 404),
        ("/asset/4711", "ASSET_NOT_FOUND", 400),
    ],
)
@pytest.mark.parametrize("flavour", list(Flavour))
async def test_an_error_is_told_in_the_words_of_the_generation(
    http: httpx.AsyncClient, flavour: Flavour, target: str, code: str, status: int
) -> None:
    agent = an_agent(flavour)
    await agent.start(started_us=START_US)
    response = await http.get(agent.url + target)
    await agent.stop()
    assert response.status_code == (200 if flavour is Flavour.V1 else status)
    assert response.headers["content-type"] == "text/xml"
    assert read(response.content).error == code


@pytest.mark.parametrize(("flavour", "code"), [(Flavour.V1, "OUT_OF_RANGE"), (Flavour.V2, "QUERY_ERROR")])
@pytest.mark.parametrize("text", ["x", "1.5", "--1", "1" * 30, "²"])
async def test_a_number_that_is_none_is_refused(
    http: httpx.AsyncClient, flavour: Flavour, code: str, text: str
) -> None:
    agent = an_agent(flavour)
    await agent.start()
    assert read((await http.get(f"{agent.url}/sample", params={"from": text})).content).error == code
    await agent.stop()


async def test_only_get_and_head_are_understood(agent: Agent, agent2: Agent, http: httpx.AsyncClient) -> None:
    refused = await http.post(f"{agent.url}/current", content=b"x" * 1000)
    assert (refused.status_code, read(refused.content).error) == (200, "UNSUPPORTED")
    assert (await http.put(f"{agent2.url}/current")).status_code == 404
    head = await http.head(f"{agent.url}/current")
    assert head.content == b""
    assert int(head.headers["content-length"]) > 500
    assert (await http.get(f"{agent.url}/current")).content


async def test_there_are_no_assets(agent: Agent, http: httpx.AsyncClient) -> None:
    document = await _get(http, agent, "/assets")
    assert document.root == "MTConnectAssets"
    assert document.header["assetCount"] == "0"


async def test_a_connection_serves_many_requests(agent: Agent) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", agent.port)
    writer.write(b"GET /probe HTTP/1.1\r\nHost: x\r\n\r\n" * 3)  # pipelined
    for _ in range(3):
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        assert read(await reader.readexactly(length)).root == "MTConnectDevices"
    writer.write(b"GET /probe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    rest = await reader.read()
    assert b"onnection: close" in rest
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"NONSENSE\r\n\r\n", b" 400 "),
        (b"GET / HTTP/1.1\r\n\r\n", b" 400 "),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 70_000, b" 431 "),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n" + b"z" * 99_999, b" 413 "),
    ],
)
async def test_a_request_that_is_none_is_refused_and_the_connection_closed(
    agent: Agent, request_bytes: bytes, status: bytes
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", agent.port)
    writer.write(request_bytes)
    try:
        answer = await reader.read()
    except ConnectionResetError:
        pytest.skip("the refusal was overtaken by the reset of a connection with unread bytes")
    assert status in answer
    writer.close()
    await writer.wait_closed()


async def test_a_restart_begins_a_new_instance_with_the_present_values(agent: Agent, http: httpx.AsyncClient) -> None:
    agent.observe([said(SYSTEM, fault("1")), said(SYSTEM, fault("2")), *loads(50)])
    before = await _get(http, agent, "/current")
    port = agent.port
    await agent.restart()
    after = await _get(http, agent, "/current")
    assert agent.port == port
    assert int(after.header["instanceId"]) > int(before.header["instanceId"])
    assert after.first == 1
    assert after.next == 7 + 3 + 1
    assert after.values(LOAD) == ["49"]
    assert [one["nativeCode"] for one in after.of(SYSTEM)] == ["1", "2"]


async def test_the_next_agent_on_a_port_is_another_instance(http: httpx.AsyncClient) -> None:
    identities = set()
    port = 0
    for _ in range(4):
        agent = Agent(two_devices(), AgentSettings(port=port))
        await agent.start()
        port = agent.port
        identities.add((await _get(http, agent, "/current")).header["instanceId"])
        await agent.stop()
    assert len(identities) == 4


async def test_a_port_that_is_taken_is_refused(agent: Agent) -> None:
    other = Agent(two_devices(), AgentSettings(port=agent.port))
    with pytest.raises(OSError, match="in use"):
        await other.start()
    with pytest.raises(RuntimeError, match="not been started"):
        _ = other.instance


async def test_a_past_is_in_the_buffer_before_the_first_client(http: httpx.AsyncClient) -> None:
    agent = an_agent()
    await agent.start(loads(30), START_US - 1_000_000)
    document = await _get(http, agent, "/sample?count=1000")
    assert document.of(LOAD)[0]["timestamp"] == "2027-01-15T07:59:59.000000Z"
    assert len(document.of(LOAD)) == 31
    await agent.stop()


async def test_an_unknown_data_item_is_a_defect_of_the_caller(agent: Agent) -> None:
    with pytest.raises(KeyError):
        agent.observe([said(LOAD, "1")._replace(item="nothing")])


async def test_more_clients_than_the_agent_takes_are_turned_away(
    agent: Agent, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hmi.simulator.agent.MOST_CLIENTS", 1)
    assert (await http.get(f"{agent.url}/probe")).status_code == 200  # its connection is kept
    with pytest.raises(httpx.TransportError):
        async with httpx.AsyncClient(trust_env=False) as another:
            await another.get(f"{agent.url}/probe")


async def test_a_connection_without_a_request_is_closed(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hmi.simulator.connection.IDLE_S", 0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", agent.port)
    async with asyncio.timeout(10):
        assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()


async def test_a_defect_in_one_connection_is_told_and_harms_no_other(agent: Agent, http: httpx.AsyncClient) -> None:
    told: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: told.append(context["exception"]))
    instance = agent.instance
    agent._instance = None
    with pytest.raises(httpx.TransportError):
        await http.get(f"{agent.url}/probe")
    agent._instance = instance
    assert (await http.get(f"{agent.url}/probe")).status_code == 200
    assert isinstance(told[0], RuntimeError)
