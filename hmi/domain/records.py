"""The records that the history keeps and gives back; times are integer microseconds UTC on the machine's clock."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from enum import Enum

from hmi.domain.observation import Batch, Cursor, Quality, Value
from hmi.domain.signal import Signal
from hmi.domain.state import Verdict


class GapReason(Enum):
    """Why observations could not be had."""

    OVERRUN = "overrun"
    """The endpoint had overwritten them before they were read."""
    RESTART = "restart"
    """The endpoint restarted and forgot what it had not yet delivered."""
    UNREADABLE = "unreadable"
    """What the endpoint sent for them cannot be read."""
    NOT_COLLECTING = "not_collecting"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Gap:
    """Observations of one source that are lost between two moments; ``lost`` is None where nobody can know."""

    source: str
    start_us: int
    end_us: int
    reason: GapReason
    lost: int | None = None


@dataclass(frozen=True, slots=True)
class StateChange:
    """From ``start_us`` on, the machine is in the verdict's state; it ends the interval before it.

    ``clamped`` says that the source stamped the change before the open interval began, so its start was moved.
    """

    machine: str
    start_us: int
    verdict: Verdict
    clamped: bool = False


@dataclass(frozen=True, slots=True)
class StateInterval:
    """A stay in one state; ``end_us`` is None while it lasts."""

    machine: str
    start_us: int
    end_us: int | None
    verdict: Verdict
    clamped: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What the writer commits in one transaction: a batch with its cursor, and the state changes it caused."""

    batch: Batch | None = None
    states: tuple[StateChange, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest stored observation of a signal."""

    machine: str
    signal: str
    time_us: int
    value: Value
    quality: Quality
    instance: int
    sequence: int


@dataclass(frozen=True, slots=True)
class StoredPoint:
    """One stored observation, read back whole; ``instance`` is the source's own number for its run."""

    time_us: int
    value: Value
    quality: Quality
    instance: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Memory:
    """What the program knew when it last wrote: the state to start from."""

    cursors: tuple[Cursor, ...] = ()
    latest: tuple[Latest, ...] = ()
    open_states: tuple[StateInterval, ...] = ()
    proofs_us: dict[str, int] = field(default_factory=dict)
    """Source to the receive time of its last stored batch."""
    signals: dict[str, tuple[Signal, ...]] = field(default_factory=dict)
    """Machine to all signals that it ever had."""


@dataclass(frozen=True, slots=True)
class Series:
    """One signal over a window, one bucket per entry that has data, in ascending time.

    Per bucket: start time (int64 us), first, minimum, maximum, last (float64), whether it ends unavailable.
    ``before`` is the newest value before the window; the signal held it when the window began.
    """

    signal: str
    times_us: array[int]
    first: array[float]
    low: array[float]
    high: array[float]
    last: array[float]
    broken: array[int]
    """1 where the bucket's last word was that the signal is unavailable: the line breaks after it."""
    before: float | None = None
    bucket_us: int = 0


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A text signal's value from ``start_us`` until the next; ``text`` is None where it was unavailable."""

    start_us: int
    text: str | None


@dataclass(frozen=True, slots=True)
class StoredCondition:
    """A condition event as it was stored."""

    signal: str
    time_us: int
    value: Value
    instance: int
    sequence: int
