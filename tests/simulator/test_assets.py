"""What an agent knows of tools, and how it is asked for it."""

from __future__ import annotations

import httpx
import pytest

from hmi.simulator.agent import Agent, AgentSettings
from hmi.simulator.assets import AssetStore
from hmi.simulator.device import Category, Component, DataItem, Device
from hmi.simulator.dialect import Flavour
from hmi.simulator.record import Asset, Emission
from tests.simulator.wire import START_US, Document, read

_CHANGED = DataItem("m1_asset_chg", Category.EVENT, "ASSET_CHANGED", discrete=True)
_REMOVED = DataItem("m1_asset_rem", Category.EVENT, "ASSET_REMOVED")


def _tool(asset_id: str, uuid: str = "uuid-1", kind: str = "CuttingTool") -> Asset:
    return Asset(asset_id, kind, uuid, ' serialNumber="1"', "<Description>Drill</Description>")


def _told(*assets: Asset) -> list[Emission]:
    return [
        Emission(START_US + n * 1_000_000, (_REMOVED if asset.removed else _CHANGED).id, asset)
        for n, asset in enumerate(assets)
    ]


def _agent(flavour: Flavour = Flavour.V1) -> Agent:
    devices = (
        Device(Component("Device", "m1", "Torno01", items=(_CHANGED, _REMOVED)), "uuid-1"),
        Device(Component("Device", "m2", "Centro01"), "uuid-2"),
    )
    return Agent(devices, AgentSettings(flavour=flavour, buffer_size=128))


async def _ask(http: httpx.AsyncClient, agent: Agent, target: str) -> Document:
    return read((await http.get(f"{agent.url}/{target}")).content)


def _ids(document: Document) -> list[str | None]:
    return [one.get("assetId") for one in document.element.iter("{*}CuttingTool", "{*}File")]


def test_the_asset_that_was_told_longest_ago_makes_room() -> None:
    store = AssetStore(size=2)
    for n, name in enumerate(("a", "b", "a", "c")):
        store.put(n, "item", _tool(name))
    assert [one.asset.asset_id for one in store.listed("", "", 9, True)] == ["c", "a"]
    with pytest.raises(KeyError):
        store.find(["b"])


def test_a_removed_asset_does_not_count_and_can_still_be_found() -> None:
    store = AssetStore()
    store.put(1, "item", _tool("a"))
    store.put(2, "item", _tool("b"))
    store.put(3, "item", _tool("a")._replace(removed=True))
    assert store.count == 1
    assert [one.asset.asset_id for one in store.present()] == ["b"]
    assert [one.time_us for one in store.find(["a", "b"])] == [3, 2]


@pytest.mark.parametrize("flavour", list(Flavour))
async def test_assets_are_listed_with_the_newest_first(http: httpx.AsyncClient, flavour: Flavour) -> None:
    agent = _agent(flavour)
    await agent.start(started_us=START_US)
    file = _tool("f", kind="File")
    agent.observe(
        _told(_tool("a"), _tool("b", "uuid-2"), file, _tool("c"), _tool("b", "uuid-2")._replace(removed=True))
    )
    try:
        document = await _ask(http, agent, "assets")
        assert (document.root, _ids(document)) == ("MTConnectAssets", ["c", "f", "a"])
        assert (document.header["assetCount"], document.header["assetBufferSize"]) == ("3", "1024")
        assert (await _ask(http, agent, "probe")).header["assetCount"] == "3"
        (first, *_) = document.element.iter("{*}CuttingTool")
        assert dict(first.attrib.items()) == {
            "assetId": "c",
            "deviceUuid": "uuid-1",
            "timestamp": "2027-01-15T08:00:03.000000Z",
            "serialNumber": "1",
        }
        assert first.findtext("{*}Description") == "Drill"
        for target, ids in {
            "assets?type=CuttingTool": ["c", "a"],
            "assets?count=2": ["c", "f"],
            "assets?removed=true": ["b", "c", "f", "a"],
            "assets?removed=true&type=CuttingTool&count=1": ["b"],
            "assets?device=Centro01&removed=true": ["b"],
            "asset/a": ["a"],
            "asset/a;c": ["a", "c"],
            "assets/a%3Bb": ["a", "b"],
        }.items():
            assert _ids(await _ask(http, agent, target)) == ids, target
        (removed,) = (await _ask(http, agent, "asset/b")).element.iter("{*}CuttingTool")
        assert removed.get("removed") == "true"
        for target, code in {
            "asset/a;z": "ASSET_NOT_FOUND",
            "assets?count=0": "OUT_OF_RANGE",
            "assets?device=Torno99": "NO_DEVICE",
        }.items():
            assert (await _ask(http, agent, target)).error == code
    finally:
        await agent.stop()


async def test_only_the_second_generation_lists_the_assets_of_a_device(http: httpx.AsyncClient) -> None:
    for flavour in Flavour:
        agent = _agent(flavour)
        await agent.start()
        agent.observe(_told(_tool("a"), _tool("b", "uuid-2")))
        document = await _ask(http, agent, "Centro01/assets")
        await agent.stop()
        if flavour is Flavour.V1:
            assert document.error == "UNSUPPORTED"
        else:
            assert _ids(document) == ["b"]


async def test_a_change_is_an_event_that_names_the_asset(http: httpx.AsyncClient) -> None:
    agent = _agent()
    await agent.start(started_us=START_US)
    agent.observe(_told(_tool("a"), _tool("a")._replace(removed=True)))
    document = await _ask(http, agent, "sample?from=3")
    for item, tag in ((_CHANGED, "AssetChanged"), (_REMOVED, "AssetRemoved")):
        (event,) = document.of(item)
        assert (event["tag"], event["text"], event["assetType"]) == (tag, "a", "CuttingTool")
    await agent.stop()


async def test_after_a_restart_the_machine_tells_of_every_asset_again(http: httpx.AsyncClient) -> None:
    agent = _agent()
    await agent.start()
    agent.observe(_told(_tool("a"), _tool("b"), _tool("c"), _tool("b")._replace(removed=True)))
    await agent.restart()
    assert _ids(await _ask(http, agent, "assets?removed=true")) == ["c", "a"]
    assert (await _ask(http, agent, "sample")).values(_CHANGED) == ["UNAVAILABLE", "a", "c"]
    await agent.remodel(True, [], 0)
    assert _ids(await _ask(http, agent, "assets")) == ["c", "a"]
    assert (await _ask(http, agent, "current")).values("r1_m1_asset_chg") == ["c"]
    await agent.stop()
