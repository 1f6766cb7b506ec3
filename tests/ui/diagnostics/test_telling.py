from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from hmi.domain.link import LinkFault, LinkMode, LinkReason
from hmi.domain.records import Gap, GapReason
from hmi.settings.site import Language
from hmi.ui.diagnostics.buffer import Buffer
from hmi.ui.diagnostics.phrases import Phrases
from hmi.ui.diagnostics.telling import (
    buffer_sentence,
    data_size,
    gap_text,
    gap_word,
    has_data,
    lost_text,
    machines_text,
    missing_text,
    mode_detail,
    not_stored_text,
    overrun_text,
    retry_text,
    skew_text,
    skew_word,
)
from hmi.ui.look import Look
from tests.ui.diagnostics.samples import MINUTE, NOW, OVERRUN, RECOVERING, SECOND, STREAMING, WAITING, ZONE

pytestmark = pytest.mark.usefixtures("look")


def test_machines_are_told_in_short() -> None:
    assert machines_text(["Torno 01", "Torno 02", "Torno 03", "Torno 04", "Torno 06", "Mandril"]) == (
        "Torno 01 to 04, 06, Mandril"
    )
    assert machines_text(["Retífica 1"]) == "Retífica 1"


def test_a_link_that_waits_tells_its_attempt_and_when_it_tries_again() -> None:
    assert mode_detail(WAITING, ZONE, NOW) == "attempt 9, retry in 22 s"
    assert mode_detail(WAITING, ZONE, NOW + 22 * SECOND) == "attempt 9, retry now"
    assert mode_detail(replace(WAITING, retry_us=None), ZONE, NOW) == "attempt 9"
    assert mode_detail(replace(WAITING, attempt=0), ZONE, NOW) == ""


def test_a_link_that_connects_tells_its_attempt() -> None:
    assert mode_detail(replace(WAITING, mode=LinkMode.CONNECTING), ZONE, NOW) == "attempt 9"


def test_a_link_that_recovers_tells_from_where() -> None:
    assert mode_detail(RECOVERING, ZONE, NOW) == "from 41,000,100"
    assert mode_detail(replace(RECOVERING, next_sequence=None), ZONE, NOW) == ""


def test_a_link_that_works_tells_since_when_or_what_is_odd() -> None:
    assert mode_detail(STREAMING, ZONE, NOW) == "stream ok since 07:02"
    assert mode_detail(replace(STREAMING, mode=LinkMode.POLLING), ZONE, NOW) == "polling since 07:02"
    odd = replace(STREAMING, mode=LinkMode.POLLING, reason=LinkReason(LinkFault.SILENT, "no heartbeat"))
    assert mode_detail(odd, ZONE, NOW) == "Agent silent: no heartbeat"


def test_an_endpoint_has_data_while_it_is_connected_and_was_heard_in_time() -> None:
    assert has_data(STREAMING, NOW)
    assert not has_data(replace(STREAMING, last_data_us=NOW - 6 * SECOND), NOW)
    assert not has_data(replace(STREAMING, last_data_us=None), NOW)
    assert not has_data(replace(WAITING, last_data_us=NOW), NOW)


@pytest.mark.parametrize(
    ("skew_us", "text", "word"),
    [
        (None, "—", ""),
        (0, "0.0 s", ""),
        (40_000, "0.0 s", ""),
        (400_000, "+0.4 s", ""),
        (-1_960_000, "−2.0 s", ""),
        (2_600_000, "+2.6 s", "agent clock fast"),
        (-2_600_000, "−2.6 s", "agent clock slow"),
        (-3 * 60 * MINUTE, "−3 h 00", "agent clock slow"),
    ],
)
def test_a_skew_has_a_sign_and_beyond_its_band_a_word(skew_us: int | None, text: str, word: str) -> None:
    assert skew_text(skew_us) == text
    assert skew_word(skew_us) == word


def test_an_overrun_is_told_by_when_it_would_come() -> None:
    assert overrun_text(Buffer(9_600, 9_600, 0, 1.0)) == "overrun in 2 h 40"
    assert overrun_text(Buffer(240, 240, 0, 1.0)) == "overrun in 4 min"
    assert overrun_text(Buffer(10, 10, 10, 1.0)) == "overrun now"
    assert overrun_text(Buffer(10, 10, 0, 0.0)) == "overrun in over a day"
    assert overrun_text(Buffer(10, 10, 0, None)) == "overrun unknown"


def test_a_buffer_is_explained_in_sentences() -> None:
    assert buffer_sentence(Buffer(9_600, 4_800, 96, 1.0)) == (
        "The agent keeps 9,600 observations and has filled 50 % of that. 96 of them are not read yet (1 %). "
        "At 1.0 per second, an outage of more than 2 h 38 would lose observations."
    )
    assert buffer_sentence(Buffer(10, 10, None, None)) == (
        "The agent keeps 10 observations and has filled 100 % of that. Its rate is still being measured."
    )
    assert buffer_sentence(Buffer(10, 10, 0, 0.0)).endswith("0 of them are not read yet (0 %).")


def test_a_gap_is_told_with_its_time_its_reason_and_its_size() -> None:
    assert gap_text(OVERRUN, ZONE, NOW) == "13:31–13:33, overrun"
    assert gap_text(replace(OVERRUN, end_us=OVERRUN.start_us + SECOND), ZONE, NOW) == "13:31, overrun"
    assert lost_text(5_218) == "5,218 lost"
    assert lost_text(None) == "unknown"
    yesterday = Gap("x", NOW - 86_400 * SECOND, NOW, GapReason.NOT_COLLECTING)
    assert gap_text(yesterday, ZONE, NOW) == "18 Nov 14:05–14:05, not collecting"
    assert len({gap_word(reason) for reason in GapReason}) == len(GapReason)


def test_what_nobody_can_know_is_told_apart_from_what_was_counted() -> None:
    assert not_stored_text(5_218, unknown=False) == "5,218"
    assert not_stored_text(5_218, unknown=True) == "5,218 + unknown"
    assert not_stored_text(0, unknown=True) == "unknown"
    assert not_stored_text(0, unknown=False) == "0"


def test_only_an_endpoint_that_waits_has_a_next_attempt() -> None:
    assert retry_text(WAITING, NOW) == "retry in 22 s"
    assert retry_text(STREAMING, NOW) == ""
    assert retry_text(replace(WAITING, mode=LinkMode.CONNECTING), NOW) == ""


def test_a_missing_machine_is_named_with_the_reason() -> None:
    assert missing_text("Torno 13", LinkReason(LinkFault.DEVICE_MISSING, "OKUMA")) == (
        "Torno 13: The agent has no such device: OKUMA"
    )


def test_counts_and_sizes_are_told_as_people_say_them() -> None:
    phrases = Phrases()
    assert [phrases.large(value) for value in (None, 412, 6_200_000, 1_240_000_000)] == [
        "—",
        "412",
        "6.2 million",
        "1.2 billion",
    ]
    assert data_size(1_240_000_000) == "1.2 GB"
    assert data_size(None) == "—"


def test_one_and_many_are_different_words() -> None:
    phrases = Phrases()
    assert (phrases.endpoints(1), phrases.endpoints(13)) == ("1 endpoint", "13 endpoints")
    assert (phrases.machines(1), phrases.machines(0)) == ("1 machine", "0 machines")
    assert [phrases.gaps(n) for n in range(3)] == ["no gaps", "1 gap", "2 gaps"]
    assert (phrases.more_machines(1), phrases.more_machines(2)) == ("and 1 more machine", "and 2 more machines")
    assert (phrases.unknown_gaps(1), phrases.unknown_gaps(2)) == ("1 of unknown size", "2 of unknown size")
    assert (phrases.silent_adapters(1), phrases.silent_adapters(2)) == ("1 adapter down", "2 adapters down")
    assert (phrases.unreadable(1), phrases.unreadable(2)) == ("1 document unreadable", "2 documents unreadable")
    assert (phrases.signals_new(1), phrases.signals_gone(1)) == ("1 signal is new", "1 signal is gone")
    assert (phrases.gone(1), phrases.gone(2)) == ("1 is gone", "2 are gone")
    assert (phrases.more_gaps(1), phrases.more_gaps(2)) == ("and 1 more gap", "and 2 more gaps")
    assert (phrases.more_adapters(1), phrases.more_adapters(2)) == ("and 1 more adapter", "and 2 more adapters")
    assert (phrases.without_data(1), phrases.without_data(2)) == ("1 without data", "2 without data")


def test_numbers_follow_the_language(look: Look) -> None:
    look.speak(Language.PORTUGUESE)
    assert skew_text(2_600_000) == "+2,6 s"
    assert mode_detail(RECOVERING, ZONE, NOW).endswith("41.000.100")
    assert Phrases().large(6_200_000).startswith("6,2 ")
    assert data_size(1_240_000_000) == "1,2 GB"


def test_all_words_go_through_the_translator(stretch: Callable[[], None]) -> None:
    stretch()
    told = [
        machines_text([f"Torno {number}" for number in range(3)]).removeprefix("Torno "),
        mode_detail(replace(WAITING, retry_us=None), ZONE, NOW),
        mode_detail(RECOVERING, ZONE, NOW),
        mode_detail(STREAMING, ZONE, NOW),
        skew_word(3_000_000),
        skew_word(-3_000_000),
        overrun_text(Buffer(9_600, 9_600, 0, 1.0)),
        not_stored_text(0, unknown=True),
        lost_text(None),
        *(gap_word(reason) for reason in GapReason),
        *(Phrases().gaps(n) for n in range(3)),
    ]
    assert [text for text in told if not (text.startswith("[") and text.endswith("]"))] == []
