"""Paints the tools: number, name, a bar of the used life with a tick at the warning, what is left."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QPainter

from hmi.domain.tool import Tool, ToolLife
from hmi.ui.ink import Ink, typeface
from hmi.ui.machine.records import RecordDelegate
from hmi.ui.theme import Size, Weight

ROW = 28
_BAR = (84, 56)
"""The length of a bar in a wide and in a narrow list, in px."""
_VALUE = (95, 0)
"""The least room for the words at the right, likewise, so that bars stay where they are while figures grow."""
_THICK = 8
_TICK = (2, 14)
_AFTER_NUMBER = 8
_GAP = 12


class ToolFace(Protocol):
    """What the rows have in common, and the words of each."""

    number_width: float
    value_width: float
    bars: bool
    stale: bool

    def number_words(self, tool: Tool) -> str: ...

    def name_words(self, tool: Tool) -> str: ...

    def value_words(self, tool: Tool) -> str: ...

    def needs_hand(self, tool: Tool) -> bool: ...


class ToolDelegate(RecordDelegate):
    """Paints each tool in one line, in a narrow list too: a magazine has many; the name gives way."""

    def __init__(self, face: ToolFace, ink: Ink, parent: QObject | None = None) -> None:
        super().__init__(ink, (ROW, ROW), parent)
        self._face = face

    def bar_box(self, area: QRectF) -> QRectF:
        """Return where a row's bar stands; without width where no row has one."""
        length = _BAR[self.narrow] if self._face.bars else 0
        words = max(self._face.value_width, _VALUE[self.narrow] if length else 0)
        right = area.right() - words - (_GAP if length else 0)
        return QRectF(round(right - length), round(area.center().y() - _THICK / 2), length, _THICK)

    def paint_record(self, painter: QPainter, area: QRectF, record: Tool, *, chosen: bool) -> None:
        """Paint one tool; one that needs a hand is semibold."""
        theme, face = self.ink.theme, self._face
        strong = typeface(Size.BODY, Weight.SEMIBOLD if face.needs_hand(record) else Weight.REGULAR)
        ink = theme.tertiary if face.stale else theme.primary
        bar = self.bar_box(area)
        number = QRectF(area.left(), area.top(), face.number_width, area.height())
        self.ink.write(painter, number, face.number_words(record), strong, ink)
        left = number.right() + (_AFTER_NUMBER if face.number_width else 0)
        name = QRectF(left, area.top(), bar.left() - _GAP - left, area.height())
        faint = theme.tertiary if face.stale else theme.secondary
        self.ink.write(painter, name, face.name_words(record), typeface(Size.BODY), faint)
        if face.bars and record.pressing is not None:
            self._paint_bar(painter, bar, record.pressing)
        value = QRectF(area.right() - face.value_width, area.top(), face.value_width, area.height())
        self.ink.write(painter, value, face.value_words(record), strong, ink, right=True)

    def _paint_bar(self, painter: QPainter, bar: QRectF, life: ToolLife) -> None:
        """Paint how much is used; nothing at all where nobody knows, since an empty bar would say none."""
        if life.used is None:
            return
        colours = self.ink.theme.bar
        painter.fillRect(bar, colours.track)
        used = QRectF(bar.left(), bar.top(), round(life.used * bar.width()), bar.height())
        painter.fillRect(used, colours.normalBand if self._face.stale else colours.fill)
        if life.warned_at is not None:
            width, height = _TICK
            left = min(round(life.warned_at * bar.width()) - width / 2, bar.width() - width)
            top = bar.center().y() - height / 2
            painter.fillRect(QRectF(bar.left() + round(max(left, 0)), round(top), width, height), colours.target)
