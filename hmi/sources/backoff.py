"""How long to wait before the next attempt."""

from __future__ import annotations

import random

FIRST_S = 1.0
LIMIT_S = 60.0


class Backoff:
    """Exponential back-off with full jitter: the n-th wait is drawn from 0 to ``first_s`` x 2^n, at most ``limit_s``.

    Full jitter, because the agents of a shop come back together when a switch does. The first attempt after something
    that worked is immediate: most lost connections are a restart or a cable, and over when they are noticed.
    """

    def __init__(self, rng: random.Random, first_s: float = FIRST_S, limit_s: float = LIMIT_S) -> None:
        self._rng = rng
        self._first_s = first_s
        self._limit_s = limit_s
        self._failures = 0
        self._immediate = False

    def succeeded(self) -> None:
        """What is tried has worked: start over, and try at once when it fails."""
        self._failures = 0
        self._immediate = True

    def next_delay_s(self) -> float:
        """Count one failure and return the seconds to wait before the next attempt."""
        if self._immediate:
            self._immediate = False
            return 0.0
        # the exponent is bounded, because 2.0 ** 1024 overflows on an endpoint that is away for a month
        ceiling_s = min(self._limit_s, self._first_s * 2.0 ** min(self._failures, 32))
        self._failures += 1
        return self._rng.uniform(0.0, ceiling_s)
