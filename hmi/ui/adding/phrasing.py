"""Phrases in the language of the window: each sentence translated, each argument as people write it."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from hmi.domain.link import LinkReason
from hmi.domain.phrase import Argument, Count, Phrase, Rate, Roles, Span
from hmi.domain.state import Verdict
from hmi.domain.words import RULE
from hmi.ui.figures import count, duration, number
from hmi.ui.words import fault_words, role_name, state_word

_MILLISECOND, _SECOND = 1_000, 1_000_000


def phrase_words(phrase: Phrase) -> str:
    """Return a phrase with its arguments in their places; nothing for a phrase that says nothing."""
    if not phrase.template:
        return ""
    template = QCoreApplication.translate("Inspection", phrase.template)
    # all places at once: what an agent says may look like a place itself
    return re.sub(r"%([1-9])", lambda place: _argument(phrase.arguments[int(place[1]) - 1]), template)


def span_words(us: int) -> str:
    """Return a span in microseconds: ``18 ms``, ``0.3 s``, ``38 s``, ``42 min``, ``1 h 05``, ``2 d 4 h``."""
    if us < 100 * _MILLISECOND:
        return f"{us // _MILLISECOND} ms"
    if us < 10 * _SECOND:
        tenths = us // (100 * _MILLISECOND)
        return f"{number(tenths / 10, 1 if tenths % 10 else 0)} s"
    return duration(us)


def _argument(argument: Argument) -> str:
    match argument:
        case str():
            return argument
        case Count(value):
            return count(value)
        case Span(us):
            return span_words(us)
        case Rate(per_s):
            return number(per_s, 0 if per_s >= 10 or per_s == int(per_s) else 1)
        case Roles(roles):
            names = ", ".join(map(role_name, roles))
            return names[:1] + names[1:].lower()
        case LinkReason():
            return fault_words(argument)
        case Verdict(state, rule):
            words = QCoreApplication.translate("Reason", RULE).replace("%1", rule)
            return f"{state_word(state)}, {words}"
