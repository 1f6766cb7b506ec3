"""The foot of the sheet: what will happen or what prevents it, and the two ways out."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hmi.ui.adding.fields import Words
from hmi.ui.controls.button import TextButton
from hmi.ui.look import Look
from hmi.ui.theme import Size, Weight, font

_MARGIN = 32
_BUTTON_HEIGHT = 44
_LEAST_HEIGHT = 76


class Footer(QWidget):
    """A sentence beside Cancel and Add; it grows with the sentence."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        theme = look.theme
        self.sentence = Words(theme)
        self.cancel_button = TextButton(theme, height=_BUTTON_HEIGHT)
        self.add_button = TextButton(theme, primary=True, key="Enter", height=_BUTTON_HEIGHT)
        self._name = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, 11, _MARGIN, 10)
        row.setSpacing(8)
        row.addWidget(self.sentence, 1)
        row.addSpacing(8)
        row.addWidget(self.cancel_button)
        row.addWidget(self.add_button)
        self.setMinimumHeight(_LEAST_HEIGHT)

    def tell(self, text: str, *, heavy: bool, name: str, ready: bool) -> None:
        """Say a sentence, heavy where something went wrong, and whom the button adds."""
        if heavy and text != self.sentence.text():
            QAccessible.updateAccessibility(QAccessibleEvent(self.sentence, QAccessible.Event.Alert))
        self.sentence.setFont(font(Size.BODY, Weight.SEMIBOLD if heavy else Weight.REGULAR))
        self.sentence.set_tone("primary" if heavy else "secondary")
        self.sentence.say(text)
        self._name = name
        self.add_button.setEnabled(ready)
        self._name_button()

    def restyle(self) -> None:
        """Take the colours of the theme."""
        for part in (self.sentence, self.cancel_button, self.add_button):
            part.restyle(self._look.theme)

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.cancel_button.setText(self.tr("Cancel"))
        self._name_button()

    def _name_button(self) -> None:
        words = self.tr("Add %1").replace("%1", self._name) if self._name else self.tr("Add")
        if words != self.add_button.text():
            self.add_button.setText(words)
            self.add_button.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line above."""
        QPainter(self).fillRect(0, 0, self.width(), 1, self._look.theme.hairline)
