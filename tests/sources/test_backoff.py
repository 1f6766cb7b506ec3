from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from hmi.sources.backoff import FIRST_S, LIMIT_S, Backoff


class Highest(random.Random):
    """Draws the upper end of every range."""

    def uniform(self, a: float, b: float) -> float:
        return b


def test_waits_double_up_to_the_limit() -> None:
    backoff = Backoff(Highest())
    assert [backoff.next_delay_s() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_the_first_attempt_after_success_is_immediate() -> None:
    backoff = Backoff(Highest())
    for _ in range(5):
        backoff.next_delay_s()
    backoff.succeeded()
    assert [backoff.next_delay_s() for _ in range(3)] == [0, 1, 2]


def test_the_very_first_attempt_waits_because_nothing_has_worked_yet() -> None:
    assert Backoff(Highest()).next_delay_s() == FIRST_S


@given(st.integers(), st.integers(1, 100))
def test_every_wait_lies_between_zero_and_its_ceiling(seed: int, failures: int) -> None:
    backoff = Backoff(random.Random(seed))
    delays = [backoff.next_delay_s() for _ in range(failures)]
    assert all(0 <= delay <= min(LIMIT_S, FIRST_S * 2.0**n) for n, delay in enumerate(delays))


def test_a_month_of_failures_is_no_overflow() -> None:
    backoff = Backoff(random.Random(1))
    assert all(backoff.next_delay_s() <= LIMIT_S for _ in range(5000))


def test_the_same_seed_gives_the_same_waits() -> None:
    first, second = Backoff(random.Random(3)), Backoff(random.Random(3))
    assert [first.next_delay_s() for _ in range(9)] == [second.next_delay_s() for _ in range(9)]
