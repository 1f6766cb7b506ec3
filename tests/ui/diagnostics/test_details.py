from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from hmi.domain.link import LinkStatus
from hmi.ui.diagnostics.details import DetailsPanel
from hmi.ui.diagnostics.facts import Facts, as_text, facts_of
from hmi.ui.diagnostics.rows import Known
from hmi.ui.diagnostics.today import Losses, losses
from hmi.ui.look import Look
from tests.ui.diagnostics.samples import MISSING, NOW, OVERRUN, RECOVERING, RESTART, STREAMING, WAITING, ZONE


def gather(status: LinkStatus, rate: float | None = None, lost: Losses | None = None) -> Facts:
    return facts_of(Known(status, rate, lost), ZONE, NOW)


def told(facts: Facts) -> dict[str, str]:
    return {fact.label: fact.value for section in facts.sections for fact in section.facts}


def heavy(facts: Facts) -> set[str]:
    return {fact.label for section in facts.sections for fact in section.facts if fact.heavy}


def test_the_facts_are_everything_that_a_link_reports(look: Look) -> None:
    facts = gather(RECOVERING, rate=77.0, lost=losses([RESTART, OVERRUN]))
    values = told(facts)
    assert facts.machines == "Centro 03, Centro 06, Centro 07"
    assert facts.source == "https://10.20.4.20:5000"
    assert values["Mode"] == "Recovering"
    assert values["Since"] == "07:02:00"
    assert values["Last data"] == "0.2 s ago, 14:05:19"
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
    assert values["Outage it survives"] == "3 min"
    assert values["Observations"] == "1,284,332"
    assert values["Bytes"] == "212.4 MB"
    assert values["13:31, overrun"] == "5,218 lost"
    assert values["12:31, restart"] == "unknown"
    assert {"Mode", "Not read yet", "Outage it survives", "Gaps today"} <= heavy(facts)


def test_a_link_that_is_down_tells_its_reason_and_its_next_attempt(look: Look) -> None:
    values = told(gather(WAITING))
    assert values["Mode"] == "Waiting, attempt 9, retry in 22 s"
    assert values["Reason"] == "No agent answers at this address: errno 111"
    assert values["Filled"] == values["Lag"] == values["Gaps today"] == "—"
    assert values["Rate"] == "unknown"
    assert told(gather(replace(WAITING, last_data_us=None)))["Last data"] == "nothing yet"


def test_a_machine_that_is_missing_is_told_with_its_reason(look: Look) -> None:
    assert told(gather(MISSING))["Torno 13"] == "The agent has no such device: OKUMA-13"
    assert "Torno 13" in heavy(gather(MISSING))


def test_overruns_and_skews_are_told_as_they_are(look: Look) -> None:
    assert told(gather(STREAMING))["Outage it survives"] == "unknown"
    assert told(gather(STREAMING, rate=0.0))["Outage it survives"] == "never at this rate"
    fast = gather(replace(STREAMING, skew_us=2_600_000))
    assert told(fast)["Clock skew"] == "+2.6 s, agent clock fast"
    assert "Clock skew" in heavy(fast)
    assert told(gather(replace(STREAMING, next_sequence=None)))["Not read yet"] == "—"


def test_facts_as_text_are_a_line_each(look: Look) -> None:
    lines = as_text(gather(WAITING)).splitlines()
    assert lines[:4] == ["Retífica 1", "http://10.20.4.61:5000", "", "Connection"]
    assert "Reason: No agent answers at this address: errno 111" in lines


def panel(look: Look, qtbot: QtBot) -> DetailsPanel:
    made = DetailsPanel(look)
    qtbot.addWidget(made)
    made.resize(600, 500)
    made.show()
    return made


def values(made: DetailsPanel) -> list[str]:
    return [label.text() for label in made.findChildren(QLabel) if not label.isHidden()]


def test_the_panel_shows_what_it_is_told_and_its_text_can_be_taken(look: Look, qtbot: QtBot) -> None:
    made = panel(look, qtbot)
    made.show_facts(gather(STREAMING))
    assert "131,072" in values(made)
    (address,) = made.findChildren(QLineEdit)
    assert (address.text(), address.isReadOnly()) == ("http://10.20.4.11:5000", True)
    label = next(label for label in made.findChildren(QLabel) if label.text() == "131,072")
    assert label.accessibleName() == "Size: 131,072"
    label.setSelection(0, 3)
    made.show_facts(gather(replace(STREAMING, observations=5)))
    assert label.selectedText() == "131"


def test_the_panel_takes_as_many_facts_as_there_are(look: Look, qtbot: QtBot) -> None:
    made = panel(look, qtbot)
    made.show_facts(gather(STREAMING, lost=losses([OVERRUN] * 30)))
    many = len(values(made))
    made.show_facts(gather(STREAMING, lost=losses([])))
    assert len(values(made)) == many - 8
    made.show_facts(gather(WAITING))
    assert "No agent answers at this address: errno 111" in values(made)


def test_a_long_word_of_an_agent_never_widens_the_panel(look: Look, qtbot: QtBot) -> None:
    made = panel(look, qtbot)
    made.show_facts(gather(STREAMING))
    before = made.minimumSizeHint().width()
    made.show_facts(gather(replace(STREAMING, version="x" * 500, machines=("y" * 500,))))
    assert made.minimumSizeHint().width() == before


def test_sections_stand_beside_each_other_below_the_table_and_under_each_other_beside_it(
    look: Look, qtbot: QtBot
) -> None:
    made = panel(look, qtbot)
    made.show_facts(gather(STREAMING))
    made.lay_out(below=False)
    first, second = made._sections[:2]
    qtbot.waitUntil(lambda: second.y() >= first.y() + first.height())
    made.resize(1_200, 260)
    made.lay_out(below=True)
    qtbot.waitUntil(lambda: second.x() >= first.x() + first.width() and first.y() == second.y())
