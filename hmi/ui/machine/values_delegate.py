"""Paints the live values: a name and a number, and a bar with its normal band where one is known."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF, QRegion
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from hmi.domain.machine import Band
from hmi.ui.controls.outlines import draw_focus_ring
from hmi.ui.figures import number
from hmi.ui.ink import Ink, typeface
from hmi.ui.machine.normal import OffNormal, Scale, off_normal, scale_of
from hmi.ui.machine.rows import RowKind, ValueRow, value_words
from hmi.ui.machine.values_model import LATEST, ROW, ValuesModel
from hmi.ui.theme import Size, Theme, Weight, font

MARGIN = 24
_HEIGHT = {RowKind.BAR: 66, RowKind.PLAIN: 32, RowKind.GROUP: 36, RowKind.FOLD: 40}
_RIGHT = 20
_UNIT_GAP = 6
_NARROWEST_UNIT = 34
_CHECK = 14
_SCALE_TEXT = 16

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class BarPlan:
    """A bar's fixed parts, in px from its left end; ``marks`` are (left, width, words)."""

    scale: Scale
    low: float
    high: float
    limit: float | None
    marks: tuple[tuple[float, float, str], ...]


def plan_bar(band: Band, digits: int | None, width: float, metrics: QFontMetricsF) -> BarPlan:
    """Lay a bar out; the limit's number is worth more than that of an end which it would touch."""
    scale = scale_of(band)
    marks: list[tuple[float, float, str]] = []
    wanted = [(scale.low, 0.0), (scale.high, 1.0)]
    if band.limit is not None:
        wanted.insert(0, (band.limit, 0.5))
    for value, anchor in wanted:
        words = number(value, None if value == int(value) else digits)
        long = metrics.horizontalAdvance(words) + 1
        left = min(max(scale.share(value) * width - anchor * long, 0.0), width - long)
        if all(left >= other + its + 6 or left + long + 6 <= other for other, its, _ in marks):
            marks.append((left, long, words))
    limit = None if band.limit is None else min(round(scale.share(band.limit) * width) - 1.0, width - 2)
    low, high = round(scale.share(band.low) * width), round(scale.share(band.high) * width)
    return BarPlan(scale, low, high, limit, tuple(marks))


class ValuesDelegate(QStyledItemDelegate):
    """Paints into fixed places, so that nothing moves while values change."""

    def __init__(self, ink: Ink, model: ValuesModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ink = ink
        self._model = model
        self.dirty = QRegion()
        """What the view is painting."""
        self._unit_width = _NARROWEST_UNIT
        self._plans: dict[str, BarPlan] = {}
        self._plan_width = 0.0

    def measure(self) -> None:
        """Make room for the widest unit; to be called when the rows are new."""
        self._plans.clear()
        metrics = QFontMetricsF(font(Size.BODY))
        units = {row.unit for row in self._model.rows}
        self._unit_width = max([_NARROWEST_UNIT, *(round(metrics.horizontalAdvance(unit)) + 1 for unit in units)])

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row."""
        row: ValueRow = index.data(ROW)
        return QSize(200, _HEIGHT[row.kind])

    # -- painting ----------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row, unless nothing of it is to be painted: a view asks for every row between two changed ones."""
        if not self.dirty.intersects(option.rect):
            return
        area = QRectF(option.rect)
        row: ValueRow = index.data(ROW)
        painter.save()
        if row.kind is RowKind.GROUP:
            self._paint_group(painter, area, row)
        elif row.kind is RowKind.FOLD:
            words = self._model.fold_words(row)
            self._ink.write(painter, area.adjusted(MARGIN, 0, 0, 0), words, typeface(Size.BODY), self._theme.secondary)
        else:
            self._paint_value(painter, area, row, index)
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_focus_ring(painter, area.adjusted(2, 0, -2, -1), self._theme.focus_ring)
        painter.restore()

    @property
    def _theme(self) -> Theme:
        return self._ink.theme

    def _paint_group(self, painter: QPainter, area: QRectF, row: ValueRow) -> None:
        face = typeface(Size.CAPTION, Weight.SEMIBOLD)
        line = area.adjusted(MARGIN, 12, -_RIGHT, 0)
        self._ink.write(painter, line, row.name, face, self._theme.secondary)

    def _paint_value(self, painter: QPainter, area: QRectF, row: ValueRow, index: Index) -> None:
        theme = self._theme
        latest = index.data(LATEST)
        known = None if latest is None or not isinstance(latest.value, float) else latest.value
        off = off_normal(row.band, known, running=self._model.running)
        self._paint_check(painter, area, row, checked=index.data(Qt.ItemDataRole.CheckStateRole))
        height = 28 if row.band else area.height()
        line = QRectF(area.left() + MARGIN, area.top(), area.width() - MARGIN - _RIGHT, height)
        unit = QRectF(line.right() - self._unit_width, line.top(), self._unit_width, line.height())
        self._ink.write(painter, unit.adjusted(0, 1, 0, 1), row.unit, typeface(Size.BODY), theme.secondary)
        value = QRectF(line.left(), line.top(), unit.left() - _UNIT_GAP - line.left(), line.height())
        ink = theme.tertiary if self._model.stale or (known is None and row.drawable) else theme.primary
        words = value_words(row, latest)
        if row.drawable:
            face = typeface(Size.TITLE, Weight.SEMIBOLD if off else Weight.MEDIUM)
        else:
            face = typeface(Size.BODY, Weight.MEDIUM)
            value.setRight(line.right())
            value.setLeft(line.left() + 0.42 * line.width())
        width = self._ink.write(painter, value, words, face, ink, right=True)
        name = QRectF(line.left(), line.top() + 1, value.right() - width - 12 - line.left(), line.height())
        if not row.drawable:
            name.setRight(min(name.right(), max(value.right() - width - 12, value.left() - 12)))
        self._paint_name(painter, name, row, off)
        if row.band is not None:
            bar = QRectF(line.left(), area.top() + 32, line.width(), 8)
            self._paint_bar(painter, bar, row, known, off)

    def _paint_name(self, painter: QPainter, room: QRectF, row: ValueRow, off: OffNormal | None) -> None:
        theme = self._theme
        if off is None:
            self._ink.write(painter, room, row.name, typeface(Size.BODY), theme.secondary)
            return
        words = self._model.off_words(off, row)
        strong = typeface(Size.CAPTION, Weight.SEMIBOLD)
        needed = strong.metrics.horizontalAdvance(words) + 8
        name = QRectF(room.left(), room.top(), max(room.width() - needed, 0), room.height())
        face = typeface(Size.BODY, Weight.SEMIBOLD)
        width = self._ink.write(painter, name, row.name, face, theme.primary)
        rest = QRectF(room.left() + width + 8, room.top(), room.width() - width - 8, room.height())
        self._ink.write(painter, rest, words, strong, theme.primary)

    def _paint_check(self, painter: QPainter, area: QRectF, row: ValueRow, *, checked: object) -> None:
        """A box in the margin: whether the signal is in the trend."""
        if not row.drawable:
            return
        theme = self._theme
        middle = area.top() + (15 if row.band else area.height() / 2)
        box = QRectF(area.left() + 5.5, round(middle - _CHECK / 2) + 0.5, _CHECK - 1, _CHECK - 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if checked == Qt.CheckState.Checked:
            painter.setPen(QPen(theme.primary, 1))
            painter.setBrush(theme.primary)
            painter.drawRoundedRect(box, 2, 2)
            painter.setPen(QPen(theme.surface, 1.8))
            tick = [QPointF(3, 6.8), QPointF(5.4, 9.4), QPointF(10, 3.8)]
            painter.drawPolyline(QPolygonF([box.topLeft() + point for point in tick]))
        else:
            painter.setPen(QPen(theme.border, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 2, 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_bar(
        self, painter: QPainter, bar: QRectF, row: ValueRow, value: float | None, off: OffNormal | None
    ) -> None:
        if row.band is None:
            return
        colours = self._theme.bar
        plan = self._plan(row, row.band, bar.width())
        x, y, height = bar.left(), bar.top(), bar.height()
        painter.fillRect(bar, colours.track)
        painter.fillRect(QRectF(x + plan.low, y, max(plan.high - plan.low, 1), height), colours.normalBand)
        painter.fillRect(QRectF(x + plan.low, y, 1, height), colours.normalBandEdge)
        painter.fillRect(QRectF(x + plan.high - 1, y, 1, height), colours.normalBandEdge)
        if plan.limit is not None:
            painter.fillRect(QRectF(x + plan.limit, y - 3, 2, height + 6), colours.target)
        face, ink = typeface(Size.CAPTION), self._theme.tertiary
        for left, width, words in plan.marks:
            self._ink.write(painter, QRectF(x + left, bar.bottom() + 4, width, _SCALE_TEXT), words, face, ink)
        if value is not None and not self._model.stale:
            at = x + round(plan.scale.share(value) * bar.width())
            self._paint_pointer(painter, bar, at, colours.pointer, hollow=off is not None)

    def _paint_pointer(self, painter: QPainter, bar: QRectF, x: float, colour: QColor, *, hollow: bool) -> None:
        middle = bar.center().y()
        if not hollow:
            left = min(max(x - 2, bar.left()), bar.right() - 4)
            painter.fillRect(QRectF(left, round(middle - 7), 4, 14), colour)
            return
        left = min(max(x - 6, bar.left()), bar.right() - 12)
        painter.setPen(QPen(colour, 2.5))
        painter.setBrush(self._theme.surface)
        painter.drawRect(QRectF(left + 1.25, round(middle - 6) + 1.25, 9.5, 9.5))

    def _plan(self, row: ValueRow, band: Band, width: float) -> BarPlan:
        """Return where everything stands that does not move; worked out once per width."""
        if width != self._plan_width:
            self._plans.clear()
            self._plan_width = width
        found = self._plans.get(row.key)
        if found is None:
            found = self._plans[row.key] = plan_bar(band, row.digits, width, typeface(Size.CAPTION).metrics)
        return found

    # -- marking -----------------------------------------------------------------------------------------------------

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """Mark a signal for the trend by its box, or by the space bar."""
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is None:
            return False
        if isinstance(event, QMouseEvent):
            in_margin = event.position().x() <= option.rect.left() + MARGIN
            wanted = event.type() == QEvent.Type.MouseButtonRelease and in_margin
            wanted = wanted and event.button() == Qt.MouseButton.LeftButton
        else:
            wanted = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select)
        if not wanted:
            return False
        checked = state == Qt.CheckState.Checked
        other = Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked
        return model.setData(index, other, Qt.ItemDataRole.CheckStateRole)
