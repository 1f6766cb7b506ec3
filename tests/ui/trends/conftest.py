"""A chart under test."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from hmi.ui.look import Look
from hmi.ui.trends.chart import TrendChart


@pytest.fixture
def chart(qtbot: QtBot, look: Look) -> TrendChart:
    made = TrendChart(look)
    qtbot.addWidget(made)
    made.resize(800, 520)
    made.show()
    return made
