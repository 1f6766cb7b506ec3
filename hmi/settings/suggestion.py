"""Finds the word that was probably meant."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable


def closest(word: str, candidates: Iterable[str], *, similarity: float = 0.7) -> str | None:
    """Return the candidate most like ``word``, whatever its case, accents and separators, or None if none is near."""
    by_form: dict[str, str] = {}
    for candidate in candidates:
        by_form.setdefault(_form(candidate), candidate)
    near = difflib.get_close_matches(_form(word), by_form, n=1, cutoff=similarity)
    return by_form[near[0]] if near else None


def did_you_mean(word: str | None) -> str:
    """Return the remark that ends a message, with a space before it; empty for None."""
    return f" (did you mean '{word}'?)" if word else ""


def _form(word: str) -> str:
    # The longest real name is far shorter; without the cut a huge key would cost quadratic time.
    decomposed = unicodedata.normalize("NFKD", word[:100].casefold())
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark)).replace(" ", "_").replace("-", "_")
