"""How long the history keeps what it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Retention:
    """Days for which each tier is kept; a coarser tier is kept at least as long as a finer one.

    ``signals`` names signals, by the product's key, whose samples are kept for a time of their own.
    """

    samples_days: int = 30
    ten_minutes_days: int = 90
    hours_days: int = 730
    events_days: int = 730
    """Texts, conditions, machine states and gaps."""
    signals: Mapping[str, int] = field(default_factory=dict)

    def samples_of(self, signal: str) -> int:
        """Return the days for which the samples of a signal are kept; ``signal`` is the product's key."""
        return self.signals.get(signal, self.samples_days)

    def ten_minutes_of(self, signal: str) -> int:
        """Return the days for which the ten minutes of a signal are kept."""
        return max(self.ten_minutes_days, self.samples_of(signal))

    def hours_of(self, signal: str) -> int:
        """Return the days for which the hours of a signal are kept."""
        return max(self.hours_days, self.ten_minutes_of(signal))
