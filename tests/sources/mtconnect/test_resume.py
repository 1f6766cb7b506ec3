from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.observation import Cursor
from hmi.domain.records import GapReason
from hmi.sources.mtconnect.document import Header
from hmi.sources.mtconnect.resume import Plan, head_of, instance_of, plan, wider

SECOND_RUN = 7 + (1 << 48)


def header(first: int | None, next_: int | None, instance: int | None = 7) -> Header:
    return Header(instance, first_sequence=first, next_sequence=next_)


def cursor(next_sequence: int, instance: int = 7) -> Cursor:
    return Cursor("agent", instance, next_sequence)


@pytest.mark.parametrize(
    ("known", "present", "margin", "expected"),
    [
        # first contact: everything that the agent still holds
        (None, header(1, 50), 0, Plan(1, 7, snapshot=True)),
        (None, header(30, 50), 16, Plan(46, 7, snapshot=True)),
        (None, header(30, 50), 64, Plan(50, 7, snapshot=True)),
        (None, header(None, 50), 0, Plan(50, 7, snapshot=True)),
        # it still holds what comes next
        (cursor(30), header(1, 50), 0, Plan(30, 7)),
        (cursor(30), header(30, 50), 0, Plan(30, 7)),
        (cursor(50), header(1, 50), 0, Plan(50, 7)),
        # it has overwritten some
        (cursor(29), header(30, 50), 0, Plan(30, 7, True, GapReason.OVERRUN, 1)),
        (cursor(10), header(30, 50), 0, Plan(30, 7, True, GapReason.OVERRUN, 20)),
        (cursor(30), header(30, 50), 4, Plan(34, 7, True, GapReason.OVERRUN, 4)),
        # it has restarted
        (cursor(30, 6), header(1, 50), 0, Plan(1, 7, True, GapReason.RESTART)),
        (cursor(30), header(1, 29), 0, Plan(1, SECOND_RUN, True, GapReason.RESTART)),
        (cursor(20, SECOND_RUN), header(1, 29), 0, Plan(20, SECOND_RUN)),
        (cursor(20, SECOND_RUN), header(25, 29), 0, Plan(25, SECOND_RUN, True, GapReason.OVERRUN, 5)),
        (cursor(20, SECOND_RUN), header(1, 29, 8), 0, Plan(1, SECOND_RUN + 1, True, GapReason.RESTART)),
        (cursor(20, SECOND_RUN), header(1, 29, 1 << 49), 0, Plan(1, 1 << 49, True, GapReason.RESTART)),
    ],
)
def test_the_plan_follows_from_cursor_and_header(
    known: Cursor | None, present: Header, margin: int, expected: Plan
) -> None:
    assert plan(known, present, margin) == expected


def test_a_run_never_leaves_the_numbers_that_can_be_stored() -> None:
    last = cursor(30, (1 << 63) - 1 - ((1 << 63) - 1 - 7) % (1 << 48))
    assert plan(last, header(1, 5)).run == 7


@given(st.lists(st.integers(0, 1 << 50), min_size=2, max_size=20))
def test_a_run_has_a_number_above_all_before_although_the_agent_takes_up_an_old_id(instances: list[int]) -> None:
    runs = [instances[0]]
    for instance in instances[1:]:
        known, present = cursor(30, runs[-1]), header(1, 5, instance)
        runs.append(plan(known, present).run)
        assert plan(cursor(3, runs[-1]), present) == Plan(3, runs[-1])
    assert runs == sorted(set(runs))


@given(
    st.one_of(st.none(), st.builds(cursor, st.integers(0, 200))),
    st.integers(0, 100),
    st.integers(0, 100),
    st.integers(0, 50),
)
def test_what_is_lost_and_what_is_read_make_up_everything(
    known: Cursor | None, first: int, length: int, margin: int
) -> None:
    head = first + length
    made = plan(known, header(first, head), margin)
    assert made.start <= head
    if known is None or made.gap is GapReason.RESTART:
        assert made.lost is None
        assert made.snapshot
    elif made.gap is GapReason.OVERRUN:
        assert made.lost == made.start - known.next_sequence > 0
        assert made.snapshot
    else:
        assert made == Plan(known.next_sequence, 7)


def test_the_margin_grows_with_the_speed_of_the_agent() -> None:
    assert wider(0, 0) == 16
    assert wider(16, 0) == 32
    assert wider(16, 1000) == 4000


def test_a_header_without_numbers_has_an_instance_and_no_head() -> None:
    assert instance_of(Header()) == 0
    assert head_of(Header()) is None
    assert head_of(Header(next_sequence=5)) == 5
    assert head_of(Header(last_sequence=9, next_sequence=5)) == 10
