"""The latest value of every data item, with every condition activation that has not been cleared.

The rules for conditions are those of the reference agent (mtconnect/cppagent, src/mtconnect/buffer/checkpoint.cpp),
including its habit that a coded Normal without a matching activation replaces the whole chain.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeAlias

from hmi.simulator.record import Activation, Entries, Level, Record

_Kept: TypeAlias = tuple[Record, ...]
"""One record, or for a condition one per activation with the newest first."""

_ACTIVE = (Level.WARNING, Level.FAULT)


class Checkpoint:
    """The state of all data items after the records that were added so far."""

    def __init__(self, kept: dict[str, _Kept] | None = None) -> None:
        self._kept: dict[str, _Kept] = {} if kept is None else kept

    def copy(self) -> Checkpoint:
        """Return a checkpoint that goes its own way from here."""
        return Checkpoint(dict(self._kept))

    def add(self, record: Record) -> None:
        """Take over a record; the caller adds in ascending sequence."""
        key = record.item.id
        value = record.value
        if type(value) is str:
            self._kept[key] = (record,)
        elif isinstance(value, Activation):
            self._kept[key] = _chain(self._kept.get(key, ()), record, value)
        elif isinstance(value, Entries):
            self._kept[key] = (_merged(self._kept.get(key, ()), record, value),)
        else:
            self._kept[key] = (record,)

    def records(self, only: Collection[str] | None = None) -> list[Record]:
        """Return what is kept, for the data item ids in ``only`` or for all; the order says nothing."""
        kept = self._kept
        chains = kept.values() if only is None else (kept[key] for key in only if key in kept)
        return [record for chain in chains for record in chain]


def _chain(kept: _Kept, record: Record, value: Activation) -> _Kept:
    matching = [old for old in kept if isinstance(old.value, Activation) and old.value.key == value.key]
    if value.level in _ACTIVE:
        head = kept[0].value if kept else None
        if not isinstance(head, Activation) or head.level not in _ACTIVE:
            return (record,)
        return (record, *(old for old in kept if old not in matching))
    if value.level is Level.NORMAL and value.key and matching:
        rest = tuple(old for old in kept if old not in matching)
        return rest or (record._replace(value=Activation(Level.NORMAL)),)
    return (record,)


def _merged(kept: _Kept, record: Record, value: Entries) -> Record:
    old = kept[0].value if kept else None
    entries = {} if value.reset or not isinstance(old, Entries) else dict(old.entries)
    for key, entry in value.entries.items():
        if entry is None:
            entries.pop(key, None)
        else:
            entries[key] = entry
    return record._replace(value=value._replace(entries=entries))
