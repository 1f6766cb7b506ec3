"""What the commands share: where data live, how they speak, what may go wrong because of the user."""

from __future__ import annotations

import argparse
import math
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmi.history.queries import History

DATA_VARIABLE = "HMI_DATA"


class UserError(Exception):
    """Something that the user can put right; its text is one sentence that says how."""


def say(text: str) -> None:
    """Tell the person at the terminal; a windowed build on Windows has none."""
    if sys.stderr is not None:
        print(text, file=sys.stderr, flush=True)


def write(text: str) -> None:
    """Print a line of the command's result."""
    print(text, flush=True)


def many(count: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def add_site_argument(parser: argparse.ArgumentParser, what: str = "site file (default: the user's own)") -> None:
    """Add ``--config``; named before the command, it counts too."""
    parser.add_argument(
        "--config",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="FILE",
        help=what,
    )


def seconds(text: str) -> float:
    """Read a span of time for argparse."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1e9:  # also false for what is no number
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds, such as 30")
    return value


def moment(text: str) -> int:
    """Read a point in time for argparse; return microseconds UTC."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no ISO 8601 time, such as 2026-11-19T07:00:00Z") from None
    if read.tzinfo is None:
        read = read.replace(tzinfo=UTC)
    past = read - datetime(1970, 1, 1, tzinfo=UTC)
    return (past.days * 86_400 + past.seconds) * 1_000_000 + past.microseconds


def check_window(start_us: int, end_us: int) -> None:
    """Raise UserError for a window in which there can be nothing."""
    if end_us <= start_us:
        raise UserError("There is nothing between these times: --to has to be later than --from.")


def add_data_argument(parser: argparse.ArgumentParser) -> None:
    """Add ``--data``; named before the command, it counts too."""
    parser.add_argument(
        "--data",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="DIR",
        help=f"folder of the history (default: ${DATA_VARIABLE}, or the user's data folder)",
    )


def data_folder(options: argparse.Namespace, *, demo: bool = False) -> Path:
    """Return the folder where the history lives; simulated machines never write into that of real ones."""
    if options.data is not None:
        return Path(options.data)
    chosen = os.environ.get(DATA_VARIABLE)
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    folder = user_data_path("Shopfloor HMI", appauthor=False)
    return folder / "demo" if demo else folder


def add_history_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what says which history is read: ``--config`` and ``--data``."""
    add_site_argument(parser, "site file that says where the history is (default: in the data folder)")
    add_data_argument(parser)


def chosen_history(options: argparse.Namespace) -> History:
    """Open the history that the named site file says, or that of the data folder where none is named.

    Raises HistoryError.
    """
    from hmi.history.store import open_history
    from hmi.settings.errors import SettingsError
    from hmi.settings.loader import load_site

    if options.config is None:
        return open_history(data_folder(options))
    try:
        site = load_site(options.config)
    except SettingsError as error:
        raise UserError(str(error)) from error
    return open_history(data_folder(options), site.store)


def site_file(chosen: Path | None) -> Path:
    """Return the site file: the one chosen, or ``site.yaml`` in the user's configuration folder."""
    if chosen is not None:
        return chosen
    from platformdirs import user_config_path

    path = user_config_path("Shopfloor HMI", appauthor=False) / "site.yaml"
    if not path.exists():
        raise UserError(
            f"There is no site file at {path}: write one (config/site.example.yaml shows how), name one with "
            f"--config FILE, or see the program at work with: hmi demo"
        )
    return path
