"""Where everything on a tile stands, for each size of tile."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize

from hmi.ui.ink import Typeface, typeface
from hmi.ui.theme import Weight, tokens


class TileSize(Enum):
    """The sizes that the user can choose; the window never picks one by itself."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Row(NamedTuple):
    """One measured value: its label on the left, its bar, its number on the right."""

    label: QRectF
    bar: QRectF
    pointer: float
    """How tall the pointer is."""
    number: QRectF


@dataclass(frozen=True)
class Plan:
    """Boxes in px from the tile's upper left corner."""

    size: QSize
    place: QSize
    """The tile with half of the gap around it."""
    edge: float
    """How wide the state strip is."""
    name: QRectF
    severity: QRectF
    model: QRectF
    program: QRectF
    icon: QRectF
    word: QRectF
    """The state's word and, at its right, the time in state."""
    why: QRectF
    ribbon: QRectF
    rows: tuple[Row, ...]
    """Parts, load and feed; nothing where the tile has no bars."""
    chip_height: float
    """How tall the data age is; 0 where it has no place of its own."""
    title: Typeface
    caption: Typeface
    state: Typeface
    state_strong: Typeface
    body: Typeface
    body_medium: Typeface
    body_strong: Typeface

    @property
    def values(self) -> QRect:
        """Return where load and feed stand, the pointers included."""
        area = QRectF()
        for row in self.rows[1:]:
            area = area.united(row.bar.adjusted(-2, 0, 2, 0)).united(row.number)
        return area.toAlignedRect()


@cache
def plan(size: TileSize) -> Plan:
    """Return the plan of a size: medium as designed, large one and a half times that, small without the bars."""
    match size:
        case TileSize.SMALL:
            return _small()
        case TileSize.MEDIUM:
            return _full(1.0)
        case TileSize.LARGE:
            return _full(1.5)


def _full(scale: float) -> Plan:
    size = QSize(*(round(side * scale) for side in tokens()["size"]["tile"]))

    def box(x: float, y: float, w: float, h: float) -> QRectF:
        return QRectF(round(x * scale), round(y * scale), round(w * scale), round(h * scale))

    def face(px: int, weight: Weight = Weight.REGULAR) -> Typeface:
        return typeface(round(px * scale), weight)

    rows = tuple(
        Row(box(22, y, 42, 20), box(66, y + 6, 118, 8), round(14 * scale), box(188, y, 68, 20)) for y in (140, 160, 180)
    )
    return Plan(
        size=size,
        place=_with_gap(size),
        edge=tokens()["size"]["stateStrip"] * scale,
        name=box(22, 10, 234, 24),
        severity=box(236, 12, 20, 20),
        model=box(22, 35, 140, 16),
        program=box(22, 35, 234, 16),
        icon=box(22, 61, 22, 22),
        word=box(54, 54, 202, 36),
        why=box(22, 90, 234, 20),
        ribbon=box(22, 118, 234, 14),
        rows=rows,
        chip_height=20 * scale,
        title=face(18, Weight.SEMIBOLD),
        caption=face(12),
        state=face(24),
        state_strong=face(24, Weight.SEMIBOLD),
        body=face(14),
        body_medium=face(14, Weight.MEDIUM),
        body_strong=face(14, Weight.SEMIBOLD),
    )


def _with_gap(size: QSize) -> QSize:
    gap: int = tokens()["space"]["tileGap"]
    return size + QSize(gap, gap)


def _small() -> Plan:
    """Eight columns where medium has six; the numbers are one click away."""
    return Plan(
        size=QSize(199, 104),
        place=_with_gap(QSize(199, 104)),
        edge=8,
        name=QRectF(18, 7, 173, 20),
        severity=QRectF(175, 9, 16, 16),
        model=QRectF(),
        program=QRectF(),
        icon=QRectF(18, 33, 16, 16),
        word=QRectF(40, 29, 151, 24),
        why=QRectF(18, 55, 173, 18),
        ribbon=QRectF(18, 81, 173, 12),
        rows=(),
        chip_height=0,
        title=typeface(14, Weight.SEMIBOLD),
        caption=typeface(12),
        state=typeface(16),
        state_strong=typeface(16, Weight.SEMIBOLD),
        body=typeface(12),
        body_medium=typeface(12, Weight.MEDIUM),
        body_strong=typeface(12, Weight.SEMIBOLD),
    )
