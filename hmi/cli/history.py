"""``hmi history``: prints every stored observation of a signal."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hmi.cli.common import UserError, add_history_arguments, check_window, chosen_history, moment

if TYPE_CHECKING:
    from hmi.domain.records import StoredPoint

EXAMPLE = """example:
  hmi history "Torno 01" spindle_load --from 2026-11-19T07:00 --to 2026-11-19T08:00 --format json
  prints every stored value of that hour; times without a zone are UTC"""

COLUMNS = ("time", "value", "quality", "instance", "sequence")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("machine", metavar="MACHINE", help="the machine's name")
    parser.add_argument("signal", metavar="SIGNAL", help="the product's key of the signal, or the source's own id")
    parser.add_argument("--from", dest="start", type=moment, required=True, metavar="T", help="ISO 8601, inclusive")
    parser.add_argument("--to", dest="end", type=moment, required=True, metavar="T", help="ISO 8601, exclusive")
    parser.add_argument("--format", choices=("csv", "json"), default="csv", help="default: csv")
    add_history_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Print the observations in order of time."""
    from hmi.history.errors import HistoryError

    check_window(options.start, options.end)
    try:
        history = chosen_history(options)
        try:
            rows = _rows(history.points(options.machine, options.signal, options.start, options.end))
            _print_csv(rows) if options.format == "csv" else _print_json(rows)
        finally:
            history.close()
    except HistoryError as error:
        raise UserError(str(error)) from error
    return 0


def _rows(points: Iterable[StoredPoint]) -> Iterator[tuple[str, float | str | None, str, int, int]]:
    from hmi.history.transfer.tables import words_of

    for point in points:
        value = point.value
        yield (
            _iso(point.time_us),
            value if isinstance(value, float) else words_of(value),
            point.quality.name,
            point.instance,
            point.sequence,
        )


def _iso(time_us: int) -> str:
    seconds, micros = divmod(time_us, 1_000_000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{micros:06}Z"


def _print_csv(rows: Iterable[tuple[object, ...]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)


def _print_json(rows: Iterable[tuple[object, ...]]) -> None:
    """One array, an object per line, so that a month does not have to fit into memory."""
    separator = "["
    for row in rows:
        print(separator + "\n" + json.dumps(dict(zip(COLUMNS, row, strict=True))), end="")
        separator = ","
    print("[]" if separator == "[" else "\n]")
