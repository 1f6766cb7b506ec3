"""Sentences that window and command line share.

They are templates in English, marked for translation, with their arguments still as values: the window translates and
formats them in its language, the command line prints them as they are.
"""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

from hmi.domain.link import LinkReason
from hmi.domain.state import Verdict


class Count(NamedTuple):
    """A number of things, to be written with the language's separators."""

    value: int


class Span(NamedTuple):
    """A span of time in microseconds, never negative."""

    us: int


class Rate(NamedTuple):
    """Things a second."""

    per_s: float


class Roles(NamedTuple):
    """Signals by their roles, to be listed by the names that the tile and the machine's page give them."""

    roles: tuple[str, ...]


Argument: TypeAlias = str | Count | Span | Rate | Roles | LinkReason | Verdict
"""A text stands for itself: a device's name, an agent's own words. A verdict is its state's word and its rule."""


class Phrase(NamedTuple):
    """A sentence: ``%1``, ``%2`` ... in the template stand for the arguments. An empty template says nothing."""

    template: str
    arguments: tuple[Argument, ...] = ()


NOTHING: Final = Phrase("")
