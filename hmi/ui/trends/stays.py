"""A machine's stays in states as columns of pixels: a month of them is painted in a frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from hmi.domain.records import StateInterval
from hmi.domain.state import MachineState

Ranks: TypeAlias = npt.NDArray[np.uint8]

BY_RANK: Final = (
    MachineState.ALARM,
    MachineState.STOPPED,
    MachineState.OFFLINE,
    MachineState.UNKNOWN,
    MachineState.IDLE,
    MachineState.SETUP,
    MachineState.OFF,
    MachineState.RUNNING,
)
"""What matters most comes first: it is what a column shows in which several were."""
NOTHING: Final = len(BY_RANK)
_RANK: Final = {state: rank for rank, state in enumerate(BY_RANK)}
_FOREVER: Final = 2**62


class Run(NamedTuple):
    """Neighbouring columns in one state, from ``left`` to before ``right``."""

    state: MachineState
    left: int
    right: int


class Stays:
    """Stays, ascending; the last may be open. Times are microseconds UTC on the machine's clock."""

    def __init__(self, intervals: Sequence[StateInterval]) -> None:
        self.intervals = intervals
        ends = (_FOREVER if stay.end_us is None else stay.end_us for stay in intervals)
        self._start_us = np.fromiter((stay.start_us for stay in intervals), dtype=np.int64, count=len(intervals))
        self._end_us = np.fromiter(ends, dtype=np.int64, count=len(intervals))
        self._rank = np.fromiter((_RANK[s.verdict.state] for s in intervals), dtype=np.uint8, count=len(intervals))

    def ranks(self, start_us: int, end_us: int, now_us: int, width: int) -> Ranks:
        """Return what each of ``width`` columns of a window shows, nothing behind the present.

        A column shows the state in its middle or, if that is worse, one that lasted less than a column within it: no
        alarm is lost to rounding.
        """
        shown = np.full(width, NOTHING, dtype=np.uint8)
        first = int(np.searchsorted(self._end_us, start_us, side="right"))
        behind = int(np.searchsorted(self._start_us, min(end_us, now_us), side="left"))
        if behind <= first:
            return shown
        scale = width / max(end_us - start_us, 1)
        left = (self._start_us[first:behind] - start_us) * scale
        right = (np.minimum(self._end_us[first:behind], now_us) - start_us) * scale
        rank = self._rank[first:behind]
        middle = np.arange(width) + 0.5
        holder = np.searchsorted(left, middle, side="right") - 1
        holds = (holder >= 0) & (middle < right[holder])
        shown[holds] = rank[holder[holds]]
        short = (right - left < 1) & (right > left) & (left >= 0) & (left < width)
        np.minimum.at(shown, left[short].astype(np.int64), rank[short])
        return shown


def runs(ranks: Ranks, least: int = 1) -> list[Run]:
    """Return neighbouring columns of one state together, ascending, those at least so many columns wide."""
    edges = np.flatnonzero(np.diff(ranks.astype(np.int16), prepend=-1, append=-1))
    wide = np.flatnonzero((np.diff(edges) >= least) & (ranks[edges[:-1]] != NOTHING))
    return [Run(BY_RANK[ranks[edges[at]]], int(edges[at]), int(edges[at + 1])) for at in wide]
