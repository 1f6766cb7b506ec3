from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.ui.trends.value_ticks import value_ticks


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0, 105, 4, [0, 40, 80, 120]),
        (0, 780, 3, [0, 400, 800]),
        (56.4, 76.1, 4, [50, 60, 70, 80]),
        (0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (-5, 5, 2, [-5, 0, 5]),
        (0, 106, 2, [0, 60, 120]),
    ],
)
def test_values_are_marked_in_round_steps(low: float, high: float, most: int, expected: list[float]) -> None:
    assert value_ticks(low, high, most).values == expected


def test_a_value_that_never_changes_has_an_axis_around_it() -> None:
    ticks = value_ticks(42, 42, 4)
    assert ticks.low < 42 < ticks.high


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.integers(1, 12))
def test_marks_enclose_the_range_and_can_be_told_apart(one: float, other: float, most: int) -> None:
    low, high = min(one, other), max(one, other)
    ticks = value_ticks(low, high, most)
    slack = 2e-6 * max(abs(low), abs(high), 1e-6)
    assert ticks.low <= low + slack
    assert ticks.high >= high - slack
    assert 3 <= len(ticks.values) <= max(most, 2) + 1
    steps = [after - before for before, after in pairwise(ticks.values)]
    assert all(math.isclose(step, steps[0], rel_tol=1e-3) for step in steps)
    if ticks.digits < 12:
        labels = [f"{value:.{ticks.digits}f}" for value in ticks.values]
        assert len(set(labels)) == len(labels)
