"""A bar of choices of which one holds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from hmi.ui.controls.eliding import draw_elided, tell_whole
from hmi.ui.controls.measures import BUTTON_HEIGHT, LETTERS, RADIUS
from hmi.ui.controls.outlines import draw_focus_ring
from hmi.ui.theme import Size, Theme, Weight, font

_PADDING = 12


def _words() -> QFont:
    return font(Size.BODY, Weight.MEDIUM)


class _Segment(QRadioButton):
    """One choice of a segmented control: a radio button by nature, a piece of a bar by look."""

    def __init__(self, theme: Theme, text: str, height: int, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.theme = theme
        self.first = self.last = False
        self._height = height
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is elided."""
        return QSize(QFontMetrics(_words()).horizontalAdvance(self.text()) + 1 + 2 * _PADDING, self._height)

    def minimumSizeHint(self) -> QSize:
        """Return the size at which a few letters are left."""
        return QSize(min(self.sizeHint().width(), LETTERS), self._height)

    def hitButton(self, _at: object) -> bool:
        """The whole piece answers, not only where a radio button would have its circle."""
        return True

    def event(self, event: QEvent) -> bool:
        """Tell the whole text where it is elided."""
        return tell_whole(self, event, self._elided) or super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the piece: rounded only where it is an end of the bar."""
        theme, colours = self.theme, self.theme.action
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # A middle piece draws its rounded ends outside itself, so that only straight edges are left in view.
        shape = QRectF(self.rect()).adjusted(
            0.5 if self.first else -2 * RADIUS, 0.5, -0.5 if self.last else 2 * RADIUS, -0.5
        )
        fill = colours.primaryFill if self.isChecked() else theme.bar.track if self._lit() else colours.fill
        painter.setPen(QPen(colours.border if self.isEnabled() else theme.hairline, 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(shape, RADIUS, RADIUS)
        if not self.last:
            painter.fillRect(QRectF(self.width() - 1, 1, 1, self.height() - 2), theme.hairline)
        ink = colours.primaryText if self.isChecked() else colours.text if self.isEnabled() else theme.tertiary
        if self.hasFocus():
            area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
            draw_focus_ring(painter, area, colours.primaryText if self.isChecked() else theme.focus_ring)
        room = QRectF(self.rect()).adjusted(4, 0, -4, 0)
        draw_elided(painter, room, self.text(), _words(), ink, Qt.AlignmentFlag.AlignCenter)

    def _elided(self) -> str:
        return self.text() if self.width() < self.sizeHint().width() else ""

    def _lit(self) -> bool:
        return self.isEnabled() and (self.underMouse() or self.isDown())


class Segments(QWidget):
    """A bar of choices of which one holds; Tab reaches the one that holds, the arrow keys move it.

    ``chosen`` carries the index that the user chose; :meth:`choose` is silent.
    """

    chosen = Signal(int)

    def __init__(
        self, theme: Theme, texts: Sequence[str], *, height: int = BUTTON_HEIGHT, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._pieces = [_Segment(theme, text, height, self) for text in texts]
        for index, piece in enumerate(self._pieces):
            piece.first, piece.last = index == 0, index == len(self._pieces) - 1
            self._group.addButton(piece, index)
            row.addWidget(piece)
        if self._pieces:
            self._pieces[0].setChecked(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._group.idClicked.connect(self.chosen)

    @property
    def index(self) -> int:
        """The choice that holds; -1 where there is none."""
        return self._group.checkedId()

    @property
    def held(self) -> QWidget:
        """The piece that holds, which has the keyboard's focus for all of them; the bar itself where none does."""
        return self._group.checkedButton() or self

    def choose(self, index: int) -> None:
        """Make a choice hold without telling anybody; -1 makes none hold."""
        if index >= 0:
            self._pieces[index].setChecked(True)
        elif (held := self._group.checkedButton()) is not None:
            self._group.setExclusive(False)
            held.setChecked(False)
            self._group.setExclusive(True)

    def set_texts(self, texts: Sequence[str]) -> None:
        """Say the same choices in other words."""
        for piece, text in zip(self._pieces, texts, strict=True):
            piece.setText(text)
            piece.updateGeometry()

    def restyle(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for piece in self._pieces:
            piece.theme = theme
            piece.update()
