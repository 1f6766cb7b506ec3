"""Reads an MTConnectDevices document into devices, components and data items, as the agent names them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from lxml import etree

from hmi.sources.mtconnect.document import Document, local_name
from hmi.sources.mtconnect.failure import one_line


@dataclass(frozen=True, slots=True)
class DataItem:
    """One data item; empty strings stand for attributes that it does not have.

    ``composition`` is the type of the composition (a motor, a ballscrew) that it belongs to, ``allowed`` the values
    that its constraints name, ``sample_rate`` the values a second of a time series, where it is always the same.
    ``discrete``: a repeated value is another event.
    """

    id: str
    type: str
    category: str
    sub_type: str = ""
    name: str = ""
    units: str = ""
    representation: str = ""
    composition: str = ""
    coordinate_system: str = ""
    statistic: str = ""
    allowed: tuple[str, ...] = ()
    sample_rate: float | None = None
    discrete: bool = False


@dataclass(frozen=True, slots=True)
class Component:
    """One component with its own data items; ``path`` is the id of the controller path that it is or belongs to."""

    type: str
    id: str
    name: str = ""
    native_name: str = ""
    path: str = ""
    items: tuple[DataItem, ...] = ()

    @property
    def label(self) -> str:
        """What a machinist calls it."""
        return self.name or self.native_name or self.id or self.type


@dataclass(frozen=True, slots=True)
class Device:
    """One device; its first component is the device itself. ``is_agent`` marks the agent's report about itself.

    ``manufacturer``, ``model`` and ``serial`` are those of its Description, empty where it does not say them.
    """

    id: str
    name: str
    uuid: str
    is_agent: bool
    components: tuple[Component, ...]
    manufacturer: str = ""
    model: str = ""
    serial: str = ""

    @property
    def label(self) -> str:
        """How the site file can name it."""
        return self.name or self.uuid or self.id


def read_devices(document: Document) -> tuple[Device, ...]:
    """Return the devices of an MTConnectDevices document in its order, the agent's own device among them."""
    listed = [child for child in document.root if local_name(child) == "Devices"]
    return tuple(_device(element) for element in (listed[0] if listed else ()))


def _device(element: etree._Element) -> Device:
    about = next((dict(child.attrib) for child in element if local_name(child) == "Description"), {})
    return Device(
        id=element.get("id") or "",
        name=element.get("name") or "",
        uuid=element.get("uuid") or "",
        is_agent=local_name(element) == "Agent",
        components=tuple(_components(element)),
        manufacturer=_said(about.get("manufacturer")),
        model=_said(about.get("model")),
        serial=_said(about.get("serialNumber")),
    )


def _said(text: str | None) -> str:
    """Return an attribute for people in one line; empty where the agent has nothing to say."""
    line = one_line(text or "")
    return "" if line.upper() == "UNAVAILABLE" else line


def _components(device: etree._Element) -> Iterator[Component]:
    """Walk the tree in document order; without recursion, because a document may nest deeper than Python does."""
    waiting = [(device, "")]
    while waiting:
        element, path = waiting.pop()
        kind = local_name(element)
        if kind == "Path":
            path = element.get("id") or element.get("name") or ""
        compositions = {c.get("id"): c.get("type") or "" for c in _inside(element, "Compositions")}
        yield Component(
            type=kind,
            id=element.get("id") or "",
            name=element.get("name") or "",
            native_name=element.get("nativeName") or "",
            path=path,
            items=tuple(_item(item, compositions) for item in _inside(element, "DataItems")),
        )
        waiting.extend((child, path) for child in reversed(_inside(element, "Components")))


def _item(element: etree._Element, compositions: dict[str | None, str]) -> DataItem:
    return DataItem(
        id=element.get("id") or "",
        type=element.get("type") or "",
        category=(element.get("category") or "").upper(),
        sub_type=element.get("subType") or "",
        name=element.get("name") or "",
        units=element.get("units") or "",
        representation=element.get("representation") or "",
        composition=compositions.get(element.get("compositionId"), ""),
        coordinate_system=element.get("coordinateSystem") or "",
        statistic=element.get("statistic") or "",
        allowed=tuple((v.text or "").strip() for v in _inside(element, "Constraints") if local_name(v) == "Value"),
        sample_rate=positive(element.get("sampleRate")),
        # a representation of its own until 1.5, an attribute since
        discrete=element.get("discrete") == "true" or element.get("representation") == "DISCRETE",
    )


def positive(text: str | None) -> float | None:
    """Return a number over 0, None for anything else."""
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 0 < number < inf else None


def _inside(element: etree._Element, container: str) -> list[etree._Element]:
    """Return the children of an element's container of that local name."""
    return [child for holder in element if local_name(holder) == container for child in holder]
