"""Phrases as a terminal prints them: in English, with figures as short as they may be."""

from __future__ import annotations

import re

from hmi.domain.link import LinkReason
from hmi.domain.phrase import Argument, Count, Phrase, Rate, Roles, Span
from hmi.domain.state import Verdict
from hmi.domain.words import FAULTS, RULE, STATES, long_span, role_word

_MILLISECOND, _SECOND = 1_000, 1_000_000


def english(phrase: Phrase) -> str:
    """Return a phrase with its arguments in their places."""
    # all places at once: what an agent says may look like a place itself
    return re.sub(r"%([1-9])", lambda place: _argument(phrase.arguments[int(place[1]) - 1]), phrase.template)


def span_words(us: int) -> str:
    """Return a span in microseconds: ``18 ms``, ``0.3 s``, ``38 s``, ``42 min``, ``1 h 05``, ``2 d 4 h``."""
    if us < 100 * _MILLISECOND:
        return f"{us // _MILLISECOND} ms"
    if us < 10 * _SECOND:
        return f"{us / _SECOND:.1f}".removesuffix(".0") + " s"
    return long_span(us)


def _argument(argument: Argument) -> str:
    match argument:
        case str():
            return argument
        case Count(value):
            return f"{value:,}"
        case Span(us):
            return span_words(us)
        case Rate(per_s):
            return f"{per_s:,.0f}" if per_s >= 10 else f"{per_s:.1f}".removesuffix(".0")
        case Roles(roles):
            names = ", ".join(map(role_word, roles))
            return names[:1] + names[1:].lower()
        case LinkReason(fault, detail):
            # it stands at the end of a sentence, and may be one itself
            return f"{FAULTS[fault]}: {detail.rstrip('. ')}" if detail else FAULTS[fault]
        case Verdict(state, rule):
            return f"{STATES[state]}, {RULE.replace('%1', rule)}"
