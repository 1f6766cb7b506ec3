"""What a simulated machine says: one value of one data item at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple, TypeAlias

from hmi.simulator.device import DataItem

UNAVAILABLE = "UNAVAILABLE"


class Level(Enum):
    """The level of a condition; the value is its element in a streams document."""

    NORMAL = "Normal"
    WARNING = "Warning"
    FAULT = "Fault"
    UNAVAILABLE = "Unavailable"


class Activation(NamedTuple):
    """One activation or clearing of a condition; empty strings stand for what is not given."""

    level: Level
    code: str = ""
    text: str = ""
    qualifier: str = ""
    severity: str = ""
    condition_id: str = ""

    @property
    def key(self) -> str:
        """What tells two activations of one data item apart."""
        return self.condition_id or self.code


class Entries(NamedTuple):
    """A change of a DATA_SET or TABLE: key to the entry's XML text, or to None where the entry is removed.

    ``attributes`` is XML text that starts with a blank, or empty. ``reset``: the change replaces everything.
    """

    entries: Mapping[str, str | None]
    attributes: str = ""
    reset: bool = False


class Marked(NamedTuple):
    """A text with attributes of its own, such as ``sampleCount``; ``attributes`` as in :class:`Entries`."""

    text: str
    attributes: str


class Asset(NamedTuple):
    """An asset, told by a machine's data item for changed assets, or by that for removed ones if ``removed``.

    ``kind`` is its element, such as CuttingTool; ``attributes`` is XML text as in :class:`Entries`, ``body`` the XML
    text inside the element.
    """

    asset_id: str
    kind: str
    device_uuid: str
    attributes: str
    body: str
    removed: bool = False


Reported: TypeAlias = str | Activation | Entries | Marked | Asset


class Emission(NamedTuple):
    """One value of the data item ``item`` (its id), stamped by the machine in microseconds since 1970 UTC."""

    time_us: int
    item: str
    value: Reported


class Record(NamedTuple):
    """An emission as the agent keeps it."""

    sequence: int
    time_us: int
    item: DataItem
    value: Reported


def unavailable(item: DataItem) -> Reported:
    """Return what an agent says of a data item before the machine said anything."""
    if item.constant:
        return item.constant
    return Activation(Level.UNAVAILABLE) if item.category.value == "CONDITION" else UNAVAILABLE
