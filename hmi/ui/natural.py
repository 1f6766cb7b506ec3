"""Texts compared as people do: without case and accents, numbers by their size."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DIGITS = re.compile(r"(\d+)")


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Return a text without case and accents, so that ``retifica`` finds ``Retífica``."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


@lru_cache(maxsize=8192)
def natural(text: str) -> tuple[tuple[str | int, ...], str]:
    """Return a key that sorts ``Torno 9`` before ``Torno 10``."""
    parts = _DIGITS.split(folded(text))
    return tuple(int(part) if at % 2 else part for at, part in enumerate(parts)), text
