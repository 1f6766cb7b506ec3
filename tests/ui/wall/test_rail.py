"""The filter rail."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hmi.domain.state import MachineState
from hmi.ui.ink import Ink
from hmi.ui.look import Look
from hmi.ui.theme import Shade, Theme
from hmi.ui.wall.order import AS_LISTED, Filter, Group, choices
from hmi.ui.wall.rail import ChoiceBox, Rail, Section
from tests.ui.scene import only, scene


@pytest.fixture
def rail(qtbot: QtBot, look: Look) -> Rail:
    made = Rail(Ink(Theme.load(Shade.LIGHT)))
    qtbot.addWidget(made)
    made.resize(240, 976)
    made.show()
    made.show_choices(choices(scene().machines, Filter()), Filter())
    return made


def _section(rail: Rail, group: Group) -> Section:
    return rail.sections[group]


def _seen(rail: Rail, group: Group) -> list[str]:
    boxes = _section(rail, group)._boxes.values()
    return [box.accessibleName() for box in boxes if not box.isHidden()]


def test_groups_name_their_values_and_counts(rail: Rail) -> None:
    assert _seen(rail, Group.STATE)[:2] == ["Alarm, 2", "Stopped, 3"]
    assert len(_seen(rail, Group.STATE)) == len(AS_LISTED)
    assert _seen(rail, Group.PLANT) == ["Joinville 1, 17", "Joinville 2, 7"]


def test_a_long_group_shows_a_few_until_asked_for_more(rail: Rail, qtbot: QtBot) -> None:
    more = _section(rail, Group.MODEL)._more
    assert _seen(rail, Group.MODEL) == ["Romi, 6", "Haas, 4", "Mazak, 4", "DMG, 2"]
    assert more.accessibleName() == "6 more"
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    assert len(_seen(rail, Group.MODEL)) == 10
    assert more.accessibleName() == "Show fewer"
    QTest.keyClick(more, Qt.Key.Key_Space)
    assert len(_seen(rail, Group.MODEL)) == 4
    assert not _section(rail, Group.CELL)._more.isVisible()


def test_a_chosen_value_is_never_folded_away(rail: Rail) -> None:
    wanted = Filter().toggled(Group.MODEL, "Studer")
    rail.show_choices(choices(scene().machines, wanted), wanted)
    assert _seen(rail, Group.MODEL)[-1] == "Studer, 1"
    assert _section(rail, Group.MODEL)._more.accessibleName() == "5 more"


def test_a_group_that_no_machine_names_is_not_there(rail: Rail) -> None:
    machines = list(scene().machines)
    bare = choices(machines, Filter()) | {Group.PLANT: {"": 24}}
    rail.show_choices(bare, Filter())
    assert _section(rail, Group.PLANT).isHidden()


def test_machines_that_name_no_plant_can_be_found_too(rail: Rail) -> None:
    rail.show_choices(choices(scene().machines, Filter()) | {Group.PLANT: {"A": 3, "": 2}}, Filter())
    assert _seen(rail, Group.PLANT) == ["A, 3", "not stated, 2"]


def test_values_come_and_go_with_the_machines(rail: Rail) -> None:
    few = only(scene(), ["Torno 01", "Centro 04"]).machines
    rail.show_choices(choices(few, Filter()), Filter())
    QApplication.processEvents()
    assert _seen(rail, Group.MODEL) == ["Haas, 1", "Romi, 1"]
    assert _seen(rail, Group.PLANT) == ["Joinville 1, 2"]


def test_a_click_anywhere_on_a_line_asks_for_it(rail: Rail, qtbot: QtBot) -> None:
    box = _section(rail, Group.STATE)._boxes[MachineState.IDLE]
    with qtbot.waitSignal(rail.toggled) as told:
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(box.width() - 3, 3))
    assert told.args == [Group.STATE, MachineState.IDLE]
    with qtbot.waitSignal(rail.toggled):
        QTest.keyClick(box, Qt.Key.Key_Space)


def test_a_tick_says_what_is_chosen(rail: Rail) -> None:
    box = _section(rail, Group.STATE)._boxes[MachineState.IDLE]
    before = box.grab().toImage()
    wanted = Filter().toggled(Group.STATE, MachineState.IDLE)
    rail.show_choices(choices(scene().machines, wanted), wanted)
    assert box.isChecked()
    assert box.grab().toImage() != before


def test_a_count_of_none_recedes(rail: Rail) -> None:
    wanted = Filter("torno 03")
    rail.show_choices(choices(scene().machines, wanted), wanted)
    assert "Idle, 0" in _seen(rail, Group.STATE)
    assert rail.search.text() == "torno 03"


def test_a_name_that_does_not_fit_is_told_whole(qtbot: QtBot, look: Look) -> None:
    box = ChoiceBox(Ink(Theme.load(Shade.LIGHT)), "x")
    qtbot.addWidget(box)
    box.resize(199, 28)
    box.say("Usinagem pesada e acabamento do pavilhão três", 4)
    assert box.toolTip().startswith("Usinagem pesada")
    box.say("Tornos", 4)
    assert box.toolTip() == ""


def test_lines_stand_where_the_design_has_them(rail: Rail) -> None:
    QApplication.processEvents()
    assert rail.search.mapTo(rail, QPoint(0, 0)).toTuple() == (24, 12)
    assert rail.search.size().toTuple() == (199, 32)
    alarm = _section(rail, Group.STATE)._boxes[MachineState.ALARM]
    joinville = _section(rail, Group.PLANT)._boxes["Joinville 1"]
    assert alarm.mapTo(rail, QPoint(0, 14)).y() == pytest.approx(94, abs=2)
    assert joinville.mapTo(rail, QPoint(0, 14)).y() == pytest.approx(356, abs=3)


def test_the_cross_clears_the_search(rail: Rail, qtbot: QtBot) -> None:
    action = rail.search._clear
    assert not action.isVisible()
    with qtbot.waitSignal(rail.searched) as told:
        rail.search.setText("torno")
    assert told.args == ["torno"]
    assert action.isVisible()
    action.trigger()
    assert rail.search.text() == ""


def test_the_keyboard_is_seen_wherever_it_is(rail: Rail, qtbot: QtBot) -> None:
    rail.activateWindow()
    places = [rail.search, rail.hide_button, _section(rail, Group.STATE)._boxes[MachineState.IDLE]]
    for place in places:
        rail.setFocus()
        before = place.grab().toImage()
        place.setFocus()
        assert place.hasFocus()
        assert place.grab().toImage() != before


def test_many_values_can_be_scrolled_to(rail: Rail) -> None:
    rail.resize(240, 300)
    QApplication.processEvents()
    assert not rail.grab().toImage().isNull()
