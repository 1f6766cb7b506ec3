"""Who asks: a user name, and where the password is kept. It appears once an agent wants to know."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmi.domain.phrase import Phrase
from hmi.ui.adding.fields import FIELD_HEIGHT, Fault, Labelled, TextField, Words
from hmi.ui.adding.phrasing import phrase_words
from hmi.ui.adding.secret import Keeper, SecretPlace
from hmi.ui.controls.line import Line
from hmi.ui.controls.segments import Segments
from hmi.ui.look import Look
from hmi.ui.theme import Size, Weight

_KEEPERS = (Keeper.VARIABLE, Keeper.FILE)


class Credentials(QWidget):
    """The fields; ``edited`` says that something else is in them."""

    edited = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        theme = look.theme
        self._title = Line(theme, size=Size.TITLE, weight=Weight.SEMIBOLD)
        self._note = Words(theme)
        self.user = Labelled(theme, TextField(theme))
        self.place = Labelled(theme, TextField(theme))
        self.keeper = Segments(theme, ("", ""), height=FIELD_HEIGHT)
        self.fault = Fault(theme)
        beside = QHBoxLayout()
        beside.setSpacing(8)
        beside.addWidget(self.keeper, 0, Qt.AlignmentFlag.AlignBottom)
        beside.addWidget(self.place, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 16)
        column.setSpacing(8)
        for part in (self._title, self._note, self.user):
            column.addWidget(part)
        column.addLayout(beside)
        column.addWidget(self.fault)
        for labelled in (self.user, self.place):
            labelled.field.textEdited.connect(self.edited)
        self.keeper.chosen.connect(self._keeper_chosen)

    @property
    def told(self) -> SecretPlace:
        """What is in the fields."""
        return SecretPlace(self.user.field.text(), _KEEPERS[self.keeper.index], self.place.field.text())

    @property
    def reachable(self) -> tuple[QWidget, ...]:
        """What Tab reaches."""
        return self.user.field, self.keeper.held, self.place.field

    def clear(self) -> None:
        """Empty the fields."""
        for labelled in (self.user, self.place):
            labelled.field.clear()
        self.keeper.choose(0)

    def blame(self, fault: Phrase | None) -> None:
        """Say what is wrong with what was typed."""
        self.fault.say("" if fault is None else phrase_words(fault))

    def restyle(self, look: Look) -> None:
        """Take the colours of the theme."""
        theme = look.theme
        for part in (self._title, self._note, self.user, self.place, self.keeper, self.fault):
            part.restyle(theme)

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self._title.set_text(self.tr("The agent asks for a password"))
        self._note.say(
            self.tr("The password itself is not typed here: name what holds it. Without a user name it is a token.")
        )
        self.user.call(self.tr("User name"))
        self.keeper.set_texts((self.tr("Environment variable"), self.tr("File")))
        self._call_place()

    def _keeper_chosen(self) -> None:
        self._call_place()
        self.edited.emit()

    def _call_place(self) -> None:
        in_file = _KEEPERS[self.keeper.index] is Keeper.FILE
        self.place.call(self.tr("Path of the file") if in_file else self.tr("Name of the variable"))
