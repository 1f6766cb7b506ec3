from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from hmi.domain.link import Adapter, LinkMode, LinkStatus, ModelChange
from hmi.settings.site import Language
from hmi.ui.diagnostics.facts import Fact, Facts, Group, as_text
from hmi.ui.diagnostics.gathering import facts_of
from hmi.ui.diagnostics.phrases import Phrases
from hmi.ui.diagnostics.rows import Known
from hmi.ui.diagnostics.today import Losses, losses
from hmi.ui.look import Look
from tests.ui.diagnostics.samples import (
    FULL,
    LISTENING,
    MISSING,
    NOW,
    OVERRUN,
    RECOVERING,
    RESTART,
    STREAMING,
    WAITING,
    WELL,
    ZONE,
    at,
)

pytestmark = pytest.mark.usefixtures("look")


def gather(status: LinkStatus, rate: float | None = None, lost: Losses | None = None, unreadable: int = 0) -> Facts:
    return facts_of(Known(status, rate, lost, unreadable), ZONE, NOW, Phrases())


def every(facts: Facts) -> list[Fact]:
    return [fact for section in facts.sections for fact in section.facts]


def told(facts: Facts) -> dict[str, str]:
    return {fact.label: fact.value for fact in every(facts)}


def heavy(facts: Facts) -> set[str]:
    return {fact.label for fact in every(facts) if fact.heavy}


def group(facts: Facts, which: Group) -> list[tuple[str, str]]:
    return [(fact.label, fact.value) for section in facts.sections if section.group is which for fact in section.facts]


def test_the_facts_are_everything_that_a_link_reports() -> None:
    facts = gather(RECOVERING, rate=77.0, lost=losses([RESTART, OVERRUN]))
    values = told(facts)
    assert facts.machines == "Centro 03, Centro 06, Centro 07"
    assert facts.source == "https://10.20.4.20:5000"
    assert values["Mode"] == "Recovering"
    assert values["Since"] == "07:02:00"
    assert values["Last data"] == "0.2 s ago, 14:05:19"
    assert values["Lag"] == "38.0 s"
    assert values["Silence allowed"] == "5.0 s"
    assert values["Version"] == "2.2.0.17"
    assert values["Instance"] == "1795093728"
    assert values["Size"] == "131,072"
    assert values["Filled"] == "112,722 (86 %)"
    assert values["First kept"] == "41,000,000"
    assert values["Next at the agent"] == "41,112,722"
    assert values["Next to read"] == "41,000,100"
    assert values["Not read yet"] == "112,622 (86 %)"
    assert values["Rate"] == "77.0 per second"
    assert values["Time to overrun"] == "3 min"
    assert values["Observations"] == "1,284,332"
    assert values["Received"] == "212.4 MB"
    assert values["Not stored today"] == "5,218 + unknown"
    assert values["13:31–13:33, overrun"] == "5,218"
    assert values["12:31–12:32, restart"] == "unknown"
    assert {"Mode", "Not read yet", "Time to overrun", "Gaps today", "Not stored today", "Lag"} <= heavy(facts)
    assert "Last data" not in heavy(facts)


def test_every_group_has_its_facts_and_none_is_empty() -> None:
    facts = gather(FULL, rate=10.0, lost=losses([OVERRUN]), unreadable=3)
    assert [section.group for section in facts.sections] == list(Group)
    values = told(facts)
    assert values["Received now"] == "4.2 kB per second"
    assert values["Heartbeats"] == "4,812"
    assert values["Security"] == "bearer, TLS, own CA, client certificate"
    assert values["Rejected observations"] == "3"
    assert values["Unreadable documents"] == "12"
    assert values["in the last 10 min"] == "3"
    assert values["Condition audits"] == "312"
    assert values["Signals put right"] == "2"
    assert values["Tools cannot be read"] == "Agent reports an error: UNSUPPORTED: assets"
    assert values["Lost since the start"] == "412"
    assert {"Rejected observations", "Unreadable documents", "in the last 10 min", "Clock skew"} <= heavy(facts)


@pytest.mark.parametrize("mode", LinkMode)
@pytest.mark.parametrize("full", [FULL, LinkStatus("http://a", ("a",), LinkMode.CONNECTING, NOW, 1)])
def test_nothing_empty_is_shown_in_any_mode(mode: LinkMode, full: LinkStatus) -> None:
    facts = gather(replace(full, mode=mode))
    assert all(section.facts and section.title for section in facts.sections)
    assert [fact for fact in every(facts) if not fact.value or fact.value == "—"] == []


def test_unreadable_documents_of_long_ago_are_counted_and_not_heavy() -> None:
    facts = gather(replace(STREAMING, parse_errors=12))
    assert told(facts)["Unreadable documents"] == "12"
    assert "in the last 10 min" not in told(facts)
    assert "Unreadable documents" not in heavy(facts)


def test_a_link_that_is_down_tells_its_reason_and_its_next_attempt() -> None:
    facts = gather(WAITING)
    assert group(facts, Group.LINK)[:5] == [
        ("Mode", "Waiting"),
        ("Since", "13:47:04"),
        ("Attempt", "9"),
        ("Next attempt", "retry in 22 s"),
        ("Reason", "No agent answers at this address: errno 111"),
    ]
    values = told(facts)
    assert "Last data" in heavy(facts)
    assert not {"Filled", "Lag", "Gaps today", "Rate", "Version", "Instance", "Received now"} & set(values)
    assert told(gather(replace(WAITING, last_data_us=None)))["Last data"] == "nothing yet"


def test_what_a_link_that_is_down_misses_is_unknown() -> None:
    losing = gather(WAITING, lost=losses([]))
    assert group(losing, Group.LOSSES)[:3] == [
        ("Not stored today", "unknown"),
        ("Gaps today", "0"),
        ("since 13:47", "unknown"),
    ]
    assert {"Not stored today", "since 13:47"} <= heavy(losing)


def test_of_a_link_that_is_down_only_our_own_place_in_the_buffer_is_told() -> None:
    down = gather(replace(FULL, mode=LinkMode.WAITING), rate=10.0)
    assert group(down, Group.BUFFER) == [("Next to read", "41,013,107")]
    assert group(down, Group.ADAPTERS) == []
    assert len(group(down, Group.CHANGES)) == 2


def test_an_agent_that_does_not_say_what_it_keeps_is_told_as_such() -> None:
    silent = gather(replace(STREAMING, buffer_size=None))
    assert group(silent, Group.BUFFER) == [
        ("Next to read", "41,013,107"),
        ("", "The agent does not say what its buffer holds."),
    ]


def test_a_machine_that_is_missing_is_told_with_its_reason() -> None:
    assert told(gather(MISSING))["Torno 13"] == "The agent has no such device: OKUMA-13"
    assert "Torno 13" in heavy(gather(MISSING))


def test_overruns_and_skews_are_told_as_they_are() -> None:
    assert told(gather(STREAMING))["Time to overrun"] == "unknown"
    assert told(gather(STREAMING, rate=0.0))["Time to overrun"] == "never at this rate"
    assert told(gather(STREAMING, rate=0.5))["Time to overrun"] == "3 d"
    fast = gather(replace(STREAMING, skew_us=2_600_000))
    assert told(fast)["Clock skew"] == "+2.6 s, agent clock fast"
    assert "Clock skew" in heavy(fast)
    assert "Not read yet" not in told(gather(replace(STREAMING, next_sequence=None)))


def test_adapters_without_a_connection_come_first_with_what_that_means() -> None:
    adapters = group(gather(FULL), Group.ADAPTERS)
    assert adapters == [
        ("Torno-08", "LISTEN since 13:39"),  # the agent's clock is fast
        ("", "The agent has no connection to this adapter: nothing comes through it."),
        ("Torno-07", "ESTABLISHED since 07:01"),
    ]
    assert {"Torno-08"} == heavy(gather(FULL)) & {"Torno-07", "Torno-08"}
    well = gather(replace(FULL, adapters=(WELL,)))
    assert group(well, Group.ADAPTERS) == [("Torno-07", "ESTABLISHED since 07:01")]


def test_many_adapters_are_told_by_those_that_need_eyes() -> None:
    many = tuple(replace(WELL, name=f"well {n}") for n in range(40))
    adapters = group(gather(replace(FULL, adapters=(*many, LISTENING))), Group.ADAPTERS)
    assert adapters[0][0] == "Torno-08"
    assert adapters[-1] == ("", "and 35 more adapters")
    assert len(adapters) == 8
    down = tuple(Adapter(f"down {n}", "CLOSED", NOW) for n in range(9))
    adapters = group(gather(replace(FULL, adapters=down)), Group.ADAPTERS)
    assert [label for label, _value in adapters] == [*(f"down {n}" for n in range(6)), "", ""]
    assert adapters[-1] == ("", "and 3 more adapters")


def test_changes_are_told_the_newest_first_with_their_machine_and_time() -> None:
    assert group(gather(FULL), Group.CHANGES) == [
        ("Torno 07, 13:20", "2 signals are new: Spindle load S2, x.load; 1 is gone: Part count"),
        ("Torno 08, 09:05", "2 signals are gone: Tool, Program line"),
    ]
    many = tuple(ModelChange("Torno 07", at(8, minute), ("line",)) for minute in range(30))
    changes = group(gather(replace(FULL, model_changes=many)), Group.CHANGES)
    assert [label for label, _value in changes] == [f"Torno 07, 08:{minute}" for minute in (29, 28, 27, 26)]


def test_gaps_beyond_the_newest_are_counted() -> None:
    gaps = group(gather(STREAMING, lost=losses([RESTART, *[OVERRUN] * 8])), Group.LOSSES)
    assert gaps[1] == ("Gaps today", "9")
    assert gaps[2:8] == [("13:31–13:33, overrun", "5,218")] * 6
    assert gaps[8] == ("", "and 3 more gaps")


def test_facts_as_text_are_a_line_each_and_leave_nothing_out() -> None:
    lines = as_text(gather(WAITING)).splitlines()
    assert lines[:4] == ["Retífica 1", "http://10.20.4.61:5000", "", "Connection"]
    assert "Reason: No agent answers at this address: errno 111" in lines
    many = ModelChange("Torno 07", at(13, 20), appeared=tuple(f"x.{n}" for n in range(30)))
    text = as_text(gather(replace(STREAMING, buffer_size=None, model_changes=(many,))))
    assert "x.29" in text
    assert "The agent does not say what its buffer holds." in text.splitlines()


def test_labels_and_titles_are_told_in_the_language_of_the_window(look: Look, stretch: Callable[[], None]) -> None:
    look.speak(Language.PORTUGUESE)
    stretch()
    facts = gather(FULL, rate=10.0, lost=losses([]), unreadable=1)
    assert all(section.title.startswith("[") for section in facts.sections)
    named = (WELL.name, LISTENING.name, "Torno 07, 13:20", "Torno 08, 09:05")
    assert [
        fact.label for fact in every(facts) if fact.label and fact.label[0] != "[" and fact.label not in named
    ] == []
