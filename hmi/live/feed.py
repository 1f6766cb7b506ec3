"""What readers of the live side get: immutable snapshots of machines and links, and only of those that changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from hmi.domain.link import LinkFault, LinkMode, LinkReason, LinkStatus
from hmi.domain.machine import Machine
from hmi.domain.observation import Condition, Quality
from hmi.domain.signal import Signal
from hmi.domain.state import NOTHING_YET, MachineState, Verdict
from hmi.domain.tool import Tool


class LiveValue(NamedTuple):
    """The latest value of a number or text signal; ``time_us`` is on the machine's clock."""

    value: float | str | None
    quality: Quality
    time_us: int


class ActiveCondition(NamedTuple):
    """A warning or fault that is active; ``since_us`` is on the machine's clock."""

    signal: str
    condition: Condition
    since_us: int


@dataclass(frozen=True, slots=True)
class MachineLive:
    """One machine at one moment.

    ``since_us`` is when it entered its state and ``clock_offset_us`` the machine's clock minus this computer's, so
    that the time in state is ``now + clock_offset_us - since_us``. ``proof_us`` is this computer's clock when the
    machine's endpoint last gave a sign of life, ``newest_us`` the machine's time of its newest observation; None before
    the first. ``received_us`` is when the newest of these data arrived, for measuring the way to the screen.
    """

    machine: Machine
    verdict: Verdict = NOTHING_YET
    since_us: int | None = None
    previous: Verdict | None = None
    previous_us: int = 0
    """How long the state before this one lasted, in microseconds."""
    values: Mapping[str, LiveValue] = field(default_factory=dict)
    signals: Mapping[str, Signal] = field(default_factory=dict)
    conditions: tuple[ActiveCondition, ...] = ()
    tools: tuple[Tool, ...] = ()
    clock_offset_us: int = 0
    proof_us: int | None = None
    newest_us: int | None = None
    received_us: int | None = None
    link: LinkStatus | None = None

    @property
    def lost(self) -> LinkReason | None:
        """Why this machine has no live link, or None while it has one or nobody knows yet."""
        if self.link is None:
            return None
        own = self.link.machine_reasons.get(self.machine.key)
        if own is not None or not self.link.connected:
            return own or self.link.reason
        # the silence is noticed here a moment before the link itself gives up
        silent = self.verdict.state is MachineState.OFFLINE and self.link.mode is not LinkMode.RECOVERING
        return LinkReason(LinkFault.SILENT) if silent else None

    def value(self, key: str) -> float | str | None:
        """Return the latest value of a signal; None where it is unavailable or unknown."""
        latest = self.values.get(key)
        return None if latest is None else latest.value

    def number(self, key: str) -> float | None:
        """Return the latest value of a number signal; None where it is unavailable, unknown or no number."""
        value = self.value(key)
        return value if isinstance(value, float) else None

    def text(self, key: str) -> str | None:
        """Return the latest value of a text signal; None where it is unavailable or unknown."""
        value = self.value(key)
        return None if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since the last time: whole snapshots of the machines and links concerned."""

    machines: tuple[MachineLive, ...] = ()
    links: tuple[LinkStatus, ...] = ()


Listener = Callable[[Changes], None]


class Feed(Protocol):
    """The read side of the live data: the hub in this process, or a store that another process writes."""

    def everything(self) -> Changes:
        """Return the present state of all machines and links, in the order of the site file. Any thread."""

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` on the feed's thread with what changed, at most ten times a second; return how to stop."""
