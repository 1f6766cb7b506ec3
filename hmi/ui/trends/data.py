"""What a trend shows of one machine: the history's newest answer, and what was seen live since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hmi.domain.records import Gap, Series, StateInterval, TextSpan
from hmi.domain.signal import Role
from hmi.live.feed import LiveValue, MachineLive
from hmi.ui.ask import Past
from hmi.ui.present import states_now, texts_now
from hmi.ui.trends.absence import absences
from hmi.ui.trends.content import EMPTY, LaneSpec, TrendContent
from hmi.ui.trends.curve import Curve, join
from hmi.ui.trends.span import TimeSpan
from hmi.ui.trends.tail import Tail
from hmi.ui.words import signal_name, unit_word

_AHEAD_US = 2_000_000
"""A question about the present reaches a little past it, because clocks differ by that much."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a trend asks of the history: one window, in buckets as wide as a pixel."""

    machine: str
    source: str
    signals: tuple[str, ...]
    program: str | None
    start_us: int
    end_us: int
    buckets: int

    def ask(self, past: Past) -> Answer:
        """Ask; blocks, so it runs on the query pool."""
        series: Mapping[str, Series] = {}
        if self.signals:
            series = past.trend(self.machine, self.signals, self.start_us, self.end_us, self.buckets)
        return Answer(
            question=self,
            series=series,
            states=past.states(self.machine, self.start_us, self.end_us),
            programs=[] if self.program is None else past.texts(self.machine, self.program, self.start_us, self.end_us),
            gaps=past.gaps(self.start_us, self.end_us, self.source),
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What the history knows about a question."""

    question: Question
    series: Mapping[str, Series]
    states: Sequence[StateInterval]
    programs: Sequence[TextSpan]
    gaps: Sequence[Gap]


class _Watched(NamedTuple):
    """A signal's tail, since when it has no hole, and the newest value that is in it."""

    tail: Tail
    since_us: int
    newest: LiveValue | None


class TrendData:
    """Everything that one chart can draw. Times are microseconds UTC on the machine's clock."""

    def __init__(self) -> None:
        self.live: MachineLive | None = None
        self.signals: tuple[str, ...] = ()
        self.answer: Answer | None = None
        self._watched: dict[str, _Watched] = {}

    def show_machine(self, live: MachineLive | None, signals: tuple[str, ...], now_us: int) -> None:
        """Turn to a machine's signals; what is known of them stays."""
        same = live is not None and self.live is not None and live.machine.key == self.live.machine.key
        if not same:
            self.answer = None
            self._watched = {}
        self.live = live
        self.signals = signals
        self._watched = {key: watched for key, watched in self._watched.items() if key in signals}
        for key in signals:
            self._watched.setdefault(key, _Watched(Tail(1_000_000), now_us, None))
        if live is not None:
            self.take(live)

    def take(self, live: MachineLive) -> bool:
        """Take the machine's newest snapshot; return whether anything that shows has changed."""
        before = self.live
        self.live = live
        changed = before is None or (before.verdict, before.since_us) != (live.verdict, live.since_us)
        for key, watched in self._watched.items():
            latest = live.values.get(key)
            if latest is None or latest == watched.newest:
                continue
            watched.tail.add(latest.time_us, latest.value if isinstance(latest.value, float) else None)
            self._watched[key] = watched._replace(newest=latest)
            changed = True
        return changed

    def take_answer(self, answer: Answer) -> None:
        """Take what the history said; the tail keeps only what may be newer."""
        self.answer = answer
        for key, series in answer.series.items():
            if key in self._watched and len(series.times_us):
                self._watched[key].tail.forget(series.times_us[-1])

    def question(self, span: TimeSpan, width: int, now_us: int) -> Question | None:
        """Return what to ask for a window ``width`` pixels wide; a window that stands still is asked with its sides."""
        live = self.live
        if live is None:
            return None
        bucket_us = bucket(span, width)
        side_us = 0 if span.live else span.length_us // 4
        start_us = (span.start_us - side_us) // bucket_us * bucket_us
        reach_us = min(span.end_us + side_us, now_us + _AHEAD_US) if not span.live else now_us + _AHEAD_US
        end_us = (reach_us // bucket_us + 1) * bucket_us
        for watched in self._watched.values():
            watched.tail.coarsen(bucket_us)
        return Question(
            machine=live.machine.key,
            source=live.machine.source,
            signals=self.signals,
            program=Role.PROGRAM if Role.PROGRAM in live.signals else None,
            start_us=start_us,
            end_us=end_us,
            buckets=(end_us - start_us) // bucket_us,
        )

    def content(self, span: TimeSpan, width: int, now_us: int) -> TrendContent:
        """Return the picture of a window ``width`` pixels wide; its edges are moved to whole pixels of time."""
        live = self.live
        if live is None:
            return EMPTY
        bucket_us = bucket(span, width)
        end_us = -(-span.end_us // bucket_us) * bucket_us
        answer = self.answer
        states = states_now([] if answer is None else answer.states, live)
        programs = texts_now([] if answer is None else answer.programs, live, Role.PROGRAM)
        return TrendContent(
            start_us=end_us - bucket_us * max(width, 1),
            end_us=end_us,
            now_us=now_us,
            lanes=tuple(self._spec(live, key) for key in self.signals),
            curves={key: self._curve(key, span.start_us, now_us) for key in self.signals},
            absences=absences([] if answer is None else answer.gaps, states, now_us),
            states=states,
            programs=programs,
        )

    def _curve(self, key: str, start_us: int, now_us: int) -> Curve:
        watched = self._watched[key]
        if self.answer is None or key not in self.answer.question.signals:
            return join(None, start_us, now_us, watched.tail.seen)
        question = self.answer.question
        reaches = question.end_us >= watched.since_us
        return join(
            self.answer.series.get(key),
            question.start_us,
            now_us if reaches else min(question.end_us, now_us),
            watched.tail.seen if reaches else (),
        )

    def _spec(self, live: MachineLive, key: str) -> LaneSpec:
        signal = live.signals.get(key)
        if signal is None:
            return LaneSpec(key, key, band=live.machine.bands.get(key))
        return LaneSpec(key, signal_name(signal), unit_word(signal.unit), live.machine.bands.get(key))


def bucket(span: TimeSpan, width: int) -> int:
    """Return how much time a pixel stands for, in whole microseconds."""
    return max(-(-span.length_us // max(width, 1)), 1)
