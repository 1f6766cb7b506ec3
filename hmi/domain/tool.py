"""A cutting tool in a machine, with what is left of its life (MTConnect Part 4, cutting tool asset)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class LifeKind(Enum):
    """What a tool's life is counted in."""

    MINUTES = "minutes"
    PARTS = "parts"
    WEAR = "wear"
    """Offset, in the agent's unit of length."""


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

    def _share(self, value: float) -> float | None:
        start = self.initial if self.counts_down else self.initial or 0.0
        end = (self.limit or 0.0) if self.counts_down else self.limit
        if start is None or end is None or start == end:
            return None
        return min(max((value - start) / (end - start), 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Tool:
    """One cutting tool; empty strings stand for what the agent does not say.

    ``number`` is the number by which programs call it (ProgramToolNumber), ``location`` the pot or station where it is.
    ``status`` are the words of the standard's CutterStatus (USED, EXPIRED, BROKEN ...), ``changed_us`` the agent's time
    of the last change.
    """

    asset_id: str
    number: str = ""
    name: str = ""
    serial: str = ""
    location: str = ""
    status: tuple[str, ...] = ()
    lives: tuple[ToolLife, ...] = ()
    changed_us: int | None = None
