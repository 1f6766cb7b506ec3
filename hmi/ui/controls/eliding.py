"""A control's text where there is too little room for it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget


def draw_elided(
    painter: QPainter,
    area: QRectF,
    text: str,
    face: QFont,
    ink: QColor,
    flags: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignVCenter,
) -> str:
    """Draw one line, its end left out where it is wider than the area; return what is shown of it."""
    shown = QFontMetrics(face).elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
    painter.setFont(face)
    painter.setPen(ink)
    painter.drawText(area, flags, shown)
    return shown


def tell_whole(widget: QWidget, event: QEvent, elided: Callable[[], str]) -> bool:
    """Answer a question for a tool tip with what ``elided`` returns, the whole text or nothing to add to what is shown.

    Return whether the event was such a question; a widget that has a tool tip of its own answers with that instead.
    """
    if not isinstance(event, QHelpEvent) or event.type() != QEvent.Type.ToolTip or widget.toolTip():
        return False
    QToolTip.showText(event.globalPos(), elided(), widget)
    return True
