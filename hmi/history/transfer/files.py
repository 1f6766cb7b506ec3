"""Writes tables into files that other programs read: CSV, and Parquet where pyarrow is installed."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from hmi.history.transfer.tables import Block, Column, Kind
from hmi.settings.durable import whole_or_nothing

FORMATS: Final = ("csv", "parquet")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class FormatMissingError(Exception):
    """The library for a format is not installed; the text says what to do."""


def write_file(path: Path, form: str, columns: Sequence[Column], blocks: Iterable[Block]) -> int:
    """Write a table and return how many rows it has; the file gets its name once it is whole.

    Raises OSError when it cannot be written, FormatMissingError; whatever the blocks raise comes through.
    """
    write = _write_parquet if form == "parquet" else _write_csv
    with whole_or_nothing(path) as draft:
        return write(draft, columns, blocks)


def _write_csv(path: Path, columns: Sequence[Column], blocks: Iterable[Block]) -> int:
    """Comma, point and ISO 8601 in UTC: for programs, whatever language the window speaks."""
    words = [_WORDS.get(column.kind) for column in columns]
    rows = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(column.name for column in columns)
        for block in blocks:
            writer.writerows(
                [
                    value if word is None or value is None else word(value)
                    for word, value in zip(words, row, strict=True)
                ]
                for row in block
            )
            rows += len(block)
    return rows


def _iso(time_us: int) -> str:
    try:
        moment = _EPOCH + timedelta(microseconds=time_us)
    except OverflowError:
        return str(time_us)  # a clock that no calendar knows
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond:06}Z"


_WORDS: Final[dict[Kind, Callable[[Any], str]]] = {Kind.TIME: _iso, Kind.FLAG: lambda flag: "true" if flag else "false"}


def _write_parquet(path: Path, columns: Sequence[Column], blocks: Iterable[Block]) -> int:
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        raise FormatMissingError(
            "Parquet needs pyarrow, which is not installed here: install it (pip install pyarrow), or export CSV."
        ) from error
    kinds = {
        Kind.TIME: arrow.timestamp("us", tz="UTC"),
        Kind.NUMBER: arrow.float64(),
        Kind.TEXT: arrow.string(),
        Kind.WORD: arrow.dictionary(arrow.int32(), arrow.string()),
        Kind.COUNT: arrow.uint64(),
        Kind.FLAG: arrow.bool_(),
    }
    schema = arrow.schema([(column.name, kinds[column.kind]) for column in columns])
    rows = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for block in blocks:
            values = zip(*block, strict=True)
            arrays = [arrow.array(column, kind) for column, kind in zip(values, schema.types, strict=True)]
            writer.write_batch(arrow.record_batch(arrays, schema=schema))
            rows += len(block)
    return rows
