"""The field that offers what there is and takes other text too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hmi.ui.adding.fields import ChoiceField
from hmi.ui.look import Look


@pytest.fixture
def field(qtbot: QtBot, look: Look) -> Iterator[ChoiceField]:
    made = ChoiceField(look.theme)
    qtbot.addWidget(made)
    made.resize(146, 40)
    made.show()
    qtbot.waitExposed(made)
    made.offer(["Tornos A", "Tornos B"])
    yield made
    made.hidePopup()


def click_the_chevron(field: ChoiceField) -> None:
    QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(field.width() - 12, 20))


def test_a_click_on_the_chevron_shows_the_choices_and_one_is_chosen(qtbot: QtBot, field: ChoiceField) -> None:
    field.edit.setText("Torn")
    click_the_chevron(field)
    assert field.view().isVisible()
    assert field.view().sizeHintForRow(0) == 36
    assert not field.view().grab().toImage().isNull()
    QTest.keyClick(field.view(), Qt.Key.Key_Down)
    QTest.keyClick(field.view(), Qt.Key.Key_Return)
    assert field.currentText() in ("Tornos A", "Tornos B")
    assert not field.view().isVisible()


def test_without_choices_there_is_nothing_to_open(field: ChoiceField) -> None:
    field.offer([])
    field.edit.setText("Tornos C")
    click_the_chevron(field)
    assert not field.view().isVisible()
    assert field.currentText() == "Tornos C"


def test_other_choices_leave_what_was_typed(field: ChoiceField) -> None:
    field.edit.setText("Acabamento")
    field.offer(["Centros"])
    assert (field.currentText(), field.itemText(0)) == ("Acabamento", "Centros")


def test_the_wheel_scrolls_the_sheet_and_chooses_nothing(field: ChoiceField) -> None:
    field.setCurrentText("Tornos A")
    middle = QPointF(70, 20)
    event = QWheelEvent(
        *(middle, field.mapToGlobal(middle), QPoint(), QPoint(0, -120)),
        *(Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False),
    )
    event.accept()
    QApplication.sendEvent(field, event)
    assert not event.isAccepted()
    assert field.currentText() == "Tornos A"
