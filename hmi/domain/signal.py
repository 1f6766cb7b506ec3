"""What a machine can report: its signals and the roles that the product knows by name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final


class SignalKind(Enum):
    """How a signal's values are kept: as numbers, as text, or as condition activations."""

    NUMBER = "num"
    TEXT = "text"
    CONDITION = "cond"


class Role:
    """Names of the signals that the product understands; a signal without a role is still kept and shown.

    The words are MTConnect's types in lower case where there is one (Part 2, DataItem types), so that a machinist who
    reads the source's model recognises them.
    """

    AVAILABILITY: Final = "availability"
    EXECUTION: Final = "execution"
    CONTROLLER_MODE: Final = "controller_mode"
    FUNCTIONAL_MODE: Final = "functional_mode"
    EMERGENCY_STOP: Final = "emergency_stop"
    POWER_STATE: Final = "power_state"
    WAIT_STATE: Final = "wait_state"
    PROGRAM: Final = "program"
    PROGRAM_COMMENT: Final = "program_comment"
    PART: Final = "part"
    PART_COUNT: Final = "part_count"
    TOOL: Final = "tool"
    MESSAGE: Final = "message"
    LINE: Final = "line"
    SPINDLE_LOAD: Final = "spindle_load"
    SPINDLE_SPEED: Final = "spindle_speed"
    SPINDLE_TEMPERATURE: Final = "spindle_temperature"
    SPINDLE_OVERRIDE: Final = "spindle_override"
    FEED_RATE: Final = "feed_rate"
    FEED_OVERRIDE: Final = "feed_override"
    RAPID_OVERRIDE: Final = "rapid_override"
    CONDITION: Final = "condition"


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal of one machine.

    ``key`` is the product's name, unique in the machine and stable over restarts of the source: the role for the first
    signal of a role (``spindle_load``), the role with its component for more (``spindle_load@S2``), otherwise a name
    made of component and type (``x.load``). ``source_id`` is the source's identity (MTConnect dataItemId); the three
    parts of a 3D value share it and have ``axis`` x, y or z. ``path`` is the controller path's id or empty.
    ``unit`` is the unit of the stored value, in MTConnect's words (``MILLIMETER/MINUTE``); ``source_unit`` the one in
    which the source sends it, where that is another. ``discrete``: a repeated value is another event.
    """

    machine: str
    key: str
    kind: SignalKind
    source_id: str
    type: str
    sub_type: str = ""
    name: str = ""
    component: str = ""
    component_name: str = ""
    path: str = ""
    role: str = ""
    unit: str = ""
    axis: str = ""
    source_unit: str = ""
    discrete: bool = False
