"""Runs ``hmi collect`` as a user would and watches what it costs."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

_LOOK_S = 0.1


@dataclass(frozen=True, slots=True)
class Run:
    """One run: CPU and wall seconds of the process, resident bytes ten times a second, what it said of all machines
    together and of each."""

    cpu_s: float
    wall_s: float
    resident: Sequence[int]
    together: dict[str, Any]
    machines: Sequence[dict[str, Any]]

    @property
    def stored(self) -> int:
        """Observations, over all machines."""
        return int(self.together["observations"])


def collect(site: Path, data: Path, seconds: float) -> Run:
    """Collect for some seconds; the simulator's cost is not counted."""
    command = [sys.executable, "-m", "hmi", "collect", "--config", str(site), "--data", str(data), "--json"]
    began = time.monotonic()
    process = psutil.Popen([*command, "--seconds", str(seconds)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    cpu_s = 0.0
    resident: list[int] = []
    while process.poll() is None:
        try:
            with process.oneshot():
                times, memory = process.cpu_times(), process.memory_info()
        except psutil.Error:
            break
        cpu_s = max(cpu_s, times.user + times.system)
        resident.append(memory.rss)
        time.sleep(_LOOK_S)
    output, _ = process.communicate()
    said = json.loads(output)
    return Run(cpu_s, time.monotonic() - began, resident, said["all"], said["machines"])
