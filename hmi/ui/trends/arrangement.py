"""Where the parts of a chart stand, in device independent pixels of its widget."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF


@dataclass(frozen=True, slots=True)
class _Heights:
    """What the fixed parts take, in px."""

    marks: int
    title: int
    space: int
    before_bands: int
    state: int
    between: int
    program: int
    axis: int


_ROOMY = _Heights(marks=28, title=24, space=22, before_bands=26, state=28, between=8, program=18, axis=24)
_TIGHT = _Heights(marks=22, title=18, space=6, before_bands=8, state=22, between=4, program=16, axis=20)
_ROOMY_FROM = 420
_LEAST_PLOT = 16


@dataclass(frozen=True, slots=True)
class LanePlace:
    """One lane: the line of its title, and its plot below."""

    title: QRectF
    plot: QRectF


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The row of marks on top, the lanes, the two bands, the time axis; all plots share their left and right edge."""

    marks: QRectF
    lanes: tuple[LanePlace, ...]
    state: QRectF
    program: QRectF
    axis: QRectF

    @property
    def left(self) -> float:
        """The left edge of every plot."""
        return self.state.left()

    @property
    def width(self) -> float:
        """How many pixels the window of time is wide."""
        return self.state.width()


def arrange(width: float, height: float, lanes: int, label_width: float) -> Arrangement:
    """Share out a widget; where height is short, everything but the plots gives way first."""
    across = max(width - label_width, 16.0)
    part = _ROOMY if height >= _ROOMY_FROM else _TIGHT
    below = part.state + part.between + part.program + part.axis
    count = max(lanes, 1)
    free = height - part.marks - part.before_bands - below - count * part.title - (count - 1) * part.space
    plot = max(free / count, _LEAST_PLOT)
    places = []
    y = float(part.marks)
    for _ in range(lanes):
        title = QRectF(label_width, round(y), across, part.title)
        places.append(LanePlace(title, QRectF(label_width, title.bottom(), across, round(plot))))
        y += part.title + plot + part.space
    bands = round(height - below)
    program = bands + part.state + part.between
    return Arrangement(
        marks=QRectF(label_width, 0, across, part.marks),
        lanes=tuple(places),
        state=QRectF(label_width, bands, across, part.state),
        program=QRectF(label_width, program, across, part.program),
        axis=QRectF(label_width, height - part.axis, across, part.axis),
    )
