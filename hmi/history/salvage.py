"""Finds what of an entry a database can take."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hmi.domain.observation import Batch, Condition, Observation
from hmi.domain.records import Entry, Gap, GapReason

_LIMIT: Final = 2**63
"""Databases keep whole numbers of 64 bits with a sign."""


def storable_part(entry: Entry) -> Entry:
    """Return the entry without observations that not every database takes; a gap says how many there were."""
    batch = entry.batch
    if batch is None:
        return entry
    kept = tuple(observation for observation in batch.observations if _is_storable(observation))
    left_out = len(batch.observations) - len(kept)
    gaps = (_gap(batch, left_out),) if left_out else ()
    return replace(entry, batch=replace(batch, observations=kept), gaps=entry.gaps + gaps)


def remains(entry: Entry) -> Entry:
    """Return the gap that a batch leaves of which nothing can be stored, after those that it had with it."""
    if entry.batch is None:
        return Entry()
    return Entry(gaps=(*entry.gaps, _gap(entry.batch, len(entry.batch.observations))))


def _gap(batch: Batch, lost: int) -> Gap:
    # the source's own times may be what no database takes
    return Gap(batch.cursor.source, batch.received_us, batch.received_us, GapReason.DROPPED, lost)


def _is_storable(observation: Observation) -> bool:
    if not all(-_LIMIT <= number < _LIMIT for number in (observation.time_us, observation.sequence)):
        return False
    value = observation.value
    try:
        if isinstance(value, Condition):
            return _is_text("".join(value[1:]))
        if isinstance(value, str):
            return _is_text(value)
        if value is not None:
            float(value)  # a whole number may be too large for one
    except (UnicodeEncodeError, OverflowError):
        return False
    return True


def _is_text(text: str) -> bool:
    text.encode()
    return "\x00" not in text  # PostgreSQL has no such character
