"""Knows what the history will know once it has everything that was taken: enough to start without the database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Final

from hmi.domain.machine import Machine
from hmi.domain.observation import Batch, Cursor
from hmi.domain.records import Entry, Memory, StateChange, StateInterval
from hmi.domain.signal import Signal
from hmi.history.backlog import Declaration
from hmi.history.rows import signal_fields
from hmi.history.spool.codec import signal_of, state_fields, state_of
from hmi.history.spool.file import Known

_CURSOR: Final = "cursor"
_STATE: Final = "state"
_SIGNALS: Final = "signals"


class Knowledge:
    """Cursors, open states and signals as of the last load that was taken. One thread."""

    def __init__(self, known: Known) -> None:
        """Start from what the spool remembers."""
        self._cursors: dict[str, tuple[Cursor, int]] = {}
        self._states: dict[str, StateChange] = {}
        self._signals: dict[str, dict[str, Signal]] = {}
        self._machines: dict[str, Machine] = {}
        """Those that were declared since the start."""
        self._changed: set[tuple[str, str]] = set()
        for (kind, key), value in known.items():
            fields = json.loads(value)
            if kind == _CURSOR:
                self._cursors[key] = Cursor(key, *fields[:3]), fields[3]
            elif kind == _STATE:
                self._states[key] = state_of(fields)
            else:
                self._signals[key] = {signal.key: signal for signal in (signal_of(key, one) for one in fields)}

    def learn(self, memory: Memory) -> None:
        """Take over what the database remembers."""
        for cursor in memory.cursors:
            self._cursors[cursor.source] = cursor, memory.proofs_us[cursor.source]
            self._changed.add((_CURSOR, cursor.source))
        for interval in memory.open_states:
            self._change(StateChange(interval.machine, interval.start_us, interval.verdict, interval.clamped))
        for machine, signals in memory.signals.items():
            self._declare(machine, signals)

    def take(self, declarations: Iterable[Declaration], entries: Iterable[Entry]) -> None:
        """Follow what was taken, in its order."""
        for declaration in declarations:
            self._machines[declaration.machine.key] = declaration.machine
            self._declare(declaration.machine.key, declaration.signals.values())
        for entry in entries:
            if entry.batch is not None:
                self._go_on(entry.batch)
            for change in entry.states:
                self._change(change)

    def news(self) -> Known:
        """Return what is to be remembered and has not been yet; :meth:`remembered` says that it was."""
        return {name: json.dumps(list(self._fields(*name)), separators=(",", ":")) for name in self._changed}

    def remembered(self) -> None:
        """Everything is remembered now."""
        self._changed.clear()

    def forget_remembered(self) -> None:
        """Nothing is remembered any more: all of it is news again."""
        kept: tuple[tuple[str, Iterable[str]], ...] = (
            (_CURSOR, self._cursors),
            (_STATE, self._states),
            (_SIGNALS, self._signals),
        )
        self._changed = {(kind, key) for kind, keys in kept for key in keys}

    @property
    def declarations(self) -> tuple[Declaration, ...]:
        """Every machine that was declared since the start, with all its signals."""
        return tuple(Declaration(machine, dict(self._signals[key])) for key, machine in self._machines.items())

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source that has a cursor."""
        return tuple(self._cursors)

    def memory(self) -> Memory:
        """Return what to start from; nothing is said of values, which the sources have to be asked for anew."""
        return Memory(
            cursors=tuple(cursor for cursor, _ in self._cursors.values()),
            open_states=tuple(
                StateInterval(change.machine, change.start_us, None, change.verdict, change.clamped)
                for change in self._states.values()
            ),
            proofs_us={source: proof_us for source, (_, proof_us) in self._cursors.items()},
            signals={machine: tuple(signals.values()) for machine, signals in self._signals.items()},
        )

    def _go_on(self, batch: Batch) -> None:
        cursor = batch.cursor
        before = self._cursors.get(cursor.source)
        time_us = cursor.time_us
        if time_us is None:
            # as the history keeps it: where the source does not say, what was observed does
            last_us = None if before is None else before[0].time_us
            time_us = max((observation.time_us for observation in batch.observations), default=last_us)
        known = Cursor(cursor.source, cursor.instance, cursor.next_sequence, time_us)
        self._cursors[cursor.source] = known, batch.received_us
        self._changed.add((_CURSOR, cursor.source))

    def _change(self, change: StateChange) -> None:
        self._states[change.machine] = change
        self._changed.add((_STATE, change.machine))

    def _declare(self, machine: str, signals: Iterable[Signal]) -> None:
        self._signals.setdefault(machine, {}).update((signal.key, signal) for signal in signals)
        self._changed.add((_SIGNALS, machine))

    def _fields(self, kind: str, key: str) -> Iterator[object]:
        if kind == _CURSOR:
            cursor, proof_us = self._cursors[key]
            yield from (cursor.instance, cursor.next_sequence, cursor.time_us, proof_us)
        elif kind == _STATE:
            yield from state_fields(self._states[key])
        else:
            yield from map(signal_fields, self._signals[key].values())
