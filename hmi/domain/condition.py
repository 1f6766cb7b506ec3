"""Which conditions of a signal are active after what was reported (MTConnect Part 2, Condition; research on agents)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hmi.domain.observation import Condition, ConditionLevel


class Activation(NamedTuple):
    """An active warning or fault with the moment it began."""

    condition: Condition
    since_us: int


Active = Mapping[str, Activation]
"""The active conditions of one signal by what tells them apart."""

NONE: Active = {}


def identity(condition: Condition) -> str:
    """Return what tells two activations of one signal apart.

    A vendor that gives neither an id nor a code is told apart by type, qualifier and text.
    """
    return condition.key or "\x1f".join((condition.type, condition.qualifier, condition.text))


def applied(active: Active, condition: Condition, time_us: int) -> Active:
    """Return the active conditions after one more report.

    A warning or fault with a known identity replaces that one and keeps its beginning while the level stays; another
    joins. Normal with a code or id clears that one, without it clears all; unavailable means that nothing is known.
    """
    if condition.level is ConditionLevel.UNAVAILABLE:
        return NONE
    if condition.level is ConditionLevel.NORMAL:
        if not condition.key:
            return NONE
        return {key: activation for key, activation in active.items() if key != condition.key}
    key = identity(condition)
    known = active.get(key)
    since_us = known.since_us if known and known.condition.level is condition.level else time_us
    return {**active, key: Activation(condition, since_us)}
