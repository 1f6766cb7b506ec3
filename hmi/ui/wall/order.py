"""Which machines the wall shows, and in what order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, IntEnum
from typing import TypeAlias

from hmi.domain.signal import Role
from hmi.domain.state import MachineState
from hmi.live.feed import MachineLive
from hmi.ui.natural import folded, natural

WORST_FIRST = (
    MachineState.ALARM,
    MachineState.STOPPED,
    MachineState.OFFLINE,
    MachineState.UNKNOWN,
    MachineState.OFF,
    MachineState.IDLE,
    MachineState.SETUP,
    MachineState.RUNNING,
)
AS_LISTED = (
    MachineState.ALARM,
    MachineState.STOPPED,
    MachineState.IDLE,
    MachineState.SETUP,
    MachineState.RUNNING,
    MachineState.OFF,
    MachineState.OFFLINE,
    MachineState.UNKNOWN,
)
"""The states as counts and filters list them: what the machine does first, what the link does last."""
NEEDS_EYES = frozenset({MachineState.ALARM, MachineState.STOPPED, MachineState.OFFLINE, MachineState.UNKNOWN})
"""The states that somebody should look into."""

_RANK = {state: rank for rank, state in enumerate(WORST_FIRST)}


class Order(Enum):
    """The orders that the user can choose."""

    WORST = "worst"
    NAME = "name"
    CELL = "cell"


class Group(IntEnum):
    """What machines can be filtered by."""

    STATE = 0
    PLANT = 1
    CELL = 2
    MODEL = 3


Value: TypeAlias = MachineState | str
"""A state in its group; in the other groups the site file's own word, empty where it names none."""


def brand(model: str) -> str:
    """Return the first word of a model."""
    return model.partition(" ")[0]


def value_of(live: MachineLive, group: Group) -> Value:
    """Return where a machine belongs in a group."""
    match group:
        case Group.STATE:
            return live.verdict.state
        case Group.PLANT:
            return live.machine.plant
        case Group.CELL:
            return live.machine.cell
        case Group.MODEL:
            return brand(live.machine.model)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the user wants to see: any of the chosen values within a group, all groups and all words together."""

    text: str = ""
    chosen: Mapping[Group, frozenset[Value]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether every machine passes."""
        return not self.text.strip() and not any(self.chosen.values())

    def accepts(self, live: MachineLive) -> bool:
        """Return whether a machine passes."""
        return not self.refused_by(live) and self.finds(live)

    def refused_by(self, live: MachineLive) -> list[Group]:
        """Return the groups of which a machine has none of the chosen values."""
        return [group for group, values in self.chosen.items() if values and value_of(live, group) not in values]

    def finds(self, live: MachineLive) -> bool:
        """Return whether all words that are searched for occur in what is known of a machine."""
        words = folded(self.text).split()
        if not words:
            return True
        machine = live.machine
        said = (live.text(role) or "" for role in (Role.PROGRAM, Role.PROGRAM_COMMENT, Role.PART))
        hay = folded("\n".join((machine.name, machine.model, machine.plant, machine.cell, *said)))
        return all(word in hay for word in words)

    def searching(self, text: str) -> Filter:
        """Return the filter with other words to search for."""
        return replace(self, text=text)

    def with_group(self, group: Group, values: Iterable[Value]) -> Filter:
        """Return the filter with other values chosen in a group."""
        return replace(self, chosen={**self.chosen, group: frozenset(values)})

    def toggled(self, group: Group, value: Value) -> Filter:
        """Return the filter with one value chosen that was not, or the other way round."""
        return self.with_group(group, self.chosen.get(group, frozenset()) ^ {value})


def arrange(lives: Iterable[MachineLive], wanted: Filter, order: Order) -> list[str]:
    """Return the keys of the machines that pass, in order."""
    passing = [live for live in lives if wanted.accepts(live)]
    return [live.machine.key for live in sorted(passing, key=lambda live: sort_key(live, order))]


def sort_key(live: MachineLive, order: Order) -> tuple[object, ...]:
    """Return what an order compares; worst first is by state, then longest in it, then name."""
    machine = live.machine
    name = natural(machine.name)
    match order:
        case Order.NAME:
            return (name,)
        case Order.CELL:
            return (natural(machine.plant), natural(machine.cell), name)
        case Order.WORST:
            # the machines' clocks differ, so that since when is compared on this computer's
            since = None if live.since_us is None else live.since_us - live.clock_offset_us
            return (_RANK[live.verdict.state], since is None, since or 0, name)


def counts(lives: Iterable[MachineLive]) -> dict[MachineState, int]:
    """Return how many machines are in each state."""
    tally = Counter(live.verdict.state for live in lives)
    return {state: tally[state] for state in AS_LISTED}


def choices(lives: Sequence[MachineLive], wanted: Filter) -> dict[Group, dict[Value, int]]:
    """Return the values of each group and how many machines each would leave, given the other groups and the words.

    States come as listed, plants and cells in the order of the site file, models by how many machines there are.
    """
    every: dict[Group, Counter[Value]] = {group: Counter() for group in Group}
    left: dict[Group, Counter[Value]] = {group: Counter() for group in Group}
    for live in lives:
        values = {group: value_of(live, group) for group in Group}
        for group, value in values.items():
            every[group][value] += 1
        refused = wanted.refused_by(live)
        if len(refused) > 1 or not wanted.finds(live):
            continue
        # what only one group refuses is what that group's other values would bring back
        for group in refused or Group:
            left[group][values[group]] += 1
    models = sorted(every[Group.MODEL], key=lambda model: (-every[Group.MODEL][model], natural(str(model))))
    orders: dict[Group, Iterable[Value]] = {**every, Group.STATE: AS_LISTED, Group.MODEL: models}
    return {group: {value: left[group][value] for value in orders[group]} for group in Group}
