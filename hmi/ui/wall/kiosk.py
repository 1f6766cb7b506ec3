"""The wall board: the whole screen for the fleet, readable from three metres, turning its pages by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import ceil
from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from hmi.domain.clock import now_us as this_clock_us
from hmi.live.feed import Changes
from hmi.ui.ask import Past
from hmi.ui.controls.button import TextButton
from hmi.ui.controls.measures import BUTTON_HEIGHT_TOUCH
from hmi.ui.fleet import Fleet
from hmi.ui.ink import Ink
from hmi.ui.look import Look
from hmi.ui.page import Page
from hmi.ui.wall.board import BoardPainter
from hmi.ui.wall.boardplan import LINES, Spotlight, board_plan
from hmi.ui.wall.boardwords import BoardWords
from hmi.ui.wall.order import NEEDS_EYES, Filter, Order, arrange
from hmi.ui.wall.ribbons import Ribbons
from hmi.ui.wall.rotation import Rotation

_NARROWEST: Final = 468.0
"""One tile with its margins: a narrower screen makes everything smaller."""
_POINTER_US: Final = 10_000_000
"""How long the pointer and the way out stay after the mouse last moved."""
_SHIFT_US: Final = 600_000_000
_SHIFTS: Final = ((0, 0), (3, 0), (3, 3), (0, 3))
"""The picture moves by a few pixels every ten minutes, so that it does not burn in."""


class _Cell(NamedTuple):
    """A part of the board: where it is, what it says, and how that is painted."""

    area: QRectF
    told: tuple[object, ...]
    paint: Callable[[QPainter], None]


class KioskWall(Page):
    """The machine that needs somebody most, big, and the others beside it, page by page.

    Keys: left and right turn the page, the space bar stops and starts the turning, Escape and F11 leave. A machine that
    comes to need somebody brings the first page back at once; otherwise machines change places when the page turns.
    """

    leaveWanted = Signal()

    def __init__(
        self,
        look: Look,
        past: Past | None = None,
        *,
        clock: Callable[[], int] = this_clock_us,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._clock = clock
        self._now_us = clock()
        self._ink = Ink(look.theme)
        self._painter = BoardPainter(self._ink)
        self._fleet = Fleet()
        self.rotation = Rotation()
        self.ribbons = Ribbons(past, self)
        self.ribbons.changed.connect(self._refresh)
        self._words = BoardWords(self._fleet, self.ribbons, self.rotation, look.zone)
        self._keys: list[str] = []
        """The machines beside the spotlight, in order."""
        self._spot: str | None = None
        self._plan = board_plan(1920, spotlight=False)
        self._cells: list[_Cell] = []
        self._painted_in: tuple[tuple[int, int], float] | None = None
        self._moved_us: int | None = None
        self.leave = TextButton(look.theme, key="Esc", height=BUTTON_HEIGHT_TOUCH, parent=self)
        self.leave.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.leave.clicked.connect(self.leaveWanted)
        self.leave.hide()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.retranslate()

    # what happens

    def apply(self, changes: Changes) -> None:
        self._now_us = self._clock()
        lives = self._fleet.lives
        first = not lives
        difference = self._fleet.apply(changes)
        for key in difference.keys:
            self.ribbons.follow(lives[key])
        trouble = any(lives[key].verdict.state in NEEDS_EYES for key in difference.moved)
        recovered = self._spot is not None and lives[self._spot].verdict.state not in NEEDS_EYES
        if trouble:
            self.rotation.start_over(self._now_us)
        if first or trouble or recovered or len(lives) != len(self._keys) + (self._spot is not None):
            self._arrange()
        self._refresh()

    def tick(self, now_us: int) -> None:
        self._now_us = now_us
        if self._moved_us is not None and now_us - self._moved_us > _POINTER_US:
            self._moved_us = None
            self.setCursor(Qt.CursorShape.BlankCursor)
            self.leave.hide()
        self.ribbons.tick(now_us)
        if self.rotation.tick(now_us):
            self._arrange()
        self._refresh()

    def restyle(self) -> None:
        self._ink.dress(self.look.theme)
        self.leave.restyle(self.look.theme)
        self.update()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Wall board"))
        self.leave.setText(self.tr("Leave full screen"))
        self._place_leave()
        self._refresh()

    # what somebody in front of it does

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._now_us = self._clock()
        match event.key():
            case Qt.Key.Key_Escape | Qt.Key.Key_F11:
                self.leaveWanted.emit()
                return
            case Qt.Key.Key_Left | Qt.Key.Key_PageUp:
                self.rotation.step(-1, self._now_us)
            case Qt.Key.Key_Right | Qt.Key.Key_PageDown:
                self.rotation.step(1, self._now_us)
            case Qt.Key.Key_Space:
                self.rotation.toggle(self._now_us)
            case _:
                event.ignore()
                return
        self._refresh()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._touched()
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._touched()
        super().mousePressEvent(event)

    def _touched(self) -> None:
        """Leave the page alone, and show the pointer and the way out."""
        self._now_us = self._moved_us = self._clock()
        self.rotation.touch(self._now_us)
        self.unsetCursor()
        self.leave.show()
        self._refresh()

    # Qt's own

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._now_us = self._clock()
        self._arrange()
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_leave()
        self._arrange()
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.look.theme.canvas)
        scale = self._scale()
        dx, dy = self._shift()
        painter.scale(scale, scale)
        painter.translate(dx, dy)
        for cell in self._cells:
            if event.region().intersects(self._on_screen(cell.area)):
                painter.save()
                cell.paint(painter)
                painter.restore()

    # what follows from it

    def _scale(self) -> float:
        return max(min(self.height() / LINES, self.width() / _NARROWEST), 0.1)

    def _shift(self) -> tuple[int, int]:
        return _SHIFTS[self._now_us // _SHIFT_US % len(_SHIFTS)]

    def _on_screen(self, area: QRectF) -> QRect:
        scale = self._scale()
        dx, dy = self._shift()
        x, y = (area.left() + dx) * scale, (area.top() + dy) * scale
        # one pixel more on each side, for what is blended into it
        return QRectF(x, y, area.width() * scale, area.height() * scale).toAlignedRect().adjusted(-1, -1, 1, 1)

    def _place_leave(self) -> None:
        size = self.leave.sizeHint()
        self.leave.setGeometry((self.width() - size.width()) // 2, self.height() - size.height(), *size.toTuple())

    def _arrange(self) -> None:
        """Put the machines into their places: worst first, the worst of all in the light if it needs somebody."""
        lives = self._fleet.lives
        keys = arrange(lives.values(), Filter(), Order.WORST)
        needed = bool(keys) and lives[keys[0]].verdict.state in NEEDS_EYES
        self._plan = board_plan(self.width() / self._scale(), spotlight=needed)
        self._spot = keys.pop(0) if self._plan.spotlight is not None else None
        self._keys = keys
        self.rotation.resize(ceil(len(keys) / len(self._plan.tiles)))

    def _refresh(self) -> None:
        """Find out what the board says now, and repaint the parts that say something else than before."""
        if not self.isVisible():
            return
        before = {cell.area.getRect(): cell.told for cell in self._cells}
        self._cells = [*self._frame(), *self._machines()]
        for cell in self._cells:
            if before.pop(cell.area.getRect(), None) != cell.told:
                self.update(self._on_screen(cell.area))
        frame = (self._shift(), self._scale())
        if before or frame != self._painted_in:
            # places have gone, or everything has moved
            self._painted_in = frame
            self.update()
        self._speak()

    def _frame(self) -> Sequence[_Cell]:
        plan = self._plan
        header = self._words.header(self._now_us)
        footer = self._words.footer(self._now_us, len(plan.tiles), spotlight=self._spot is not None)
        return (
            _Cell(plan.header, header, partial(self._painter.header, area=plan.header, told=header)),
            _Cell(plan.footer, footer, partial(self._painter.footer, area=plan.footer, told=footer)),
        )

    def _machines(self) -> list[_Cell]:
        cells: list[_Cell] = []
        lives = self._fleet.lives
        if self._spot is not None and self._plan.spotlight is not None:
            area, light = self._plan.spotlight, self._words.spotlight(lives[self._spot], self._now_us)
            cells.append(_Cell(area, light, partial(self._painter.spotlight, area=area, told=light)))
        places = self._plan.tiles
        start = self.rotation.page * len(places)
        for area, key in zip(places, self._keys[start : start + len(places)], strict=False):
            tile = self._words.tile(lives[key], self._now_us)
            cells.append(_Cell(area, tile, partial(self._painter.tile, area=area, told=tile)))
        return cells

    def _speak(self) -> None:
        """Tell those who listen what the spotlight shows."""
        lights = [cell.told for cell in self._cells if isinstance(cell.told, Spotlight)]
        said = [
            part for light in lights for part in (light.tile.name, light.tile.word, light.tile.lasted, light.detail)
        ]
        self.setAccessibleDescription(", ".join(part for part in said if part))
