"""What a machine is doing, judged from its signals by one table of rules; the first rule that matches wins.

The table is this product's; its inputs are MTConnect's Execution, ControllerMode, FunctionalMode, Availability,
EmergencyStop and Fault conditions (MTConnect Part 2), which OPC UA profiles map to the same words. All times are
microseconds UTC on the machine's clock, and the caller passes the clock in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, IntEnum
from typing import NamedTuple

SECOND_US = 1_000_000


class MachineState(IntEnum):
    """The eight states; the numbers are stored and never reused."""

    UNKNOWN = 0
    RUNNING = 1
    SETUP = 2
    IDLE = 3
    STOPPED = 4
    ALARM = 5
    OFF = 6
    """The endpoint answers, the machine does not."""
    OFFLINE = 7
    """The link to the endpoint is lost; it says nothing about the machine."""


class Reason(Enum):
    """Why a rule gave its state, as a key that the screen turns into words; stored as text."""

    LINK_LOST = "link_lost"
    NO_DATA = "no_data"
    NOTHING_YET = "nothing_yet"
    EMERGENCY_STOP = "emergency_stop"
    FAULT = "fault"
    CUTTING = "cutting"
    FEED_ZERO = "feed_zero"
    PREPARING = "preparing"
    WAITING = "waiting"
    WAITED_LONG = "waited_long"
    FEED_HOLD = "feed_hold"
    INTERRUPTED = "interrupted"
    PROGRAM_STOP = "program_stop"
    OPTIONAL_STOP = "optional_stop"
    PROGRAM_ENDED_EARLY = "program_ended_early"
    READY = "ready"
    PROGRAM_COMPLETED = "program_completed"
    MANUAL = "manual"
    DERIVED_MOTION = "derived_motion"
    DERIVED_STILL = "derived_still"
    POWER_OFF = "power_off"
    NOT_UNDERSTOOD = "not_understood"


class Reading(NamedTuple):
    """A text or number as last reported; ``value`` is None where the source said that it has none."""

    value: str | float | None
    time_us: int


class ActiveFault(NamedTuple):
    """A fault condition that is active; ``path`` is empty where it belongs to the whole machine."""

    code: str
    text: str
    since_us: int
    path: str = ""


@dataclass(frozen=True, slots=True)
class PathFacts:
    """The latest readings of one controller path; None means that the source has no such signal."""

    execution: Reading | None = None
    mode: Reading | None = None
    functional_mode: Reading | None = None
    feed_override: Reading | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the rules look at.

    ``link_lost_us`` is the last proof of life while the link is lost, else None. ``last_motion_us`` is when an axis or
    spindle last moved, ``last_part_us`` when the part count last rose. ``seen``: anything was reported at all.
    """

    link_lost_us: int | None = None
    link_detail: str = ""
    seen: bool = False
    availability: Reading | None = None
    power: Reading | None = None
    emergency_stops: tuple[Reading, ...] = ()
    faults: tuple[ActiveFault, ...] = ()
    paths: Mapping[str, PathFacts] = field(default_factory=dict)
    last_motion_us: int | None = None
    last_part_us: int | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a reading counts, in seconds."""

    wait_s: float = 120.0
    """A WAIT longer than this is no production any more."""
    setup_s: float = 600.0
    """A machine in manual mode that neither moves nor changes mode this long is idle, not in set-up."""
    cycle_s: float = 300.0
    """Without an Execution signal: motion or a finished part within this window counts as running."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A state with the rule that fired.

    ``detail`` is the source's own words behind it (``Execution FEED_HOLD``, an alarm's code and text). ``uncertain``:
    the source contradicts itself. ``until_us`` is when the verdict changes although nothing new is reported.
    """

    state: MachineState
    rule: str
    reason: Reason
    detail: str = ""
    uncertain: bool = False
    until_us: int | None = None

    @property
    def why(self) -> tuple[MachineState, str, Reason, str, bool]:
        """What a person would call the same verdict: everything but its deadline."""
        return (self.state, self.rule, self.reason, self.detail, self.uncertain)


NOTHING_YET = Verdict(MachineState.UNKNOWN, "12", Reason.NOTHING_YET)

_ALIASES = {
    "IDLE": "READY",
    "RUNNING": "ACTIVE",
    "EXECUTING": "ACTIVE",
    "PAUSED": "FEED_HOLD",
    "HOLD": "FEED_HOLD",
    "AUTO": "AUTOMATIC",
    "MDI": "MANUAL_DATA_INPUT",
    "PROGRAM_OPTIONAL_STOP": "OPTIONAL_STOP",
}
_AUTOMATIC = frozenset({"", "AUTOMATIC", "SEMI_AUTOMATIC"})
_BY_HAND = frozenset({"MANUAL", "MANUAL_DATA_INPUT", "EDIT"})
_NOT_PRODUCTION = frozenset({"SETUP", "TEARDOWN", "MAINTENANCE", "PROCESS_DEVELOPMENT"})
_HELD = {
    "FEED_HOLD": Reason.FEED_HOLD,
    "INTERRUPTED": Reason.INTERRUPTED,
    "PROGRAM_STOPPED": Reason.PROGRAM_STOP,
    "OPTIONAL_STOP": Reason.OPTIONAL_STOP,
}


def word(reading: Reading | None) -> str:
    """Return a reading as one upper-case vocabulary word; empty where it is absent or unavailable."""
    if reading is None or reading.value is None:
        return ""
    text = str(reading.value).strip().upper().replace(" ", "_").replace("-", "_")
    return _ALIASES.get(text, text)


class _View(NamedTuple):
    """One path with what of the machine it needs, read once for all rules."""

    facts: Facts
    path: PathFacts
    faults: tuple[ActiveFault, ...]
    execution: str
    mode: str
    functional: str
    now_us: int
    timing: Timing


_Rule = Callable[[_View], Verdict | None]


def _fault_while_not_cutting(v: _View) -> Verdict | None:
    if not v.faults or v.execution in ("ACTIVE", "WAIT"):
        return None
    first = min(v.faults, key=lambda fault: fault.since_us)
    return Verdict(MachineState.ALARM, "4", Reason.FAULT, f"{first.code} {first.text}".strip())


def _cutting(v: _View) -> Verdict | None:
    if v.execution != "ACTIVE" or v.mode not in _AUTOMATIC or v.functional in _NOT_PRODUCTION:
        return None
    override = v.path.feed_override
    still = override is not None and override.value == 0
    return Verdict(MachineState.RUNNING, "5", Reason.FEED_ZERO if still else Reason.CUTTING, _said(v))


def _active_in_setup(v: _View) -> Verdict | None:
    if v.execution != "ACTIVE" or not (v.functional in _NOT_PRODUCTION or v.mode in _BY_HAND):
        return None
    return Verdict(MachineState.SETUP, "6", Reason.PREPARING, _said(v))


def _waiting(v: _View) -> Verdict | None:
    if v.execution != "WAIT" or v.path.execution is None:
        return None
    until = v.path.execution.time_us + int(v.timing.wait_s * SECOND_US)
    if v.now_us < until:
        return Verdict(MachineState.RUNNING, "7", Reason.WAITING, _said(v), until_us=until)
    return Verdict(MachineState.IDLE, "7", Reason.WAITED_LONG, _said(v))


def _held(v: _View) -> Verdict | None:
    reason = _HELD.get(v.execution)
    return None if reason is None else Verdict(MachineState.STOPPED, "8", reason, _said(v))


def _stopped(v: _View) -> Verdict | None:
    if v.execution != "STOPPED":
        return None
    if v.mode in _BY_HAND:
        return Verdict(MachineState.SETUP, "9", Reason.MANUAL, _said(v))
    return Verdict(MachineState.STOPPED, "9", Reason.PROGRAM_ENDED_EARLY, _said(v))


def _ready(v: _View) -> Verdict | None:
    if v.execution not in ("READY", "PROGRAM_COMPLETED"):
        return None
    idle = Reason.READY if v.execution == "READY" else Reason.PROGRAM_COMPLETED
    if v.mode not in _BY_HAND and v.functional not in _NOT_PRODUCTION:
        if v.mode not in _AUTOMATIC:
            return None
        return Verdict(MachineState.IDLE, "10", idle, _said(v))
    touched = [r.time_us for r in (v.path.mode, v.path.functional_mode) if r is not None]
    if v.facts.last_motion_us is not None:
        touched.append(v.facts.last_motion_us)
    until = max(touched, default=0) + int(v.timing.setup_s * SECOND_US)
    if v.now_us < until:
        return Verdict(MachineState.SETUP, "10", Reason.MANUAL, _said(v), until_us=until)
    return Verdict(MachineState.IDLE, "10", idle, _said(v))


def _derived(v: _View) -> Verdict | None:
    if v.path.execution is not None:
        return None
    if word(v.facts.power) == "OFF":
        return Verdict(MachineState.OFF, "11", Reason.POWER_OFF)
    signs = [t for t in (v.facts.last_motion_us, v.facts.last_part_us) if t is not None]
    until = max(signs, default=0) + int(v.timing.cycle_s * SECOND_US)
    if signs and v.now_us < until:
        return Verdict(MachineState.RUNNING, "11", Reason.DERIVED_MOTION, until_us=until)
    return Verdict(MachineState.IDLE, "11", Reason.DERIVED_STILL)


def _not_understood(v: _View) -> Verdict:
    return Verdict(MachineState.UNKNOWN, "12", Reason.NOT_UNDERSTOOD, _said(v))


def _said(v: _View) -> str:
    """The path's own words: its execution, and the mode where it is what makes the difference."""
    execution = "UNAVAILABLE" if v.path.execution is None or v.path.execution.value is None else v.path.execution.value
    said = f"Execution {execution}"
    if v.mode not in _AUTOMATIC or v.mode == "SEMI_AUTOMATIC":
        said += f" · ControllerMode {v.mode}"
    if v.functional in _NOT_PRODUCTION:
        said += f" · FunctionalMode {v.functional}"
    return said


PATH_RULES: tuple[_Rule, ...] = (
    _fault_while_not_cutting,
    _cutting,
    _active_in_setup,
    _waiting,
    _held,
    _stopped,
    _ready,
    _derived,
    _not_understood,
)
"""Rules 4 to 12, in order. Rules 1 to 3 look at the whole machine and stand in :func:`judge`."""

_WORST_PATH_FIRST = (
    MachineState.ALARM,
    MachineState.RUNNING,
    MachineState.STOPPED,
    MachineState.SETUP,
    MachineState.UNKNOWN,
    MachineState.IDLE,
    MachineState.OFF,
)


def judge(facts: Facts, now_us: int, timing: Timing | None = None) -> Verdict:
    """Return the state of a machine with the rule that fired.

    ``now_us`` is the machine's clock. A machine with several paths is in alarm if one is, running if one runs, and
    otherwise what needs a person most.
    """
    timing = timing or Timing()
    if facts.link_lost_us is not None:
        return Verdict(MachineState.OFFLINE, "1", Reason.LINK_LOST, facts.link_detail)
    if not facts.seen:
        return NOTHING_YET
    available = facts.availability is None or facts.availability.value not in (None, "UNAVAILABLE")
    if _no_controller(facts) and (facts.availability is None or not available):
        return Verdict(MachineState.OFF, "2", Reason.NO_DATA)
    uncertain = not available
    if any(word(stop) == "TRIGGERED" for stop in facts.emergency_stops):
        return Verdict(MachineState.ALARM, "3", Reason.EMERGENCY_STOP, "EmergencyStop TRIGGERED", uncertain)
    verdict = _worst(_judge_paths(facts, now_us, timing))
    return replace(verdict, uncertain=True) if uncertain else verdict


def _no_controller(facts: Facts) -> bool:
    """Whether no path has anything to say, or is older than the availability that contradicts it (rules 2 and 2b)."""
    if facts.availability is None:
        # without an Availability signal only an Execution that is there and unavailable speaks of a machine that is off
        executions = [p.execution for p in facts.paths.values() if p.execution is not None]
        return bool(executions) and all(e.value is None for e in executions)
    return not any(
        p.execution is not None and p.execution.value is not None and p.execution.time_us >= facts.availability.time_us
        for p in facts.paths.values()
    )


def _judge_paths(facts: Facts, now_us: int, timing: Timing) -> Iterable[Verdict]:
    paths = facts.paths or {"": PathFacts()}
    speaking = {
        key: path for key, path in paths.items() if path.execution is None or path.execution.value is not None
    } or paths
    busy = any(word(path.execution) in ("ACTIVE", "WAIT") for path in speaking.values())
    for key, path in speaking.items():
        # a fault of the whole machine does not stop a path that goes on cutting beside an idle one
        faults = tuple(f for f in facts.faults if f.path == key or (not busy and f.path not in paths))
        view = _View(
            facts, path, faults, word(path.execution), word(path.mode), word(path.functional_mode), now_us, timing
        )
        yield next(verdict for verdict in (rule(view) for rule in PATH_RULES) if verdict is not None)


def _worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict that stands for the machine; its deadline is the earliest of all paths."""
    every = list(verdicts)
    worst = min(every, key=lambda verdict: _WORST_PATH_FIRST.index(verdict.state))
    deadlines = [v.until_us for v in every if v.until_us is not None]
    return replace(worst, until_us=min(deadlines, default=None))
