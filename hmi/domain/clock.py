"""This computer's clock, for the edges of the program; what computes has it passed in."""

from __future__ import annotations

import time


def now_us() -> int:
    """Return the present in microseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1000
