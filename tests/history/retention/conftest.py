"""What the tests of retention share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.history.retention.stocked import Stocked


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Stocked]:
    """Return a store with nothing in it but names."""
    stocked = Stocked(tmp_path)
    yield stocked
    stocked.close()


@pytest.fixture(scope="module")
def one_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stocked]:
    """Return one store for all examples of a property."""
    stocked = Stocked(tmp_path_factory.mktemp("store"))
    yield stocked
    stocked.close()
