"""How many parts a machine made, and how many of them are good, from what its counters of different kinds say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Tally(Enum):
    """What a counter counts (MTConnect Part 2, sub types of PART_COUNT)."""

    ALL = "all"
    GOOD = "good"
    BAD = "bad"
    COMPLETE = "complete"
    """Completed, whatever became of it: the total of a machine that has no counter of all."""


_TALLIES = {"": Tally.ALL, **{tally.name: tally for tally in Tally}}


def tally_of(sub_type: str) -> Tally | None:
    """Return what a PART_COUNT of this sub type counts; None for what is no production.

    One without a sub type counts all. TARGET and REMAINING are plans, ABORTED and FAILED attempts without a part.
    """
    return _TALLIES.get(sub_type.strip().upper())


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts over some time.

    ``judged``: the machine itself told good from bad; where it did not, all count as good until somebody enters
    rejects. Parts may be judged later than they are made, so that over a short time ``good`` may be above ``total`` or
    below 0: sums over a longer time come right, and only what is shown may be clipped.
    """

    total: int
    good: int
    judged: bool

    @property
    def bad(self) -> int:
        """Parts that are not good."""
        return self.total - self.good


def parts_of(counted: Mapping[Tally, int]) -> Parts | None:
    """Return total and good from what each counter of one path counted over the same time; a missing one is absent.

    None where nothing says how many were made. A path without a counter can give its completed programs as COMPLETE.
    The result of two spans is the sum of their results, if the same counters were there in both.
    """
    made = counted.get(Tally.ALL, counted.get(Tally.COMPLETE))
    good, bad = counted.get(Tally.GOOD), counted.get(Tally.BAD)
    if made is None:
        if good is None:
            return None
        return Parts(good + (bad or 0), good, judged=bad is not None)
    if good is not None:
        return Parts(made, good, judged=True)
    return Parts(made, made - (bad or 0), judged=bad is not None)
