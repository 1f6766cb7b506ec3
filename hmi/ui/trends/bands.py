"""The bands beneath the lanes: the states of each machine and, of a single one, its programs."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from hmi.domain.state import MachineState
from hmi.ui.strip import merge_short
from hmi.ui.symbols import fill_state
from hmi.ui.theme import Size, Theme, Weight, font
from hmi.ui.trends.arrangement import Arrangement
from hmi.ui.trends.content import MachineContent, TrendContent
from hmi.ui.trends.words import row_labels
from hmi.ui.words import state_word

_TALL = frozenset({MachineState.STOPPED, MachineState.ALARM, MachineState.OFFLINE})
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
LABEL_GAP = 10
"""Between a band and its label, in px."""


def band_labels(content: TrendContent) -> tuple[str, ...]:
    """Return the words left of the bands: what they are or, where there are several, whose they are."""
    return tuple(machine.key for machine in content.machines) if len(content.machines) > 1 else row_labels()


class Bands:
    """Paints the bands of a chart."""

    def __init__(self, theme: Theme, arrangement: Arrangement, content: TrendContent) -> None:
        self._theme = theme
        self._at = arrangement
        self._content = content

    def paint(self, painter: QPainter) -> None:
        """Paint every band with its label."""
        labels = band_labels(self._content)
        for machine, area, label in zip(self._content.machines, self._at.states, labels, strict=False):
            self._label(painter, area, label)
            self._states(painter, area, machine)
        program = self._at.program
        if program is not None and self._content.machines:
            self._label(painter, program, labels[-1])
            self._programs(painter, program, self._content.machines[0])

    def _states(self, painter: QPainter, area: QRectF, machine: MachineContent) -> None:
        content = self._content
        end_us = min(content.end_us, machine.now_us)
        per_px = (content.end_us - content.start_us) / max(area.width(), 1.0)
        # those that begin before the window are left out but for the one that lasts into it
        states = machine.states
        first = max(bisect_left(states, content.start_us, key=attrgetter("start_us")) - 1, 0)
        painter.setFont(font(Size.CAPTION, Weight.SEMIBOLD))
        metrics = QFontMetricsF(painter.font())
        for state, left, right in merge_short(states[first:], content.start_us, end_us, per_px):
            box = QRectF(round(area.left() + left), area.top(), max(round(right) - round(left), 1), area.height())
            if state is MachineState.OFF:
                painter.fillRect(QRectF(box.left(), box.center().y() - 1.5, box.width(), 3), self._theme.states[state])
                continue
            if state not in _TALL:
                inset = area.height() // 5
                box = box.adjusted(0, inset, 0, -inset)
            fill_state(painter, self._theme, state, box)
            words = state_word(state)
            textured = state in (MachineState.OFFLINE, MachineState.UNKNOWN)
            fits = metrics.horizontalAdvance(words) + 16 <= box.width() and metrics.height() <= area.height() + 2
            if not textured and fits:
                painter.setPen(ink_on(self._theme, self._theme.states[state]))
                painter.drawText(QRectF(box.left() + 8, area.top(), box.width() - 8, area.height()), _MIDDLE, words)

    def _programs(self, painter: QPainter, area: QRectF, machine: MachineContent) -> None:
        content = self._content
        painter.setFont(font(Size.CAPTION))
        metrics = QFontMetricsF(painter.font())
        per_us = area.width() / max(content.end_us - content.start_us, 1)
        ends = [span.start_us for span in machine.programs[1:]] + [min(content.end_us, machine.now_us)]
        for span, end_us in zip(machine.programs, ends, strict=False):
            left = max(area.left() + (span.start_us - content.start_us) * per_us, area.left())
            right = min(area.left() + (end_us - content.start_us) * per_us, area.right())
            if not span.text or right - left < 1:
                continue
            box = QRectF(round(left) + 0.5, area.top() + 0.5, round(right) - round(left) - 1, area.height() - 1)
            painter.setPen(QPen(self._theme.border, 1))
            painter.drawRect(box)
            painter.setPen(self._theme.secondary)
            words = metrics.elidedText(span.text, Qt.TextElideMode.ElideRight, box.width() - 14)
            if words == span.text or len(words) > 3:
                painter.drawText(box.adjusted(8, 0, 0, 0), _MIDDLE, words)

    def _label(self, painter: QPainter, area: QRectF, words: str) -> None:
        painter.setFont(font(Size.CAPTION))
        painter.setPen(self._theme.secondary)
        box = QRectF(0, area.top(), area.left() - LABEL_GAP, area.height())
        shown = QFontMetricsF(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | _MIDDLE, shown)


def ink_on(theme: Theme, fill: QColor) -> QColor:
    """Return the one of the theme's two inks that reads better on a fill (WCAG 2.2, relative luminance)."""
    return max((theme.primary, theme.on_strong), key=lambda ink: _contrast(ink, fill))


def _contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))
