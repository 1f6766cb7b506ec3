"""``dev.py bench live``: from the socket to the painted tile, and what it costs the window."""

from __future__ import annotations

import json
import subprocess
import sys
import time

from tests.perf.rows import Row, median

_PAINTS = 5


def _probe(*words: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.perf.window_probe", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()[-2000:]}")
    seen: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return seen


def _first_paint() -> list[Row]:
    seen = [_probe("paint", "--machines", "10", "--started", str(time.time())) for _ in range(_PAINTS)]
    return [
        Row("first paint, 10 machines, wall", median([s["wall_s"] for s in seen]), "s", goal=1.0),
        Row("first paint, 10 machines, CPU", median([s["cpu_s"] for s in seen]), "s"),
    ]


def _streaming(machines: int) -> list[Row]:
    seen = _probe("stream", "--machines", str(machines), "--rate", "20", "--seconds", "20")
    name = f"{machines} machines × 20 /s"
    rows = [
        Row(f"GUI CPU per 16 ms tick p99, {name}", seen["tick_cpu_p99_ms"], "ms", goal=16.0),
        Row(f"tick p99, {name}", seen["tick_p99_ms"], "ms"),
        Row(f"tick p99 against idle ({seen['idle_tick_p99_ms']:.1f} ms), {name}", _ratio(seen), "×", goal=1.5),
    ]
    if machines == 50:
        rows.append(Row(f"arrival to tile p50, {name}", seen["screen_p50_ms"], "ms"))
        rows.append(Row(f"arrival to tile p99, {name}", seen["screen_p99_ms"], "ms", goal=500.0))
    return rows


def _ratio(seen: dict[str, float]) -> float:
    return seen["tick_p99_ms"] / seen["idle_tick_p99_ms"]


def measure(*, full: bool = False) -> list[Row]:
    """Return all figures of the live path; there is no longer form of it."""
    rows = _first_paint()
    for machines in (10, 50, 200):
        rows += _streaming(machines)
    return rows
