"""Reads what a number signal held when a window began."""

from __future__ import annotations

from math import isnan
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, Connection, Integer, Table, bindparam, func, select

from hmi.history.pages import HOUR_US
from hmi.history.raw import read_columns
from hmi.history.schema import rollup_1h, rollup_10m, sample, sample_chunk

_of_signal = bindparam("signal", type_=Integer)
_start = bindparam("start", type_=BigInteger)

_ROW: Final = (
    select(sample.c.ts, sample.c.v)
    .where(sample.c.signal_id == _of_signal, sample.c.ts < _start)
    .order_by(sample.c.ts.desc(), sample.c.instance_id.desc(), sample.c.seq.desc())
    .limit(1)
)
_CHUNK: Final = select(func.max(sample_chunk.c.t0)).where(
    sample_chunk.c.signal_id == _of_signal, sample_chunk.c.t0 < _start
)


class _Held(NamedTuple):
    time_us: int
    value: float | None


def read_before(connection: Connection, signal_id: int, start_us: int) -> float | None:
    """Return the newest value before a moment; None where there is none, or the signal was unavailable.

    Where the observations have expired, the newest rollup that ended before the moment knows it.
    """
    found = [
        _of_rows(connection, signal_id, start_us),
        _of_chunks(connection, signal_id, start_us),
        _of_rollups(connection, rollup_10m, signal_id, start_us),
        _of_rollups(connection, rollup_1h, signal_id, start_us),
    ]
    known = [held for held in found if held is not None]
    # of equally old ones the first, which is the nearest to what the source said
    return max(known, key=lambda held: held.time_us).value if known else None


def _of_rows(connection: Connection, signal_id: int, start_us: int) -> _Held | None:
    row = connection.execute(_ROW, {"signal": signal_id, "start": start_us}).one_or_none()
    return None if row is None else _Held(row.ts, row.v)


def _of_chunks(connection: Connection, signal_id: int, start_us: int) -> _Held | None:
    hour = connection.execute(_CHUNK, {"signal": signal_id, "start": start_us}).scalar_one()
    while hour is not None:
        inside = read_columns(connection, signal_id, hour, min(hour + HOUR_US, start_us))
        if len(inside.ts):
            value = float(inside.v[-1])
            return _Held(int(inside.ts[-1]), None if isnan(value) else value)
        # only the hour in which the moment lies can be without any
        hour = connection.execute(_CHUNK, {"signal": signal_id, "start": hour}).scalar_one()
    return None


def _of_rollups(connection: Connection, table: Table, signal_id: int, start_us: int) -> _Held | None:
    row = table.c
    query = (
        select(row.t_last, row.vlast, row.broken)
        .where(row.signal_id == _of_signal, row.b < _start)
        .order_by(row.b.desc())
        .limit(2)
    )
    for t_last, value, broken in connection.execute(query, {"signal": signal_id, "start": start_us}):
        if t_last < start_us:
            return _Held(t_last, None if broken else value)
    return None
