from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.link import SKEW_LIMIT_US
from hmi.ui.diagnostics.skew import SKEW_SCALE_US, skew_matters, skew_position

skews = st.integers(-(10**13), 10**13)


def test_a_skew_matters_beyond_two_seconds_either_way() -> None:
    assert [skew_matters(skew) for skew in (None, 0, 2_000_000, -2_000_000)] == [False] * 4
    assert skew_matters(2_000_001)
    assert skew_matters(-2_000_001)


@given(skews)
def test_a_skew_stands_on_its_scale_and_its_mirror_on_the_other_side(skew: int) -> None:
    assert 0 <= skew_position(skew) <= 1
    assert abs(skew_position(skew) + skew_position(-skew) - 1) < 1e-9


@given(skews, skews)
def test_a_faster_clock_never_stands_further_to_the_slow_side(one: int, other: int) -> None:
    slower, faster = sorted((one, other))
    assert skew_position(slower) <= skew_position(faster)


def test_the_scale_holds_the_band_with_room_on_both_sides() -> None:
    assert skew_position(0) == 0.5
    assert 0 < skew_position(-SKEW_LIMIT_US) < 0.5 < skew_position(SKEW_LIMIT_US) < 1
    assert skew_position(SKEW_SCALE_US * 100) == 1
