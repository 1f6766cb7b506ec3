"""Heavy things are late: the window paints before they are loaded."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"pyqtgraph", "numpy", "sqlalchemy", "alembic", "asyncua", "sklearn", "httpx", "lxml", "pydantic"}


@pytest.mark.parametrize("module", ["hmi.app", "hmi.ui.window", "hmi.cli.demo", "hmi.cli.window"])
def test_what_comes_before_the_first_paint_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
