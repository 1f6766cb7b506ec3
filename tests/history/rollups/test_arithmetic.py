"""Rollups equal what plain arithmetic over the observations gives, however these were split on the way."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.history.rollups.arithmetic import (
    HOUR_US,
    TEN_MINUTES_US,
    Rollups,
    coarser,
    merge,
    roll_up,
    rollups_of,
)
from tests.history.rollups.plain import plain_rollup

_GOOD, _UNAVAILABLE, _UNCERTAIN = 0, 1, 2
_MINUTE_US = 60_000_000


class Seen(NamedTuple):
    """One observation of a signal."""

    signal: int
    ts: int
    v: float | None
    q: int


def rolled(seen: Sequence[Seen], width_us: int) -> Rollups:
    signal, ts, v, q = zip(*seen, strict=True) if seen else ((), (), (), ())
    return roll_up(
        np.array(signal, np.int64),
        np.array(ts, np.int64),
        np.array(v, np.float64),
        np.array(q, np.int16),
        width_us,
    )


def as_rows(rollups: Rollups) -> list[tuple[Any, ...]]:
    """Return rows as the store has them."""
    return [
        tuple(None if isinstance(value, float) and math.isnan(value) else value for value in row)
        for row in zip(*(column.tolist() for column in rollups), strict=True)
    ]


def expected(seen: Sequence[Seen], width_us: int) -> list[tuple[Any, ...]]:
    buckets: defaultdict[tuple[int, int], list[tuple[int, float | None, int]]] = defaultdict(list)
    for one in seen:
        buckets[one.signal, one.ts // width_us * width_us].append(one[1:])
    return [(*key, *plain_rollup(buckets[key])) for key in sorted(buckets)]


# whole numbers and whole minutes keep every sum exact, so that results can be compared as they are
_values = st.one_of(st.none(), st.integers(-1000, 1000).map(float), st.sampled_from([math.inf, -math.inf]))


@st.composite
def _observations(draw: st.DrawFn) -> list[Seen]:
    """Observations of up to three signals in key order; times may be equal."""
    seen = [
        Seen(
            draw(st.integers(1, 3)),
            draw(st.integers(-70, 130)) * _MINUTE_US,
            value,
            _UNAVAILABLE if value is None else draw(st.sampled_from([_GOOD, _UNCERTAIN])),
        )
        for value in draw(st.lists(_values, max_size=40))
    ]
    return sorted(seen, key=lambda one: one[:2])


@given(_observations(), st.sampled_from([TEN_MINUTES_US, HOUR_US]))
def test_rollups_equal_plain_arithmetic(seen: list[Seen], width_us: int) -> None:
    assert as_rows(rolled(seen, width_us)) == expected(seen, width_us)


@given(_observations())
def test_an_hour_is_the_same_out_of_ten_minutes_as_out_of_observations(seen: list[Seen]) -> None:
    assert as_rows(coarser(rolled(seen, TEN_MINUTES_US), HOUR_US)) == expected(seen, HOUR_US)


@given(_observations(), st.lists(st.integers(-70, 131), max_size=4), st.booleans())
def test_it_does_not_matter_where_observations_are_split_nor_in_which_order_parts_are_merged(
    seen: list[Seen], cuts: list[int], from_the_end: bool
) -> None:
    edges = [-(2**40), *sorted(cut * _MINUTE_US for cut in cuts), 2**40]
    parts = [
        rolled([one for one in seen if since <= one.ts < until], TEN_MINUTES_US) for since, until in pairwise(edges)
    ]
    if from_the_end:
        together = parts[-1]
        for part in reversed(parts[:-1]):
            together = merge(part, together)
    else:
        together = parts[0]
        for part in parts[1:]:
            together = merge(together, part)
    assert as_rows(together) == expected(seen, TEN_MINUTES_US)


@given(_observations(), st.integers(0, 40))
def test_equal_times_may_be_split_as_well(seen: list[Seen], cut: int) -> None:
    of_one = [one._replace(signal=1) for one in sorted(seen, key=lambda one: one.ts)]
    together = merge(rolled(of_one[:cut], HOUR_US), rolled(of_one[cut:], HOUR_US))
    assert as_rows(together) == expected(of_one, HOUR_US)


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=30))
def test_whatever_the_values_sums_are_never_null(values: list[float]) -> None:
    seen = [Seen(1, index * 10**12, value, _GOOD) for index, value in enumerate(values)]
    one = [one._replace(ts=one.ts % TEN_MINUTES_US) for one in seen]
    found = merge(
        rolled(sorted(one[:15], key=lambda o: o.ts), TEN_MINUTES_US),
        rolled([o._replace(ts=TEN_MINUTES_US - 1) for o in one[15:]], TEN_MINUTES_US),
    )
    assert not np.isnan(found.vsum).any()
    assert not np.isnan(found.tw_sum).any()
    assert found.n.sum() == len(values)


def test_an_unavailable_signal_has_no_value_and_its_time_does_not_count() -> None:
    seen = [Seen(1, 0, 4.0, _GOOD), Seen(1, 10, None, _UNAVAILABLE), Seen(1, 50, 6.0, _UNCERTAIN), Seen(1, 60, 1.0, 0)]
    assert as_rows(rolled(seen, HOUR_US)) == [(1, 0, 4, 2, 1.0, 6.0, 11.0, 4.0, 1.0, 0, 60, False, 100.0, 20)]
    assert as_rows(rolled(seen[1:2], HOUR_US)) == [(1, 0, 1, 1, None, None, 0.0, None, None, 10, 10, True, 0.0, 0)]


def test_what_a_value_holds_between_two_parts_is_added_when_they_are_merged() -> None:
    known, broken, after = Seen(1, 10, 3.0, _GOOD), Seen(1, 20, None, _UNAVAILABLE), Seen(1, 30, 1.0, _GOOD)
    first, middle, last = (rolled([one], HOUR_US) for one in (known, broken, after))
    assert merge(first, last).tw_sum == pytest.approx([60.0])
    assert merge(merge(first, middle), last).tw_dur.tolist() == [10]


def test_rows_of_the_store_come_back_as_they_were() -> None:
    rows = expected([Seen(1, 5, 2.5, _GOOD), Seen(2, 7, None, _UNAVAILABLE)], HOUR_US)
    assert as_rows(rollups_of(rows)) == rows
    assert as_rows(rollups_of([])) == []
