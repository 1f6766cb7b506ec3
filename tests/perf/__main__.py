"""``dev.py bench``: runs the measurements that are named, or all, and prints each figure beside its goal."""

from __future__ import annotations

import argparse
import importlib
import sys

from tests.perf.history import PARTS
from tests.perf.rows import Row, print_rows

BENCHES = ("live", "mtconnect", "history")


def main() -> int:
    """Run the measurements; status 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(BENCHES)} (default: all)")
    parser.add_argument("--full", action="store_true", help="the long form of what has one: many minutes")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    known = (*BENCHES, *PARTS)
    unknown = sorted(set(options.names) - set(known))
    if unknown:
        parser.error(f"there is no bench {', '.join(unknown)}; there are: {', '.join(known)}")
    rows: list[Row] = []
    for name in options.names or BENCHES:
        rows += importlib.import_module(f"tests.perf.{name}").measure(full=options.full)
    print_rows(rows, as_json=options.json)
    return 0 if all(row.holds is not False for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
