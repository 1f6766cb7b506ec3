"""Writes columns as PostgreSQL's binary formats, by numpy instead of row by row.

The layouts are those of COPY BINARY (PostgreSQL manual, "COPY", Binary Format) and of ``array_send``: every value is
its length in four bytes and then itself, most significant byte first; a length of -1 is NULL.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, LargeBinary, SmallInteger, String

_LENGTH: Final = struct.Struct(">i")
_NULL: Final = _LENGTH.pack(-1)
_HEAD: Final = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_TAIL: Final = b"\xff\xff"


class Kind(NamedTuple):
    """A type of PostgreSQL's with its number and that of its arrays (``pg_type.dat``)."""

    name: str
    oid: int
    array_oid: int
    numbers: str
    """The type code of numpy; empty where values have different lengths."""


_KINDS: Final = (
    # a subclass before what it derives from
    (SmallInteger, Kind("int2", 21, 1005, "i2")),
    (BigInteger, Kind("int8", 20, 1016, "i8")),
    (Integer, Kind("int4", 23, 1007, "i4")),
    (Float, Kind("float8", 701, 1022, "f8")),
    (Boolean, Kind("bool", 16, 1000, "?")),
    (String, Kind("text", 25, 1009, "")),
    (LargeBinary, Kind("bytea", 17, 1001, "")),
)


Values = Sequence[Any] | NDArray[Any]
"""A column; in an array NaN stands for NULL, because it cannot hold None."""


class Field(NamedTuple):
    """One column of what is written."""

    kind: Kind
    nullable: bool


class _Numbers(NamedTuple):
    values: NDArray[Any]
    nulls: NDArray[np.bool_] | None


KINDS: Final = tuple(kind for _, kind in _KINDS)


def field_of(column: Column[Any]) -> Field:
    """Return how a column is written."""
    for of, kind in _KINDS:
        if isinstance(column.type, of):
            return Field(kind, bool(column.nullable))
    raise TypeError(f"{column} has a type that is not written in binary: {column.type!r}")


def array_of(values: Values, field: Field) -> bytes:
    """Return values as one array. A NaN in a column that may be NULL is NULL, as it is to SQLite.

    Raises OverflowError for a number that is too large, UnicodeEncodeError for a text that is none.
    """
    if field.kind.numbers:
        numbers = _numbers(values, field)
        return _array_head(field, len(values), nulls=numbers.nulls is not None) + _records([numbers], b"")
    return _array_head(field, len(values), nulls=None in values) + b"".join(map(_blob, values))


def copy_of(columns: Sequence[Values], fields: Sequence[Field]) -> bytes:
    """Return columns of numbers as what COPY reads; NaN and errors as :func:`array_of`."""
    numbers = [_numbers(values, field) for values, field in zip(columns, fields, strict=True)]
    return _HEAD + _records(numbers, struct.pack(">h", len(fields))) + _TAIL


def _array_head(field: Field, count: int, *, nulls: bool) -> bytes:
    """Return what says that there is one dimension, which begins at 1."""
    return struct.pack(">iiIii", 1, nulls, field.kind.oid, count, 1)


def _numbers(values: Values, field: Field) -> _Numbers:
    code = field.kind.numbers
    if isinstance(values, np.ndarray) and values.dtype.kind == "f" and code != "f8":
        nulls = np.isnan(values)
        return _Numbers(np.where(nulls, 0, values).astype(code), nulls if nulls.any() else None)
    if code == "f8":
        floats = np.array(values, np.float64)  # None becomes NaN
        if not field.nullable:
            return _Numbers(floats, None)
        nulls = np.isnan(floats)
        return _Numbers(floats, nulls if nulls.any() else None)
    if field.nullable and not isinstance(values, np.ndarray) and None in values:
        nulls = np.array([value is None for value in values])
        return _Numbers(np.array([0 if value is None else value for value in values], code), nulls)
    return _Numbers(np.array(values, code), None)


def _records(columns: Sequence[_Numbers], lead: bytes) -> bytes:
    """Return the bytes of rows that each begin with ``lead``."""
    layout: list[tuple[str, str]] = [("lead", f"V{len(lead)}")] if lead else []
    for index, (values, _) in enumerate(columns):
        layout += [(f"length{index}", ">i4"), (f"value{index}", values.dtype.newbyteorder(">").str)]
    records = np.empty(len(columns[0].values), np.dtype(layout))
    offsets = {name: where[1] for name, where in (records.dtype.fields or {}).items()}
    if lead:
        records["lead"] = np.void(lead)
    kept: NDArray[np.bool_] | None = None
    for index, (values, nulls) in enumerate(columns):
        size = values.dtype.itemsize
        records[f"value{index}"] = values
        records[f"length{index}"] = size if nulls is None else np.where(nulls, -1, size)
        if nulls is not None:
            if kept is None:
                kept = np.ones((len(records), records.dtype.itemsize), np.bool_)
            place = offsets[f"value{index}"]
            kept[nulls, place : place + size] = False  # NULL has a length and no value
    if kept is None:
        return records.tobytes()
    return records.view(np.uint8).reshape(kept.shape)[kept].tobytes()


def _blob(value: str | bytes | None) -> bytes:
    if value is None:
        return _NULL
    content = value.encode() if isinstance(value, str) else bytes(value)
    return _LENGTH.pack(len(content)) + content
