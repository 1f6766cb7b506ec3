"""Machines with their tools."""

from __future__ import annotations

from hmi.simulator.cnc import Machine
from hmi.simulator.equipped import EquippedMachine
from hmi.simulator.fleet import demo_fleet
from hmi.simulator.record import UNAVAILABLE, Asset, Emission
from tests.simulator.wire import START_US

_HOURS = 6


def _pair(index: int) -> tuple[list[Emission], list[Emission]]:
    """Return what a machine says alone, and what it says with its tools."""
    machine = demo_fleet(index + 1)[index]
    alone, equipped = (Machine(machine, 1, START_US, history_s=_HOURS * 3600) for _ in range(2))
    return alone.until(START_US), EquippedMachine(equipped, 1).until(START_US)


def test_a_machine_lives_the_same_days_with_its_tools() -> None:
    alone, equipped = _pair(0)
    assert [one for one in equipped if not isinstance(one.value, Asset)] == alone
    times = [one.time_us for one in equipped]
    assert times == sorted(times)


def test_tools_are_told_once_and_then_one_with_each_part() -> None:
    _, equipped = _pair(0)
    assets = [one for one in equipped if isinstance(one.value, Asset)]
    first_us = next(one.time_us for one in equipped)
    changed = [one for one in assets if one.item == "Torno01_asset_chg"]
    at_once = [one for one in changed if one.time_us == first_us]
    parts = {one.time_us for one in equipped if one.item == "Torno01-partall"}
    assert len(at_once) == 8
    later = [one.time_us for one in changed if one.time_us > first_us]
    assert len(later) == len(set(later)) > 20
    assert set(later) <= parts


def test_a_machine_that_is_off_tells_of_its_tools_when_it_comes_on() -> None:
    index = next(n for n, one in enumerate(demo_fleet(12)) if one.personality.name == "part_time")
    machine = demo_fleet(12)[index]
    equipped = EquippedMachine(Machine(machine, 1, START_US), 1)
    before = equipped.until(START_US)
    assert {one.value for one in before if one.item.endswith("-avail")} == {UNAVAILABLE}
    assert not any(isinstance(one.value, Asset) for one in before)
    after = equipped.until(START_US + 2 * 3_600_000_000)
    on_us = next(one.time_us for one in after if one.item.endswith("-avail") and one.value == "AVAILABLE")
    assert min(one.time_us for one in after if isinstance(one.value, Asset)) == on_us
