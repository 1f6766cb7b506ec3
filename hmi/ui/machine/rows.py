"""The rows of the list of live values: what comes first, what is folded away, what was searched for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from hmi.domain.machine import Band
from hmi.domain.signal import Signal, SignalKind
from hmi.live.feed import LiveValue, MachineLive
from hmi.ui.figures import MISSING, number
from hmi.ui.machine.entries import entries_of, in_one_line
from hmi.ui.machine.normal import digits_of, scale_of
from hmi.ui.machine.signals import component_of, split
from hmi.ui.words import signal_name, unit_word

_FINE_UNITS = frozenset({"MILLIMETER", "MILLIMETER_3D", "DEGREE", "INCH"})


class RowKind(Enum):
    """What a row is."""

    BAR = auto()
    """A number with its normal band."""
    PLAIN = auto()
    GROUP = auto()
    """The name of a component above its signals."""
    FOLD = auto()
    """Unfolds what is not shown at first, or folds it away."""


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One row; ``digits`` None: as many as the number deserves. ``hidden`` counts what a fold hides.

    ``full_name`` says the component too, which ``name`` leaves to the heading of its group.
    """

    kind: RowKind
    key: str = ""
    name: str = ""
    full_name: str = ""
    unit: str = ""
    band: Band | None = None
    digits: int | None = None
    drawable: bool = False
    source_id: str = ""
    hidden: int = 0


def value_rows(live: MachineLive, *, unfolded: bool, sought: str = "") -> list[ValueRow]:
    """Return the rows of a machine; a search looks through everything, folded or not."""
    first, rest = split(live)
    words = sought.casefold().split()
    if words:
        first = [signal for signal in first if _matches(signal, words)]
        rest = [signal for signal in rest if _matches(signal, words)]
    rows = [_row(signal, live) for signal in first]
    if rest and not words:
        rows.append(ValueRow(RowKind.FOLD, hidden=0 if unfolded else len(rest)))
    if unfolded or words:
        component = None
        for signal in rest:
            if component_of(signal) != component:
                component = component_of(signal)
                if component:
                    rows.append(ValueRow(RowKind.GROUP, name=component))
            rows.append(_row(signal, live, grouped=True))
    return rows


def _matches(signal: Signal, words: list[str]) -> bool:
    text = " ".join(
        (signal_name(signal), signal.key, signal.component, signal.component_name, signal.type, signal.source_id)
    ).casefold()
    return all(word in text for word in words)


def _row(signal: Signal, live: MachineLive, *, grouped: bool = False) -> ValueRow:
    is_number = signal.kind is SignalKind.NUMBER
    band = live.machine.bands.get(signal.key) if is_number else None
    name = signal_name(signal)
    if band is not None:
        digits: int | None = digits_of(scale_of(band))
    else:
        digits = 3 if signal.unit.upper() in _FINE_UNITS else None
    return ValueRow(
        RowKind.PLAIN if band is None else RowKind.BAR,
        key=signal.key,
        name=name.removeprefix(f"{component_of(signal)} · ") if grouped else name,
        full_name=name,
        unit=unit_word(signal.unit),
        band=band,
        digits=digits,
        drawable=is_number,
        source_id=signal.source_id,
    )


def value_words(row: ValueRow, latest: LiveValue | None) -> str:
    """Return a value as it is written; what is unavailable is a dash, never 0."""
    if latest is None or latest.value is None:
        return MISSING
    if isinstance(latest.value, float):
        return number(latest.value, row.digits)
    entries = entries_of(latest.value)
    return in_one_line(entries) if entries is not None else latest.value or MISSING
