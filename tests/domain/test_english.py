"""Phrases as a terminal prints them."""

from __future__ import annotations

import pytest

from hmi.domain.english import english, span_words
from hmi.domain.link import LinkFault, LinkReason
from hmi.domain.phrase import Count, Phrase, Rate, Roles
from hmi.domain.state import MachineState, Reason, Verdict


@pytest.mark.parametrize(
    ("us", "words"),
    [
        (18_400, "18 ms"),
        (99_999, "99 ms"),
        (300_000, "0.3 s"),
        (3_010_000, "3 s"),
        (38_000_000, "38 s"),
        (2_579_000_000, "42 min"),
        (3_900_000_000, "1 h 05"),
        (187_200_000_000, "2 d 4 h"),
        (259_200_000_000, "3 d"),
    ],
)
def test_spans_are_as_short_as_they_may_be(us: int, words: str) -> None:
    assert span_words(us) == words


def test_phrases_are_filled_in_at_once() -> None:
    reason = LinkReason(LinkFault.AGENT_ERROR, "OUT_OF_RANGE %1 is too far.")
    phrase = Phrase(
        "%2. %1; %3, %4 and %5", (reason, "%1 %9", Roles(("execution", "part_count")), Count(16_384), Rate(71.4))
    )
    assert english(phrase) == (
        "%1 %9. Agent reports an error: OUT_OF_RANGE %1 is too far; Execution, part count, 16,384 and 71"
    )
    assert english(Phrase("%1", (Rate(1.25),))) == "1.2"
    assert english(Phrase("%1", (Verdict(MachineState.RUNNING, "5", Reason.CUTTING),))) == "Running, rule 5"
