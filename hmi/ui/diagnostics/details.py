"""The panel with everything about the endpoint that is selected."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from hmi.ui.controls.button import TextButton
from hmi.ui.controls.line import Line
from hmi.ui.diagnostics.facts import Fact, Facts, Group, Section
from hmi.ui.look import Look
from hmi.ui.theme import Size, Theme, Weight, font, tokens

_MARGIN: int = tokens()["space"]["page"]
_COLUMNS = {
    1: (tuple(Group),),
    2: ((Group.LINK, Group.AGENT, Group.BUFFER), (Group.LOSSES, Group.DATA, Group.ADAPTERS, Group.CHANGES)),
    3: (
        (Group.LINK, Group.AGENT),
        (Group.BUFFER, Group.DATA),
        (Group.LOSSES, Group.ADAPTERS, Group.CHANGES),
    ),
    4: (
        (Group.LINK,),
        (Group.AGENT, Group.DATA),
        (Group.BUFFER, Group.ADAPTERS),
        (Group.LOSSES, Group.CHANGES),
    ),
}
"""Which groups stand in which column: fixed, so that none moves to another place when its facts become more."""
_COLUMN_WIDTH = 276
"""What a column needs for usual facts, in px."""
_SECTION_GAP = 16
_UNDER_SENTENCE = 4


class _Pair:
    """The two widgets of one fact; its value can be selected and copied."""

    def __init__(self, theme: Theme, grid: QGridLayout, at: int, size: int) -> None:
        self._shown = Fact("", "")
        self._size = size
        self._grid = grid
        self._at = at
        self.label = Line(theme, size=Size.CAPTION, tone="tertiary")
        self.value = QLabel()
        self.value.setWordWrap(True)
        self.value.setTextFormat(Qt.TextFormat.PlainText)
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # A long word of an agent must not push the panel wider than its place.
        self.value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._place(sentence=False)
        for widget in (self.label, self.value):
            widget.show()  # Qt would do so a moment later, and the panel would flicker

    def show_fact(self, fact: Fact) -> None:
        """Show a fact; an equal one costs nothing."""
        if fact == self._shown:
            return
        if fact.sentence is not self._shown.sentence:
            self._place(sentence=fact.sentence)
        self._shown = fact
        self.label.set_text(fact.label)
        self.label.setVisible(bool(fact.label))
        self.set_size(self._size)
        self.value.setText(fact.value)
        self.value.setToolTip(fact.tip or fact.value)
        self.value.setAccessibleName(f"{fact.label}: {fact.value}" if fact.label else fact.value)

    def _place(self, *, sentence: bool) -> None:
        """Put the value under its label, or at the right end of the label's line."""
        self._grid.removeWidget(self.label)
        self._grid.removeWidget(self.value)
        row, top = 2 * self._at, Qt.AlignmentFlag.AlignTop
        if sentence:
            self._grid.addWidget(self.label, row, 0, 1, 2, top)
            self._grid.addWidget(self.value, row + 1, 0, 1, 2, top)
        else:
            self._grid.addWidget(self.label, row, 0, top)
            self._grid.addWidget(self.value, row, 1, top)
        self.value.setContentsMargins(0, 0, 0, _UNDER_SENTENCE if sentence else 0)
        self.value.setAlignment(top | (Qt.AlignmentFlag.AlignLeft if sentence else Qt.AlignmentFlag.AlignRight))

    def set_size(self, size: int) -> None:
        """Show the value in another size of print."""
        self._size = size
        face = font(size, Weight.SEMIBOLD if self._shown.heavy else Weight.REGULAR)
        self.value.setFont(face)
        self.label.setFixedHeight(QFontMetrics(face).height())

    def remove(self) -> None:
        """Take the widgets away."""
        for widget in (self.label, self.value):
            widget.hide()
            widget.deleteLater()


class _SectionView(QWidget):
    """One section: its title, and a pair for each fact."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._title = Line(look.theme, weight=Weight.SEMIBOLD)
        self._pairs: list[_Pair] = []
        self._size = Size.CAPTION
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addLayout(self._grid)
        column.addStretch(1)

    def set_size(self, size: int) -> None:
        """Show the values in another size of print."""
        self._size = size
        for pair in self._pairs:
            pair.set_size(size)

    def show_section(self, section: Section) -> None:
        """Show a section's facts in place."""
        self._title.set_text(section.title)
        while len(self._pairs) > len(section.facts):
            self._pairs.pop().remove()
        while len(self._pairs) < len(section.facts):
            self._pairs.append(_Pair(self._look.theme, self._grid, len(self._pairs), self._size))
        for pair, fact in zip(self._pairs, section.facts, strict=True):
            pair.show_fact(fact)

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self._title.restyle(self._look.theme)
        for pair in self._pairs:
            pair.label.restyle(self._look.theme)


class DetailsPanel(QWidget):
    """Names, URL and all facts of one endpoint, in as many columns as there is room for."""

    closed = Signal()
    copied = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._below = False
        theme = look.theme
        self._names = Line(theme, size=Size.TITLE, weight=Weight.SEMIBOLD)
        self._url = QLineEdit()
        self._url.setReadOnly(True)
        self._url.setFrame(False)
        self._url.setFont(font(Size.BODY))
        self._url.setTextMargins(-2, 0, 0, 0)  # Qt's own inner margin, so that it begins where the names do
        self.copy_button = TextButton(theme, key="Ctrl C")
        self.close_button = TextButton(theme, key="Esc")
        self.copy_button.clicked.connect(self.copied)
        self.close_button.clicked.connect(self.closed)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._names)
        words.addWidget(self._url)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addLayout(words, 1)
        head.addWidget(self.copy_button)
        head.addWidget(self.close_button)
        self._sections = {group: _SectionView(look) for group in Group}
        self._inside = QWidget()
        self._flow = QHBoxLayout(self._inside)
        self._flow.setContentsMargins(0, 0, 8, 4)
        self._flow.setSpacing(_MARGIN)
        self._columns = [QVBoxLayout() for _ in range(max(_COLUMNS))]
        for part in self._columns:
            part.setSpacing(_SECTION_GAP)
            self._flow.addLayout(part, 1)
        self._arranged = 0
        self._arrange()
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 12, 16, 4)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        self.restyle()
        self.retranslate()

    def show_facts(self, facts: Facts) -> None:
        """Show an endpoint's facts; what did not change is left alone, a selection in it too."""
        self._names.set_text(facts.machines)
        if self._url.text() != facts.source:
            self._url.setText(facts.source)
            self._url.setToolTip(facts.source)
            self._url.setCursorPosition(0)
        told = {section.group: section for section in facts.sections}
        for group, view in self._sections.items():
            section = told.get(group)
            if section is not None:
                view.show_section(section)
            view.setVisible(section is not None)

    def lay_out(self, *, below: bool) -> None:
        """Take a place below the table, where print is smaller, or beside it."""
        self._below = below
        for view in self._sections.values():
            view.set_size(Size.CAPTION if below else Size.BODY)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use as many columns as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        wanted = min(max(self.width() // (_COLUMN_WIDTH + _MARGIN), 1), max(_COLUMNS))
        if wanted == self._arranged:
            return
        self._arranged = wanted
        for at, column in enumerate(self._columns):
            while column.count():
                column.takeAt(0)
            groups = _COLUMNS[wanted][at] if at < wanted else ()
            for group in groups:
                column.addWidget(self._sections[group])
            if groups:
                column.addStretch(1)
            self._flow.setStretch(at, 1 if groups else 0)

    def restyle(self) -> None:
        """Take the colours of the theme."""
        theme = self._look.theme
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.surface)
        palette.setColor(QPalette.ColorRole.Base, theme.surface)
        palette.setColor(QPalette.ColorRole.Text, theme.secondary)
        palette.setColor(QPalette.ColorRole.WindowText, theme.primary)
        self.setPalette(palette)
        self._names.restyle(theme)
        self.copy_button.restyle(theme)
        self.close_button.restyle(theme)
        for view in self._sections.values():
            view.restyle()
        self.update()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.setAccessibleName(self.tr("Details of the selected endpoint"))
        self._scroll.setAccessibleName(self.accessibleName())
        self._url.setAccessibleName(self.tr("Address"))
        self.copy_button.setText(self.tr("Copy"))
        self.copy_button.setAccessibleName(self.tr("Copy everything about this endpoint"))
        self.close_button.setText(self.tr("Close"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground, and the line towards the table."""
        theme = self._look.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.surface)
        line = (0, 0, self.width(), 1) if self._below else (0, 0, 1, self.height())
        painter.fillRect(*line, theme.border)
