"""The fleet in one line: how many machines are in which state, how today went, and how many links there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hmi.domain.state import MachineState
from hmi.ui.controls.outlines import draw_focus_ring, outlined
from hmi.ui.figures import MISSING, count, number, percent
from hmi.ui.ink import Ink, typeface
from hmi.ui.symbols import fill_state
from hmi.ui.theme import Size, Weight, tokens
from hmi.ui.wall.order import AS_LISTED
from hmi.ui.wall.today import Today
from hmi.ui.words import state_word

_PAD: Final = 6
_SYMBOL: Final = 16
_SPACE: Final = 8


def shares_px(counts: Mapping[MachineState, int], width: int, gap: int) -> list[tuple[MachineState, int, int]]:
    """Divide a width among the states by their counts, on whole pixels; return state, left and width."""
    some = [(state, machines) for state, machines in counts.items() if machines > 0]
    total = sum(machines for _state, machines in some)
    found = []
    passed = 0
    for state, machines in some:
        left = round(passed / total * (width + gap))
        passed += machines
        found.append((state, left, max(round(passed / total * (width + gap)) - gap - left, 1)))
    return found


class Proportions(QWidget):
    """A bar of the states, as long as there are machines in each."""

    def __init__(self, ink: Ink) -> None:
        super().__init__()
        self._ink = ink
        self._counts: Mapping[MachineState, int] = {}
        self.setFixedHeight(12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: Mapping[MachineState, int]) -> None:
        """Show other counts."""
        if counts != self._counts:
            self._counts = dict(counts)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not any(self._counts.values()):
            painter.fillRect(self.rect(), self._ink.theme.bar.track)
        for state, left, width in shares_px(self._counts, self.width(), 2):
            area = QRectF(left, 0, width, self.height())
            fill_state(painter, self._ink.theme, state, area)
            if state in (MachineState.OFFLINE, MachineState.UNKNOWN):
                outlined(painter, area, 0, None, self._ink.theme.border)


class CountButton(QAbstractButton):
    """How many machines are in a state; pressed while the wall is filtered by it."""

    def __init__(self, ink: Ink, state: MachineState) -> None:
        super().__init__()
        self.state = state
        self._ink = ink
        self._machines = 0
        self.wordy = True
        """Whether there is room for the state's word."""
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def say(self, machines: int, key: int) -> None:
        """Show a count; ``key`` is the digit that does the same as a click."""
        self._machines = machines
        self.setText(state_word(self.state))
        self.setAccessibleName(f"{self.text()}, {count(machines)}")
        self.setToolTip(f"{self.text()} ({key})")
        self.updateGeometry()
        self.update()

    def width_for(self, *, wordy: bool) -> int:
        """Return how wide the button is with its word or without."""
        figure = typeface(Size.TITLE, Weight.SEMIBOLD).metrics.horizontalAdvance(count(self._machines))
        word = _SPACE + typeface(Size.BODY).metrics.horizontalAdvance(self.text()) if wordy else 0
        return round(_SYMBOL + _SPACE + figure + word) + 2 * _PAD + 1

    def sizeHint(self) -> QSize:
        return QSize(self.width_for(wordy=self.wordy), 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink, theme, area = self._ink, self._ink.theme, QRectF(self.rect())
        radius = tokens()["radius"]["control"]
        if self.isChecked():
            outlined(painter, area, radius, theme.raised, theme.primary)
        elif self.underMouse():
            outlined(painter, area, radius, theme.raised, theme.hairline)
        room = area.adjusted(_PAD, 0, -_PAD + 1, 0)
        ink.symbol(painter, self.state, QRectF(room.left(), (self.height() - _SYMBOL) / 2, _SYMBOL, _SYMBOL))
        room.setLeft(room.left() + _SYMBOL + _SPACE)
        some = self._machines > 0
        figure = typeface(Size.TITLE, Weight.SEMIBOLD if some else Weight.REGULAR)
        taken = ink.write(painter, room, count(self._machines), figure, theme.primary if some else theme.tertiary)
        if self.wordy:
            room.setLeft(room.left() + taken + _SPACE)
            ink.write(painter, room, self.text(), typeface(Size.BODY), theme.secondary)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_focus_ring(painter, area, theme.focus_ring)


class Counts(QWidget):
    """All states beside each other; the words go when they have no room."""

    toggled = Signal(object)

    def __init__(self, ink: Ink) -> None:
        super().__init__()
        self.buttons = {state: CountButton(ink, state) for state in AS_LISTED}
        for button in self.buttons.values():
            button.setParent(self)
            button.clicked.connect(self._clicked)
        self.setFixedHeight(28)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: Mapping[MachineState, int], chosen: frozenset[object]) -> None:
        """Show counts, the states that the wall is filtered by pressed."""
        for key, (state, button) in enumerate(self.buttons.items(), start=1):
            button.say(counts.get(state, 0), key)
            button.setChecked(state in chosen)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, CountButton):
            self.toggled.emit(button.state)

    def _place(self) -> None:
        """Put the buttons beside each other, 28 px apart where there is room for it."""
        every = list(self.buttons.values())
        for wordy in (True, False):
            widths = [button.width_for(wordy=wordy) for button in every]
            free = self.width() - sum(widths)
            if free >= 0 or not wordy:
                break
        gap = max(min(free // (len(every) - 1), 28 - 2 * _PAD), 0)
        x = 0
        for button, width in zip(every, widths, strict=True):
            button.wordy = wordy
            button.setGeometry(QRect(QPoint(x, 0), QSize(width, self.height())))
            x += width + gap


class Figure(QWidget):
    """A big number with its unit, its name, what stands behind it, and a bar of its share."""

    def __init__(self, ink: Ink) -> None:
        super().__init__()
        self._ink = ink
        self._name = self._value = self._unit = self._context = ""
        self._share: float | None = None
        self.setFixedHeight(tokens()["size"]["fleetStrip"] - 1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def say(self, name: str, value: str, unit: str, context: str, share: float | None) -> None:
        """Show another number; a share of None leaves the bar empty."""
        told = (name, value, unit, context, share)
        if told == (self._name, self._value, self._unit, self._context, self._share):
            return
        self._name, self._value, self._unit, self._context, self._share = told
        self.setAccessibleName(", ".join(part for part in (name, f"{value} {unit}".strip(), context) if part))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        caption = typeface(Size.CAPTION).metrics
        figure = typeface(Size.FIGURE, Weight.SEMIBOLD).metrics.horizontalAdvance(self._value)
        above = figure + 4 + typeface(Size.BODY).metrics.horizontalAdvance(self._unit)
        above += 24 + caption.horizontalAdvance(self._context)
        below = caption.horizontalAdvance(self._name) + 12 + 92
        return QSize(max(round(above), round(below), 184) + 1, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink, theme = self._ink, self._ink.theme
        caption = typeface(Size.CAPTION)
        above = QRectF(0, 10, self.width(), 32)
        taken = ink.write(painter, above, self._value, typeface(Size.FIGURE, Weight.SEMIBOLD), theme.primary)
        ink.write(painter, QRectF(taken + 4, 20, self.width(), 20), self._unit, typeface(Size.BODY), theme.secondary)
        ink.write(painter, QRectF(0, 22, self.width(), 18), self._context, caption, theme.tertiary, right=True)
        taken = ink.write(painter, QRectF(0, 46, self.width(), 16), self._name, caption, theme.tertiary)
        left = round(taken) + 12
        bar = QRectF(left, 51, self.width() - left, 6)
        painter.fillRect(bar, theme.bar.track)
        if self._share is not None:
            painter.fillRect(QRectF(left, 51, round(bar.width() * self._share), 6), theme.bar.fill)


class FleetStrip(QWidget):
    """The strip above the wall; ``toggled`` asks to filter by a state."""

    toggled = Signal(object)

    def __init__(self, ink: Ink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink = ink
        self._counts: Mapping[MachineState, int] = dict.fromkeys(AS_LISTED, 0)
        self._chosen: frozenset[object] = frozenset()
        self._today = Today()
        self._links = (0, 0)
        self.bar = Proportions(ink)
        self.counts = Counts(ink)
        self.counts.toggled.connect(self.toggled)
        self.running = Figure(ink)
        self.links = Figure(ink)
        above = QHBoxLayout()
        above.setContentsMargins(_PAD, 0, 0, 0)
        above.addWidget(self.bar)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addSpacing(14)
        left.addLayout(above)
        left.addSpacing(6)
        left.addWidget(self.counts)
        left.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24 - _PAD, 0, 24, 1)
        layout.setSpacing(40)
        layout.addLayout(left, 1)
        layout.addWidget(self.running)
        layout.addWidget(self.links)
        self.setFixedHeight(tokens()["size"]["fleetStrip"])
        self.retranslate()

    def show_counts(self, counts: Mapping[MachineState, int], chosen: frozenset[object]) -> None:
        """Show how many machines are in which state, and which states the wall is filtered by."""
        self._counts, self._chosen = counts, chosen
        self.bar.show_counts(counts)
        self.counts.show_counts(counts, chosen)
        self.bar.setAccessibleName(
            ", ".join(f"{state_word(state)} {count(machines)}" for state, machines in counts.items() if machines)
        )

    def show_links(self, connected: int, links: int) -> None:
        """Show how many links are connected, and of how many."""
        self._links = (connected, links)
        self._say_figures()

    def show_today(self, today: Today) -> None:
        """Show how today went."""
        self._today = today
        self._say_figures()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.show_counts(self._counts, self._chosen)
        self._say_figures()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._ink.theme.surface)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._ink.theme.hairline)

    def _say_figures(self) -> None:
        today = self._today
        self.running.say(
            self.tr("Running today"),
            MISSING if today.running is None else number(today.running * 100, 0),
            "" if today.running is None else "%",
            "" if today.coverage is None else self.tr("coverage %1").replace("%1", percent(today.coverage)),
            today.running,
        )
        connected, links = self._links
        self.links.say(
            self.tr("Data links"),
            count(connected) if links else MISSING,
            self.tr("of %1").replace("%1", count(links)) if links else "",
            "" if today.connected is None else self.tr("%1 today").replace("%1", percent(today.connected, 1)),
            today.connected,
        )
