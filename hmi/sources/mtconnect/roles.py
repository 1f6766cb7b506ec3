"""Which data item of a device plays which role: the table from MTConnect's vocabulary to the product's.

Types, sub-types and components are those of MTConnect Part 2, from the 1.0 era (SPINDLE_SPEED, PATH_FEEDRATE with
subType OVERRIDE, POWER_STATUS) to 2.x. A vendor's extension of a type (``x:PROGRAM_COMMENT``) counts as the type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from hmi.domain.signal import Role
from hmi.sources.mtconnect.probe import Component, DataItem

NEVER = 9
"""The rank of an item that is named after a role without playing it: a target of the part count is no part count."""


class Claim(NamedTuple):
    """A data item's claim to a role; in one component the lowest rank plays it, the others are named after it."""

    role: str
    rank: int


@dataclass(frozen=True, slots=True)
class _Rule:
    """``ranks``: sub-type to rank, where an absent sub-type never plays the role. ``where``: component types."""

    role: str
    ranks: Mapping[str, int] = field(default_factory=lambda: {"": 0})
    where: frozenset[str] = frozenset()


_CONTROL = frozenset({"Path", "Controller", "Device"})
_POWER = _CONTROL | {"Electric", "Power", "Systems"}
_MACHINE = frozenset({"Device"})

_RULES: Mapping[str, _Rule] = {
    "AVAILABILITY": _Rule(Role.AVAILABILITY, where=_MACHINE),
    "EXECUTION": _Rule(Role.EXECUTION, where=_CONTROL),
    "CONTROLLER_MODE": _Rule(Role.CONTROLLER_MODE, where=_CONTROL),
    "FUNCTIONAL_MODE": _Rule(Role.FUNCTIONAL_MODE, where=_CONTROL),
    "WAIT_STATE": _Rule(Role.WAIT_STATE, where=_CONTROL),
    "EMERGENCY_STOP": _Rule(Role.EMERGENCY_STOP),
    "POWER_STATE": _Rule(Role.POWER_STATE, {"": 0, "LINE": 0, "CONTROL": 1}, _POWER),
    "POWER_STATUS": _Rule(Role.POWER_STATE, where=_POWER),
    "PROGRAM": _Rule(Role.PROGRAM, {"": 0, "MAIN": 1, "ACTIVE": 2}, _CONTROL),
    "PROGRAM_COMMENT": _Rule(Role.PROGRAM_COMMENT, {"": 0, "MAIN": 1, "ACTIVE": 2}, _CONTROL),
    "PART_ID": _Rule(Role.PART, {"": 0}),
    "PART_NUMBER": _Rule(Role.PART, {"": 1}),
    "PART_KIND_ID": _Rule(Role.PART, {"": 2, "PART_NUMBER": 2, "PART_NAME": 3}),
    "PART": _Rule(Role.PART, {"": 4}),
    "PART_COUNT": _Rule(Role.PART_COUNT, {"ALL": 0, "": 1, "COMPLETE": 2}),
    "TOOL_NUMBER": _Rule(Role.TOOL, {"": 0}, _CONTROL),
    "TOOL_ID": _Rule(Role.TOOL, {"": 1}, _CONTROL),
    "TOOL_ASSET_ID": _Rule(Role.TOOL, {"": 2}, _CONTROL),
    "MESSAGE": _Rule(Role.MESSAGE),
    "LINE_NUMBER": _Rule(Role.LINE, {"ABSOLUTE": 0, "": 0, "INCREMENTAL": 2}, _CONTROL),
    "LINE": _Rule(Role.LINE, {"": 1, "ACTUAL": 1}, _CONTROL),
    "PATH_FEEDRATE_OVERRIDE": _Rule(Role.FEED_OVERRIDE, {"PROGRAMMED": 0, "": 1, "OVERRIDE": 1}),
    "ROTARY_VELOCITY_OVERRIDE": _Rule(Role.SPINDLE_OVERRIDE, {"PROGRAMMED": 0, "": 0, "OVERRIDE": 0}),
}
MANY_VALUES = frozenset({"DATA_SET", "TABLE", "TIME_SERIES"})
"""Representations of which one observation has more than one value."""
_SPEEDS = frozenset({"ROTARY_VELOCITY", "SPINDLE_SPEED"})
_SPINDLE_NAME = re.compile(r"(?i)(?:.*[^a-z])?s(?:p|pindle)?\d*[_.-]?(?:load|temp)")
_NUMERIC_EVENTS = frozenset(
    {"PART_COUNT", "PATH_FEEDRATE_OVERRIDE", "AXIS_FEEDRATE_OVERRIDE", "ROTARY_VELOCITY_OVERRIDE"}
)


def plain_type(text: str) -> str:
    """Return a type or sub-type in upper case without a vendor's prefix."""
    return text.rpartition(":")[2].upper()


def claim(item: DataItem, component: Component) -> Claim | None:
    """Return the role that a data item can play; None for what has no single value, or no name in the product."""
    if item.category == "CONDITION" or item.units.endswith("_3D") or item.representation in MANY_VALUES:
        return None
    kind, sub_type = plain_type(item.type), plain_type(item.sub_type)
    if kind == "PATH_FEEDRATE":
        return _feed_claim(sub_type, percent=item.units == "PERCENT")
    if kind == "PATH_FEEDRATE_OVERRIDE" and sub_type == "RAPID":
        return Claim(Role.RAPID_OVERRIDE, 0)
    if kind in _SPEEDS or kind in ("LOAD", "TEMPERATURE"):
        return _spindle_claim(kind, sub_type, item) if is_spindle(component) else None
    rule = _RULES.get(kind)
    if rule is None or (rule.where and component.type not in rule.where):
        return None
    return Claim(rule.role, rule.ranks.get(sub_type, NEVER))


def is_spindle(component: Component) -> bool:
    """Return whether a component is a spindle: a Spindle of the 1.0 era, or a rotary axis that turns as one.

    A rotary axis does when it has a speed, unless its RotaryMode is constrained to other modes, and also without a
    speed when SPINDLE is its only mode.
    """
    if component.type == "Spindle":
        return True
    if component.type != "Rotary":
        return False
    modes = {mode for item in component.items if plain_type(item.type) == "ROTARY_MODE" for mode in item.allowed}
    turns = any(plain_type(item.type) in _SPEEDS and item.category != "CONDITION" for item in component.items)
    return modes == {"SPINDLE"} or (turns and (not modes or "SPINDLE" in modes))


def is_number(item: DataItem) -> bool:
    """Return whether a data item's values are numbers: every sample, and the events that count or are a percentage."""
    return item.category == "SAMPLE" or plain_type(item.type) in _NUMERIC_EVENTS


def _feed_claim(sub_type: str, *, percent: bool) -> Claim:
    if percent or sub_type == "OVERRIDE":
        # before 1.3 the override was a feed rate in per cent
        return Claim(Role.RAPID_OVERRIDE, 1) if sub_type == "RAPID" else Claim(Role.FEED_OVERRIDE, 2)
    return Claim(Role.FEED_RATE, {"ACTUAL": 0, "": 1}.get(sub_type, NEVER))


def _spindle_claim(kind: str, sub_type: str, item: DataItem) -> Claim:
    if kind in _SPEEDS:
        if sub_type == "OVERRIDE" or item.units == "PERCENT":
            return Claim(Role.SPINDLE_OVERRIDE, 1)
        return Claim(Role.SPINDLE_SPEED, {"ACTUAL": 0, "": 1}.get(sub_type, NEVER))
    # Mazak gives the C axis two loads of equal type, Cload of the positioning axis and Sload of the spindle
    rank = 0 if _SPINDLE_NAME.fullmatch(item.name or item.id) else 1
    return Claim(Role.SPINDLE_LOAD if kind == "LOAD" else Role.SPINDLE_TEMPERATURE, rank)
