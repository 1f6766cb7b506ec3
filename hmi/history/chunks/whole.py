"""Packs a series of whole numbers: takes out what can be foretold, and writes the rest with as few bits as it needs.

A series x becomes, in this order, each step only where it makes the rest smaller:

1. ``y = (x - x[0]) / step``, where step divides all of them (times in whole milliseconds, readings in steps of 0.05);
2. ``y - floor(slope * base)``, where base counts the entries (a steady clock with jitter) or is another series that is
   known already (the sequence numbers of an agent grow with time);
3. the differences of neighbours;
4. the smallest number is taken off, so that the rest has no sign.

What remains is nothing at all where all are equal; bits side by side in short series; else planes of bytes (all lowest
bytes, then all second ones ...), each compressed by itself with zstd, because each has frequencies of its own.
Everything but the line is arithmetic modulo 2**64, so that no series is too wide.
"""

from __future__ import annotations

import struct
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hmi.history.chunks import zstd
from hmi.history.chunks.damage import DamagedChunkError
from hmi.history.chunks.parcel import Parcel, number, run

Whole = NDArray[np.int64]

# what the first byte of a series says
_STEP: Final = 1
_ALONG_INDEX: Final = 2
_ALONG_BASE: Final = 4
_DIFFERENCES: Final = 8
_BITS: Final = 16
_PLANES: Final = 32
_ALL: Final = 63

_FEW: Final = 48
"""Numbers that are not worth zstd: its table of frequencies is longer than what it saves."""
_LOOK: Final = 512
"""Numbers that are looked at to guess what a way to pack them costs."""
_FAR: Final = 1 << 50
"""A line does not lead farther: floats are exact up to there."""
_SLOPE: Final = struct.Struct("<f")


class _Rest(NamedTuple):
    """What is left of a series after steps 2 and 3; its first number is 0 and left out."""

    flags: int
    slope: bytes
    numbers: Whole


def pack(x: Whole, base: Whole | None = None, *, steady: bool = False) -> bytes:
    """Return the bytes of a series of at least one number.

    ``base`` is a series of the same length that begins with 0 and that the reader will know. A ``steady`` series may
    have grown evenly with its places.
    """
    first = int(x[0])
    low, high = int(x.min()), int(x.max())
    if low == high:
        return b"\x00" + number(first) + number(0)
    parts = [number(first)]
    flags = 0
    y = x - first
    if high - low < 1 << 62:
        step = _step(y)
        if step > 1:
            flags |= _STEP
            parts.append(number(step))
            y //= step
    rests = [_Rest(0, b"", y[1:]), _Rest(_DIFFERENCES, b"", y[1:] - y[:-1])]
    if high - low < _FAR >> 1 and len(y) > 8:
        if steady:
            rests.append(_along_index(y))
        if base is not None and 0 < base[-1] < _FAR:
            rests.append(_along_base(y, base))
    rest = min(rests, key=_cost)
    layout, written = _written(rest.numbers)
    return b"".join((bytes((flags | rest.flags | layout,)), *parts, rest.slope, written))


def unpack(parcel: Parcel, out: Whole, base: Whole | None = None) -> None:
    """Fill ``out`` with the series that comes next in the parcel, of the same length and with the same base.

    Raises DamagedChunkError when there is none; what the numbers in it lead to is the caller's to catch: ValueError,
    OverflowError, zstandard.ZstdError.
    """
    flags = parcel.byte()
    if flags > _ALL:
        raise DamagedChunkError("an unknown way to pack numbers")
    first = parcel.number()
    step = parcel.number() if flags & _STEP else 1
    slope: float = _SLOPE.unpack(parcel.take(4))[0] if flags & (_ALONG_INDEX | _ALONG_BASE) else 0.0
    low = parcel.number()
    rest = out[1:]
    out[0] = 0
    if flags & _PLANES:
        rest[:] = _from_planes(parcel, len(rest))
        rest += low
    elif flags & _BITS:
        rest[:] = _from_bits(parcel, len(rest))
        rest += low
    else:
        rest[:] = low
    if flags & _DIFFERENCES:
        np.cumsum(out, out=out)
    if slope:
        out += _line(slope, base if flags & _ALONG_BASE and base is not None else np.arange(len(out)))
    if step != 1:
        out *= step
    out += first


def _step(y: Whole) -> int:
    """Return the largest number that divides all; 1 where there is none."""
    if int(np.gcd.reduce(y[:32])) == 1:
        return 1
    return int(np.gcd.reduce(y)) or 1


def _along_index(y: Whole) -> _Rest:
    index = np.arange(len(y), dtype=np.int64)
    centred = index - (len(y) - 1) / 2
    slope = _SLOPE.pack(float(centred @ y) / float(centred @ centred))  # of the straight line nearest to all
    return _Rest(_ALONG_INDEX, slope, (y - _line(_SLOPE.unpack(slope)[0], index))[1:])


def _along_base(y: Whole, base: Whole) -> _Rest:
    slope = _SLOPE.pack(int(y[-1]) / int(base[-1]))
    rest = y - _line(_SLOPE.unpack(slope)[0], base)
    return _Rest(_ALONG_BASE | _DIFFERENCES, slope, rest[1:] - rest[:-1])


def _line(slope: float, base: Whole) -> Whole:
    """Return floor(slope * base), the same on every computer: one rounded product, and no sum that could be fused."""
    if not abs(slope) * max(abs(int(base[0])), abs(int(base[-1]))) < _FAR:
        raise DamagedChunkError("a line that leads too far")
    line: Whole = np.floor(slope * base).astype(np.int64)
    return line


def _cost(rest: _Rest) -> float:
    """Return about how many bits an entry takes."""
    numbers = rest.numbers
    if len(numbers) < _FEW:
        return (int(numbers.max()) - int(numbers.min())).bit_length()
    some = numbers[:: len(numbers) // _LOOK or 1].astype(np.float64)
    some.sort()
    return float(np.log2(1.0 + np.abs(some - some[len(some) // 2])).sum()) / len(some)


def _written(rest: Whole) -> tuple[int, bytes]:
    """Return which layout was taken, and the bytes."""
    if not len(rest):
        return 0, number(0)
    low = rest.min()
    unsigned = (rest - low).view(np.uint64)
    bits = int(unsigned.max()).bit_length()
    head = number(int(low))
    if not bits:
        return 0, head
    size = (len(rest) * bits + 7) // 8
    if len(rest) >= _FEW:
        planes = _planes(unsigned, (bits + 7) // 8)
        # bits side by side are slower to read, so they must be worth it
        if len(planes) < size + len(rest) // 16:
            return _PLANES, head + planes
    return _BITS, head + bytes((bits,)) + _bits(unsigned, bits)


def _planes(unsigned: NDArray[np.uint64], width: int) -> bytes:
    octets = unsigned.view(np.uint8).reshape(-1, 8)
    parts = [bytes((width,))]
    for place in range(width):
        plane = octets[:, place].tobytes()
        frame = zstd.compress(plane)
        parts.append(run(frame if len(frame) < len(plane) else plane))
    return b"".join(parts)


def _from_planes(parcel: Parcel, size: int) -> NDArray[Any]:
    width = parcel.byte()
    if not 1 <= width <= 8:
        raise DamagedChunkError("numbers of an impossible width")
    if width == 1:
        return _plane(parcel, size)
    room = 1 << (width - 1).bit_length()
    octets = np.empty((size, room), np.uint8) if room == width else np.zeros((size, room), np.uint8)
    for place in range(width):
        octets[:, place] = _plane(parcel, size)
    return octets.view(f"<u{room}")[:, 0]


def _plane(parcel: Parcel, size: int) -> NDArray[np.uint8]:
    data = parcel.run()
    if len(data) != size:
        data = zstd.decompress(data, size)
        if len(data) != size:
            raise DamagedChunkError("fewer numbers than it has observations")
    return np.frombuffer(data, np.uint8)


def _bits(unsigned: NDArray[np.uint64], bits: int) -> bytes:
    each = np.unpackbits(unsigned.view(np.uint8).reshape(-1, 8), axis=1, count=bits, bitorder="little")
    return np.packbits(each, bitorder="little").tobytes()


def _from_bits(parcel: Parcel, size: int) -> NDArray[Any]:
    bits = parcel.byte()
    if not 1 <= bits <= 64:
        raise DamagedChunkError("numbers of an impossible width")
    data = np.frombuffer(parcel.take((size * bits + 7) // 8), np.uint8)
    each = np.zeros((size, 64 if bits > 32 else 32 if bits > 16 else 16), np.uint8)
    each[:, :bits] = np.unpackbits(data, count=size * bits, bitorder="little").reshape(size, bits)
    octets = np.packbits(each, axis=1, bitorder="little")
    return octets.view(f"<u{octets.shape[1]}")[:, 0]
