"""Says which chore has its turn, and when."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from hmi.history.chores import Chore

_log = logging.getLogger(__name__)

_LOOK_S: Final = 1.0
"""How often chores are asked whether they are due."""
_REST: Final = 2.0
"""How long the writer rests after a slice, in times of what it took: two thirds of a core stay with the others."""
_FIRST_WAIT_S: Final = 10.0
_LONGEST_WAIT_S: Final = 600.0


@dataclass(slots=True)
class _Waiting:
    """Why and until when a chore that failed has to wait."""

    reason: str
    wait_s: float
    until_s: float


class Turns:
    """Gives chores their turns, a slice each. A chore that fails waits, longer each time, and the log says so once.

    Used by the writer's thread only; ``clock_s`` is a clock that never goes back.
    """

    def __init__(self, chores: Sequence[Chore], clock_s: Callable[[], float]) -> None:
        self._chores = deque(chores)
        self._clock_s = clock_s
        self._failed: dict[str, _Waiting] = {}
        self._rest_until_s = 0.0
        self._look_at_s = 0.0

    def pause_s(self) -> float:
        """Return how long it is until a chore may have its turn."""
        return max(0.0, max(self._rest_until_s, self._look_at_s) - self._clock_s())

    def next(self, now_us: int) -> Chore | None:
        """Return the chore whose turn it is; None while the writer rests, or none is due."""
        now_s = self._clock_s()
        if now_s < self._rest_until_s or now_s < self._look_at_s:
            return None
        for _ in range(len(self._chores)):
            chore = self._chores[0]
            self._chores.rotate(-1)
            if self._may(chore, now_s) and chore.due(now_us):
                return chore
        self._look_at_s = now_s + _LOOK_S
        return None

    def done(self, chore: Chore, took_s: float) -> None:
        """The chore did a slice."""
        self._rest_until_s = self._clock_s() + _REST * took_s
        if self._failed.pop(chore.name, None) is not None:
            _log.info("%s goes on", chore.name)

    def failed(self, chore: Chore, error: Exception) -> None:
        """The chore could not do its slice, which was rolled back."""
        chore.forget()
        reason = repr(error)
        before = self._failed.get(chore.name)
        if before is None or before.reason != reason:
            _log.warning("%s has to wait: %s", chore.name, reason)
        wait_s = _FIRST_WAIT_S if before is None else min(2 * before.wait_s, _LONGEST_WAIT_S)
        self._failed[chore.name] = _Waiting(reason, wait_s, self._clock_s() + wait_s)

    def forget(self) -> None:
        """The store is another one: let no chore rely on what it remembers."""
        for chore in self._chores:
            chore.forget()

    def _may(self, chore: Chore, now_s: float) -> bool:
        waiting = self._failed.get(chore.name)
        return waiting is None or now_s >= waiting.until_s
