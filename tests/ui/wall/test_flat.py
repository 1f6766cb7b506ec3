from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hmi.ui.ink import Ink
from hmi.ui.look import Look
from hmi.ui.theme import Shade, Theme
from hmi.ui.wall.flat import Flat


def test_other_keys_do_not_press_a_button(qtbot: QtBot, look: Look) -> None:
    button = Flat(Ink(Theme.load(Shade.LIGHT)), key="F", arrow=True, flush=True)
    qtbot.addWidget(button)
    button.say("Hide filters")
    with qtbot.assertNotEmitted(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_A)
    assert button.minimumSizeHint().height() == 28
