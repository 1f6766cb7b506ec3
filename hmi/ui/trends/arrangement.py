"""Where the parts of a chart stand, in device independent pixels of its widget."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF


@dataclass(frozen=True, slots=True)
class _Heights:
    """What the fixed parts take, in px; ``several`` is one state band where there are more."""

    marks: int
    gaps: int
    title: int
    space: int
    before_bands: int
    state: int
    several: int
    between: int
    program: int
    axis: int


_ROOMY = _Heights(20, 24, title=24, space=18, before_bands=22, state=28, several=18, between=8, program=18, axis=24)
_TIGHT = _Heights(18, 20, title=18, space=4, before_bands=6, state=22, several=14, between=4, program=16, axis=20)
_ROOMY_FROM = 420
_LEAST_PLOT = 16
_BETWEEN_SEVERAL = 3


@dataclass(frozen=True, slots=True)
class LanePlace:
    """One lane: the line of its title, and its plot below."""

    title: QRectF
    plot: QRectF


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The rows of marks and gaps on top, the lanes, the bands, the time axis; all plots share their sides.

    There is a state band per machine; the program has a band where there is one machine.
    """

    marks: QRectF
    gaps: QRectF
    lanes: tuple[LanePlace, ...]
    states: tuple[QRectF, ...]
    program: QRectF | None
    axis: QRectF

    @property
    def left(self) -> float:
        """The left edge of every plot."""
        return self.axis.left()

    @property
    def width(self) -> float:
        """How many pixels the window of time is wide."""
        return self.axis.width()

    @property
    def state(self) -> QRectF:
        """The first state band."""
        return self.states[0]


def arrange(width: float, height: float, lanes: int, label_width: float, machines: int = 1) -> Arrangement:
    """Share out a widget; where height is short, everything but the plots gives way first."""
    across = max(width - label_width, 16.0)
    part = _ROOMY if height >= _ROOMY_FROM else _TIGHT
    several = machines > 1
    state = part.several if several else part.state
    bands = machines * state + (machines - 1) * _BETWEEN_SEVERAL if several else state + part.between + part.program
    top = part.marks + part.gaps
    count = max(lanes, 1)
    free = height - top - part.before_bands - bands - part.axis - count * part.title - (count - 1) * part.space
    plot = max(free / count, _LEAST_PLOT)
    places = []
    y = float(top)
    for _ in range(lanes):
        title = QRectF(label_width, round(y), across, part.title)
        places.append(LanePlace(title, QRectF(label_width, title.bottom(), across, round(plot))))
        y += part.title + plot + part.space
    first = round(height - bands - part.axis)
    step = state + _BETWEEN_SEVERAL
    return Arrangement(
        marks=QRectF(label_width, 0, across, part.marks),
        gaps=QRectF(label_width, part.marks, across, part.gaps),
        lanes=tuple(places),
        states=tuple(QRectF(label_width, first + at * step, across, state) for at in range(max(machines, 1))),
        program=None if several else QRectF(label_width, first + part.state + part.between, across, part.program),
        axis=QRectF(label_width, height - part.axis, across, part.axis),
    )
