"""What a trend shows: the signals of its pens, and what happened to their machines."""

from __future__ import annotations

from collections.abc import Mapping

from hmi.live.feed import MachineLive
from hmi.ui.trends.content import EMPTY, TrendContent
from hmi.ui.trends.machine_data import MachineData
from hmi.ui.trends.pens import Pen, machines_of
from hmi.ui.trends.questions import Answer, Question
from hmi.ui.trends.span import TimeSpan

_AHEAD_US = 2_000_000
"""A question about the present reaches a little past it, because clocks differ by that much."""


class TrendData:
    """Everything that one chart can draw. Times are microseconds UTC.

    What happened is on the clock of the machine that it happened to. ``now_us`` is this computer's clock everywhere;
    the present of the chart is that of the machine whose clock is farthest ahead, so that all that there is has room.
    ``named``: the chart says which machine a lane belongs to.
    """

    def __init__(self, *, named: bool = False) -> None:
        self.pens: tuple[Pen, ...] = ()
        self.answered = False
        """Whether the history has said something about what is shown."""
        self._named = named
        self._machines: dict[str, MachineData] = {}

    @property
    def machines(self) -> Mapping[str, MachineLive]:
        """The newest snapshots of the machines that are shown."""
        return {key: data.live for key, data in self._machines.items()}

    def show(self, lives: Mapping[str, MachineLive], pens: tuple[Pen, ...], now_us: int) -> None:
        """Turn to pens, of machines that may be without any; what is known of those that stay is kept.

        Pens of machines that are not among ``lives`` are not drawn.
        """
        self.pens = tuple(pen for pen in pens if pen.machine in lives)
        known, self._machines = self._machines, {}
        for key in dict.fromkeys((*machines_of(self.pens), *lives)):
            live = lives[key]
            data = known.get(key) or MachineData(live)
            data.watch(live, tuple(pen.signal for pen in self.pens if pen.machine == key), _own(live, now_us))
            self._machines[key] = data
        self.answered = any(data.answer is not None for data in self._machines.values())

    def present(self, now_us: int) -> int:
        """Return the present of the chart."""
        return max((_own(data.live, now_us) for data in self._machines.values()), default=now_us)

    def take(self, live: MachineLive) -> bool:
        """Take a machine's newest snapshot; return whether anything that shows has changed."""
        data = self._machines.get(live.machine.key)
        return data is not None and data.take(live)

    def take_answer(self, answer: Answer) -> None:
        """Take what the history said."""
        for key, known in answer.machines.items():
            if key in self._machines:
                self._machines[key].take_answer(answer.question, known)
                self.answered = True

    def question(self, span: TimeSpan, width: int, now_us: int) -> Question | None:
        """Return what to ask for a window ``width`` pixels wide; a window that stands still is asked with its sides."""
        if not self._machines:
            return None
        bucket_us = bucket(span, width)
        side_us = 0 if span.live else span.length_us // 4
        start_us = (span.start_us - side_us) // bucket_us * bucket_us
        present_us = self.present(now_us) + _AHEAD_US
        reach_us = present_us if span.live else min(span.end_us + side_us, present_us)
        end_us = (reach_us // bucket_us + 1) * bucket_us
        machines = tuple(data.question(bucket_us) for data in self._machines.values())
        return Question(start_us, end_us, (end_us - start_us) // bucket_us, machines)

    def content(self, span: TimeSpan, width: int, now_us: int) -> TrendContent:
        """Return the picture of a window ``width`` pixels wide; its edges are moved to whole pixels of time."""
        if not self._machines:
            return EMPTY
        bucket_us = bucket(span, width)
        end_us = -(-span.end_us // bucket_us) * bucket_us
        own = {key: _own(data.live, now_us) for key, data in self._machines.items()}
        return TrendContent(
            start_us=end_us - bucket_us * max(width, 1),
            end_us=end_us,
            now_us=max(own.values()),
            lanes=tuple(self._machines[pen.machine].spec(pen.signal, named=self._named) for pen in self.pens),
            curves={
                pen: self._machines[pen.machine].curve(pen.signal, span.start_us, own[pen.machine]) for pen in self.pens
            },
            machines=tuple(data.content(own[key]) for key, data in self._machines.items()),
        )


def _own(live: MachineLive, now_us: int) -> int:
    """Return the present on a machine's clock."""
    return now_us + live.clock_offset_us


def bucket(span: TimeSpan, width: int) -> int:
    """Return how much time a pixel stands for, in whole microseconds."""
    return max(-(-span.length_us // max(width, 1)), 1)
