"""What stands in place of a machine while there is none to show, and the ways from there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmi.ui.controls.button import TextButton
from hmi.ui.controls.line import Line
from hmi.ui.look import Look
from hmi.ui.theme import Size, Weight, tokens

_MARGIN: int = tokens()["space"]["page"]


class Nobody(QWidget):
    """A sentence, what to do, and two buttons that do it."""

    wallWanted = Signal()
    listWanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._key = ""
        self._others = False
        self._title = Line(look.theme, size=Size.TITLE, weight=Weight.SEMIBOLD)
        self._advice = Line(look.theme, tone="secondary")
        self.to_wall = TextButton(look.theme, primary=True)
        self.to_list = TextButton(look.theme, key="Ctrl+K")
        self.to_wall.clicked.connect(self.wallWanted)
        self.to_list.clicked.connect(self.listWanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.to_wall)
        buttons.addWidget(self.to_list)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * _MARGIN, 2 * _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(self._advice)
        column.addLayout(buttons)
        column.addStretch(1)
        self.retranslate()

    @property
    def words(self) -> tuple[str, str]:
        """The sentence and the advice."""
        return self._title.text, self._advice.text

    def say(self, key: str, *, others: bool) -> None:
        """Say why the machine ``key`` (empty: none was chosen) is not shown; ``others``: other machines are known."""
        self._key, self._others = key, others
        if not key:
            self._title.set_text(self.tr("No machine chosen"))
            self._advice.set_text(self.tr("Open one on the wall, or choose it by name."))
        elif others:
            self._title.set_text(self.tr("There is no machine “%1”").replace("%1", key))
            self._advice.set_text(self.tr("The site file does not name it any more. Choose another one."))
        else:
            self._title.set_text(key)
            self._advice.set_text(self.tr("Waiting for the first data…"))

    def restyle(self) -> None:
        """Take the colours of the theme."""
        for line in (self._title, self._advice):
            line.restyle(self._look.theme)
        for button in (self.to_wall, self.to_list):
            button.restyle(self._look.theme)

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.to_wall.setText(self.tr("Open the wall"))
        self.to_list.setText(self.tr("Choose a machine"))
        self.say(self._key, others=self._others)
