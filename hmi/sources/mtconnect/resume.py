"""Where to go on reading an agent: compares what the history holds with what the agent still has."""

from __future__ import annotations

from dataclasses import dataclass

from hmi.domain.observation import Cursor
from hmi.domain.records import GapReason
from hmi.sources.mtconnect.document import Header

_RUNS = 1 << 48
"""Runs under one instanceId are told apart above this bit; the ids of real agents are seconds since 1970."""
_LARGEST = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Plan:
    """From which sequence to read, and under which number of the agent's run to store it.

    ``snapshot``: what lies before ``start`` has to be told as the present state first, because it was never heard.
    ``gap`` and ``lost``: what can no longer be had; ``lost`` is None where nobody can know.
    """

    start: int
    run: int
    snapshot: bool = False
    gap: GapReason | None = None
    lost: int | None = None


def plan(cursor: Cursor | None, header: Header, margin: int = 0) -> Plan:
    """Return the plan for an agent whose ``/current`` has this header.

    ``margin`` is how far from the oldest observation to stay: a full buffer overwrites it before a request arrives.
    What is skipped for it counts as lost like the rest. An agent that does not say what its buffer holds is read from
    now on.
    """
    head = header.next_sequence or 0
    oldest = head if header.first_sequence is None else min(header.first_sequence + margin, head)
    instance = instance_of(header)
    if cursor is None:
        return Plan(oldest, instance, snapshot=True)
    # an agent may begin again without another id; its sequences must not be taken for those that are stored
    if (cursor.instance - instance) % _RUNS or cursor.next_sequence > head:
        return Plan(oldest, _run_after(cursor.instance, instance), snapshot=True, gap=GapReason.RESTART)
    if oldest <= cursor.next_sequence:
        return Plan(cursor.next_sequence, cursor.instance)
    lost = oldest - cursor.next_sequence
    return Plan(oldest, cursor.instance, snapshot=True, gap=GapReason.OVERRUN, lost=lost)


def _run_after(known: int, instance: int) -> int:
    """Return the number of a run that follows one; it is larger, so that no run goes under a number that was given.

    Computers without a clock of their own begin in 1970 each time, and the ids of their agents come again.
    """
    run = instance if instance > known else instance + ((known - instance) // _RUNS + 1) * _RUNS
    return run if run <= _LARGEST else instance


def wider(margin: int, moved: int) -> int:
    """Return the next margin after a start was overwritten; ``moved`` is how far the oldest went meanwhile."""
    return max(2 * margin, 4 * moved, 16)


def instance_of(header: Header) -> int:
    """Return the agent's own number of its run; 0 where it gives none that is a number."""
    return header.instance if header.instance is not None else 0


def head_of(header: Header) -> int | None:
    """Return the sequence that the agent will give next; None where it does not say what it holds."""
    return header.last_sequence + 1 if header.last_sequence is not None else header.next_sequence
