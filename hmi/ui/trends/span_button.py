"""The button that asks from when to when the chart shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from hmi.ui.controls.button import TextButton
from hmi.ui.look import Look
from hmi.ui.trends.from_to import FromTo

if TYPE_CHECKING:
    from hmi.ui.trends.panel import TrendPanel


class SpanButton(TextButton):
    """Opens the sheet below itself; the panel shows what is chosen."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look.theme, parent=parent)
        self._look = look
        self._panel: TrendPanel | None = None
        self.sheet = FromTo(look, parent)
        self.clicked.connect(self._open)
        self.sheet.chosen.connect(self._choose)
        self.hide()

    def serve(self, panel: TrendPanel) -> None:
        """Ask for this panel from now on."""
        self._panel = panel
        self.show()

    def restyle(self, *_: object) -> None:
        """Take the colours of the theme."""
        super().restyle(self._look.theme)
        self.sheet.restyle()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.setText(self.tr("From–to…"))
        self.setToolTip("Ctrl+G")
        self.sheet.retranslate()

    def _open(self) -> None:
        span = None if self._panel is None else self._panel.span
        if span is not None:
            width = self.sheet.width()
            corner = self.mapToGlobal(QPoint(self.width() - width, self.height() + 4))
            self.sheet.open_at(corner, span.start_us, span.end_us)

    def _choose(self, start_us: int, end_us: int) -> None:
        if self._panel is not None:
            self._panel.show_between(start_us, end_us)
