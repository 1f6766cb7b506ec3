"""What the device says at this moment: the first signals that matter, with their values."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hmi.domain.inspection import WANTED, InspectedDevice
from hmi.domain.observation import Value
from hmi.domain.signal import Role
from hmi.ui.controls.eliding import draw_elided
from hmi.ui.figures import MISSING, count, number
from hmi.ui.look import Look
from hmi.ui.theme import Size, Weight, font, tokens
from hmi.ui.words import role_name, unit_word

_FIRST: Final = (
    Role.EXECUTION,
    Role.PROGRAM,
    Role.PART_COUNT,
    Role.SPINDLE_LOAD,
    Role.FEED_OVERRIDE,
    Role.CONTROLLER_MODE,
)
_ROWS: Final = 5
_TITLE_HEIGHT: Final = 34
_ROW: Final = 30
_SQUARE: Final = 14
_INDENT: Final = 24
_UNIT: Final = 28


class Shown(NamedTuple):
    """One row: a signal's name, its value and its unit."""

    name: str
    value: str
    unit: str


def shown(device: InspectedDevice) -> list[Shown]:
    """Return the rows of a device, in the present language."""
    signals = {signal.key: signal for signal in device.signals}
    rows: list[Shown] = []
    for role in _FIRST:
        if role in signals and len(rows) < _ROWS:
            value = device.values.get(role)
            unit = "" if value is None else unit_word(signals[role].unit) if signals[role].unit else ""
            rows.append(Shown(role_name(role), _words(value), unit))
    return rows


def _words(value: Value) -> str:
    if isinstance(value, float | int):
        return number(value)
    return str(value) if value else MISSING


class LiveNow(QWidget):
    """Title, how many of the signals a tile shows, and the rows. The squares are what the tile keeps."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.rows: list[Shown] = []
        self._of = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def tell(self, device: InspectedDevice) -> None:
        """Show a device in the present language."""
        self.rows = shown(device)
        on_tile = sum(bool(device.wanted.get(role)) for role in WANTED)
        self._of = (
            self.tr("%1 of %2 on the tile").replace("%1", count(on_tile)).replace("%2", count(len(device.signals)))
        )
        said = [f"{row.name} {row.value} {row.unit}".rstrip() for row in self.rows]
        self.setAccessibleName(", ".join((self.tr("Live now"), self._of, *said)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of all rows."""
        return QSize(250, _TITLE_HEIGHT + _ROW * _ROWS)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint title and rows."""
        theme = self._look.theme
        painter = QPainter(self)
        title, plain, strong = font(Size.TITLE, Weight.SEMIBOLD), font(Size.BODY), font(Size.BODY, Weight.MEDIUM)
        width = self.width()
        words = self.tr("Live now")
        taken = QFontMetrics(title).horizontalAdvance(words) + 13
        draw_elided(painter, QRectF(0, 0, width, 24), words, title, theme.primary)
        of = QFontMetrics(plain).horizontalAdvance(self._of) + 1
        left = max(width - of, taken)
        draw_elided(painter, QRectF(left, 2, width - left, 20), self._of, plain, theme.secondary)
        for at, row in enumerate(self.rows):
            top = _TITLE_HEIGHT + at * _ROW
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.secondary)
            painter.setBrush(theme.secondary)
            radius = tokens()["radius"]["tile"]
            painter.drawRoundedRect(QRectF(0.5, top + 3.5, _SQUARE - 1, _SQUARE - 1), radius, radius)
            room = width - _UNIT - _INDENT
            wanted = QFontMetrics(plain).horizontalAdvance(row.name) + 13
            value = min(QFontMetrics(strong).horizontalAdvance(row.value) + 1, max(room - wanted, room // 2))
            name = QRectF(_INDENT, top, room - value - 12, 20)
            draw_elided(painter, name, row.name, plain, theme.primary)
            draw_elided(painter, QRectF(width - _UNIT - value, top, value, 20), row.value, strong, theme.primary)
            unit = QRectF(width - _UNIT + 10, top, _UNIT - 10, 20)
            draw_elided(painter, unit, row.unit, plain, theme.secondary)
