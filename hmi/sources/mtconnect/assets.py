"""Reads the cutting tools of an MTConnectAssets document, with their life."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from lxml import etree

from hmi.domain.tool import LifeKind, Tool, ToolLife, nearest_end
from hmi.sources.mtconnect.document import Document, local_name

_UNAVAILABLE = "UNAVAILABLE"
_KINDS = {"MINUTES": LifeKind.MINUTES, "PART_COUNT": LifeKind.PARTS, "WEAR": LifeKind.WEAR}
_COUNTS_DOWN = {"UP": False, "DOWN": True}
_STATUS = frozenset({"CutterStatus", "ItemCutterStatus"})
"""Okuma's adapter puts the state of an item under a name of its own."""
_NUMBER = re.compile(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_MOST = 1e15
"""What is larger counts no minutes, parts or millimetres."""


@dataclass(frozen=True, slots=True)
class AssetTool:
    """A cutting tool as the agent keeps it; ``device_uuid`` is empty where the asset names no device.

    ``removed`` says that the tool was taken out and that the agent only remembers it.
    """

    device_uuid: str
    removed: bool
    tool: Tool


def read_tools(document: Document) -> tuple[AssetTool, ...]:
    """Return the cutting tools of an MTConnectAssets document in its order, removed ones among them.

    Elements are known by their local names, so that any version and namespace will do. A tool without an asset id is
    left out; so is whatever cannot be read within a tool, and never becomes 0. Other assets are passed over, archetypes
    among them: they describe what a tool is like when new.
    """
    return tuple(_tool(element) for element in _cutting_tools(document.root) if _attribute(element, "assetId"))


def _cutting_tools(root: etree._Element) -> Iterator[etree._Element]:
    for assets in _children(root, "Assets"):
        yield from _children(assets, "CuttingTool")


def _tool(element: etree._Element) -> AssetTool:
    cycle = next(_children(element, "CuttingToolLifeCycle"), None)
    parts = [] if cycle is None else list(cycle)
    items = [item for part in parts if local_name(part) == "CuttingItems" for item in part]
    tool = Tool(
        asset_id=_attribute(element, "assetId"),
        number=_said(parts, "ProgramToolNumber"),
        name=_said(element, "Description") or _code(element, "toolId"),
        serial=_code(element, "serialNumber"),
        location=_location(parts),
        status=_status(parts) or _status(part for item in items for part in item),
        lives=_lives(parts, "ToolLife") or _worst_of(items),
    )
    removed = _attribute(element, "removed").lower() in ("true", "1")
    return AssetTool(_attribute(element, "deviceUuid"), removed, tool)


# -- texts -----------------------------------------------------------------------------------------------------------


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if local_name(child) == name)


def _attribute(element: etree._Element, name: str) -> str:
    return (element.get(name) or "").strip()


def _code(element: etree._Element, name: str) -> str:
    """Return an attribute that identifies something; adapters write 0 where the control has nothing to say."""
    code = _attribute(element, name)
    return "" if code.strip("0") in ("", _UNAVAILABLE) else code


def _text(element: etree._Element) -> str:
    """Return all text in an element in one line; empty where the agent has none."""
    words = " ".join("".join(map(str, element.itertext())).split())
    return "" if words == _UNAVAILABLE else words


def _said(parts: etree._Element | list[etree._Element], name: str) -> str:
    """Return the text of the first element of a name that has any."""
    return next((text for part in parts if local_name(part) == name and (text := _text(part))), "")


def _location(parts: list[etree._Element]) -> str:
    """Return where the tool is, as ``POT 12``; without a number the type says nothing."""
    for part in parts:
        if local_name(part) == "Location" and (place := _text(part)):
            return f"{_attribute(part, 'type')} {place}".strip()
    return ""


def _status(parts: Iterator[etree._Element] | list[etree._Element]) -> tuple[str, ...]:
    """Return the words of all states, each once; UNAVAILABLE is one of them: the tool may not be used for cutting."""
    held = [part for part in parts if local_name(part) in _STATUS]
    words = ((status.text or "").strip().upper() for part in held for status in _children(part, "Status"))
    return tuple(dict.fromkeys(word for word in words if word))


# -- lives -----------------------------------------------------------------------------------------------------------


def _lives(parts: etree._Element | list[etree._Element], name: str) -> tuple[ToolLife, ...]:
    found = (_life(part) for part in parts if local_name(part) == name)
    return tuple(life for life in found if life is not None)


def _worst_of(items: list[etree._Element]) -> tuple[ToolLife, ...]:
    """Return, of each kind of life, that of the cutting item nearest its end.

    The tool has to be changed as soon as its first edge is done, however fresh the others are.
    """
    lives = [life for item in items for life in _lives(item, "ItemLife")]
    worst = (nearest_end([life for life in lives if life.kind is kind]) for kind in LifeKind)
    return tuple(life for life in worst if life is not None)


def _life(element: etree._Element) -> ToolLife | None:
    """Return a life; None where what it counts, its direction or its value cannot be read.

    Controls that have no life set say so with zeros (Mazak and Okuma write ``initial="0" limit="0"``): an end that does
    not lie behind the beginning is left out with it, since otherwise such a tool would be for ever at its end. So is a
    warning at the beginning.
    """
    kind = _KINDS.get(_attribute(element, "type").upper())
    down = _COUNTS_DOWN.get(_attribute(element, "countDirection").upper())
    value = _number(_text(element))
    if kind is None or down is None or value is None:
        return None
    initial, limit, warning = (_number(_attribute(element, name)) for name in ("initial", "limit", "warning"))
    if down:
        if initial is not None and initial <= (limit or 0.0):
            initial = limit = None
        if warning is not None and initial is not None and warning >= initial:
            warning = None
    else:
        if limit is not None and limit <= (initial or 0.0):
            initial = limit = None
        if warning is not None and warning <= (initial or 0.0):
            warning = None
    return ToolLife(kind, value, down, initial, limit, warning)


def _number(text: str) -> float | None:
    """Return a number, with a decimal point or comma; None for everything else."""
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text.replace(",", "."))
    return number if isfinite(number) and abs(number) <= _MOST else None
