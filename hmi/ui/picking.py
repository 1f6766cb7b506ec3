"""A list from which something is chosen by typing a part of its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from hmi.ui.controls.line import Line
from hmi.ui.controls.search_box import SearchBox
from hmi.ui.ink import Ink
from hmi.ui.look import Look
from hmi.ui.machine.records import RECORD, RecordDelegate, RecordList, RecordModel

T = TypeVar("T")
_WIDTH, _HIGHEST = 440, 480
_STEPS = ((Qt.Key.Key_Down, 1), (Qt.Key.Key_Up, -1), (Qt.Key.Key_PageDown, 8), (Qt.Key.Key_PageUp, -8))


class Picker(QFrame, Generic[T]):
    """Opens below a point, closes on Esc or a click elsewhere.

    Who inherits gives :meth:`found`, :meth:`words` and :meth:`choose`, and calls :meth:`_hold` once.
    """

    list: RecordList

    def __init__(self, look: Look, ink: Ink, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._look = look
        self.search = SearchBox(ink, key="")
        self._nothing = Line(look.theme, tone="tertiary")
        self.model: RecordModel[T] = RecordModel(self.words, self)
        self.search.textChanged.connect(self._seek)
        self.search.installEventFilter(self)

    def _hold(self, delegate: RecordDelegate) -> None:
        self.list = RecordList(self.model, delegate)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        column.addStretch(0)

    def found(self, sought: str) -> Sequence[T]:
        """Return what there is to choose for what was typed."""
        raise NotImplementedError

    def words(self, record: T) -> str:
        """Return a record in full, for reading aloud."""
        raise NotImplementedError

    def choose(self, record: T) -> None:
        """Take the record that was chosen; the list is closed."""
        raise NotImplementedError

    def show_at(self, corner: QPoint) -> None:
        """Open with everything that there is; ``corner`` is the upper left corner on the screen."""
        self.search.clear()
        self._seek("")
        rows = max(self.model.rowCount(), 1) * self.list.row_height
        self.resize(_WIDTH, min(rows + self.search.height() + 32, _HIGHEST))
        screen = (QGuiApplication.screenAt(corner) or self.screen()).availableGeometry()
        self.move(corner.x(), max(min(corner.y(), screen.bottom() + 1 - self.height()), screen.top()))
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self.search.restyle()
        self._nothing.restyle(self._look.theme)
        self.update()

    def _seek(self, sought: str) -> None:
        self.model.show(self.found(sought))
        none = self.model.rowCount() == 0
        self._nothing.set_text(QCoreApplication.translate("Picker", "Nothing has these words") if none else "")
        self._nothing.setVisible(none)
        self.list.setVisible(not none)
        self.list.setCurrentIndex(self.model.index(0))

    def _choose(self, index: QModelIndex | QPersistentModelIndex) -> None:
        if index.isValid():
            record: T = index.data(RECORD)
            self.hide()
            self.choose(record)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move the list and Return choose, while the search keeps the focus."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if any(event.key() == key for key, _ in _STEPS):
                event.accept()  # the page behind goes to another machine with some of these keys
            return False
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = next((step for key, step in _STEPS if event.key() == key), 0)
            if step:
                row = min(max(self.list.currentIndex().row() + step, 0), self.model.rowCount() - 1)
                self.list.setCurrentIndex(self.model.index(row))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.list.currentIndex())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the sheet."""
        theme = self._look.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.surface)
        painter.setPen(QPen(theme.border, 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
