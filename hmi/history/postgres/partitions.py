"""The days of the samples, each a table of its own, so that a day that is empty costs nothing to remove."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from hmi.history.postgres.troubles import trouble_of

DAY_US: Final = 86_400_000_000
_EVERY_US: Final = DAY_US // 24
_FIRST_DAY: Final = 18_262
"""2020-01-01. What clocks say that were never set is kept in one table, and what they say after the last day too."""
_LAST_DAY: Final = 47_482
"""2100-01-01."""

_PARTITIONS: Final = text(
    "SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
    "WHERE i.inhparent = to_regclass('sample') ORDER BY c.relname"
)


class _Span(NamedTuple):
    name: str
    low: str
    high: str


def make_partitions(connection: Connection, times_us: Iterable[int]) -> None:
    """Make the partitions for samples of these times that do not exist yet, in the caller's transaction.

    A new table is attached, because CREATE TABLE ... PARTITION OF would wait for every reader, and every reader for it.
    """
    known = {name for name, _ in connection.execute(_PARTITIONS)}
    for name, low, high in sorted({_span(day) for day in {int(time_us) // DAY_US for time_us in times_us}}):
        if name not in known:
            # nobody else makes one meanwhile: whoever writes holds the lease
            connection.exec_driver_sql(f'CREATE TABLE "{name}" (LIKE sample INCLUDING ALL)')
            connection.exec_driver_sql(
                f'ALTER TABLE sample ATTACH PARTITION "{name}" FOR VALUES FROM ({low}) TO ({high})'
            )


class DayPartitions:
    """Makes tomorrow's partition ahead, and drops those of past days once all they had is sealed or expired."""

    name = "keeping one table of samples a day"

    def __init__(self) -> None:
        self._due_us = 0
        self._made_for = -1

    def due(self, now_us: int) -> bool:
        """Return whether an hour has passed, or the clock was set."""
        return not self._due_us - _EVERY_US <= now_us < self._due_us

    def step(self, connection: Connection, now_us: int) -> bool:
        """Make what is missing, or drop one partition that is empty; each is over in milliseconds."""
        today = now_us // DAY_US
        if self._made_for != today:
            make_partitions(connection, (now_us, now_us + DAY_US))
            self._made_for = today
            return True
        current = {_span(day).name for day in (today - 1, today, today + 1)}
        for name, _ in connection.execute(_PARTITIONS).all():
            if name not in current and _drop_if_empty(connection, name):
                return True
        self._due_us = now_us + _EVERY_US
        return False

    def forget(self) -> None:
        """Look again."""
        self._due_us = 0
        self._made_for = -1


def _drop_if_empty(connection: Connection, name: str) -> bool:
    if connection.exec_driver_sql(f'SELECT 1 FROM "{name}" LIMIT 1').first() is not None:  # noqa: S608 - a name of ours
        return False
    try:
        with connection.begin_nested():
            # a reader that stays open for an hour must not make all others wait behind this
            connection.exec_driver_sql("LOCK TABLE sample IN ACCESS EXCLUSIVE MODE NOWAIT")
            connection.exec_driver_sql(f'DROP TABLE "{name}"')
    except DBAPIError as error:
        if trouble_of(error) is None:
            raise
        return False
    return True


def _span(day: int) -> _Span:
    if day < _FIRST_DAY:
        return _Span("sample_before", "MINVALUE", str(_FIRST_DAY * DAY_US))
    if day >= _LAST_DAY:
        return _Span("sample_after", str(_LAST_DAY * DAY_US), "MAXVALUE")
    date = datetime.fromtimestamp(day * DAY_US // 1_000_000, UTC)
    return _Span(f"sample_{date:%Y%m%d}", str(day * DAY_US), str((day + 1) * DAY_US))
