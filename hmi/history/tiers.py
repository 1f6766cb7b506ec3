"""Reads the rollups of a signal, of each hour the finest that are still there."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Connection, Integer, Select, Table, bindparam, exists, select, type_coerce

from hmi.history.buckets import Buckets
from hmi.history.chunks.hours import HOUR_US
from hmi.history.columns import Times, Values
from hmi.history.rollups.arithmetic import TEN_MINUTES_US
from hmi.history.schema import dirty_hour, rollup_1h, rollup_10m


class TierRows(NamedTuple):
    """Equally long arrays of rollup rows that do not overlap, ascending."""

    start: Times
    size: Times
    """How long the bucket is, in microseconds."""
    n: NDArray[np.int64]
    t_first: Times
    t_last: Times
    first: Values
    low: Values
    high: Values
    last: Values
    broken: NDArray[np.bool_]

    @property
    def hours(self) -> Times:
        """The beginning of the hour in which each lies."""
        return self.start // HOUR_US * HOUR_US

    @property
    def buckets(self) -> Buckets:
        """What a line is made of."""
        return Buckets(self.start, self.first, self.low, self.high, self.last, self.broken)

    def only(self, which: NDArray[Any]) -> TierRows:
        """Return some of them."""
        return TierRows._make(column[which] for column in self)


_window = {name: bindparam(name, type_=BigInteger) for name in ("after", "end")}
_of_signal = bindparam("signal", type_=Integer)


def _rows(table: Table) -> Select[Any]:
    row = table.c
    broken = type_coerce(row.broken, Integer)  # as it comes, without a call for each
    columns = (row.b, row.n, row.t_first, row.t_last, row.vfirst, row.vmin, row.vmax, row.vlast, broken)
    return (
        select(*columns)
        .where(row.signal_id == _of_signal, row.b > _window["after"], row.b < _window["end"])
        .order_by(row.b)
    )


_TEN_MINUTES: Final = _rows(rollup_10m)
_HOURS: Final = _rows(rollup_1h)
_HOURS_ALONE: Final = _HOURS.where(
    ~exists().where(
        rollup_10m.c.signal_id == rollup_1h.c.signal_id,
        rollup_10m.c.b >= rollup_1h.c.b,
        rollup_10m.c.b < rollup_1h.c.b + HOUR_US,
    )
)
"""Hours of which no ten minutes are left."""
_DIRTY: Final = select(dirty_hour.c.b).where(
    dirty_hour.c.signal_id == _of_signal, dirty_hour.c.b > _window["after"], dirty_hour.c.b < _window["end"]
)


def read_rollups(connection: Connection, signal_id: int, start_us: int, end_us: int, size_us: int) -> TierRows:
    """Return the rollups that overlap the window, of ten minutes or an hour.

    Where those of ten minutes have expired, that of the hour stands in.
    """
    window = (connection, signal_id, start_us, end_us)
    if size_us == HOUR_US:
        return _read(_HOURS, *window, HOUR_US)
    parts = (_read(_HOURS_ALONE, *window, HOUR_US), _read(_TEN_MINUTES, *window, TEN_MINUTES_US))
    rows = TierRows._make(np.concatenate(columns) for columns in zip(*parts, strict=True))
    return rows.only(np.argsort(rows.start))


def read_dirty_hours(connection: Connection, signal_id: int, start_us: int, end_us: int) -> Times:
    """Return the hours that overlap the window whose rollups are not yet what they should be."""
    rows = connection.execute(_DIRTY, {"signal": signal_id, "after": start_us - HOUR_US, "end": end_us})
    return np.array(rows.scalars().all(), np.int64)


def _read(
    query: Select[Any], connection: Connection, signal_id: int, start_us: int, end_us: int, size_us: int
) -> TierRows:
    rows = connection.execute(query, {"signal": signal_id, "after": start_us - size_us, "end": end_us}).all()
    b, n, t_first, t_last, first, low, high, last, broken = zip(*rows, strict=True) if rows else ((),) * 9
    return TierRows(
        np.array(b, np.int64),
        np.full(len(b), size_us, np.int64),
        np.array(n, np.int64),
        np.array(t_first, np.int64),
        np.array(t_last, np.int64),
        np.array(first, np.float64),
        np.array(low, np.float64),
        np.array(high, np.float64),
        np.array(last, np.float64),
        np.array(broken, np.bool_),
    )
