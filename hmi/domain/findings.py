"""What a first look at an endpoint means for a person: each check with its grade and its sentences.

The sentences are templates in English, marked for translation, with their arguments still as values: the window
translates and formats them in its language, the command line prints them as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple, TypeAlias

from hmi.domain.link import LinkReason


class Check(Enum):
    """What is looked at, in the order in which it is told."""

    ANSWER = "answer"
    MACHINES = "machines"
    SIGNALS = "signals"
    FLOW = "flow"
    BUFFER = "buffer"
    CLOCK = "clock"
    SECURITY = "security"


class Grade(Enum):
    """How a check went."""

    GOOD = "good"
    LOOK = "look"
    """It works, and somebody should look at this."""
    BAD = "bad"
    """It does not work like this."""


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


Argument: TypeAlias = str | Count | Span | Rate | Roles | LinkReason
"""A text stands for itself: a device's name, an agent's own words."""


class Phrase(NamedTuple):
    """A sentence: ``%1``, ``%2`` ... in the template stand for the arguments. An empty template says nothing."""

    template: str
    arguments: tuple[Argument, ...] = ()


NOTHING: Final = Phrase("")


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was found in few words, what it means, and the figure at the end of its line."""

    check: Check
    grade: Grade
    title: Phrase
    detail: Phrase
    figure: Phrase = NOTHING
