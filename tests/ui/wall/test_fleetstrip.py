"""The fleet in one line."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hmi.domain.state import MachineState
from hmi.ui.ink import Ink
from hmi.ui.look import Look
from hmi.ui.theme import Shade, Theme
from hmi.ui.wall.fleetstrip import FleetStrip, shares_px
from hmi.ui.wall.order import AS_LISTED, counts
from hmi.ui.wall.today import Today
from tests.ui.scene import scene

_NOBODY: frozenset[object] = frozenset()


@pytest.fixture
def strip(qtbot: QtBot, look: Look) -> FleetStrip:
    made = FleetStrip(Ink(Theme.load(Shade.LIGHT)))
    qtbot.addWidget(made)
    made.resize(1920, 72)
    made.show()
    made.show_counts(counts(scene().machines), _NOBODY)
    return made


@given(st.dictionaries(st.sampled_from(MachineState), st.integers(0, 300)), st.integers(300, 4000))
def test_the_bar_is_divided_without_gap_or_overlap(machines: dict[MachineState, int], width: int) -> None:
    found = shares_px(machines, width, 2)
    assert [state for state, _left, _width in found] == [state for state, number in machines.items() if number]
    for (_s, left, wide), (_t, later, _w) in itertools.pairwise(found):
        assert wide >= 1
        assert later - (left + wide) == 2 or wide == 1
    if found and all(wide > 1 for _state, _left, wide in found):
        assert found[-1][1] + found[-1][2] == width


def test_counts_have_symbol_number_and_word(strip: FleetStrip) -> None:
    button = strip.counts.buttons[MachineState.RUNNING]
    assert button.accessibleName() == "Running, 12"
    assert button.toolTip() == "Running (5)"
    assert button.wordy


def test_the_bar_is_told_in_words(strip: FleetStrip) -> None:
    assert strip.bar.accessibleName().startswith("Alarm 2, Stopped 3, Idle 2, Setup 2, Running 12")


def test_a_click_asks_for_a_state(strip: FleetStrip, qtbot: QtBot) -> None:
    with qtbot.waitSignal(strip.toggled) as told:
        QTest.mouseClick(strip.counts.buttons[MachineState.SETUP], Qt.MouseButton.LeftButton)
    assert told.args == [MachineState.SETUP]
    strip.show_counts(counts(scene().machines), frozenset({MachineState.SETUP}))
    assert strip.counts.buttons[MachineState.SETUP].isChecked()
    assert not strip.counts.buttons[MachineState.ALARM].isChecked()


@pytest.mark.parametrize("width", [960, 1280, 1366, 1600, 1920, 2560])
@pytest.mark.parametrize("spoken", ["english", "portuguese"])
def test_counts_never_overlap_or_leave_their_place(
    strip: FleetStrip, width: int, spoken: str, request: pytest.FixtureRequest
) -> None:
    if spoken == "portuguese":
        request.getfixturevalue("portuguese")
        strip.retranslate()
    strip.show_today(Today(0.92, 0.97, 0.999))
    strip.show_links(23, 24)
    strip.resize(width, 72)
    QApplication.processEvents()
    buttons = list(strip.counts.buttons.values())
    for before, after in itertools.pairwise(buttons):
        assert before.geometry().right() < after.geometry().left()
    assert buttons[-1].geometry().right() <= strip.counts.width()
    assert all(button.width() >= button.width_for(wordy=button.wordy) for button in buttons)
    assert strip.counts.geometry().right() < strip.running.geometry().left()
    for figure in (strip.running, strip.links):
        assert figure.width() >= figure.sizeHint().width()
    assert strip.links.geometry().right() <= width


def test_words_go_when_they_have_no_room(strip: FleetStrip) -> None:
    strip.resize(1000, 72)
    QApplication.processEvents()
    assert not strip.counts.buttons[MachineState.RUNNING].wordy


def test_figures_say_what_is_known(strip: FleetStrip) -> None:
    strip.show_links(23, 24)
    strip.show_today(Today(0.704, 0.97, 0.9921))
    assert strip.running.accessibleName() == "Running today, 70 %, coverage 97 %"
    assert strip.links.accessibleName() == "Data links, 23 of 24, 99.2 % today"


def test_what_is_not_known_is_a_dash_with_an_empty_bar(strip: FleetStrip) -> None:
    assert strip.running.accessibleName() == "Running today, —"
    assert strip.links.accessibleName() == "Data links, —"
    theme = Theme.load(Shade.LIGHT)
    fill = {strip.running.grab().toImage().pixelColor(x, 53).name() for x in range(120, 180)}
    assert fill == {theme.bar.track.name()}
    strip.show_today(Today(1.0, 1.0, 1.0))
    fill = {strip.running.grab().toImage().pixelColor(x, 53).name() for x in range(120, 180)}
    assert fill == {theme.bar.fill.name()}


def test_an_empty_fleet_has_an_empty_bar(strip: FleetStrip) -> None:
    strip.show_counts(dict.fromkeys(AS_LISTED, 0), _NOBODY)
    track = Theme.load(Shade.LIGHT).bar.track
    assert strip.bar.grab().toImage().pixelColor(5, 5) == track


def test_states_have_their_colours_in_the_bar(strip: FleetStrip) -> None:
    image = strip.bar.grab().toImage()
    theme = Theme.load(Shade.LIGHT)
    assert image.pixelColor(2, 6) == theme.states[MachineState.ALARM]
    assert image.pixelColor(strip.bar.width() // 2, 6) == theme.states[MachineState.RUNNING]


def test_the_mouse_and_the_keyboard_are_seen(strip: FleetStrip, qtbot: QtBot) -> None:
    strip.activateWindow()
    button = strip.counts.buttons[MachineState.SETUP]
    strip.setFocus()
    before = button.grab().toImage()
    button.setFocus()
    focused = button.grab().toImage()
    assert focused != before
    button.clearFocus()
    QTest.mouseMove(button, QPoint(5, 5))
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    assert button.grab().toImage() != before
    button.setChecked(True)
    assert button.grab().toImage() != focused
