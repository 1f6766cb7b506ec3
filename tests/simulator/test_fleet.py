"""The machines of the demonstration."""

from __future__ import annotations

import pytest

from hmi.domain.signal import Role
from hmi.simulator.cnc_model import cnc_device
from hmi.simulator.fleet import demo_fleet


def test_names_devices_and_ids_are_unique_in_the_largest_fleet() -> None:
    fleet = demo_fleet(500)
    assert len({machine.name for machine in fleet}) == len({machine.device for machine in fleet}) == 500
    assert len({machine.uuid for machine in fleet}) == 500
    assert not any(" " in machine.device for machine in fleet)
    ids = [item.id for machine in fleet for item in cnc_device(machine).items]
    assert len(set(ids)) == len(ids)


def test_a_larger_fleet_begins_with_the_smaller_one() -> None:
    assert demo_fleet(40)[:12] == demo_fleet(12)
    assert [machine.name for machine in demo_fleet(4)] == ["Torno 01", "Centro 01", "Torno 02", "Centro 02"]
    assert {machine.plant for machine in demo_fleet(12)} == {"Joinville 1", "Joinville 2"}


def test_lathes_and_mills_are_of_every_temper_in_a_large_fleet() -> None:
    tempers = {(machine.kind, machine.personality.name) for machine in demo_fleet(48)}
    assert len(tempers) == 16


@pytest.mark.parametrize("n", [0, -1, 501])
def test_a_fleet_has_its_limits(n: int) -> None:
    with pytest.raises(ValueError, match="1 to 500"):
        demo_fleet(n)


def test_bands_are_given_by_role_and_are_in_order() -> None:
    known = {value for name, value in vars(Role).items() if not name.startswith("_")}
    for machine in demo_fleet(12):
        assert set(machine.bands) <= known
        for band in machine.bands.values():
            assert band.scale_low <= band.low < band.high
            assert band.limit is None or band.high <= band.limit
            assert band.scale_high is None or band.scale_high >= (band.limit or band.high)
    load = demo_fleet(1)[0].bands[Role.SPINDLE_LOAD]
    assert (load.low, load.high, load.limit) == (30, 80, 100)
