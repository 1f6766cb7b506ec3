"""Every colour, size, font and shape of the window, read from ``resources/tokens.json``; no other place names one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from PySide6.QtGui import QColor, QFont, QPalette

from hmi.domain.state import MachineState
from hmi.ui.resources import resource


class Shade(Enum):
    """The two themes."""

    LIGHT = "light"
    DARK = "dark"


class Weight(Enum):
    """The three font weights; abnormal is semibold, normal is regular."""

    REGULAR = QFont.Weight.Normal
    MEDIUM = QFont.Weight.Medium
    SEMIBOLD = QFont.Weight.DemiBold


@cache
def tokens() -> dict[str, Any]:
    """Return the token file as it stands."""
    data: dict[str, Any] = json.loads(resource("tokens.json").read_text(encoding="utf-8"))
    return data


@dataclass(frozen=True)
class BarColours:
    """A bar with its normal band and pointer."""

    track: QColor
    normalBand: QColor
    normalBandEdge: QColor
    fill: QColor
    pointer: QColor
    target: QColor


@dataclass(frozen=True)
class ChartColours:
    """A trend."""

    pen: QColor
    envelope: QColor
    normalZone: QColor
    grid: QColor
    limit: QColor
    crosshair: QColor
    gapHatch: QColor


@dataclass(frozen=True)
class ActionColours:
    """Buttons and other controls."""

    primaryFill: QColor
    primaryText: QColor
    fill: QColor
    text: QColor
    border: QColor


@dataclass(frozen=True)
class Theme:
    """One shade of the window, with prebuilt Qt values: painting allocates nothing."""

    shade: Shade
    canvas: QColor
    surface: QColor
    raised: QColor
    hairline: QColor
    border: QColor
    primary: QColor
    secondary: QColor
    tertiary: QColor
    on_strong: QColor
    symbol_outline: QColor
    focus_ring: QColor
    scrim: QColor
    bar: BarColours
    chart: ChartColours
    action: ActionColours
    states: dict[MachineState, QColor]

    @staticmethod
    def load(shade: Shade) -> Theme:
        """Build a theme from the tokens."""
        raw = tokens()["themes"][shade.value]

        def group(name: str) -> dict[str, QColor]:
            return {key: QColor(value) for key, value in raw[name].items()}

        scrim = QColor(raw["scrim"]["color"])
        scrim.setAlphaF(raw["scrim"]["opacity"])
        return Theme(
            shade=shade,
            canvas=QColor(raw["canvas"]),
            surface=QColor(raw["surface"]),
            raised=QColor(raw["raised"]),
            hairline=QColor(raw["hairline"]),
            border=QColor(raw["border"]),
            primary=QColor(raw["text"]["primary"]),
            secondary=QColor(raw["text"]["secondary"]),
            tertiary=QColor(raw["text"]["tertiary"]),
            on_strong=QColor(raw["text"]["onStrong"]),
            symbol_outline=QColor(raw["symbolOutline"]),
            focus_ring=QColor(raw["focusRing"]),
            scrim=scrim,
            bar=BarColours(**group("bar")),
            chart=ChartColours(**group("chart")),
            action=ActionColours(**group("action")),
            states={state: QColor(raw["state"][state.name.lower()]) for state in MachineState},
        )

    def palette(self) -> QPalette:
        """Return the palette for Qt's own widgets: menus, inputs, tool tips."""
        palette = QPalette()
        role = QPalette.ColorRole
        for which, colour in (
            (role.Window, self.surface),
            (role.WindowText, self.primary),
            (role.Base, self.raised),
            (role.AlternateBase, self.surface),
            (role.Text, self.primary),
            (role.PlaceholderText, self.tertiary),
            (role.Button, self.action.fill),
            (role.ButtonText, self.action.text),
            (role.ToolTipBase, self.raised),
            (role.ToolTipText, self.primary),
            (role.Highlight, self.action.primaryFill),
            (role.HighlightedText, self.action.primaryText),
            (role.Mid, self.border),
            (role.Light, self.raised),
            (role.Dark, self.border),
        ):
            palette.setColor(which, colour)
        return palette


@cache
def font(size: int, weight: Weight = Weight.REGULAR) -> QFont:
    """Return the window's font in device independent pixels, with figures of equal width."""
    made = QFont()
    made.setFamilies(tokens()["type"]["family"])
    made.setPixelSize(size)
    made.setWeight(weight.value)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


class Size:
    """Font sizes of the desktop, in device independent pixels."""

    CAPTION, BODY, TITLE, STATE, FIGURE, DISPLAY = (
        tokens()["type"]["desktop"][name][0] for name in ("caption", "body", "title", "state", "figure", "display")
    )


class KioskSize:
    """Font sizes of the wall board, readable from three metres."""

    CAPTION, BODY, TILE, ALARM_TEXT, FIGURE, CLOCK, SPOTLIGHT = (
        tokens()["type"]["kiosk"][name][0]
        for name in ("caption", "body", "tile", "alarmText", "figure", "clock", "spotlight")
    )
