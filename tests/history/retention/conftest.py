"""What the tests of retention share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.history.retention.stocked import Stocked


@pytest.fixture
def store(tmp_path: Path, each_database: str) -> Iterator[Stocked]:
    """Return a store with nothing in it but names, on each database in turn."""
    stocked = Stocked(tmp_path)
    yield stocked
    stocked.close()
