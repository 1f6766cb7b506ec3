"""The sheet that asks from when to when."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QDateTime, QLocale, QPoint, QRectF, Qt, QTime, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QDateTimeEdit, QFrame, QGridLayout, QWidget

from hmi.ui.controls.button import TextButton
from hmi.ui.controls.line import Line
from hmi.ui.look import Look
from hmi.ui.theme import Size, font
from hmi.ui.trends.span import LONGEST_US, SHORTEST_US

_WIDTH = 336
_SECOND = 1_000_000


class FromTo(QFrame):
    """Opens below what asks; ``chosen`` carries two moments, in microseconds UTC. The fields are the plant's clock."""

    chosen = Signal(object, object)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._look = look
        theme = look.theme
        self.start, self.end = self._field(), self._field()
        self._start_word, self._end_word = Line(theme, tone="secondary"), Line(theme, tone="secondary")
        self.note = Line(theme, size=Size.CAPTION, tone="secondary")
        self.button = TextButton(theme, primary=True)
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 14, 16, 14)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        for row, (word, field) in enumerate(((self._start_word, self.start), (self._end_word, self.end))):
            grid.addWidget(word, row, 0)
            grid.addWidget(field, row, 1)
        grid.addWidget(self.note, 2, 0, 1, 2)
        grid.addWidget(self.button, 3, 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(1, 1)
        self.setFixedWidth(_WIDTH)
        for field in (self.start, self.end):
            field.dateTimeChanged.connect(self._changed)
        self.button.clicked.connect(self._choose)
        self._even_out()
        self.retranslate()

    def _field(self) -> QDateTimeEdit:
        field = QDateTimeEdit(self)
        field.setCalendarPopup(True)
        field.setFixedHeight(32)
        field.setFont(font(Size.BODY))
        calendar = field.calendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setFont(font(Size.BODY))
        return field

    def open_at(self, corner: QPoint, start_us: int, end_us: int) -> None:
        """Ask, beginning with the window that is shown; ``corner`` is the upper left corner on the screen."""
        for field, time_us in ((self.start, start_us), (self.end, end_us)):
            moment = datetime.fromtimestamp(time_us // _SECOND, self._look.zone)
            day = QDate(moment.year, moment.month, moment.day)
            field.setDateTime(QDateTime(day, QTime(moment.hour, moment.minute)))
        self.adjustSize()
        self.move(corner)
        self.show()
        self.start.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def moments(self) -> tuple[int, int]:
        """What is asked for, in microseconds UTC."""
        return _moment(self.start, self._look.zone), _moment(self.end, self._look.zone)

    def restyle(self) -> None:
        """Take the colours of the theme."""
        for part in (self._start_word, self._end_word, self.note, self.button):
            part.restyle(self._look.theme)
        self._even_out()
        self.update()

    def _even_out(self) -> None:
        """Write the week's end as any other day: Qt writes it red, and red is an alarm."""
        plain = QTextCharFormat()
        plain.setForeground(self._look.theme.primary)
        for field in (self.start, self.end):
            for day in Qt.DayOfWeek:
                field.calendarWidget().setWeekdayTextFormat(day, plain)

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.setAccessibleName(self.tr("From and to"))
        portuguese = QLocale().language() == QLocale.Language.Portuguese
        for field, word, name in (
            (self.start, self._start_word, self.tr("From")),
            (self.end, self._end_word, self.tr("To")),
        ):
            word.set_text(name)
            field.setAccessibleName(name)
            field.setLocale(QLocale())
            field.calendarWidget().setLocale(QLocale())
            field.setDisplayFormat("dd/MM/yyyy HH:mm" if portuguese else "d MMM yyyy HH:mm")
        self.button.setText(self.tr("Show"))
        self._changed()

    def _changed(self) -> None:
        start_us, end_us = self.moments
        trouble = ""
        if end_us - start_us < SHORTEST_US:
            trouble = self.tr("The end is not after the beginning")
        elif end_us - start_us > LONGEST_US:
            trouble = self.tr("At most a year can be shown at once")
        self.note.set_text(trouble or self.tr("Times of %1").replace("%1", self._look.zone.key))
        self.button.setEnabled(not trouble)

    def _choose(self) -> None:
        start_us, end_us = self.moments
        self.hide()
        self.chosen.emit(start_us, end_us)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc, choose on Return."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.button.isEnabled():
            self._choose()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the sheet."""
        theme = self._look.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.surface)
        painter.setPen(QPen(theme.border, 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


def _moment(field: QDateTimeEdit, zone: ZoneInfo) -> int:
    """Return what a field says, on the plant's clock; of an hour that comes twice the first."""
    day, time = field.date(), field.time()
    moment = datetime(day.year(), day.month(), day.day(), time.hour(), time.minute(), tzinfo=zone)
    return int(moment.timestamp()) * _SECOND
