"""What must stay cheap to import."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["site", "errors", "secrets", "redact", "logs", "uncaught"])
def test_settings_travel_without_the_libraries_that_read_them(module: str) -> None:
    code = f"import sys, hmi.settings.{module}; print(*({{'pydantic', 'yaml'}} & set(sys.modules)))"
    imported = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert imported.strip() == ""
