"""``hmi export``: writes what was observed into a file for other programs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hmi.cli.common import UserError, add_history_arguments, check_window, chosen_history, many, moment, write

if TYPE_CHECKING:
    from hmi.history.queries import History
    from hmi.history.transfer.tables import Block, Column

EXAMPLE = """example:
  hmi export march.parquet --from 2026-03-01 --to 2026-04-01 --machine "Torno 01" --signal spindle_load
  writes every stored value of that month; times without a zone are UTC"""

WHAT = ("observations", "states")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("file", metavar="FILE", type=Path, help="its ending says what it becomes: .csv or .parquet")
    parser.add_argument("--from", dest="start", type=moment, required=True, metavar="T", help="ISO 8601, inclusive")
    parser.add_argument("--to", dest="end", type=moment, required=True, metavar="T", help="ISO 8601, exclusive")
    parser.add_argument("--what", choices=WHAT, default=WHAT[0], help=f"default: {WHAT[0]}")
    parser.add_argument(
        "--machine", action="append", default=[], metavar="NAME", help="once per machine (default: all)"
    )
    parser.add_argument("--signal", action="append", default=[], metavar="KEY", help="once per signal (default: all)")
    add_history_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Write the file and say how many rows it has."""
    from hmi.history.errors import HistoryError
    from hmi.history.transfer.files import FORMATS, FormatMissingError, write_file

    check_window(options.start, options.end)
    form = options.file.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise UserError(
            f"{options.file} says nothing of its form: let it end in {' or '.join('.' + f for f in FORMATS)}."
        )
    if options.what == "states" and options.signal:
        raise UserError("States belong to machines, not to signals: leave --signal out.")
    try:
        history = chosen_history(options)
        try:
            columns, blocks = _table(history, options)
            rows = write_file(options.file, form, columns, blocks)
        finally:
            history.close()
    except (HistoryError, FormatMissingError) as error:
        raise UserError(str(error)) from error
    except OSError as error:
        raise UserError(f"{options.file} cannot be written ({error.strerror}): name another place.") from error
    write(f"{many(rows, 'row')} in {options.file}")
    return 0


def _table(history: History, options: argparse.Namespace) -> tuple[Sequence[Column], Iterator[Block]]:
    from hmi.history.transfer import tables

    if options.what == "states":
        return tables.STATES, tables.read_states(history, options.machine, options.start, options.end)
    wanted = (options.machine, options.signal, options.start, options.end)
    return tables.OBSERVATIONS, tables.read_observations(history, *wanted)
