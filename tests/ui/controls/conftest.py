"""A page for controls under test."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hmi.ui.look import Look
from tests.ui.controls.seeing import Show


@pytest.fixture
def show(qtbot: QtBot, look: Look) -> Show:
    pages: list[QWidget] = []

    def shown(*widgets: QWidget) -> None:
        page = QWidget()
        pages.append(page)
        column = QVBoxLayout(page)
        for widget in widgets:
            column.addWidget(widget)
        qtbot.addWidget(page, before_close_func=lambda _page: pages.clear())
        page.resize(400, 200)
        with qtbot.waitExposed(page):
            page.show()

    return shown
