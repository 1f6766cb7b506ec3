"""Packs the values of a signal: as whole numbers where they are decimals of few digits, else as the floats they are.

``k / 10**digits`` is the float nearest to that decimal, just as the text "23.45" was read into one, so it gives back
every bit. A source of 32-bit floats rounds once more. Where neither does, a float is taken as the whole number of its
bits, which is in the order of its value, so that a smooth signal still has small differences.

Unknown values are listed by their places, as are the few that do not fit (-0.0, infinities, a stray digit); in the
series itself the value before stands in for them.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hmi.history.chunks import whole
from hmi.history.chunks.damage import DamagedChunkError
from hmi.history.chunks.parcel import Parcel, number
from hmi.history.chunks.whole import Whole
from hmi.history.columns import Values

_Mask = NDArray[np.bool_]

# what the first byte says
_DECIMAL: Final = 1
_SINGLE: Final = 2
_UNKNOWN: Final = 4
_MISFITS: Final = 8
_ALL: Final = 15

_MOST_DIGITS: Final = 15
_EXACT: Final = float(1 << 53)
_POWERS: Final = tuple(10.0**digits for digits in range(_MOST_DIGITS + 1))
_LOOK: Final = 64
"""Values that are looked at first; what they are not, the others need not be tried for."""
_STRAY: Final = 16
"""One value in so many may not fit: its place and its bits take ten bytes."""


class _Decimals(NamedTuple):
    digits: int
    k: Whole
    fit: _Mask


def pack(v: Values) -> bytes:
    """Return the bytes of at least one value."""
    flags = 0
    parts = []
    known = ~np.isnan(v)
    if not known.all():
        flags |= _UNKNOWN
        parts.append(_places(~known))
        v = _carried(v, known) if known.any() else np.zeros(len(v))
    with np.errstate(over="ignore", invalid="ignore"):
        singles = v.astype(np.float32)
        single = bool(_same(singles.astype(np.float64), v).all())
        decimals = _decimals(v, single=single)
    if single and (decimals is None or not _same(decimals.k / 10.0**decimals.digits, v)[decimals.fit].all()):
        flags |= _SINGLE
    if decimals is None or flags & _SINGLE:
        bits = _of_bits(singles.view(np.int32).astype(np.int64), 31) if single else _of_bits(v.view(np.int64), 63)
        if decimals is None or _spread(bits) <= _spread(decimals.k):
            return b"".join((bytes((flags,)), *parts, whole.pack(bits)))
    k = decimals.k
    if not decimals.fit.all():
        flags |= _MISFITS
        parts.append(_places(~decimals.fit) + v[~decimals.fit].tobytes())
        k = _carried(k, decimals.fit)
    return b"".join((bytes((flags | _DECIMAL,)), *parts, bytes((decimals.digits,)), whole.pack(k)))


def unpack(parcel: Parcel, out: Values) -> None:
    """Fill ``out`` with the values that come next in the parcel. Raises as :func:`hmi.history.chunks.whole.unpack`."""
    flags = parcel.byte()
    if flags > _ALL:
        raise DamagedChunkError("an unknown way to pack values")
    size = len(out)
    unknown = _read_places(parcel, size) if flags & _UNKNOWN else None
    misfits = _read_places(parcel, size) if flags & _MISFITS else None
    stray = None if misfits is None else np.frombuffer(parcel.take(8 * len(misfits)), "<f8")
    digits = parcel.byte() if flags & _DECIMAL else 0
    if digits > _MOST_DIGITS:
        raise DamagedChunkError("more digits than a value has")
    numbers = out.view(np.int64)
    whole.unpack(parcel, numbers)
    if flags & _DECIMAL:
        _from_decimals(numbers, digits, out, single=bool(flags & _SINGLE))
    elif flags & _SINGLE:
        out[:] = _of_bits(numbers, 31).astype(np.int32).view(np.float32)
    else:
        numbers[:] = _of_bits(numbers, 63)
    if misfits is not None:
        out[misfits] = stray
    if unknown is not None:
        out[unknown] = np.nan


def _decimals(v: Values, *, single: bool) -> _Decimals | None:
    """Return the values in the fewest digits that fit nearly all."""
    look = v[:: len(v) // _LOOK or 1]
    for digits in range(_MOST_DIGITS + 1):
        if _nearly_all(_fit(look, _scaled(look, digits), digits, single=single)):
            k = _scaled(v, digits)
            fit = _fit(v, k, digits, single=single)
            if _nearly_all(fit):
                return _Decimals(digits, np.where(fit, k, 0.0).astype(np.int64), fit)
    return None


def _scaled(v: Values, digits: int) -> Values:
    return np.rint(v * _POWERS[digits]) + 0.0  # which makes 0.0 of -0.0, as a whole number will


def _fit(v: Values, k: Values, digits: int, *, single: bool) -> _Mask:
    again = k / _POWERS[digits]
    if single:
        again = again.astype(np.float32).astype(np.float64)
    return _same(again, v) & (np.abs(k) < _EXACT)


def _nearly_all(fit: _Mask) -> bool:
    return (len(fit) - int(np.count_nonzero(fit))) * _STRAY <= len(fit)


def _from_decimals(k: Whole, digits: int, out: Values, *, single: bool) -> None:
    np.divide(k, 10.0**digits, out=out)
    if single:
        out[:] = out.astype(np.float32)


def _same(a: Values, b: Values) -> _Mask:
    """Return where two floats have the same bits: -0.0 is another value than 0.0."""
    return np.equal(a.view(np.int64), b.view(np.int64))


def _of_bits(bits: Whole, below: int) -> Whole:
    """Turn the bits of floats into numbers in their order, and those back: negative floats count downwards."""
    return bits ^ ((bits >> below) & ((1 << below) - 1))


def _spread(numbers: Whole) -> int:
    return int(numbers.max()) - int(numbers.min())


def _carried(x: NDArray[Any], fit: _Mask) -> NDArray[Any]:
    """Return x with each entry that does not fit replaced by the one before that does, the first ones by the next."""
    place = np.where(fit, np.arange(len(x)), 0)
    np.maximum.accumulate(place, out=place)
    place[: int(fit.argmax())] = fit.argmax()
    return x[place]


def _places(mask: _Mask) -> bytes:
    places = np.flatnonzero(mask)
    return number(len(places)) + whole.pack(places)


def _read_places(parcel: Parcel, size: int) -> Whole:
    count = parcel.number()
    if not 1 <= count <= size:
        raise DamagedChunkError("more places than it has observations")
    places = np.empty(count, np.int64)
    whole.unpack(parcel, places)
    if int(places.min()) < 0:
        raise DamagedChunkError("a place before its first observation")
    return places
