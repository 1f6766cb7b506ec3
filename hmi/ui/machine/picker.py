"""The list from which another machine is chosen by typing a part of its name."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, QPoint, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from hmi.live.feed import MachineLive
from hmi.ui.figures import duration
from hmi.ui.ink import Ink, typeface
from hmi.ui.look import Look
from hmi.ui.machine.records import RecordDelegate
from hmi.ui.picking import Picker
from hmi.ui.theme import Size, Weight
from hmi.ui.words import state_word

_ROW = 36
_ICON = 16


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


class MachinePicker(Picker[MachineLive]):
    """``chosen`` carries the machine's key."""

    chosen = Signal(str)

    def __init__(self, look: Look, ink: Ink, parent: QWidget) -> None:
        super().__init__(look, ink, parent)
        self._lives: list[MachineLive] = []
        self._now_us = 0
        self._hold(MachineDelegate(self, ink, self))
        self.retranslate()

    def open_at(self, corner: QPoint, lives: Iterable[MachineLive], now_us: int, current: str) -> None:
        """Show the machines; ``corner`` is the upper left corner on the screen."""
        self._lives, self._now_us = list(lives), now_us
        self.show_at(corner)
        keys = [live.machine.key for live in self._lives]
        if current in keys:
            self.list.setCurrentIndex(self.model.index(keys.index(current)))

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.setAccessibleName(self.tr("Choose a machine"))
        self.search.retranslate(self.tr("Choose a machine"), self.tr("Clear"))
        self.list.setAccessibleName(self.tr("Machines"))

    def state_words(self, live: MachineLive) -> str:
        """Return a machine's state with the time in it."""
        if live.since_us is None:
            return state_word(live.verdict.state)
        return f"{state_word(live.verdict.state)} {duration(self._now_us + live.clock_offset_us - live.since_us)}"

    def found(self, sought: str) -> list[MachineLive]:
        """Return the machines that have what was typed."""
        return matching(self._lives, sought)

    def words(self, record: MachineLive) -> str:
        """Return a machine's name, place and state."""
        parts = (record.machine.name, record.machine.cell, self.state_words(record))
        return ", ".join(part for part in parts if part)

    def choose(self, record: MachineLive) -> None:
        """Say which machine was chosen."""
        self.chosen.emit(record.machine.key)
