"""The fields that the sheet is filled in by: one for text, one with choices that takes text too, their labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from hmi.domain.findings import Grade
from hmi.domain.phrase import Phrase
from hmi.ui.adding.marks import draw_grade
from hmi.ui.adding.phrasing import phrase_words
from hmi.ui.controls.eliding import draw_elided
from hmi.ui.controls.line import Line, Tone
from hmi.ui.controls.measures import RADIUS
from hmi.ui.controls.outlines import draw_focus_ring, outlined
from hmi.ui.theme import Size, Theme, Weight, font

FIELD_HEIGHT = 40
_PADDING = 10
_CHEVRON = 32
_CHOICE = 36


def _clear_ground(field: QWidget, theme: Theme) -> None:
    """The box is painted underneath the text, so the field itself has no ground."""
    palette = theme.palette()
    palette.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
    field.setPalette(palette)


class TextField(QLineEdit):
    """A line of text in a box."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFrame(False)
        self.setFixedHeight(FIELD_HEIGHT)
        self.setFont(font(Size.BODY, Weight.MEDIUM))
        self.setTextMargins(_PADDING, 0, _PADDING, 0)
        self.restyle(theme)

    def restyle(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        _clear_ground(self, theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box, then the text."""
        painter = QPainter(self)
        outlined(painter, QRectF(self.rect()), RADIUS, self._theme.raised, self._theme.border)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_focus_ring(painter, QRectF(self.rect()), self._theme.focus_ring)
        painter.end()
        super().paintEvent(event)


class _Choice(QStyledItemDelegate):
    """A choice as tall and as far from the edge as the box that it is for."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the size of a choice."""
        return QSize(super().sizeHint(option, index).width() + 2 * _PADDING, _CHOICE)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a choice, the one that holds or is walked to on a ground of its own."""
        palette, area = option.palette, QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(area, palette.highlight() if chosen else palette.base())
        ink = palette.highlightedText() if chosen else palette.text()
        room = area.adjusted(_PADDING + 2, 0, -_PADDING, 0)
        draw_elided(painter, room, str(index.data()), font(Size.BODY), ink.color())


class ChoiceField(QComboBox):
    """A box that offers what there is already and takes any other text."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setEditable(True)
        self.setItemDelegate(_Choice(self))
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # type: ignore[arg-type]  # or a new "Torno" would become the "Tornos A" that there is
        self.setFixedHeight(FIELD_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFont(font(Size.BODY))
        edit = self.edit
        edit.setFrame(False)
        edit.setFont(font(Size.BODY))
        edit.setTextMargins(_PADDING, 0, 0, 0)
        self.restyle(theme)

    @property
    def edit(self) -> QLineEdit:
        """Where the text is typed."""
        edit = self.lineEdit()
        assert edit is not None  # noqa: S101 - the box is editable
        return edit

    def offer(self, choices: Sequence[str]) -> None:
        """Offer other choices; what was typed stays."""
        if [self.itemText(at) for at in range(self.count())] != list(choices):
            text = self.currentText()
            self.clear()
            self.addItems(list(choices))
            self.setCurrentText(text)
            self.update()

    def restyle(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.setPalette(theme.palette())
        _clear_ground(self.edit, theme)
        self.view().setPalette(theme.palette())
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Return the size at which a few letters are left."""
        return QSize(80, FIELD_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the chevron its place, whatever the platform's style thinks."""
        super().resizeEvent(event)
        self.edit.setGeometry(0, 0, self.width() - _CHEVRON, self.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the sheet scroll: another choice should not be made by accident."""
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the choices wherever the text is not."""
        if event.button() is Qt.MouseButton.LeftButton and self.count():
            self.showPopup()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the box and the chevron."""
        theme, area = self._theme, QRectF(self.rect())
        painter = QPainter(self)
        outlined(painter, area, RADIUS, theme.raised, theme.border)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.count():
            x, y = self.width() - 19.0, self.height() / 2 + 2.5
            painter.setPen(QPen(theme.primary, 1.8))
            painter.drawPolyline(QPolygonF([QPointF(x - 5, y - 5), QPointF(x, y), QPointF(x + 5, y - 5)]))
        if self.hasFocus() or self.edit.hasFocus():
            draw_focus_ring(painter, area, theme.focus_ring)


class Words(QLabel):
    """A text of some lines; ``heavy`` gives it weight."""

    def __init__(self, theme: Theme, *, size: int = Size.BODY, tone: Tone = "secondary", heavy: bool = False) -> None:
        super().__init__()
        self._tone = tone
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(size, Weight.SEMIBOLD if heavy else Weight.REGULAR))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.restyle(theme)

    def restyle(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, getattr(theme, self._tone))
        self.setPalette(palette)

    def set_tone(self, tone: Tone) -> None:
        """Show the text in another ink."""
        if tone != self._tone:
            self._tone = tone
            self.restyle(self._theme)

    def say(self, text: str) -> None:
        """Show a text; an empty one leaves no gap."""
        self.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))


class Fault(Words):
    """What is wrong with a field, told beneath it with a mark."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, size=Size.CAPTION, tone="primary", heavy=True)
        self.setContentsMargins(20, 0, 0, 0)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark before the words."""
        draw_grade(QPainter(self), self._theme, Grade.LOOK, QRectF(0, 1, 14, 14))
        super().paintEvent(event)


F = TypeVar("F", TextField, ChoiceField)


class Labelled(QWidget, Generic[F]):
    """A field beneath its label, and above what is wrong with it; ``beside`` stands at the field's right."""

    def __init__(self, theme: Theme, field: F, beside: QWidget | None = None) -> None:
        super().__init__()
        self.field: F = field
        self.label = Line(theme, size=Size.CAPTION, tone="secondary")
        self.fault = Fault(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.label)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(field, 1)
        if beside is not None:
            row.addWidget(beside)
        column.addLayout(row)
        column.addWidget(self.fault)

    def call(self, name: str) -> None:
        """Say what the field is for."""
        self.label.set_text(name)
        self.field.setAccessibleName(name)
        if isinstance(self.field, ChoiceField):
            self.field.edit.setAccessibleName(name)

    def blame(self, fault: Phrase | None) -> None:
        """Say what is wrong with what was typed; nothing for None."""
        self.fault.say("" if fault is None else phrase_words(fault))
        self.field.setAccessibleDescription(self.fault.text())

    def restyle(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.label.restyle(theme)
        self.field.restyle(theme)
        self.fault.restyle(theme)
