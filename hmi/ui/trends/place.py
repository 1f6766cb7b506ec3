"""The place of a trend, empty until it was shown once, because its library takes a third of a second to import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hmi.ui.ask import Past
from hmi.ui.controls.line import Line
from hmi.ui.look import Look
from hmi.ui.trends.ranges import LONG_RANGES_US, RANGES_US

if TYPE_CHECKING:
    from hmi.ui.trends.panel import TrendPanel


class TrendPlace(QWidget):
    """Makes the trend as soon as the rest of the page is painted; ``made`` says that it is there.

    ``several``: it is for pens of several machines and looks far back.
    """

    made = Signal()

    def __init__(self, look: Look, past: Past | None, *, several: bool = False) -> None:
        super().__init__()
        self._look = look
        self._past = past
        self._several = several
        self._length_us: int | None = None
        self.panel: TrendPanel | None = None
        self._waiting = Line(look.theme, tone="tertiary")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._waiting, 1, Qt.AlignmentFlag.AlignTop)
        self.retranslate()

    @property
    def length_us(self) -> int | None:
        """How much time the trend shows; None where nobody ever chose."""
        return self._length_us if self.panel is None else self.panel.length_us

    def set_length(self, length_us: int) -> None:
        """Show so much time, now or once the trend is there."""
        self._length_us = length_us
        if self.panel is not None:
            self.panel.set_length(length_us)

    def showEvent(self, event: QShowEvent) -> None:
        """The first time: load the chart when everything else stands."""
        super().showEvent(event)
        if self.panel is None:
            QTimer.singleShot(0, self._make)

    def _make(self) -> None:
        if self.panel is not None:
            return
        from hmi.ui.trends.panel import TrendPanel

        ranges_us = LONG_RANGES_US if self._several else RANGES_US
        self.panel = TrendPanel(self._look, self._past, named=self._several, ranges_us=ranges_us)
        self._waiting.hide()
        self._column.addWidget(self.panel, 1)
        if self._length_us is not None:
            self.panel.set_length(self._length_us)
        self.made.emit()

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self._waiting.restyle(self._look.theme)
        if self.panel is not None:
            self.panel.restyle()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self._waiting.set_text(QCoreApplication.translate("Trend", "Loading the chart…"))
        if self.panel is not None:
            self.panel.retranslate()
