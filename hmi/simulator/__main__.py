"""The simulator as ``python -m hmi.simulator``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from hmi.simulator.main import add_arguments, from_arguments, run


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse a command line and run the simulator."""
    parser = argparse.ArgumentParser(prog="hmi simulate", description="Machines that do not exist, on the real wire.")
    add_arguments(parser)
    return run(from_arguments(parser.parse_args(arguments)))


if __name__ == "__main__":
    sys.exit(main())
