from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from hmi.ui.controls.segments import Segments
from hmi.ui.look import Look
from tests.ui.controls.seeing import DARK, LIGHT, WHOLE, Show, colours, picture, tip_of


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
