"""The bounded queue between those who offer entries and the one thread that writes them."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from hmi.domain.machine import Machine
from hmi.domain.records import Entry, Gap, StateChange
from hmi.domain.signal import Signal

CAPACITY = 200_000
"""Observations that may wait."""
NOTES = 20_000
"""State changes and gaps that may wait one by one, days of a whole shop; beyond it they are merged."""
_REFUSE = 0.9
_ROOM = 0.5


@dataclass(slots=True)
class Declaration:
    """A machine and every signal of it that was made known."""

    machine: Machine
    signals: dict[str, Signal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Load:
    """What the writer takes at once; ``declarations`` come first."""

    declarations: tuple[Declaration, ...]
    entries: tuple[Entry, ...]
    weight: int
    up_to: int
    """Once this load is committed, so is everything up to this ticket."""


class _Waiting(NamedTuple):
    since_s: float
    ticket: int
    entry: Entry
    weight: int


class Backlog:
    """Entries in the order in which they were offered. Any thread may offer; one takes."""

    def __init__(self, capacity: int = CAPACITY, notes: int = NOTES) -> None:
        self._capacity = capacity
        self._notes_limit = notes
        self._changed = threading.Condition()
        self._entries: deque[_Waiting] = deque()
        self._declared: dict[str, Declaration] = {}
        self._declared_since_s = float("inf")
        self._newest_states: dict[str, StateChange] = {}
        self._merged_gaps: dict[str, Gap] = {}
        self._queued = 0
        self._in_hand = 0
        self._notes = 0
        self._urgent = False
        self._closing = False
        self._wake_at = 1
        self._ticket = 0
        self._done = 0
        self._merged = 0

    # -- those who offer ---------------------------------------------------------------------------------------------

    def put(self, entry: Entry) -> bool:
        """Queue an entry; never blocks.

        False: its batch was refused, because more than nine tenths are full, it would not fit into what is left, or
        the writer has been told to stop. States and gaps are taken all the same. While :meth:`has_room` says so, a
        batch of any size is taken: refused and offered again for ever, it would never get in beside other sources.
        """
        batch = entry.batch
        # an empty batch still carries a cursor and must not wait in any number
        weight = max(1, len(batch.observations)) if batch is not None else 0
        with self._changed:
            held = self._queued + self._in_hand
            refused = batch is not None and (
                self._closing
                or held > _REFUSE * self._capacity
                or (held >= _ROOM * self._capacity and held + weight > self._capacity)
            )
            if refused:
                batch, weight = None, 0
            noted = bool(entry.states or entry.gaps)
            if batch is None and not noted:
                return not refused
            self._ticket += 1
            states, gaps = self._within_limit(entry.states, entry.gaps)
            awake = self._has_work
            if batch is not None or states or gaps:
                self._entries.append(_Waiting(time.monotonic(), self._ticket, Entry(batch, states, gaps), weight))
                self._queued += weight
            self._urgent = self._urgent or noted
            if not awake or noted or self._queued >= self._wake_at:
                self._changed.notify_all()
            return not refused

    def declare(self, machine: Machine, signals: Sequence[Signal]) -> None:
        """Make a machine and its signals known before every entry that is offered later; never blocks."""
        with self._changed:
            if not self._declared:
                self._declared_since_s = time.monotonic()
            declaration = self._declared.setdefault(machine.key, Declaration(machine))
            declaration.machine = machine
            declaration.signals.update((signal.key, signal) for signal in signals)
            self._ticket += 1
            self._changed.notify_all()

    def has_room(self) -> bool:
        """Return whether less than half is full."""
        return self.fill < _ROOM

    @property
    def fill(self) -> float:
        """How full the queue is, what is being written included: 0 to 1, above 1 by one large batch at most."""
        return self.held / self._capacity

    @property
    def held(self) -> int:
        """Observations that were offered and are not yet committed."""
        with self._changed:
            return self._queued + self._in_hand

    @property
    def merged(self) -> int:
        """State changes and gaps that were merged into later ones because too many waited."""
        with self._changed:
            return self._merged

    def flush(self, timeout_s: float) -> bool:
        """Wait until everything that was offered before is committed; return whether it was in time."""
        with self._changed:
            target = self._ticket
            self._urgent = True
            self._changed.notify_all()
            return self._changed.wait_for(lambda: self._done >= target, timeout_s)

    def close(self) -> None:
        """Refuse batches from now on; what is queued is still given out."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()

    @property
    def closing(self) -> bool:
        """Whether :meth:`close` was called."""
        with self._changed:
            return self._closing

    # -- the one who takes -------------------------------------------------------------------------------------------

    def take(self, limit: int, linger_s: float, idle_s: float) -> Load | None:
        """Wait for work and return it; None when there was none for ``idle_s``, or none is left after :meth:`close`.

        Gathers until ``limit`` observations wait or the oldest has waited ``linger_s``; states, gaps and a flush end
        the waiting at once. A load has more than ``limit`` observations only if one batch alone does.
        """
        with self._changed:
            self._wake_at = limit
            until_s = time.monotonic() + idle_s
            self._changed.wait_for(lambda: self._has_work or self._closing, idle_s)
            if not self._has_work:
                return None
            ripe_s = self._since_s + linger_s
            ripe = self._changed.wait_for(
                lambda: self._urgent or self._closing or self._queued >= limit,
                max(0.0, min(ripe_s, until_s) - time.monotonic()),
            )
            return self._take(limit) if ripe or time.monotonic() >= ripe_s else None

    def done(self, load: Load) -> None:
        """The load is committed."""
        with self._changed:
            self._in_hand -= load.weight
            self._done = load.up_to
            self._changed.notify_all()

    def wait(self, timeout_s: float) -> bool:
        """Wait before trying again; return True as soon as the queue is being closed."""
        with self._changed:
            return self._changed.wait_for(lambda: self._closing, timeout_s)

    # -- inside, with the lock held ----------------------------------------------------------------------------------

    @property
    def _since_s(self) -> float:
        """Since when the oldest of what waits has been waiting."""
        return min(self._entries[0].since_s if self._entries else float("inf"), self._declared_since_s)

    @property
    def _has_work(self) -> bool:
        return bool(self._entries or self._declared or self._newest_states or self._merged_gaps)

    def _within_limit(
        self, states: tuple[StateChange, ...], gaps: tuple[Gap, ...]
    ) -> tuple[tuple[StateChange, ...], tuple[Gap, ...]]:
        """Return what may wait one by one; beyond the limit keep each machine's newest state and each source's gaps."""
        merging = bool(self._newest_states or self._merged_gaps)  # what comes later must not overtake
        if not merging and self._notes + len(states) + len(gaps) <= self._notes_limit:
            self._notes += len(states) + len(gaps)
            return states, gaps
        for state in states:
            self._merged += state.machine in self._newest_states
            self._newest_states[state.machine] = state
        for gap in gaps:
            known = self._merged_gaps.get(gap.source)
            self._merged += known is not None
            self._merged_gaps[gap.source] = gap if known is None else _joined(known, gap)
        return (), ()

    def _take(self, limit: int) -> Load:
        declarations = tuple(self._declared.values())
        self._declared.clear()
        self._declared_since_s = float("inf")
        entries: list[Entry] = []
        weight = 0
        ticket = self._done
        while self._entries and (not entries or weight + self._entries[0].weight <= limit):
            waiting = self._entries.popleft()
            entries.append(waiting.entry)
            ticket = waiting.ticket
            weight += waiting.weight
            self._notes -= len(waiting.entry.states) + len(waiting.entry.gaps)
        self._queued -= weight
        self._in_hand += weight
        if self._entries:
            merging = bool(self._newest_states or self._merged_gaps)
            return Load(declarations, tuple(entries), weight, self._done if merging else ticket)
        if self._newest_states or self._merged_gaps:
            entries.append(Entry(None, tuple(self._newest_states.values()), tuple(self._merged_gaps.values())))
            self._newest_states.clear()
            self._merged_gaps.clear()
        self._urgent = False
        return Load(declarations, tuple(entries), weight, self._ticket)


def _joined(first: Gap, second: Gap) -> Gap:
    lost = None if first.lost is None or second.lost is None else first.lost + second.lost
    return replace(
        second, start_us=min(first.start_us, second.start_us), end_us=max(first.end_us, second.end_us), lost=lost
    )
