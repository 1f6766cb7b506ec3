"""Where everything on the wall board stands, and what each place can say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from PySide6.QtCore import QRectF

from hmi.domain.state import MachineState
from hmi.ui.theme import tokens
from hmi.ui.wall.ribbons import Ribbon

LINES: Final = 1080.0
"""The height that everything is measured at; the picture is scaled to the screen's."""
MARGIN: Final = 32.0
_TOP: Final = 136.0
_ROWS: Final = 4


@dataclass(frozen=True)
class BoardPlan:
    """Boxes for one shape of screen; ``spotlight`` is None where no machine gets it."""

    header: QRectF
    spotlight: QRectF | None
    tiles: tuple[QRectF, ...]
    footer: QRectF


def board_plan(width: float, *, spotlight: bool) -> BoardPlan:
    """Divide a screen that is ``width`` px wide at 1080 lines; tiles are as designed or a little wider, never less."""
    tile_width, tile_height = tokens()["size"]["tileKiosk"]
    gap = tokens()["space"]["kioskGap"]
    height = _ROWS * tile_height + (_ROWS - 1) * gap
    left, right = MARGIN, width - MARGIN
    spot = None
    if spotlight and right - left >= 600 + 20 + tile_width:
        spot = QRectF(left, _TOP, 600, height)
        left = spot.right() + 20
    columns = max(int((right - left + gap) // (tile_width + gap)), 1)
    wide = (right - left - (columns - 1) * gap) / columns
    tiles = tuple(
        QRectF(round(left + column * (wide + gap)), _TOP + row * (tile_height + gap), int(wide), tile_height)
        for row in range(_ROWS)
        for column in range(columns)
    )
    return BoardPlan(
        header=QRectF(0, 0, width, _TOP - 8),
        spotlight=spot,
        tiles=tiles,
        footer=QRectF(0, _TOP + height + 4, width, LINES - _TOP - height - 4),
    )


class BoardTile(NamedTuple):
    """What a tile of the board says; equal ones look alike."""

    name: str
    state: MachineState
    word: str
    lasted: str
    why: str
    stale: str
    ribbon: Ribbon
    until_us: int


class Spotlight(NamedTuple):
    """What the machine that needs somebody most says."""

    tile: BoardTile
    place: str
    headline: str
    detail: str
    since: str
    parts_label: str
    parts: str
    from_label: str
    until_label: str


class Header(NamedTuple):
    """The fleet's counts, and the time."""

    counts: Mapping[MachineState, int]
    clock: str


class Footer(NamedTuple):
    """Which machines are seen, and how fresh the picture is."""

    left: str
    which: str
    page: int
    pages: int
    turning: str
    age: str
    stale: bool
