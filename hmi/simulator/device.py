"""The device model of an agent: what its probe document says about a device."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class Category(Enum):
    """The three kinds of data item; the value is the word of the probe document."""

    SAMPLE = "SAMPLE"
    EVENT = "EVENT"
    CONDITION = "CONDITION"


_ELEMENT_OF_CATEGORY = {Category.SAMPLE: "Samples", Category.EVENT: "Events", Category.CONDITION: "Condition"}
_ELEMENT_OF_REPRESENTATION = {"TIME_SERIES": "TimeSeries", "DATA_SET": "DataSet", "TABLE": "Table"}
_WORDS_THAT_STAY = {
    "MTCONNECT": "MTConnect",
    "URI": "URI",
    "AC": "AC",
    "DC": "DC",
    "PH": "PH",
}


@dataclass(frozen=True, slots=True)
class DataItem:
    """One data item; ``id`` is unique in the whole agent, ``tag`` its element in a stream where the type does not say.

    ``constant`` is the only value that the item can have (a Constraints element); empty if it can change.
    """

    id: str
    category: Category
    type: str
    sub_type: str = ""
    name: str = ""
    units: str = ""
    native_units: str = ""
    representation: str = ""
    coordinate_system: str = ""
    statistic: str = ""
    constant: str = ""
    discrete: bool = False
    tag: str = ""

    @property
    def element(self) -> str:
        """The name of its element in a streams document; a condition's element is its level instead."""
        return self.tag or element_name(self.type, self.representation)

    @property
    def group(self) -> str:
        """The element of a ComponentStream that holds its observations."""
        return _ELEMENT_OF_CATEGORY[self.category]


@dataclass(frozen=True, slots=True)
class Component:
    """One component with its data items and the components inside it; ``tag`` is its element name, such as Linear."""

    tag: str
    id: str
    name: str = ""
    native_name: str = ""
    items: tuple[DataItem, ...] = ()
    components: tuple[Component, ...] = ()

    def walk(self) -> Iterator[Component]:
        """Yield this component and all components below it, outermost first."""
        yield self
        for component in self.components:
            yield from component.walk()


@dataclass(frozen=True, slots=True)
class Device:
    """One device; its ``root`` component carries the device's own data items."""

    root: Component
    uuid: str
    manufacturer: str = ""
    model: str = ""
    serial: str = ""
    description: str = ""

    @property
    def name(self) -> str:
        return self.root.name

    @property
    def items(self) -> Iterator[DataItem]:
        """All data items of the device, in document order."""
        return (item for component in self.root.walk() for item in component.items)


def element_name(item_type: str, representation: str = "") -> str:
    """Return the streams element of a type: ``PATH_FEEDRATE`` is ``PathFeedrate``, ``x:TURRET`` is ``x:Turret``."""
    prefix, colon, local = item_type.rpartition(":")
    words = (_WORDS_THAT_STAY.get(word, word.capitalize()) for word in local.split("_"))
    return f"{prefix}{colon}{''.join(words)}{_ELEMENT_OF_REPRESENTATION.get(representation, '')}"


def agent_device(uuid: str, *components: Component) -> Device:
    """Return the device with which an agent of version 1.7 or later describes itself and its components."""
    prefix = f"agent_{uuid[-12:]}"
    items = (
        DataItem("agent_avail", Category.EVENT, "AVAILABILITY"),
        DataItem("device_added", Category.EVENT, "DEVICE_ADDED"),
        DataItem("device_removed", Category.EVENT, "DEVICE_REMOVED"),
        DataItem("device_changed", Category.EVENT, "DEVICE_CHANGED"),
        DataItem(f"{prefix}_asset_chg", Category.EVENT, "ASSET_CHANGED", discrete=True),
        DataItem(f"{prefix}_asset_rem", Category.EVENT, "ASSET_REMOVED"),
    )
    return Device(Component("Agent", prefix, "Agent", items=items, components=components), uuid)
