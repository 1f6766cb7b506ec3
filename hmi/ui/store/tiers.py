"""The tiers of the history: one calm bar of all of them, and a row for each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from hmi.domain.stock import Tier
from hmi.ui.controls.eliding import draw_elided
from hmi.ui.look import Look
from hmi.ui.store.telling import TierRow
from hmi.ui.symbols import hatch
from hmi.ui.theme import Size, Theme, Weight, font

translate = QCoreApplication.translate

_BAR = 16
_HEADER = 32
_ROW = 60
_SWATCH = 12
_INDENT = 24
_GAP = 16
_TRACK = 96
_LEAST_NAME = 150
_ROUNDED = 2
"""An advance is rounded, perhaps down."""


def paint_tier(painter: QPainter, theme: Theme, tier: Tier | None, area: QRectF) -> None:
    """Fill an area as a tier's own: dark, grey, light, hatched, and hollow for the rest; no colour is needed for it."""
    solid = {Tier.SAMPLES: theme.bar.pointer, Tier.TEN_MINUTES: theme.bar.fill, Tier.HOURS: theme.bar.normalBand}
    if tier in solid:
        painter.fillRect(area, solid[tier])
        return
    painter.fillRect(area, theme.surface)
    if tier is Tier.EVENTS:
        hatch(painter, area, theme.bar.fill, 1.4, 4)
    painter.setPen(QPen(theme.bar.fill, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))


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
        painter.fillRect(self.rect(), theme.surface)
        left = 0.0
        for tier, size in self._parts:
            width = self.width() * size / self._scale
            if width >= 1:
                paint_tier(painter, theme, tier, QRectF(left, 0, max(width - 1, 1.0), self.height()))
            left += width
        painter.setPen(QPen(theme.border, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


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
            row = self.row_at(event.pos().y())
            QToolTip.showText(event.globalPos(), "" if row is None else row.spoken, self)
            return True
        return super().event(event)

    def row_at(self, y: int) -> TierRow | None:
        """Return the row at a height."""
        at = (y - _HEADER) // _ROW
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the header, the rows and the hairlines between them."""
        theme = self._look.theme
        painter = QPainter(self)
        widths = self.widths
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

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths of the name and of each column in px, 0 for one that there is no room for."""
        small, body = QFontMetrics(font(Size.CAPTION)), QFontMetrics(font(Size.BODY, Weight.SEMIBOLD))
        wanted = [small.horizontalAdvance(header) for header in self._headers()]
        least = best = 0
        for row in self._rows:
            cells = (row.reach, row.kept, row.size, row.per_day, row.levels_at)
            wanted = [max(width, body.horizontalAdvance(cell)) for width, cell in zip(wanted, cells, strict=True)]
            wanted[0] = max(wanted[0], small.horizontalAdvance(row.since), _TRACK)
            least = max(least, body.horizontalAdvance(row.name))
            best = max(best, body.horizontalAdvance(row.name), small.horizontalAdvance(row.under))
        wanted = [width + _ROUNDED for width in wanted]
        kept = len(wanted)
        while kept > 1 and _INDENT + least + sum(wanted[:kept]) + kept * _GAP > self.width():
            kept -= 1
        name = self.width() - sum(wanted[:kept]) - kept * _GAP
        # what there is too much of goes between the columns, so that the eye need not jump far
        spread = max(name - _INDENT - best - _ROUNDED, 0) // (kept + 1)
        return (name - spread * kept, *(width + spread if at < kept else 0 for at, width in enumerate(wanted)))

    def _paint_header(self, painter: QPainter, theme: Theme, widths: tuple[int, ...]) -> None:
        left = float(widths[0])
        for at, (header, width) in enumerate(zip(self._headers(), widths[1:], strict=True)):
            if width:
                area = QRectF(left + _GAP, 0, width, _HEADER)
                draw_elided(painter, area, header, font(Size.CAPTION), theme.secondary, _aligned(at))
                left += _GAP + width

    def _paint_row(self, painter: QPainter, theme: Theme, row: TierRow, top: float, widths: tuple[int, ...]) -> None:
        paint_tier(painter, theme, row.tier, QRectF(0, top + 10, _SWATCH, _SWATCH))
        room = widths[0] - _INDENT
        draw_elided(painter, QRectF(_INDENT, top + 5, room, 22), row.name, font(Size.BODY), theme.primary)
        draw_elided(painter, QRectF(_INDENT, top + 26, room, 16), row.under, font(Size.CAPTION), theme.secondary)
        left = float(widths[0])
        for at, (cell, width) in enumerate(
            zip((row.reach, row.kept, row.size, row.per_day, row.levels_at), widths[1:], strict=True)
        ):
            if width:
                area = QRectF(left + _GAP, top + 5, width, 22)
                heavy = Weight.SEMIBOLD if at == 2 else Weight.REGULAR
                draw_elided(painter, area, cell, font(Size.BODY, heavy), theme.primary, _aligned(at))
                if at == 0:
                    self._paint_reach(painter, theme, row, QRectF(left + _GAP, top + 26, width, 16))
                left += _GAP + width

    @staticmethod
    def _paint_reach(painter: QPainter, theme: Theme, row: TierRow, area: QRectF) -> None:
        draw_elided(painter, area, row.since, font(Size.CAPTION), theme.secondary)
        if row.filled is not None:
            track = QRectF(area.left(), area.bottom() + 5, _TRACK, 4)
            painter.fillRect(track, theme.bar.normalBand)
            painter.fillRect(QRectF(track.left(), track.top(), _TRACK * row.filled, 4), theme.bar.fill)


def _aligned(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
