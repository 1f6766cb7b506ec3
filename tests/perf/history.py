"""``dev.py bench history``: what the history takes, keeps, answers and costs, on both databases."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.perf.rows import Row

PARTS = ("writing", "postgres", "sealing", "querying", "trend_page", "backing_up")
"""Each can be named by itself too."""


def measure(*, full: bool = False) -> list[Row]:
    """Return the figures of every part; the full form has a month of a floor and a gigabyte to back up."""
    return [row for part in PARTS for row in _measured(part, full=full)]


def _measured(part: str, *, full: bool) -> list[Row]:
    """Measure in a process of its own, so that no window, cache or server of one part weighs on the next."""
    command = [sys.executable, "-m", "tests.perf", part, "--json", *(["--full"] if full else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, timeout=3600)
    if done.returncode not in (0, 1):  # 1: a goal was missed
        raise RuntimeError(f"the measurement {part} ended with {done.returncode}")
    return [
        Row(found["name"], found["value"], found["unit"], found["goal"], found["at_least"])
        for found in json.loads(done.stdout)
    ]
