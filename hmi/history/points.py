"""Reads every stored observation of a signal, one after the other."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from math import isnan
from operator import attrgetter
from typing import Any, Final, NamedTuple

import numpy as np
from sqlalchemy import Connection, Select, select, tuple_

from hmi.domain.observation import Quality, Value
from hmi.domain.records import StoredPoint
from hmi.history.catalog import Found
from hmi.history.columns import Columns, Times
from hmi.history.pages import Connect, read_pages
from hmi.history.raw import read_columns
from hmi.history.rows import condition_of
from hmi.history.schema import condition_event, instance, text_event, text_value

_PAGE: Final = 5_000
_PACKED_PAGE: Final = 20_000
"""Observations read in one transaction; a packed hour takes more room as points than as columns."""
_QUALITIES: Final = {int(quality): quality for quality in Quality}


class _Point(NamedTuple):
    key: tuple[int, int, int]
    """Time, number of the instance, sequence."""
    axis: str
    value: Value
    quality: Quality
    instance: int


def read_points(connect: Connect, signals: Sequence[Found], start_us: int, end_us: int) -> Iterator[StoredPoint]:
    """Yield what is stored of the signals in the window, in order of time, instance and sequence.

    Parts of one observation (the same instance and sequence on different axes) come as one text, ``x y z``. A page is
    read in a transaction of its own, so a slow reader holds nothing up. Raises DamagedChunkError at an hour that cannot
    be read, because what is written elsewhere must not lack one silently.
    """
    # a signal's kind may have changed over the years
    streams = [_numbers(connect, found, start_us, end_us) for found in signals]
    streams += [_pages(connect, found, query, start_us, end_us) for found in signals for query in (_texts, _conditions)]
    for key, of_one in groupby(heapq.merge(*streams, key=attrgetter("key")), key=attrgetter("key")):
        parts = {point.axis: point for point in of_one}
        first = next(iter(parts.values()))
        value = first.value if len(parts) == 1 else _joined(parts, signals)
        yield StoredPoint(key[0], value, first.quality, first.instance, key[2])


def _joined(parts: dict[str, _Point], signals: Sequence[Found]) -> str | None:
    axes = [found.signal.axis for found in signals if found.signal.axis in parts]
    values = [parts[axis].value for axis in axes]
    if all(value is None for value in values):
        return None
    return " ".join(_word(value) for value in values)


def _word(value: Value) -> str:
    if value is None:
        return "UNAVAILABLE"
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


class _Page(NamedTuple):
    ts: Times
    columns: Columns
    numbers: dict[int, int]
    """The source's own number of each instance."""


def _numbers(connect: Connect, found: Found, start_us: int, end_us: int) -> Iterator[_Point]:
    for page in read_pages(connect, _read_page, found.id, start_us, end_us, _PACKED_PAGE):
        for begin in range(0, len(page.ts), _PAGE):
            some = (column[begin : begin + _PAGE].tolist() for column in page.columns)
            for ts, instance_id, seq, v, q in zip(*some, strict=True):
                value = None if isnan(v) else v
                key = (ts, instance_id, seq)
                yield _Point(key, found.signal.axis, value, _QUALITIES[q], page.numbers[instance_id])


def _read_page(connection: Connection, signal_id: int, start_us: int, end_us: int) -> _Page:
    columns = read_columns(connection, signal_id, start_us, end_us)
    ids = np.unique(columns.instance).tolist()
    numbers = connection.execute(select(instance.c.id, instance.c.number).where(instance.c.id.in_(ids)))
    return _Page(columns.ts, columns, {number: int(own) for number, own in numbers})


_Query = Callable[[], tuple[Any, Select[Any], Callable[[Any], Value]]]


def _pages(connect: Connect, found: Found, query: _Query, start_us: int, end_us: int) -> Iterator[_Point]:
    table, rows, value_of = query()
    order = (table.c.ts, table.c.instance_id, table.c.seq)
    rows = (
        rows.join(instance, table.c.instance_id == instance.c.id)
        .where(table.c.signal_id == found.id, table.c.ts < end_us)
        .order_by(*order)
        .limit(_PAGE)
    )
    page = rows.where(table.c.ts >= start_us)
    while True:
        with connect() as connection:
            points = [
                _Point(
                    (row.ts, row.instance_id, row.seq),
                    found.signal.axis,
                    value_of(row),
                    Quality(row.q),
                    int(row.number),
                )
                for row in connection.execute(page)
            ]
        yield from points
        if len(points) < _PAGE:
            return
        page = rows.where(tuple_(*order) > tuple_(*points[-1].key))


def _texts() -> tuple[Any, Select[Any], Callable[[Any], Value]]:
    query = select(text_event, text_value.c.text, instance.c.number).outerjoin_from(
        text_event, text_value, text_event.c.text_id == text_value.c.id
    )
    return text_event, query, attrgetter("text")


def _conditions() -> tuple[Any, Select[Any], Callable[[Any], Value]]:
    return condition_event, select(condition_event, instance.c.number).select_from(condition_event), condition_of
