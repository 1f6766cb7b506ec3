"""The order of endpoints: coarse keys, so that rows do not change places while someone reads them."""

from __future__ import annotations

import math

from hmi.ui.diagnostics.buffer import buffer_of
from hmi.ui.diagnostics.rows import WORST_FIRST, Column, Known, Row
from hmi.ui.diagnostics.telling import last_data_is_old
from hmi.ui.natural import natural

_SECOND, _MINUTE = 1_000_000, 60_000_000


def order_key(column: Column | None, known: Known, row: Row, now_us: int) -> tuple[object, ...]:
    """Return the ascending sorting key of an endpoint: by a column, or by how bad it is where there is none.

    Endpoints that differ by less than a person cares about have equal keys; a stable sort keeps them in place.
    """
    status = known.status
    rank = WORST_FIRST.index(row.mode)
    if column is None:
        return (rank, -row.troubles)
    if column is Column.MACHINES:
        return natural(row.cells[Column.MACHINES].text)
    if column is Column.MODE:
        return (rank,)
    if column is Column.LAST_DATA:
        if status.last_data_us is None:
            return (math.inf,)
        return (max(now_us - status.last_data_us, 0) if last_data_is_old(status, now_us) else 0,)
    if column is Column.LAG:
        return _size(status.lag_us if status.connected else None, 5 * _SECOND)
    if column is Column.BUFFER:
        buffer = buffer_of(status, known.rate)
        overrun = None if buffer is None else buffer.overrun_us
        return (math.inf if overrun is None else overrun // _MINUTE if math.isfinite(overrun) else overrun,)
    if column is Column.NOT_STORED:
        lost = 0 if known.losses is None else known.losses.lost
        unknown = 0 if known.losses is None else known.losses.unknown + (not status.connected)
        return (unknown, lost)
    if column is Column.RECONNECTS:
        return (status.reconnects,)
    if column is Column.SKEW:
        return _size(None if status.skew_us is None else abs(status.skew_us), _SECOND // 2)
    return (row.cells[Column.SECURITY].text,)


def _size(value: int | None, step: int) -> tuple[int]:
    return (-1 if value is None else value // step,)
