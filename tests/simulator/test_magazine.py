"""Tools that wear."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lxml import etree

from hmi.simulator.fleet import SimulatedMachine, demo_fleet
from hmi.simulator.magazine import Magazine
from hmi.simulator.parts import MachineKind, programs_for
from hmi.simulator.record import Asset, Emission
from hmi.simulator.tooling import tools_for

_LATHE, _MILL = demo_fleet(2)


def _asset(emission: Emission) -> Asset:
    assert isinstance(emission.value, Asset)
    return emission.value


def _element(asset: Asset) -> etree._Element:
    return etree.fromstring(f"<CuttingTool{asset.attributes}>{asset.body}</CuttingTool>")


def _parts(machine: SimulatedMachine, count: int, seed: int = 1) -> Iterator[list[Emission]]:
    """Make parts of all programs in turn."""
    magazine = Magazine(machine, seed)
    programs = programs_for(machine.kind)
    for n in range(count):
        yield magazine.part_made(n, programs[n // 40 % len(programs)].name)


@pytest.mark.parametrize(("machine", "place"), [(_LATHE, "STATION"), (_MILL, "POT")])
def test_a_machine_carries_the_tools_of_its_kind(machine: SimulatedMachine, place: str) -> None:
    emissions = Magazine(machine, 1).everything(7)
    assets = [_asset(emission) for emission in emissions]
    assert 6 <= len(assets) <= 10
    assert {(e.time_us, e.item) for e in emissions} == {(7, f"{machine.device}_asset_chg")}
    assert {(a.kind, a.device_uuid, a.removed) for a in assets} == {("CuttingTool", machine.uuid, False)}
    assert len({asset.asset_id for asset in assets}) == len(assets)
    for asset, sort in zip(assets, tools_for(machine.kind), strict=True):
        element = _element(asset)
        assert element.findtext("Description") == sort.name
        assert element.get("serialNumber", "").isdecimal()
        assert element.get("toolId")
        cycle = element.find("CuttingToolLifeCycle")
        assert cycle is not None
        assert cycle[0].tag == "CutterStatus"
        assert cycle.findtext("ProgramToolNumber") == str(sort.number)
        location = cycle.find("Location")
        assert location is not None
        assert (location.get("type"), location.text) == (place, str(sort.number))


def test_every_tool_that_a_lathe_calls_is_in_it() -> None:
    known = {sort.number for sort in tools_for(MachineKind.LATHE)}
    assert {operation.tool for program in programs_for(MachineKind.LATHE) for operation in program.operations} <= known


@pytest.mark.parametrize("machine", [_LATHE, _MILL])
def test_a_life_runs_from_its_start_to_its_limit(machine: SimulatedMachine) -> None:
    kinds = set()
    for emissions in ([e] for e in Magazine(machine, 3).everything(0)):
        for life in _element(_asset(emissions[0])).iter("ToolLife"):
            start, end, warning = (float(life.get(name, "")) for name in ("initial", "limit", "warning"))
            value = float(life.text or "")
            kinds.add((life.get("type"), life.get("countDirection")))
            assert min(start, end) <= value <= max(start, end)
            assert abs(warning - start) == pytest.approx(0.9 * abs(end - start))
            assert (start > end) is (life.get("countDirection") == "DOWN")
    assert {direction for _, direction in kinds} == {"UP", "DOWN"}
    assert {kind for kind, _ in kinds} == {"PART_COUNT", "MINUTES"}


@pytest.mark.parametrize("machine", [_LATHE, _MILL])
def test_a_part_tells_of_one_tool_at_most_and_every_life_ends_in_a_new_tool(machine: SimulatedMachine) -> None:
    held = {a.asset_id: a for a in map(_asset, Magazine(machine, 1).everything(0))}
    words: set[str] = set()
    for emissions in _parts(machine, 1500):
        changed = [_asset(e) for e in emissions if e.item.endswith("_asset_chg")]
        removed = [_asset(e) for e in emissions if e.item.endswith("_asset_rem")]
        assert len(changed) <= 1
        assert len(changed) + len(removed) == len(emissions)
        for asset in removed:
            assert asset.removed
            del held[asset.asset_id]
            assert {status.text for status in _element(asset).iter("Status")} & {"EXPIRED", "BROKEN"}
            assert {status.text for status in _element(changed[0]).iter("Status")} == {"NEW", "AVAILABLE"}
        held.update({asset.asset_id: asset for asset in changed})
        words |= {status.text or "" for asset in changed for status in _element(asset).iter("Status")}
        assert len(held) == len(tools_for(machine.kind))
    assert words == {"NEW", "USED", "AVAILABLE", "EXPIRED", "BROKEN"}


def test_a_part_uses_the_tools_of_its_program() -> None:
    magazine = Magazine(_LATHE, 1)
    before = {a.asset_id: a.body for a in map(_asset, magazine.everything(0))}
    (first,) = magazine.part_made(1, "O1040")  # tools 1 and 3
    (second,) = magazine.part_made(2, "O1040")
    told = [_asset(first), _asset(second)]
    assert [asset.asset_id.split(".")[1] for asset in told] == ["T01", "T03"]
    assert all(asset.body != before[asset.asset_id] for asset in told)
    assert magazine.part_made(3, "O9001") == []


def test_equal_seeds_make_equal_tools() -> None:
    assert list(_parts(_LATHE, 200)) == list(_parts(_LATHE, 200))
    assert list(_parts(_LATHE, 200)) != list(_parts(_LATHE, 200, seed=2))
