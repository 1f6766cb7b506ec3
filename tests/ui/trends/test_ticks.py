from __future__ import annotations

import math
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.ui.trends.ticks import midnight, time_ticks, value_ticks

SECOND, HOUR, DAY = 1_000_000, 3_600_000_000, 86_400_000_000
ZONES = ("America/Sao_Paulo", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC")


def local(zone: str, *when: int) -> int:
    return int(datetime(*when, tzinfo=ZoneInfo(zone)).timestamp()) * SECOND  # type: ignore[arg-type,misc]


@given(st.integers(946_684_800, 2_000_000_000), st.integers(5, 40 * 86_400), st.sampled_from(ZONES), st.integers(2, 14))
def test_marks_are_inside_ascending_few_and_round_on_the_plants_clock(
    start: int, length: int, name: str, most: int
) -> None:
    zone = ZoneInfo(name)
    ticks = time_ticks(start * SECOND, (start + length) * SECOND, zone, most)
    assert len(ticks.times_us) <= most + 2
    for before, after in pairwise(ticks.times_us):
        assert before < after
    for time in ticks.times_us:
        assert start * SECOND <= time <= (start + length) * SECOND
        clock = datetime.fromtimestamp(time / SECOND, zone)
        since_midnight = (clock.hour * 3600 + clock.minute * 60 + clock.second) * SECOND
        assert since_midnight % min(ticks.step_us, DAY) == 0 or ticks.step_us >= DAY


def test_marks_stay_on_the_hour_when_the_clocks_change() -> None:
    zone = "Europe/Berlin"
    start, end = local(zone, 2026, 10, 25, 0), local(zone, 2026, 10, 26, 0)
    ticks = time_ticks(start, end, ZoneInfo(zone), 9)
    assert [datetime.fromtimestamp(t / SECOND, ZoneInfo(zone)).hour for t in ticks.times_us] == [
        0, 3, 6, 9, 12, 15, 18, 21, 0,
    ]  # fmt: skip
    assert (end - start) // HOUR == 25


def test_a_day_begins_at_the_first_moment_that_exists() -> None:
    zone = ZoneInfo("America/Sao_Paulo")
    skipped = midnight(date(2018, 11, 4), zone)  # the clock went from 24:00 to 01:00
    assert datetime.fromtimestamp(skipped / SECOND, zone).hour in (1, 23)
    assert midnight(date(2026, 11, 19), zone) == local("America/Sao_Paulo", 2026, 11, 19)


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
