"""Where a clock skew stands on its scale, and from where on it matters."""

from __future__ import annotations

from hmi.domain.link import SKEW_LIMIT_US

SKEW_SCALE_US = 3_000_000
"""Both ends of the scale; beyond them the pointer stays at the end."""


def skew_matters(skew_us: int | None) -> bool:
    """Return whether a skew (the endpoint's clock minus ours, in microseconds) is out of its band."""
    return skew_us is not None and abs(skew_us) > SKEW_LIMIT_US


def skew_position(skew_us: int) -> float:
    """Return where a skew stands on the scale: 0 its slow end, 0.5 no skew, 1 its fast end."""
    held = min(max(skew_us, -SKEW_SCALE_US), SKEW_SCALE_US)
    return (held + SKEW_SCALE_US) / (2 * SKEW_SCALE_US)
