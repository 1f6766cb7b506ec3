"""Starts the program: ``python -m hmi``."""

import sys


def main() -> int:
    """Hand over to the command line."""
    from hmi.cli import main as command_line

    return command_line(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
