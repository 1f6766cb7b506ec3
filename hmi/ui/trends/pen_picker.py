"""The list from which a pen is chosen by typing parts of the names of machine and signal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from hmi.domain.signal import SignalKind
from hmi.live.feed import MachineLive
from hmi.ui.ink import Ink, typeface
from hmi.ui.look import Look
from hmi.ui.machine.records import RecordDelegate
from hmi.ui.machine.signals import split
from hmi.ui.picking import Picker
from hmi.ui.theme import Size, Weight
from hmi.ui.trends.pens import Pen
from hmi.ui.words import signal_name, unit_word

_ROW = 36
_MOST = 300
"""More rows than that nobody reads; who seeks types."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A signal that can be drawn, with what it can be found by."""

    pen: Pen
    name: str
    unit: str
    cell: str
    sought: str


def offers(lives: Iterable[MachineLive], drawn: Collection[Pen]) -> list[Offer]:
    """Return every number signal that is not drawn yet, machine by machine, what tells most first."""
    found = []
    for live in lives:
        machine = live.machine
        place = f"{machine.name} {machine.cell} {machine.plant} {machine.model}"
        first, rest = split(live)
        for signal in (*first, *rest):
            pen = Pen(machine.key, signal.key)
            if signal.kind is SignalKind.NUMBER and pen not in drawn:
                name = signal_name(signal)
                sought = f"{place} {name} {signal.key}".casefold()
                found.append(Offer(pen, name, unit_word(signal.unit), machine.cell, sought))
    return found


def matching(found: Sequence[Offer], sought: str) -> list[Offer]:
    """Return the first of those that have every word that was typed."""
    words = sought.casefold().split()
    fitting = (offer for offer in found if all(word in offer.sought for word in words))
    return [offer for offer, _ in zip(fitting, range(_MOST), strict=False)]


class OfferDelegate(RecordDelegate):
    """Paints machine, signal and unit."""

    def __init__(self, ink: Ink, parent: QObject | None = None) -> None:
        super().__init__(ink, (_ROW, _ROW), parent)

    def paint_record(self, painter: QPainter, area: QRectF, record: Offer, *, chosen: bool) -> None:
        """Paint one signal."""
        theme, ink = self.ink.theme, self.ink
        if chosen:
            painter.fillRect(area, theme.bar.track)
            painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), theme.primary)
        plain = typeface(Size.BODY)
        room = area.adjusted(14, 0, -14, 0)
        machine = QRectF(room.left(), room.top(), room.width() * 0.34, room.height())
        if record.unit:
            width = min(plain.metrics.horizontalAdvance(record.unit) + 1, room.width() / 4)
            right = QRectF(room.right() - width, room.top(), width, room.height())
            ink.write(painter, right, record.unit, plain, theme.tertiary, right=True)
            room.setRight(right.left() - 12)
        ink.write(painter, machine, record.pen.machine, typeface(Size.BODY, Weight.SEMIBOLD), theme.primary)
        room.setLeft(machine.right() + 12)
        ink.write(painter, room, record.name, plain, theme.primary)


class PenPicker(Picker[Offer]):
    """``chosen`` carries the pen."""

    chosen = Signal(Pen)

    def __init__(self, look: Look, ink: Ink, parent: QWidget) -> None:
        super().__init__(look, ink, parent)
        self._offers: list[Offer] = []
        self._hold(OfferDelegate(ink, self))
        self.retranslate()

    def open_at(self, corner: QPoint, lives: Iterable[MachineLive], drawn: Collection[Pen]) -> None:
        """Show every signal that is not drawn yet; ``corner`` is the upper left corner on the screen."""
        self._offers = offers(lives, drawn)
        self.show_at(corner)

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.setAccessibleName(self.tr("Choose a signal"))
        self.search.retranslate(self.tr("Machine and signal"), self.tr("Clear"))
        self.list.setAccessibleName(self.tr("Signals"))

    def found(self, sought: str) -> list[Offer]:
        """Return the signals that have what was typed."""
        return matching(self._offers, sought)

    def words(self, record: Offer) -> str:
        """Return a signal in full."""
        return ", ".join(part for part in (record.pen.machine, record.name, record.unit) if part)

    def choose(self, record: Offer) -> None:
        """Say which signal was chosen."""
        self.chosen.emit(record.pen)
