"""What a trend knows of one machine: the history's newest answer, and what was seen live since."""

from __future__ import annotations

from typing import NamedTuple

from hmi.domain.signal import Role
from hmi.domain.state import MachineState
from hmi.live.feed import LiveValue, MachineLive
from hmi.ui.present import states_now, texts_now
from hmi.ui.trends.absence import absences
from hmi.ui.trends.content import LaneSpec, MachineContent
from hmi.ui.trends.curve import Curve, join
from hmi.ui.trends.questions import MachineAnswer, MachineQuestion, Question
from hmi.ui.trends.tail import Tail
from hmi.ui.words import key_name, signal_name, unit_word


class _Watched(NamedTuple):
    """A signal's tail, since when it has no hole, and the newest value that is in it."""

    tail: Tail
    since_us: int
    newest: LiveValue | None


class MachineData:
    """Everything that a chart can draw of one machine. Times are microseconds UTC on the machine's clock."""

    def __init__(self, live: MachineLive) -> None:
        self.live = live
        self.answer: MachineAnswer | None = None
        self._asked: Question | None = None
        self._watched: dict[str, _Watched] = {}
        self._drawn: tuple[object, MachineContent] | None = None

    @property
    def signals(self) -> tuple[str, ...]:
        """The signals that are drawn."""
        return tuple(self._watched)

    def watch(self, live: MachineLive, signals: tuple[str, ...], now_us: int) -> None:
        """Draw these signals from now on; what is known of those that stay is kept."""
        self.live = live
        known = self._watched
        self._watched = {key: known.get(key) or _Watched(Tail(1_000_000), now_us, None) for key in signals}
        self.take(live)

    def take(self, live: MachineLive) -> bool:
        """Take the machine's newest snapshot; return whether anything that shows has changed."""
        before, self.live = self.live, live
        changed = (before.verdict, before.since_us) != (live.verdict, live.since_us)
        for key, watched in self._watched.items():
            latest = live.values.get(key)
            if latest is None or latest == watched.newest:
                continue
            watched.tail.add(latest.time_us, latest.value if isinstance(latest.value, float) else None)
            self._watched[key] = watched._replace(newest=latest)
            changed = True
        return changed

    def take_answer(self, question: Question, answer: MachineAnswer) -> None:
        """Take what the history said; the tail keeps only what may be newer."""
        self._asked, self.answer = question, answer
        for key, series in answer.series.items():
            if key in self._watched and len(series.times_us):
                self._watched[key].tail.forget(series.times_us[-1])

    def question(self, bucket_us: int) -> MachineQuestion:
        """Return what to ask; live values are kept in buckets as wide as the answer's from now on."""
        for watched in self._watched.values():
            watched.tail.coarsen(bucket_us)
        program = Role.PROGRAM if Role.PROGRAM in self.live.signals else None
        return MachineQuestion(self.live.machine.key, self.live.machine.source, self.signals, program)

    def content(self, now_us: int) -> MachineContent:
        """Return what happened to the machine; made anew only where it differs, because a month of it is long."""
        live, answer = self.live, self.answer
        offline = live.verdict.state is MachineState.OFFLINE
        differs = (id(answer), live.verdict, live.since_us, live.values.get(Role.PROGRAM), now_us if offline else 0)
        if self._drawn is None or self._drawn[0] != differs:
            states = states_now([] if answer is None else answer.states, live)
            made = MachineContent(
                live.machine.key,
                now_us,
                absences([] if answer is None else answer.gaps, states, now_us),
                states,
                texts_now([] if answer is None else answer.programs, live, Role.PROGRAM),
                () if answer is None else answer.marks,
            )
            self._drawn = differs, made
        known = self._drawn[1]
        return MachineContent(known.key, now_us, known.absences, known.states, known.programs, known.marks)

    def curve(self, key: str, start_us: int, now_us: int) -> Curve:
        """Return what is known of a signal from ``start_us`` on."""
        watched = self._watched[key]
        if self.answer is None or self._asked is None or key not in self.answer.signals:
            return join(None, start_us, now_us, watched.tail.seen)
        asked = self._asked
        reaches = asked.end_us >= watched.since_us
        return join(
            self.answer.series.get(key),
            asked.start_us,
            now_us if reaches else min(asked.end_us, now_us),
            watched.tail.seen if reaches else (),
        )

    def spec(self, key: str, *, named: bool) -> LaneSpec:
        """Return a signal's lane; one that no source describes yet has the best name that its key gives."""
        machine = self.live.machine
        band = machine.bands.get(key)
        signal = self.live.signals.get(key)
        if signal is None:
            return LaneSpec(key, key_name(key), "", band, machine.key, named)
        return LaneSpec(key, signal_name(signal), unit_word(signal.unit), band, machine.key, named)
