from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hmi.ui.controls.button import TextButton
from hmi.ui.controls.measures import BUTTON_HEIGHT, BUTTON_HEIGHT_TOUCH
from hmi.ui.controls.outlines import key_cap_width
from hmi.ui.look import Look
from tests.ui.controls.seeing import DARK, LIGHT, WHOLE, Show, picture, tip_of


def test_a_button_is_pressed_by_mouse_space_return_and_enter(look: Look, show: Show) -> None:
    button = TextButton(look.theme, "Open")
    show(button)
    pressed: list[str] = []
    button.clicked.connect(lambda: pressed.append("pressed"))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
        QTest.keyClick(button, key)
    assert len(pressed) == 4
    QTest.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(pressed) == 4
    button.setEnabled(False)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(pressed) == 4


def test_a_button_is_as_high_as_its_place_asks_and_as_wide_as_its_words_and_key(look: Look) -> None:
    plain, keyed = TextButton(look.theme, "Open"), TextButton(look.theme, "Open", key="Ctrl Enter")
    touch = TextButton(look.theme, "Open", height=BUTTON_HEIGHT_TOUCH)
    assert (plain.sizeHint().height(), touch.sizeHint().height()) == (BUTTON_HEIGHT, 60)
    assert keyed.sizeHint().width() == plain.sizeHint().width() + 8 + key_cap_width("Ctrl Enter")
    assert plain.minimumSizeHint().width() <= plain.sizeHint().width()


def test_only_a_button_that_is_elided_tells_its_words(look: Look, show: Show, qtbot: QtBot) -> None:
    button = TextButton(look.theme, WHOLE)
    show(button)
    button.setFixedWidth(button.sizeHint().width())
    assert tip_of(button, qtbot) == ""
    button.setFixedWidth(120)
    assert tip_of(button, qtbot) == WHOLE
    button.setToolTip("something else")
    assert tip_of(button, qtbot) == "something else"


@pytest.mark.parametrize("primary", [True, False])
def test_a_button_shows_each_of_its_conditions(primary: bool, look: Look, show: Show) -> None:
    button, other = TextButton(look.theme, "Open", primary=primary, key="O"), TextButton(look.theme, "Other")
    show(button, other)
    other.setFocus()
    rest = picture(button)
    button.setDown(True)
    down = picture(button)
    button.setDown(False)
    button.setFocus()
    focused = picture(button)
    button.setEnabled(False)
    disabled = picture(button)
    pictures = [rest, down, focused, disabled]
    assert all(one != other for at, one in enumerate(pictures) for other in pictures[:at])


def test_only_the_primary_button_is_filled_and_a_new_theme_fills_it_anew(look: Look, show: Show) -> None:
    primary, plain = TextButton(LIGHT, "Open", primary=True), TextButton(LIGHT, "Open")
    show(primary, plain)
    plain.clearFocus()
    fill = LIGHT.action.primaryFill.name()
    assert picture(primary).pixelColor(6, 6).name() == fill
    assert picture(plain).pixelColor(6, 6).name() == LIGHT.action.fill.name()
    for button in (primary, plain):
        button.restyle(DARK)
    assert picture(primary).pixelColor(6, 6).name() == DARK.action.primaryFill.name()
    assert picture(plain).pixelColor(6, 6).name() == DARK.action.fill.name()


def test_painting_leaves_no_painter_open(look: Look, show: Show) -> None:
    button = TextButton(look.theme, "Open")
    show(button)
    target = QImage(200, 60, QImage.Format.Format_ARGB32)
    for _ in range(50):
        painter = QPainter(target)
        button.render(painter, QPoint())
        assert painter.end()
