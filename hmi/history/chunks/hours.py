"""The hours that observations are packed by: whole hours UTC, whatever a wall shows."""

from __future__ import annotations

from typing import Final

HOUR_US: Final = 3_600_000_000


def hour_of(time_us: int) -> int:
    """Return the start of the hour that a moment lies in, in microseconds UTC."""
    return time_us - time_us % HOUR_US
