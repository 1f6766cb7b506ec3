"""Whether a value is normal, and where on a bar things stand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hmi.domain.machine import Band


class Beyond(Enum):
    """The side on which a value left what is normal."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class OffNormal:
    """A value has passed ``mark``: its limit, or the edge of normal on the side of the limit."""

    side: Beyond
    mark: float


def off_normal(band: Band | None, value: float | None, *, running: bool = True) -> OffNormal | None:
    """Return how a value is abnormal; None where it is normal or nobody can tell.

    A limit above the normal range says that only too much is wrong: a spindle that stands still has no load, and that
    is no fault. Likewise a limit below it. Without a limit both edges count, the lower one only while the machine runs:
    what stands still feeds nothing.
    """
    if band is None or value is None:
        return None
    limit = band.limit
    if value > band.high and (limit is None or limit >= band.high):
        return OffNormal(Beyond.ABOVE, limit if limit is not None and value > limit else band.high)
    if value < band.low and (running if limit is None else limit <= band.low):
        return OffNormal(Beyond.BELOW, limit if limit is not None and value < limit else band.low)
    return None


@dataclass(frozen=True, slots=True)
class Scale:
    """The two ends of a bar."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """Return where a value stands, 0 to 1; beyond the ends it stands at the end."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)


def scale_of(band: Band) -> Scale:
    """Return the ends of a band's bar; where the upper one is not given, a fifth more than what has to be on it."""
    marks = [band.low, band.high] + ([] if band.limit is None else [band.limit])
    low = min(band.scale_low, *marks)
    high = max(marks) + 0.2 * (max(marks) - low) if band.scale_high is None else max(band.scale_high, *marks)
    return Scale(low, high if high > low else low + 1.0)


def digits_of(scale: Scale) -> int:
    """Return with how many digits values on a bar are written, so that they never jump while they change."""
    size = max(abs(scale.low), abs(scale.high))
    return 0 if size >= 100 else 1 if size >= 10 else 2
