"""A machine on the floor, as the site file names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Band:
    """The normal range of a signal and, where known, its limit and the ends of its scale, in the signal's unit."""

    low: float
    high: float
    limit: float | None = None
    scale_low: float = 0.0
    scale_high: float | None = None


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine: ``key`` is its name in the site file and identifies it everywhere, the history included."""

    key: str
    plant: str = ""
    cell: str = ""
    model: str = ""
    source: str = ""
    """The endpoint that reports it, without credentials."""
    bands: Mapping[str, Band] = field(default_factory=dict)
    """Signal key to its normal band."""

    @property
    def name(self) -> str:
        return self.key
