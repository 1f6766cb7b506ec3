"""The measures that controls share, in device independent pixels."""

from __future__ import annotations

from hmi.ui.theme import tokens

BUTTON_HEIGHT: int = tokens()["size"]["button"]
BUTTON_HEIGHT_TOUCH: int = tokens()["size"]["buttonTouch"]
RADIUS: int = tokens()["radius"]["control"]
LETTERS = 48
"""What a control's text may shrink to before the layout has to give way; the rest is elided."""
