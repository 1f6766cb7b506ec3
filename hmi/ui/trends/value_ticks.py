"""Where the marks of a value axis stand: round numbers."""

from __future__ import annotations

import math
from typing import NamedTuple

_ROUND = ((1.0, 0.0), (2.0, 0.0), (5.0, 0.0), (2.5, 0.03), (4.0, 0.03), (3.0, 0.05), (6.0, 0.35), (1.5, 0.3))
"""Steps within a power of ten, and how much each is disliked."""


class ValueTicks(NamedTuple):
    """Marks of a value axis, whose ends are marks, and the digits that tell them apart."""

    values: list[float]
    digits: int

    @property
    def low(self) -> float:
        """The lower end of the axis."""
        return self.values[0]

    @property
    def high(self) -> float:
        """The upper end of the axis."""
        return self.values[-1]


def value_ticks(low: float, high: float, most: int) -> ValueTicks:
    """Return marks in round steps that enclose a range, at least three and at most about ``most`` + 1 of them."""
    if not high - low > max(abs(low), abs(high), 1e-6) * 1e-6:
        pad = max(abs(low), 1.0) * 0.05
        low, high = low - pad, high + pad
    span = high - low
    most = max(most, 2)
    found: tuple[float, float, int, int] | None = None
    exponent = math.floor(math.log10(span / most))
    for power in (exponent, exponent + 1):
        for factor, dislike in _ROUND:
            step = factor * 10.0**power
            first, final = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
            count = final - first
            if not 2 <= count <= most:
                continue
            waste = (count * step - span) / span
            score = waste + dislike - 0.01 * count
            if found is None or score < found[0]:
                found = (score, step, first, final)
    if found is None:  # a range of one or two steps at most: three marks around it
        step = 10.0 ** math.ceil(math.log10(span))
        first = math.floor(low / step)
        found = (0.0, step, first, max(math.ceil(high / step), first + 2))
    _score, step, first, final = found
    digits = next((d for d in range(12) if math.isclose(round(step, d), step, rel_tol=1e-9)), 12)
    return ValueTicks([round(n * step, digits + 2) for n in range(first, final + 1)], digits)
