"""What a part counter's readings add up to."""

from __future__ import annotations

from itertools import accumulate, pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hmi.domain.counter import (
    NOTHING,
    RETURNS_WITHIN_US,
    Counter,
    Delta,
    Event,
    Pace,
    Reading,
    read,
    read_all,
    whole,
)
from hmi.domain.observation import Value

SECOND = 1_000_000
MINUTE = 60 * SECOND
PACE = Pace(least_cycle_us=10 * SECOND)
ROLLING = Pace(least_cycle_us=10 * SECOND, modulus=10_000)


def every(span_us: int, *values: int | None) -> list[Reading]:
    """Return readings at even distances."""
    return [Reading(value, span_us * n) for n, value in enumerate(values)]


def deltas(readings: list[Reading], pace: Pace = PACE) -> list[Delta]:
    return read_all(None, readings, pace)[1]


def made(readings: list[Reading], pace: Pace = PACE) -> int:
    return sum(delta.parts for delta in deltas(readings, pace))


def events(readings: list[Reading], pace: Pace = PACE) -> list[Event]:
    return [delta.event for delta in deltas(readings, pace) if delta.event is not None]


# -- growth ------------------------------------------------------------------------------------------------------------


def test_the_first_value_is_a_baseline() -> None:
    assert deltas(every(MINUTE, 1234)) == [Delta(event=Event.BASELINE)]


def test_parts_are_what_the_counter_grew() -> None:
    assert [delta.parts for delta in deltas(every(MINUTE, 5, 6, 6, 9))] == [0, 1, 0, 3]


def test_unavailable_is_ignored_and_what_was_made_meanwhile_is_counted_when_it_comes_back() -> None:
    assert [delta.parts for delta in deltas(every(MINUTE, 5, None, None, 8))] == [0, 0, 0, 3]


def test_unavailable_before_the_first_value_leaves_nothing_known() -> None:
    assert read(None, Reading(None, 0), PACE) == (None, NOTHING)


def test_one_part_more_than_the_time_allows_was_nearly_done_before() -> None:
    assert made([Reading(0, 0), Reading(3, 20 * SECOND)]) == 3
    assert made([Reading(0, 0), Reading(3, 20 * SECOND - 1)]) == 0


def test_a_pallet_of_parts_at_the_end_of_a_long_cycle_is_no_jump() -> None:
    readings = [*every(SECOND, *[8] * 100), Reading(16, 100 * SECOND)]
    assert made(readings) == 8


def test_a_clock_that_runs_backwards_leaves_time_for_one_part() -> None:
    assert made([Reading(5, MINUTE), Reading(6, 0)]) == 1
    assert events([Reading(5, MINUTE), Reading(8, 0)]) == [Event.BASELINE, Event.SUSPECT]


# -- restarts ----------------------------------------------------------------------------------------------------------


def test_another_run_of_the_agent_is_another_baseline_and_growth_over_it_is_told_apart() -> None:
    (_, after) = deltas([Reading(5, 0, instance=1), Reading(8, MINUTE, instance=2)])
    assert after == Delta(parts=0, event=Event.BASELINE, missed=3)


@pytest.mark.parametrize("value", [5, 4, 0, 5000])
def test_a_restart_estimates_nothing_where_the_counter_did_not_grow_as_it_could(value: int) -> None:
    (_, after) = deltas([Reading(5, 0, instance=1), Reading(value, MINUTE, instance=2)])
    assert after == Delta(event=Event.BASELINE)


# -- jumps -------------------------------------------------------------------------------------------------------------


def test_a_jump_that_goes_away_again_counts_nothing() -> None:
    """mtconnect/adapter issue 24: 2000, 599999 for half an hour, 2000."""
    readings = [Reading(2000, 0), Reading(599_999, MINUTE), Reading(2000, 31 * MINUTE)]
    assert deltas(readings) == [Delta(event=Event.BASELINE), Delta(event=Event.SUSPECT), NOTHING]


def test_a_jump_that_goes_away_counts_nothing_however_often_it_was_read() -> None:
    readings = [Reading(20, 0), *(Reading(599_999, MINUTE * n) for n in range(1, 30)), Reading(20, 30 * MINUTE)]
    assert made(readings) == 0
    assert events(readings) == [Event.BASELINE, Event.SUSPECT, Event.REBASED, Event.RETURNED]


def test_what_was_made_while_the_counter_had_jumped_is_counted_once() -> None:
    high = [Reading(599_999 + n, MINUTE * (n + 1)) for n in range(10)]
    assert made([Reading(20, 0), *high]) == 9
    assert made([Reading(20, 0), *high, Reading(32, 12 * MINUTE)]) == 12


def test_a_jump_that_proves_true_counts_nothing_but_what_was_made_since() -> None:
    readings = every(MINUTE, 100, 1000, 1001, 1002, 1003)
    assert [delta.parts for delta in deltas(readings)] == [0, 0, 0, 2, 1]
    assert events(readings) == [Event.BASELINE, Event.SUSPECT, Event.REBASED]


def test_a_jump_that_was_read_three_times_is_believed_and_the_same_reading_again_is_no_proof() -> None:
    assert events([Reading(0, 0), *[Reading(900, MINUTE)] * 9]) == [Event.BASELINE, Event.SUSPECT]
    assert events(every(MINUTE, 0, 900, 900, 900)) == [Event.BASELINE, Event.SUSPECT, Event.REBASED]


def test_rubbish_that_proves_nothing_of_itself_is_never_believed() -> None:
    assert made(every(SECOND, 10, 5000, 90, 70_000, 31, 6_000, 10, 11)) == 1


def test_a_pace_without_patience_believes_a_jump_at_once() -> None:
    impatient = Pace(10 * SECOND, proofs=1)
    assert deltas(every(SECOND, 0, 900, 901), impatient)[1:] == [Delta(0, Event.REBASED), Delta(1)]


# -- less than before --------------------------------------------------------------------------------------------------


def test_after_a_reset_what_the_counter_shows_was_made_since() -> None:
    assert deltas(every(MINUTE, 50, 2))[1] == Delta(2, Event.RESET)


def test_after_a_reset_what_cannot_have_been_made_is_not_counted() -> None:
    assert deltas(every(MINUTE, 50_000, 2000))[1] == Delta(0, Event.RESET)


def test_a_counter_that_rolls_over_goes_on() -> None:
    assert deltas(every(MINUTE, 9_998, 1), ROLLING)[1] == Delta(3, Event.ROLLED_OVER)


def test_without_a_known_modulus_a_counter_is_reset_not_rolled_over() -> None:
    assert deltas(every(MINUTE, 9_998, 1))[1] == Delta(1, Event.RESET)


def test_a_reset_far_from_the_end_is_no_roll_over() -> None:
    assert deltas(every(MINUTE, 5_000, 1), ROLLING)[1] == Delta(1, Event.RESET)


def test_a_counter_beyond_its_modulus_was_not_rolled_over() -> None:
    assert deltas(every(MINUTE, 10_000, 1), ROLLING)[1] == Delta(1, Event.RESET)


def test_a_part_that_is_taken_back_is_told_apart() -> None:
    readings = every(MINUTE, 7, 6, 7)
    assert deltas(readings)[1:] == [Delta(event=Event.CORRECTED, corrected=1), Delta(1)]


def test_a_counter_of_one_that_falls_to_nothing_was_reset() -> None:
    readings = every(MINUTE, 0, 1, 0, 1, 0)
    assert made(readings) == 2
    assert not any(delta.corrected for delta in deltas(readings))


def test_a_counter_that_shows_nothing_while_its_control_starts_goes_on_where_it_was() -> None:
    readings = every(MINUTE, 2000, 0, 2003)
    assert deltas(readings)[1:] == [Delta(0, Event.RESET), Delta(3, Event.RETURNED)]


def test_a_counter_that_returns_after_hours_does_not_go_on_where_it_was() -> None:
    readings = [Reading(2000, 0), Reading(0, MINUTE), Reading(2001, 2 * MINUTE + RETURNS_WITHIN_US)]
    assert events(readings) == [Event.BASELINE, Event.RESET, Event.SUSPECT]


def test_a_counter_that_has_passed_its_old_level_cannot_return_to_it() -> None:
    grown = [Reading(n, MINUTE * (n + 1)) for n in range(61)]
    readings = [Reading(50, 0), *grown, Reading(55, 65 * MINUTE)]
    assert events(readings) == [Event.BASELINE, Event.RESET, Event.RESET]
    assert made(readings) == 60


# -- values and paces --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "count"),
    [(7.0, 7), (0.0, 0), (None, None), ("7", None), (-1.0, None), (1.5, None), (float("inf"), None), (1e300, None)],
)
def test_only_whole_numbers_are_counts(value: Value, count: int | None) -> None:
    assert whole(value) == count


@pytest.mark.parametrize(("cycle_us", "modulus", "proofs"), [(0, None, 3), (-1, None, 3), (1, 1, 3), (1, None, 0)])
def test_a_pace_that_no_counter_has_is_refused(cycle_us: int, modulus: int | None, proofs: int) -> None:
    with pytest.raises(ValueError, match="pace"):
        Pace(cycle_us, modulus, proofs)


# -- properties --------------------------------------------------------------------------------------------------------

values = st.one_of(st.none(), st.integers(0, 12), st.integers(0, 20_000), st.just(599_999))
anything = st.lists(st.builds(Reading, values, st.integers(0, 4 * RETURNS_WITHIN_US), st.integers(0, 1)), max_size=40)
paces = st.builds(Pace, st.integers(1, MINUTE), st.one_of(st.none(), st.integers(2, 30_000)), st.integers(1, 5))


@st.composite
def clean(draw: st.DrawFn) -> list[Reading]:
    """Readings of a machine that never finishes two parts faster than its least cycle."""
    start = draw(st.integers(0, 100_000))
    cycles = draw(st.lists(st.integers(PACE.least_cycle_us, 100 * PACE.least_cycle_us), max_size=60))
    finished = list(accumulate(cycles))
    looked = sorted(draw(st.lists(st.integers(0, sum(cycles) + 1), max_size=60)))
    return [Reading(start, 0), *(Reading(start + sum(f <= at for f in finished), at) for at in looked)]


@given(anything, paces)
def test_nothing_is_ever_made_backwards(readings: list[Reading], pace: Pace) -> None:
    for delta in deltas(readings, pace):
        assert min(delta.parts, delta.corrected, delta.missed) >= 0


@given(anything, paces)
def test_never_more_is_counted_than_a_machine_can_make(readings: list[Reading], pace: Pace) -> None:
    ordered = [reading._replace(instance=0) for reading in sorted(readings, key=lambda reading: reading.time_us)]
    shown = [reading for reading in ordered if reading.value is not None]
    span_us = shown[-1].time_us - shown[0].time_us if shown else 0
    assert made(ordered, pace) <= span_us // pace.least_cycle_us + len(shown)


@given(clean())
def test_a_clean_counter_adds_up_to_its_last_value_less_its_first(readings: list[Reading]) -> None:
    assert made(readings) == (readings[-1].value or 0) - (readings[0].value or 0)
    assert events(readings) == [Event.BASELINE]


@given(clean(), st.integers(50, 5000))
def test_a_clean_counter_that_rolls_over_adds_up_too(readings: list[Reading], modulus: int) -> None:
    rolling = Pace(PACE.least_cycle_us, modulus)
    first, last = readings[0].value or 0, readings[-1].value or 0
    looked = [reading._replace(value=(reading.value or 0) % modulus) for reading in readings]
    longest_us = max((after.time_us - before.time_us for before, after in pairwise(looked)), default=0)
    assume(longest_us < modulus // 2 * PACE.least_cycle_us)  # it must not roll over unseen
    assert made(looked, rolling) == last - first


@given(clean(), st.integers(0, 60))
def test_a_reset_loses_only_what_was_made_unseen_before_it(readings: list[Reading], at: int) -> None:
    at = min(at, len(readings) - 1)
    base = readings[at].value or 0
    after = [reading._replace(value=(reading.value or 0) - base) for reading in readings[at + 1 :]]
    whole_run = [*readings[: at + 1], Reading(0, readings[at].time_us), *after]
    assume(base > 0)
    assert made(whole_run) == (readings[-1].value or 0) - (readings[0].value or 0)


@given(anything, st.integers(0, 40), paces)
def test_it_makes_no_difference_where_a_series_is_split(readings: list[Reading], at: int, pace: Pace) -> None:
    counter, before = read_all(None, readings[:at], pace)
    counter, after = read_all(counter, readings[at:], pace)
    assert (counter, before + after) == read_all(None, readings, pace)


@given(anything, paces)
def test_the_same_reading_twice_adds_nothing(readings: list[Reading], pace: Pace) -> None:
    counter: Counter | None = None
    for reading in readings:
        counter, _ = read(counter, reading, pace)
        again, delta = read(counter, reading, pace)
        assert (again, delta) == (counter, NOTHING)


@given(clean(), st.integers(100_000, 10**9), st.integers(0, 60))
def test_a_jump_into_a_clean_series_changes_nothing(readings: list[Reading], jump: int, at: int) -> None:
    at = min(at, len(readings) - 1)
    wild = Reading((readings[at].value or 0) + jump, readings[at].time_us)
    assert made([*readings[: at + 1], wild, *readings[at + 1 :]]) == made(readings)
