"""Reads a long stretch of a number signal page by page, so that no answer needs all of it at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Final, Protocol, TypeVar

from sqlalchemy import BigInteger, Connection, Integer, bindparam, select

from hmi.history.chunks.hours import HOUR_US, hour_of
from hmi.history.columns import Times
from hmi.history.schema import sample, sample_chunk

_MOST_HOURS: Final = 1_024
"""Packed hours that are looked ahead at once."""

_start, _end = bindparam("start", type_=BigInteger), bindparam("end", type_=BigInteger)
_signal = bindparam("signal", type_=Integer)
_rows = (sample.c.signal_id == _signal, sample.c.ts >= _start, sample.c.ts < _end)
_chunks = (sample_chunk.c.signal_id == _signal, sample_chunk.c.t0 >= _start, sample_chunk.c.t0 < _end)
_ROW: Final = select(sample.c.ts).where(*_rows).limit(1)
_ROW_BEHIND: Final = _ROW.order_by(sample.c.ts).offset(bindparam("size", type_=Integer))
_CHUNK: Final = select(sample_chunk.c.t0).where(*_chunks).limit(1)
_HOURS: Final = (
    select(sample_chunk.c.t0, sample_chunk.c.n)
    .where(*_chunks)
    .order_by(sample_chunk.c.t0)
    .limit(bindparam("most", type_=Integer))
)

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

    Packed hours are not divided, so a page of a very fast signal is one hour. A page is read in one use of a
    connection; between two pages none is held.
    """
    at = start_us
    ends: deque[int] = deque()
    while at < end_us:
        with connect() as connection:
            if not ends:
                ends.extend(_ends(connection, signal_id, at, end_us, size))
            until = _row_after(connection, signal_id, at, ends[0], size)
            page = read(connection, signal_id, at, until)
        if until == ends[0]:
            ends.popleft()
        at = until
        if len(page.ts):
            yield page


def is_stored(connection: Connection, signal_id: int, hour_us: int) -> bool:
    """Return whether any observation of a signal in an hour is still there."""
    window = {"signal": signal_id, "start": hour_us, "end": hour_us + HOUR_US}
    return any(connection.execute(query, window).first() is not None for query in (_CHUNK, _ROW))


def _ends(connection: Connection, signal_id: int, at_us: int, end_us: int, size: int) -> Iterator[int]:
    """Yield where pages end by what the packed hours hold; the last of them ends the window or what was looked at."""
    window = {"signal": signal_id, "start": hour_of(at_us), "end": end_us, "most": _MOST_HOURS + 1}
    hours = connection.execute(_HOURS, window).all()
    held = 0
    for t0, n in hours[:_MOST_HOURS]:
        if held and held + n > size:
            yield t0
            held = 0
        held += n
    yield hours[_MOST_HOURS].t0 if len(hours) > _MOST_HOURS else end_us


def _row_after(connection: Connection, signal_id: int, at_us: int, end_us: int, size: int) -> int:
    """Return the time of the row behind the next ``size`` rows, or the end."""
    window = {"signal": signal_id, "start": at_us, "end": end_us, "size": size}
    found = connection.execute(_ROW_BEHIND, window).scalar_one_or_none()
    return end_us if found is None else max(int(found), at_us + 1)
