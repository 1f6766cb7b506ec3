"""How much the history holds, what each day adds to it, and how long the disk will do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Final

DAY_US: Final = 86_400_000_000
_COPIED_DAYS: Final = 35.0
"""Seven daily and four weekly backups are complete after this."""
_ENOUGH_DAYS: Final = 1 / 24
"""What is measured over less than an hour says nothing about a day."""


class Tier(Enum):
    """What the history is made of."""

    SAMPLES = "samples"
    TEN_MINUTES = "ten_minutes"
    HOURS = "hours"
    EVENTS = "events"
    """Texts, conditions, machine states and gaps."""


@dataclass(frozen=True, slots=True)
class Part:
    """What of a tier is kept for the same time: ``size`` bytes now, ``per_day`` more each day.

    It holds the last ``held_days`` and will hold the last ``days``.
    """

    size: float
    per_day: float
    held_days: float
    days: int

    def at(self, day: float) -> float:
        """Return its size in so many days, if every day adds what the last one did.

        It grows until its oldest day is as old as it may become. From then on each day adds one at the present rate
        and takes the oldest, until all of it has been written at that rate.
        """
        grows = max(self.days - self.held_days, 0.0)
        if day <= grows:
            return self.size + self.per_day * day
        replaced = min((day - grows) / self.days, 1.0)
        full = self.size + self.per_day * grows
        return full + (self.per_day * self.days - full) * replaced

    @property
    def turns(self) -> tuple[float, float]:
        """The days on which its growth changes: when its oldest begins to go, and when it is in balance."""
        grows = max(self.days - self.held_days, 0.0)
        return grows, grows + self.days


@dataclass(frozen=True, slots=True)
class TierStock:
    """What a tier holds. ``since_us`` is the oldest time that it reaches back to; None while it is empty."""

    tier: Tier
    parts: tuple[Part, ...]
    since_us: int | None

    @property
    def size(self) -> float:
        """Bytes now."""
        return sum(part.size for part in self.parts)

    @property
    def per_day(self) -> float:
        """Bytes that each day adds."""
        return sum(part.per_day for part in self.parts)

    @property
    def levels_at(self) -> float:
        """Bytes once as much goes each day as comes."""
        return sum(part.per_day * part.days for part in self.parts)


@dataclass(frozen=True, slots=True)
class Stock:
    """What a history holds.

    ``size`` is what it takes of its disk and ``spare`` the part of that which is empty and will be filled first.
    ``disk_free`` and ``disk_size`` are None where its disk cannot be seen. Rates were measured over ``measured_days``;
    ``looked_at`` is the share of its signals that the figures are of, 0 to 1.
    """

    tiers: tuple[TierStock, ...]
    size: int
    spare: int
    disk_free: int | None
    disk_size: int | None
    measured_days: float
    looked_at: float
    asked_us: int

    @property
    def other(self) -> float:
        """Bytes that belong to no tier: names, latest values, the log of what is being written."""
        return max(self.size - self.spare - sum(tier.size for tier in self.tiers), 0.0)

    @property
    def per_day(self) -> float:
        """Bytes that each day adds, before any go."""
        return sum(tier.per_day for tier in self.tiers)


@dataclass(frozen=True, slots=True)
class Copies:
    """The backups on the disk of the history: how many are kept in the end, and the bytes that they take now."""

    kept: int
    size: int


NO_COPIES: Final = Copies(0, 0)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where the history is going if every day is like the last one.

    It levels off at ``levels_at`` bytes in ``levels_in_days``, its backups on the same disk at ``copies_at`` bytes.
    ``full_in_days`` is when the disk is full before that; None where it never is, or nobody knows how much room there
    is.
    """

    levels_at: float
    levels_in_days: float
    copies_at: float
    full_in_days: float | None


def forecast(stock: Stock, copies: Copies = NO_COPIES) -> Forecast | None:
    """Return where a history is going; None before an hour of it has been measured.

    A backup is as large as the history of its day, and it takes five weeks until all that are kept have been made.
    """
    if stock.measured_days < _ENOUGH_DAYS:
        return None
    parts = [part for tier in stock.tiers for part in tier.parts]
    weeks = [_COPIED_DAYS * week / 5 for week in range(6)]
    days = sorted({*weeks, *(turn for part in parts for turn in part.turns)})
    fixed = stock.size - stock.spare - sum(part.size for part in parts)

    def size(day: float) -> float:
        return max(fixed + sum(part.at(day) for part in parts), 0.0)

    def taken(day: float) -> float:
        """Return the bytes on the disk: no file shrinks, and the copies grow with their turns."""
        more = max(copies.kept * size(day) - copies.size, 0.0) * min(day / _COPIED_DAYS, 1.0)
        return max(size(day), stock.size) + copies.size + more

    room = None if stock.disk_free is None else stock.size + stock.disk_free + copies.size
    full = None if room is None else _reaches(taken, days, room)
    end = size(days[-1])
    return Forecast(end, _levels_in(size, days), copies.kept * end, full)


def _reaches(size: Callable[[float], float], days: Sequence[float], room: float) -> float | None:
    """Return the first day on which the size is more than there is room for; it is linear between two of ``days``."""
    if size(days[0]) > room:
        return days[0]
    for before, after in pairwise(days):
        start, end = size(before), size(after)
        if end > room:
            return before + (after - before) * (room - start) / (end - start)
    return None


def _levels_in(size: Callable[[float], float], days: Sequence[float]) -> float:
    """Return the day from which on the size stays within a hundredth of where it ends."""
    end = size(days[-1])
    level = days[-1]
    for day in reversed(days):
        if abs(size(day) - end) > end / 100:
            break
        level = day
    return level
