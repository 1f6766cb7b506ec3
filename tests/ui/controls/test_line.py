from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hmi.ui.controls.line import Line
from tests.ui.controls.seeing import DARK, LIGHT, WHOLE, Show, picture, tip_of


def test_a_line_elides_and_then_tells_the_whole(show: Show, qtbot: QtBot) -> None:
    line = Line(LIGHT, WHOLE, tone="tertiary")
    show(line)
    line.setFixedWidth(line.sizeHint().width())
    assert tip_of(line, qtbot) == ""
    line.setFixedWidth(60)
    assert tip_of(line, qtbot) == WHOLE
    assert line.minimumSizeHint().width() < 60


def test_a_line_is_painted_only_when_it_says_something_else(show: Show, qtbot: QtBot) -> None:
    class Counting(Line):
        painted = 0

        def paintEvent(self, event: object) -> None:
            Counting.painted += 1
            super().paintEvent(event)  # type: ignore[arg-type]

    line = Counting(LIGHT, "one")
    show(line)
    qtbot.waitUntil(lambda: Counting.painted > 0)
    QApplication.processEvents()
    before = Counting.painted
    line.set_text("one")
    QApplication.processEvents()
    assert Counting.painted == before
    line.set_text("two")
    qtbot.waitUntil(lambda: Counting.painted > before)
    assert (line.text, line.accessibleName()) == ("two", "two")
    light = picture(line)
    line.restyle(DARK)
    assert picture(line) != light
