"""The filter rail: a search box and, group by group, what machines can be filtered by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from hmi.domain.state import MachineState
from hmi.ui.controls.hairline import Hairline
from hmi.ui.controls.line import Line
from hmi.ui.controls.outlines import draw_focus_ring, outlined
from hmi.ui.controls.search_box import SearchBox
from hmi.ui.controls.thin_bar import ThinBar
from hmi.ui.figures import count
from hmi.ui.ink import Ink, typeface
from hmi.ui.theme import Size, tokens
from hmi.ui.wall.flat import Flat
from hmi.ui.wall.order import Filter, Group, Value
from hmi.ui.words import state_word

_ROW: Final = 28
_FEW: Final = 4
"""How many values of a long group are seen before somebody asks for more."""


class ChoiceBox(QCheckBox):
    """One value of a group: ticked while machines are filtered by it, with how many machines it would show."""

    def __init__(self, ink: Ink, value: Value, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink = ink
        self.value = value
        self._machines = 0
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, name: str, machines: int) -> None:
        """Show a name and a count."""
        if (name, machines) == (self.text(), self._machines) and self.accessibleName():
            return
        self._machines = machines
        self.setText(name)
        self.setAccessibleName(f"{name}, {count(machines)}")
        fits = typeface(Size.BODY).metrics.horizontalAdvance(name) <= self._room().width()
        self.setToolTip("" if fits else name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, _ROW)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, _ROW)

    def hitButton(self, at: QPoint) -> bool:
        return self.rect().contains(at)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink, theme, body = self._ink, self._ink.theme, typeface(Size.BODY)
        box = QRectF(0, 7, 14, 14)
        line = theme.primary if self.underMouse() else theme.tertiary
        outlined(painter, box, 2, theme.primary if self.isChecked() else theme.raised, line)
        if self.isChecked():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.raised, 2))
            painter.drawPolyline(QPolygonF([QPointF(3, 14), QPointF(6, 17), QPointF(11, 10.5)]))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if isinstance(self.value, MachineState):
            ink.symbol(painter, self.value, QRectF(22, 6, 16, 16))
        some = self._machines > 0
        area = QRectF(self.rect())
        ink.write(painter, area, count(self._machines), body, theme.secondary if some else theme.tertiary, right=True)
        ink.write(painter, self._room(), self.text(), body, theme.primary if some else theme.tertiary)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_focus_ring(painter, area, theme.focus_ring)

    def _room(self) -> QRectF:
        """Where the name stands: from behind the symbol to before the count."""
        left = 46 if isinstance(self.value, MachineState) else 22
        taken = typeface(Size.BODY).metrics.horizontalAdvance(count(self._machines)) + 8
        return QRectF(self.rect()).adjusted(left, 0, -taken, 0)


class Section(QWidget):
    """A group with its values; a long one shows the first few until asked for more."""

    toggled = Signal(object, object)

    def __init__(self, ink: Ink, group: Group, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.group = group
        self._ink = ink
        self._open = False
        self._boxes: dict[Value, ChoiceBox] = {}
        self._title = Line(ink.theme, size=Size.CAPTION, tone="tertiary")
        self._more = Flat(ink, flush=True)
        self._more.clicked.connect(self._unfold)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.setSpacing(0)
        if group is not next(iter(Group)):
            layout.addWidget(Hairline(ink.theme))
            layout.addSpacing(6)
        self._title.setFixedHeight(20)
        layout.addWidget(self._title)
        layout.addSpacing(5)
        layout.addLayout(self._column)
        layout.addWidget(self._more)

    def show_choices(self, machines: Mapping[Value, int], chosen: frozenset[Value]) -> None:
        """Show values with their counts, those chosen ticked; a group that no machine names is not shown."""
        if list(machines) != list(self._boxes):
            self._rebuild(machines)
        for value, box in self._boxes.items():
            box.say(self._name(value), machines[value])
            box.setChecked(value in chosen)
        self._fold()
        self.setVisible(any(value != "" for value in machines))

    def retranslate(self) -> None:
        """Say everything in the present language."""
        titles = {
            Group.STATE: self.tr("State"),
            Group.PLANT: self.tr("Plant"),
            Group.CELL: self.tr("Cell"),
            Group.MODEL: self.tr("Model"),
        }
        self._title.set_text(titles[self.group])
        for value, box in self._boxes.items():
            box.setText(self._name(value))
        self._fold()

    def _name(self, value: Value) -> str:
        if isinstance(value, MachineState):
            return state_word(value)
        return value or self.tr("not stated")

    def _rebuild(self, machines: Mapping[Value, int]) -> None:
        kept = self._boxes
        self._boxes = {}
        for value in machines:
            box = kept.pop(value, None)
            if box is None:
                box = ChoiceBox(self._ink, value)
                box.clicked.connect(self._clicked)
            self._column.removeWidget(box)
            self._column.addWidget(box)
            self._boxes[value] = box
        for box in kept.values():
            self._column.removeWidget(box)
            box.deleteLater()

    def _clicked(self) -> None:
        box = self.sender()
        if isinstance(box, ChoiceBox):
            self.toggled.emit(self.group, box.value)

    def _unfold(self) -> None:
        self._open = not self._open
        self._fold()

    def _fold(self) -> None:
        boxes = list(self._boxes.values())
        few = self.group is Group.STATE or len(boxes) <= _FEW + 1
        hidden = [] if few or self._open else [box for box in boxes[_FEW:] if not box.isChecked()]
        for box in boxes:
            box.setVisible(box not in hidden)
        self._more.setVisible(not few)
        if self._open:
            self._more.say(self.tr("Show fewer"))
        else:
            self._more.say(self.tr("%1 more").replace("%1", count(len(hidden))))


class Rail(QFrame):
    """Asks for filters; what is chosen is told to it, so that other controls can choose as well."""

    toggled = Signal(object, object)
    searched = Signal(str)
    hideWanted = Signal()
    left = Signal()
    """Escape in an empty search box: the keyboard goes back to the tiles."""

    def __init__(self, ink: Ink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink = ink
        self.setFixedWidth(tokens()["size"]["filterRail"])
        self.search = SearchBox(ink)
        self.search.textChanged.connect(self.searched)
        self.search.installEventFilter(self)
        self.sections = tuple(Section(ink, group) for group in Group)
        self.hide_button = Flat(ink, key="F", arrow=True, flush=True)
        self.hide_button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide_button.clicked.connect(self.hideWanted)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 12, 8, 12)
        column.setSpacing(0)
        column.addWidget(self.search)
        column.addSpacing(10)
        for section in self.sections:
            section.toggled.connect(self.toggled)
            column.addWidget(section)
        column.addWidget(Hairline(ink.theme))
        column.addSpacing(6)
        column.addWidget(self.hide_button)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setVerticalScrollBar(ThinBar(ink))
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 1, 0)
        layout.addWidget(area)
        self.retranslate()

    def show_choices(self, choices: Mapping[Group, Mapping[Value, int]], wanted: Filter) -> None:
        """Show what can be chosen and what is."""
        for section in self.sections:
            section.show_choices(choices[section.group], wanted.chosen.get(section.group, frozenset()))
        if self.search.text() != wanted.text:
            self.search.setText(wanted.text)

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self.search.restyle()
        self.update()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.search.retranslate(self.tr("Search"), self.tr("Clear the search"))
        for section in self.sections:
            section.retranslate()
        self.hide_button.say(self.tr("Hide filters"))
        self.setAccessibleName(self.tr("Filters"))

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Clear the search box on Escape, and leave it on the next one."""
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)
        ):
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
            else:
                self.left.emit()
            return True
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._ink.theme.surface)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), self._ink.theme.hairline)
