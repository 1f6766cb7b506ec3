"""What the details of an endpoint are made of: titled groups of facts, each a label and a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Group(IntEnum):
    """What a fact is about, in the order in which it is told."""

    LINK = 0
    AGENT = 1
    BUFFER = 2
    LOSSES = 3
    DATA = 4
    ADAPTERS = 5
    CHANGES = 6


@dataclass(frozen=True, slots=True)
class Fact:
    """One line. ``heavy`` is abnormal; a ``sentence`` stands under its label and has the whole width.

    ``tip`` is the whole of what the value tells in short.
    """

    label: str
    value: str
    heavy: bool = False
    sentence: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Facts of one group under its title; a section always has some."""

    group: Group
    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """All about one endpoint. ``machines`` are all their names, ``source`` is the URL, which has no credentials."""

    machines: str
    source: str
    sections: tuple[Section, ...]


def as_text(facts: Facts) -> str:
    """Return facts as plain text, a line each, with everything that the panel tells in short."""
    lines = [facts.machines, facts.source]
    for section in facts.sections:
        lines += ["", section.title]
        for fact in section.facts:
            value = fact.tip or fact.value
            lines.append(f"{fact.label}: {value}" if fact.label else value)
    return "\n".join(lines)
