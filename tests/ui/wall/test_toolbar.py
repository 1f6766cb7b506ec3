"""What stands above the tiles."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hmi.ui.ink import Ink
from hmi.ui.look import Look
from hmi.ui.theme import Shade, Theme
from hmi.ui.wall.order import Order
from hmi.ui.wall.plan import TileSize
from hmi.ui.wall.toolbar import Toolbar


@pytest.fixture
def toolbar(qtbot: QtBot, look: Look) -> Toolbar:
    made = Toolbar(Ink(Theme.load(Shade.LIGHT)))
    qtbot.addWidget(made)
    made.resize(1680, 36)
    made.show()
    made.show_state(24, 24, Order.WORST, TileSize.MEDIUM, filtered=False, rail=True)
    QApplication.processEvents()
    return made


def _inked(toolbar: Toolbar) -> int:
    """How many columns of the legend have anything in them."""
    image = toolbar.grab(toolbar.legend.geometry()).toImage()
    ground = Theme.load(Shade.LIGHT).canvas
    columns, lines = range(image.width()), range(image.height())
    return sum(any(image.pixelColor(x, y) != ground for y in lines) for x in columns)


def test_order_and_size_are_chosen_from_menus(toolbar: Toolbar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(toolbar.orderChosen) as told:
        toolbar.order_actions[Order.CELL].trigger()
    assert told.args == [Order.CELL]
    with qtbot.waitSignal(toolbar.sizeChosen) as told:
        toolbar.size_actions[TileSize.LARGE].trigger()
    assert told.args == [TileSize.LARGE]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_menus_open_with_the_keyboard(toolbar: Toolbar, qtbot: QtBot, key: Qt.Key) -> None:
    for button, menu in ((toolbar.orders, toolbar.order_menu), (toolbar.sizes, toolbar.size_menu)):
        QTest.keyClick(button, key)
        assert menu.isVisible()
        menu.close()


def test_the_present_order_is_ticked_in_its_menu(toolbar: Toolbar) -> None:
    toolbar.show_state(24, 24, Order.NAME, TileSize.SMALL, filtered=False, rail=True)
    assert [order for order, action in toolbar.order_actions.items() if action.isChecked()] == [Order.NAME]
    assert toolbar.sizes.accessibleName() == "Size: small"


def test_the_way_back_is_there_only_when_it_is_needed(toolbar: Toolbar) -> None:
    assert toolbar.filters.isHidden()
    assert toolbar.clear.isHidden()
    toolbar.show_state(3, 24, Order.WORST, TileSize.MEDIUM, filtered=True, rail=False)
    assert not toolbar.filters.isHidden()
    assert not toolbar.clear.isHidden()
    assert toolbar.machines.text == "3 of 24 machines"


def test_the_legend_shows_as_much_as_there_is_room_for(toolbar: Toolbar) -> None:
    wide = _inked(toolbar)
    toolbar.resize(900, 36)
    QApplication.processEvents()
    narrow = _inked(toolbar)
    assert 0 < narrow < wide
    toolbar.resize(600, 36)
    QApplication.processEvents()
    assert _inked(toolbar) == 0


def test_without_bars_the_legend_explains_none(toolbar: Toolbar) -> None:
    wide = _inked(toolbar)
    toolbar.show_state(24, 24, Order.WORST, TileSize.SMALL, filtered=False, rail=True)
    assert 0 < _inked(toolbar) < wide


@pytest.mark.parametrize("width", [700, 1000, 1680])
def test_buttons_keep_their_whole_text_in_any_language(toolbar: Toolbar, width: int, portuguese: object) -> None:
    toolbar.retranslate()
    toolbar.resize(width, 36)
    QApplication.processEvents()
    for button in (toolbar.orders, toolbar.sizes, toolbar.full):
        assert button.width() >= button.sizeHint().width()
        assert button.geometry().right() <= width


def test_a_button_shows_the_mouse(toolbar: Toolbar) -> None:
    before = toolbar.orders.grab().toImage()
    toolbar.orders.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    assert toolbar.orders.grab().toImage() != before
