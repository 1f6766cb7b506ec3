"""How many parts lie between two readings of a part counter (rules: research on OEE, part counter algorithm).

A counter says less than it seems: operators reset and correct it, controls roll it over, adapters let it jump (a Fanuc
adapter showed 2000, then 599999 for half an hour, then 2000 again; mtconnect/adapter issue 24). What is reported as
made is never negative, and is never more than a machine can make in the time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

from hmi.domain.observation import Value

RETURNS_WITHIN_US = 2 * 3_600_000_000
"""How long after a break a counter that comes back to its old level is taken to go on there; the jump that we know of
lasted 20 to 50 minutes."""
_LARGEST = 1 << 53
"""From here on floating-point numbers do not tell whole numbers apart."""


class Reading(NamedTuple):
    """What a counter showed; ``value`` is None where it had none, ``instance`` is the run of the agent that says so."""

    value: int | None
    time_us: int
    instance: int = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """What a counter can do.

    ``least_cycle_us`` is the shortest time in which the machine makes a part, ``modulus`` the number of values after
    which the counter begins again at 0, None where that is not known. ``proofs`` is how many readings must continue an
    implausible jump before it is believed.
    """

    least_cycle_us: int
    modulus: int | None = None
    proofs: int = 3

    def __post_init__(self) -> None:
        if self.least_cycle_us <= 0 or self.proofs < 1 or (self.modulus is not None and self.modulus < 2):
            raise ValueError(f"no pace that a counter can have: {self}")

    def allows(self, parts: int, span_us: int) -> bool:
        """Return whether so many parts can be finished in a time: the first may have been nearly done before."""
        return (parts - 1) * self.least_cycle_us <= max(span_us, 0)


class Mark(NamedTuple):
    """A level of the counter and since when it showed that."""

    value: int
    time_us: int


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A jump that no machine can make: where it began, where it is now, and how many readings say so."""

    start: Mark
    now: Mark
    seen_us: int
    proofs: int = 1


@dataclass(frozen=True, slots=True)
class Break:
    """What a counter showed before it was reset or jumped, when that was seen, and what was counted since."""

    before: Mark
    time_us: int
    counted: int = 0


@dataclass(frozen=True, slots=True)
class Counter:
    """What is known of one counter so far: its level, a jump that is held back, and where it last broke off."""

    instance: int
    level: Mark
    suspicion: Suspicion | None = None
    broken: Break | None = None


class Event(Enum):
    """What a reading was, where it was more than parts that were made."""

    BASELINE = "baseline"
    """The first reading, or the first of another run of the agent: there is nothing to compare it with."""
    SUSPECT = "suspect"
    """The counter grew faster than the machine can work; nothing is counted until it proves true."""
    REBASED = "rebased"
    """A suspect jump has proved true: the jump itself counts nothing, what the counter grew since then does."""
    RETURNED = "returned"
    """The counter is back where it was before a reset or a jump, and goes on there."""
    ROLLED_OVER = "rolled_over"
    RESET = "reset"
    CORRECTED = "corrected"
    """Somebody took one part back by hand."""


class Delta(NamedTuple):
    """What one reading adds.

    ``parts`` were made, never negative. ``corrected`` were taken back by hand, and are not subtracted from them.
    ``missed``: the growth over a restart of the agent as far as it is plausible; nobody saw when it happened, so it is
    an estimate for that gap and no part of ``parts``.
    """

    parts: int = 0
    event: Event | None = None
    corrected: int = 0
    missed: int = 0


NOTHING = Delta()


def whole(value: Value) -> int | None:
    """Return a stored value as a count, None where it is none: unavailable, text, a fraction or below 0."""
    if not isinstance(value, int | float) or not 0 <= value < _LARGEST or value != int(value):
        return None
    return int(value)


def read(counter: Counter | None, reading: Reading, pace: Pace) -> tuple[Counter | None, Delta]:
    """Return what is known after one more reading, and what it adds; ``counter`` is None before the first.

    Readings come in the order of (instance, sequence). Their times may run backwards, which leaves no time for more
    than one part. The same reading twice adds nothing.
    """
    value, time_us, instance = reading
    if value is None:
        return counter, NOTHING
    if counter is None:
        return Counter(instance, Mark(value, time_us)), Delta(event=Event.BASELINE)
    if instance != counter.instance:
        grown = value - counter.level.value
        missed = grown if grown > 0 and pace.allows(grown, time_us - counter.level.time_us) else 0
        return Counter(instance, Mark(value, time_us)), Delta(event=Event.BASELINE, missed=missed)
    level = counter.level
    if value == level.value:
        return replace(counter, suspicion=None) if counter.suspicion else counter, NOTHING
    mark = Mark(value, time_us)
    grown = value - level.value
    if grown > 0 and pace.allows(grown, time_us - level.time_us):
        return _counted(counter, mark, grown)
    if grown == -1 and value > 0:  # one that falls to 0 was reset, whatever it showed before
        return replace(counter, level=mark, suspicion=None), Delta(event=Event.CORRECTED, corrected=1)
    returned = _return(counter, mark, pace)
    if returned is not None:
        return Counter(instance, mark), Delta(returned, Event.RETURNED)
    return _jumped(counter, mark, pace) if grown > 0 else _fallen(counter, mark, pace)


def read_all(counter: Counter | None, readings: Iterable[Reading], pace: Pace) -> tuple[Counter | None, list[Delta]]:
    """Return what is known after several readings, and what each adds."""
    deltas = []
    for reading in readings:
        counter, delta = read(counter, reading, pace)
        deltas.append(delta)
    return counter, deltas


def _counted(counter: Counter, mark: Mark, parts: int) -> tuple[Counter, Delta]:
    """The counter grew as it should; what was held back against it is dropped."""
    broken = counter.broken
    if broken is not None:
        passed = counter.level.value < broken.before.value <= mark.value
        over = mark.time_us - broken.time_us > RETURNS_WITHIN_US
        broken = None if passed or over else replace(broken, counted=broken.counted + parts)
    return Counter(counter.instance, mark, broken=broken), Delta(parts)


def _return(counter: Counter, mark: Mark, pace: Pace) -> int | None:
    """Return what was made if the counter goes on where it last broke off, None if it does not."""
    broken = counter.broken
    if broken is None or mark.time_us - broken.time_us > RETURNS_WITHIN_US:
        return None
    old, level = broken.before.value, counter.level.value
    grown = mark.value - old
    if not (level < old <= mark.value or old <= mark.value < level) or not pace.allows(
        grown, mark.time_us - broken.before.time_us
    ):
        return None
    return max(grown - broken.counted, 0)


def _jumped(counter: Counter, mark: Mark, pace: Pace) -> tuple[Counter, Delta]:
    """The counter grew too fast: hold it back until enough readings continue from there."""
    held = counter.suspicion
    grown = mark.value - held.now.value if held else -1
    if held is None or grown < 0 or not pace.allows(grown, mark.time_us - held.now.time_us):
        held = Suspicion(mark, mark, mark.time_us)
        if pace.proofs > 1:
            return replace(counter, suspicion=held), Delta(event=Event.SUSPECT)
    elif mark.time_us == held.seen_us and not grown:
        return counter, NOTHING  # the same reading once more proves nothing
    else:
        held = Suspicion(held.start, mark if grown else held.now, mark.time_us, held.proofs + 1)
    if held.proofs < pace.proofs:
        return replace(counter, suspicion=held), NOTHING
    parts = held.now.value - held.start.value
    broken = Break(counter.level, held.start.time_us, parts)
    return Counter(counter.instance, held.now, broken=broken), Delta(parts, Event.REBASED)


def _fallen(counter: Counter, mark: Mark, pace: Pace) -> tuple[Counter, Delta]:
    """The counter shows less: it rolled over, or was reset."""
    level = counter.level
    span_us = mark.time_us - level.time_us
    if pace.modulus is not None and level.value < pace.modulus:
        parts = pace.modulus - level.value + mark.value
        if pace.allows(parts, span_us):
            return Counter(counter.instance, mark), Delta(parts, Event.ROLLED_OVER)
    parts = mark.value if pace.allows(mark.value, span_us) else 0
    return Counter(counter.instance, mark, broken=Break(level, mark.time_us, parts)), Delta(parts, Event.RESET)
