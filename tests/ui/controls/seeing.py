"""What the tests of the controls look at."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from hmi.ui.theme import Shade, Theme

LIGHT, DARK = Theme.load(Shade.LIGHT), Theme.load(Shade.DARK)
WHOLE = "Acknowledge everything that is on the screen"


class Show(Protocol):
    """Shows widgets on a page that lives as long as the test."""

    def __call__(self, *widgets: QWidget) -> None: ...


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
