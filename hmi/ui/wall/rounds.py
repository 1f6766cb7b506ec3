"""When to ask the history again: soon while the program is starting, seldom afterwards."""

from __future__ import annotations

from typing import Final

_FIRST_US: Final = tuple(seconds * 1_000_000 for seconds in (2, 3, 5, 10))
"""What an agent kept from before is being stored in these first seconds."""


class Rounds:
    """Says when the next round is due, by the clock that is passed in; the clock may be set back."""

    def __init__(self, period_us: int) -> None:
        self._period_us = period_us
        self._begun = 0
        self._due_us = 0
        self._wait_us = 0

    def begins(self, now_us: int) -> bool:
        """Return whether a round begins now."""
        if self._begun and self._due_us - self._wait_us <= now_us < self._due_us:
            return False
        self._wait_us = min(
            _FIRST_US[self._begun] if self._begun < len(_FIRST_US) else self._period_us, self._period_us
        )
        self._due_us = now_us + self._wait_us
        self._begun += 1
        return True
