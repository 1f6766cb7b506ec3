"""The adapters behind an agent."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import pytest

from hmi.simulator.adapters import Adapters
from hmi.simulator.agent import Agent
from hmi.simulator.dialect import Flavour
from hmi.simulator.faults import FaultError, inflict
from hmi.simulator.record import Asset, Emission, Entries
from tests.simulator.wire import (
    EXECUTION,
    LOAD,
    MODE,
    OTHER,
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
    until,
)

_STATUS = "m1_adapter_status"


async def _current(http: httpx.AsyncClient, agent: Agent) -> Document:
    return read((await http.get(f"{agent.url}/current")).content)


async def test_an_agent_describes_its_adapters(agent2: Agent, http: httpx.AsyncClient) -> None:
    agent2.observe([said(LOAD, "5")])
    probe = read((await http.get(f"{agent2.url}/probe")).content).element
    found = {one.get("name"): one for one in probe.iterfind(".//{*}Agent/{*}Components/{*}Adapters//{*}Adapter")}
    assert set(found) == {"Torno01", "Centro01"}
    types = [item.get("type") for item in found["Torno01"].iter("{*}DataItem")]
    assert types == ["ADAPTER_URI", "CONNECTION_STATUS", "OBSERVATION_UPDATE_RATE"]
    present = await _current(http, agent2)
    assert present.values("agent_avail") == ["AVAILABLE"]
    assert present.values("m1_adapter_uri") == ["shdr://127.0.0.1:7878"]
    assert present.of("m1_adapter_uri")[0]["tag"] == "AdapterURI"
    assert [present.values(_STATUS), present.values("m2_adapter_status")] == [["ESTABLISHED"], ["LISTEN"]]


async def test_an_agent_of_the_first_generation_says_nothing_of_adapters(agent: Agent, http: httpx.AsyncClient) -> None:
    agent.observe([said(LOAD, "5")])
    await inflict(agent, {"fault": "adapter_lost"})
    present = await _current(http, agent)
    assert not present.of(_STATUS)
    assert present.values(LOAD) == ["UNAVAILABLE"]


@pytest.mark.parametrize("machine", [0, "Torno01", "uuid-1"])
@pytest.mark.parametrize("end", [{"fault": "adapter_back"}, {"fault": "heal"}])
async def test_a_machine_whose_adapter_is_lost_is_unavailable_until_it_is_back(
    agent2: Agent, http: httpx.AsyncClient, machine: int | str, end: Mapping[str, object]
) -> None:
    before = [said(LOAD, "5"), said(EXECUTION, "ACTIVE"), said(SYSTEM, fault("1")), said(SYSTEM, fault("2"))]
    agent2.observe([*before, said(OTHER, "9"), said(VARIABLES, Entries({"a": "1", "b": "2"}))])
    await inflict(agent2, {"fault": "adapter_lost", "machine": machine})
    lost = await _current(http, agent2)
    assert lost.values(_STATUS) == ["CLOSED"]
    for item in (LOAD, EXECUTION, VARIABLES):
        assert lost.values(item) == ["UNAVAILABLE"]
    assert [one["tag"] for one in lost.of(SYSTEM)] == ["Unavailable"]
    assert (lost.values(MODE), lost.values(OTHER)) == (["SPINDLE"], ["9"])

    agent2.observe([said(LOAD, "6"), said(OTHER, "10"), said(VARIABLES, Entries({"a": None}))])
    meanwhile = await _current(http, agent2)
    assert (meanwhile.values(LOAD), meanwhile.values(OTHER)) == (["UNAVAILABLE"], ["10"])
    assert meanwhile.next == lost.next + 1

    await inflict(agent2, {**end, "machine": machine} if end["fault"] == "adapter_back" else end)
    back = await _current(http, agent2)
    assert back.values(_STATUS) == ["ESTABLISHED"]
    assert (back.values(LOAD), back.values(EXECUTION)) == (["6"], ["ACTIVE"])
    assert [one["nativeCode"] for one in back.of(SYSTEM)] == ["1", "2"]
    assert [entry.get("key") for entry in back.element.iter("{*}Entry")] == ["b"]
    agent2.observe([said(LOAD, "7")])
    assert (await _current(http, agent2)).values(LOAD) == ["7"]


async def test_a_lost_adapter_stays_lost_through_a_restart_with_another_model(
    agent2: Agent, http: httpx.AsyncClient
) -> None:
    agent2.observe([said(LOAD, "5")])
    await inflict(agent2, {"fault": "adapter_lost", "machine": "Torno01"})
    await inflict(agent2, {"fault": "remodel", "ids": True})
    present = await _current(http, agent2)
    assert (present.values("r1_m1-load"), present.values(f"r1_{_STATUS}")) == (["UNAVAILABLE"], ["CLOSED"])
    await inflict(agent2, {"fault": "adapter_back", "machine": "Torno01"})
    assert (await _current(http, agent2)).values("r1_m1-load") == ["5"]


@pytest.mark.parametrize("machine", [2, -1, "Torno99", True, None])
async def test_only_a_machine_that_is_there_can_be_lost(agent2: Agent, machine: object) -> None:
    before = agent2.instance.next
    with pytest.raises(FaultError):
        await inflict(agent2, {"fault": "adapter_lost", "machine": machine})
    assert agent2.instance.next == before


def test_what_was_lost_twice_comes_back_once_with_its_assets() -> None:
    adapters = Adapters(two_devices(), tells=True)
    tool = Asset("a", "CuttingTool", "uuid-1", "", "")
    assert adapters.take([said(LOAD, "1")]) == [Emission(START_US, _STATUS, "ESTABLISHED"), said(LOAD, "1")]
    assert adapters.lose(0, START_US, [(LOAD.id, "1")])[0] == Emission(START_US, _STATUS, "CLOSED")
    assert adapters.lose(0, START_US, []) == []
    assert adapters.take([said(LOAD, "2"), said(EXECUTION, tool), said(OTHER, "3")])[-1] == said(OTHER, "3")
    assert adapters.regain(0, 9) == [Emission(9, EXECUTION.id, tool), Emission(9, LOAD.id, "2")]
    assert adapters.regain(0, 9) == []


def test_a_rate_is_told_where_it_has_changed() -> None:
    adapters = Adapters(two_devices(), tells=True)
    adapters.take(loads(30))
    assert adapters.rates(7, 10.0) == [Emission(7, "m1_adapter_rate", "3.00"), Emission(7, "m2_adapter_rate", "0.00")]
    adapters.take([said(OTHER, "1")])
    assert adapters.rates(8, 10.0) == [Emission(8, "m1_adapter_rate", "0.00"), Emission(8, "m2_adapter_rate", "0.10")]
    assert adapters.rates(9, 10.0) == [Emission(9, "m2_adapter_rate", "0.00")]


async def test_an_agent_measures_its_adapters(http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hmi.simulator.agent.RATE_S", 0.05)
    agent = an_agent(Flavour.V2, 128)
    await agent.start(loads(50))
    await until(
        lambda: any(one.item.id == "m1_adapter_rate" and one.value == "0.00" for one in agent.instance.latest())
    )
    agent.observe(loads(5))
    await until(
        lambda: any(one.item.id == "m1_adapter_rate" and one.value != "0.00" for one in agent.instance.latest())
    )
    assert (await _current(http, agent)).of("m1_adapter_rate")[0]["statistic"] == "AVERAGE"
    await agent.stop()
