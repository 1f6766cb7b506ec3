"""Reads the observations of an MTConnectStreams document in the order in which they happened."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from operator import itemgetter

from lxml import etree

from hmi.domain.observation import Condition, ConditionLevel, Observation, Quality, Value
from hmi.sources.mtconnect.document import Document, Header, local_name
from hmi.sources.mtconnect.model import Binding, Bindings, Form
from hmi.sources.mtconnect.timestamp import parse_us

_UNAVAILABLE = "UNAVAILABLE"
_CONTAINERS = frozenset({"Samples", "Events", "Condition"})
_LEVELS = {level.name.title(): level for level in ConditionLevel}
_SERIOUS_ALARMS = frozenset({"CRITICAL", "ERROR"})
_NO_VECTOR: tuple[float | None, ...] = (None, None, None)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+(?:,\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_MAX_SEQUENCE = (1 << 63) - 1
_by_sequence = itemgetter(Observation._fields.index("sequence"))


@dataclass(frozen=True, slots=True)
class Streams:
    """The observations of one document that somebody wants, in ascending sequence.

    ``heard`` counts the elements behind them (a 3D value is one element and three observations), ``rejected`` those
    that could not be read, ``unknown`` those of data items that the probe did not name.
    """

    header: Header
    observations: tuple[Observation, ...] = ()
    heard: int = 0
    rejected: int = 0
    unknown: int = 0


def read_streams(document: Document, bindings: Bindings) -> Streams:
    """Read an MTConnectStreams document; devices without bindings are passed over.

    An observation without a valid data item id, time stamp or sequence is rejected, its neighbours are kept. One that
    says UNAVAILABLE has no value (None, Quality.UNAVAILABLE), and neither has a number that is none (None,
    Quality.BAD): both end the value before them. Sets and tables become a JSON text of their entries.
    """
    reader = _Reader()
    for device in _device_streams(document.root):
        wanted = bindings.of(device.get("name") or "", device.get("uuid") or "")
        if wanted is not None:
            for container in _containers(device):
                reader.read(container, wanted)
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

    def read(self, container: etree._Element, bindings: Mapping[str, Binding]) -> None:
        """Read one Samples, Events or Condition element.

        The program's hottest loop, run for each observation of the shop. That is why it makes tuples without the
        constructor (half the time), asks for attributes by bytes (lxml 6.1 encodes text each time), and looks at an
        element's tag only where it says something: in a condition.
        """
        self._elements += len(container)
        append, new = self._observations.append, tuple.__new__
        number, plain = Form.NUMBER, Form.TEXT
        good, unavailable, bad = Quality.GOOD, Quality.UNAVAILABLE, Quality.BAD
        value: Value
        for element in container:
            get = element.get
            binding = bindings.get(get(b"dataItemId", ""))
            if binding is None:
                self._pass_over(element)
                continue
            form, machine, keys, _ = binding
            try:
                sequence = int(get(b"sequence", ""))
                time_us = parse_us(get(b"timestamp", ""))
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
                    value, quality = _odd_number(text)
                append(new(Observation, (machine, keys[0], time_us, value, quality, sequence)))
            elif form is plain:
                word = text.strip()
                if len(element):
                    value, quality = _entries(element), good
                else:
                    value, quality = (None, unavailable) if word == _UNAVAILABLE else (word, good)
                append(new(Observation, (machine, keys[0], time_us, value, quality, sequence)))
            else:
                found = _uncommon(element, binding, time_us, sequence)
                self._rejected += not found
                self._observations += found

    def _pass_over(self, element: etree._Element) -> None:
        if element.get("dataItemId"):
            self._unknown += 1
        else:
            self._rejected += 1

    def result(self, header: Header) -> Streams:
        """Return everything read so far, sorted: documents are grouped by component."""
        found = self._observations
        found.sort(key=_by_sequence)
        if found and (found[0].sequence < 0 or found[-1].sequence > _MAX_SEQUENCE):
            kept = [observation for observation in found if 0 <= observation.sequence <= _MAX_SEQUENCE]
            self._rejected += len(found) - len(kept)
            found = kept
        heard = self._elements - self._rejected - self._unknown
        return Streams(header, tuple(found), heard, self._rejected, self._unknown)


def _uncommon(element: etree._Element, binding: Binding, time_us: int, sequence: int) -> list[Observation]:
    """Return the observations of an element that is neither a number nor a text; empty when it cannot be read."""
    _, machine, keys, _ = binding
    if binding.form is Form.VECTOR:
        parts, quality = _vector(element.text or "")
        return [
            Observation(machine, key, time_us, part, quality, sequence) for key, part in zip(keys, parts, strict=True)
        ]
    condition = _condition(element, binding)
    if condition is None:
        return []
    quality = Quality.UNAVAILABLE if condition.level is ConditionLevel.UNAVAILABLE else Quality.GOOD
    return [Observation(machine, keys[0], time_us, condition, quality, sequence)]


def _odd_number(text: str) -> tuple[float | None, Quality]:
    """Return what a text means that Python does not take for a number.

    Adapters on computers set to a language with a decimal comma write ``381,6404``; none writes thousands that way.
    """
    word = text.strip()
    if word == _UNAVAILABLE:
        return None, Quality.UNAVAILABLE
    if _DECIMAL_COMMA.fullmatch(word):
        return float(word.replace(",", ".")), Quality.GOOD
    return None, Quality.BAD


def _vector(text: str) -> tuple[tuple[float | None, ...], Quality]:
    words = text.split()
    if words == [_UNAVAILABLE]:
        return _NO_VECTOR, Quality.UNAVAILABLE
    try:
        parts = [float(word) for word in words]
    except ValueError:
        parts = [part for part, _ in map(_odd_number, words) if part is not None]
    if len(parts) != len(words) or len(parts) != len(_NO_VECTOR) or not all(map(isfinite, parts)):
        return _NO_VECTOR, Quality.BAD
    return tuple(parts), Quality.GOOD


def _entries(element: etree._Element) -> str:
    """Return a data set or table as JSON, verbatim; an entry that the observation removes is null."""
    entries: dict[str, str | dict[str, str] | None] = {}
    for entry in element:
        cells = {cell.get("key", ""): (cell.text or "").strip() for cell in entry}
        removed = entry.get("removed") == "true"
        entries[entry.get("key", "")] = None if removed else cells or (entry.text or "").strip()
    return json.dumps(entries, ensure_ascii=False)


def _condition(element: etree._Element, binding: Binding) -> Condition | None:
    """Return a condition, or None for a level that the standard does not have."""
    if binding.form is Form.ALARM:
        return _alarm(element, binding)
    level = _LEVELS.get(local_name(element))
    if level is None:
        return None
    return Condition(
        level=level,
        type=element.get("type") or binding.type,
        code=element.get("nativeCode") or "",
        text=(element.text or "").strip(),
        qualifier=element.get("qualifier") or "",
        condition_id=element.get("conditionId") or "",
    )


def _alarm(element: etree._Element, binding: Binding) -> Condition:
    """Return an alarm of MTConnect 1.0 as the condition that it would be today.

    Its state is ACTIVE, CLEARED or INSTANT; an instant alarm lasts no time, so it is reported as one that is over.
    """
    text = (element.text or "").strip()
    if text == _UNAVAILABLE:
        return Condition(ConditionLevel.UNAVAILABLE, binding.type)
    if (element.get("state") or "ACTIVE").upper() != "ACTIVE":
        level = ConditionLevel.NORMAL
    elif (element.get("severity") or "").upper() in _SERIOUS_ALARMS:
        level = ConditionLevel.FAULT
    else:
        level = ConditionLevel.WARNING
    code = element.get("nativeCode") or element.get("code") or ""
    return Condition(level, element.get("code") or binding.type, code, text)
