"""The list of live values with its heading and search."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QVBoxLayout, QWidget

from hmi.domain.state import MachineState
from hmi.live.feed import MachineLive
from hmi.ui.controls.search_box import SearchBox
from hmi.ui.figures import MISSING, duration, number
from hmi.ui.ink import Ink
from hmi.ui.look import Look
from hmi.ui.machine.heading import Heading
from hmi.ui.machine.records import plain_list
from hmi.ui.machine.rows import RowKind, ValueRow
from hmi.ui.machine.signals import MOST_IN_TREND
from hmi.ui.machine.values_delegate import MARGIN, ValuesDelegate
from hmi.ui.machine.values_model import ROW, ValuesModel

_SECOND = 1_000_000


class ValuesList(QListView):
    """The rows; Return and a click on the fold unfold it."""

    def __init__(self, model: ValuesModel, delegate: ValuesDelegate, ink: Ink) -> None:
        super().__init__()
        self._values = model
        self._delegate = delegate
        self.setModel(model)
        self.setItemDelegate(delegate)
        plain_list(self, ink)
        self.setMouseTracking(True)
        self.clicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the fold by the keys that open things; the space bar marks a signal."""
        fold = self._kind(self.currentIndex()) is RowKind.FOLD
        if fold and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell the delegate what is to be painted."""
        self._delegate.dirty = event.region()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows are as wide as the view."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    @staticmethod
    def _kind(index: QModelIndex | QPersistentModelIndex) -> RowKind | None:
        row: ValueRow | None = index.data(ROW) if index.isValid() else None
        return None if row is None else row.kind

    def _open(self, index: QModelIndex | QPersistentModelIndex) -> None:
        if self._kind(index) is RowKind.FOLD:
            at = index.row()
            self._values.fold(unfolded=not self._values.unfolded)
            self.setCurrentIndex(self._values.index(at))


class LiveValues(QWidget):
    """Every signal of one machine with its latest value. Times are on the machine's clock.

    ``chosenChanged`` carries the keys of the signals that shall be in the trend.
    """

    chosenChanged = Signal(tuple)

    def __init__(self, look: Look, ink: Ink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._live: MachineLive | None = None
        self._silent_us: int | None = None
        self._full = False
        theme = look.theme
        self.model = ValuesModel(look.zone, self)
        self._delegate = ValuesDelegate(ink, self.model, self)
        self.list = ValuesList(self.model, self._delegate, ink)
        self._heading = Heading(theme)
        self.search = SearchBox(ink)
        self.search.setVisible(False)
        self.search.textChanged.connect(self.model.seek)
        self.search.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 20, 0, 0)
        column.setSpacing(8)
        head = QVBoxLayout()
        head.setContentsMargins(MARGIN, 0, 20, 4)
        head.setSpacing(10)
        head.addWidget(self._heading)
        head.addWidget(self.search)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self.model.modelReset.connect(self._rows_are_new)
        self.model.chosenChanged.connect(self._chosen)
        self.model.tooMany.connect(self._too_many)
        self.retranslate()

    # -- what is shown -----------------------------------------------------------------------------------------------

    @property
    def note(self) -> str:
        """What the heading says at its right."""
        return self._heading.note.text

    def show_machine(self, live: MachineLive | None) -> None:
        """Take a machine, or its newest snapshot."""
        if live is None or self._live is None or live.machine.key != self._live.machine.key:
            self._full = False
            self.search.clear()
            self.model.fold(unfolded=False)
            self.list.scrollToTop()
        self._live = live
        self.model.show_machine(live)
        self._say()

    def tick(self, now_us: int, silent_us: int | None) -> None:
        """Follow the time; ``silent_us`` is how long the endpoint has been silent, None while its link is alive."""
        self._silent_us = silent_us
        self.model.tick(now_us)
        self._say()

    def seek(self) -> None:
        """Let the user type what to look for."""
        self.model.fold(unfolded=True)
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self._heading.restyle(self._look.theme)
        self.search.restyle()
        self.list.viewport().update()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.list.setAccessibleName(self.tr("Live values"))
        self.search.retranslate(self.tr("Search signals"), self.tr("Clear"))
        self.model.rebuild()
        self._say()

    def _say(self) -> None:
        self._heading.say(self.tr("Live values"), self._note())

    def _note(self) -> str:
        live = self._live
        if live is None:
            return ""
        if self._full:
            return self.tr("The trend holds %1 signals at most").replace("%1", str(MOST_IN_TREND))
        count = sum(1 for key in live.values)
        signals = self.tr("1 signal") if count == 1 else self.tr("%1 signals").replace("%1", str(count))
        if self._silent_us is not None or live.verdict.state is MachineState.OFFLINE:
            age = MISSING if self._silent_us is None else duration(self._silent_us)
            return " · ".join((self.tr("no data for %1").replace("%1", age), signals))
        lag_us = None if live.link is None else live.link.lag_us
        if lag_us is None:
            return signals
        lag = f"{number(lag_us / _SECOND, 1)} s" if lag_us < 10 * _SECOND else duration(lag_us)
        return " · ".join((self.tr("lag %1").replace("%1", lag), signals))

    def _rows_are_new(self) -> None:
        self._delegate.measure()
        self.search.setVisible(self.model.unfolded or bool(self.search.text()) or self.search.hasFocus())

    def _chosen(self, keys: tuple[str, ...]) -> None:
        self._full = False
        self._say()
        self.chosenChanged.emit(keys)

    def _too_many(self) -> None:
        self._full = True
        self._say()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Down and Return lead from the search into what it found, and Esc end it."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                self.list.setCurrentIndex(self.model.index(0))
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.search.clear()
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)
