"""What the tests of the connections page share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from tests.ui.diagnostics.samples import NOW, OVERRUN, FakePast, at


class Stretched(QTranslator):
    """Every text 35 % longer and in brackets, as a longer language would have it; placeholders stay."""

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str:
        return f"[{text}{'~' * round(len(text) * 0.35)}]"

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def stretch(qapp: QApplication) -> Iterator[Callable[[], None]]:
    """Call it to make the window speak the longer language; it stops with the test."""
    translator = Stretched()

    def speak() -> None:
        qapp.installTranslator(translator)

    yield speak
    qapp.removeTranslator(translator)


@pytest.fixture
def past() -> FakePast:
    """A history that lost something today, and has collected since seven."""
    past = FakePast()
    past.kept = [OVERRUN]
    past.spans = [(at(7, 0), NOW)]
    return past
