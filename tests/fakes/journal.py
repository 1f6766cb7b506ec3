"""A history that only remembers what it was offered."""

from __future__ import annotations

from collections.abc import Sequence

from hmi.domain.machine import Machine
from hmi.domain.records import Entry, Gap, StateChange
from hmi.domain.signal import Signal


class FakeJournal:
    """Takes everything; while ``full`` it refuses batches, as the real one does."""

    def __init__(self) -> None:
        self.full = False
        self.entries: list[Entry] = []
        self.declared: dict[str, Sequence[Signal]] = {}

    def declare(self, machine: Machine, signals: Sequence[Signal]) -> None:
        self.declared[machine.key] = signals

    def offer(self, entry: Entry) -> bool:
        if self.full and entry.batch is not None:
            self.entries.append(Entry(states=entry.states, gaps=entry.gaps))
            return False
        self.entries.append(entry)
        return True

    def has_room(self) -> bool:
        return not self.full

    @property
    def sequences(self) -> list[int]:
        return [o.sequence for entry in self.entries if entry.batch for o in entry.batch.observations]

    @property
    def states(self) -> list[StateChange]:
        return [change for entry in self.entries for change in entry.states]

    @property
    def gaps(self) -> list[Gap]:
        return [gap for entry in self.entries for gap in entry.gaps]
