"""Total and good from counters of several kinds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.parts import Parts, Tally, parts_of, tally_of


@pytest.mark.parametrize(
    ("sub_type", "tally"),
    [
        ("ALL", Tally.ALL),
        ("", Tally.ALL),
        ("good", Tally.GOOD),
        ("BAD", Tally.BAD),
        ("COMPLETE", Tally.COMPLETE),
        ("TARGET", None),
        ("REMAINING", None),
        ("ABORTED", None),
        ("FAILED", None),
        ("x:SCRAPPED", None),
    ],
)
def test_what_a_counter_counts_is_told_by_its_sub_type(sub_type: str, tally: Tally | None) -> None:
    assert tally_of(sub_type) is tally


@pytest.mark.parametrize(
    ("counted", "parts"),
    [
        ({Tally.ALL: 10}, Parts(10, 10, judged=False)),
        ({Tally.COMPLETE: 10}, Parts(10, 10, judged=False)),
        ({Tally.ALL: 10, Tally.COMPLETE: 7}, Parts(10, 10, judged=False)),
        ({Tally.ALL: 10, Tally.GOOD: 8}, Parts(10, 8, judged=True)),
        ({Tally.ALL: 10, Tally.BAD: 2}, Parts(10, 8, judged=True)),
        ({Tally.ALL: 10, Tally.GOOD: 7, Tally.BAD: 2}, Parts(10, 7, judged=True)),
        ({Tally.GOOD: 8}, Parts(8, 8, judged=False)),
        ({Tally.GOOD: 8, Tally.BAD: 2}, Parts(10, 8, judged=True)),
        ({Tally.COMPLETE: 10, Tally.BAD: 2}, Parts(10, 8, judged=True)),
        ({Tally.BAD: 2}, None),
        ({}, None),
    ],
)
def test_total_and_good_come_from_whatever_is_counted(counted: dict[Tally, int], parts: Parts | None) -> None:
    assert parts_of(counted) == parts


def test_what_is_neither_good_nor_bad_yet_is_not_good() -> None:
    parts = parts_of({Tally.ALL: 10, Tally.GOOD: 7, Tally.BAD: 2})
    assert parts is not None
    assert parts.bad == 3


def test_parts_that_are_rejected_later_than_made_come_right_in_the_sum() -> None:
    early, late = parts_of({Tally.ALL: 5, Tally.BAD: 0}), parts_of({Tally.ALL: 0, Tally.BAD: 2})
    assert early is not None
    assert late is not None
    assert (early.good + late.good, early.total + late.total) == (3, 5)


counters = st.sets(st.sampled_from(list(Tally)))


@given(counters, st.data())
def test_two_spans_make_what_their_sum_makes(present: set[Tally], data: st.DataObject) -> None:
    span = st.fixed_dictionaries({tally: st.integers(0, 1000) for tally in sorted(present, key=str)})
    one, two = data.draw(span), data.draw(span)
    both = parts_of({tally: one[tally] + two[tally] for tally in present})
    first, second = parts_of(one), parts_of(two)
    if both is None:
        assert first is second is None
    else:
        assert first is not None
        assert second is not None
        assert (both.total, both.good) == (first.total + second.total, first.good + second.good)
        assert both.judged == first.judged == second.judged
