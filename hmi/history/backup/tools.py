"""PostgreSQL's own programs for backups, where this computer has them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from hmi.history.backup.pace import Pace

_TURN_S: Final = 0.2


class ToolError(Exception):
    """A program failed; the text is the last line that it said."""


def find(name: str, server_version: str) -> str | None:
    """Return the path of a program that can handle a server of this version; None where there is none."""
    path = shutil.which(name)
    if path is None:
        return None
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True, timeout=10).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    return path if _major(said) >= _major(server_version) else None


def run(command: Sequence[str | Path], variables: Mapping[str, str], pace: Pace) -> None:
    """Run a program to its end; ``variables`` are added to its environment.

    Raises ToolError when it fails, and whatever the pace raises when it is to stop, which ends the program.
    """
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(
                [str(word) for word in command],
                env={**os.environ, **variables},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
        except OSError as error:
            raise ToolError(str(error)) from error
        try:
            while True:
                try:
                    status = process.wait(_TURN_S)
                    break
                except subprocess.TimeoutExpired:
                    pace.check()
        except BaseException:
            process.kill()
            process.wait()
            raise
        if status != 0:
            said.seek(0)
            lines = said.read().decode(errors="replace").split("\n")
            raise ToolError(next((line for line in reversed(lines) if line.strip()), f"status {status}"))


def _major(version: str) -> int:
    found = re.search(r"\d+", version)
    return int(found[0]) if found else 0
