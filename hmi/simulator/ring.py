"""The agent's memory of observations: a ring that overwrites the oldest."""

from __future__ import annotations

from hmi.simulator.device import DataItem
from hmi.simulator.record import Record, Reported


class Ring:
    """Keeps the newest ``size`` records; sequences start at 1 and have no holes."""

    def __init__(self, size: int) -> None:
        if size < 1:
            raise ValueError("a ring needs at least one slot")
        self.size = size
        self._slots: list[Record] = []
        self._next = 1

    @property
    def first(self) -> int:
        """The oldest sequence that is still held; equals :attr:`next` while nothing is."""
        return max(1, self._next - self.size)

    @property
    def next(self) -> int:
        """The sequence that the next record will have."""
        return self._next

    def append(self, time_us: int, item: DataItem, value: Reported) -> tuple[Record, Record | None]:
        """Add a record; return it with the one that it overwrote."""
        record = Record(self._next, time_us, item, value)
        overwritten: Record | None = None
        if len(self._slots) < self.size:
            self._slots.append(record)
        else:
            slot = (self._next - 1) % self.size
            overwritten = self._slots[slot]
            self._slots[slot] = record
        self._next += 1
        return record, overwritten

    def held(self, start: int, stop: int) -> list[Record]:
        """Return the records with ``start <= sequence < stop`` in order; what is not held is left out."""
        start, stop = max(start, self.first), min(stop, self._next)
        if start >= stop:
            return []
        begin, end = (start - 1) % self.size, (stop - 1) % self.size
        if begin < end:
            return self._slots[begin:end]
        return self._slots[begin:] + self._slots[:end]
