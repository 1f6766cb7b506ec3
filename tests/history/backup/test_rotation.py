"""Which backups are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hmi.history.backup.rotation import outdated

_DAY = timedelta(days=1)
_FIRST = datetime(2026, 1, 5, 3, 30, tzinfo=UTC)
"""A Monday."""

times = st.lists(st.integers(0, 200 * 86_400_000_000).map(lambda us: 1_790_000_000_000_000 + us), max_size=80)


def us(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000


def moment(time_us: int) -> datetime:
    return datetime.fromtimestamp(time_us / 1_000_000, UTC)


def week(time_us: int) -> tuple[int, int]:
    year, number, _ = moment(time_us).isocalendar()
    return year, number


def test_of_a_year_of_daily_backups_a_week_and_the_four_sundays_before_are_kept() -> None:
    made = [us(_FIRST + day * _DAY) for day in range(365)]
    kept = [moment(time_us) for time_us in sorted(set(made) - outdated(made))]
    last = _FIRST + 364 * _DAY
    assert kept[-7:] == [last - day * _DAY for day in range(6, -1, -1)]
    assert len(kept) == 11
    assert {day.isoweekday() for day in kept[:4]} == {7}
    assert kept[3] - kept[0] == 21 * _DAY


def test_a_backup_that_is_made_daily_and_rotated_daily_leaves_the_same_ones() -> None:
    shelf: set[int] = set()
    for day in range(100):
        shelf.add(us(_FIRST + day * _DAY))
        shelf -= outdated(shelf)
    every = [us(_FIRST + day * _DAY) for day in range(100)]
    assert shelf == set(every) - outdated(every)


def test_of_several_of_one_day_the_newest_is_kept() -> None:
    made = [us(_FIRST + timedelta(hours=hour)) for hour in range(5)]
    assert outdated(made) == frozenset(made[:-1])


@given(times)
def test_the_newest_of_the_last_seven_days_is_always_kept(made: list[int]) -> None:
    kept = set(made) - outdated(made)
    days = sorted({moment(time_us).date() for time_us in made}, reverse=True)[:7]
    for day in days:
        assert max(time_us for time_us in made if moment(time_us).date() == day) in kept


@given(times)
def test_never_more_than_eleven_are_kept_and_never_none(made: list[int]) -> None:
    kept = set(made) - outdated(made)
    assert len(kept) <= 11
    assert bool(kept) == bool(made)
    assert outdated(made) <= set(made)


@given(times)
def test_the_newest_of_each_of_the_last_four_weeks_is_always_kept(made: list[int]) -> None:
    kept = set(made) - outdated(made)
    for number in sorted({week(time_us) for time_us in made}, reverse=True)[:4]:
        assert max(time_us for time_us in made if week(time_us) == number) in kept


@given(times)
def test_to_rotate_again_changes_nothing(made: list[int]) -> None:
    kept = set(made) - outdated(made)
    assert outdated(kept) == frozenset()
