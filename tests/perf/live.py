"""``dev.py bench live``: from the socket to the painted tile, and what it costs the window."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from hmi.cli.demo import settings_of
from hmi.simulator.fleet import demo_fleet
from hmi.simulator.options import SimulatorOptions
from hmi.simulator.process import start_simulator
from tests.perf.rows import Row, median

_PAINTS = 5
_COLLECTED_S = 15.0


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


def _collecting() -> list[Row]:
    """Let ``hmi collect`` store what five machines say at 2,000 observations a second each; ask for its CPU time."""
    fleet = demo_fleet(5)
    options = SimulatorOptions(port=0, machines=5, agents=5, rate=2000)
    with start_simulator(options) as simulator, tempfile.TemporaryDirectory(prefix="hmi-perf-") as name:
        folder = Path(name)
        site = folder / "site.yaml"
        machines = settings_of(fleet, simulator.agents)
        site.write_text(
            "site: Bench\ntime_zone: America/Sao_Paulo\nmachines:\n"
            + "".join(
                f"  - name: {m.name}\n"
                f"    source: {{type: mtconnect, url: '{m.source.url}', device: {m.source.device}}}\n"
                for m in machines
            ),
            encoding="utf-8",
        )
        idle_cpu_s, _ = _collect(site, folder / "idle", 0.5)
        cpu_s, stored = _collect(site, folder / "busy", _COLLECTED_S)
    return [
        Row("observations stored per second", stored / _COLLECTED_S, "/s"),
        Row("observations stored per CPU second", stored / (cpu_s - idle_cpu_s), "/s"),
    ]


def _collect(site: Path, data: Path, seconds: float) -> tuple[float, int]:
    command = [sys.executable, "-m", "hmi", "collect", "--config", str(site), "--data", str(data), "--json"]
    process = psutil.Popen([*command, "--seconds", str(seconds)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    cpu_s = 0.0
    while process.poll() is None:
        try:
            times = process.cpu_times()
        except psutil.Error:
            break
        cpu_s = max(cpu_s, times.user + times.system)
        time.sleep(0.02)
    output, _ = process.communicate()
    return cpu_s, sum(row["observations"] for row in json.loads(output)["machines"])


def measure() -> list[Row]:
    """Return all figures of the live path."""
    rows = _first_paint()
    for machines in (10, 50, 200):
        rows += _streaming(machines)
    return rows + _collecting()
