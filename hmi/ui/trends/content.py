"""What a chart is given to show: one value for one picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hmi.domain.machine import Band
from hmi.domain.records import StateInterval, TextSpan
from hmi.ui.trends.absence import Absence
from hmi.ui.trends.curve import Curve


@dataclass(frozen=True, slots=True)
class LaneSpec:
    """One lane: a signal with its name and unit as people read them."""

    key: str
    name: str
    unit: str = ""
    band: Band | None = None


@dataclass(frozen=True, slots=True, eq=False)
class TrendContent:
    """A window of time with all that happened in it; times in microseconds UTC on the machine's clock.

    ``now_us`` is the present, which states that last have reached. Absences, states and programs ascend.
    """

    start_us: int
    end_us: int
    now_us: int
    lanes: tuple[LaneSpec, ...] = ()
    curves: Mapping[str, Curve] = field(default_factory=dict)
    absences: Sequence[Absence] = ()
    states: Sequence[StateInterval] = ()
    programs: Sequence[TextSpan] = ()


EMPTY = TrendContent(0, 1, 0)
