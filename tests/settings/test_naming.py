"""Machines made of what a first look found."""

from __future__ import annotations

from hmi.domain.inspection import InspectedDevice, Inspection
from hmi.settings.naming import machines_of
from hmi.settings.site import SourceSettings, SourceType


def test_devices_become_machines_with_names_that_a_site_takes() -> None:
    devices = (
        InspectedDevice("Lathe", "U-1", key="U-1", model="Romi\nGL 250"),
        InspectedDevice("LATHE", "U-2", key="U-2"),
        InspectedDevice("", "", key="d3"),
        InspectedDevice("x" * 200, "U-4", key="U-4"),
        InspectedDevice("x" * 200, "U-5", key="U-5"),
    )
    source = SourceSettings(SourceType.MTCONNECT, "http://192.168.10.63:5000")
    made = machines_of(Inspection(source.url, 0, devices=devices), source, taken=["machine"])
    assert [one.name for one in made] == ["Lathe", "LATHE 2", "Machine 2", "x" * 80, f"{'x' * 75} 2"]
    assert [one.source.device for one in made] == ["U-1", "U-2", "d3", "U-4", "U-5"]
    assert made[0].model == "Romi GL 250"
