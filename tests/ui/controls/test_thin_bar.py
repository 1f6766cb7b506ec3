from __future__ import annotations

from pytestqt.qtbot import QtBot

from hmi.ui.controls.thin_bar import ThinBar
from hmi.ui.ink import Ink
from hmi.ui.look import Look
from tests.ui.controls.seeing import LIGHT


def test_a_scroll_bar_without_anything_to_scroll_is_nothing(qtbot: QtBot, look: Look) -> None:
    bar = ThinBar(Ink(LIGHT))
    qtbot.addWidget(bar)
    bar.resize(8, 200)
    bar.setRange(0, 0)
    empty = bar.grab().toImage()
    assert len({empty.pixelColor(4, y).name() for y in range(200)}) == 1
    bar.setRange(0, 500)
    bar.setPageStep(100)
    top = bar.grab().toImage()
    assert top.pixelColor(4, 10) == LIGHT.border
    bar.setValue(500)
    assert bar.grab().toImage().pixelColor(4, 190) == LIGHT.border
