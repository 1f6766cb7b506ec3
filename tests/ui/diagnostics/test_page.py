from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from hmi.domain.link import LinkMode
from hmi.live.feed import Changes
from hmi.settings.site import Language
from hmi.ui.diagnostics.collecting import CollectingFigures
from hmi.ui.diagnostics.facts import as_text
from hmi.ui.diagnostics.page import ConnectionsPage
from hmi.ui.diagnostics.rows import Column
from hmi.ui.diagnostics.table import LinkTable
from hmi.ui.look import Look
from hmi.ui.theme import Shade
from tests.ui.diagnostics.samples import (
    FULL,
    LISTENING,
    MISSING,
    NOW,
    RECOVERING,
    SECOND,
    STREAMING,
    WAITING,
    FakePast,
    at,
)

ALL = Changes(links=(STREAMING, MISSING, RECOVERING, WAITING))
COLLECTING = CollectingFigures(
    per_second=1840,
    stored_today=6_200_000,
    queue_fill=0.03,
    last_commit_us=NOW - SECOND // 5,
    to_screen_p50_ms=120,
    to_screen_p99_ms=310,
    folder="/srv/hmi",
    store_bytes=1_240_000_000,
    engine="PostgreSQL 18.4",
    log_path="/srv/hmi/log/hmi.log",
)


def open_page(look: Look, qtbot: QtBot, past: FakePast | None = None, width: int = 1_280) -> ConnectionsPage:
    page = ConnectionsPage(look, past)
    qtbot.addWidget(page)
    page.resize(width, 720)
    with qtbot.waitExposed(page):
        page.show()
    return page


@pytest.fixture
def page(look: Look, past: FakePast, qtbot: QtBot) -> ConnectionsPage:
    page = open_page(look, qtbot, past)
    page.apply(ALL)
    page.set_collecting(COLLECTING)
    page.tick(NOW)
    qtbot.waitUntil(lambda: page.head.figures[2].told.value == "5,218")
    return page


def told(page: ConnectionsPage) -> list[str]:
    return [figure.told.spoken for figure in page.head.figures]


def cell(table: LinkTable, row: int, column: Column) -> str:
    return str(table.model().data(table.model().index(row, column)))


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def test_the_figures_tell_how_collecting_does(page: ConnectionsPage) -> None:
    assert told(page) == [
        "Endpoints with data: 3 of 4, 1 waiting since 13:47",
        "Observations: 1,840 per second, 6.2 million today",
        "Not stored today: 5,218 of 6.2 million, 1 gap",
        "Arrival to screen: 120 ms, 99 % under 310 ms, goal 500",
        "Writer queue: 3 % full, last commit 0.2 s ago",
        "Collecting today: 100.0 %, of 7 h 05 since 07:00",
    ]
    assert page.head.accessibleName() == "Connections, 4 endpoints, 8 machines"


def test_the_rows_tell_what_the_history_knows_of_each_endpoint(page: ConnectionsPage) -> None:
    assert cell(page.table, 0, Column.NOT_STORED) == "unknown, since 13:47"
    assert cell(page.table, 1, Column.NOT_STORED) == "5,218 lost, 13:31–13:33, overrun"
    assert cell(page.table, 3, Column.NOT_STORED) == "0"


def test_a_row_with_a_missing_machine_is_higher(page: ConnectionsPage) -> None:
    heights = [page.table.rowHeight(row) for row in range(4)]
    assert heights[0] == heights[1] == heights[3] == 56
    assert heights[2] == 80
    page.apply(Changes(links=(replace(MISSING, machine_reasons={}),)))
    assert page.table.rowHeight(3) == 56


def test_a_store_in_trouble_is_told_across_the_page_until_it_is_over(page: ConnectionsPage) -> None:
    assert page.trouble.isHidden()
    page.set_collecting(replace(COLLECTING, waiting_since_us=at(14, 1), trouble="The disk is full."))
    assert not page.trouble.isHidden()
    assert page.trouble.accessibleName().startswith("The disk is full. Nothing is stored since 14:01.")
    page.set_collecting(COLLECTING)
    assert page.trouble.isHidden()


def test_selecting_a_row_opens_its_details_and_escape_closes_them(page: ConnectionsPage, qtbot: QtBot) -> None:
    assert page.details.isHidden()
    page.table.select(0)
    assert page.details.isVisible()
    page.details.close_button.setFocus()
    QTest.keyClick(page.details.close_button, Qt.Key.Key_Escape)
    assert page.details.isHidden()
    assert page.table.hasFocus()
    page.table.select(1)
    page.details.close_button.click()
    assert page.details.isHidden()


def test_the_selection_stays_with_its_endpoint_when_rows_move_and_values_change(page: ConnectionsPage) -> None:
    page.table.select(3)
    facts = page.table.facts
    assert facts is not None
    assert facts.source == STREAMING.source
    page.apply(Changes(links=(replace(STREAMING, mode=LinkMode.CONNECTING, attempt=1),)))
    page.tick(NOW + SECOND)
    moved = page.table.facts
    assert moved is not None
    assert moved.source == STREAMING.source
    assert page.table.selectionModel().selectedRows()[0].row() == 1
    assert page.details.isVisible()


def test_details_follow_the_language_and_the_data_while_selected(
    page: ConnectionsPage, look: Look, stretch: Callable[[], None], qtbot: QtBot
) -> None:
    page.apply(Changes(links=(FULL,)))
    page.tick(NOW)
    page.table.select(next(row for row in range(5) if cell(page.table, row, Column.MACHINES).startswith("Torno 07")))

    def shown() -> set[str]:
        return {label.text() for label in page.details.findChildren(QLabel) if not label.isHidden()}

    assert "LISTEN since 13:39" in shown()
    established = replace(FULL, adapters=(replace(LISTENING, state="ESTABLISHED", since_us=at(14, 5)),))
    page.apply(Changes(links=(established,)))
    page.tick(NOW)
    assert "ESTABLISHED since 14:04" in shown()
    assert "LISTEN since 13:39" not in shown()
    look.speak(Language.PORTUGUESE)
    stretch()
    qtbot.waitUntil(lambda: any(text.startswith("[ESTABLISHED") for text in shown()))
    assert not any(text.startswith(("ESTABLISHED since", "2 signals")) for text in shown())


def test_details_follow_the_time(page: ConnectionsPage) -> None:
    page.table.select(0)
    page.tick(NOW + 10 * SECOND)
    facts = page.table.facts
    assert facts is not None
    assert "Next attempt: retry in 12 s" in as_text(facts)


def test_ctrl_c_copies_the_row_as_text(page: ConnectionsPage, qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("before")
    page.table.setFocus()
    page.table.clearSelection()
    QTest.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "before"
    page.table.select(0)
    QTest.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text().startswith("Retífica 1\nhttp://10.20.4.61:5000\n")
    clipboard.clear()
    page.details.copy_button.click()
    assert "Reason: No agent answers at this address: errno 111" in clipboard.text()


def test_the_whole_page_can_be_copied(page: ConnectionsPage) -> None:
    page.set_collecting(replace(COLLECTING, waiting_since_us=at(14, 1)))
    page.copy_all_button.click()
    text = QGuiApplication.clipboard().text()
    assert "Endpoints with data: 3 of 4" in text
    assert "Nothing is stored since 14:01" in text
    assert "Data in /srv/hmi · 1.2 GB · PostgreSQL 18.4 · log /srv/hmi/log/hmi.log" in text
    for status in ALL.links:
        assert status.source in text


def test_arrow_keys_walk_the_rows(page: ConnectionsPage, qtbot: QtBot) -> None:
    page.setFocus()
    assert page.table.hasFocus()
    page.table.select(0)
    assert not page.table.ringed
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    facts = page.table.facts
    assert facts is not None
    assert facts.source == RECOVERING.source
    assert page.table.ringed


def test_the_ring_shows_where_the_keyboard_is_and_the_mouse_takes_it_away(page: ConnectionsPage, qtbot: QtBot) -> None:
    page.copy_all_button.setFocus()
    page.table.setFocus(Qt.FocusReason.TabFocusReason)
    page.table.setCurrentIndex(page.table.model().index(0, 0))
    with_ring, by_keys = picture(page.table.viewport()), page.table.ringed
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 20))
    assert (by_keys, page.table.ringed) == (True, False)
    assert picture(page.table.viewport()) != with_ring


def test_the_titles_sort_by_keyboard_and_the_third_time_go_back(page: ConnectionsPage, qtbot: QtBot) -> None:
    def first() -> str:
        return cell(page.table, 0, Column.MACHINES).partition(",")[0]

    header = page.table.horizontalHeader()
    header.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(header, Qt.Key.Key_Left)
    QTest.keyClick(header, Qt.Key.Key_Space)
    assert first() == "Centro 03"
    QTest.keyClick(header, Qt.Key.Key_Return)
    assert first() == "Torno 09"
    QTest.keyClick(header, Qt.Key.Key_Return)
    assert first() == "Retífica 1"
    QTest.keyClick(header, Qt.Key.Key_Right)
    QTest.keyClick(header, Qt.Key.Key_Enter)
    assert header.sortIndicatorSection() == Column.MODE


def test_a_click_on_a_title_sorts(page: ConnectionsPage, qtbot: QtBot) -> None:
    header = page.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(Column.MACHINES) + 60, 15)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert cell(page.table, 0, Column.MACHINES).startswith("Centro 03")


def test_tab_leaves_the_table_by_its_titles(page: ConnectionsPage, qtbot: QtBot) -> None:
    page.table.setFocus()
    reached = []
    for _ in range(3):
        QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert page.table.horizontalHeader() in reached
    assert page.copy_all_button in reached


def test_details_stand_below_a_narrow_table_and_beside_a_wide_one(look: Look, qtbot: QtBot) -> None:
    narrow = open_page(look, qtbot, width=1_280)
    narrow.apply(ALL)
    narrow.table.select(0)
    qtbot.waitUntil(lambda: narrow.details.y() >= narrow.table.y() + narrow.table.height())
    wide = open_page(look, qtbot, width=1_920)
    wide.apply(ALL)
    wide.table.select(0)
    qtbot.waitUntil(lambda: wide.details.x() >= wide.table.x() + wide.table.width())
    assert wide.table.width() == 1_272


@pytest.mark.parametrize("width", [1_280, 1_920, 3_840])
def test_columns_fill_the_table_and_no_title_is_cut(
    width: int, look: Look, qtbot: QtBot, stretch: Callable[[], None]
) -> None:
    stretch()
    page = open_page(look, qtbot, width=width)
    page.apply(ALL)
    table = page.table
    widths = [table.columnWidth(column) for column in Column]
    metrics = table.fontMetrics()
    if width > 1_280:  # a third longer than English does not fit the narrowest window: there the table scrolls
        assert sum(widths) == table.viewport().width()
    for column in Column:
        title = str(table.model().headerData(column, Qt.Orientation.Horizontal))
        assert table.columnWidth(column) > metrics.horizontalAdvance(title) * 0.7


def test_in_english_everything_fits_the_narrowest_window(look: Look, qtbot: QtBot) -> None:
    page = open_page(look, qtbot, width=1_280)
    page.apply(ALL)
    assert sum(page.table.columnWidth(column) for column in Column) == page.table.viewport().width()
    assert not page.table.horizontalScrollBar().isVisible()


def test_the_page_itself_can_be_narrower_than_it_looks_best(look: Look, qtbot: QtBot) -> None:
    page = open_page(look, qtbot)
    page.apply(ALL)
    page.set_collecting(COLLECTING)
    page.table.select(0)
    assert page.minimumSizeHint().width() <= 960
    page.resize(960, 600)
    assert not picture(page).isNull()


def test_a_new_language_reaches_every_word_at_once(
    page: ConnectionsPage, look: Look, stretch: Callable[[], None], qtbot: QtBot
) -> None:
    page.table.select(0)
    look.speak(Language.PORTUGUESE)
    stretch()
    qtbot.waitUntil(lambda: page.copy_all_button.text().startswith("["))
    assert all(figure.told.caption.startswith("[") for figure in page.head.figures)
    assert page.head.figures[1].told.value == "1.840"
    assert cell(page.table, 0, Column.MODE).startswith("[")
    assert page.details.close_button.text().startswith("[")
    facts = page.table.facts
    assert facts is not None
    assert all(section.title.startswith("[") for section in facts.sections)
    assert page.table.horizontalHeader().toolTip().startswith("[")


def test_a_new_theme_reaches_every_part_at_once(page: ConnectionsPage, look: Look) -> None:
    page.table.select(0)
    page.set_collecting(replace(COLLECTING, waiting_since_us=at(14, 1)))
    light = picture(page)
    look.dress(Shade.DARK)
    dark = picture(page)
    assert dark.size() == light.size()
    samples = [(x, y) for x in range(5, dark.width(), 40) for y in range(5, dark.height(), 20)]
    brightest = max(light.pixelColor(x, y).lightness() - dark.pixelColor(x, y).lightness() for x, y in samples)
    assert brightest > 150
    grounds = [dark.pixelColor(x, y).lightness() for x, y in samples]
    assert sum(lightness < 80 for lightness in grounds) > 0.9 * len(grounds)


def test_a_page_that_was_hidden_shows_what_came_meanwhile(page: ConnectionsPage, qtbot: QtBot) -> None:
    page.hide()
    page.apply(Changes(links=(replace(STREAMING, lag_us=900_000, last_data_us=NOW + 20 * SECOND),)))
    page.show()
    assert cell(page.table, 3, Column.LAG) == "0.9 s"
    assert cell(page.table, 0, Column.MODE) == "Waiting, attempt 9, retry in 2 s"


def test_a_link_that_changes_makes_the_history_be_asked_again(page: ConnectionsPage, past: FakePast) -> None:
    asked = past.asked
    page.apply(Changes(links=(replace(STREAMING, reconnects=1),)))
    page.tick(NOW + 3 * SECOND)
    assert past.asked == asked + 1


def test_a_page_without_endpoints_says_so(look: Look, qtbot: QtBot) -> None:
    page = open_page(look, qtbot)
    blank = picture(page.table.viewport())
    assert page.table.accessibleDescription().startswith("No endpoint yet")
    colours = {blank.pixelColor(x, blank.height() // 2 - 12).name() for x in range(blank.width())}
    assert len(colours) > 2  # words, not an empty ground
    page.apply(Changes())
    page.tick(NOW)
    assert told(page)[0] == "Endpoints with data: 0 of 0"
    assert told(page)[2] == "Not stored today: —, no history"
    page.apply(ALL)
    assert page.table.accessibleDescription() == ""


def test_everything_that_can_be_reached_has_a_name(page: ConnectionsPage) -> None:
    page.table.select(0)
    page.set_collecting(replace(COLLECTING, waiting_since_us=at(14, 1)))
    reachable = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
    ]
    nameless = [
        widget
        for widget in reachable
        if not widget.accessibleName() and not (isinstance(widget, QAbstractButton) and widget.text())
    ]
    assert nameless == []
    assert any(isinstance(widget, QLineEdit) for widget in reachable)


def test_colour_is_nowhere_on_the_page(page: ConnectionsPage) -> None:
    page.table.select(1)
    image = picture(page)
    loudest = max(
        image.pixelColor(x, y).hsvSaturation() * image.pixelColor(x, y).value() // 255
        for x in range(0, image.width(), 3)
        for y in range(0, image.height(), 3)
    )
    assert loudest < 40
