"""Where a history is going: growth, balance, and the day on which the disk is full."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.stock import NO_COPIES, Copies, Part, Stock, Tier, TierStock, forecast

GB = 10**9


def stock(*parts: Part, size: int | None = None, spare: int = 0, free: int | None = 100 * GB, days: float = 7) -> Stock:
    whole = round(sum(part.size for part in parts)) if size is None else size
    return Stock((TierStock(Tier.SAMPLES, parts, 0),), whole, spare, free, 500 * GB, days, 1.0, 0)


def test_a_part_grows_until_its_oldest_day_is_as_old_as_it_may_become() -> None:
    part = Part(size=10, per_day=1, held_days=10, days=30)
    assert [part.at(day) for day in (0, 5, 20, 35, 50, 1000)] == [10, 15, 30, 30, 30, 30]
    assert part.turns == (20, 50)


def test_a_part_that_was_written_at_another_rate_comes_to_the_present_one_day_by_day() -> None:
    slower = Part(size=300, per_day=1, held_days=30, days=30)
    assert [slower.at(day) for day in (0, 10, 15, 30, 60)] == [300, 210, 165, 30, 30]
    faster = Part(size=10, per_day=10, held_days=10, days=20)
    assert [faster.at(day) for day in (0, 10, 20, 30, 99)] == [10, 110, 155, 200, 200]


def test_a_history_levels_off_once_as_much_goes_as_comes() -> None:
    told = forecast(stock(Part(1 * GB, GB / 10, 10, 30), Part(GB / 2, GB / 20, 10, 100), size=2 * GB))
    assert told is not None
    assert told.levels_at == pytest.approx(0.5 * GB + 3 * GB + 5 * GB)
    assert told.levels_in_days == pytest.approx(90, abs=2)
    assert told.full_in_days is None


def test_a_disk_is_full_before_a_history_levels_off_that_is_too_large_for_it() -> None:
    told = forecast(stock(Part(1 * GB, GB, 1, 100), free=20 * GB))
    assert told is not None
    assert told.full_in_days == pytest.approx(20)
    assert told.levels_at == pytest.approx(100 * GB)


def test_empty_room_inside_the_file_is_filled_before_the_disk_is() -> None:
    told = forecast(stock(Part(1 * GB, GB, 1, 100), size=11 * GB, spare=10 * GB, free=20 * GB))
    assert told is not None
    assert told.full_in_days == pytest.approx(30)


def test_backups_on_the_same_disk_grow_with_the_history() -> None:
    steady = Part(30 * GB, GB, 30, 30)
    without = forecast(stock(steady, free=100 * GB), NO_COPIES)
    few = forecast(stock(steady, free=100 * GB), Copies(kept=3, size=30 * GB))
    many = forecast(stock(steady, free=100 * GB), Copies(kept=11, size=30 * GB))
    assert without is not None
    assert few is not None
    assert many is not None
    assert without.full_in_days is None
    assert (few.full_in_days, few.copies_at) == (None, 90 * GB)
    assert many.full_in_days == pytest.approx(35 / 3)


def test_a_disk_that_nobody_sees_is_never_said_to_be_full() -> None:
    told = forecast(stock(Part(GB, GB, 1, 10_000), free=None))
    assert told is not None
    assert told.full_in_days is None


def test_a_full_disk_is_full_now() -> None:
    told = forecast(stock(Part(GB, GB, 1, 30), free=0))
    assert told is not None
    assert told.full_in_days == 0


def test_what_was_measured_for_less_than_an_hour_is_no_forecast() -> None:
    assert forecast(stock(Part(GB, GB, 0.01, 30), days=0.03)) is None
    assert forecast(stock(Part(GB, GB, 0.01, 30), days=0.05)) is not None


def test_an_empty_history_stays_empty() -> None:
    told = forecast(stock(size=8192))
    assert told is not None
    assert (told.levels_at, told.full_in_days) == (8192, None)


PARTS = st.lists(
    st.builds(Part, st.floats(0, 1e12), st.floats(0, 1e10), st.floats(0, 400), st.integers(1, 400)), max_size=5
)


@given(PARTS, st.integers(0, 10**13), st.integers(0, 11), st.integers(0, 10**12))
def test_the_disk_is_full_on_the_first_day_on_which_it_does_not_hold_the_history(
    parts: list[Part], free: int, kept: int, copied: int
) -> None:
    told = forecast(stock(*parts, free=free), Copies(kept, copied))
    assert told is not None
    total = sum(part.size for part in parts)

    def grown(day: float) -> float:
        now = sum(part.at(day) for part in parts)
        return max(now, total) - total + max(kept * now - copied, 0) * min(day / 35, 1)

    assert told.levels_at == pytest.approx(sum(part.per_day * part.days for part in parts), rel=1e-6, abs=1)
    day = told.full_in_days
    if kept:  # between two turns the copies grow faster than a line, so only the ends are exact
        assert day is not None or grown(2_000) <= free * (1 + 1e-9) + 2
    elif day is None:
        assert max(grown(turn) for turn in (0.0, *(turn for part in parts for turn in part.turns))) <= free + 2
    else:
        assert grown(day) == pytest.approx(free, rel=1e-3, abs=1e4) or day == 0
