"""Words and figures as people read them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from hmi.domain.link import LinkFault, LinkMode, LinkReason, LinkStatus
from hmi.domain.machine import Machine
from hmi.domain.observation import Quality
from hmi.domain.signal import Role, Signal, SignalKind
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.live.feed import LiveValue, MachineLive
from hmi.settings.site import Language
from hmi.ui import figures, words
from hmi.ui.look import Look

SECOND, MINUTE, HOUR, DAY = 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000
PLANT = ZoneInfo("America/Sao_Paulo")


@pytest.mark.parametrize(
    ("span_us", "text"),
    [
        (0, "0 s"),
        (38 * SECOND, "38 s"),
        (42 * MINUTE + 59 * SECOND, "42 min"),
        (HOUR + 5 * MINUTE, "1 h 05"),
        (2 * DAY + 4 * HOUR, "2 d 4 h"),
        (3 * DAY, "3 d"),
        (-SECOND, "0 s"),
        (None, "—"),
    ],
)
def test_a_duration_has_two_units_at_most(span_us: int | None, text: str) -> None:
    assert figures.duration(span_us) == text


@pytest.mark.parametrize(
    ("value", "english", "portuguese"),
    [
        (12.5, "12.5", "12,5"),
        (1234.0, "1,234", "1.234"),
        (0.123, "0.12", "0,12"),
        (float("nan"), "—", "—"),
        (None, "—", "—"),
    ],
)
def test_numbers_follow_the_language(look: Look, value: float | None, english: str, portuguese: str) -> None:
    assert figures.number(value) == english
    look.speak(Language.PORTUGUESE)
    assert figures.number(value) == portuguese


def test_a_moment_is_told_on_the_plants_clock(look: Look) -> None:
    noon = int(datetime(2026, 11, 19, 12, 0, tzinfo=UTC).timestamp()) * SECOND
    assert figures.clock(noon, PLANT, noon) == "09:00"
    assert figures.clock(noon, PLANT, noon, seconds=True) == "09:00:00"
    assert figures.clock(noon, PLANT, noon + 2 * DAY) == "19 Nov 09:00"
    look.speak(Language.PORTUGUESE)
    assert figures.clock(noon, PLANT, noon + 2 * DAY) == "19/11 09:00"
    assert figures.clock(None, PLANT, noon) == "—"


def test_recent_things_are_told_in_tenths_of_a_second(look: Look) -> None:
    assert figures.ago(400_000) == "0.4 s ago"
    assert figures.ago(18 * MINUTE) == "18 min ago"
    assert figures.ago(None) == "—"


def test_shares_and_counts(look: Look) -> None:
    assert figures.percent(0.702) == "70 %"
    assert figures.percent(None) == "—"
    assert figures.count(1840) == "1,840"
    assert figures.count(None) == "—"


@pytest.mark.parametrize("language", list(Language))
def test_every_word_of_the_domain_is_translated(look: Look, language: Language) -> None:
    english = _all_words()
    look.speak(language)
    spoken = _all_words()
    assert all(spoken)
    if language is Language.PORTUGUESE:
        alike = {a for a, b in zip(english, spoken, strict=True) if a == b}
        assert not alike


def _all_words() -> list[str]:
    states = [words.state_word(state) for state in MachineState]
    reasons = [words.reason_words(Verdict(MachineState.IDLE, "1", reason)) for reason in Reason]
    modes = [words.mode_word(mode) for mode in LinkMode]
    faults = [words.fault_words(LinkReason(fault)) for fault in LinkFault]
    return states + reasons + modes + faults


def test_an_alarm_is_told_in_the_controllers_words() -> None:
    verdict = Verdict(MachineState.ALARM, "4", Reason.FAULT, "SP9001 SPINDLE MOTOR OVERHEAT")
    assert words.reason_words(verdict) == "SP9001 SPINDLE MOTOR OVERHEAT"
    assert words.rule_words(verdict) == "SP9001 SPINDLE MOTOR OVERHEAT · rule 4"


def test_a_state_that_is_not_understood_shows_what_was_said() -> None:
    verdict = Verdict(MachineState.UNKNOWN, "12", Reason.NOT_UNDERSTOOD, "Execution TOOL_MEASURE")
    assert words.reason_words(verdict) == "Execution TOOL_MEASURE"


def test_a_running_machine_names_its_part_and_an_offline_one_its_fault() -> None:
    machine = Machine("Torno 01", source="http://a")
    part = {Role.PROGRAM_COMMENT: LiveValue("FLANGE DN100", Quality.GOOD, 0)}
    running = MachineLive(machine, Verdict(MachineState.RUNNING, "5", Reason.CUTTING), values=part)
    assert words.why_words(running) == "FLANGE DN100"
    lost = LinkReason(LinkFault.HTTP_STATUS, "503")
    link = LinkStatus("http://a", (machine.key,), LinkMode.WAITING, 0, 0, reason=lost)
    offline = MachineLive(machine, Verdict(MachineState.OFFLINE, "1", Reason.LINK_LOST), link=link)
    assert words.why_words(offline) == "Unexpected HTTP status: 503"


def test_signals_and_units_have_names_for_people() -> None:
    load = Signal("m", "spindle_load", SignalKind.NUMBER, "s1", "LOAD", role=Role.SPINDLE_LOAD)
    second = Signal("m", "spindle_load@S2", SignalKind.NUMBER, "s2", "LOAD", role=Role.SPINDLE_LOAD)
    odd = Signal("m", "x.load", SignalKind.NUMBER, "x", "AXIS_LOAD", "ACTUAL", component="Linear", component_name="X")
    assert [words.signal_name(s) for s in (load, second, odd)] == [
        "Spindle load",
        "Spindle load S2",
        "X · Axis load (actual)",
    ]
    assert words.unit_word("MILLIMETER/SECOND") == "mm/s"
    assert words.unit_word("CUBIC_MILLIMETER") == "cubic millimeter"


def test_a_key_alone_has_the_name_of_its_role_or_stays_as_it_is() -> None:
    assert words.key_name(Role.SPINDLE_LOAD) == "Spindle load"
    assert words.key_name("spindle_load@S2") == "Spindle load S2"
    assert words.key_name("x.load") == "x.load"
    assert words.key_name(Role.CONDITION) == "condition"
