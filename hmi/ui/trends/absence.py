"""Where a machine's data are absent: observations that are lost, and times without a link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hmi.domain.records import Gap, StateInterval
from hmi.domain.state import MachineState


@dataclass(frozen=True, slots=True)
class Absence:
    """A span of time without data; ``gap``: observations are lost, ``lost`` of them where anybody can know."""

    start_us: int
    end_us: int
    gap: bool
    lost: int | None = None


def absences(gaps: Iterable[Gap], states: Iterable[StateInterval], now_us: int) -> tuple[Absence, ...]:
    """Return the spans without data, ascending and apart: what overlaps is one."""
    spans = [Absence(gap.start_us, gap.end_us, True, gap.lost) for gap in gaps]
    spans += [
        Absence(state.start_us, now_us if state.end_us is None else state.end_us, False)
        for state in states
        if state.verdict.state is MachineState.OFFLINE
    ]
    merged: list[Absence] = []
    for span in sorted(spans, key=lambda span: (span.start_us, span.end_us)):
        last = merged[-1] if merged else None
        if last is None or span.start_us > last.end_us:
            merged.append(span)
        else:
            merged[-1] = Absence(last.start_us, max(last.end_us, span.end_us), last.gap or span.gap, _lost(last, span))
    return tuple(merged)


def _lost(first: Absence, second: Absence) -> int | None:
    """What two spans lost together: unknown as soon as one gap does not say."""
    gaps = [span.lost for span in (first, second) if span.gap]
    known = [lost for lost in gaps if lost is not None]
    return sum(known) if known and len(known) == len(gaps) else None


def stretches(spans: Sequence[Absence]) -> list[tuple[int, int]]:
    """Return only where they begin and end."""
    return [(span.start_us, span.end_us) for span in spans]
