"""The bands beneath the lanes: the states of each machine and, of a single one, its programs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from hmi.domain.state import MachineState
from hmi.ui.symbols import fill_state
from hmi.ui.theme import Size, Theme, Weight, font
from hmi.ui.trends.arrangement import Arrangement
from hmi.ui.trends.content import MachineContent, TrendContent
from hmi.ui.trends.stays import BY_RANK, NOTHING, Ranks, Run, Stays, runs
from hmi.ui.trends.words import row_labels
from hmi.ui.words import state_word

_TALL = frozenset({MachineState.STOPPED, MachineState.ALARM, MachineState.OFFLINE})
_OFF_LINE = 3
_NARROWEST_WORD = 32
"""No state's name is narrower than that, in px."""
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
LABEL_GAP = 10
"""Between a band and its label, in px."""


def band_labels(content: TrendContent) -> tuple[str, ...]:
    """Return the words left of the bands: what they are or, where there are several, whose they are."""
    return tuple(machine.key for machine in content.machines) if len(content.machines) > 1 else row_labels()


class Bands:
    """Paints the bands of a chart."""

    def __init__(
        self, theme: Theme, arrangement: Arrangement, content: TrendContent, stays: Mapping[str, Stays]
    ) -> None:
        self._theme = theme
        self._at = arrangement
        self._content = content
        self._stays = stays

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
        ratio = painter.device().devicePixelRatioF()
        ranks = self._stays[machine.key].ranks(
            content.start_us, content.end_us, machine.now_us, max(round(area.width() * ratio), 1)
        )
        painter.drawImage(area, self._picture(ranks, area, ratio))
        for textured in (MachineState.OFFLINE, MachineState.UNKNOWN):
            rank = BY_RANK.index(textured)
            for run in runs(np.where(ranks == rank, ranks, NOTHING).astype(np.uint8)):
                fill_state(painter, self._theme, run.state, self._box(area, run, ratio))
        painter.setFont(font(Size.CAPTION, Weight.SEMIBOLD))
        metrics = QFontMetricsF(painter.font())
        if metrics.height() > area.height() + 3:
            return
        for run in runs(ranks, round(_NARROWEST_WORD * ratio)):
            words = state_word(run.state)
            plain = run.state not in (MachineState.OFFLINE, MachineState.UNKNOWN, MachineState.OFF)
            box = area.adjusted(run.left / ratio + 8, 0, 0, 0)
            if plain and metrics.horizontalAdvance(words) + 16 <= (run.right - run.left) / ratio:
                painter.setPen(ink_on(self._theme, self._theme.states[run.state]))
                painter.drawText(box, _MIDDLE, words)

    def _picture(self, ranks: Ranks, area: QRectF, ratio: float) -> QImage:
        """Return all columns as they look: what needs somebody is tall, off is a line; textures come on top."""
        height = max(round(area.height() * ratio), 1)
        pixels = np.zeros((height, len(ranks)), dtype=np.uint32)
        for rank, state in enumerate(BY_RANK):
            if state in (MachineState.OFFLINE, MachineState.UNKNOWN):
                continue
            inset = 0 if state in _TALL else height // 5
            if state is MachineState.OFF:
                inset = max((height - round(_OFF_LINE * ratio)) // 2, 0)
            pixels[inset : height - inset, ranks == rank] = self._theme.states[state].rgba()
        data = pixels.tobytes()
        image = QImage(data, len(ranks), height, 4 * len(ranks), QImage.Format.Format_ARGB32)
        return image.copy()  # the bytes go away

    @staticmethod
    def _box(area: QRectF, run: Run, ratio: float) -> QRectF:
        return QRectF(area.left() + run.left / ratio, area.top(), (run.right - run.left) / ratio, area.height())

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
