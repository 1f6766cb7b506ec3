from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QRadioButton, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hmi.ui.controls import (
    BUTTON_HEIGHT,
    BUTTON_HEIGHT_TOUCH,
    Hairline,
    KeyCap,
    Line,
    Segments,
    TextButton,
    hairline,
    key_cap_width,
)
from hmi.ui.look import Look
from hmi.ui.theme import Shade, Theme

LIGHT, DARK = Theme.load(Shade.LIGHT), Theme.load(Shade.DARK)
WHOLE = "Acknowledge everything that is on the screen"


class Show(Protocol):
    """Shows widgets on a page that lives as long as the test."""

    def __call__(self, *widgets: QWidget) -> None: ...


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


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def colours(widget: QWidget) -> set[str]:
    image = picture(widget)
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def tip_of(widget: QWidget, qtbot: QtBot) -> str:
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.text())  # it goes after a moment
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, QPoint(2, 2), widget.mapToGlobal(QPoint(2, 2))))
    return QToolTip.text()


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
    keyed.set_key("")
    assert keyed.sizeHint() == plain.sizeHint()
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


def segments(show: Show, texts: Sequence[str] = ("15 min", "1 h", "2 h")) -> tuple[Segments, list[int]]:
    made = Segments(LIGHT, texts)
    show(made)
    heard: list[int] = []
    made.chosen.connect(heard.append)
    return made, heard


def pieces(made: Segments) -> list[QRadioButton]:
    return list(made.findChildren(QRadioButton))


def test_one_segment_holds_and_only_the_user_is_heard(look: Look, show: Show) -> None:
    made, heard = segments(show)
    assert made.index == 0
    made.choose(2)
    assert (made.index, heard) == (2, [])
    first = pieces(made)[0]
    QTest.mouseClick(first, Qt.MouseButton.LeftButton, pos=QPoint(first.width() - 3, first.height() - 3))
    assert (made.index, heard) == (0, [0])


def test_arrow_keys_move_the_segment_that_holds(look: Look, show: Show) -> None:
    made, heard = segments(show)
    pieces(made)[0].setFocus()
    QTest.keyClick(pieces(made)[0], Qt.Key.Key_Right)
    assert (made.index, heard) == (1, [1])
    QTest.keyClick(pieces(made)[1], Qt.Key.Key_Left)
    assert (made.index, heard) == (0, [1, 0])


def test_segments_say_the_same_in_another_language(look: Look, show: Show) -> None:
    made, heard = segments(show)
    made.choose(1)
    before = made.sizeHint().width()
    made.set_texts(("15 minutos", "1 hora", "2 horas"))
    assert (made.index, heard) == (1, [])
    assert made.sizeHint().width() > before
    with pytest.raises(ValueError, match="zip"):
        made.set_texts(("one",))


def test_segments_take_a_new_theme_and_show_their_conditions(look: Look, show: Show) -> None:
    made, _heard = segments(show)
    made.choose(1)
    assert LIGHT.action.primaryFill.name() in colours(pieces(made)[1])
    rest = picture(made)
    made.setEnabled(False)
    assert picture(made) != rest
    made.setEnabled(True)
    pieces(made)[1].setFocus()
    assert picture(made) != rest
    made.restyle(DARK)
    assert DARK.action.primaryFill.name() in colours(pieces(made)[1])


def test_a_segment_that_is_elided_tells_its_words(show: Show, qtbot: QtBot) -> None:
    made, _heard = segments(show, (WHOLE, "short"))
    piece = pieces(made)[0]
    piece.setFixedWidth(80)
    assert tip_of(piece, qtbot) == WHOLE
    assert tip_of(pieces(made)[1], qtbot) == ""


def test_segments_without_choices_hold_none(look: Look) -> None:
    assert Segments(LIGHT, ()).index == -1


def test_a_key_cap_is_as_wide_as_its_key_and_can_be_heard(look: Look, show: Show) -> None:
    cap = KeyCap(LIGHT, "F")
    show(cap)
    assert cap.sizeHint().width() == cap.sizeHint().height()
    cap.set_text("Ctrl Enter")
    assert cap.accessibleName() == "Ctrl Enter"
    assert cap.sizeHint().width() > 50
    assert key_cap_width("") == 0
    light = picture(cap)
    cap.restyle(DARK)
    assert picture(cap) != light


@pytest.mark.parametrize("vertical", [True, False])
def test_a_hairline_is_one_pixel_of_the_theme(vertical: bool, look: Look, show: Show) -> None:
    line = hairline(LIGHT, vertical=vertical)
    assert isinstance(line, Hairline)
    show(line)
    line.setMinimumSize(*((1, 20) if vertical else (20, 1)))
    assert (line.width() if vertical else line.height()) == 1
    assert colours(line) == {LIGHT.hairline.name()}
    line.restyle(DARK)
    assert colours(line) == {DARK.hairline.name()}


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


def test_painting_leaves_no_painter_open(look: Look, show: Show) -> None:
    button = TextButton(look.theme, "Open")
    show(button)
    target = QImage(200, 60, QImage.Format.Format_ARGB32)
    for _ in range(50):
        painter = QPainter(target)
        button.render(painter, QPoint())
        assert painter.end()
