"""What a machine is called on the wall, and where it stands."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmi.domain.inspection import InspectedDevice
from hmi.ui.adding.fields import ChoiceField, Labelled, TextField
from hmi.ui.adding.naming import cells, likely_place, name_fault, plants, proposed_name
from hmi.ui.adding.port import Shop
from hmi.ui.controls.line import Line
from hmi.ui.look import Look
from hmi.ui.theme import Size, Weight


class NameAndPlace(QWidget):
    """Proposes what is likely and keeps what somebody typed; ``edited`` says that something else is in the fields."""

    edited = Signal()

    def __init__(self, look: Look, shop: Shop) -> None:
        super().__init__()
        self._look = look
        self._shop = shop
        self._proposed: str | None = None
        """The name that nobody has typed; None before there is one."""
        self._asked_for_name = False
        theme = look.theme
        self._title = Line(theme, size=Size.TITLE, weight=Weight.SEMIBOLD)
        self.name = Labelled(theme, TextField(theme))
        self.plant = Labelled(theme, ChoiceField(theme))
        self.cell = Labelled(theme, ChoiceField(theme))
        places = QHBoxLayout()
        places.setSpacing(8)
        places.addWidget(self.plant, 1)
        places.addWidget(self.cell, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._title.setFixedHeight(24)
        column.addWidget(self._title)
        column.addWidget(self.name)
        column.addLayout(places)
        self.name.field.textEdited.connect(self._name_edited)
        self.plant.field.currentTextChanged.connect(self._offer_cells)

    @property
    def told(self) -> tuple[str, str, str]:
        """Name, plant and cell."""
        texts = (self.name.field.text(), self.plant.field.currentText(), self.cell.field.currentText())
        name, plant, cell = (text.strip() for text in texts)
        return name, plant, cell

    def clear(self) -> None:
        """Be empty."""
        self.name.field.clear()
        for field in (self.plant.field, self.cell.field):
            field.setCurrentText("")
        self.begin_next()

    def begin_next(self) -> None:
        """Take another name; the next machine often stands where the last one does."""
        self.name.field.clear()
        self._proposed = None
        self._asked_for_name = False

    def be_about(self, device: InspectedDevice, url: str) -> None:
        """Propose a name and a place where nobody has typed any."""
        machines = self._shop.machines
        if self.name.field.text() == (self._proposed or ""):
            self._proposed = proposed_name(device, machines)
            if self.name.field.text() != self._proposed:
                self.name.field.setText(self._proposed)
        self.plant.field.offer(plants(machines))
        self._offer_cells()
        plant, cell = likely_place(url, machines)
        if not self.plant.field.currentText() and not self.cell.field.currentText():
            self.plant.field.setCurrentText(plant)
            self.cell.field.setCurrentText(cell)
        self._judge()

    def accept(self) -> bool:
        """Return whether the name can be had; where it cannot, say why and take the keyboard there."""
        self._asked_for_name = True
        if self._judge():
            return True
        self.take_keyboard()
        return False

    def take_keyboard(self) -> None:
        """Let the name be typed."""
        self.name.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.field.selectAll()

    def restyle(self) -> None:
        """Take the colours of the theme."""
        for part in (self._title, self.name, self.plant, self.cell):
            part.restyle(self._look.theme)

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self._title.set_text(self.tr("Name and place"))
        self.name.call(self.tr("Name on the wall"))
        self.plant.call(self.tr("Plant"))
        self.cell.call(self.tr("Cell"))
        self._judge()

    def _name_edited(self) -> None:
        self._judge()
        self.edited.emit()

    def _judge(self) -> bool:
        """Tell what is wrong with the name; an empty one is told only once somebody wants to go on without."""
        name = self.told[0]
        fault = name_fault(name, self._shop.machines)
        self.name.blame(fault if name or self._asked_for_name else None)
        return fault is None

    def _offer_cells(self) -> None:
        self.cell.field.offer(cells(self._shop.machines, self.plant.field.currentText().strip()))
