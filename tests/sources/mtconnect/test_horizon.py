"""Where a loss begins that is found later."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.sources.mtconnect.horizon import Horizon

S = 1_000_000


def followed(behind_us: int = 0) -> Horizon:
    """Return the horizon of an agent that is followed and whose adapter's clock is behind its own."""
    horizon = Horizon()
    horizon.move(100 * S - behind_us, 100 * S, at_head=True)
    horizon.move(110 * S - behind_us, 110 * S, at_head=True)
    return horizon


def test_while_catching_up_everything_is_known_up_to_the_newest_observation() -> None:
    horizon = Horizon()
    horizon.move(50 * S, 100 * S, at_head=False)
    assert horizon.time_us == 50 * S
    horizon.move(None, 101 * S, at_head=False)
    assert horizon.time_us == 50 * S


def test_a_quiet_machine_is_known_up_to_the_last_word_of_its_agent() -> None:
    horizon = Horizon()
    horizon.move(5 * S, 100 * S, at_head=True)
    assert horizon.time_us == 100 * S
    horizon.move(None, 200 * S, at_head=True)
    assert horizon.time_us == 200 * S


def test_an_observation_of_the_second_that_the_agent_cut_short_counts() -> None:
    horizon = followed()
    horizon.move(120 * S + 700_000, 120 * S, at_head=True)
    assert horizon.time_us == 120 * S + 700_000


def test_what_an_adapters_clock_is_behind_is_taken_off_while_it_is_quiet() -> None:
    horizon = followed(behind_us=60 * S)
    assert horizon.time_us == 50 * S
    horizon.move(None, 123 * S, at_head=True)
    assert horizon.time_us == 63 * S


def test_what_happened_before_the_connection_says_nothing_about_clocks() -> None:
    horizon = followed()
    horizon.connected()
    horizon.move(120 * S, 500 * S, at_head=True)
    assert horizon.time_us == 500 * S


def test_a_clock_that_is_ahead_takes_nothing_off() -> None:
    horizon = followed(behind_us=-60 * S)
    horizon.move(None, 123 * S, at_head=True)
    assert horizon.time_us == 123 * S


def test_an_agent_that_does_not_tell_its_clock_is_known_by_its_observations() -> None:
    horizon = followed()
    horizon.move(120 * S, None, at_head=True)
    horizon.move(None, None, at_head=True)
    assert horizon.time_us == 120 * S


@pytest.mark.parametrize("time_us", [None, 7])
def test_the_history_says_where_it_ends(time_us: int | None) -> None:
    horizon = followed()
    horizon.be(time_us)
    assert horizon.time_us == time_us


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1))
def test_nothing_is_known_that_lies_more_than_a_second_after_the_agents_clock(said: list[tuple[int, int]]) -> None:
    horizon = Horizon()
    for newest_us, created_us in said:
        horizon.move(newest_us, created_us, at_head=True)
        assert horizon.time_us is not None
        assert horizon.time_us < created_us + S
