"""A section of the machine page whose body is a list, or a sentence in its place."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hmi.ui.controls.line import Line
from hmi.ui.look import Look
from hmi.ui.machine.heading import Heading
from hmi.ui.machine.records import RecordList


class RecordSection(QWidget):
    """Who inherits calls :meth:`_hold` once with its list, and :meth:`_say` whenever there is something else to say."""

    list: RecordList

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._heading = Heading(look.theme, line=True)
        self._nothing = Line(look.theme, tone="tertiary")

    def _hold(self, records: RecordList) -> None:
        self.list = records
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._heading)
        column.addSpacing(2)
        column.addWidget(self._nothing)
        column.addWidget(records, 1)

    def _say(self, title: str, note: str, sentence: str | None) -> None:
        """Name the section and, beside or in place of its list, say a sentence; None where there is none to say."""
        self._heading.say(title, note)
        self._nothing.set_text(sentence or "")
        self._nothing.setVisible(sentence is not None)
        self.list.setVisible(self.list.model().rowCount() > 0)

    @property
    def note(self) -> str:
        """What the heading says at its right."""
        return self._heading.note.text

    @property
    def sentence(self) -> str:
        """What is said beside or in place of the list; empty where nothing is."""
        return "" if self._nothing.isHidden() else self._nothing.text

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self._heading.restyle(self._look.theme)
        self._nothing.restyle(self._look.theme)
        self.list.viewport().update()
