"""What a first look at an endpoint means, in sentences."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hmi.domain.findings import Check, Finding, Grade, findings, summary
from hmi.domain.inspection import WANTED, InspectedDevice, Inspection
from hmi.domain.link import LinkFault, LinkReason, Security
from hmi.domain.phrase import Count, Phrase, Rate, Roles, Span
from hmi.domain.signal import Role, Signal, SignalKind
from hmi.domain.state import MachineState, Reason, Verdict

SECOND, MINUTE, HOUR = 1_000_000, 60_000_000, 3_600_000_000
RUNNING = Verdict(MachineState.RUNNING, "5", Reason.CUTTING)
OKUMA = InspectedDevice(
    "OKUMA-GENOS-L300",
    "U-1",
    serial="218744",
    paths=1,
    signals=tuple(Signal("m", f"s{n}", SignalKind.TEXT, f"s{n}", "T") for n in range(58)),
    verdict=RUNNING,
    wanted=dict.fromkeys(WANTED, True),
)
GOOD = Inspection(
    "http://10.20.4.63:5000",
    tested_us=0,
    answer_us=18_000,
    version="2.2",
    devices=(OKUMA,),
    listened_us=3 * SECOND,
    heard=213,
    newest_age_us=200_000,
    buffer_size=1 << 20,
    buffered=1 << 20,
    buffered_us=5 * HOUR,
    skew_us=300_000,
)


def one(inspection: Inspection, check: Check) -> Finding:
    (found,) = (finding for finding in findings(inspection) if finding.check is check)
    return found


def text(phrase: Phrase) -> str:
    """Return a phrase with its arguments as they are."""
    return re.sub(r"%(\d)", lambda place: str(phrase.arguments[int(place[1]) - 1]), phrase.template)


def test_an_agent_with_all_that_matters_works_in_all_seven_checks() -> None:
    found = findings(GOOD)
    assert [finding.check for finding in found] == list(Check)
    assert {finding.grade for finding in found} == {Grade.GOOD}
    assert summary(GOOD) == Phrase("This works.")
    assert found[0].detail == Phrase("An MTConnect agent, version %1, at the first try.", ("2.2",))
    assert found[0].figure == Phrase("%1", (Span(18_000),))
    assert text(found[1].detail) == "Device “OKUMA-GENOS-L300”, serial 218744, one path, Count(value=58) signals."
    assert found[2].detail.arguments == (Roles(WANTED),)
    assert found[2].figure == Phrase("%1 of %2", (Count(7), Count(7)))
    assert found[3].detail.arguments == (Count(213), Span(3 * SECOND), Span(200_000), RUNNING)
    assert found[3].figure.arguments == (Rate(71.0),)


def test_a_small_buffer_is_something_to_look_at_with_the_exponent_that_gives_four_hours() -> None:
    small = replace(GOOD, buffer_size=16_384, buffered=16_384, buffered_us=4 * MINUTE)
    found = one(small, Check.BUFFER)
    assert found.grade is Grade.LOOK
    count, covers, exponent, gives = found.detail.arguments
    assert count == Count(16_384)
    assert isinstance(covers, Span)
    assert covers.us == pytest.approx(16_384 / 71 * SECOND, abs=1)
    assert exponent == "20"
    assert isinstance(gives, Span)
    assert 4 * HOUR <= gives.us < 4 * HOUR + 10 * MINUTE
    assert summary(small) == Phrase("This works. One thing to look at.")


def test_a_buffer_that_held_a_quiet_night_is_judged_by_the_busy_day() -> None:
    quiet = replace(GOOD, buffer_size=131_072, buffered=131_072, buffered_us=12 * HOUR)
    assert one(quiet, Check.BUFFER).grade is Grade.LOOK


def test_a_buffer_that_was_filled_quickly_is_judged_so_though_nothing_comes_now() -> None:
    still = replace(GOOD, heard=0, buffer_size=333, buffered=333, buffered_us=2 * MINUTE)
    found = one(still, Check.BUFFER)
    assert found.grade is Grade.LOOK
    assert found.figure.arguments == (Span(2 * MINUTE),)


def test_what_an_agent_says_at_its_start_is_no_measure_of_its_buffer() -> None:
    fresh = replace(GOOD, heard=0, buffer_size=16_384, buffered=400, buffered_us=SECOND)
    assert one(fresh, Check.BUFFER).grade is Grade.GOOD


def test_no_buffer_larger_than_agents_take_is_advised() -> None:
    flood = replace(GOOD, heard=30_000, buffer_size=131_072)
    assert one(flood, Check.BUFFER).detail.arguments[2] == "24"
    full = replace(flood, buffer_size=1 << 24)
    assert "no buffer is larger" in one(full, Check.BUFFER).detail.template


def test_a_machine_that_says_nothing_may_be_off_and_works_all_the_same() -> None:
    off = Verdict(MachineState.OFF, "2", Reason.NO_DATA)
    device = replace(OKUMA, verdict=off)
    silent = replace(GOOD, heard=0, devices=(device,), newest_age_us=2 * HOUR)
    found = one(silent, Check.FLOW)
    assert found.grade is Grade.LOOK
    assert found.detail.arguments == (Span(3 * SECOND), off)
    assert found.figure.arguments == (Span(2 * HOUR),)


@pytest.mark.parametrize(("age_us", "word"), [(3 * HOUR, "ago"), (-MINUTE, "ahead")])
def test_data_that_just_came_with_another_time_name_the_clock_that_is_wrong(age_us: int, word: str) -> None:
    found = one(replace(GOOD, newest_age_us=age_us), Check.FLOW)
    assert found.grade is Grade.LOOK
    assert f"{word}: set the clock" in found.detail.template
    assert found.detail.arguments == (Span(abs(age_us)),)


def test_an_agent_that_has_to_be_polled_works() -> None:
    found = one(replace(GOOD, streams=False), Check.FLOW)
    assert found.grade is Grade.GOOD
    assert "does not stream" in found.detail.template


@pytest.mark.parametrize(
    ("skew_us", "grade", "sentence"),
    [
        (300_000, Grade.GOOD, "less than a second apart"),
        (1_400_000, Grade.GOOD, "ahead of this computer."),
        (-2_000_000, Grade.GOOD, "behind this computer."),
        (2_600_000, Grade.LOOK, "ahead of this computer. Let both"),
        (-90_000_000, Grade.LOOK, "behind this computer. Let both"),
    ],
)
def test_clocks_may_differ_by_two_seconds(skew_us: int, grade: Grade, sentence: str) -> None:
    found = one(replace(GOOD, skew_us=skew_us), Check.CLOCK)
    assert found.grade is grade
    assert sentence in found.detail.template
    assert found.figure.arguments == (Span(max(abs(skew_us), SECOND)),)


def test_signals_that_are_missing_are_named() -> None:
    missing = replace(OKUMA, wanted={**OKUMA.wanted, Role.PART_COUNT: False, Role.SPINDLE_LOAD: False})
    found = one(replace(GOOD, devices=(missing,)), Check.SIGNALS)
    assert found.grade is Grade.LOOK
    assert found.detail.arguments == (Roles((Role.PART_COUNT, Role.SPINDLE_LOAD)),)
    assert found.figure.arguments == (Count(5), Count(7))


def test_without_execution_it_is_said_how_the_state_is_told() -> None:
    missing = replace(OKUMA, wanted={**OKUMA.wanted, Role.EXECUTION: False})
    assert "motion" in one(replace(GOOD, devices=(missing,)), Check.SIGNALS).detail.template


def test_a_device_without_any_signal_that_matters_does_not_work() -> None:
    bare = replace(OKUMA, wanted={})
    assert one(replace(GOOD, devices=(bare,)), Check.SIGNALS).grade is Grade.BAD
    assert summary(replace(GOOD, devices=(bare,))) == Phrase("This does not work yet.")
    mixed = one(replace(GOOD, devices=(OKUMA, replace(bare, name="Saw"))), Check.SIGNALS)
    assert mixed.grade is Grade.LOOK
    assert mixed.detail.arguments == ("Saw", Roles(WANTED), Count(1))


def test_many_devices_are_counted_and_the_first_named() -> None:
    devices = tuple(replace(OKUMA, name=f"D{n}") for n in range(9))
    found = one(replace(GOOD, devices=devices), Check.MACHINES)
    assert found.title == Phrase("It has %1 machines", (Count(9),))
    assert found.detail.arguments == ("“D0”, “D1”, “D2”, “D3”, “D4”, “D5”", Count(3))
    few = one(replace(GOOD, devices=devices[:2]), Check.MACHINES)
    assert text(few.detail) == "“D0”, “D1”."


def test_an_agent_without_devices_does_not_work() -> None:
    assert [f.grade for f in findings(replace(GOOD, devices=())) if f.check is Check.MACHINES] == [Grade.BAD]
    missing = LinkReason(LinkFault.DEVICE_MISSING, "the agent has A")
    found = one(replace(GOOD, devices=(), reason=missing), Check.MACHINES)
    assert found.title == Phrase("It does not have this machine")
    assert found.detail.arguments == (missing,)


@pytest.mark.parametrize("fault", list(LinkFault))
def test_every_fault_that_keeps_an_agent_from_answering_is_told_alone_with_its_reason(fault: LinkFault) -> None:
    reason = LinkReason(fault, "in its own words")
    inspection = Inspection("http://a", 0, reason=reason)
    (found,) = findings(inspection)
    assert (found.check, found.grade) == (Check.ANSWER, Grade.BAD)
    assert found.detail.arguments == (reason,)
    assert found.title.template
    assert summary(inspection) == Phrase("This does not work yet.")


def test_an_agent_that_asks_for_a_password_is_no_wrong_address() -> None:
    reason = LinkReason(LinkFault.CREDENTIALS_ASKED)
    (found,) = findings(Inspection("http://a", 0, reason=reason))
    assert found.title == Phrase("It wants to know who asks")


def test_a_link_that_breaks_after_the_answer_keeps_what_was_learnt() -> None:
    broken = replace(GOOD, heard=0, reason=LinkReason(LinkFault.SILENT, "nothing for 5 s"))
    grades = {finding.check: finding.grade for finding in findings(broken)}
    assert grades[Check.ANSWER] is Grade.GOOD
    assert grades[Check.FLOW] is Grade.BAD
    assert summary(broken) == Phrase("This does not work yet.")


@pytest.mark.parametrize(
    ("security", "grade", "title"),
    [
        (Security(), Grade.GOOD, "No password is asked"),
        (Security(credentials="basic"), Grade.LOOK, "The password or token can be read on its way"),
        (Security(encrypted=True), Grade.GOOD, "No password is asked"),
        (Security(encrypted=True, credentials="basic"), Grade.GOOD, "The password is taken, and safe on its way"),
        (Security(encrypted=True, credentials="bearer"), Grade.GOOD, "The token is taken, and safe on its way"),
        (Security(encrypted=True, client_certificate=True), Grade.GOOD, "The certificate is taken"),
    ],
)
def test_a_password_that_others_can_read_is_something_to_look_at(security: Security, grade: Grade, title: str) -> None:
    found = one(replace(GOOD, security=security), Check.SECURITY)
    assert (found.grade, found.title.template) == (grade, title)


def test_two_things_to_look_at_are_counted() -> None:
    two = replace(GOOD, heard=0, skew_us=9 * SECOND, newest_age_us=None)
    assert summary(two) == Phrase("This works. %1 things to look at.", (Count(2),))


def test_what_was_not_looked_at_is_not_judged() -> None:
    nothing = Inspection("http://a", 0)
    assert findings(nothing) == ()
    assert summary(nothing) == Phrase("This does not work yet.")
    short = replace(GOOD, buffer_size=None, skew_us=None)
    assert {Check.BUFFER, Check.CLOCK}.isdisjoint(finding.check for finding in findings(short))


DEVICES = st.builds(
    InspectedDevice,
    name=st.text(max_size=5),
    uuid=st.text(max_size=5),
    serial=st.sampled_from(["", "7"]),
    paths=st.integers(0, 3),
    verdict=st.sampled_from([None, RUNNING]),
    wanted=st.dictionaries(st.sampled_from(WANTED), st.booleans()),
)
SPANS = st.none() | st.integers(-10 * HOUR, 10 * HOUR)
INSPECTIONS = st.builds(
    Inspection,
    url=st.just("http://a"),
    tested_us=st.just(0),
    reason=st.none() | st.builds(LinkReason, st.sampled_from(LinkFault), st.sampled_from(["", "401 No", "%1 %2"])),
    answer_us=st.none() | st.integers(0, HOUR),
    version=st.sampled_from(["", "1.7.0.3"]),
    devices=st.lists(DEVICES, max_size=8).map(tuple),
    listened_us=st.sampled_from([0, 1, 3 * SECOND]),
    heard=st.integers(0, 2) | st.integers(0, 1 << 40),
    newest_age_us=SPANS,
    streams=st.booleans(),
    buffer_size=st.none() | st.integers(0, 1 << 30),
    buffered=st.none() | st.integers(0, 1 << 30),
    buffered_us=SPANS,
    skew_us=SPANS,
    security=st.builds(Security, st.booleans(), st.booleans(), st.booleans(), st.sampled_from(["", "basic", "bearer"])),
)


@example(replace(GOOD, heard=0, buffer_size=0, buffered=1, buffered_us=10 * HOUR))
@given(INSPECTIONS)
def test_whatever_is_found_the_sentences_fit_their_arguments(inspection: Inspection) -> None:
    found = findings(inspection)
    checks = [finding.check for finding in found]
    assert checks == [check for check in Check if check in checks]
    phrases = [phrase for finding in found for phrase in (finding.title, finding.detail, finding.figure)]
    for phrase in (*phrases, summary(inspection)):
        places = {int(place) for place in re.findall(r"%(\d)", phrase.template)}
        assert places == set(range(1, len(phrase.arguments) + 1))
        assert all(argument.us >= 0 for argument in phrase.arguments if isinstance(argument, Span))
    assert all(finding.title.template and finding.detail.template for finding in found)
    told_bad = any(finding.grade is Grade.BAD for finding in found)
    assert told_bad or inspection.reason is None
