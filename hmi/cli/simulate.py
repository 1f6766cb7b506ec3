"""``hmi simulate``: serves simulated machines on the real wire."""

from __future__ import annotations

import argparse

EXAMPLE = """example:
  hmi simulate --mtconnect 5000 --machines 3
  serves three machines at http://127.0.0.1:5000 until Ctrl+C"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    from hmi.simulator.options import add_arguments

    add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    from hmi.simulator.main import run as simulate
    from hmi.simulator.options import from_arguments

    return simulate(from_arguments(options))
