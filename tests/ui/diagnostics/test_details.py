from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QScrollArea
from pytestqt.qtbot import QtBot

from hmi.domain.link import LinkStatus
from hmi.ui.diagnostics.details import DetailsPanel
from hmi.ui.diagnostics.facts import Facts, Group
from hmi.ui.diagnostics.gathering import facts_of
from hmi.ui.diagnostics.phrases import Phrases
from hmi.ui.diagnostics.rows import Known
from hmi.ui.diagnostics.today import Losses, losses
from hmi.ui.look import Look
from tests.ui.diagnostics.samples import FULL, NOW, OVERRUN, STREAMING, WAITING, ZONE


def gather(status: LinkStatus, lost: Losses | None = None) -> Facts:
    return facts_of(Known(status, 10.0, lost), ZONE, NOW, Phrases())


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
    assert len(values(made)) == many - 7  # six gaps, and how many more there are
    made.show_facts(gather(WAITING))
    assert "No agent answers at this address: errno 111" in values(made)


def test_a_long_word_of_an_agent_never_widens_the_panel(look: Look, qtbot: QtBot) -> None:
    made = panel(look, qtbot)
    made.show_facts(gather(STREAMING))
    before = made.minimumSizeHint().width()
    made.show_facts(gather(replace(STREAMING, version="x" * 500, machines=("y" * 500,))))
    assert made.minimumSizeHint().width() == before


def label_of(made: DetailsPanel, text: str) -> QLabel:
    return next(label for label in made.findChildren(QLabel) if label.text() == text and not label.isHidden())


def test_figures_stand_at_the_right_and_sentences_under_their_label(look: Look, qtbot: QtBot) -> None:
    made = panel(look, qtbot)
    made.show_facts(gather(FULL))
    assert label_of(made, "131,072").alignment() & Qt.AlignmentFlag.AlignRight
    sentence = label_of(made, "2 signals are gone: Tool, Program line")
    assert sentence.alignment() & Qt.AlignmentFlag.AlignLeft
    assert sentence.toolTip() == sentence.text()
    section = made._sections[Group.CHANGES]
    qtbot.waitUntil(lambda: sentence.width() == section.width())


def test_a_group_without_facts_is_away_and_comes_back(look: Look, qtbot: QtBot) -> None:
    made = panel(look, qtbot)
    made.show_facts(gather(FULL))
    assert all(view.isVisible() for view in made._sections.values())
    made.show_facts(gather(STREAMING))
    gone = {group for group, view in made._sections.items() if view.isHidden()}
    assert gone == {Group.ADAPTERS, Group.CHANGES}
    made.show_facts(gather(FULL))
    assert "LISTEN since 13:39" in values(made)


@pytest.mark.parametrize(("width", "columns"), [(440, 1), (648, 2), (960, 3), (1_280, 4), (3_840, 4)])
def test_the_groups_stand_in_as_many_columns_as_there_is_room_for(
    look: Look, qtbot: QtBot, width: int, columns: int
) -> None:
    made = panel(look, qtbot)
    made.show_facts(gather(FULL))
    made.resize(width, 500)
    made.lay_out(below=width > 648)

    def lefts() -> set[int]:
        return {view.x() for view in made._sections.values()}

    qtbot.waitUntil(lambda: len(lefts()) == columns)
    sections = list(made._sections.values())
    for one in sections:
        apart = [other for other in sections if other is not one and one.geometry().intersects(other.geometry())]
        assert apart == []


def test_groups_keep_their_column_when_their_facts_become_more(look: Look, qtbot: QtBot) -> None:
    made = panel(look, qtbot)
    made.show_facts(gather(FULL, losses([])))
    qtbot.waitUntil(lambda: made._sections[Group.LOSSES].x() > 0)
    before = {group: view.x() for group, view in made._sections.items()}
    made.show_facts(gather(replace(FULL, machine_reasons={}), losses([OVERRUN] * 30)))
    made.resize(600, 501)
    qtbot.waitUntil(lambda: made.findChildren(QScrollArea)[0].height() > 0)
    assert {group: view.x() for group, view in made._sections.items()} == before
    assert made._sections[Group.LINK].y() == made._sections[Group.LOSSES].y() == 0


def test_what_did_not_change_is_not_moved_by_what_did(look: Look, qtbot: QtBot) -> None:
    made = panel(look, qtbot)
    made.show_facts(gather(FULL))
    qtbot.waitUntil(lambda: label_of(made, "131,072").y() > 0)
    places = {label.accessibleName().partition(":")[0]: label.geometry() for label in made.findChildren(QLabel)}
    later = replace(FULL, heartbeats=99_999_999, bytes_per_s=888_888.0, observations=9_999_999_999, parse_errors=13)
    made.show_facts(gather(later))
    assert "99,999,999" in values(made)
    made.grab()  # lays everything out
    assert {label.accessibleName().partition(":")[0]: label.geometry() for label in made.findChildren(QLabel)} == places
