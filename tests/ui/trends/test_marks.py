from __future__ import annotations

from hmi.domain.observation import Condition, ConditionLevel
from hmi.domain.records import StoredCondition
from hmi.ui.trends.marks import Gathered, Mark, MarkKind, condition_marks, gathered

FAULT, WARNING = ConditionLevel.FAULT, ConditionLevel.WARNING
SECOND = 1_000_000


def report(second: int, level: ConditionLevel, code: str = "3006", signal: str = "system") -> StoredCondition:
    return StoredCondition(signal, second * SECOND, Condition(level, "SYSTEM", code, "Chip conveyor"), 1, second)


def began(*reports: StoredCondition, bucket_us: int = 1) -> list[tuple[int, MarkKind, int]]:
    marks = condition_marks("Torno 03", reports, bucket_us)
    return [(mark.time_us // SECOND, mark.kind, mark.count) for mark in marks]


def test_a_mark_stands_where_a_warning_or_a_fault_begins() -> None:
    marks = condition_marks("Torno 03", [report(5, FAULT), report(9, ConditionLevel.NORMAL)], 1)
    assert marks == (Mark(5 * SECOND, "Torno 03", MarkKind.FAULT, "3006", "Chip conveyor"),)
    assert began(report(1, WARNING), report(2, ConditionLevel.NORMAL), report(3, WARNING)) == [
        (1, MarkKind.WARNING, 1),
        (3, MarkKind.WARNING, 1),
    ]


def test_a_condition_that_is_only_reported_again_is_no_beginning() -> None:
    assert began(report(1, FAULT), report(2, FAULT)) == [(1, MarkKind.FAULT, 1)]
    lost = report(2, ConditionLevel.UNAVAILABLE, "")
    assert began(report(1, FAULT), lost, report(3, FAULT)) == [(1, MarkKind.FAULT, 1)]
    assert began(report(1, FAULT), lost, report(3, FAULT, "4000"))[1:] == [(3, MarkKind.FAULT, 1)]


def test_what_was_cleared_after_an_outage_begins_anew() -> None:
    lost, cleared = report(2, ConditionLevel.UNAVAILABLE, ""), report(3, ConditionLevel.NORMAL, "")
    assert [at for at, *_ in began(report(1, FAULT), lost, cleared, report(4, FAULT))] == [1, 4]


def test_a_warning_that_becomes_a_fault_begins_as_a_fault_but_not_the_other_way_round() -> None:
    assert began(report(1, WARNING), report(2, FAULT), report(3, WARNING)) == [
        (1, MarkKind.WARNING, 1),
        (2, MarkKind.FAULT, 1),
    ]


def test_beginnings_in_one_pixel_are_one_mark_that_says_how_many_and_tells_of_the_worst() -> None:
    reports = [report(1, WARNING, "1"), report(2, FAULT, "2"), report(3, WARNING, "3"), report(30, WARNING, "4")]
    marks = condition_marks("Torno 03", reports, 10 * SECOND)
    assert [(mark.time_us, mark.code, mark.count) for mark in marks] == [(SECOND, "2", 3), (30 * SECOND, "4", 1)]


def test_signals_do_not_clear_each_other() -> None:
    reports = [report(1, FAULT), report(2, ConditionLevel.NORMAL, "", "coolant"), report(3, FAULT)]
    assert began(*reports) == [(1, MarkKind.FAULT, 1)]


def test_marks_too_close_for_a_symbol_of_their_own_are_gathered_and_those_outside_are_left_out() -> None:
    marks = [Mark(at, "m", MarkKind.WARNING if at != 12 else MarkKind.FAULT, count=2) for at in (1, 10, 12, 19, 20, 99)]
    found = gathered(marks, 5, 50, 10)
    assert [(heap.start_us, heap.end_us, heap.count, heap.kind) for heap in found] == [
        (10, 19, 6, MarkKind.FAULT),
        (20, 20, 2, MarkKind.WARNING),
    ]
    assert isinstance(found[0], Gathered)
