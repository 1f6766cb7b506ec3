"""``hmi restore``: lists the backups, or puts one in the place of the history."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from hmi.cli.backup import as_dict, moment_words, shelf_of
from hmi.cli.common import UserError, add_data_argument, add_site_argument, data_folder, say, write

if TYPE_CHECKING:
    from hmi.domain.backup import Backup
    from hmi.history.backup.mending import Mended
    from hmi.history.backup.shelf import Shelf

EXAMPLE = """example:
  hmi restore
  lists the backups; hmi restore FILE puts one back and sets the present history aside, which is never deleted"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the backup (default: list what there is)")
    parser.add_argument("--anew", action="store_true", help="put nothing back: begin with an empty history")
    parser.add_argument("--from", dest="folder", type=Path, metavar="DIR", help="folder of the backups to list")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    add_site_argument(parser)
    add_data_argument(parser)


def run(options: argparse.Namespace) -> int:
    """List the backups, or change the history and say what became of it."""
    from hmi.domain.clock import now_us
    from hmi.history.backup.mending import begin_anew, restore_file
    from hmi.history.errors import HistoryError
    from hmi.history.store import FILE_NAME

    if options.file is not None and options.anew:
        raise UserError("Either a backup is put back or the history begins anew: leave out FILE or --anew.")
    store = data_folder(options) / FILE_NAME
    if options.file is None and not options.anew:
        _print_list(shelf_of(options, options.folder), as_json=options.json)
        return 0
    if options.file is not None and not options.file.is_file():
        raise UserError(f"There is no backup {options.file}: hmi restore without a name lists what there is.")
    try:
        mended = begin_anew(store, now_us()) if options.anew else restore_file(store, options.file)
    except HistoryError as error:
        raise UserError(str(error)) from error
    if options.json:
        write(json.dumps(_as_dict(mended), indent=1))
    else:
        write(_as_text(mended, options.file))
    return 0


def _print_list(shelf: Shelf, *, as_json: bool) -> None:
    good = shelf.newest_good()
    backups = shelf.everyones()
    if as_json:
        every = [{**as_dict(one), "store": one.store, "newest_good": one == good} for one in backups]
        write(json.dumps(every, indent=1))
        return
    if not backups:
        say(f"There is no backup in {shelf.folder}: make one with hmi backup, or name another folder with --from.")
        return
    write("\n".join(_line(one, shelf, good) for one in backups))
    if good is not None:
        say(f'The newest good one is put back with: hmi restore "{good.path}"')


def _line(backup: Backup, shelf: Shelf, good: Backup | None) -> str:
    from hmi.history.backup.words import size_words

    until = "nothing collected yet" if backup.until_us is None else f"until {moment_words(backup.until_us)}"
    remark = "newest good" if backup == good else "" if backup.store == shelf.store else f"of {backup.store}"
    size = size_words(backup.size)
    return f"{moment_words(backup.made_us)}  {size:>8}  {until:<27}  {backup.path}  {remark}".rstrip()


def _as_text(mended: Mended, file: Path | None) -> str:
    aside = [] if mended.aside is None else [f"What was there is kept as {mended.aside}."]
    if mended.contents is None:
        return " ".join(["The history begins anew.", *aside])
    until_us = mended.contents.until_us
    rows = sum(mended.contents.rows.values())
    said = [f"Put back {file}: {rows:,} rows, checked.", *aside]
    if until_us is not None:
        last = "" if mended.last_us is None else f" until {moment_words(mended.last_us)}"
        said.append(
            f"It ends at {moment_words(until_us)}: what was collected after it{last} is not in it; "
            "what the agents still hold of that is read again at the next start."
        )
    return "\n".join(said)


def _as_dict(mended: Mended) -> dict[str, object]:
    contents = mended.contents
    return {
        "set_aside": None if mended.aside is None else str(mended.aside),
        "rows": {} if contents is None else dict(contents.rows),
        "until": None if contents is None else moment_words(contents.until_us),
        "lost_until": moment_words(mended.last_us),
    }
