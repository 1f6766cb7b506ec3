"""The lengths of time that a chart offers with one click."""

from __future__ import annotations

from typing import Final

MINUTE_US: Final = 60_000_000
_HOUR, _DAY = 60 * MINUTE_US, 1440 * MINUTE_US
RANGES_US: Final = (15 * MINUTE_US, _HOUR, 2 * _HOUR, 8 * _HOUR, _DAY)
"""Of a machine's page, which is about its day."""
LONG_RANGES_US: Final = (10 * MINUTE_US, _HOUR, 8 * _HOUR, _DAY, 7 * _DAY, 30 * _DAY)
"""Of the page of trends, which looks back."""


def length_words(length_us: int) -> str:
    """Return a whole length of time: ``10 min``, ``8 h``, ``7 d``."""
    for unit_us, word in ((_DAY, "d"), (_HOUR, "h")):
        if (length_us > unit_us and length_us % unit_us == 0) or length_us == unit_us == _HOUR:
            return f"{length_us // unit_us} {word}"
    return f"{length_us // MINUTE_US} min"
