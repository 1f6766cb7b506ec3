from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hmi.ui.diagnostics.growth import GROWTH_WINDOW_US, Growth
from tests.ui.diagnostics.samples import MINUTE, NOW, SECOND


def grown(*notes: tuple[int, int]) -> int:
    growth = Growth()
    for time_us, count in notes:
        growth.note(time_us, count)
    return growth.lately


def test_what_was_counted_before_is_no_growth() -> None:
    assert Growth().lately == 0
    assert grown((NOW, 12)) == 0
    assert grown((NOW, 12), (NOW + SECOND, 15)) == 3


def test_growth_is_past_after_ten_minutes() -> None:
    notes = [(NOW, 0), (NOW + SECOND, 3), (NOW + 5 * MINUTE, 4)]
    assert grown(*notes, (NOW + 10 * MINUTE, 4)) == 4
    assert grown(*notes, (NOW + 11 * MINUTE, 4)) == 1
    assert grown(*notes, (NOW + 16 * MINUTE, 4)) == 0


def test_a_counter_or_a_clock_that_ran_backwards_begins_anew() -> None:
    assert grown((NOW, 5), (NOW + SECOND, 9), (NOW + 2 * SECOND, 1), (NOW + 3 * SECOND, 2)) == 1
    assert grown((NOW, 5), (NOW + SECOND, 9), (NOW - MINUTE, 9)) == 0


def test_a_clock_that_is_a_moment_behind_loses_nothing() -> None:
    assert grown((NOW, 5), (NOW + SECOND, 9), (NOW, 9), (NOW, 10)) == 5


def test_growth_is_kept_in_a_bounded_number_of_steps() -> None:
    growth = Growth()
    for step in range(20_000):
        growth.note(NOW + step * SECOND // 10, step)
    assert len(growth._kept) <= 61
    assert 5_900 <= growth.lately <= 6_000


@given(st.lists(st.tuples(st.integers(0, 120), st.integers(0, 50)), max_size=80))
def test_growth_is_what_was_added_within_the_window(steps: list[tuple[int, int]]) -> None:
    growth, time_us, count = Growth(), NOW, 0
    growth.note(time_us, count)
    added = []
    for pause, more in steps:
        time_us, count = time_us + pause * SECOND, count + more
        growth.note(time_us, count)
        added.append((time_us, more))
    window, step = GROWTH_WINDOW_US, 10 * SECOND
    surely = sum(more for when, more in added if time_us - when < window - step)
    perhaps = sum(more for when, more in added if time_us - when < window)
    assert surely <= growth.lately <= perhaps
