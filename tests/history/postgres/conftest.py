"""Leaves out what needs TimescaleDB where nobody names a server that has it."""

from __future__ import annotations

import os

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not os.environ.get("HMI_TEST_TS_URL"):
        for item in items:
            if item.get_closest_marker("timescale"):
                item.add_marker(pytest.mark.skip(reason="HMI_TEST_TS_URL names no server with TimescaleDB"))
