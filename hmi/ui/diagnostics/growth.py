"""How much a counter has grown lately."""

from __future__ import annotations

from collections import deque

_SECOND = 1_000_000
GROWTH_WINDOW_US = 600 * _SECOND
"""What grew within this is growing; what grew earlier is past."""
_STEP_US = 10 * _SECOND


class Growth:
    """The growth of a counter over the last ten minutes; what it counted before it was first seen is none."""

    def __init__(self) -> None:
        self._count: int | None = None
        self._newest_us = 0
        self._kept: deque[tuple[int, int]] = deque()

    def note(self, time_us: int, count: int) -> None:
        """Take the counter at a moment of this computer's clock.

        A counter or a clock that ran backwards begins a new measurement; a clock that is a moment behind does not,
        since what an endpoint reports may be newer than the window's last look at its clock.
        """
        if self._newest_us - _STEP_US <= time_us < self._newest_us:
            time_us = self._newest_us
        if self._count is None or count < self._count or time_us < self._newest_us:
            self._kept.clear()
        elif count > self._count:
            grown = count - self._count
            if self._kept and time_us - self._kept[-1][0] < _STEP_US:
                first_us, before = self._kept.pop()
                self._kept.append((first_us, before + grown))
            else:
                self._kept.append((time_us, grown))
        self._count, self._newest_us = count, time_us
        while self._kept and time_us - self._kept[0][0] >= GROWTH_WINDOW_US:
            self._kept.popleft()

    @property
    def lately(self) -> int:
        """By how much the counter grew in the last ten minutes."""
        return sum(grown for _time_us, grown in self._kept)
