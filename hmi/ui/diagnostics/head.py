"""The strip of figures above the table, each with its caption, unit and context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from hmi.ui.controls.eliding import draw_elided
from hmi.ui.look import Look
from hmi.ui.theme import Size, Weight, font, tokens

HEAD_HEIGHT = 96
_MARGIN: int = tokens()["space"]["page"]
_GAP = 6
"""Between a value and its unit."""
_SIDES = (_MARGIN, 16, 12, 8)
"""How far the figures stand from the lines between them, the first that leaves every figure whole."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a figure says: its caption, value and unit, and a line of context. ``heavy`` is abnormal."""

    caption: str
    value: str
    unit: str = ""
    context: str = ""
    heavy: bool = False

    @property
    def spoken(self) -> str:
        """All of it in one line."""
        figure = f"{self.caption}: {self.value} {self.unit}".rstrip()
        return f"{figure}, {self.context}" if self.context else figure


def _caption() -> QFont:
    return font(Size.CAPTION)


def _value() -> QFont:
    return font(Size.FIGURE, Weight.SEMIBOLD)


def _unit() -> QFont:
    return font(Size.BODY)


def _context(told: Told) -> QFont:
    return font(Size.CAPTION, Weight.SEMIBOLD if told.heavy else Weight.REGULAR)


def _width(chosen: QFont, text: str) -> int:
    return QFontMetrics(chosen).horizontalAdvance(text)


class Figure(QWidget):
    """One figure; where its place is narrow, unit and context are elided and told by the tool tip."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._told = Told("", "")
        self._side = _MARGIN

    @property
    def told(self) -> Told:
        """What it says."""
        return self._told

    def tell(self, told: Told) -> None:
        """Say something; saying the same again costs nothing."""
        if told == self._told:
            return
        self._told = told
        self.setAccessibleName(told.spoken)
        self.update()

    def set_side(self, side: int) -> None:
        """Keep another distance to the lines on both sides, in px."""
        self._side = side

    @property
    def widths(self) -> tuple[int, int, int]:
        """Widths in px: with the value whole, with caption and unit too, with the context too."""
        told, sides = self._told, 2 * self._side
        value = _width(_value(), told.value)
        whole = max(value + (_GAP + _width(_unit(), told.unit) if told.unit else 0), _width(_caption(), told.caption))
        return value + sides, whole + sides, max(whole, _width(_context(told), told.context)) + sides

    def event(self, event: QEvent) -> bool:
        """Tell everything where something is elided."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), "" if self.width() >= self.widths[2] else self._told.spoken, self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line to the left and the three lines of text."""
        theme, told = self._look.theme, self._told
        painter = QPainter(self)
        painter.fillRect(0, 16, 1, 64, theme.hairline)
        context_ink = theme.primary if told.heavy else theme.secondary
        left, room = self._side, self.width() - 2 * self._side + 1
        value = _width(_value(), told.value)
        for text, chosen, ink, area in (
            (told.caption, _caption(), theme.secondary, QRectF(left, 16, room, 16)),
            (told.value, _value(), theme.primary, QRectF(left, 32, room, 32)),
            (told.unit, _unit(), theme.secondary, QRectF(left + value + _GAP, 38, room - value - _GAP, 24)),
            (told.context, _context(told), context_ink, QRectF(left, 64, room, 16)),
        ):
            draw_elided(painter, area, text, chosen, ink)


class HeadStrip(QWidget):
    """The page's title and its figures, side by side."""

    def __init__(self, look: Look, figures: int) -> None:
        super().__init__()
        self._look = look
        self._title = self._under = ""
        self.figures = [Figure(look) for _ in range(figures)]
        for figure in self.figures:
            figure.setParent(self)
        self._action: QWidget | None = None
        self.setFixedHeight(HEAD_HEIGHT)

    def lead_to(self, action: QWidget) -> None:
        """Keep a button at the right end, before which the figures give way."""
        self._action = action
        action.setParent(self)
        self._place()

    def tell(self, title: str, under: str, figures: Sequence[Told]) -> None:
        """Say the page's title, the line under it, and the figures."""
        if (title, under) != (self._title, self._under):
            self._title, self._under = title, under
            self.setAccessibleName(f"{title}, {under}")
            self.update()
        for figure, told in zip(self.figures, figures, strict=True):
            figure.tell(told)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground and the title."""
        theme = self._look.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.surface)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.hairline)
        painter.setFont(font(Size.TITLE, Weight.SEMIBOLD))
        painter.setPen(theme.primary)
        painter.drawText(QRectF(_MARGIN, 27, self.width(), 24), Qt.AlignmentFlag.AlignVCenter, self._title)
        painter.setFont(_caption())
        painter.setPen(theme.secondary)
        painter.drawText(QRectF(_MARGIN, 51, self.width(), 16), Qt.AlignmentFlag.AlignVCenter, self._under)

    def _place(self) -> None:
        """Place the figures side by side; where there is no room for all, contexts give way first, then units."""
        room = self.width()
        if self._action is not None:
            size = self._action.sizeHint()
            room -= _MARGIN + size.width()
            self._action.setGeometry(room, (HEAD_HEIGHT - size.height()) // 2, size.width(), size.height())
        words = max(_width(font(Size.TITLE, Weight.SEMIBOLD), self._title), _width(_caption(), self._under))
        for side in _SIDES:
            for figure in self.figures:
                figure.set_side(side)
            left = _MARGIN + words + side
            if left + sum(figure.widths[2] for figure in self.figures) <= room:
                break
        widths = share([figure.widths for figure in self.figures], room - left)
        for figure, width in zip(self.figures, widths, strict=True):
            figure.setGeometry(left, 0, width, HEAD_HEIGHT - 1)
            left += width


def share(wants: Sequence[tuple[int, int, int]], room: int) -> list[int]:
    """Return widths for parts that each name a least, a good and a best width, so that they fill ``room`` at most.

    All come down from their best towards their good widths before any comes under it; none comes under its least.
    """
    least, good, best = ([want[at] for want in wants] for at in range(3))
    for lower, upper in ((good, best), (least, good)):
        if room >= sum(lower):
            spare = min(room - sum(lower), sum(upper) - sum(lower))
            total = max(sum(upper) - sum(lower), 1)
            return [low + (high - low) * spare // total for low, high in zip(lower, upper, strict=True)]
    return least
