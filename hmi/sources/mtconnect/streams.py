"""Reads the observations of an MTConnectStreams document in the order in which they happened."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from lxml import etree

from hmi.domain.link import Adapter
from hmi.domain.observation import ConditionLevel, Observation, Quality, Value
from hmi.sources.mtconnect.document import Document, Header, local_name
from hmi.sources.mtconnect.model import Binding, Bindings, Form
from hmi.sources.mtconnect.readings import UNAVAILABLE, condition_of, odd_number, series, vector
from hmi.sources.mtconnect.timestamp import parse_us

_CONTAINERS = frozenset({"Samples", "Events", "Condition"})
_MAX_SEQUENCE = (1 << 63) - 1
_by_sequence = itemgetter(Observation._fields.index("sequence"))

Entry: TypeAlias = str | dict[str, str] | None
"""One entry of a data set, or of a table with its cells; None removes it."""


class SetChange(NamedTuple):
    """What one observation says of a data set or table; ``whole``: nothing that was there before is left."""

    entries: dict[str, Entry]
    whole: bool


@dataclass(frozen=True, slots=True)
class Streams:
    """The observations of one document that somebody wants, in ascending sequence.

    ``heard`` counts the elements behind them (a 3D value is one element and three observations), ``rejected`` those
    that could not be read, ``unknown`` those of data items that the probe did not name. ``conditions`` are those of
    the observations that report one. ``changes`` has the sets and tables by machine, signal and sequence.
    ``asset_news`` are the machines of which the agent says that an asset has changed, ``adapters`` its own adapters.
    ``unnamed`` are the devices and data items that the probe does not have.
    """

    header: Header
    observations: tuple[Observation, ...] = ()
    heard: int = 0
    rejected: int = 0
    unknown: int = 0
    conditions: tuple[Observation, ...] = ()
    changes: Mapping[tuple[str, str, int], SetChange] = field(default_factory=dict)
    asset_news: frozenset[str] = frozenset()
    adapters: tuple[Adapter, ...] = ()
    unnamed: frozenset[str] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether it says nothing but that the agent lives."""
        return not (self.heard or self.rejected or self.unknown)


def read_streams(document: Document, bindings: Bindings) -> Streams:
    """Read an MTConnectStreams document; devices without bindings are passed over.

    An observation without a valid data item id, time stamp or sequence is rejected, its neighbours are kept. One that
    says UNAVAILABLE has no value (None, Quality.UNAVAILABLE), and neither has a number that is none (None,
    Quality.BAD): both end the value before them. Sets and tables become a JSON text of their entries as the document
    has them. A time series becomes as many observations as it has values, the last at its time stamp (MTConnect Part
    3, TimeSeries). Numbers come in the product's units.
    """
    reader = _Reader()
    for device in _device_streams(document.root):
        name, uuid = device.get("name") or "", device.get("uuid") or ""
        if not bindings.names(name, uuid):
            reader.unnamed.add(f"device {name} {uuid}")
        wanted = bindings.of(name, uuid)
        if wanted is not None:
            for container in _containers(device):
                reader.read(container, wanted)
        elif bindings.adapters:
            for container in _containers(device):
                reader.read_adapters(container, bindings.adapters)
    return reader.result(document.header)


def _device_streams(root: etree._Element) -> Iterator[etree._Element]:
    for streams in root:
        if local_name(streams) == "Streams":
            yield from streams


def _containers(device: etree._Element) -> Iterator[etree._Element]:
    """Return what holds observations; some agents put it beside the component streams instead of inside."""
    for child in device:
        if local_name(child) in _CONTAINERS:
            yield child
        else:
            yield from child


class _Reader:
    """Collects the observations of one document."""

    def __init__(self) -> None:
        self._observations: list[Observation] = []
        self._elements = 0
        self._rejected = 0
        self._unknown = 0
        self.unnamed: set[str] = set()
        self._conditions: list[Observation] = []
        self._changes: dict[tuple[str, str, int], SetChange] = {}
        self._asset_news: set[str] = set()
        self._adapters: list[Adapter] = []
        self._stamps: dict[str, int] = {}
        """Times by their text; much of a document is stamped alike, and to read a stamp is a third of all work."""

    def read(self, container: etree._Element, bindings: Mapping[str, Binding]) -> None:  # noqa: PLR0912 - it is hot
        """Read one Samples, Events or Condition element.

        The program's hottest loop, run for each observation of the shop. That is why it makes tuples without the
        constructor (half the time), asks for attributes by bytes (lxml 6.1 encodes text each time), and looks at an
        element's tag only where it says something: in a condition.
        """
        self._elements += len(container)
        append, new, stamps = self._observations.append, tuple.__new__, self._stamps
        number, plain, triple = Form.NUMBER, Form.TEXT, Form.VECTOR
        good, unavailable, bad = Quality.GOOD, Quality.UNAVAILABLE, Quality.BAD
        value: Value
        for element in container:
            get = element.get
            binding = bindings.get(get(b"dataItemId", ""))
            if binding is None:
                self._pass_over(element)
                continue
            form, machine, keys, _, converted, _ = binding
            try:
                sequence = int(get(b"sequence", ""))
                stamp = get(b"timestamp", "")
                time_us = stamps.get(stamp)
                if time_us is None:
                    time_us = stamps[stamp] = parse_us(stamp)
            except (ValueError, OverflowError):
                self._rejected += 1
                continue
            text = element.text or ""
            if form is number:
                try:
                    value, quality = float(text), good
                    if not isfinite(value):
                        value, quality = None, bad
                except ValueError:
                    value, quality = odd_number(text)
                if converted is not None and value is not None:
                    value = converted.of(value)
                append(new(Observation, (machine, keys[0], time_us, value, quality, sequence)))
            elif form is plain:
                word = text.strip()
                if len(element):  # entries of an item that the probe does not call a set
                    value, quality = json_of(_entries(element)), good
                else:
                    value, quality = (None, unavailable) if word == UNAVAILABLE else (word, good)
                append(new(Observation, (machine, keys[0], time_us, value, quality, sequence)))
            elif form is triple:
                parts, quality = vector(text, converted)
                for key, part in zip(keys, parts):  # noqa: B905 - three of each; to check that costs as much as to make one
                    append(new(Observation, (machine, key, time_us, part, quality, sequence)))
            else:
                self._take_uncommon(element, binding, time_us, sequence)

    def _take_uncommon(self, element: etree._Element, binding: Binding, time_us: int, sequence: int) -> None:
        """Take an element that is no number, text or vector."""
        form, machine, keys, *_ = binding
        word = (element.text or "").strip()
        lost = word == UNAVAILABLE
        quality = Quality.UNAVAILABLE if lost else Quality.GOOD
        match form:
            case Form.SERIES:
                self._observations += (
                    Observation(machine, keys[0], moment_us, value, quality, sequence)
                    for moment_us, value, quality in series(element, binding, time_us)
                )
            case Form.SET:
                entries = {} if lost else _entries(element)
                whole = lost or element.get("resetTriggered") is not None
                self._changes[machine, keys[0], sequence] = SetChange(entries, whole)
                value = None if lost else json_of(entries)
                self._observations.append(Observation(machine, keys[0], time_us, value, quality, sequence))
            case Form.ASSET:
                self._asset_news.add(machine)
                value = None if lost else word
                self._observations.append(Observation(machine, keys[0], time_us, value, quality, sequence))
            case _:
                condition = condition_of(element, binding)
                if condition is None:
                    self._rejected += 1
                    return
                unknown = condition.level is ConditionLevel.UNAVAILABLE
                quality = Quality.UNAVAILABLE if unknown else Quality.GOOD
                observation = Observation(machine, keys[0], time_us, condition, quality, sequence)
                self._observations.append(observation)
                self._conditions.append(observation)

    def read_adapters(self, container: etree._Element, adapters: Mapping[str, str]) -> None:
        """Read what the agent's own device says of its adapters; the rest of it is nobody's."""
        for element in container:
            name = adapters.get(element.get("dataItemId") or "")
            if name is None:
                continue
            try:
                since_us = parse_us(element.get("timestamp") or "")
            except (ValueError, OverflowError):
                continue
            self._adapters.append(Adapter(name, (element.text or "").strip(), since_us))

    def _pass_over(self, element: etree._Element) -> None:
        item = element.get("dataItemId")
        if item:
            self._unknown += 1
            self.unnamed.add(item)
        else:
            self._rejected += 1

    def result(self, header: Header) -> Streams:
        """Return everything read so far, sorted: documents are grouped by component.

        A sequence far beyond what the header knows was garbled, and would have us go on behind it.
        """
        found = self._observations
        found.sort(key=_by_sequence)
        self._conditions.sort(key=_by_sequence)
        most = _most_of(header, self._elements)
        if found and (found[0].sequence < 0 or found[-1].sequence > most):
            kept = [observation for observation in found if 0 <= observation.sequence <= most]
            self._rejected += len(found) - len(kept)
            found = kept
            self._conditions = [one for one in self._conditions if 0 <= one.sequence <= most]
        return Streams(
            header,
            tuple(found),
            self._elements - self._rejected - self._unknown,
            self._rejected,
            self._unknown,
            tuple(self._conditions),
            self._changes,
            frozenset(self._asset_news),
            tuple(self._adapters),
            frozenset(self.unnamed),
        )


def _most_of(header: Header, elements: int) -> int:
    """Return the largest sequence that a document may have.

    A sloppy agent may make the header before it gathers the observations, which puts it behind by these at most.
    """
    if header.next_sequence is None:
        return _MAX_SEQUENCE
    return min(max(header.next_sequence, header.last_sequence or 0) + elements, _MAX_SEQUENCE)


def _entries(element: etree._Element) -> dict[str, Entry]:
    """Return the entries of a data set or table, verbatim; one that the observation removes is None."""
    entries: dict[str, Entry] = {}
    for entry in element:
        cells = {cell.get("key", ""): (cell.text or "").strip() for cell in entry}
        removed = entry.get("removed") == "true"
        entries[entry.get("key", "")] = None if removed else cells or (entry.text or "").strip()
    return entries


def json_of(entries: Mapping[str, Entry]) -> str:
    """Return entries as the text by which they are stored and shown."""
    return json.dumps(entries, ensure_ascii=False)
