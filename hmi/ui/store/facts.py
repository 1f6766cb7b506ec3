"""A section of facts: a title, and under it a label and a value a line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from hmi.ui.controls.line import Line
from hmi.ui.diagnostics.facts import Fact
from hmi.ui.look import Look
from hmi.ui.machine.heading import Heading
from hmi.ui.theme import Size, Weight, font


class FactsSection(QWidget):
    """Says facts in place: what did not change is left alone, and so is a selection in it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._heading = Heading(look.theme, line=True)
        self._shown: tuple[Fact, ...] = ()
        self._labels: list[Line] = []
        self._values: list[QLabel] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 8, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._heading)
        column.addLayout(self._grid)

    @property
    def text(self) -> str:
        """Everything it says, a line each."""
        lines = [f"{fact.label}: {fact.value}" if fact.label else fact.value for fact in self._shown]
        return "\n".join([self._heading.title.text, *lines])

    def tell(self, title: str, facts: Sequence[Fact]) -> None:
        """Say facts under a title."""
        self._heading.say(title)
        told = tuple(facts)
        if told == self._shown:
            return
        if [fact.sentence for fact in told] != [fact.sentence for fact in self._shown]:
            self._lay_out(told)
        self._shown = told
        for label, value, fact in zip(self._labels, self._values, told, strict=True):
            label.set_text(fact.label)
            label.setVisible(bool(fact.label))
            face = font(Size.BODY, Weight.SEMIBOLD if fact.heavy else Weight.REGULAR)
            label.setFixedHeight(QFontMetrics(face).height())
            value.setFont(face)
            value.setText(fact.value)
            value.setToolTip(fact.tip)
            value.setAccessibleName(f"{fact.label}: {fact.value}" if fact.label else fact.value)

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self._heading.restyle(self._look.theme)
        for label in self._labels:
            label.restyle(self._look.theme)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, self._look.theme.primary)
        self.setPalette(palette)

    def _lay_out(self, facts: Sequence[Fact]) -> None:
        """Put a value at the right end of its label's line, or a sentence under it."""
        for widget in (*self._labels, *self._values):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._labels = [Line(self._look.theme, tone="secondary") for _ in facts]
        self._values = [self._value() for _ in facts]
        top = Qt.AlignmentFlag.AlignTop
        for at, (label, value, fact) in enumerate(zip(self._labels, self._values, facts, strict=True)):
            if fact.sentence:
                self._grid.addWidget(label, 2 * at, 0, 1, 2, top)
                self._grid.addWidget(value, 2 * at + 1, 0, 1, 2, top)
            else:
                label.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
                self._grid.addWidget(label, 2 * at, 0, top)
                self._grid.addWidget(value, 2 * at, 1, top)
            value.setAlignment(top | (Qt.AlignmentFlag.AlignLeft if fact.sentence else Qt.AlignmentFlag.AlignRight))
            for widget in (label, value):
                widget.show()

    @staticmethod
    def _value() -> QLabel:
        value = QLabel()
        value.setWordWrap(True)
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # a long word, such as a path, must not push the section wider than its place
        value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return value
