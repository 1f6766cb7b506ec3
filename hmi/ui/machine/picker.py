"""The list from which another machine is chosen by typing a part of its name."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from hmi.live.feed import MachineLive
from hmi.ui.controls.search_box import SearchBox
from hmi.ui.figures import duration
from hmi.ui.ink import Ink, typeface
from hmi.ui.look import Look
from hmi.ui.machine.records import RECORD, RecordDelegate, RecordList, RecordModel
from hmi.ui.theme import Size, Weight
from hmi.ui.words import state_word

_ROW = 36
_ICON = 16
_WIDTH, _HIGHEST = 440, 480
_STEPS = ((Qt.Key.Key_Down, 1), (Qt.Key.Key_Up, -1), (Qt.Key.Key_PageDown, 8), (Qt.Key.Key_PageUp, -8))


def matching(lives: Iterable[MachineLive], sought: str) -> list[MachineLive]:
    """Return the machines whose name, cell, plant or model has every word that was typed."""
    words = sought.casefold().split()
    return [
        live
        for live in lives
        if all(
            word in f"{live.machine.name} {live.machine.cell} {live.machine.plant} {live.machine.model}".casefold()
            for word in words
        )
    ]


class MachineDelegate(RecordDelegate):
    """Paints symbol, name, place and state."""

    def __init__(self, owner: MachinePicker, ink: Ink, parent: QObject | None = None) -> None:
        super().__init__(ink, (_ROW, _ROW), parent)
        self._owner = owner

    def paint_record(self, painter: QPainter, area: QRectF, record: MachineLive, *, chosen: bool) -> None:
        """Paint one machine."""
        theme = self.ink.theme
        if chosen:
            painter.fillRect(area, theme.bar.track)
            painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), theme.primary)
        icon = QRectF(area.left() + 14, round(area.center().y() - _ICON / 2), _ICON, _ICON)
        self.ink.symbol(painter, record.verdict.state, icon)
        state = self._owner.state_words(record)
        plain = typeface(Size.BODY)
        width = min(plain.metrics.horizontalAdvance(state) + 1, area.width() / 2)
        right = QRectF(area.right() - 14 - width, area.top(), width, area.height())
        self.ink.write(painter, right, state, plain, theme.secondary, right=True)
        room = QRectF(icon.right() + 12, area.top(), right.left() - 12 - icon.right() - 12, area.height())
        used = self.ink.write(painter, room, record.machine.name, typeface(Size.BODY, Weight.SEMIBOLD), theme.primary)
        room.setLeft(room.left() + used + 12)
        self.ink.write(painter, room, record.machine.cell, plain, theme.tertiary)


class MachinePicker(QFrame):
    """Opens below a point, closes on Esc or a click elsewhere; ``chosen`` carries the machine's key."""

    chosen = Signal(str)

    def __init__(self, look: Look, ink: Ink, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._look = look
        self._lives: list[MachineLive] = []
        self._now_us = 0
        self.search = SearchBox(ink, key="")
        self.model: RecordModel[MachineLive] = RecordModel(self._words, self)
        self.list = RecordList(self.model, MachineDelegate(self, ink, self))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(self._choose)
        self.search.textChanged.connect(self._seek)
        self.search.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        self.retranslate()

    def open_at(self, corner: QPoint, lives: Iterable[MachineLive], now_us: int, current: str) -> None:
        """Show the machines; ``corner`` is the upper left corner on the screen."""
        self._lives, self._now_us = list(lives), now_us
        self.search.clear()
        self._seek("")
        keys = [live.machine.key for live in self._lives]
        if current in keys:
            self.list.setCurrentIndex(self.model.index(keys.index(current)))
        rows = max(len(self._lives), 1) * _ROW
        self.resize(_WIDTH, min(rows + self.search.height() + 32, _HIGHEST))
        self.move(corner)
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.setAccessibleName(self.tr("Choose a machine"))
        self.search.retranslate(self.tr("Choose a machine"), self.tr("Clear"))
        self.list.setAccessibleName(self.tr("Machines"))

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self.search.restyle()
        self.update()

    def state_words(self, live: MachineLive) -> str:
        """Return a machine's state with the time in it."""
        if live.since_us is None:
            return state_word(live.verdict.state)
        return f"{state_word(live.verdict.state)} {duration(self._now_us + live.clock_offset_us - live.since_us)}"

    def _words(self, live: MachineLive) -> str:
        parts = (live.machine.name, live.machine.cell, self.state_words(live))
        return ", ".join(part for part in parts if part)

    def _seek(self, sought: str) -> None:
        self.model.show(matching(self._lives, sought))
        self.list.setCurrentIndex(self.model.index(0))

    def _choose(self, index: QModelIndex | QPersistentModelIndex) -> None:
        if index.isValid():
            live: MachineLive = index.data(RECORD)
            self.hide()
            self.chosen.emit(live.machine.key)

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
