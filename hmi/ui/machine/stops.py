"""The stops of today, newest first, each with the reason that the machine gave."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from hmi.ui.figures import clock, duration
from hmi.ui.ink import Ink, typeface
from hmi.ui.look import Look
from hmi.ui.machine.day import DayState, MachineDay, Stop, stops
from hmi.ui.machine.records import RECORD, RecordDelegate, RecordList, RecordModel
from hmi.ui.machine.section import RecordSection
from hmi.ui.theme import Size, Weight
from hmi.ui.words import reason_words, state_word

_HEIGHTS = (28, 48)
_ICON = 14
_GAP = 12


class StopDelegate(RecordDelegate):
    """Paints from and to, the state's symbol, how long, why."""

    def __init__(self, owner: Stops, ink: Ink, parent: QObject | None = None) -> None:
        super().__init__(ink, _HEIGHTS, parent)
        self._owner = owner

    def paint_record(self, painter: QPainter, area: QRectF, record: Stop, *, chosen: bool) -> None:
        """Paint one stop."""
        theme, owner = self.ink.theme, self._owner
        first, second = self.lines(area)
        span_width, length_width = owner.widths
        plain = typeface(Size.BODY)
        box = QRectF(first.left(), first.top(), span_width, first.height())
        self.ink.write(painter, box, owner.span_words(record), plain, theme.secondary)
        icon = QRectF(box.right() + _GAP, round(first.center().y() - _ICON / 2), _ICON, _ICON)
        self.ink.symbol(painter, record.interval.verdict.state, icon)
        box = QRectF(icon.right() + _GAP, first.top(), length_width, first.height())
        strong = typeface(Size.BODY, Weight.SEMIBOLD)
        self.ink.write(painter, box, owner.length_words(record), strong, theme.primary, right=True)
        rest = QRectF(box.right() + _GAP, first.top(), first.right() - box.right() - _GAP, first.height())
        ink = theme.primary if record.end_us is None else theme.secondary
        self.ink.write(painter, second if self.narrow else rest, reason_words(record.interval.verdict), plain, ink)


class Stops(RecordSection):
    """The list under its heading; ``chosen`` carries (start, end) of the stop that the user wants to see."""

    chosen = Signal(object, object)

    def __init__(self, look: Look, ink: Ink, day: MachineDay, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._day = day
        self.widths = (0.0, 0.0)
        """Room for the widest times and lengths in the present language, in px."""
        self.model: RecordModel[Stop] = RecordModel(self.words, self)
        self._hold(RecordList(self.model, StopDelegate(self, ink, self)))
        self.list.activated.connect(self._open)
        self.list.clicked.connect(self._open)
        day.changed.connect(self.refresh)
        self.retranslate()

    def refresh(self) -> None:
        """Show the day as it is known now."""
        found = stops(self._day.intervals, self._day.window_us[0])
        known = self._day.state in (DayState.KNOWN, DayState.NO_HISTORY)
        self.model.show(found)
        note = ""
        if found and known:
            count = self.tr("1 stop") if len(found) == 1 else self.tr("%1 stops").replace("%1", str(len(found)))
            lost = duration(sum(stop.length_us(self._day.now_us) for stop in found))
            note = f"{count} · {lost}"
        self._say(self.tr("Stops today"), note, None if found and known else self._sentence())
        self.list.viewport().update()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.list.setAccessibleName(self.tr("Stops today"))
        self.widths = self._measure()
        self.refresh()

    def _sentence(self) -> str:
        state = self._day.state
        if state is DayState.ASKING:
            return self.tr("Asking the history…")
        if state is DayState.FAILED:
            return self.tr("The history cannot be read; trying again")
        return self.tr("No stop today")

    def _open(self, index: QModelIndex | QPersistentModelIndex) -> None:
        stop: Stop = index.data(RECORD)
        self.chosen.emit(stop.start_us, self._day.now_us if stop.end_us is None else stop.end_us)

    # -- words -------------------------------------------------------------------------------------------------------

    def span_words(self, stop: Stop) -> str:
        """Return from when to when: ``13:29–13:33``."""
        zone, now_us = self._look.zone, self._day.now_us
        end = self.tr("now") if stop.end_us is None else clock(stop.end_us, zone, now_us)
        return f"{clock(stop.start_us, zone, now_us)}–{end}"

    def length_words(self, stop: Stop) -> str:
        """Return how long it lasted."""
        return duration(stop.length_us(self._day.now_us))

    def words(self, stop: Stop) -> str:
        """Return a stop in full."""
        verdict = stop.interval.verdict
        parts = (self.span_words(stop), state_word(verdict.state), self.length_words(stop))
        return f"{', '.join(parts)}: {reason_words(verdict)}"

    def _measure(self) -> tuple[float, float]:
        plain, strong = typeface(Size.BODY).metrics, typeface(Size.BODY, Weight.SEMIBOLD).metrics
        span = max(plain.horizontalAdvance("00:00–00:00"), plain.horizontalAdvance("00:00–" + self.tr("now")))
        return span + 2, strong.horizontalAdvance("00 h 00") + 2
