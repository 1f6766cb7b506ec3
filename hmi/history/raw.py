"""Reads every observation of a number signal, wherever it is stored."""

from __future__ import annotations

from sqlalchemy import BigInteger, Connection, Integer, bindparam, select

from hmi.history.columns import Columns, columns_of
from hmi.history.schema import sample

_ROWS = (
    select(sample.c.ts, sample.c.instance_id, sample.c.seq, sample.c.v, sample.c.q)
    .where(
        sample.c.signal_id == bindparam("signal", type_=Integer),
        sample.c.ts >= bindparam("start", type_=BigInteger),
        sample.c.ts < bindparam("end", type_=BigInteger),
    )
    .order_by(sample.c.ts, sample.c.instance_id, sample.c.seq)
)


def read_columns(connection: Connection, signal_id: int, start_us: int, end_us: int) -> Columns:
    """Return the observations of a signal in a window that includes its start and not its end."""
    rows = connection.execute(_ROWS, {"signal": signal_id, "start": start_us, "end": end_us}).all()
    return columns_of(rows)
