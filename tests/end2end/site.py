"""A site file on simulated machines, and the program run on it as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hmi.simulator.process import AnnouncedAgent


def write_site(folder: Path, agents: Sequence[AnnouncedAgent], more: str = "") -> Path:
    """Write a site file with one machine per device, named after it."""
    lines = ["site: Teste", "time_zone: America/Sao_Paulo", "machines:"]
    for agent in agents:
        for device in agent.devices:
            lines.append(f"  - name: {device['name']}")
            source = f"type: mtconnect, url: '{agent.url}', device: {device['name']}"
            lines.append(f"    source: {{{source}{more}}}")
    path = folder / "site.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def hmi(
    *words: str | Path, timeout: float = 60, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the program, with more in its environment if wanted, and return what it said."""
    return subprocess.run(
        [sys.executable, "-m", "hmi", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
        env={**os.environ, **(environment or {})},
    )


def start_hmi(*words: str | Path) -> subprocess.Popen[str]:
    """Start the program and let it run."""
    command = [sys.executable, "-m", "hmi", *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")


def looked_up(data: Path, machine: str, signal: str) -> list[dict[str, Any]]:
    """Return every stored observation of a signal, through the program's own command."""
    done = hmi(
        "history", machine, signal, "--from", "2000-01-01", "--to", "2100-01-01", "--format", "json", "--data", data
    )
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def wait_until(condition: Callable[[], bool], what: str, deadline_s: float = 30.0, turn_s: float = 0.02) -> None:
    """Wait for something that another process or thread does; it is looked at every ``turn_s``."""
    end = time.monotonic() + deadline_s
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited too long for {what}")
        time.sleep(turn_s)
