"""Reads a long stretch of a number signal page by page, so that no answer needs all of it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Final, Protocol, TypeVar

from sqlalchemy import Connection, func, select

from hmi.history.chunks.hours import HOUR_US, hour_of
from hmi.history.columns import Times
from hmi.history.schema import sample, sample_chunk

_FIRST_HOURS: Final = 6
_MOST_HOURS: Final = 1_024

Connect = Callable[[], AbstractContextManager[Connection]]


class _Timed(Protocol):
    @property
    def ts(self) -> Times: ...


_Page = TypeVar("_Page", bound=_Timed)
Read = Callable[[Connection, int, int, int], _Page]
"""Reads the observations of (connection, signal number, start, end)."""


def read_pages(
    connect: Connect, read: Read[_Page], signal_id: int, start_us: int, end_us: int, size: int
) -> Iterator[_Page]:
    """Yield what is stored of a signal in the window, in pages of about ``size`` observations, none of them empty.

    A page holds whole hours, as chunks do, and is read in one use of a connection; between two pages none is held.
    Stretches in which nothing is stored cost one look.
    """
    at = start_us
    hours = _FIRST_HOURS
    after_gap = True
    while at < end_us:
        with connect() as connection:
            if after_gap:
                found = first_stored(connection, signal_id, at, end_us)
                if found is None:
                    return
                at = found
            until = min(hour_of(at) + hours * HOUR_US, end_us)
            page = read(connection, signal_id, at, until)
        at = until
        after_gap = not len(page.ts)
        if len(page.ts) > size:
            hours = max(hours // 2, 1)
        elif 2 * len(page.ts) <= size:
            hours = min(2 * hours, _MOST_HOURS)
        if len(page.ts):
            yield page


def first_stored(connection: Connection, signal_id: int, start_us: int, end_us: int) -> int | None:
    """Return a time in the window before which none of its observations are stored; None where there are none.

    A packed hour that overlaps the window counts as observations from its beginning on.
    """
    row, chunk = sample.c, sample_chunk.c
    of_rows = select(func.min(row.ts)).where(row.signal_id == signal_id, row.ts >= start_us, row.ts < end_us)
    of_chunks = select(func.min(chunk.t0)).where(
        chunk.signal_id == signal_id, chunk.t0 > start_us - HOUR_US, chunk.t0 < end_us
    )
    starts = [connection.execute(query).scalar_one() for query in (of_rows, of_chunks)]
    found = min((start for start in starts if start is not None), default=None)
    return None if found is None else max(found, start_us)
