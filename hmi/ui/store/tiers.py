"""The tiers of the history: one calm bar of all of them, and a row for each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from hmi.domain.stock import Tier
from hmi.ui.controls.eliding import draw_elided
from hmi.ui.look import Look
from hmi.ui.store.telling import TierRow
from hmi.ui.theme import Size, Theme, Weight, font

translate = QCoreApplication.translate

_BAR = 16
_HEADER = 32
_ROW = 48
_SWATCH = 12
_INDENT = 24
_GAP = 16
_TRACK = 96
_LEAST_NAME = 150


def shade(theme: Theme, tier: Tier | None) -> QColor:
    """Return the grey of a tier, of the rest for None: darker is finer. The rows name them, so that none has to be told
    by its grey alone."""
    return {
        Tier.SAMPLES: theme.bar.pointer,
        Tier.TEN_MINUTES: theme.bar.fill,
        Tier.HOURS: theme.tertiary,
        Tier.EVENTS: theme.bar.normalBandEdge,
        None: theme.bar.normalBand,
    }[tier]


class StockBar(QWidget):
    """What each tier takes, side by side on the scale of what all will take once as much goes as comes."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._parts: tuple[tuple[Tier | None, float], ...] = ()
        self._scale = 1.0
        self.setFixedHeight(_BAR)

    def tell(self, parts: Sequence[tuple[Tier | None, float]], levels_at: float, spoken: str) -> None:
        """Show the bytes of the tiers and of the rest, and where they level off."""
        told = tuple(parts)
        scale = max(levels_at, sum(size for _, size in told), 1.0)
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        if (told, scale) != (self._parts, self._scale):
            self._parts, self._scale = told, scale
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the track and the parts, a pixel between them."""
        theme = self._look.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.bar.track)
        left = 0.0
        for tier, size in self._parts:
            width = self.width() * size / self._scale
            if width >= 1:
                painter.fillRect(QRectF(left, 0, max(width - 1, 1.0), self.height()), shade(theme, tier))
            left += width
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), theme.bar.normalBandEdge)


class TierTable(QWidget):
    """A row for each tier; columns are as wide as their words, and the last ones go where there is no room."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows: tuple[TierRow, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def tell(self, rows: Sequence[TierRow]) -> None:
        """Show rows."""
        told = tuple(rows)
        if told == self._rows:
            return
        self._rows = told
        self.setAccessibleName("\n".join(row.spoken for row in told))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(640, _HEADER + _ROW * max(len(self._rows), 1))

    def minimumSizeHint(self) -> QSize:
        """As high as its rows, however narrow."""
        return QSize(_LEAST_NAME, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Tell a whole row where something of it is elided."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = (event.pos().y() - _HEADER) // _ROW
            row = self._rows[at] if 0 <= at < len(self._rows) else None
            QToolTip.showText(event.globalPos(), "" if row is None else row.spoken, self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the header, the rows and the hairlines between them."""
        theme = self._look.theme
        painter = QPainter(self)
        widths = self._widths()
        self._paint_header(painter, theme, widths)
        for at, row in enumerate(self._rows):
            top = float(_HEADER + at * _ROW)
            painter.fillRect(QRectF(0, top - 1, self.width(), 1), theme.hairline)
            self._paint_row(painter, theme, row, top, widths)

    def _headers(self) -> tuple[str, ...]:
        return (
            translate("Store", "Reaches back"),
            translate("Store", "Kept for"),
            translate("Store", "Size"),
            translate("Store", "A day adds"),
            translate("Store", "Levels off at"),
        )

    def _widths(self) -> tuple[int, ...]:
        """Return the widths of the name and of each column, 0 for one that there is no room for."""
        small, body = QFontMetrics(font(Size.CAPTION)), QFontMetrics(font(Size.BODY, Weight.SEMIBOLD))
        wanted = [small.horizontalAdvance(header) for header in self._headers()]
        for row in self._rows:
            cells = (row.reach, row.kept, row.size, row.per_day, row.levels_at)
            wanted = [max(width, body.horizontalAdvance(cell)) for width, cell in zip(wanted, cells, strict=True)]
            wanted[0] = max(wanted[0], small.horizontalAdvance(row.since), _TRACK)
        least = max((body.horizontalAdvance(row.name) for row in self._rows), default=0) + _INDENT
        kept = len(wanted)
        while kept > 1 and least + sum(wanted[:kept]) + kept * _GAP > self.width():
            kept -= 1
        shown = [width if at < kept else 0 for at, width in enumerate(wanted)]
        return (self.width() - sum(shown) - kept * _GAP, *shown)

    def _paint_header(self, painter: QPainter, theme: Theme, widths: tuple[int, ...]) -> None:
        left = float(widths[0])
        for at, (header, width) in enumerate(zip(self._headers(), widths[1:], strict=True)):
            if width:
                area = QRectF(left + _GAP, 0, width, _HEADER)
                draw_elided(painter, area, header, font(Size.CAPTION), theme.secondary, _aligned(at))
                left += _GAP + width

    def _paint_row(self, painter: QPainter, theme: Theme, row: TierRow, top: float, widths: tuple[int, ...]) -> None:
        painter.fillRect(QRectF(0, top + 9, _SWATCH, _SWATCH), shade(theme, row.tier))
        room = widths[0] - _INDENT
        draw_elided(painter, QRectF(_INDENT, top + 4, room, 22), row.name, font(Size.BODY), theme.primary)
        draw_elided(painter, QRectF(_INDENT, top + 25, room, 16), row.under, font(Size.CAPTION), theme.secondary)
        left = float(widths[0])
        for at, (cell, width) in enumerate(
            zip((row.reach, row.kept, row.size, row.per_day, row.levels_at), widths[1:], strict=True)
        ):
            if width:
                area = QRectF(left + _GAP, top + 4, width, 22)
                heavy = Weight.SEMIBOLD if at == 2 else Weight.REGULAR
                draw_elided(painter, area, cell, font(Size.BODY, heavy), theme.primary, _aligned(at))
                if at == 0:
                    self._paint_reach(painter, theme, row, QRectF(left + _GAP, top + 25, width, 16))
                left += _GAP + width

    @staticmethod
    def _paint_reach(painter: QPainter, theme: Theme, row: TierRow, area: QRectF) -> None:
        draw_elided(painter, area, row.since, font(Size.CAPTION), theme.secondary)
        if row.filled is not None:
            track = QRectF(area.left(), area.bottom() + 2, _TRACK, 3)
            painter.fillRect(track, theme.bar.track)
            painter.fillRect(QRectF(track.left(), track.top(), _TRACK * row.filled, 3), theme.bar.fill)


def _aligned(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
