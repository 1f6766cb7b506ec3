"""Makes room in the store: deletes what its tier keeps no longer, slice by slice between the batches."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select

from hmi.domain.retention import Retention
from hmi.domain.signal import SignalKind
from hmi.history import schema
from hmi.history.retention.conditions import ConditionSweep
from hmi.history.retention.limits import HOUR_US, Kept, by_limit, days_of, limit_us
from hmi.history.retention.sweeps import GAPS, ROLLUPS, SAMPLES, STATES, TEXTS, Sweep

_TOGETHER: Final = 200
"""Signals that are swept by one statement."""
_BUDGET_S: Final = 0.03
"""After this no further statement is begun in a transaction."""
_PAUSE_US: Final = 60_000_000
"""After a slice that failed."""
_CONDITIONS: Final = ConditionSweep()


@dataclass(slots=True)
class _Task:
    """What is to be swept for some owners."""

    sweep: Sweep
    owners: Sequence[int]
    limit_us: int


class RetentionChore:
    """Goes round all tiers once an hour; see :class:`hmi.history.chores.Chore`.

    Days are counted back from this computer's clock or from the newest observation, whichever is earlier: a clock that
    jumps ahead deletes nothing, and a shop that stood still finds its last weeks as they were. ``latest``, standing
    conditions and texts stay: the number of a text may be remembered by the writer, and finding those that nobody
    names any more would cost every insert an index, to win back some sixty bytes for each different text.
    """

    name = "making room"

    def __init__(
        self, retention: Retention, *, budget_s: float = _BUDGET_S, timer: Callable[[], float] = time.perf_counter
    ) -> None:
        self._retention = retention
        self._budget_s = budget_s
        self._timer = timer
        self._tasks: deque[_Task] = deque()
        self._next_us: int | None = None
        self._asked_us = 0

    def due(self, now_us: int) -> bool:
        """Return whether a round is under way, or the last one began an hour ago; a clock set back counts as that."""
        self._asked_us = now_us
        if self._tasks or self._next_us is None:
            return True
        return not self._next_us - HOUR_US <= now_us < self._next_us

    def step(self, connection: Connection, now_us: int) -> bool:
        """Delete a slice of what has expired and return whether more is to be looked at."""
        if not self._tasks:
            self._tasks.extend(self._round(connection, now_us))
            self._next_us = now_us + HOUR_US
            return bool(self._tasks)
        deadline = self._timer() + self._budget_s
        left = 1.0
        while self._tasks and self._timer() < deadline:
            task = self._tasks[0]
            most = int(left * task.sweep.most)
            if most < 1:
                break
            swept = task.sweep.sweep(connection, task.owners, task.limit_us, most)
            left -= swept.rows / task.sweep.most
            task.owners = swept.left
            if not swept.left:
                self._tasks.popleft()
        return bool(self._tasks)

    def forget(self) -> None:
        """Begin anew in a minute."""
        self._tasks.clear()
        self._next_us = self._asked_us + _PAUSE_US

    def _round(self, connection: Connection, now_us: int) -> Iterator[_Task]:
        newest_us = connection.execute(select(func.max(schema.ingest_cursor.c.last_ts))).scalar_one()
        if newest_us is None:
            return
        until_us = min(now_us, newest_us)
        signals: dict[str, list[Kept]] = {kind.value: [] for kind in SignalKind}
        columns = schema.signal.c
        for number, key, kind in connection.execute(select(columns.id, columns.key, columns.kind).order_by(columns.id)):
            signals[kind].append(Kept(number, key))
        for sweep in (*SAMPLES, *ROLLUPS):
            days = days_of(self._retention, sweep.table.name)
            for limit, owners in by_limit(signals[SignalKind.NUMBER.value], days, until_us).items():
                yield from _tasks(sweep, owners, limit)
        limit = limit_us(self._retention.events_days, until_us)
        machines = list(connection.execute(select(schema.machine.c.id)).scalars())
        sources = list(connection.execute(select(schema.source.c.id)).scalars())
        yield from _tasks(TEXTS, [one.id for one in signals[SignalKind.TEXT.value]], limit)
        yield from _tasks(_CONDITIONS, [one.id for one in signals[SignalKind.CONDITION.value]], limit)
        yield from _tasks(STATES, machines, limit)
        yield from _tasks(GAPS, sources, limit)


def _tasks(sweep: Sweep, owners: Sequence[int], limit: int) -> Iterator[_Task]:
    for start in range(0, len(owners), _TOGETHER):
        yield _Task(sweep, owners[start : start + _TOGETHER], limit)
