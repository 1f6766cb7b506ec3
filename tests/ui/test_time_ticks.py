from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from hmi.ui.time_ticks import time_ticks

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
