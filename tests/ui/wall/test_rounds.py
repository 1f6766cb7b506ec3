"""When the wall asks the history again."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hmi.ui.wall.rounds import Rounds

SECOND = 1_000_000


def begun(seconds: list[int], period_s: int = 60) -> list[int]:
    rounds = Rounds(period_s * SECOND)
    return [second for second in seconds if rounds.begins(second * SECOND)]


def test_rounds_come_soon_at_first_and_then_once_a_period() -> None:
    assert begun(list(range(150))) == [0, 2, 5, 10, 20, 80, 140]


def test_no_round_comes_later_than_its_period() -> None:
    assert begun(list(range(20)), period_s=4) == [0, 2, 5, 9, 13, 17]


def test_a_clock_that_is_set_back_begins_a_round() -> None:
    assert begun([1000, 3]) == [1000, 3]


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=50))
def test_two_rounds_are_never_closer_than_two_seconds_unless_the_clock_jumps(seconds: list[int]) -> None:
    found = begun(sorted(seconds))
    assert all(later - earlier >= 2 for earlier, later in pairwise(found))
