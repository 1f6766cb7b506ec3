"""What a measurement is: a value beside its goal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; ``goal`` is the bound it is held against, None where it is only told."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    at_least: bool = False

    @property
    def holds(self) -> bool | None:
        """Whether the goal is met; None without one."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that a share (0 to 1) of all stays at or under."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return percentile(values, 0.5)


def print_rows(rows: Sequence[Row], *, as_json: bool) -> None:
    """Print rows for people, or as JSON for programs."""
    if as_json:
        fields = ("name", "value", "unit", "goal", "at_least", "holds")
        print(json.dumps([{field: getattr(row, field) for field in fields} for row in rows], indent=1))
        return
    width = max((len(row.name) for row in rows), default=0)
    for row in rows:
        sign = "≥" if row.at_least else "≤"
        goal = "" if row.goal is None else f"goal {sign} {row.goal:g}"
        holds = {True: "holds", False: "MISSED", None: ""}[row.holds]
        print(f"{row.name:<{width}}  {row.value:>12.4g} {row.unit:<8} {goal:<16} {holds}")
