"""The main window: its pages, its ways, its memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from hmi.domain.observation import Quality
from hmi.history.errors import StoreDamagedError
from hmi.live.feed import Changes, LiveValue
from hmi.settings.site import Language
from hmi.ui.keys import KeysDialog
from hmi.ui.latency import ScreenLatency
from hmi.ui.look import Look
from hmi.ui.theme import Shade
from hmi.ui.trends.charts import Chart
from hmi.ui.trends.pens import Pen
from hmi.ui.wall.order import Order
from hmi.ui.window import CONNECTIONS, HISTORY, MACHINES, TRENDS, WALL, Window, remembered_look
from tests.ui.scene import NOW_US, PastStub, scene


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "window.ini"


@pytest.fixture
def window(qtbot: QtBot, look: Look, memory: Path) -> Iterator[Window]:
    made = make(qtbot, look, memory)
    yield made
    made.close()


def make(qtbot: QtBot, look: Look, memory: Path) -> Window:
    made = Window(look, PastStub(scene()), "Aroeira Usinagem", memory)
    qtbot.addWidget(made)
    made.apply(scene())
    made.tick(NOW_US)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    return made


def page(window: Window) -> int:
    return window._stack.currentIndex()


def board_is_open(window: Window) -> bool:
    return window.kiosk_is_open


def press(window: Window, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window, key, modifier)


def test_the_first_paint_is_told_once(qtbot: QtBot, look: Look, memory: Path) -> None:
    window = Window(look, PastStub(scene()), "Aroeira", memory)
    qtbot.addWidget(window)
    painted: list[bool] = []
    window.painted.connect(lambda: painted.append(True))
    window.show()
    qtbot.waitUntil(lambda: bool(painted))
    window.repaint()
    qtbot.wait(20)
    assert painted == [True]


def test_alt_and_a_digit_open_the_pages(window: Window) -> None:
    for digit, index in ((5, HISTORY), (4, CONNECTIONS), (3, TRENDS), (2, MACHINES), (1, WALL)):
        key = Qt.Key(Qt.Key.Key_0 + digit)
        press(window, key, Qt.KeyboardModifier.AltModifier)
        assert page(window) == index


def test_a_machine_chosen_on_the_wall_opens_its_page_and_leads_back(window: Window) -> None:
    window.wall.machineChosen.emit("Torno 03")
    assert page(window) == MACHINES
    assert window.machine.machine_key == "Torno 03"
    window.machine.wallWanted.emit()
    assert page(window) == WALL


def test_f11_fills_the_screen_with_the_wall_board_and_comes_back(window: Window) -> None:
    press(window, Qt.Key.Key_F11)
    assert board_is_open(window)
    window.tick(NOW_US + 1_000_000)
    press(window, Qt.Key.Key_F11)
    assert not board_is_open(window)
    assert not window.isFullScreen()


def test_escape_leaves_the_wall_board(window: Window, qtbot: QtBot) -> None:
    window.toggle_kiosk()
    QTest.keyClick(window.kiosk, Qt.Key.Key_Escape)
    assert not board_is_open(window)


def actions(menu: QMenu) -> dict[str, QAction]:
    found: dict[str, QAction] = {}
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            found.update(actions(inner))
        else:
            found[action.text().split("\t")[0]] = action
    return found


def test_the_menu_changes_language_and_theme_while_the_window_is_open(window: Window, look: Look) -> None:
    actions(window.build_menu())["Português"].trigger()
    assert look.language is Language.PORTUGUESE
    assert {"Sair", "Escuro", "English"} <= set(actions(window.build_menu()))
    actions(window.build_menu())["Escuro"].trigger()
    assert look.theme.shade is Shade.DARK
    ticked = {name for name, action in actions(window.build_menu()).items() if action.isChecked()}
    assert ticked == {"Português", "Escuro"}


def test_a_window_comes_back_as_it_was_left(qtbot: QtBot, look: Look, memory: Path) -> None:
    first = make(qtbot, look, memory)
    first.resize(960, 655)  # within the screen of 800 x 800 that Qt has off screen
    first.open_machine("Torno 03")
    look.dress(Shade.DARK)
    look.speak(Language.PORTUGUESE)
    first.close()
    second = Window(look, PastStub(scene()), "Aroeira", memory)
    qtbot.addWidget(second)
    assert second.height() == 655
    assert page(second) == MACHINES
    assert second.machine.machine_key == "Torno 03"
    assert remembered_look(memory) == (Shade.DARK, Language.PORTUGUESE)


@pytest.mark.parametrize(
    ("stored", "opened"),
    [
        ("page=0", WALL),
        ("page=1", MACHINES),
        ("page=2", CONNECTIONS),
        ("page=3", WALL),
        ("page=2\nopen=history", HISTORY),
        ("page=2\nopen=elsewhere", CONNECTIONS),
        ("page=oops", WALL),
    ],
)
def test_the_page_that_was_open_is_found_again_although_there_are_more_now(
    qtbot: QtBot, look: Look, memory: Path, stored: str, opened: int
) -> None:
    memory.write_text(f"[window]\n{stored}\n", encoding="utf-8")
    window = Window(look, PastStub(scene()), "Aroeira", memory)
    qtbot.addWidget(window)
    assert page(window) == opened


@pytest.mark.parametrize("language", Language)
def test_the_bar_is_whole_in_the_smallest_window_and_the_site_gives_way(
    qtbot: QtBot, look: Look, language: Language
) -> None:
    look.speak(language)
    window = Window(look, PastStub(scene()), "Aroeira Usinagem e Ferramentaria de Precisão, Unidade 2", None)
    qtbot.addWidget(window)
    window.resize(window.minimumSize())
    window.show()
    qtbot.waitExposed(window)
    bar = window.bar
    for part in (*bar._tabs, bar.clock, bar.menu_button):
        assert bar.rect().contains(part.geometry())
        assert part.width() >= part.sizeHint().width()
    assert bar.site.width() < bar.site.sizeHint().width()
    assert bar.site._elided() == bar.site.text
    assert bar._tabs[0].x() >= bar.site.geometry().right()


def test_another_page_does_not_take_the_keyboard_from_the_offer_to_mend_the_history(
    window: Window, qtbot: QtBot
) -> None:
    window.activateWindow()
    window.damage.open(StoreDamagedError("/data/history.db", "malformed"), NOW_US)
    window.open_page(MACHINES)
    assert window.focusWidget() is window.damage.anew_button
    window.damage.anew_button.click()
    window.open_page(TRENDS)
    assert window.focusWidget() is window.damage  # no button can be pressed while it is being done
    window.damage.close_offer()


@pytest.mark.parametrize("content", ["", "[window]\npage=99\nshade=pink\nlanguage=xx\ngeometry=oops\n", "\x00\xff{{{"])
def test_a_memory_that_makes_no_sense_is_forgotten(qtbot: QtBot, look: Look, memory: Path, content: str) -> None:
    memory.write_text(content, encoding="utf-8")
    window = Window(look, PastStub(scene()), "Aroeira", memory)
    qtbot.addWidget(window)
    assert page(window) == WALL
    assert remembered_look(memory) == (Shade.LIGHT, None)


def test_what_is_wrong_with_the_program_is_said_across_the_window(window: Window) -> None:
    assert not window.notice.isVisible()
    window.notice.say("The disk is full: " + "free some space there. " * 20)
    assert window.notice.isVisible()
    assert window.notice.heightForWidth(600) > window.notice.heightForWidth(1800)
    window.notice.say("")
    assert not window.notice.isVisible()


def test_f1_lists_the_keys(qtbot: QtBot, look: Look) -> None:
    dialog = KeysDialog(look)
    qtbot.addWidget(dialog)
    assert dialog.windowTitle() == "Keys"


def test_only_what_a_tile_shows_counts_as_seen(window: Window, qtbot: QtBot) -> None:
    clock = [NOW_US]
    latency = ScreenLatency(window.wall, lambda: clock[0], window)
    window.wall.model.dataChanged.connect(latency.repaints)
    window.open_page(WALL)
    window.wall.order_by(Order.NAME)  # so that the first machine is on the screen
    qtbot.wait(50)
    running = next(live for live in scene().machines if live.machine.key == "Centro 01")
    window.apply(Changes((running,)))
    qtbot.wait(50)
    hidden = replace(running, received_us=NOW_US, values={**running.values, "x.load": LiveValue(1.0, Quality.GOOD, 1)})
    for live, counted in (
        (hidden, 0),
        (
            replace(
                hidden,
                received_us=NOW_US + 1,
                values={**hidden.values, "spindle_load": LiveValue(11.0, Quality.GOOD, 2)},
            ),
            1,
        ),
    ):
        changes = Changes((live,))
        latency.arrived(changes)
        window.apply(changes)
        latency.applied()
        clock[0] = NOW_US + 40_000
        qtbot.wait(50)
        assert len(latency.delays_ms) == counted
    assert latency.percentile_ms(0.99) == pytest.approx(39.999)
    later = replace(live, since_us=(live.since_us or 0) - 60_000_000)  # no new arrival, but its tile looks different
    latency.arrived(Changes((later,)))
    window.apply(Changes((later,)))
    latency.applied()
    qtbot.wait(50)
    assert len(latency.delays_ms) == 1
    assert ScreenLatency(window.wall, lambda: 0, window).percentile_ms(0.5) is None


def test_the_keyboard_begins_in_the_page(window: Window, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(lambda: window.focusWidget() is not None)
    focused = window.focusWidget()
    assert focused is not None
    assert window.wall.isAncestorOf(focused)


def test_a_saved_chart_is_on_the_disk_before_the_window_closes(window: Window, memory: Path, qtbot: QtBot) -> None:
    pens = (Pen("Torno 03", "spindle_load"),)
    window.trends.charts.save(Chart("Night shift", pens, 3_600_000_000))
    window.trends.chartsChanged.emit()
    qtbot.waitUntil(lambda: memory.exists() and "Night shift" in memory.read_text(encoding="utf-8"))


def test_the_trends_come_back_with_the_window(qtbot: QtBot, look: Look, memory: Path) -> None:
    first = make(qtbot, look, memory)
    pens = (Pen("Torno 03", "spindle_load"), Pen("Centro 07", "spindle_load"))
    first.trends.choose_pens(pens)
    first.trends.charts.save(Chart("Night shift", pens, 3_600_000_000))
    first.open_page(TRENDS)
    first.close()
    second = make(qtbot, look, memory)
    assert page(second) == TRENDS
    assert second.trends.pens == pens
    assert [chart.name for chart in second.trends.charts.all] == ["Night shift"]
    second.close()
