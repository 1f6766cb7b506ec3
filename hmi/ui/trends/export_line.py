"""The line that says how an export goes, with a button to end it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from hmi.ui.controls.button import TextButton
from hmi.ui.controls.line import Line
from hmi.ui.look import Look
from hmi.ui.trends.exporting import Exporting


class ExportLine(QWidget):
    """Not there while there is nothing to say."""

    def __init__(self, look: Look, exporting: Exporting) -> None:
        super().__init__()
        self._look = look
        self._exporting = exporting
        self._words = Line(look.theme, tone="secondary")
        self.button = TextButton(look.theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._words, 1)
        row.addWidget(self.button)
        self.button.clicked.connect(self._press)
        exporting.changed.connect(self._show)
        self._show()

    @property
    def words(self) -> str:
        """What is said."""
        return self._words.text

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self._words.restyle(self._look.theme)
        self.button.restyle(self._look.theme)

    def retranslate(self) -> None:
        """Say everything in the present language; what was said stays as it was."""
        self._show()

    def _show(self) -> None:
        self._words.set_text(self._exporting.words)
        self.button.setText(self.tr("Cancel") if self._exporting.busy else self.tr("Close"))
        self.setVisible(bool(self._exporting.words))

    def _press(self) -> None:
        if self._exporting.busy:
            self._exporting.cancel()
        else:
            self._exporting.dismiss()
