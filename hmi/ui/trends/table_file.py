"""Writes the observations of pens into a file for a spreadsheet: in the user's language, whole or not at all."""

from __future__ import annotations

import csv
import heapq
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from hmi.domain.observation import Quality, Value
from hmi.domain.records import StoredPoint
from hmi.settings.durable import whole_or_nothing
from hmi.ui.ask import Past
from hmi.ui.trends.pens import Pen

_SECOND: Final = 1_000_000
_BETWEEN: Final = 5_000
"""Rows between two looks at whether somebody still wants the file."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class UnwantedError(Exception):
    """Nobody wants the file any more; it is not there."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a language writes tables: what is between two cells, the decimal mark, the titles, the words of quality."""

    separator: str
    decimal: str
    titles: tuple[str, str, str, str, str, str, str]
    qualities: Mapping[Quality, str]


@dataclass(frozen=True, slots=True)
class Column:
    """A pen with its name and unit as people read them."""

    pen: Pen
    name: str
    unit: str


class TableFile:
    """One export. ``told`` is called now and then with the rows written so far, on the thread that writes."""

    def __init__(
        self,
        path: Path,
        columns: Sequence[Column],
        window_us: tuple[int, int],
        zone: ZoneInfo,
        form: Form,
        told: Callable[[int], None],
    ) -> None:
        self.path = path
        self._columns = columns
        self._window_us = window_us
        self._zone = zone
        self._form = form
        self._told = told
        self._unwanted = threading.Event()

    def cancel(self) -> None:
        """Give it up; any thread."""
        self._unwanted.set()

    def write(self, past: Past) -> int:
        """Write the file and return how many rows it has, the titles not counted; blocks.

        Rows ascend in time. Raises OSError when it cannot be written, UnwantedError, and whatever the history raises;
        then nothing is left, and a file that had the name before is as it was.
        """
        with whole_or_nothing(self.path) as draft, draft.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.writer(file, delimiter=self._form.separator)
            writer.writerow(self._form.titles)
            rows = 0
            for rows, (point, column) in enumerate(self._observations(past), 1):
                writer.writerow(self._row(point, column))
                if rows % _BETWEEN == 0:
                    self._look_up(rows)
            self._look_up(rows)
            file.flush()
            os.fsync(file.fileno())
        return rows

    def _look_up(self, rows: int) -> None:
        if self._unwanted.is_set():
            raise UnwantedError
        self._told(rows)

    def _observations(self, past: Past) -> Iterator[tuple[StoredPoint, Column]]:
        streams = [self._of_one(past, column) for column in self._columns]
        return heapq.merge(*streams, key=lambda found: found[0].time_us)

    def _of_one(self, past: Past, column: Column) -> Iterator[tuple[StoredPoint, Column]]:
        try:
            points = past.points(*column.pen, *self._window_us)
        except LookupError:
            return  # a signal of which nothing was ever stored has no rows
        for point in points:
            yield point, column

    def _row(self, point: StoredPoint, column: Column) -> tuple[str, ...]:
        form = self._form
        moment = datetime.fromtimestamp(point.time_us // _SECOND, self._zone)
        fraction = point.time_us % _SECOND
        digits = f"{fraction // 1000:03}" if fraction % 1000 == 0 else f"{fraction:06}"
        offset = moment.strftime("%z")
        return (
            f"{moment:%Y-%m-%d %H:%M:%S}{form.decimal}{digits}",
            f"UTC{offset[:3]}:{offset[3:5]}",
            _plain(column.pen.machine),
            _plain(column.name),
            self._value(point.value),
            _plain(column.unit),
            form.qualities[point.quality],
        )

    def _value(self, value: Value) -> str:
        if isinstance(value, float):
            return repr(value).removesuffix(".0").replace(".", self._form.decimal)
        return "" if value is None else _plain(str(value))


def _plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: a machine's words are data."""
    return f"'{text}" if text.startswith(_FORMULA) else text
