"""What the tests of the MTConnect source share."""

from __future__ import annotations

import pytest

from tests.fakes.sink import FakeSink


@pytest.fixture
def sink() -> FakeSink:
    return FakeSink()
