"""The wall as a page: what its user does, and what follows."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QListView, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from hmi.domain.observation import Quality
from hmi.domain.signal import Role
from hmi.domain.state import MachineState, Reason
from hmi.live.feed import Changes, LiveValue
from hmi.settings.site import Language
from hmi.ui.look import Look
from hmi.ui.theme import Shade
from hmi.ui.wall.grid import HOLD_AFTER_KEY_US, HOLD_AFTER_MOUSE_US
from hmi.ui.wall.order import AS_LISTED, Filter, Group, Order
from hmi.ui.wall.page import WallPage
from hmi.ui.wall.plan import TileSize
from hmi.ui.wall.rail import ChoiceBox
from tests.ui.scene import MINUTE_US, NOW_US, PastStub, many, scene
from tests.ui.wall.conftest import Clock

_SECOND = 1_000_000
T = TypeVar("T")


@pytest.fixture
def page(qtbot: QtBot, look: Look, clock: Clock) -> WallPage:
    made = WallPage(look, PastStub(scene()), clock=clock)
    qtbot.addWidget(made)
    made.resize(1920, 1024)
    made.show()
    qtbot.waitExposed(made)
    made.apply(scene())
    made.tick(NOW_US)
    made.activateWindow()
    made.setFocus()
    QApplication.processEvents()
    return made


def _becomes(page: WallPage, key: str, state: MachineState, now_us: int = NOW_US) -> Changes:
    live = page.model.fleet.lives[key]
    return Changes((replace(live, verdict=replace(live.verdict, state=state), since_us=now_us),))


def _type(qtbot: QtBot, page: WallPage, text: str) -> None:
    focus = page.focusWidget() or page
    QTest.keyClicks(focus, text)


# order


def test_the_worst_machine_stands_first(page: WallPage) -> None:
    assert list(page.model.keys[:6]) == ["Torno 11", "Centro 07", "Torno 03", "Centro 02", "Torno 08", "Retífica 1"]


def test_a_machine_that_stops_moves_up_at_once(page: WallPage) -> None:
    page.apply(_becomes(page, "Torno 02", MachineState.ALARM))
    assert page.model.row("Torno 02") == 2


def test_a_value_moves_no_tile(page: WallPage) -> None:
    before = page.model.keys
    live = page.model.fleet.lives["Torno 02"]
    page.apply(Changes((replace(live, values={Role.SPINDLE_LOAD: LiveValue(1.0, Quality.GOOD, 0)}),)))
    assert page.model.keys == before


def test_tiles_keep_their_places_while_the_mouse_is_at_work_on_them(page: WallPage, qtbot: QtBot, clock: Clock) -> None:
    QTest.mouseMove(page.canvas, QPoint(300, 300))
    QTest.mouseMove(page.canvas, QPoint(301, 300))
    page.apply(_becomes(page, "Torno 02", MachineState.ALARM))
    assert page.model.row("Torno 02") == 23
    assert page.strip.counts.buttons[MachineState.ALARM].accessibleName() == "Alarm, 3"
    QCoreApplication.sendEvent(page.canvas, QEvent(QEvent.Type.Leave))
    page.tick(NOW_US + _SECOND)
    assert page.model.row("Torno 02") == 2


def test_a_mouse_that_was_left_lying_holds_nothing_for_ever(page: WallPage, qtbot: QtBot, clock: Clock) -> None:
    QTest.mouseMove(page.canvas, QPoint(300, 300))
    QTest.mouseMove(page.canvas, QPoint(301, 300))
    page.apply(_becomes(page, "Torno 02", MachineState.ALARM))
    page.tick(NOW_US + HOLD_AFTER_MOUSE_US - 1)
    assert page.model.row("Torno 02") == 23
    page.tick(NOW_US + HOLD_AFTER_MOUSE_US)
    assert page.model.row("Torno 02") == 2


def test_tiles_keep_their_places_for_two_seconds_after_a_key(page: WallPage, qtbot: QtBot) -> None:
    QTest.keyClick(page.grid, Qt.Key.Key_Right)
    page.apply(_becomes(page, "Torno 02", MachineState.ALARM))
    page.tick(NOW_US + HOLD_AFTER_KEY_US - 1)
    assert page.model.row("Torno 02") == 23
    page.tick(NOW_US + HOLD_AFTER_KEY_US)
    assert page.model.row("Torno 02") == 2


def test_the_chosen_machine_stays_chosen_when_it_moves(page: WallPage) -> None:
    row = page.model.row("Torno 02")
    assert row is not None
    page.grid.setCurrentIndex(page.model.index(row))
    page.apply(_becomes(page, "Torno 02", MachineState.ALARM))
    assert page.grid.currentIndex().row() == 2
    assert [index.row() for index in page.grid.selectedIndexes()] == [2]


def test_the_order_goes_round_with_a_key_and_is_chosen_from_a_menu(page: WallPage, qtbot: QtBot) -> None:
    seen = []
    for _ in range(3):
        QTest.keyClick(page.grid, Qt.Key.Key_O)
        seen.append((page.order, page.model.keys[0]))
    assert seen == [(Order.NAME, "Centro 01"), (Order.CELL, "Centro 01"), (Order.WORST, "Torno 11")]
    page.order_by(Order.CELL)
    page.toolbar.order_actions[Order.WORST].trigger()
    assert page.toolbar.orders.accessibleName() == "Order: worst first"
    page.toolbar.order_actions[Order.NAME].trigger()
    assert page.toolbar.order_actions[Order.NAME].isChecked()


# keyboard


def test_arrows_move_in_the_grid_and_enter_opens(page: WallPage, qtbot: QtBot) -> None:
    grid = page.grid
    page.resize(1920, 700)  # two lines of tiles
    QApplication.processEvents()
    for key, row in (
        (Qt.Key.Key_Right, 0),  # nothing was chosen yet
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Down, 7),
        (Qt.Key.Key_Left, 6),
        (Qt.Key.Key_Left, 5),  # into the line above
        (Qt.Key.Key_Up, 5),  # there is nothing above
        (Qt.Key.Key_End, 23),
        (Qt.Key.Key_Down, 23),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_PageDown, 12),
        (Qt.Key.Key_PageDown, 23),
        (Qt.Key.Key_PageUp, 11),
        (Qt.Key.Key_PageUp, 0),
    ):
        QTest.keyClick(grid, key)
        assert grid.currentIndex().row() == row, key
    with qtbot.waitSignal(page.machineChosen) as chosen:
        QTest.keyClick(grid, Qt.Key.Key_Return)
    assert chosen.args == ["Torno 11"]


def test_down_reaches_a_shorter_last_line(page: WallPage, qtbot: QtBot) -> None:
    page.resize(1640, 1024)  # five columns: the last line has four
    QApplication.processEvents()
    assert page.grid.columns == 5
    page.grid.setCurrentIndex(page.model.index(19))
    QTest.keyClick(page.grid, Qt.Key.Key_Down)
    assert page.grid.currentIndex().row() == 23


def test_enter_opens_nothing_where_nothing_is_chosen(page: WallPage, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(page.machineChosen):
        QTest.keyClick(page.grid, Qt.Key.Key_Enter)


def test_a_tile_is_marked_only_once_the_keyboard_moves_or_arrives(page: WallPage, qtbot: QtBot) -> None:
    assert page.grid.hasFocus()
    assert page.grid.selectedIndexes() == []
    page.toolbar.full.setFocus()
    page.grid.setFocus(Qt.FocusReason.TabFocusReason)
    assert [index.row() for index in page.grid.selectedIndexes()] == [0]
    assert page.grid.tiles.keyboard
    QTest.mouseClick(page.canvas, Qt.MouseButton.LeftButton, pos=page.grid.place(3).center())
    assert not page.grid.tiles.keyboard


def test_a_reason_too_long_for_its_tile_is_told_whole_where_the_keyboard_comes_to(page: WallPage, qtbot: QtBot) -> None:
    row = page.model.row("Torno 14")
    assert row is not None
    fault = "2288 HYDRAULIC PRESSURE LOW AND THE DOOR WAS OPENED WHILE THE SPINDLE TURNED"
    off = next(live for live in scene().machines if live.machine.key == "Torno 14")
    verdict = replace(off.verdict, reason=Reason.FAULT, detail=fault)
    page.apply(Changes((replace(off, verdict=verdict),)))
    page.grid.setCurrentIndex(page.model.index(row - 1))
    QTest.keyClick(page.grid, Qt.Key.Key_Right)
    assert fault in QToolTip.text()
    QTest.keyClick(page.grid, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_one_click_opens(page: WallPage, qtbot: QtBot) -> None:
    place = page.grid.visualRect(page.model.index(8))
    with qtbot.waitSignal(page.machineChosen) as chosen:
        QTest.mouseClick(page.canvas, Qt.MouseButton.LeftButton, pos=place.center())
    assert chosen.args == [page.model.key(8)]
    with qtbot.assertNotEmitted(page.machineChosen):
        QTest.mouseClick(page.canvas, Qt.MouseButton.RightButton, pos=place.center())


def test_slash_searches_and_escape_clears_then_leaves(page: WallPage, qtbot: QtBot) -> None:
    _type(qtbot, page, "/")
    search = page.rail.search
    assert search.hasFocus()
    QTest.keyClicks(search, "retif")
    assert list(page.model.keys) == ["Retífica 1"]
    QTest.keyClicks(search, "fo15")  # keys of the wall are letters here
    assert search.text() == "retiffo15"
    assert not page.rail.isHidden()
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""
    assert page.model.rowCount() == 24
    assert search.hasFocus()
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert page.grid.hasFocus()


def test_enter_in_the_search_box_goes_to_the_tiles(page: WallPage, qtbot: QtBot) -> None:
    _type(qtbot, page, "/")
    QTest.keyClicks(page.rail.search, "torno")
    QTest.keyClick(page.rail.search, Qt.Key.Key_Return)
    assert page.grid.hasFocus()
    assert page.model.rowCount() == 11


def test_slash_brings_hidden_filters_back(page: WallPage, qtbot: QtBot) -> None:
    QTest.keyClick(page.grid, Qt.Key.Key_F)
    assert page.rail.isHidden()
    _type(qtbot, page, "/")
    assert page.rail.search.hasFocus()


def test_hiding_the_filters_gains_a_column_and_leaves_a_way_back(page: WallPage, qtbot: QtBot) -> None:
    page.resize(2000, 1024)
    QApplication.processEvents()
    assert page.grid.columns == 6
    QTest.keyClick(page.grid, Qt.Key.Key_F)
    QApplication.processEvents()
    assert page.grid.columns == 7
    assert page.toolbar.filters.isVisible()
    QTest.mouseClick(page.toolbar.filters, Qt.MouseButton.LeftButton)
    assert page.rail.isVisible()


def test_hiding_the_filters_from_within_takes_the_keyboard_to_the_tiles(page: WallPage, qtbot: QtBot) -> None:
    page.rail.hide_button.setFocus()
    QTest.keyClick(page.rail.hide_button, Qt.Key.Key_Return)
    assert page.rail.isHidden()
    assert page.grid.hasFocus()


def test_digits_filter_by_state(page: WallPage, qtbot: QtBot) -> None:
    for at, state in enumerate(AS_LISTED, start=1):
        _type(qtbot, page, str(at))
        assert page.filter.chosen[Group.STATE] == {state}
        assert page.strip.counts.buttons[state].isChecked()
        _type(qtbot, page, str(at))
        assert page.filter.empty


def test_plus_and_minus_change_the_size(page: WallPage, qtbot: QtBot) -> None:
    for key, size, columns in (
        ("+", TileSize.LARGE, 4),
        ("+", TileSize.LARGE, 4),
        ("-", TileSize.MEDIUM, 6),
        ("-", TileSize.SMALL, 8),
    ):
        _type(qtbot, page, key)
        QApplication.processEvents()
        assert (page.size_of_tiles, page.grid.columns) == (size, columns)
        rows = range(page.model.rowCount())
        assert all(page.grid.visualRect(page.model.index(row)) == page.grid.place(row) for row in rows)
    page.toolbar.size_actions[TileSize.MEDIUM].trigger()
    assert page.size_of_tiles is TileSize.MEDIUM


def test_f11_asks_for_the_full_screen(page: WallPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.fullScreenWanted):
        QTest.keyClick(page.grid, Qt.Key.Key_F11)
    with qtbot.waitSignal(page.fullScreenWanted):
        QTest.mouseClick(page.toolbar.full, Qt.MouseButton.LeftButton)


def test_keys_of_the_window_are_left_to_it(page: WallPage, qtbot: QtBot) -> None:
    before = (page.order, page.rail.isHidden(), page.filter)
    for key in (Qt.Key.Key_O, Qt.Key.Key_F, Qt.Key.Key_1):
        QTest.keyClick(page.grid, key, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(page.grid, key, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(page.grid, Qt.Key.Key_Z)
    assert (page.order, page.rail.isHidden(), page.filter) == before


def test_the_keyboard_reaches_every_control(page: WallPage) -> None:
    reached = set()
    widget: QWidget | None = page.grid
    for _ in range(200):
        widget = widget.nextInFocusChain() if widget is not None else None
        assert widget is not None
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.focusProxy() is None:
            reached.add(widget)
    controls = [w for w in page.findChildren(QWidget) if isinstance(w, QAbstractButton | QLineEdit | QListView)]
    for control in controls:
        if control.isVisible() and control.window() is page.window():
            assert control in reached or not control.isEnabled(), control


# filters


def test_groups_combine_and_choices_within_one_add_up(page: WallPage) -> None:
    page.rail.toggled.emit(Group.MODEL, "Romi")
    assert page.model.rowCount() == 6
    page.rail.toggled.emit(Group.MODEL, "Haas")
    assert page.model.rowCount() == 10
    page.rail.toggled.emit(Group.STATE, MachineState.RUNNING)
    assert {page.model.fleet.lives[key].verdict.state for key in page.model.keys} == {MachineState.RUNNING}
    assert page.toolbar.machines.text == f"{page.model.rowCount()} of 24 machines"


def test_a_click_on_a_count_filters_by_that_state(page: WallPage, qtbot: QtBot) -> None:
    QTest.mouseClick(page.strip.counts.buttons[MachineState.STOPPED], Qt.MouseButton.LeftButton)
    assert list(page.model.keys) == ["Torno 03", "Centro 02", "Torno 08"]
    box = next(box for box in page.rail.findChildren(ChoiceBox) if box.value is MachineState.STOPPED)
    assert box.isChecked()
    QTest.mouseClick(box, Qt.MouseButton.LeftButton)
    assert page.filter.empty
    assert not page.strip.counts.buttons[MachineState.STOPPED].isChecked()


def test_nothing_that_matches_says_so_and_offers_the_way_out(page: WallPage, qtbot: QtBot) -> None:
    page.filter_by(Filter("no such machine"))
    assert page.nothing.isVisible()
    assert page.nothing.words.text == "No machine matches the filters"
    assert page.nothing.clear.hasFocus()
    QTest.mouseClick(page.nothing.clear, Qt.MouseButton.LeftButton)
    assert page.grid.isVisible()
    assert page.rail.search.text() == ""
    assert page.grid.hasFocus()


def test_escape_on_the_tiles_clears_the_filters(page: WallPage, qtbot: QtBot) -> None:
    page.filter_by(Filter("torno"))
    assert page.toolbar.clear.isVisible()
    QTest.keyClick(page.grid, Qt.Key.Key_Escape)
    assert page.filter.empty
    assert not page.toolbar.clear.isVisible()


def test_a_machine_that_no_longer_matches_goes_when_nobody_is_at_work(page: WallPage, qtbot: QtBot) -> None:
    page.filter_by(Filter().toggled(Group.STATE, MachineState.ALARM))
    QTest.keyClick(page.grid, Qt.Key.Key_Home)
    page.apply(_becomes(page, "Torno 11", MachineState.RUNNING))
    assert page.model.rowCount() == 2
    page.tick(NOW_US + 3 * _SECOND)
    assert list(page.model.keys) == ["Centro 07"]


def test_before_the_first_data_the_page_says_that_it_waits(qtbot: QtBot, look: Look) -> None:
    page = WallPage(look)
    qtbot.addWidget(page)
    assert page.nothing.words.text == "Waiting for the first data"
    assert page.nothing.clear.isHidden()
    page.apply(Changes())
    page.tick(NOW_US)
    assert page.model.rowCount() == 0


# data


def test_the_strip_shows_how_today_went(page: WallPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "coverage" in page.strip.running.accessibleName())
    assert page.strip.running.accessibleName().startswith("Running today, 9")
    assert page.strip.links.accessibleName().startswith("Data links, 23 of 24, ")


def test_without_a_history_there_is_a_dash_and_no_bar(qtbot: QtBot, look: Look, clock: Clock) -> None:
    page = WallPage(look, clock=clock)
    qtbot.addWidget(page)
    page.apply(scene())
    page.tick(NOW_US)
    assert page.strip.running.accessibleName() == "Running today, —"
    assert page.strip.links.accessibleName() == "Data links, 23 of 24"


def test_a_machine_that_the_site_file_gained_appears(page: WallPage) -> None:
    page.apply(many(25))
    assert page.model.rowCount() == 25
    assert page.toolbar.machines.text == "25 machines"


def test_one_machine_is_one(qtbot: QtBot, look: Look, clock: Clock) -> None:
    page = WallPage(look, clock=clock)
    qtbot.addWidget(page)
    page.apply(many(1))
    assert page.toolbar.machines.text == "1 machine"


def test_time_goes_on_for_what_is_seen(page: WallPage) -> None:
    page.tick(NOW_US + MINUTE_US)
    row = page.model.row("Torno 03")
    assert row is not None
    assert page.model.face(row).lasted == "24 min"


# painting


def test_only_what_changed_is_painted_again(page: WallPage) -> None:
    QApplication.processEvents()
    before = page.grid.tiles.painted
    live = page.model.fleet.lives["Torno 08"]
    values = {**live.values, Role.SPINDLE_LOAD: LiveValue(77.0, Quality.GOOD, NOW_US)}
    page.apply(Changes((replace(live, values=values),)))
    QApplication.processEvents()
    assert page.grid.tiles.painted == before + 1
    page.apply(Changes((replace(live, values=values, received_us=NOW_US),)))
    page.tick(NOW_US + _SECOND)
    QApplication.processEvents()
    assert page.grid.tiles.painted == before + 1


def test_two_far_apart_tiles_do_not_repaint_those_between(page: WallPage) -> None:
    QApplication.processEvents()
    before = page.grid.tiles.painted
    first, last = (page.model.fleet.lives[page.model.key(row)] for row in (0, 23))
    told = {Role.PROGRAM: LiveValue("O1", Quality.GOOD, NOW_US)}
    page.apply(Changes((replace(first, values=told), replace(last, values=told))))
    QApplication.processEvents()
    assert page.grid.tiles.painted == before + 2


def test_what_is_scrolled_out_is_not_painted(qtbot: QtBot, look: Look, clock: Clock) -> None:
    page = WallPage(look, clock=clock)
    qtbot.addWidget(page)
    page.resize(1280, 700)
    page.show()
    everything = many(200)
    page.apply(everything)
    QApplication.processEvents()
    QApplication.processEvents()
    assert page.grid.visible_rows() == range(9)
    before = page.grid.tiles.painted
    hidden = [page.model.fleet.lives[page.model.key(row)] for row in range(20, 200)]
    told = {Role.PROGRAM: LiveValue("O1", Quality.GOOD, NOW_US)}
    page.apply(Changes(tuple(replace(live, values=told) for live in hidden)))
    QApplication.processEvents()
    assert page.grid.tiles.painted == before
    page.grid.verticalScrollBar().setValue(216 * 3)
    assert page.grid.visible_rows() == range(9, 18)
    rows = page.grid.visible_rows()
    assert all(page.grid.place(row) == page.grid.visualRect(page.model.index(row)) for row in rows)


def test_a_hidden_page_costs_next_to_nothing(page: WallPage) -> None:
    page.hide()
    assert page.grid.visible_rows() == range(0)
    page.apply(scene())
    page.show()
    QApplication.processEvents()
    assert page.grid.visible_rows() == range(24)


def test_the_dark_theme_reaches_everything(page: WallPage, look: Look) -> None:
    look.dress(Shade.DARK)
    QApplication.processEvents()
    image = page.grab().toImage()
    theme = look.theme
    assert image.pixelColor(4, 4) == theme.surface  # the fleet strip
    assert image.pixelColor(4, 600) == theme.surface  # the rail
    assert image.pixelColor(248, 600) == theme.canvas
    assert image.pixelColor(420, 130) == theme.surface  # a tile
    assert page.rail.search.palette().color(page.rail.search.palette().ColorRole.Text) == theme.primary


def test_what_is_painted_is_where_the_design_has_it(page: WallPage) -> None:
    image = page.grab().toImage()
    theme = page.look.theme
    tile = QPoint(256, 112)  # 216 below the top bar and the banner
    assert image.pixelColor(tile + QPoint(0, 100)) == theme.hairline
    assert image.pixelColor(tile + QPoint(5, 100)) == theme.states[MachineState.ALARM]
    assert image.pixelColor(tile + QPoint(267, 100)) == theme.hairline
    assert image.pixelColor(tile + QPoint(270, 100)) == theme.canvas
    assert image.pixelColor(tile + QPoint(276 * 5 + 267, 100)) == theme.hairline
    assert image.pixelColor(QPoint(239, 500)) == theme.hairline
    assert image.pixelColor(QPoint(500, 71)) == theme.hairline
    assert image.pixelColor(QPoint(24, 20)) == theme.states[MachineState.ALARM]
    assert image.pixelColor(QPoint(23, 20)) == QColor(theme.surface)


# what stays


def test_the_view_comes_back_as_it_was_left_without_its_filters(page: WallPage, qtbot: QtBot, look: Look) -> None:
    page.order_by(Order.CELL)
    page.resize_tiles(TileSize.SMALL)
    page.toggle_rail()
    page.filter_by(Filter("torno"))
    other = WallPage(look)
    qtbot.addWidget(other)
    other.restore_view(page.view_state())
    assert (other.order, other.size_of_tiles, other.rail.isHidden()) == (Order.CELL, TileSize.SMALL, True)
    assert other.filter.empty


@pytest.mark.parametrize("stored", ["", "nonsense", "[]", "{}", '{"order": "by luck", "size": "small", "rail": true}'])
def test_a_view_that_cannot_be_read_changes_nothing(page: WallPage, stored: str) -> None:
    before = page.view_state()
    page.restore_view(stored)
    assert page.view_state() == before


def test_the_page_speaks_another_language_at_once(page: WallPage, portuguese: object, look: Look) -> None:
    QApplication.processEvents()
    assert page.toolbar.machines.text == "24 máquinas"
    assert page.strip.counts.buttons[MachineState.RUNNING].text() == "Usinando"
    assert page.rail.search.placeholderText() == "Procurar"
    assert page.grid.tiles.tiles.labels == ("Peças", "Carga", "Avanço")
    assert page.model.face(0).word == "Alarme"
    look.speak(Language.ENGLISH)


def test_every_control_has_a_name_for_those_who_listen(page: WallPage) -> None:
    for widget in page.findChildren(QWidget):
        if isinstance(widget, QAbstractButton | QLineEdit | QListView) and widget.isVisible():
            assert widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.toolTip()), widget
    assert page.grid.accessibleName() == "Machines"


def test_a_screen_reader_finds_each_tile_in_one_sentence(page: WallPage) -> None:
    grid = QAccessible.queryAccessibleInterface(page.grid)
    row = page.model.row("Torno 03")
    assert row is not None
    tile = grid.child(row)
    assert tile is not None
    assert tile.text(QAccessible.Text.Name) == "Torno 03, Stopped, 23 min, Feed hold"
    assert "rule 8" in tile.text(QAccessible.Text.Description)


def test_a_wheel_over_the_tiles_holds_them(page: WallPage, clock: Clock) -> None:
    place = QPointF(300, 300)
    turn = QWheelEvent(
        place,
        page.canvas.mapToGlobal(place),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QCoreApplication.sendEvent(page.canvas, turn)
    assert page.grid.held(NOW_US + _SECOND)
    assert not page.grid.held(NOW_US + HOLD_AFTER_MOUSE_US)


def test_a_page_that_is_gone_is_gone(qtbot: QtBot, look: Look, clock: Clock) -> None:
    page = WallPage(look, PastStub(scene()), clock=clock)
    page.resize(1280, 800)
    page.show()
    page.apply(scene())
    page.tick(NOW_US)
    page.filter_by(Filter("torno"))
    QApplication.processEvents()
    parts = [weakref.ref(part) for part in (page, page.model, page.grid, page.rail, page.strip, page.toolbar)]
    page.close()
    page.deleteLater()
    del page
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    gc.collect()
    assert [part() for part in parts] == [None] * len(parts)


def test_the_wall_is_there_before_its_history_and_without_charts(qtbot: QtBot, look: Look, clock: Clock) -> None:
    class Never(PastStub):
        def submit(self, question: Callable[[], T]) -> Future[T]:
            return Future()

    page = WallPage(look, Never(scene()), clock=clock)
    qtbot.addWidget(page)
    page.show()
    page.apply(scene())
    page.tick(NOW_US)
    QApplication.processEvents()
    assert page.grid.tiles.painted > 0
    code = "import sys, hmi.ui.wall.page, hmi.ui.wall.kiosk; print({'pyqtgraph', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
