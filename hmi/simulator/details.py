"""What the more talkative machines say in other shapes than single values: sets, tables, time series and messages."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from random import Random
from typing import Final

from hmi.simulator.device import Category, Component, DataItem, Device
from hmi.simulator.dialect import Flavour
from hmi.simulator.record import UNAVAILABLE, Activation, Emission, Entries, Level, Marked, Reported

SAMPLES: Final = 24
"""Values in one time series."""
SAMPLE_RATE: Final = 2000
"""Values per second of a time series."""
_VIBRATION_EVERY_US: Final = 15_000_000
_CUTTING_PERCENT: Final = 20.0
"""The spindle load from which on there is a vibration worth telling."""
_PROBED_EVERY: Final = 8
"""How many parts lie between two measurements of the work offset."""
_WORN_CODE: Final = "EX2071"
_OFFSETS: Final = {"G54": (-412.35, -228.61, -351.204), "G55": (-98.72, -228.64, -349.877)}


def detailed(device: Device, flavour: Flavour) -> Device:
    """Return a simulated machine's device with the data items for its details.

    Activations with a conditionId, of which several share one native code, came with version 2.3.
    """
    name = device.name
    path = (
        DataItem(f"{name}-macros", Category.EVENT, "VARIABLE", name="macros", representation="DATA_SET"),
        DataItem(f"{name}-offsets", Category.EVENT, "WORK_OFFSETS", name="offsets", representation="TABLE"),
    )
    vibration = DataItem(
        f"{name}-Svib",
        Category.SAMPLE,
        "ACCELERATION",
        name="Svib",
        units="MILLIMETER/SECOND^2",
        native_units="MILLIMETER/SECOND^2",
        representation="TIME_SERIES",
    )
    finished = DataItem(f"{name}-finished", Category.EVENT, "MESSAGE", name="finished", discrete=True)
    worn = DataItem(f"{name}-toolc", Category.CONDITION, "HARDWARE", name="toolc")
    more = {f"{name}-path": path, f"{name}-c": (vibration,), f"{name}-door-c": (finished,)}
    if flavour is Flavour.V2:
        more[f"{name}-cont"] = (worn,)
    return replace(device, root=_with(device.root, more))


class Details:
    """The details of one machine, told as things happen to it; equal seeds tell the same."""

    def __init__(self, device: Device, seed: int) -> None:
        self._name = device.name
        self._ids = {item.id for item in device.items}
        self._chance = Random(f"{seed}/{device.name}/details")
        self._offsets = dict(_OFFSETS)
        self._vibration_us = 0
        self._worn: set[str] = set()

    def switched_on(self, time_us: int) -> list[Emission]:
        """Say everything."""
        macros = {"500": "0.000", "501": "12.000", "3901": "0", "4120": "1"}
        told = [
            self._say(time_us, "macros", Entries(macros, ' resetTriggered="POWER_ON"', reset=True)),
            self._say(time_us, "offsets", self._table(_OFFSETS, ' resetTriggered="POWER_ON"')),
        ]
        self._offsets = dict(_OFFSETS)
        self._worn.clear()
        return told + self._if_known(time_us, "toolc", Activation(Level.NORMAL))

    def switched_off(self, time_us: int) -> list[Emission]:
        """Say that nothing is known any more."""
        told = [self._say(time_us, key, UNAVAILABLE) for key in ("macros", "offsets", "Svib", "finished")]
        return told + self._if_known(time_us, "toolc", Activation(Level.UNAVAILABLE))

    def tool_changed(self, time_us: int, number: str) -> list[Emission]:
        """Say the macro variables that the tool change macro sets; 100 is there only within a cycle."""
        return [self._say(time_us, "macros", Entries({"4120": number, "100": f"{self._chance.uniform(40, 90):.3f}"}))]

    def loaded(self, time_us: int, percent: float) -> list[Emission]:
        """Say how the spindle vibrates under a load, every quarter of a minute at most."""
        if percent < _CUTTING_PERCENT or time_us - self._vibration_us < _VIBRATION_EVERY_US:
            return []
        self._vibration_us = time_us
        gauss, phase = self._chance.gauss, self._chance.uniform(0.0, math.tau)
        swing = 12.0 * percent
        values = [swing * math.sin(phase + n * 0.9) + gauss(0.0, 0.2 * swing) for n in range(SAMPLES)]
        text = " ".join(f"{value:.0f}" for value in values)
        counts = f' sampleCount="{SAMPLES}" sampleRate="{SAMPLE_RATE}"'
        return [self._say(time_us, "Svib", Marked(text, counts))]

    def part_made(self, time_us: int, made: int) -> list[Emission]:
        """Say what a finished part changes; the message is the same each time."""
        chance = self._chance
        macros: Mapping[str, str | None] = {"3901": f"{made}", "501": f"{chance.gauss(12.0, 0.006):.3f}", "100": None}
        told = [
            self._say(time_us, "finished", Marked("PART FINISHED", ' nativeCode="3901"')),
            self._say(time_us, "macros", Entries(macros)),
        ]
        if made % _PROBED_EVERY == 0:
            x, y, z = self._offsets["G54"]
            self._offsets["G54"] = (x, y, z + chance.uniform(-0.02, 0.02))
            told.append(self._say(time_us, "offsets", self._table({"G54": self._offsets["G54"]})))
        return told

    def set_up(self, time_us: int) -> list[Emission]:
        """Say what another set-up leaves: macros anew, and a third work offset or none."""
        self._offsets = {key: self._moved(place) for key, place in _OFFSETS.items()}
        third = {"G56": self._moved(_OFFSETS["G55"])} if self._chance.random() < 0.5 else {}
        gone = {} if third else {"G56": None}
        table = self._table({**self._offsets, **third})
        return [
            self._say(
                time_us, "macros", Entries({"500": "0.000", "3901": "0"}, ' resetTriggered="MANUAL"', reset=True)
            ),
            self._say(time_us, "offsets", table._replace(entries={**table.entries, **gone})),
        ]

    def tools_worn(self, time_us: int, worn: Collection[str]) -> list[Emission]:
        """Say which tools are near their end: one activation each, with the asset's id as conditionId."""
        told: list[Emission] = []
        for asset_id in sorted(self._worn - set(worn)):
            told += self._if_known(time_us, "toolc", Activation(Level.NORMAL, _WORN_CODE, condition_id=asset_id))
        for asset_id in sorted(set(worn) - self._worn):
            warning = Activation(Level.WARNING, _WORN_CODE, "TOOL LIFE WARNING", condition_id=asset_id)
            told += self._if_known(time_us, "toolc", warning)
        self._worn = set(worn)
        return told

    def _moved(self, place: tuple[float, float, float]) -> tuple[float, float, float]:
        x, y, z = (value + self._chance.uniform(-30.0, 30.0) for value in place)
        return x, y, z

    @staticmethod
    def _table(places: Mapping[str, tuple[float, float, float]], attributes: str = "") -> Entries:
        rows = {
            key: "".join(f'<Cell key="{axis}">{value:.3f}</Cell>' for axis, value in zip("XYZ", place, strict=True))
            for key, place in places.items()
        }
        return Entries(rows, attributes, reset=bool(attributes))

    def _say(self, time_us: int, key: str, value: Reported) -> Emission:
        return Emission(time_us, f"{self._name}-{key}", value)

    def _if_known(self, time_us: int, key: str, value: Reported) -> list[Emission]:
        return [self._say(time_us, key, value)] if f"{self._name}-{key}" in self._ids else []


def _with(component: Component, more: Mapping[str, tuple[DataItem, ...]]) -> Component:
    """Return a component with more data items in it and those below it, by component id."""
    below = tuple(_with(one, more) for one in component.components)
    return replace(component, items=(*component.items, *more.get(component.id, ())), components=below)
