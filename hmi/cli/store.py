"""``hmi store copy``: takes a whole history from one place to another."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hmi.cli.common import UserError, many, say, write

if TYPE_CHECKING:
    from hmi.history.database import Database
    from hmi.history.transfer.copying import CopiedTable

EXAMPLE = """example:
  hmi store copy ./history postgresql+psycopg://hmi@192.168.0.5/history
  copies the history of a data folder into an empty database and compares both row by row"""

_PLACE = "a data folder, or the url of a PostgreSQL database without its password, which PGPASSWORD or .pgpass knows"
_EVERY_ROWS = 500_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    copy = actions.add_parser("copy", help="copy a whole history while nobody collects")
    copy.add_argument("source", metavar="FROM", help=_PLACE)
    copy.add_argument("target", metavar="TO", help="the same; it has to be empty, or hold the beginning of this copy")
    copy.add_argument("--json", action="store_true", help="print the result as JSON")


def run(options: argparse.Namespace) -> int:
    """Copy, and say what was copied."""
    from hmi.history.errors import AlreadyCollecting, HistoryError
    from hmi.history.transfer.copying import copy_store
    from hmi.history.transfer.places import source_at, target_at

    told: dict[str, int] = {}

    def tell(table: str, rows: int) -> None:
        if rows // _EVERY_ROWS > told.get(table, 0):
            told[table] = rows // _EVERY_ROWS
            say(f"{table}: {rows:,} rows")

    try:
        with source_at(options.source) as source, target_at(options.target) as target:
            report = copy_store(source, target, tell)
    except AlreadyCollecting as error:
        raise UserError(f"While a history is copied nobody may collect into it. {error}") from error
    except HistoryError as error:
        raise UserError(str(error)) from error
    write(_as_json(report) if options.json else _in_words(report, source, target))
    return 0


def _as_json(report: Sequence[CopiedTable]) -> str:
    rows = [{"table": one.name, "rows": one.rows, "copied": one.copied, "checksum": one.checksum} for one in report]
    return json.dumps(rows, indent=1)


def _in_words(report: Sequence[CopiedTable], source: Database, target: Database) -> str:
    lines = [f"{one.name:<18} {one.rows:>14,}  {one.checksum}" for one in report]
    rows = sum(one.rows for one in report)
    return "\n".join((*lines, f"{many(rows, 'row')} of {source.place} are in {target.place}, and alike."))
