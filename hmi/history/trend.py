"""Reads a number signal as a line: every point where few are, buckets that keep each extreme where many are."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from math import nan

from sqlalchemy import BigInteger, Connection, Integer, bindparam, case, func, select

from hmi.domain.records import Series
from hmi.history.catalog import signal_id
from hmi.history.schema import sample

_start = bindparam("start", type_=BigInteger)
_end = bindparam("end", type_=BigInteger)
_width = bindparam("width", type_=BigInteger)
_of_signal = sample.c.signal_id == bindparam("signal", type_=Integer)
_order = (sample.c.ts, sample.c.instance_id, sample.c.seq)
_newest_first = tuple(column.desc() for column in _order)

_BEFORE = select(sample.c.v).where(_of_signal, sample.c.ts < _start).order_by(*_newest_first).limit(1)
_COUNT = select(func.count()).select_from(
    select(sample.c.ts)
    .where(_of_signal, sample.c.ts >= _start, sample.c.ts < _end)
    .limit(bindparam("most", type_=Integer))
    .subquery()
)
_POINTS = select(sample.c.ts, sample.c.v).where(_of_signal, sample.c.ts >= _start, sample.c.ts < _end).order_by(*_order)

# One look at the key's range per figure and bucket. It reads the range three times and is yet twice as fast as a
# GROUP BY, which sorts it (SQLite 3.40: 2.6 million rows in 0.6 s against 1.2 s, 86,000 in 28 ms against 40).
_bucket = select(_start.label("low"), bindparam("first_end", type_=BigInteger).label("high")).cte(
    "bucket", recursive=True
)
_next = _bucket.c.high + _width
_bucket = _bucket.union_all(
    select(_bucket.c.high, case((_next < _end, _next), else_=_end)).where(_bucket.c.high < _end)
)
_inside = (_of_signal, sample.c.ts >= _bucket.c.low, sample.c.ts < _bucket.c.high)
_known = select(sample.c.v).where(*_inside, sample.c.v.is_not(None)).limit(1)
_BUCKETS = select(
    _bucket.c.low,
    _known.order_by(*_order).scalar_subquery(),
    select(func.min(sample.c.v)).where(*_inside).scalar_subquery(),
    select(func.max(sample.c.v)).where(*_inside).scalar_subquery(),
    _known.order_by(*_newest_first).scalar_subquery(),
    select(case((sample.c.v.is_(None), 1), else_=0))
    .where(*_inside)
    .order_by(*_newest_first)
    .limit(1)
    .scalar_subquery(),
)


def read_trend(
    connection: Connection, machine: str, keys: Iterable[str], start_us: int, end_us: int, buckets: int
) -> dict[str, Series]:
    """Return the line of each number signal in the window (``start_us`` included, ``end_us`` not).

    Buckets lie on a grid that does not depend on where the window begins, so that a line does not flicker as the
    window moves on; the first is cut at the window's start. A bucket without observations is left out, one with
    nothing but unavailable ones has NaN. Where a signal has at most two observations a bucket, each is its own entry
    and ``bucket_us`` is 0. A signal that the history does not know, or of another kind, has no entries.

    Raises ValueError when the window is empty or has no bucket.
    """
    if end_us <= start_us or buckets < 1:
        raise ValueError(f"no window: {start_us} to {end_us} in {buckets} buckets")
    return {key: _read(connection, machine, key, start_us, end_us, buckets) for key in keys}


def _read(connection: Connection, machine: str, key: str, start_us: int, end_us: int, buckets: int) -> Series:
    window = {"signal": signal_id(connection, machine, key), "start": start_us, "end": end_us}
    before = connection.execute(_BEFORE, window).scalar_one_or_none()
    most = 2 * buckets
    count = connection.execute(_COUNT, {**window, "most": most + 1}).scalar_one()
    if count <= most:
        points = connection.execute(_POINTS, window).all()
        values = array("d", (nan if value is None else value for _, value in points))
        times = array("q", (time_us for time_us, _ in points))
        broken = array("b", (value is None for _, value in points))
        return Series(key, times, values, values, values, values, broken, before)
    width = -(-(end_us - start_us) // buckets)
    first_end = min(start_us - start_us % width + width, end_us)
    rows = connection.execute(_BUCKETS, {**window, "width": width, "first_end": first_end})
    times, first, low, high, last, broken = array("q"), array("d"), array("d"), array("d"), array("d"), array("b")
    for time_us, *figures, is_broken in rows:
        if is_broken is None:
            continue
        times.append(time_us)
        for column, figure in zip((first, low, high, last), figures, strict=True):
            column.append(nan if figure is None else figure)
        broken.append(is_broken)
    return Series(key, times, first, low, high, last, broken, before, width)
