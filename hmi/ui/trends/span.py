"""The window of time that a chart shows, and how the user moves it."""

from __future__ import annotations

from dataclasses import dataclass, replace

SHORTEST_US = 10_000_000
LONGEST_US = 366 * 86_400_000_000


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """From ``start_us`` to ``end_us`` (microseconds UTC); while ``live`` the end is the present and goes on with it."""

    start_us: int
    end_us: int
    live: bool = True

    @property
    def length_us(self) -> int:
        """How long it is."""
        return self.end_us - self.start_us

    def following(self, now_us: int) -> TimeSpan:
        """Return the window once the present has gone on: the same one unless it is live."""
        return self._ending(now_us) if self.live else self

    def lasting(self, length_us: int) -> TimeSpan:
        """Return a window of another length with the same end."""
        length_us = min(max(length_us, SHORTEST_US), LONGEST_US)
        return replace(self, start_us=self.end_us - length_us)

    def panned(self, by_us: int, now_us: int) -> TimeSpan:
        """Return the window moved to later (positive) or earlier, standing still; it never passes the present."""
        end_us = min(self.end_us + by_us, now_us)
        return replace(self._ending(end_us), live=False)

    def zoomed(self, factor: float, anchor_us: int, now_us: int) -> TimeSpan:
        """Return a window ``factor`` times as long in which the moment ``anchor_us`` stays where it is.

        A live window stays live where its end does not move away from the present.
        """
        length = min(max(round(self.length_us * factor), SHORTEST_US), LONGEST_US)
        share = (anchor_us - self.start_us) / max(self.length_us, 1)
        end_us = min(anchor_us + round(length * (1 - share)), now_us)
        return TimeSpan(end_us - length, end_us, self.live and end_us >= now_us)

    def paused(self) -> TimeSpan:
        """Return the same window, standing still."""
        return replace(self, live=False)

    def present(self, now_us: int) -> TimeSpan:
        """Return a window of the same length that follows the present."""
        return replace(self._ending(now_us), live=True)

    @staticmethod
    def between(start_us: int, end_us: int, now_us: int) -> TimeSpan:
        """Return a window that stands still from one moment to another, as far as it may be that long and that late."""
        end_us = min(end_us, now_us)
        length = min(max(end_us - start_us, SHORTEST_US), LONGEST_US)
        return TimeSpan(end_us - length, end_us, live=False)

    def around(self, start_us: int, end_us: int, now_us: int) -> TimeSpan:
        """Return a window that shows a span of time with as much again about it, standing still."""
        length = min(max(2 * (end_us - start_us), 2 * 60_000_000), LONGEST_US)
        end_us = min((start_us + end_us + length) // 2, now_us)
        return TimeSpan(end_us - length, end_us, live=False)

    def _ending(self, end_us: int) -> TimeSpan:
        return replace(self, start_us=end_us - self.length_us, end_us=end_us)
