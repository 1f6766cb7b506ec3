"""The main window: the pages, how one gets from one to another, and what it remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QEvent, QPoint, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence, QPaintEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from hmi.live.feed import Changes
from hmi.settings.site import Language
from hmi.ui.adding.overlay import AddingOverlay
from hmi.ui.adding.port import Shop
from hmi.ui.ask import Past
from hmi.ui.damaged import DamageOffer
from hmi.ui.diagnostics.collecting import CollectingFigures
from hmi.ui.diagnostics.page import ConnectionsPage
from hmi.ui.keeping import keep
from hmi.ui.keys import KeysDialog
from hmi.ui.look import Look
from hmi.ui.machine.page import MachinePage
from hmi.ui.notice import Notice
from hmi.ui.page import Page
from hmi.ui.store.page import StorePage
from hmi.ui.theme import Shade
from hmi.ui.topbar import TopBar
from hmi.ui.trends.page import TrendsPage
from hmi.ui.wall.kiosk import KioskWall
from hmi.ui.wall.page import WallPage

T = TypeVar("T")
WALL, MACHINES, TRENDS, CONNECTIONS, HISTORY = range(5)
_REMEMBERED = ("wall", "machines", "trends", "connections", "history")
"""What the pages are called in the memory: by name, so that a page that comes in between moves none."""
_NUMBERED = {"1": MACHINES, "2": CONNECTIONS}
"""The pages in the memory of a version that had three and counted them."""
_LANGUAGE_NAMES = {Language.ENGLISH: "English", Language.PORTUGUESE: "Português"}
"""Each in its own language, whatever the window speaks."""


class Window(QMainWindow):
    """Shows one page at a time, or the wall board over the whole screen.

    ``painted`` is emitted once, after the first paint. Only the visible page follows the clock; all pages take changes,
    because each is cheap while it is hidden. Machines are added through ``shop``; without one there is no way to.
    """

    painted = Signal()
    closing = Signal()

    def __init__(self, look: Look, past: Past, site: str, memory: Path | None, shop: Shop | None = None) -> None:
        super().__init__()
        self.look = look
        self._site = site
        self._memory = QSettings(str(memory), QSettings.Format.IniFormat) if memory else None
        self._first_paint = True
        self._now_us = 0
        self.wall = WallPage(look, past)
        self.machine = MachinePage(look, past)
        self.trends = TrendsPage(look, past)
        self.connections = ConnectionsPage(look, past)
        self.history = StorePage(look, past)
        self._pages: tuple[Page, ...] = (self.wall, self.machine, self.trends, self.connections, self.history)
        self.kiosk = KioskWall(look, past)
        self.bar = TopBar(look, site, len(self._pages))
        self.notice = Notice(look)
        self._stack = QStackedWidget()
        for page in self._pages:
            self._stack.addWidget(page)
        self.adding = None if shop is None else AddingOverlay(look, shop, self._stack)
        self.damage = DamageOffer(look, self._stack)
        desk = QWidget()
        column = QVBoxLayout(desk)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.notice)
        column.addWidget(self._stack, 1)
        self._whole = QStackedWidget()
        self._whole.addWidget(desk)
        self._whole.addWidget(self.kiosk)
        self.setCentralWidget(self._whole)
        self.setWindowTitle(f"{site} – Shopfloor HMI" if site else "Shopfloor HMI")
        self.setMinimumSize(QSize(960, 600))
        self._connect()
        self._recall()

    def _connect(self) -> None:
        self.bar.pageWanted.connect(self.open_page)
        self.bar.menuWanted.connect(self._open_menu)
        self.wall.machineChosen.connect(self.open_machine)
        self.wall.fullScreenWanted.connect(self.toggle_kiosk)
        self.machine.wallWanted.connect(lambda: self.open_page(WALL))
        self.machine.machineChosen.connect(self.open_machine)
        self.trends.chartsChanged.connect(self._keep_charts)
        self.kiosk.leaveWanted.connect(self.toggle_kiosk)
        if self.adding is not None:
            self.connections.offer_adding()
            self.connections.addWanted.connect(self.add_machine)
            self.adding.returned.connect(self.add_machine)
            self.adding.closed.connect(lambda: self.connections.setFocus(Qt.FocusReason.OtherFocusReason))
            QShortcut(QKeySequence(QKeySequence.StandardKey.New), self).activated.connect(self.add_machine)
        for index in range(len(self._pages)):
            shortcut = QShortcut(QKeySequence(f"Alt+{index + 1}"), self)
            shortcut.activated.connect(lambda page=index: self.open_page(page))
        for keys, action in (("F11", self.toggle_kiosk), ("Ctrl+Q", self.close), ("F1", self.show_keys)):
            QShortcut(QKeySequence(keys), self).activated.connect(action)

    # -- what is shown -----------------------------------------------------------------------------------------------

    def apply(self, changes: Changes) -> None:
        """Show what changed."""
        for page in self._pages:
            page.apply(changes)
        self.kiosk.apply(changes)

    def tick(self, now_us: int) -> None:
        """Let the clock and the visible page follow the time."""
        self._now_us = now_us
        if self.kiosk_is_open:
            self.kiosk.tick(now_us)
            return
        self.bar.clock.show_time(now_us)
        self._pages[self._stack.currentIndex()].tick(now_us)

    def show_figures(self, figures: CollectingFigures) -> None:
        """Show how collecting goes."""
        self.connections.set_collecting(figures)
        self.history.set_collecting(figures)

    # -- ways --------------------------------------------------------------------------------------------------------

    @property
    def kiosk_is_open(self) -> bool:
        """Whether the wall board fills the screen."""
        return self._whole.currentWidget() is self.kiosk

    def open_page(self, index: int) -> None:
        """Show a page."""
        self.bar.open_page(index)
        self._stack.setCurrentIndex(index)
        page = self._pages[index]
        if self._now_us:
            page.tick(self._now_us)
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.adding is not None:
            self.adding.show_with_page(shown=index == CONNECTIONS)
        if self.damage.is_open:
            self.damage.stay_on_top()

    def add_machine(self) -> None:
        """Open the sheet that adds a machine, over the page of the connections."""
        if self.adding is not None and not self.kiosk_is_open:
            self.adding.open_sheet()
            self.open_page(CONNECTIONS)

    def open_machine(self, key: str) -> None:
        """Show a machine's page."""
        self.machine.show_machine(key)
        self.open_page(MACHINES)

    def toggle_kiosk(self) -> None:
        """Fill the screen with the wall board, or come back from it."""
        if self.kiosk_is_open:
            self._whole.setCurrentIndex(0)
            self.showNormal()
            return
        self._whole.setCurrentWidget(self.kiosk)
        self.showFullScreen()
        self.kiosk.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._now_us:
            self.kiosk.tick(self._now_us)

    def show_keys(self) -> None:
        """Show what the keyboard can do."""
        KeysDialog(self.look, self).exec()

    def _open_menu(self) -> None:
        menu = self.build_menu()
        button = self.bar.menu_button
        menu.exec(button.mapToGlobal(QPoint(button.width() - menu.sizeHint().width(), button.height())))
        menu.deleteLater()

    def build_menu(self) -> QMenu:
        """Return the window's menu: language, theme, full screen, keys, quit."""
        menu = QMenu(self)
        self._add_choices(
            menu.addMenu(self.tr("Language")),
            [(name, language is self.look.language, language) for language, name in _LANGUAGE_NAMES.items()],
            self.look.speak,
        )
        shades = ((self.tr("Light"), Shade.LIGHT), (self.tr("Dark"), Shade.DARK))
        self._add_choices(
            menu.addMenu(self.tr("Theme")),
            [(name, shade is self.look.theme.shade, shade) for name, shade in shades],
            self.look.dress,
        )
        menu.addSeparator()
        menu.addAction(self.tr("Wall board, full screen") + "\tF11", self.toggle_kiosk)
        menu.addAction(self.tr("Keys") + "\tF1", self.show_keys)
        menu.addSeparator()
        menu.addAction(self.tr("Quit") + "\tCtrl+Q", self.close)
        return menu

    @staticmethod
    def _add_choices(menu: QMenu, choices: Iterable[tuple[str, bool, T]], choose: Callable[[T], None]) -> None:
        group = QActionGroup(menu)
        for name, chosen, value in choices:
            action = QAction(name, menu)
            action.setCheckable(True)
            action.setChecked(chosen)
            action.triggered.connect(lambda _on, picked=value: choose(picked))
            group.addAction(action)
            menu.addAction(action)

    # -- what is remembered ------------------------------------------------------------------------------------------

    def _recall(self) -> None:
        """Come back as the window was left; a screen that is gone falls back to Qt's own placing."""
        self.resize(1600, 900)
        page = WALL
        if self._memory is not None:
            geometry = self._memory.value("window/geometry")
            if isinstance(geometry, QByteArray):
                self.restoreGeometry(geometry)
            page = _remembered_page(self._memory)
            machine = str(self._memory.value("window/machine", ""))
            if machine:
                self.machine.show_machine(machine)
            self._recall_pages(self._memory)
        self.open_page(page)

    def _recall_pages(self, memory: QSettings) -> None:
        for name, page in (("wall", self.wall), ("machine", self.machine), ("trends", self.trends)):
            stored = memory.value(f"{name}/view", "")
            if stored:
                page.restore_view(str(stored))

    def _keep_charts(self) -> None:
        if self._memory is not None:
            keep(self._memory, "trends/view", self.trends.view_state())

    def remember(self) -> None:
        """Write down how the window is."""
        memory = self._memory
        if memory is None:
            return
        if not self.kiosk_is_open:
            memory.setValue("window/geometry", self.saveGeometry())
        memory.setValue("window/open", _REMEMBERED[self._stack.currentIndex()])
        memory.setValue("window/machine", self.machine.machine_key)
        memory.setValue("window/shade", self.look.theme.shade.value)
        memory.setValue("window/language", self.look.language.value)
        memory.setValue("wall/view", self.wall.view_state())
        memory.setValue("machine/view", self.machine.view_state())
        memory.setValue("trends/view", self.trends.view_state())
        memory.sync()

    # -- Qt ----------------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Let the keyboard begin in the page; Qt would begin in the first tab."""
        super().showEvent(event)
        page = self.kiosk if self.kiosk_is_open else self._pages[self._stack.currentIndex()]
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Write down the layout and say good-bye."""
        self.remember()
        if self.adding is not None:
            self.adding.close_sheet()
        self.closing.emit()
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell when the first picture stands."""
        super().paintEvent(event)
        if self._first_paint:
            self._first_paint = False
            QTimer.singleShot(0, self.painted.emit)

    def changeEvent(self, event: QEvent) -> None:
        """Leave the wall board when the window system ends full screen by itself."""
        super().changeEvent(event)
        left = event.type() == QEvent.Type.WindowStateChange and not self.isFullScreen()
        if left and self.isVisible() and self.kiosk_is_open:
            self._whole.setCurrentIndex(0)


def _remembered_page(memory: QSettings) -> int:
    """Return the page that was open last; the wall where that makes no sense."""
    name = str(memory.value("window/open", ""))
    if name in _REMEMBERED:
        return _REMEMBERED.index(name)
    return _NUMBERED.get(str(memory.value("window/page", "")), WALL)


def remembered_look(memory: Path) -> tuple[Shade, Language | None]:
    """Return the theme and language that the user chose last; the computer's language where nobody chose."""
    stored = QSettings(str(memory), QSettings.Format.IniFormat)
    shade = str(stored.value("window/shade", Shade.LIGHT.value))
    language = str(stored.value("window/language", ""))
    return (
        Shade(shade) if shade in {s.value for s in Shade} else Shade.LIGHT,
        Language(language) if language in {known.value for known in Language} else None,
    )
