"""What a source reports: one value of one signal at one moment, and the batches these travel in.

Times are integer microseconds since 1970-01-01 UTC. Source time is data: it may run backwards. The order of
observations is (instance, sequence), where an instance is one run of the agent or server.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import NamedTuple, TypeAlias


class Quality(IntEnum):
    """How far a value can be trusted; stored as it stands."""

    GOOD = 0
    UNAVAILABLE = 1
    """The source says that it has no value; the value is None, never 0."""
    UNCERTAIN = 2
    """A value of a machine whose link or availability contradicts it."""
    BAD = 3
    """The source sent something that is no value of this signal."""


class ConditionLevel(Enum):
    """The level of one condition activation (MTConnect Part 2, Condition)."""

    NORMAL = "normal"
    WARNING = "warning"
    FAULT = "fault"
    UNAVAILABLE = "unavailable"


class Condition(NamedTuple):
    """One activation or clearing of a condition, as the source reported it.

    ``code`` is the controller's own alarm number (MTConnect nativeCode), ``condition_id`` the source's identity of the
    activation where it gives one (MTConnect 2.3 conditionId). Empty strings stand for what was not given.
    """

    level: ConditionLevel
    type: str
    code: str = ""
    text: str = ""
    qualifier: str = ""
    condition_id: str = ""

    @property
    def key(self) -> str:
        """What tells two activations of one signal apart; empty where the source gives neither an id nor a code."""
        return self.condition_id or self.code


Value: TypeAlias = float | str | Condition | None


class Observation(NamedTuple):
    """One value of one signal. A named tuple, because it is made by the hundred thousand (0.3 us against 1 us)."""

    machine: str
    signal: str
    time_us: int
    value: Value
    quality: Quality
    sequence: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a source goes on reading: everything below ``next_sequence`` of ``instance`` is in the history.

    ``time_us`` is the source time up to which everything is known, where it can be told: a later loss begins there.
    """

    source: str
    instance: int
    next_sequence: int
    time_us: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Batch:
    """Observations of one document in ascending sequence, with the cursor that is right once they are stored.

    ``received_us`` is this computer's clock at arrival, ``agent_us`` the source's clock when it made the document.
    A ``snapshot`` lists the present state: its conditions replace the sets known before, signal by signal.
    """

    cursor: Cursor
    observations: tuple[Observation, ...]
    received_us: int
    agent_us: int | None = None
    snapshot: bool = False
