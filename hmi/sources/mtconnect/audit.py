"""Finds out which conditions an agent's ``/current`` can be held against, and when."""

from __future__ import annotations

from collections.abc import Iterable

from hmi.domain.observation import Condition, ConditionLevel, Observation
from hmi.sources.mtconnect.streams import Streams


class Auditor:
    """Compares nothing itself: it waits until the stream has come as far as the question did.

    ``/current`` speaks of the moment before its nextSequence. Once the stream has been taken in up to there, a signal
    without a newer condition must have the conditions that ``/current`` names; one with a newer condition is left to
    the next audit.
    """

    def __init__(self) -> None:
        self._newest: dict[tuple[str, str], int] = {}
        self._present: Streams | None = None
        self.in_doubt = False
        """Whether something was heard since the last question that agents understand differently."""

    def forget(self) -> None:
        """A connection begins: what was asked on the last one is no longer compared."""
        self._present = None
        self._newest.clear()

    def hear(self, conditions: Iterable[Observation]) -> None:
        """Take note of conditions that the stream told."""
        for observation in conditions:
            place = observation.machine, observation.signal
            # what the history refused is heard again, and what is shown is ahead of it
            self._newest[place] = max(self._newest.get(place, -1), observation.sequence)
            self.in_doubt = self.in_doubt or _is_doubtful(observation.value)

    def propose(self, present: Streams) -> None:
        """Have the answer to ``/current`` compared once the stream has come as far."""
        self._present = present

    def due(self, position: int) -> tuple[Observation, ...] | None:
        """Return the conditions to compare with what is known at this position, once; None while there are none."""
        present = self._present
        if present is None or position < (present.header.next_sequence or 0):
            return None
        self._present = None
        head = present.header.next_sequence or 0
        return tuple(o for o in present.conditions if self._newest.get((o.machine, o.signal), -1) < head)


def _is_doubtful(condition: object) -> bool:
    """Return whether agents disagree about what a report leaves active.

    To the reference agent there is one activation without a code, which the next one replaces (1.8 and 2.3, tried), and
    a Normal with a code that is not active clears the whole item (1.8; 2.3 does not pass it on).
    """
    if not isinstance(condition, Condition) or condition.level is ConditionLevel.UNAVAILABLE:
        return False
    return bool(condition.key) == (condition.level is ConditionLevel.NORMAL)
