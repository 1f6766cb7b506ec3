"""What every page of the window is: it takes changes, follows the clock, and knows how to restyle itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from hmi.live.feed import Changes
from hmi.ui.look import Look


class Page(QWidget):
    """One page. All methods run on the GUI thread."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        look.restyled.connect(self.restyle)

    def apply(self, changes: Changes) -> None:
        """Show what changed."""

    def tick(self, now_us: int) -> None:
        """Show how time passes; called once a second while the page is visible, with this computer's clock."""

    def restyle(self) -> None:
        """Take the colours of ``look.theme``."""
        self.update()

    def retranslate(self) -> None:
        """Say everything in the present language."""

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self.update()
        super().changeEvent(event)
