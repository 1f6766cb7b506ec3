"""What a trend asks of the history, and what it hears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hmi.domain.records import Gap, Series, StateInterval, TextSpan
from hmi.ui.ask import Past
from hmi.ui.trends.marks import Mark, condition_marks


@dataclass(frozen=True, slots=True)
class MachineQuestion:
    """What is asked about one machine; ``program`` is the signal that names its program, None where none does."""

    machine: str
    source: str
    signals: tuple[str, ...]
    program: str | None = None


@dataclass(frozen=True, slots=True)
class MachineAnswer:
    """What the history knows about one machine in the window of a question."""

    signals: tuple[str, ...]
    """What was asked for: a signal without a series said nothing."""
    series: Mapping[str, Series]
    states: Sequence[StateInterval]
    programs: Sequence[TextSpan]
    gaps: Sequence[Gap]
    marks: Sequence[Mark] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One window in buckets as wide as a pixel, for every machine of a chart."""

    start_us: int
    end_us: int
    buckets: int
    machines: tuple[MachineQuestion, ...]

    def ask(self, past: Past) -> Answer:
        """Ask; blocks, so it runs on the query pool."""
        return Answer(self, {about.machine: self._about(past, about) for about in self.machines})

    def _about(self, past: Past, about: MachineQuestion) -> MachineAnswer:
        machine, start_us, end_us = about.machine, self.start_us, self.end_us
        series: Mapping[str, Series] = {}
        if about.signals:
            series = past.trend(machine, about.signals, start_us, end_us, self.buckets)
        bucket_us = (end_us - start_us) // max(self.buckets, 1)
        return MachineAnswer(
            signals=about.signals,
            series=series,
            states=past.states(machine, start_us, end_us),
            programs=[] if about.program is None else past.texts(machine, about.program, start_us, end_us),
            gaps=past.gaps(start_us, end_us, about.source),
            marks=condition_marks(machine, past.conditions(machine, start_us, end_us), bucket_us),
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What the history knows about a question, by machine."""

    question: Question
    machines: Mapping[str, MachineAnswer]
