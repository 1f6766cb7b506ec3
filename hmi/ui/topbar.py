"""The bar above every page: the site, the pages, the plant's clock, the menu."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, QEvent, QLocale, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from hmi.ui.controls.line import Line
from hmi.ui.look import Look
from hmi.ui.theme import Size, Weight, font, tokens

_HEIGHT = tokens()["size"]["topBar"]
_MARGIN = tokens()["space"]["page"]
_SITE, _AFTER_SITE = 208, 48


class Tab(QAbstractButton):
    """One page's name; the open page's is underlined."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """As wide as the name at its heaviest, so that nothing moves when the page opens."""
        return QSize(QFontMetrics(font(Size.BODY, Weight.SEMIBOLD)).horizontalAdvance(self.text()) + 32, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the name, the line under the open page, the ring of the keyboard."""
        theme = self._look.theme
        painter = QPainter(self)
        chosen = self.isChecked()
        painter.setFont(font(Size.BODY, Weight.SEMIBOLD if chosen else Weight.REGULAR))
        painter.setPen(theme.primary if chosen or self.underMouse() else theme.secondary)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if chosen:
            painter.fillRect(0, self.height() - 3, self.width(), 3, theme.primary)
        if self.hasFocus():
            painter.setPen(QPen(theme.focus_ring, 2))
            painter.drawRect(self.rect().adjusted(3, 9, -4, -10))


class MenuButton(QAbstractButton):
    """Three dots that open the window's menu."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedSize(40, 40)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the dots."""
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.primary if self.underMouse() or self.hasFocus() else theme.secondary)
        for y in (13.0, 20.0, 27.0):
            painter.drawEllipse(QRectF(18, y - 2, 4, 4))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.focus_ring, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, 4)


class PlantClock(QWidget):
    """The wall clock of the plant, with its weekday and date."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._moment: datetime | None = None
        self.setFixedHeight(_HEIGHT)
        self.setMinimumWidth(240)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_time(self, now_us: int) -> None:
        """Show a moment."""
        self._moment = datetime.fromtimestamp(now_us // 1_000_000, self._look.zone)
        self.setAccessibleName(self._moment.strftime("%H:%M"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw hours and minutes heavy, seconds light, the date small beside them."""
        if self._moment is None:
            return
        theme, moment = self._look.theme, self._moment
        painter = QPainter(self)
        date = QDate(moment.year, moment.month, moment.day)
        locale = QLocale()
        weekday = locale.dayName(date.dayOfWeek()).split("-")[0]
        day = locale.toString(date, "d MMM yyyy")
        right = self.width()
        small = QFontMetrics(font(Size.CAPTION))
        column = max(small.horizontalAdvance(weekday), small.horizontalAdvance(day))
        painter.setFont(font(Size.CAPTION))
        painter.setPen(theme.secondary)
        for text, y in ((weekday.capitalize(), 10), (day, 28)):
            painter.drawText(QRectF(right - column, y, column, 18), Qt.AlignmentFlag.AlignLeft, text)
        x = right - column - 16.0
        for text, weight, colour in (
            (moment.strftime(":%S"), Weight.REGULAR, theme.tertiary),
            (moment.strftime("%H:%M"), Weight.SEMIBOLD, theme.primary),
        ):
            x = self._draw_left_of(painter, x, text, weight, colour)

    @staticmethod
    def _draw_left_of(painter: QPainter, x: float, text: str, weight: Weight, colour: QColor) -> float:
        chosen = font(Size.FIGURE, weight)
        width = QFontMetrics(chosen).horizontalAdvance(text)
        painter.setFont(chosen)
        painter.setPen(colour)
        painter.drawText(QRectF(x - width, 0, width + 2, _HEIGHT), Qt.AlignmentFlag.AlignVCenter, text)
        return x - width


class SiteName(Line):
    """The site's name, and space after it; it gives way before any page does, and is elided then."""

    def __init__(self, look: Look, site: str) -> None:
        super().__init__(look.theme, site, size=Size.TITLE, weight=Weight.SEMIBOLD)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as the name, but the pages begin in one place for all short names."""
        whole = super().sizeHint()
        return QSize(max(whole.width() + _AFTER_SITE, _SITE), whole.height())

    def _elided(self) -> str:
        return self.text if self.width() < super().sizeHint().width() else ""


class TopBar(QWidget):
    """Site name, pages, clock, menu."""

    pageWanted = Signal(int)
    menuWanted = Signal()

    def __init__(self, look: Look, site: str, pages: int) -> None:
        super().__init__()
        self._look = look
        self.site = SiteName(look, site)
        self.setFixedHeight(_HEIGHT)
        self._group = QButtonGroup(self)
        self._tabs = [Tab(look, self) for _ in range(pages)]
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, 0, 12, 0)
        row.setSpacing(0)
        row.addWidget(self.site)
        for index, tab in enumerate(self._tabs):
            self._group.addButton(tab, index)
            row.addWidget(tab)
        row.addStretch()
        self.clock = PlantClock(look, self)
        row.addWidget(self.clock)
        row.addSpacing(8)
        self.menu_button = MenuButton(look, self)
        row.addWidget(self.menu_button)
        self._group.idClicked.connect(self.pageWanted)
        self.menu_button.clicked.connect(self.menuWanted)
        look.restyled.connect(self.restyle)
        self.retranslate()

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self.site.restyle(self._look.theme)
        self.update()

    def open_page(self, index: int) -> None:
        """Underline a page's name."""
        self._tabs[index].setChecked(True)

    def retranslate(self) -> None:
        """Say everything in the present language."""
        names = (
            self.tr("Wall"),
            self.tr("Machines"),
            self.tr("Trends"),
            self.tr("Connections"),
            self.tr("History"),
        )
        for index, (tab, name) in enumerate(zip(self._tabs, names, strict=True)):
            tab.setText(name)
            tab.setToolTip(f"Alt+{index + 1}")
            tab.updateGeometry()
        self.menu_button.setAccessibleName(self.tr("Menu"))
        self.menu_button.setToolTip(self.tr("Menu"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the line beneath."""
        theme = self._look.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.surface)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.hairline)
