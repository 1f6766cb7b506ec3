"""What other programs get of the history: tables of plain columns, read block by block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from typing import Any, Final

from hmi.domain.observation import Condition, Value
from hmi.domain.records import StateInterval, StoredPoint
from hmi.domain.signal import Signal
from hmi.history.errors import UnknownMachineError, UnknownSignalError
from hmi.history.queries import History

_BLOCK: Final = 20_000

Block = Sequence[tuple[Any, ...]]
"""Rows with a value for every column of their table."""


class Kind(Enum):
    """What a column holds; any value may be None."""

    TIME = "time"
    """Microseconds UTC."""
    NUMBER = "number"
    TEXT = "text"
    WORD = "word"
    """One of few texts, each of which comes often."""
    COUNT = "count"
    """A whole number up to 64 bits without a sign."""
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    kind: Kind


OBSERVATIONS: Final = (
    Column("machine", Kind.WORD),
    Column("signal", Kind.WORD),
    Column("unit", Kind.WORD),
    Column("time", Kind.TIME),
    Column("value", Kind.NUMBER),
    Column("text", Kind.TEXT),
    Column("quality", Kind.WORD),
    Column("instance", Kind.COUNT),
    Column("sequence", Kind.COUNT),
)
"""A number has no text and a text no number; neither is there where the signal was unavailable."""

STATES: Final = (
    Column("machine", Kind.WORD),
    Column("start", Kind.TIME),
    Column("end", Kind.TIME),
    Column("state", Kind.WORD),
    Column("reason", Kind.WORD),
    Column("detail", Kind.TEXT),
    Column("rule", Kind.WORD),
    Column("uncertain", Kind.FLAG),
)
"""Stays in a state, whole; one that lasts has no end."""


def read_observations(
    history: History, machines: Sequence[str], signals: Sequence[str], start_us: int, end_us: int
) -> Iterator[Block]:
    """Yield every stored observation in the window, by machine, signal and time.

    Empty lists ask for all; signals are the product's keys, and a machine need not have all of them. Raises
    UnknownMachineError, and UnknownSignalError for a signal that none of the machines has.
    """
    known = {name: history.signals(name) for name in machines or [machine.key for machine in history.machines()]}
    keys = {signal.key for of_machine in known.values() for signal in of_machine}
    for key in signals:
        if key not in keys:
            raise UnknownSignalError(", ".join(known), key, sorted(keys))
    for of_machine in known.values():
        for signal in of_machine:
            if not signals or signal.key in signals:
                points = history.points(signal.machine, signal.key, start_us, end_us)
                yield from _blocks(_observation(signal, point) for point in points)


def read_states(history: History, machines: Sequence[str], start_us: int, end_us: int) -> Iterator[Block]:
    """Yield the stays that overlap the window, by machine and time; an empty list asks for all machines.

    Raises UnknownMachineError.
    """
    known = [machine.key for machine in history.machines()]
    for name in machines:
        if name not in known:
            raise UnknownMachineError(name, known)
    for name in machines or known:
        yield from _blocks(_stay(interval) for interval in history.states(name, start_us, end_us))


def _blocks(rows: Iterable[tuple[Any, ...]]) -> Iterator[Block]:
    left = iter(rows)
    while block := list(islice(left, _BLOCK)):
        yield block


def _observation(signal: Signal, point: StoredPoint) -> tuple[Any, ...]:
    value = point.value
    number = value if isinstance(value, float) else None
    return (
        signal.machine,
        signal.key,
        signal.unit,
        point.time_us,
        number,
        words_of(value) if number is None else None,
        point.quality.name,
        point.instance,
        point.sequence,
    )


def words_of(value: Value) -> str | None:
    """Return a text as it is, and a condition as its level, code and text."""
    if isinstance(value, Condition):
        return " ".join(part for part in (value.level.value.upper(), value.code, value.text) if part)
    return value if isinstance(value, str) else None


def _stay(interval: StateInterval) -> tuple[Any, ...]:
    verdict = interval.verdict
    return (
        interval.machine,
        interval.start_us,
        interval.end_us,
        verdict.state.name,
        verdict.reason.name,
        verdict.detail,
        verdict.rule,
        verdict.uncertain,
    )
