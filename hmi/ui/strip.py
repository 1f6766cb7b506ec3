"""A stretch of machine states as a strip: what needs somebody is tall, so that it reads in black and white."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPen

from hmi.domain.records import StateInterval
from hmi.domain.state import MachineState
from hmi.ui.symbols import fill_state
from hmi.ui.theme import Theme

_TALL = frozenset({MachineState.STOPPED, MachineState.ALARM, MachineState.OFFLINE})
_MATTERS = (
    MachineState.ALARM,
    MachineState.STOPPED,
    MachineState.OFFLINE,
    MachineState.UNKNOWN,
    MachineState.IDLE,
    MachineState.SETUP,
    MachineState.OFF,
    MachineState.RUNNING,
)


def paint_strip(
    painter: QPainter,
    theme: Theme,
    area: QRectF,
    intervals: Sequence[StateInterval],
    window_us: tuple[int, int],
    now_us: int,
) -> None:
    """Paint intervals (ascending; the last may be open) over a window of time; the future is a hairline.

    Stays shorter than a pixel are merged into the worst of their pixel, so that no alarm is lost to rounding.
    """
    start_us, end_us = window_us
    per_px = (end_us - start_us) / max(area.width(), 1.0)
    if per_px <= 0:
        return
    middle = area.center().y()
    now_x = area.left() + min(max((now_us - start_us) / per_px, 0.0), area.width())
    if now_x < area.right():
        painter.setPen(QPen(theme.border, 1))
        painter.drawLine(QLineF(now_x, middle, area.right(), middle))
    for state, left, right in merge_short(intervals, start_us, min(end_us, now_us), per_px):
        x = area.left() + left
        box = QRectF(x, area.top(), max(right - left, 1.0), area.height())
        if state is MachineState.OFF:
            painter.fillRect(QRectF(x, middle - 1.5, box.width(), 3), theme.states[state])
        elif state in _TALL:
            fill_state(painter, theme, state, box)
        else:
            quarter = area.height() / 4
            fill_state(painter, theme, state, box.adjusted(0, quarter, 0, -quarter))
    if start_us < now_us <= end_us:
        painter.fillRect(QRectF(now_x - 0.75, area.top(), 1.5, area.height()), theme.primary)


def merge_short(
    intervals: Sequence[StateInterval], start_us: int, end_us: int, per_px: float
) -> list[tuple[MachineState, float, float]]:
    """Return (state, left, right) blocks in px from the window's start; blocks under 1 px join their pixel's worst."""
    blocks: list[tuple[MachineState, float, float]] = []
    for interval in intervals:
        left = (max(interval.start_us, start_us) - start_us) / per_px
        stop = end_us if interval.end_us is None else min(interval.end_us, end_us)
        right = (stop - start_us) / per_px
        if right <= left:
            continue
        state = interval.verdict.state
        if blocks:
            last_state, last_left, last_right = blocks[-1]
            short = right - left < 1 or last_right - last_left < 1
            if state is last_state and left - last_right < 1:
                blocks[-1] = (state, last_left, right)
                continue
            if short and right - last_left <= 1:
                worst = min((last_state, state), key=_MATTERS.index)
                blocks[-1] = (worst, last_left, right)
                continue
        blocks.append((state, left, right))
    return blocks
