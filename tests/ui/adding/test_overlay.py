"""The sheet over the window's pages, and machines that were not there when the window opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hmi.domain.link import LinkMode
from hmi.domain.state import MachineState
from hmi.live.feed import Changes, MachineLive
from hmi.ui.adding import words
from hmi.ui.adding.overlay import AddingOverlay
from hmi.ui.adding.port import AddingError
from hmi.ui.adding.session import Phase
from hmi.ui.look import Look
from hmi.ui.wall.order import Group
from hmi.ui.wall.rail import ChoiceBox
from hmi.ui.window import CONNECTIONS, WALL, Window
from tests.ui.adding.shop import GOOD, URL, FakeShop
from tests.ui.scene import NOW_US, PastStub, scene


@pytest.fixture
def shop() -> FakeShop:
    return FakeShop()


@pytest.fixture
def window(qtbot: QtBot, look: Look, shop: FakeShop) -> Iterator[Window]:
    made = Window(look, PastStub(scene()), "Aroeira Usinagem", None, shop)
    qtbot.addWidget(made)
    made.apply(scene())
    made.tick(NOW_US)
    made.resize(1280, 720)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()


@pytest.fixture
def overlay(window: Window) -> AddingOverlay:
    assert window.adding is not None
    return window.adding


def page(window: Window) -> int:
    return window._stack.currentIndex()


def new_machine() -> Changes:
    """One machine more, behind an endpoint of its own, as the hub first tells of it."""
    like = next(live for live in scene().machines if live.machine.key == "Torno 01")
    assert like.link is not None
    link = replace(like.link, source=URL, machines=("Torno 15",), mode=LinkMode.STREAMING)
    live = replace(like, machine=replace(like.machine, key="Torno 15", cell="Tornos C", source=URL), link=link)
    return Changes((live,), (link,))


def test_the_button_and_the_key_open_the_sheet_over_the_connections(
    window: Window, overlay: AddingOverlay, qtbot: QtBot
) -> None:
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page(window) == CONNECTIONS
    assert overlay.isVisible()
    assert overlay.sheet.address.field.hasFocus()
    QTest.keyClick(overlay.sheet.address.field, Qt.Key.Key_Escape)
    assert not overlay.isVisible()
    assert window.connections.table.hasFocus()
    window.connections.add_button.click()
    assert overlay.isVisible()


def test_a_window_without_a_shop_offers_no_way_to_add(qtbot: QtBot, look: Look) -> None:
    window = Window(look, PastStub(scene()), "Aroeira", None)
    qtbot.addWidget(window)
    window.open_page(CONNECTIONS)
    window.show()
    assert not window.connections.add_button.isVisible()
    window.add_machine()
    assert window.adding is None
    window.close()


def test_the_page_stays_readable_under_the_scrim_and_hears_nothing(
    window: Window, overlay: AddingOverlay, look: Look
) -> None:
    window.open_page(CONNECTIONS)
    before = window.connections.grab().toImage().pixelColor(300, 640)
    overlay.open_sheet()
    window.add_machine()
    after = window._stack.grab().toImage().pixelColor(300, 640)
    scrim = look.theme.scrim

    for channel in (QColor.red, QColor.green, QColor.blue):
        blended = channel(before) * (1 - scrim.alphaF()) + channel(scrim) * scrim.alphaF()
        assert channel(after) == pytest.approx(blended, abs=1.5)
    clicked = QPoint(200, 250)
    assert window.childAt(window._stack.mapTo(window, clicked)) is overlay
    QTest.mouseClick(overlay, Qt.MouseButton.LeftButton, pos=clicked)
    assert window.connections.details.isHidden()
    assert overlay.isVisible()


def test_the_sheet_stays_with_its_page_and_keeps_what_was_typed(
    window: Window, overlay: AddingOverlay, shop: FakeShop
) -> None:
    window.add_machine()
    QTest.keyClicks(overlay.sheet.address.field, "10.20.4.63")
    window.open_page(WALL)
    assert not overlay.isVisible()
    window.open_page(CONNECTIONS)
    assert overlay.isVisible()
    assert overlay.sheet.address.field.text() == "10.20.4.63"
    assert overlay.sheet.address.field.hasFocus()
    window.open_page(WALL)
    window.add_machine()
    assert overlay.sheet.address.field.text() == "10.20.4.63"


def test_the_sheet_follows_the_windows_size(window: Window, overlay: AddingOverlay) -> None:
    window.add_machine()
    assert overlay.sheet.width() == 648
    window.resize(960, 640)
    assert overlay.size() == window._stack.size()
    assert overlay.sheet.geometry().right() == overlay.width() - 1


def test_closing_during_a_test_ends_it_and_the_next_sheet_is_empty(
    window: Window, overlay: AddingOverlay, shop: FakeShop, qtbot: QtBot
) -> None:
    window.add_machine()
    QTest.keyClicks(overlay.sheet.address.field, URL)
    overlay.sheet.test()
    overlay.close_sheet()
    assert shop.inspected[0][1].cancelled()
    window.add_machine()
    qtbot.wait(20)
    assert overlay.sheet.session.phase is Phase.UNTESTED
    assert overlay.sheet.address.field.text() == ""


def test_closing_the_window_during_a_test_ends_it(window: Window, overlay: AddingOverlay, shop: FakeShop) -> None:
    window.add_machine()
    QTest.keyClicks(overlay.sheet.address.field, URL)
    overlay.sheet.test()
    window.close()
    assert shop.inspected[0][1].cancelled()


def begin_adding(overlay: AddingOverlay, shop: FakeShop, qtbot: QtBot) -> None:
    QTest.keyClicks(overlay.sheet.address.field, URL)
    overlay.sheet.test()
    with qtbot.waitSignal(overlay.sheet.session.tested):
        shop.find(GOOD)
    overlay.sheet.place.name.field.setText("Torno 15")
    overlay.sheet.add()


def test_a_machine_is_added_although_the_sheet_is_closed_meanwhile(
    window: Window, overlay: AddingOverlay, shop: FakeShop, qtbot: QtBot
) -> None:
    window.add_machine()
    begin_adding(overlay, shop, qtbot)
    overlay.close_sheet()
    assert not shop.added[0][1].cancelled()
    with qtbot.waitSignal(overlay.sheet.session.added):
        shop.settle()
    assert not overlay.isVisible()
    window.add_machine()
    assert overlay.sheet.address.field.text() == ""


def test_should_that_fail_the_sheet_comes_back_with_what_was_typed(
    window: Window, overlay: AddingOverlay, shop: FakeShop, qtbot: QtBot
) -> None:
    window.add_machine()
    begin_adding(overlay, shop, qtbot)
    overlay.close_sheet()
    window.open_page(WALL)
    with qtbot.waitSignal(overlay.sheet.session.failed):
        shop.settle(AddingError(words.NOT_STARTED))
    assert overlay.isVisible()
    assert overlay.sheet.place.told[0] == "Torno 15"
    assert overlay.sheet.session.trouble == words.NOT_STARTED


def test_a_machine_that_was_not_there_appears_everywhere(window: Window, qtbot: QtBot) -> None:
    window.open_page(CONNECTIONS)
    connections = window.connections
    rows, tiles = connections.table.model().rowCount(), window.wall.model.rowCount()
    counted = window.wall.strip.counts.buttons[MachineState.RUNNING].accessibleName()
    window.apply(new_machine())
    assert connections.table.model().rowCount() == rows + 1
    assert window.wall.model.rowCount() == tiles + 1
    assert window.wall.model.row("Torno 15") is not None
    assert window.wall.strip.counts.buttons[MachineState.RUNNING].accessibleName() != counted
    assert window.wall.strip.links.accessibleName().startswith("Data links, 24 of 25")
    cells = next(section for section in window.wall.rail.sections if section.group is Group.CELL)
    assert "Tornos C" in {box.value for box in cells.findChildren(ChoiceBox)}
    window.machine.open_picker()
    shown: list[MachineLive] = list(window.machine.picker.model.records)
    window.machine.picker.hide()
    assert "Torno 15" in {live.machine.name for live in shown}
    window.open_machine("Torno 15")
    assert window.machine.machine_key == "Torno 15"
    window.toggle_kiosk()
    assert "Torno 15" in window.kiosk._keys
    window.toggle_kiosk()


def test_a_machine_more_behind_a_known_endpoint_joins_its_row(window: Window) -> None:
    window.open_page(CONNECTIONS)
    table = window.connections.table
    rows = table.model().rowCount()
    like = next(live for live in scene().machines if live.machine.key == "Torno 01")
    assert like.link is not None
    link = replace(like.link, machines=("Torno 01", "Torno 15"))
    live = replace(like, machine=replace(like.machine, key="Torno 15"), link=link)
    window.apply(Changes((live,), (link,)))
    assert table.model().rowCount() == rows
    texts = [str(table.model().index(row, 0).data()) for row in range(rows)]
    assert any("Torno 01, 15" in text for text in texts)
