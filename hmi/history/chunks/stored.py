"""Reads and writes the table of sealed chunks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, Connection, Integer, bindparam, select

from hmi.history.chunks.codec import Chunk
from hmi.history.schema import sample_chunk

_of_signal = sample_chunk.c.signal_id == bindparam("signal", type_=Integer)
_columns = (sample_chunk.c.t0, sample_chunk.c.n, sample_chunk.c.codec, sample_chunk.c.crc, sample_chunk.c.data)
_start, _end = bindparam("start", type_=BigInteger), bindparam("end", type_=BigInteger)
_CHUNKS: Final = (
    select(*_columns)
    .where(_of_signal, sample_chunk.c.t0 >= _start, sample_chunk.c.t0 < _end)
    .order_by(sample_chunk.c.t0)
)
_INSERT: Final = sample_chunk.insert()
_REPLACE: Final = sample_chunk.update().where(
    sample_chunk.c.signal_id == bindparam("of_signal", type_=Integer),
    sample_chunk.c.t0 == bindparam("of_hour", type_=BigInteger),
)


class Stored(NamedTuple):
    """A chunk and the start of its hour."""

    t0: int
    chunk: Chunk


def read_chunks(connection: Connection, signal_id: int, start_us: int, end_us: int) -> list[Stored]:
    """Return the chunks whose hours begin in a window that includes its start and not its end, in order of time."""
    found = connection.execute(_CHUNKS, {"signal": signal_id, "start": start_us, "end": end_us})
    return [Stored(t0, Chunk(*fields)) for t0, *fields in found]


def add_chunks(connection: Connection, signal_id: int, chunks: Sequence[Stored]) -> None:
    """Write chunks of hours that have none."""
    if chunks:
        connection.execute(_INSERT, [{"signal_id": signal_id, "t0": t0, **chunk._asdict()} for t0, chunk in chunks])


def replace_chunks(connection: Connection, signal_id: int, chunks: Sequence[Stored]) -> None:
    """Write chunks in the place of those that their hours have."""
    if chunks:
        connection.execute(
            _REPLACE, [{"of_signal": signal_id, "of_hour": t0, **chunk._asdict()} for t0, chunk in chunks]
        )
