"""Turns the observations of one signal and hour into bytes and back, exactly.

The bytes, version 1: the version in one byte; how many observations; their times (:mod:`.whole`) and values
(:mod:`.readings`), which is all that a line needs; then sequences (:mod:`.whole`, along the times), instances, and
qualities, of which only what differs from the usual one of known and of unknown values takes room. Their CRC-32 is
kept beside them, not in them.
"""

from __future__ import annotations

import zlib
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hmi.history.chunks import readings, whole
from hmi.history.chunks.damage import DamagedChunkError
from hmi.history.chunks.parcel import Parcel, number
from hmi.history.columns import Columns, Times, Values

VERSION: Final = 1
MOST: Final = 1 << 22
"""Observations in one chunk; more than a thousand a second for an hour."""


class Chunk(NamedTuple):
    """What is stored of one signal and hour; the fields are columns of ``sample_chunk``."""

    n: int
    codec: int
    crc: int
    data: bytes


def encode(columns: Columns) -> Chunk:
    """Pack at least one and at most :data:`MOST` observations; any NaN becomes the one that means "no value"."""
    n = len(columns.ts)
    if not 1 <= n <= MOST:
        raise ValueError(f"a chunk cannot have {n} observations")
    ts = np.ascontiguousarray(columns.ts)
    unknown = np.isnan(columns.v)
    usual = _usual(columns.q[~unknown]), _usual(columns.q[unknown])
    data = b"".join(
        (
            bytes((VERSION,)),
            number(n),
            whole.pack(ts, steady=True),
            readings.pack(np.ascontiguousarray(columns.v)),
            whole.pack(np.ascontiguousarray(columns.seq), ts - ts[0]),
            whole.pack(np.ascontiguousarray(columns.instance)),
            *map(number, usual),
            whole.pack(columns.q.astype(np.int64) - np.where(unknown, usual[1], usual[0])),
        )
    )
    return Chunk(n, VERSION, zlib.crc32(data), data)


def decode(chunk: Chunk) -> Columns:
    """Return the observations that were packed. Raises DamagedChunkError, and nothing else, when they cannot be had."""
    parcel = _opened(chunk)
    n = chunk.n
    columns = Columns(
        np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n), np.empty(n, np.int16)
    )
    try:
        whole.unpack(parcel, columns.ts)
        readings.unpack(parcel, columns.v)
        whole.unpack(parcel, columns.seq, columns.ts - columns.ts[0])
        whole.unpack(parcel, columns.instance)
        usual, usual_of_unknown = parcel.number(), parcel.number()
        q = np.empty(n, np.int64)
        whole.unpack(parcel, q)
        columns.q[:] = q + np.where(np.isnan(columns.v), usual_of_unknown, usual)
    except _IMPOSSIBLE as error:
        raise DamagedChunkError(str(error)) from None
    if not parcel.is_empty:
        raise DamagedChunkError("bytes behind its end")
    return columns


def decode_values(chunk: Chunk, ts: Times, v: Values) -> None:
    """Fill two arrays of ``chunk.n`` entries with times and values, which is all that a line needs.

    Raises as :func:`decode`.
    """
    parcel = _opened(chunk)
    try:
        whole.unpack(parcel, ts)
        readings.unpack(parcel, v)
    except _IMPOSSIBLE as error:
        raise DamagedChunkError(str(error)) from None


_IMPOSSIBLE: Final = (ValueError, OverflowError, IndexError)
"""What arithmetic says of numbers that were never packed."""


def _opened(chunk: Chunk) -> Parcel:
    if zlib.crc32(chunk.data) != chunk.crc:
        raise DamagedChunkError("its checksum is another one")
    parcel = Parcel(chunk.data)
    version = parcel.byte()
    if version != VERSION:
        raise DamagedChunkError(f"version {version}")
    if parcel.number() != chunk.n or not 1 <= chunk.n <= MOST:
        raise DamagedChunkError("it has another number of observations")
    return parcel


def _usual(q: NDArray[np.int16]) -> int:
    """Return the most frequent quality; 0 of none."""
    if not len(q) or (q == q[0]).all():
        return int(q[0]) if len(q) else 0
    found, times = np.unique(q, return_counts=True)
    return int(found[times.argmax()])
