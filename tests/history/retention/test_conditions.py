"""Making room among condition reports without forgetting what stands."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from hmi.domain.condition import NONE, Active, applied
from hmi.domain.observation import Condition, ConditionLevel
from hmi.history.retention.chore import RetentionChore
from hmi.history.retention.limits import DAY_US, HOUR_US
from hmi.history.rows import condition_of
from hmi.history.schema import condition_event, latest
from tests.history.retention.stocked import NOW, RETENTION, SYSTEM, Stocked

LIMIT = NOW - 7 * DAY_US - NOW % HOUR_US
OLD = LIMIT - 100 * DAY_US

FAULT, WARNING, NORMAL, UNAVAILABLE = (
    ConditionLevel.FAULT,
    ConditionLevel.WARNING,
    ConditionLevel.NORMAL,
    ConditionLevel.UNAVAILABLE,
)


def report(store: Stocked, time_us: int, level: ConditionLevel, code: str = "", text: str = "") -> None:
    """Store a report."""
    store.put(condition_event, SYSTEM, [time_us], level=level.value, code=code, text=text)


def standing(store: Stocked) -> Active:
    """Return what stands at the limit by the reports that are stored."""
    query = select(condition_event).where(condition_event.c.ts < LIMIT).order_by(condition_event.c.ts)
    active: Active = NONE
    with store.connection.begin():
        for row in store.connection.execute(query):
            active = applied(active, condition_of(row) or Condition(UNAVAILABLE, ""), row.ts)
    return active


def test_a_fault_that_stands_keeps_its_beginning_and_its_last_change(store: Stocked) -> None:
    for number, text in enumerate(("low", "low", "lower", "lowest", "lowest")):
        report(store, OLD + number, FAULT, "E1", text)
    report(store, OLD + 10, FAULT, "E2")
    store.make_room(RetentionChore(RETENTION))
    assert store.times(condition_event, SYSTEM) == [OLD, OLD + 3, OLD + 10]


def test_a_fault_that_was_cleared_goes_with_its_clearing_unless_that_is_the_last_word(store: Stocked) -> None:
    report(store, OLD, FAULT, "E1")
    report(store, OLD + 1, WARNING, "W1")
    report(store, OLD + 2, NORMAL, "E1")
    report(store, OLD + 3, FAULT, "E2")
    report(store, OLD + 4, NORMAL, "E2")
    store.make_room(RetentionChore(RETENTION))
    assert store.times(condition_event, SYSTEM) == [OLD + 1, OLD + 4]


def test_a_fault_that_became_a_warning_keeps_the_report_that_made_it_one(store: Stocked) -> None:
    report(store, OLD, FAULT, "E1")
    report(store, OLD + 1, WARNING, "E1")
    report(store, OLD + 2, WARNING, "E2")
    store.make_room(RetentionChore(RETENTION))
    assert store.times(condition_event, SYSTEM) == [OLD + 1, OLD + 2]


def test_what_latest_names_stays(store: Stocked) -> None:
    for number in range(4):
        report(store, OLD + number, NORMAL)
    row = {"signal_id": SYSTEM, "ts": OLD + 1, "instance_id": 1, "seq": 0, "q": 0}
    with store.connection.begin():
        store.connection.execute(insert(latest).values(row))
    store.make_room(RetentionChore(RETENTION))
    assert store.times(condition_event, SYSTEM) == [OLD + 1, OLD + 3]


def test_reports_after_the_limit_stay_whatever_they_say(store: Stocked) -> None:
    for number in range(4):
        report(store, LIMIT + number, NORMAL)
    store.make_room(RetentionChore(RETENTION))
    assert store.times(condition_event, SYSTEM) == [LIMIT + number for number in range(4)]


def test_thousands_of_reports_go_in_slices(store: Stocked) -> None:
    store.put(condition_event, SYSTEM, [OLD], level="fault", code="E0")
    store.put(condition_event, SYSTEM, range(OLD + 1, OLD + 3_501), level="fault", code="E1")
    store.put(condition_event, SYSTEM, [OLD + 3_501], level="normal", code="E1")
    slices = store.make_room(RetentionChore(RETENTION, budget_s=1e9))
    assert slices >= 5
    assert store.times(condition_event, SYSTEM) == [OLD, OLD + 3_501]


def test_more_standing_conditions_than_a_slice_holds_stay_and_do_not_keep_it_busy(store: Stocked) -> None:
    event = {"signal_id": SYSTEM, "instance_id": 1, "seq": 1, "q": 0, "level": "fault", "type": "SYSTEM", "text": ""}
    event |= {"qualifier": "", "condition_id": ""}
    with store.connection.begin():
        reports = [event | {"ts": OLD + number, "code": f"E{number}"} for number in range(1_100)]
        store.connection.execute(insert(condition_event), reports)
    store.make_room(RetentionChore(RETENTION))
    assert len(store.times(condition_event, SYSTEM)) == 1_100


REPORTS = st.lists(
    st.tuples(st.sampled_from(list(ConditionLevel)), st.sampled_from(["", "E1", "E2", "E3"])), max_size=25
)


@settings(deadline=None, max_examples=100)
@given(REPORTS, st.integers(0, 25))
def test_what_stands_at_the_limit_is_the_same_before_and_after(
    one_store: Stocked, reports: list[tuple[ConditionLevel, str]], early: int
) -> None:
    store = one_store
    store.empty()
    first = LIMIT - early
    for number, (level, code) in enumerate(reports):
        report(store, first + number, level, code)
    young = [first + number for number in range(len(reports)) if first + number >= LIMIT]
    before = standing(store)
    store.make_room(RetentionChore(RETENTION))
    assert standing(store) == before
    left = store.times(condition_event, SYSTEM)
    assert [time for time in left if time >= LIMIT] == young
    assert len(left) - len(young) <= 2 * len(before) + 1
    again: Any = left
    store.make_room(RetentionChore(RETENTION))
    assert store.times(condition_event, SYSTEM) == again
