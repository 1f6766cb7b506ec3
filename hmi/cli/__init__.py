"""The command line: one module per command, each imported only when it is called."""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import sys
from collections.abc import Collection, Sequence
from typing import Protocol

from hmi import __version__
from hmi.cli.common import UserError, say

_NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EIO)
_COMMANDS = {
    "demo": "open the window on simulated machines",
    "simulate": "serve simulated machines as an MTConnect agent",
    "check": "check a site file",
    "probe": "look at an agent and say whether it can be used",
    "collect": "collect into the store without a window",
    "history": "print what a signal was",
    "backup": "make a backup of the history, also while it is collected",
    "restore": "list the backups, or put one back",
    "export": "write what was observed into a file for other programs",
}


class _Command(Protocol):
    """A module of this package."""

    EXAMPLE: str

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's arguments."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it and return the exit status."""


def _module(name: str) -> _Command:
    module: object = importlib.import_module(f"hmi.cli.{name}")
    return module  # type: ignore[return-value]  # a module is structurally a command; mypy has no way to say so


def _parser(words: Collection[str]) -> argparse.ArgumentParser:
    window = _module("window")
    parser = argparse.ArgumentParser(
        prog="hmi",
        description="Shopfloor HMI shows what every machine of the shop is doing, why, and since when.",
        epilog=window.EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Shopfloor HMI {__version__}")
    parser.set_defaults(config=None, data=None)
    window.arguments(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, what in _COMMANDS.items():
        command = commands.add_parser(
            name, help=what, description=what.capitalize() + ".", formatter_class=argparse.RawDescriptionHelpFormatter
        )
        if name in words:  # the others' arguments are not looked at, so their modules stay unloaded
            module = _module(name)
            command.epilog = module.EXAMPLE
            module.arguments(command)
    return parser


def main(words: Sequence[str]) -> int:
    """Run a command and return its exit status: 0 done, 1 failed, 2 the user has to change something."""
    options = _parser(words).parse_args(words)
    try:
        status = _module(options.command or "window").run(options)
        if sys.stdout is not None:  # a windowed build on Windows has none
            sys.stdout.flush()
        return status
    except UserError as error:
        say(str(error))
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _drop_output()  # whoever read it has gone; there is nobody to tell
        return 1
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        _drop_output()
        say(f"The output cannot be written ({error.strerror}): make room for it, or name another place.")
        return 1


def _drop_output() -> None:
    """Let what is still buffered go nowhere: the interpreter would fail on it once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
