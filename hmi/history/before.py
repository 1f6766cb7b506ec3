"""Reads what a number signal held when a window began."""

from __future__ import annotations

from math import isnan
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, Connection, Integer, Select, Table, bindparam, select

from hmi.history import raw
from hmi.history.schema import rollup_1h, rollup_10m


def _newest(table: Table) -> Select[Any]:
    row = table.c
    of_signal = row.signal_id == bindparam("signal", type_=Integer)
    return (
        select(row.t_last, row.vlast, row.broken)
        .where(of_signal, row.b < bindparam("start", type_=BigInteger))
        .order_by(row.b.desc())
        .limit(2)  # the moment may lie among the observations of the first
    )


_TEN_MINUTES: Final = _newest(rollup_10m)
_HOUR: Final = _newest(rollup_1h)


class _Held(NamedTuple):
    time_us: int
    value: float | None


def read_before(connection: Connection, signal_id: int, start_us: int, damaged: raw.Damaged) -> float | None:
    """Return the newest value before a moment; None where there is none, or the signal was unavailable.

    Where the observations have expired or cannot be read, the newest rollup that ended before the moment knows it.
    """
    found = [
        _of_observations(connection, signal_id, start_us, damaged),
        _of_rollups(connection, _TEN_MINUTES, signal_id, start_us),
        _of_rollups(connection, _HOUR, signal_id, start_us),
    ]
    known = [held for held in found if held is not None]
    return max(known, key=lambda held: held.time_us).value if known else None


def _of_observations(connection: Connection, signal_id: int, start_us: int, damaged: raw.Damaged) -> _Held | None:
    newest = raw.read_before(connection, signal_id, start_us, damaged)
    if not len(newest.ts):
        return None
    value = float(newest.v[0])
    return _Held(int(newest.ts[0]), None if isnan(value) else value)


def _of_rollups(connection: Connection, query: Select[Any], signal_id: int, start_us: int) -> _Held | None:
    for t_last, value, broken in connection.execute(query, {"signal": signal_id, "start": start_us}):
        if t_last < start_us:
            return _Held(t_last, None if broken else value)
    return None
