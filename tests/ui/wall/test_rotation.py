"""When the wall board turns its pages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hmi.ui.wall.rotation import PAUSE_US, PERIOD_US, Rotation

_SECOND = 1_000_000


def _turning(pages: int = 3) -> Rotation:
    made = Rotation()
    made.resize(pages)
    made.tick(0)
    return made


def test_pages_turn_every_twenty_seconds_round_and_round() -> None:
    rotation = _turning()
    seen = [rotation.page for second in range(1, 81) if rotation.tick(second * _SECOND)]
    assert seen == [1, 2, 0, 1]


def test_the_time_left_is_told() -> None:
    rotation = _turning()
    assert rotation.left_us(8 * _SECOND) == 12 * _SECOND
    assert rotation.left_us(99 * _SECOND) == 0
    rotation.resize(1)
    assert rotation.left_us(8 * _SECOND) is None


def test_a_touch_keeps_the_page_for_a_minute() -> None:
    rotation = _turning()
    rotation.touch(5 * _SECOND)
    assert not any(rotation.tick(second * _SECOND) for second in range(5, 65))
    assert rotation.tick(65 * _SECOND)


def test_stepping_goes_both_ways_and_keeps_the_page() -> None:
    rotation = _turning()
    rotation.step(-1, 0)
    assert rotation.page == 2
    rotation.step(1, 0)
    assert rotation.page == 0
    assert rotation.left_us(0) == PAUSE_US


def test_a_stopped_board_stays_until_it_is_let_go_on() -> None:
    rotation = _turning()
    rotation.toggle(0)
    assert rotation.left_us(0) is None
    assert not rotation.tick(10**12)
    rotation.toggle(10**12)
    assert rotation.left_us(10**12) == PAUSE_US


def test_something_new_brings_the_first_page_back() -> None:
    rotation = _turning()
    rotation.tick(20 * _SECOND)
    rotation.start_over(39 * _SECOND)
    assert rotation.page == 0
    assert rotation.left_us(39 * _SECOND) == PERIOD_US
    Rotation().start_over(0)  # before the first tick there is nothing to put off


def test_a_clock_set_back_starts_a_new_period() -> None:
    rotation = _turning()
    rotation.tick(10_000 * _SECOND)
    rotation.tick(0)
    assert rotation.left_us(0) == PERIOD_US


@given(st.lists(st.tuples(st.sampled_from(["tick", "step", "touch", "resize", "toggle"]), st.integers(0, 200))))
def test_the_page_is_always_one_that_exists(moves: list[tuple[str, int]]) -> None:
    rotation = Rotation()
    now = 0
    for move, number in moves:
        now += number * _SECOND
        match move:
            case "tick":
                rotation.tick(now)
            case "step":
                rotation.step(number - 100, now)
            case "touch":
                rotation.touch(now)
            case "resize":
                rotation.resize(number % 7)
            case _:
                rotation.toggle(now)
        assert 0 <= rotation.page < rotation.pages
