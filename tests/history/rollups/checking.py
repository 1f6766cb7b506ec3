"""Compares the rollups of a store with what its observations come to."""

from __future__ import annotations

import math
import sqlite3
from collections import defaultdict
from pathlib import Path
from typing import Any

from tests.history.rollups.plain import plain_rollup

HOUR_US, TEN_MINUTES_US = 3_600_000_000, 600_000_000
Key = tuple[int, int]


def wrong_rollups(path: Path) -> tuple[set[Key], set[Key]]:
    """Return the hours, as (signal, hour), whose rollups are not those of a recomputation, and those that are dirty."""
    connection = sqlite3.connect(path)
    try:
        samples = connection.execute("SELECT signal_id, ts, v, q FROM sample ORDER BY signal_id, ts, instance_id, seq")
        seen = samples.fetchall()
        wrong: set[Key] = set()
        for table, width_us in (("rollup_10m", TEN_MINUTES_US), ("rollup_1h", HOUR_US)):
            buckets: defaultdict[Key, list[tuple[int, float | None, int]]] = defaultdict(list)
            for signal, ts, v, q in seen:
                buckets[signal, ts // width_us * width_us].append((ts, v, q))
            expected = {key: plain_rollup(of) for key, of in buckets.items()}
            rows = connection.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own names
            found = {row[:2]: row[2:] for row in rows}
            for signal, b in expected.keys() | found.keys():
                if not _same(expected.get((signal, b)), found.get((signal, b))):
                    wrong.add((signal, b // HOUR_US * HOUR_US))
        return wrong, set(connection.execute("SELECT signal_id, b FROM dirty_hour"))
    finally:
        connection.close()


def _same(expected: tuple[Any, ...] | None, found: tuple[Any, ...] | None) -> bool:
    if expected is None or found is None:
        return expected is found
    return all(
        a == b or (isinstance(a, float) and isinstance(b, float) and math.isclose(a, b, rel_tol=1e-9))
        for a, b in zip(expected, found, strict=True)
    )
