"""Samples in a hypertable of TimescaleDB: it packs days by itself, and whole days go when they have expired."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, func, select, text

from hmi.domain.retention import Retention
from hmi.domain.signal import SignalKind
from hmi.history.database import Loader
from hmi.history.postgres.partitions import DAY_US, has_partitions
from hmi.history.schema import dirty_hour, ingest_cursor, signal

_EVERY_US: Final = DAY_US // 24
_TOGETHER: Final = 200
"""Signals that are looked at in one slice."""

_OLD: Final = text(
    "SELECT 1 FROM timescaledb_information.chunks "
    "WHERE hypertable_name = 'sample' AND hypertable_schema = current_schema() AND range_end_integer <= :limit LIMIT 1"
)
_NEWEST: Final = text(
    "SELECT signal.id, newest.* FROM signal CROSS JOIN LATERAL ("
    "SELECT ts, instance_id, seq, v, q FROM sample WHERE signal_id = signal.id AND ts < :limit "
    "ORDER BY ts DESC, instance_id DESC, seq DESC LIMIT 1) newest WHERE signal.id = ANY(:signals)"
)


class ExpiredDays:
    """Drops the days that no signal is kept for any more, once a day.

    Days are whole: a signal that is kept longer than others keeps theirs too. What each signal said last before them
    stays, because it is what held where the rest begins; no day goes whose rollups are still to be computed.
    """

    name = "dropping expired days"

    def __init__(self, retention: Retention, samples: Loader) -> None:
        self._retention = retention
        self._samples = samples
        self._due_us = 0
        self._limit_us: int | None = None
        self._dropped_us: int | None = None
        self._signals: list[int] = []
        self._kept: list[tuple[Any, ...]] = []

    def due(self, now_us: int) -> bool:
        """Return whether days are being dropped, or an hour has passed, or the clock was set."""
        return self._limit_us is not None or not self._due_us - _EVERY_US <= now_us < self._due_us

    def step(self, connection: Connection, now_us: int) -> bool:
        """Look for what must stay of some signals, or, when all have been looked at, drop the days."""
        if self._limit_us is None:
            return self._begin(connection, now_us)
        if self._signals:
            some, self._signals = self._signals[:_TOGETHER], self._signals[_TOGETHER:]
            found = connection.execute(_NEWEST, {"limit": self._limit_us, "signals": some})
            self._kept += map(tuple, found)
            return True
        # a constant: TimescaleDB refuses a subquery over the table itself
        connection.execute(text("SELECT drop_chunks('sample', older_than => :limit)"), {"limit": self._limit_us})
        self._samples.run(connection, self._kept)
        self._dropped_us = self._limit_us
        self._end()
        return False

    def forget(self) -> None:
        """Begin anew in an hour."""
        self._end()

    def _begin(self, connection: Connection, now_us: int) -> bool:
        self._due_us = now_us + _EVERY_US
        if has_partitions(connection):
            return False
        newest_us = connection.execute(select(func.max(ingest_cursor.c.last_ts))).scalar_one()
        if newest_us is None:
            return False
        numbers = select(signal.c.id, signal.c.key).where(signal.c.kind == SignalKind.NUMBER.value)
        signals = connection.execute(numbers.order_by(signal.c.id)).all()
        days = max(map(self._retention.samples_of, (key for _, key in signals)), default=self._retention.samples_days)
        limit_us = (min(now_us, newest_us) - days * DAY_US) // DAY_US * DAY_US
        if limit_us == self._dropped_us or connection.execute(_OLD, {"limit": limit_us}).first() is None:
            return False
        dirty_us = connection.execute(select(func.min(dirty_hour.c.b))).scalar_one()
        if dirty_us is not None and dirty_us < limit_us:
            return False
        self._limit_us, self._signals = limit_us, [number for number, _ in signals]
        return True

    def _end(self) -> None:
        self._limit_us = None
        self._signals, self._kept = [], []
