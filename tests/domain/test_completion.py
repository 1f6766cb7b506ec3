"""Which words of Execution complete a part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.completion import NO_RUN, Run, follow
from hmi.domain.state import Reading

MINUTE = 60_000_000
LEAST = MINUTE


def completed(*words: str | None, span_us: int = 2 * MINUTE, automatic: bool = True) -> int:
    """Return the parts that words at even distances complete."""
    run, parts = NO_RUN, 0
    for n, word in enumerate(words):
        run, part = follow(run, Reading(word, n * span_us), LEAST, automatic=automatic)
        parts += part
    return parts


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (("READY", "ACTIVE", "PROGRAM_COMPLETED", "READY"), 1),
        (("READY", "ACTIVE", "READY"), 1),
        (("ACTIVE", "PROGRAM_COMPLETED", "ACTIVE", "PROGRAM_COMPLETED"), 2),
        (("ACTIVE", "PROGRAM_COMPLETED", "PROGRAM_COMPLETED"), 1),
        (("ACTIVE", "PROGRAM_COMPLETED", "READY", "PROGRAM_COMPLETED"), 1),
        (("ACTIVE", "FEED_HOLD", "ACTIVE", "READY"), 1),
        (("ACTIVE", "WAIT", "OPTIONAL_STOP", "PROGRAM_STOPPED", "INTERRUPTED", "ACTIVE", "PROGRAM_COMPLETED"), 1),
        (("Executing", "idle"), 1),
        (("PROGRAM_COMPLETED",), 0),
        (("READY", "PROGRAM_COMPLETED", "READY"), 0),
        (("ACTIVE", "STOPPED", "READY"), 0),
        (("ACTIVE", "STOPPED", "PROGRAM_COMPLETED"), 0),
        (("ACTIVE", "FEED_HOLD", "READY"), 0),
        (("ACTIVE", "INTERRUPTED", "READY", "PROGRAM_COMPLETED"), 0),
        (("ACTIVE", None, "READY"), 0),
        (("ACTIVE", None, "ACTIVE", "READY"), 1),
        (("ACTIVE", None, "PROGRAM_COMPLETED"), 1),
        ((None, "READY", None), 0),
    ],
)
def test_a_part_is_completed_by_a_program_that_ran_to_its_end(words: tuple[str | None, ...], parts: int) -> None:
    assert completed(*words) == parts


def test_what_ends_before_a_part_can_be_made_counts_only_where_the_control_says_completed() -> None:
    assert completed("ACTIVE", "READY", span_us=LEAST - 1) == 0
    assert completed("ACTIVE", "READY", span_us=LEAST) == 1
    assert completed("ACTIVE", "PROGRAM_COMPLETED", span_us=1) == 1


def test_a_cycle_began_when_its_program_did_not_after_its_last_hold() -> None:
    assert completed("ACTIVE", "FEED_HOLD", "ACTIVE", "READY", span_us=LEAST // 3) == 1


def test_what_is_run_by_hand_makes_no_part() -> None:
    assert completed("ACTIVE", "READY", "ACTIVE", "PROGRAM_COMPLETED", automatic=False) == 0


def test_a_program_that_is_taken_over_by_hand_makes_no_part() -> None:
    run, _ = follow(NO_RUN, Reading("ACTIVE", 0), LEAST)
    run, _ = follow(run, Reading("ACTIVE", MINUTE), LEAST, automatic=False)
    assert follow(run, Reading("PROGRAM_COMPLETED", 2 * MINUTE), LEAST) == (Run("PROGRAM_COMPLETED"), 0)


words = st.sampled_from(["ACTIVE", "READY", "PROGRAM_COMPLETED", "STOPPED", "FEED_HOLD", "INTERRUPTED", "WAIT", None])


@given(st.lists(words, max_size=40))
def test_no_more_parts_are_completed_than_programs_begun(series: list[str | None]) -> None:
    assert 0 <= completed(*series) <= series.count("ACTIVE")


@given(st.lists(words, max_size=40))
def test_a_word_that_is_repeated_completes_nothing_more(series: list[str | None]) -> None:
    run = NO_RUN
    for n, word in enumerate(series):
        run, _ = follow(run, Reading(word, n * MINUTE), LEAST)
        assert follow(run, Reading(word, n * MINUTE), LEAST) == (run, 0)
