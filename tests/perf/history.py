"""``dev.py bench history``: what the history takes, keeps, answers and costs, on both databases."""

from __future__ import annotations

import importlib

from tests.perf.rows import Row

_PARTS = ("writing", "postgres", "sealing", "querying", "trend_page", "backing_up")


def measure(*, full: bool = False) -> list[Row]:
    """Return the figures of every part; the full form has a month of a floor and a gigabyte to back up."""
    rows: list[Row] = []
    for part in _PARTS:
        rows += importlib.import_module(f"tests.perf.{part}").measure(full=full)
    return rows
