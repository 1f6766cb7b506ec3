"""A look for widgets under test."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication

from hmi.settings.site import Language
from hmi.ui.look import Look


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Look]:
    """English, light, in São Paulo; the language is put back afterwards."""
    made = Look(ZoneInfo("America/Sao_Paulo"), language=Language.ENGLISH)
    yield made
    made.speak(Language.ENGLISH)
    made.deleteLater()
