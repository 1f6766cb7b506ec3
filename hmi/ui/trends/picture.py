"""A chart as a picture for a report: twice as fine as the screen, with what it shows written on it.

Imports pyqtgraph, so it is imported late.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from hmi.ui.look import Look
from hmi.ui.theme import Size, Weight, font
from hmi.ui.trends.chart import TrendChart
from hmi.ui.trends.content import TrendContent

_RATIO = 2
_MARGIN = 24.0
_HEAD, _LINE, _FOOT = 30.0, 18.0, 34.0
_SECOND = 1_000_000


def chart_picture(look: Look, content: TrendContent, size: QSize, title: str) -> QImage:
    """Return a picture of a chart that is ``size`` large on the screen, in the colours of the window."""
    width, height = size.width() + 2 * _MARGIN, size.height() + 2 * _MARGIN + _HEAD + _LINE + _FOOT
    image = QImage(QSize(round(width), round(height)) * _RATIO, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_RATIO)
    image.fill(look.theme.surface)
    painter = QPainter(image)
    theme = look.theme
    room = QRectF(_MARGIN, _MARGIN, size.width(), _HEAD)
    _write(painter, room, title, font(Size.TITLE, Weight.SEMIBOLD), theme.primary)
    room = QRectF(_MARGIN, room.bottom(), size.width(), _LINE)
    _write(painter, room, range_words(content.start_us, content.end_us, look.zone), font(Size.BODY), theme.secondary)
    foot = QRectF(_MARGIN, height - _MARGIN - _LINE, size.width(), _LINE)
    _write(painter, foot, _legend(), font(Size.CAPTION), theme.tertiary)
    chart = TrendChart(look, ratio=_RATIO)
    chart.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    chart.resize(size)
    chart.show()
    chart.show_content(content)
    # the chart keeps its background as a picture of the screen's fineness; rendered, it is painted anew
    top = room.bottom() + 12
    chart.render(painter, QRectF(QPointF(_MARGIN, top), size), chart.viewport().rect())
    painter.end()
    chart.hide()
    chart.deleteLater()
    return image


def range_words(start_us: int, end_us: int, zone: ZoneInfo) -> str:
    """Return a span of time in full, with the zone of its clock."""
    start, end = (datetime.fromtimestamp(time_us / _SECOND, zone) for time_us in (start_us, end_us))
    return f"{_moment(start)} – {_moment(end)}, {zone.key} (UTC{end.strftime('%z')[:3]}:{end.strftime('%z')[3:5]})"


def _moment(moment: datetime) -> str:
    day = QLocale().toString(QDate(moment.year, moment.month, moment.day), QLocale.FormatType.ShortFormat)
    return f"{day} {moment:%H:%M:%S}"


def _legend() -> str:
    return QCoreApplication.translate(
        "Trend", "Line: middle of each column; band: from minimum to maximum; hatched: no data; dashed: limit"
    )


def _write(painter: QPainter, area: QRectF, text: str, face: QFont, ink: QColor) -> None:
    painter.setFont(face)
    painter.setPen(ink)
    shown = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)
