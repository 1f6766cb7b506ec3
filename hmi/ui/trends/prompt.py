"""A small sheet that asks for a name, or whether something is meant."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from hmi.ui.adding.fields import TextField
from hmi.ui.controls.button import TextButton
from hmi.ui.controls.line import Line
from hmi.ui.look import Look
from hmi.ui.theme import Weight

_WIDTH = 320
_LONGEST_NAME = 60


class Prompt(QFrame):
    """Opens above what asks, closes on Esc or a click elsewhere; Return is its button."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._look = look
        self._done: Callable[[str], None] | None = None
        self._title = Line(look.theme, weight=Weight.SEMIBOLD)
        self.note = Line(look.theme, tone="secondary")
        self.field = TextField(look.theme)
        self.field.setMaxLength(_LONGEST_NAME)
        self.button = TextButton(look.theme, primary=True)
        self.cancel_button = TextButton(look.theme)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        for part in (self._title, self.field, self.note):
            column.addWidget(part)
        column.addLayout(buttons)
        self.field.textChanged.connect(self._typed)
        self.field.returnPressed.connect(self.button.click)
        self.button.clicked.connect(self._finish)
        self.cancel_button.clicked.connect(self.hide)
        self._warn: Callable[[str], str] | None = None
        self.retranslate()

    def ask_name(
        self, above: QPoint, title: str, button: str, name: str, warn: Callable[[str], str], done: Callable[[str], None]
    ) -> None:
        """Ask for a name; ``warn`` says what is to be known about the one that was typed."""
        self.field.show()
        self.note.show()
        self._warn = warn
        self._open(above, title, button, done)
        self.field.setText(name)
        self._typed(name)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def ask_whether(self, above: QPoint, title: str, button: str, done: Callable[[], None]) -> None:
        """Ask whether something is meant."""
        self.field.hide()
        self.note.hide()
        self._warn = None
        self._open(above, title, button, lambda _name: done())
        self.button.setEnabled(True)
        self.button.setFocus(Qt.FocusReason.PopupFocusReason)

    def restyle(self) -> None:
        """Take the colours of the theme."""
        theme = self._look.theme
        for part in (self._title, self.note, self.button, self.cancel_button):
            part.restyle(theme)
        self.field.restyle(theme)
        self.update()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.cancel_button.setText(self.tr("Cancel"))

    def _open(self, above: QPoint, title: str, button: str, done: Callable[[str], None]) -> None:
        self._done = done
        self._title.set_text(title)
        self.field.setAccessibleName(title)
        self.setAccessibleName(title)
        self.button.setText(button)
        self.resize(_WIDTH, self.minimumSizeHint().height())
        self.adjustSize()
        self.setFixedWidth(_WIDTH)
        self.move(above.x(), above.y() - self.height())
        self.show()

    def _typed(self, name: str) -> None:
        self.button.setEnabled(bool(name.strip()))
        self.note.set_text("" if self._warn is None else self._warn(name))

    def _finish(self) -> None:
        done, self._done = self._done, None
        self.hide()
        if done is not None:
            done(self.field.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the sheet."""
        theme = self._look.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.surface)
        painter.setPen(QPen(theme.border, 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
