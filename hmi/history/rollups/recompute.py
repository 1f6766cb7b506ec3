"""Brings rollups up to date between batches."""

from __future__ import annotations

import time
from typing import Final

import numpy as np
from sqlalchemy import Connection

from hmi.history.raw import read_columns
from hmi.history.rollups.arithmetic import HOUR_US, TEN_MINUTES_US, merge, roll_up, rollups_of
from hmi.history.rollups.growing import GrowingRollups, Recomputing

_SLICE_S: Final = 0.02
_GATHER_S: Final = 2.0
"""How long a dirty hour waits for more late observations."""
_READ_ROWS: Final = 10_000
_FIRST_READ_US: Final = 300_000_000
_MINUTE_US: Final = 60_000_000
_HOURS_READ: Final = 500

_WRITE_EVERY_S: Final = 20.0
_WRITTEN_AT_ONCE: Final = 250


class RecomputeRollups:
    """Computes the rollups of dirty hours anew from the observations; a slice may be a part of an hour."""

    name = "computing rollups anew"

    def __init__(self, rollups: GrowingRollups) -> None:
        self._rollups = rollups
        self._found = rollups_of(())
        self._last = (0, 0)
        self._reach_us = _FIRST_READ_US

    def due(self, _now_us: int) -> bool:
        """Return whether a dirty hour has waited long enough."""
        return self._is_ripe or self._rollups.has_unread_marks

    def step(self, connection: Connection, _now_us: int) -> bool:
        """Recompute for 20 ms; at least a part of one hour."""
        until_s = time.perf_counter() + _SLICE_S
        while self._go_on(connection):
            if time.perf_counter() > until_s:
                return True
        return False

    @property
    def _is_ripe(self) -> bool:
        if self._rollups.recomputing is not None:
            return True
        oldest_s = self._rollups.oldest_dirty_s
        return oldest_s is not None and oldest_s <= time.monotonic() - _GATHER_S

    def forget(self) -> None:
        """What was recomputed was rolled back."""
        self._rollups.forget()

    def _go_on(self, connection: Connection) -> bool:
        """Do the next bit, of which the largest is to read a part of an hour; return whether there was any."""
        if self._is_ripe:
            self._read_on(connection)
        elif self._rollups.has_unread_marks:
            self._rollups.read_marks(connection, _HOURS_READ)
        else:
            return False
        return True

    def _read_on(self, connection: Connection) -> None:
        """Read the next part of the hour in work, or of the next one; write its rollups when it was the last part."""
        work = self._rollups.recomputing
        if work is None or work.disturbed:
            key = self._rollups.next_dirty() if work is None else work.key
            if key is None:
                return
            work = self._rollups.recomputing = Recomputing(key, key[1])
            self._found = rollups_of(())
            self._last = (0, 0)
            self._reach_us = _FIRST_READ_US
        signal, hour = work.key
        end_us = min(work.read_to_us + self._reach_us, hour + HOUR_US)
        seen = read_columns(connection, signal, work.read_to_us, end_us)
        rows = len(seen.ts)
        if rows:
            new = roll_up(np.full(rows, signal), seen.ts, seen.v, seen.q, TEN_MINUTES_US)
            self._found = merge(self._found, new)
            self._last = (int(seen.instance[-1]), int(seen.seq[-1]))
        if end_us == hour + HOUR_US:
            self._rollups.recomputing = None
            self._rollups.replace(connection, work.key, self._found, self._last)
        elif rows:
            # what arrives in order lies behind what was read, though perhaps before the end of what was asked for
            work.read_to_us = int(seen.ts[-1]) + 1
        if rows > _READ_ROWS:
            self._reach_us = max(self._reach_us // 2, _MINUTE_US)
        elif rows < _READ_ROWS // 4:
            self._reach_us = min(self._reach_us * 2, HOUR_US)


class WriteRollups:
    """Writes the rollups that grew in memory, every now and then."""

    name = "writing rollups"

    def __init__(self, rollups: GrowingRollups) -> None:
        self._rollups = rollups
        self._next_s = time.monotonic() + _WRITE_EVERY_S

    def due(self, _now_us: int) -> bool:
        """Return whether some have been waiting."""
        return time.monotonic() >= self._next_s and self._rollups.is_ahead

    def step(self, connection: Connection, _now_us: int) -> bool:
        """Write those of some signals."""
        more = self._rollups.write_ahead(connection, _WRITTEN_AT_ONCE)
        if not more:
            self._next_s = time.monotonic() + _WRITE_EVERY_S
        return more

    def forget(self) -> None:
        """What was written was rolled back."""
        self._rollups.forget()
