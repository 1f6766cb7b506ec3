"""What is marked in a chart: moments at which something began, gathered where they are too close to be told apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from hmi.domain.condition import NONE, Active, applied, identity
from hmi.domain.observation import Condition, ConditionLevel
from hmi.domain.records import StoredCondition


class MarkKind(IntEnum):
    """What began; the worst first."""

    FAULT = 0
    WARNING = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that began at a moment (microseconds UTC, the machine's clock).

    ``text`` is what the machine says of it. It stands for ``count`` beginnings that nobody could tell apart in the
    chart; kind, code and text are then those of the first of the worst.
    """

    time_us: int
    machine: str
    kind: MarkKind
    code: str = ""
    text: str = ""
    count: int = 1


_KINDS = {ConditionLevel.FAULT: MarkKind.FAULT, ConditionLevel.WARNING: MarkKind.WARNING}


def condition_marks(machine: str, reports: Iterable[StoredCondition], bucket_us: int) -> tuple[Mark, ...]:
    """Return when warnings and faults began, ascending; those of one bucket of time are one mark.

    A condition that is only reported again is no beginning, and neither is one that comes back as it was after its
    source was unavailable. A warning that becomes a fault begins as a fault.
    """
    signals: dict[str, _Signal] = {}
    marks: list[Mark] = []
    for report in reports:
        condition = report.value
        if not isinstance(condition, Condition):
            continue
        if signals.setdefault(report.signal, _Signal()).begins(condition, report.time_us):
            text = condition.text or condition.type.replace("_", " ").capitalize()
            mark = Mark(report.time_us, machine, _KINDS[condition.level], condition.code, text)
            if marks and mark.time_us < marks[-1].time_us + max(bucket_us, 1):
                marks[-1] = _joined(marks[-1], mark)
            else:
                marks.append(mark)
    return tuple(marks)


class _Signal:
    """The conditions of one signal, report by report."""

    def __init__(self) -> None:
        self._active: Active = NONE
        self._unheard: Active = NONE
        """What was active when the source became unavailable."""

    def begins(self, condition: Condition, time_us: int) -> bool:
        """Take a report; return whether a warning or a fault begins with it."""
        before, self._active = self._active, applied(self._active, condition, time_us)
        if condition.level is ConditionLevel.UNAVAILABLE:
            self._unheard = {**self._unheard, **before}
            return False
        known = {**self._unheard, **before}.get(identity(condition))
        self._unheard = applied(self._unheard, condition, time_us) if self._unheard else NONE
        if condition.level is ConditionLevel.NORMAL:
            return False
        return known is None or (
            condition.level is ConditionLevel.FAULT and known.condition.level is not ConditionLevel.FAULT
        )


def _joined(first: Mark, second: Mark) -> Mark:
    worst = second if second.kind < first.kind else first
    return replace(worst, time_us=first.time_us, count=first.count + second.count)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Marks that stand so close that one symbol stands for all."""

    marks: tuple[Mark, ...]

    @property
    def start_us(self) -> int:
        """When the first of them began."""
        return self.marks[0].time_us

    @property
    def end_us(self) -> int:
        """When the last of them began."""
        return self.marks[-1].time_us

    @property
    def kind(self) -> MarkKind:
        """The worst kind among them."""
        return min(mark.kind for mark in self.marks)

    @property
    def count(self) -> int:
        """How many beginnings they are."""
        return sum(mark.count for mark in self.marks)


def gathered(marks: Sequence[Mark], start_us: int, end_us: int, reach_us: int) -> list[Gathered]:
    """Return the marks of a window, those within ``reach_us`` of the first of a heap as one; ``marks`` ascend."""
    heaps: list[list[Mark]] = []
    for mark in marks:
        if not start_us <= mark.time_us <= end_us:
            continue
        if heaps and mark.time_us < heaps[-1][0].time_us + reach_us:
            heaps[-1].append(mark)
        else:
            heaps.append([mark])
    return [Gathered(tuple(heap)) for heap in heaps]
