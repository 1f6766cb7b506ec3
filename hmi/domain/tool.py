"""A cutting tool in a machine, with what is left of its life (MTConnect Part 4, cutting tool asset)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from math import inf


class LifeKind(Enum):
    """What a tool's life is counted in."""

    MINUTES = "minutes"
    PARTS = "parts"
    WEAR = "wear"
    """Offset to the nominal size, in millimetres (MTConnect Part 4)."""


@dataclass(frozen=True, slots=True)
class ToolLife:
    """One count of a tool's life.

    Counting up, ``value`` runs from ``initial`` (0 where not given) to ``limit``, counting down from ``initial`` to
    ``limit`` (0 where not given). ``warning`` is the value from which on the tool should be changed soon.
    """

    kind: LifeKind
    value: float
    counts_down: bool = False
    initial: float | None = None
    limit: float | None = None
    warning: float | None = None

    @property
    def left(self) -> float | None:
        """How much may still be used, never below 0; None where the end of the life is not known."""
        if self.counts_down:
            return max(self.value - (self.limit or 0.0), 0.0)
        return None if self.limit is None else max(self.limit - self.value, 0.0)

    @property
    def used(self) -> float | None:
        """The share that is used, 0 to 1; None where the whole life is not known."""
        return self._share(self.value)

    @property
    def warned_at(self) -> float | None:
        """The share at which the warning stands, 0 to 1; None where there is none."""
        return None if self.warning is None else self._share(self.warning)

    @property
    def warned(self) -> bool:
        """Whether the value has come to the warning."""
        if self.warning is None:
            return False
        return self.value <= self.warning if self.counts_down else self.value >= self.warning

    @property
    def spent(self) -> bool:
        """Whether nothing is left."""
        return self.left == 0

    def _share(self, value: float) -> float | None:
        start = self.initial if self.counts_down else self.initial or 0.0
        end = (self.limit or 0.0) if self.counts_down else self.limit
        if start is None or end is None or start == end:
            return None
        return min(max((value - start) / (end - start), 0.0), 1.0)


def nearest_end(lives: Iterable[ToolLife]) -> ToolLife | None:
    """Return the life by which a tool has to be changed first; None where there is none.

    Minutes, parts and wear are compared by the share that is used; where that is not known, by what is left. A life
    that nobody gave an end comes last, the longer used one of two such before the other.
    """
    return max(lives, key=_urgency, default=None)


def _urgency(life: ToolLife) -> tuple[bool, bool, float, float, float]:
    used, left = life.used, life.left
    return life.spent, life.warned, -1.0 if used is None else used, -inf if left is None else -left, life.value


@dataclass(frozen=True, slots=True)
class Tool:
    """One cutting tool; empty strings stand for what the agent does not say.

    ``number`` is the number by which programs call it (ProgramToolNumber), ``location`` where it is: the standard's
    word (POT, STATION, CRIB ...) and the place, as ``POT 12``.
    ``status`` are the words of the standard's CutterStatus (USED, EXPIRED, BROKEN ...).
    """

    asset_id: str
    number: str = ""
    name: str = ""
    serial: str = ""
    location: str = ""
    status: tuple[str, ...] = ()
    lives: tuple[ToolLife, ...] = ()

    @property
    def pressing(self) -> ToolLife | None:
        """The life nearest its end; None where the tool has none."""
        return nearest_end(self.lives)
