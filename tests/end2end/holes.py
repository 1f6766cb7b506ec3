"""Compares the sequences that are absent from a store with the gaps that it tells."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from tests.end2end.ledger import Said, Stored, StoredGap

_SECOND_US = 1_000_000
"""Agents tell their clock in whole seconds."""


def ends_at(last_us: int, time_us: int | None) -> bool:
    """Return whether everything can be known up to a moment where this is the time of the last observation before it.

    Whoever has heard everything knows it up to when the agent made the document.
    """
    return time_us is not None and 0 <= time_us - last_us <= _SECOND_US


class Hole(NamedTuple):
    """Sequences of one run from ``start`` up to ``end`` that were not read, though some were told as the present."""

    start: int
    end: int
    gaps: tuple[StoredGap, ...]


def unexplained(store: Stored) -> list[str]:
    """Return what does not fit between the sequences that a store lacks and its gaps; nothing if all does.

    An overrun gap stands for as many absent sequences as it says are lost: it begins with the observation before them
    and ends with the one after them. Where collecting broke off between a gap and what follows, the next gap continues
    it, and both together are one hole, before which neither begins. Inside a hole an observation may be stored all the
    same, because it was the present value of its signal when reading began again: one for each signal (and each code
    of a condition), and each gap.

    A restart gap stands between two runs of the agent; what the new run had overwritten before it was first read is
    part of it. What the first run had overwritten before it was first read was never ours to lose.
    """
    found: list[str] = []
    overruns = sorted((g for g in store.gaps if g.reason == "overrun"), key=lambda g: (g.end_us, g.start_us))
    restarts = sorted((g for g in store.gaps if g.reason == "restart"), key=lambda g: (g.end_us, g.start_us))
    found += [f"another reason: {gap}" for gap in store.gaps if gap.reason not in ("overrun", "restart")]
    runs = list(store.runs.items())
    if len(restarts) != len(runs) - 1:
        found.append(f"{len(runs)} runs, but {len(restarts)} restarts: {restarts}")
    for index, (run, rows) in reversed(list(enumerate(runs))):
        top, absent = _Rows(rows), _absent(rows)
        while absent and overruns and (hole := top.hole(absent, overruns)):
            del overruns[-len(hole.gaps) :]
            absent = [sequence for sequence in absent if sequence < hole.start]
        start = (absent[-1] + 1) if absent else 1
        if not top.told_only(1, start, 1):
            found.append(f"run {run}: {len(absent)} sequences up to {start - 1} are in no gap; next is {overruns[-1:]}")
        if index and len(restarts) == len(runs) - 1:
            before, gap = _Rows(runs[index - 1][1]), restarts[index - 1]
            if not before.ends_before(gap.start_us) or not any(
                first >= start and top.told_only(1, first, 1) for first in top.at(gap.end_us)
            ):
                found.append(f"run {run}: the restart is misplaced: {gap}")
    return found + [f"nothing is absent for {gap}" for gap in overruns]


def _absent(rows: tuple[Said, ...]) -> list[int]:
    there = sorted({row.sequence for row in rows})
    return [n for one, two in pairwise([0, *there]) for n in range(one + 1, two)]


class _Rows:
    """The rows of one run, asked for by sequence and by time."""

    def __init__(self, rows: tuple[Said, ...]) -> None:
        self._rows = rows
        self._times: dict[int, list[int]] = {}
        self._time_of: dict[int, int] = {}
        for row in rows:
            self._times.setdefault(row.time_us, []).append(row.sequence)
            self._time_of[row.sequence] = row.time_us

    def at(self, time_us: int) -> list[int]:
        """Return the sequences of what was observed at a moment."""
        return self._times.get(time_us, [])

    def _ends_at(self, sequence: int, time_us: int) -> bool:
        last_us = self._time_of.get(sequence)
        return last_us is not None and ends_at(last_us, time_us)

    def ends_before(self, time_us: int) -> bool:
        """Return whether everything was known up to a moment with the last of all observations."""
        return bool(self._rows) and self._ends_at(self._rows[-1].sequence, time_us)

    def told_only(self, start: int, end: int, times: int) -> bool:
        """Return whether no signal has more rows in a stretch than it was told so many times."""
        seen: dict[object, int] = {}
        for row in self._rows:
            if start <= row.sequence < end:
                key = (row.item, row.value[2]) if isinstance(row.value, tuple) else row.item
                seen[key] = seen.get(key, 0) + 1
        return all(count <= times for count in seen.values())

    def hole(self, absent: list[int], gaps: list[StoredGap]) -> Hole | None:
        """Return the hole around the newest absent sequence that the newest gaps explain, as few of them as can."""
        lost = 0
        for count in range(1, len(gaps) + 1):
            lost += gaps[-count].lost or 0
            first_us = gaps[-count].start_us
            if lost > len(absent) or first_us != min(gap.start_us for gap in gaps[-count:]):
                continue
            start = absent[-lost]
            for end in self.at(gaps[-1].end_us):
                if self._ends_at(start - 1, first_us) and absent[-1] < end and self.told_only(start, end, count):
                    return Hole(start, end, tuple(gaps[-count:]))
        return None
