"""The sheet over the right side of a page, which stays readable under a scrim."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from hmi.ui.adding.port import Shop
from hmi.ui.adding.sheet import WIDTH, Sheet
from hmi.ui.look import Look

_PAGE_LEFT = 96
"""How much of the page a narrow window keeps in sight."""


class AddingOverlay(QWidget):
    """Covers its parent while it is open; ``closed`` says that the page has the window to itself again.

    A machine that is being added is added although the sheet is closed; should that fail, the sheet comes back with
    everything that was typed.
    """

    closed = Signal()
    returned = Signal()

    def __init__(self, look: Look, shop: Shop, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.is_open = False
        """Whether the sheet lies over the page; another page may hide both."""
        self.sheet = Sheet(look, shop)
        self.sheet.setParent(self)
        self.sheet.closeWanted.connect(self.close_sheet)
        self.sheet.session.failed.connect(self._come_back)
        look.restyled.connect(self.update)
        parent.installEventFilter(self)
        self.hide()

    def open_sheet(self) -> None:
        """Lay an empty sheet over the page; one that is open stays as it is."""
        if not self.is_open:
            self.is_open = True
            self._cover()
            self.show()
            self.raise_()
            self.sheet.begin()

    def close_sheet(self) -> None:
        """Take the sheet away and give up its test."""
        if self.is_open:
            self.is_open = False
            if not self.sheet.session.adding:
                self.sheet.session.forget()
            self.hide()
            self.closed.emit()

    def show_with_page(self, *, shown: bool) -> None:
        """Follow the page: an open sheet is seen with it alone."""
        self.setVisible(shown and self.is_open)
        if self.isVisible():
            self.raise_()
            self.sheet.take_keyboard()

    def _come_back(self) -> None:
        if not self.is_open:
            self.is_open = True
            self.returned.emit()

    def _cover(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the parent."""
        if watched is self.parent() and event.type() == QEvent.Type.Resize:
            self._cover()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the sheet at the right."""
        super().resizeEvent(event)
        width = min(WIDTH, max(self.width() - _PAGE_LEFT, 0))
        self.sheet.setGeometry(QRect(self.width() - width, 0, width, self.height()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep clicks from the page behind."""
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Keep the page behind from scrolling."""
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim the page."""
        QPainter(self).fillRect(self.rect(), self._look.theme.scrim)
