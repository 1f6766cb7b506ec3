"""A recorded streams document, played again in the order of its sequences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr

from lxml import etree

from hmi.simulator.device import Category, Component, DataItem, Device, element_name
from hmi.simulator.record import Activation, Emission, Entries, Level, Marked, Reported

MOST_BYTES: Final = 256 * 2**20
LONGEST_IDLE_S: Final = 10.0
"""A replay that would be silent for longer goes on after this long."""

_CATEGORIES = {"Samples": Category.SAMPLE, "Events": Category.EVENT, "Condition": Category.CONDITION}
_LEVELS = {level.value.upper(): level for level in Level}
_PARENTS = {
    "Linear": "Axes",
    "Rotary": "Axes",
    "Path": "Controller",
    "Coolant": "Systems",
    "Electric": "Systems",
    "Hydraulic": "Systems",
    "Lubrication": "Systems",
    "Pneumatic": "Systems",
}
"""Where a component belongs; a streams document does not say."""
_UNITS = {
    "POSITION": "MILLIMETER",
    "PATH_POSITION": "MILLIMETER_3D",
    "PATH_FEEDRATE": "MILLIMETER/SECOND",
    "AXIS_FEEDRATE": "MILLIMETER/SECOND",
    "ROTARY_VELOCITY": "REVOLUTION/MINUTE",
    "SPINDLE_SPEED": "REVOLUTION/MINUTE",
    "LOAD": "PERCENT",
    "ANGLE": "DEGREE",
    "TEMPERATURE": "CELSIUS",
    "PRESSURE": "PASCAL",
    "ACCUMULATED_TIME": "SECOND",
}
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|([+-]\d\d:\d\d))?")
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class ReplayError(Exception):
    """A recording that cannot be played, with a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What a streams document holds: emissions in ascending sequence, with the time stamps they were recorded with.

    ``skipped`` counts observations without a usable sequence, time stamp or data item id.
    """

    devices: tuple[Device, ...]
    emissions: tuple[Emission, ...]
    namespaces: dict[str, str]
    skipped: int = 0


def read_recording(path: Path) -> Recording:
    """Read an MTConnectStreams document. Raises ReplayError."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ReplayError(f"is larger than {MOST_BYTES // 2**20} MiB.")
        root = _parse(path.read_bytes())
    except OSError as error:
        raise ReplayError(f"{path} cannot be read: {error.strerror}.") from None
    except etree.XMLSyntaxError as error:
        raise ReplayError(f"{path} is not well-formed XML: {error.msg}.") from None
    except ReplayError as error:
        raise ReplayError(f"{path} {error}") from None
    recording = _Reader(root).recording()
    if not recording.emissions:
        raise ReplayError(f"{path} holds no observations.")
    return recording


def _parse(document: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(document, parser)
    if root.getroottree().docinfo.internalDTD:
        raise ReplayError("has a document type declaration, which no agent sends.")
    if etree.QName(root).localname != "MTConnectStreams":
        raise ReplayError(f"is not an MTConnectStreams document but {etree.QName(root).localname}.")
    return root


class _Reader:
    """Collects the devices and the observations of one document."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._own = etree.QName(root).namespace
        self._prefixes = {
            uri: prefix
            for prefix, uri in root.nsmap.items()
            if prefix and uri != self._own and not uri.endswith("XMLSchema-instance")
        }
        self._used: dict[str, str] = {}
        self._found: list[tuple[int, Emission]] = []
        self._skipped = 0

    def recording(self) -> Recording:
        devices = tuple(self._device(stream) for stream in self._root.iter("{*}DeviceStream"))
        self._found.sort(key=lambda one: one[0])
        return Recording(devices, tuple(emission for _, emission in self._found), self._used, self._skipped)

    def _device(self, stream: etree._Element) -> Device:
        name = stream.get("name") or "device"
        components: dict[str, tuple[etree._Element, dict[str, DataItem]]] = {}
        for one in stream.iterchildren("{*}ComponentStream"):
            identity = one.get("componentId") or f"{name}-{len(components)}"
            _, items = components.setdefault(identity, (one, {}))
            self._observations(one, items)
        outside: dict[str, DataItem] = {}
        self._observations(stream, outside)  # some programs write observations that belong to no component
        tree = _tree(name, components)
        tree = replace(tree, items=(*tree.items, *outside.values()))
        return Device(tree, stream.get("uuid") or name, description="recorded")

    def _observations(self, component: etree._Element, items: dict[str, DataItem]) -> None:
        for group in component.iterchildren(etree.Element):
            category = _CATEGORIES.get(etree.QName(group).localname)
            if category is None:
                continue
            for element in group.iterchildren(etree.Element):
                key, sequence = element.get("dataItemId"), element.get("sequence", "")
                time_us = _time_us(element.get("timestamp", ""))
                if not key or not sequence.isdecimal() or time_us is None:
                    self._skipped += 1
                    continue
                if key not in items:
                    items[key] = self._item(key, category, element)
                self._found.append((int(sequence), Emission(time_us, key, _value(element, category))))

    def _item(self, key: str, category: Category, element: etree._Element) -> DataItem:
        name = etree.QName(element)
        tag = name.localname
        if name.namespace and name.namespace != self._own:
            prefix = self._prefixes.get(name.namespace, "x")
            self._used[prefix] = name.namespace
            tag = f"{prefix}:{tag}"
        base, representation = _representation(tag)
        item_type = element.get("type") or _type_of(base)
        return DataItem(
            key,
            category,
            item_type,
            element.get("subType") or "",
            element.get("name") or "",
            units=_UNITS.get(item_type, "") if category is Category.SAMPLE else "",
            representation=representation,
            statistic=element.get("statistic") or "",
            tag="" if category is Category.CONDITION or element_name(item_type, representation) == tag else tag,
        )


def _representation(tag: str) -> tuple[str, str]:
    for suffix, representation in (("DataSet", "DATA_SET"), ("TimeSeries", "TIME_SERIES"), ("Table", "TABLE")):
        if tag.endswith(suffix) and tag != suffix:
            return tag.removesuffix(suffix), representation
    return tag, ""


def _type_of(tag: str) -> str:
    prefix, colon, local = tag.rpartition(":")
    return f"{prefix}{colon}{_WORD.sub('_', local).upper()}"


def _value(element: etree._Element, category: Category) -> Reported:
    text = (element.text or "").strip()
    if category is Category.CONDITION:
        return Activation(
            _LEVELS.get(etree.QName(element).localname.upper(), Level.UNAVAILABLE),
            element.get("nativeCode") or "",
            text,
            element.get("qualifier") or "",
            element.get("nativeSeverity") or "",
            element.get("conditionId") or "",
        )
    own = ("dataItemId", "sequence", "timestamp", "name", "subType", "statistic", "count")
    attributes = "".join(
        f" {name}={quoteattr(value)}"
        for name, value in ((str(key), str(content)) for key, content in element.attrib.items())
        if name not in own and not name.startswith("{")
    )
    entries = list(element.iterchildren("{*}Entry"))
    if entries:
        kept = {
            str(entry.get("key") or ""): None if entry.get("removed") == "true" else _inner(entry) for entry in entries
        }
        return Entries(kept, attributes, reset=element.get("resetTriggered") is not None)
    return Marked(text, attributes) if attributes else text


def _inner(entry: etree._Element) -> str:
    """Return an entry's content as XML text, without the document's namespaces."""
    escaped = etree.Element("e")
    escaped.text = entry.text
    for cell in entry.iterchildren(etree.Element):
        copy = etree.SubElement(escaped, etree.QName(cell).localname, {str(k): str(v) for k, v in cell.attrib.items()})
        copy.text = cell.text
    return etree.tostring(escaped, encoding="unicode").removeprefix("<e>").removesuffix("</e>").removesuffix("<e/>")


def _time_us(text: str) -> int | None:
    """Return a time stamp in microseconds since 1970 UTC; without a zone it is UTC. None if it is none."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    try:
        moment = datetime.fromisoformat(match[1] + (match[3] or "+00:00"))
    except ValueError:
        return None
    return int(moment.timestamp()) * 1_000_000 + int((match[2] or "0")[:6].ljust(6, "0"))


def _tree(name: str, components: dict[str, tuple[etree._Element, dict[str, DataItem]]]) -> Component:
    """Put components where a device model has them: axes under Axes, paths under Controller and so on."""
    root = Component("Device", name, name)
    parents: dict[str, Component] = {}
    below: dict[str, list[Component]] = {}
    own: list[Component] = []
    for identity, (stream, items) in components.items():
        tag = stream.get("component") or "Component"
        one = Component(tag, identity, stream.get("name") or "", items=tuple(items.values()))
        if tag in ("Device", "Agent"):
            root = Component(tag, identity, name, items=one.items)
        elif tag in _PARENTS:
            below.setdefault(_PARENTS[tag], []).append(one)
        elif tag in _PARENTS.values() and tag not in parents:
            parents[tag] = one
        else:
            own.append(one)
    for tag, children in below.items():
        parent = parents.get(tag) or Component(tag, f"{root.id}-{tag.lower()}", tag)
        parents[tag] = replace(parent, components=tuple(children))
    return replace(root, components=(*parents.values(), *own))


@dataclass(slots=True)
class Replay:
    """Plays a recording from ``start_us`` on (microseconds since 1970 UTC), ``speed`` times as fast as it was made.

    Time stamps are moved to the moment at which they are played, unless ``original_times`` keeps them. ``loop`` begins
    again at the end.
    """

    recording: Recording
    start_us: int
    speed: float = 1.0
    original_times: bool = False
    loop: bool = True
    _due: Iterator[tuple[int, Emission]] = field(init=False)
    _next: tuple[int, Emission] | None = field(init=False)

    def __post_init__(self) -> None:
        self._due = self._play()
        self._next = next(self._due)

    def until(self, time_us: int) -> list[Emission]:
        """Return what is played up to a moment, once."""
        said: list[Emission] = []
        while self._next is not None and self._next[0] <= time_us:
            due_us, emission = self._next
            said.append(emission if self.original_times else emission._replace(time_us=due_us))
            self._next = next(self._due, None)
        return said

    def skim_until(self, time_us: int) -> None:
        """Go on at a moment with what comes next, as if the time before it had not been."""
        if self._next is not None and self._next[0] < time_us:
            self.start_us += time_us - self._next[0]
            self._next = (time_us, self._next[1])

    def _play(self) -> Iterator[tuple[int, Emission]]:
        """Yield emissions with the moment at which each is due."""
        emissions = self.recording.emissions
        played_us = 0.0
        while True:
            yield self.start_us + int(played_us), emissions[0]
            for before, emission in pairwise(emissions):
                # recorded time may run backwards, and a night in the recording is no reason to wait
                recorded_us = max(0, emission.time_us - before.time_us)
                played_us += min(recorded_us / self.speed, LONGEST_IDLE_S * 1e6)
                yield self.start_us + int(played_us), emission
            if not self.loop:
                return
            played_us += 1e6
