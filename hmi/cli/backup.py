"""``hmi backup``: makes a backup of the history, also while another process collects."""

from __future__ import annotations

import argparse
import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmi.cli.common import UserError, add_data_argument, add_site_argument, data_folder, say, site_file, write

if TYPE_CHECKING:
    from hmi.domain.backup import Backup
    from hmi.history.backup.shelf import Shelf
    from hmi.settings.site import Site

EXAMPLE = """example:
  hmi backup --to /mnt/nas/shopfloor
  makes a backup there, checks it, and keeps 7 daily and 4 weekly ones"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("--to", type=Path, metavar="DIR", help="folder of the backups (default: as the site file says)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    add_site_argument(parser)
    add_data_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Make a backup and say where it is and what it holds."""
    from hmi.domain.clock import now_us
    from hmi.domain.english import english
    from hmi.history.backup.keeper import SHARE
    from hmi.history.backup.making import back_up_file
    from hmi.history.backup.pace import Pace
    from hmi.history.errors import HistoryError
    from hmi.history.store import FILE_NAME

    store = data_folder(options) / FILE_NAME
    shelf = shelf_of(options, options.to)
    stop = threading.Event()
    try:
        made = back_up_file(store, shelf, now_us(), Pace(SHARE, stop))
    except HistoryError as error:
        raise UserError(str(error)) from error
    warning = english(shelf.warning(store.parent))
    if warning:
        say(warning)
    write(json.dumps(as_dict(made), indent=1) if options.json else _as_text(made))
    return 0


def shelf_of(options: argparse.Namespace, folder: Path | None) -> Shelf:
    """Return the shelf with the backups of the data folder: in ``folder``, or where the site file says."""
    from hmi.history.backup.shelf import FOLDER_NAME, Shelf, file_id
    from hmi.history.store import FILE_NAME

    data = data_folder(options)
    if folder is None:
        site = chosen_site(options)
        folder = (site.store.backup.folder if site else None) or data / FOLDER_NAME
    return Shelf(folder, file_id(data / FILE_NAME))


def chosen_site(options: argparse.Namespace) -> Site | None:
    """Return the site that a data folder belongs to, None where that cannot be told.

    A folder that is named without a site file may belong to another site than the user's own, or to the demo.
    """
    from hmi.settings.errors import SettingsError
    from hmi.settings.loader import load_site

    if options.config is None and options.data is not None:
        return None
    try:
        file = site_file(options.config)
    except UserError:
        return None  # there is no site file yet, and none was named
    try:
        return load_site(file)
    except SettingsError as error:
        raise UserError(str(error)) from error


def as_dict(backup: Backup) -> dict[str, Any]:
    """Return a backup as JSON tells it; times in ISO 8601 UTC."""
    return {
        "file": str(backup.path),
        "form": backup.form.value,
        "made": moment_words(backup.made_us),
        "until": moment_words(backup.until_us),
        "bytes": backup.size,
        "sha256": backup.sha256,
        "revision": backup.revision,
        "version": backup.version,
        "rows": dict(backup.rows),
    }


def moment_words(time_us: int | None) -> str | None:
    """Return a moment to the second: ``2026-11-25T03:30:00Z``."""
    from datetime import UTC, datetime

    return None if time_us is None else f"{datetime.fromtimestamp(time_us // 1_000_000, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _as_text(backup: Backup) -> str:
    from hmi.history.backup.words import size_words

    rows = sum(backup.rows.values())
    return f"{backup.path}: {size_words(backup.size)}, {rows:,} rows, checked"
