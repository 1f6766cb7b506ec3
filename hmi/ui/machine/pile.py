"""Sections under each other that share a height fairly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from hmi.ui.machine.section import RecordSection


class Wish(NamedTuple):
    """What height a section needs at least, at which it shows everything, and by what it grows between, in px."""

    least: int
    wanted: int
    step: int


def shared(room: int, wishes: Sequence[Wish]) -> list[int]:
    """Return heights that fit into a room, in px.

    Each section gets the same on top of its least, but in whole steps and nobody more than it wants: what the short
    ones leave is for the long ones. Where the room is less than all the least ones together these are returned; where
    it is more than all want, the rest is nobody's.
    """
    given = [wish.least for wish in wishes]
    spare = max(room - sum(given), 0)
    lacking = sorted(range(len(wishes)), key=lambda at: wishes[at].wanted - wishes[at].least)
    for share in (True, False):  # first to each its share, then what does not make a row of one may make one of another
        for before, at in enumerate(lacking):
            wish = wishes[at]
            most = spare // (len(lacking) - before) if share else spare
            missing = max(wish.wanted - given[at], 0)
            more = missing if missing <= most else most // wish.step * wish.step
            given[at] += more
            spare -= more
    return given


class Pile(QVBoxLayout):
    """A column in which a long list does not crush its short neighbours.

    Qt's own column takes the same height from each of its widgets when there is too little: sixty tools would leave
    the conditions above them and the stops beneath them no more than their least.
    """

    def __init__(self, parent: QWidget, sections: Sequence[RecordSection]) -> None:
        super().__init__(parent)
        self._sections = sections
        for section in sections:
            self.addWidget(section)

    def setGeometry(self, area: QRect) -> None:
        """Share out the height among those that are shown."""
        QLayout.setGeometry(self, area)
        inside = area.marginsRemoved(self.contentsMargins())
        shown = [section for section in self._sections if not section.isHidden()]
        wishes = [Wish(s.minimumSizeHint().height(), s.sizeHint().height(), s.list.row_height) for s in shown]
        room = inside.height() - self.spacing() * max(len(shown) - 1, 0)
        top = inside.top()
        for section, height in zip(shown, shared(room, wishes), strict=True):
            section.setGeometry(QRect(inside.left(), top, inside.width(), height))
            top += height + self.spacing()
