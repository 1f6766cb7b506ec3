"""When the wall board turns its pages."""

from __future__ import annotations

from typing import Final

PERIOD_US: Final = 20_000_000
PAUSE_US: Final = 60_000_000
"""How long a page stays after somebody touched the board."""


class Rotation:
    """Goes round the pages every 20 s; all times are this computer's clock in microseconds UTC."""

    def __init__(self) -> None:
        self.page = 0
        self.pages = 1
        self.paused = False
        """Whether somebody stopped it; it stays so until they let it go on."""
        self._turn_us: int | None = None

    def tick(self, now_us: int) -> bool:
        """Turn the page when it is time to; return whether it was. A clock that was set back starts a new period."""
        if self._turn_us is None or self._turn_us - now_us > PAUSE_US:
            self._turn_us = now_us + PERIOD_US
        if self.paused or now_us < self._turn_us:
            return False
        self.page = (self.page + 1) % self.pages
        self._turn_us = now_us + PERIOD_US
        return True

    def resize(self, pages: int) -> None:
        """Take another number of pages."""
        self.pages = max(pages, 1)
        self.page = min(self.page, self.pages - 1)

    def start_over(self, now_us: int) -> None:
        """Show the first page, because something new stands there."""
        self.page = 0
        if self._turn_us is not None:
            self._turn_us = max(self._turn_us, now_us + PERIOD_US)

    def touch(self, now_us: int) -> None:
        """Leave the page alone for a minute."""
        self._turn_us = now_us + PAUSE_US

    def step(self, by: int, now_us: int) -> None:
        """Turn forwards or backwards at somebody's wish."""
        self.page = (self.page + by) % self.pages
        self.touch(now_us)

    def toggle(self, now_us: int) -> None:
        """Stop, or go on."""
        self.paused = not self.paused
        self.touch(now_us)

    def left_us(self, now_us: int) -> int | None:
        """Return how long until the page turns; None while it does not."""
        if self.paused or self.pages < 2 or self._turn_us is None:
            return None
        return max(self._turn_us - now_us, 0)
