"""The page about the history."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from hmi.settings.site import Language
from hmi.ui.diagnostics.collecting import CollectingFigures
from hmi.ui.look import Look
from hmi.ui.store.page import StorePage
from hmi.ui.store.tiers import TierTable
from hmi.ui.theme import Shade
from tests.ui.diagnostics.samples import NOW, SECOND, FakePast, at
from tests.ui.store.samples import AWAY, BACKUP, FACTS, STOCK, TIGHT, YOUNG, FakeKeeping

COLLECTING = CollectingFigures(per_second=1840, stored=6_200_000, last_commit_us=NOW - SECOND // 5, queue_fill=0.03)


@pytest.fixture
def past() -> FakePast:
    return FakePast()


@pytest.fixture
def page(look: Look, past: FakePast, qtbot: QtBot) -> StorePage:
    page = StorePage(look, past)
    qtbot.addWidget(page)
    page.resize(1_280, 720)
    with qtbot.waitExposed(page):
        page.show()
    return page


def arrived(page: StorePage, qtbot: QtBot, keeping: FakeKeeping) -> FakeKeeping:
    page.arrive(keeping)
    page.set_collecting(COLLECTING)
    page.tick(NOW)
    qtbot.waitUntil(lambda: page.table.accessibleName() != "")
    return keeping


def test_before_the_history_is_open_the_page_says_that_it_asks(page: StorePage) -> None:
    page.tick(NOW)
    assert page.head.accessibleName() == "History, asking the history"
    assert page.forecast.text() == ""


def test_the_page_shows_what_the_history_says_of_itself(page: StorePage, qtbot: QtBot) -> None:
    arrived(page, qtbot, FakeKeeping())
    assert page.head.accessibleName() == "History, in a file, SQLite 3.45.1"
    assert page.head.figures[3].told.value == "never"
    assert page.table.accessibleName().splitlines()[0].startswith("Every value, 600 MB")
    assert page.bar.accessibleName() == "Every value 600 MB, Ten minutes 250 MB, Hours 40.0 MB, Events 30.0 MB"
    assert page.forecast.text().startswith("The disk lasts")
    assert "/srv/site.yaml" in page.kept.text()
    assert "Last good one" in page.backups.text
    assert "/srv/hmi/history.db" in page.database.text
    assert page.trouble.isHidden()


def test_it_asks_again_every_five_seconds_while_it_is_shown(page: StorePage, qtbot: QtBot) -> None:
    keeping = arrived(page, qtbot, FakeKeeping())
    for second in range(1, 12):
        page.tick(NOW + second * SECOND)
        qtbot.waitUntil(lambda: not page.asks)
    assert keeping.asked == 3


@pytest.mark.parametrize(
    "facts",
    [
        replace(FACTS, stock=replace(STOCK, looked_at=0.4)),
        replace(FACTS, backup=replace(BACKUP, progress=0.4)),
    ],
)
def test_it_asks_every_second_while_something_moves(page: StorePage, qtbot: QtBot, facts: object) -> None:
    keeping = arrived(page, qtbot, FakeKeeping(facts))  # type: ignore[arg-type]  # each is one
    for second in range(1, 4):
        page.tick(NOW + second * SECOND)
        qtbot.waitUntil(lambda: not page.asks)
    assert keeping.asked == 4


def test_a_history_that_does_not_answer_is_said_and_asked_again(
    page: StorePage, past: FakePast, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    past.error = RuntimeError("no store")
    page.arrive(FakeKeeping())
    page.tick(NOW)
    qtbot.waitUntil(lambda: "does not answer" in page.head.accessibleName())
    assert "the history does not say how much it holds" in caplog.text
    past.error = None
    page.tick(NOW + 6 * SECOND)
    qtbot.waitUntil(lambda: page.table.accessibleName() != "")


def test_a_store_that_is_closed_is_asked_no_more(page: StorePage, qtbot: QtBot) -> None:
    keeping = arrived(page, qtbot, FakeKeeping())
    page.arrive(None)
    page.tick(NOW + 60 * SECOND)
    assert keeping.asked == 1


def test_the_button_asks_for_a_backup_and_waits_while_one_is_made(page: StorePage, qtbot: QtBot) -> None:
    keeping = arrived(page, qtbot, FakeKeeping())
    keeping.known = replace(FACTS, backup=replace(BACKUP, progress=0.42))
    QTest.mouseClick(page.backup_button, Qt.MouseButton.LeftButton)
    assert keeping.wanted == 1
    page.tick(NOW + SECOND)
    qtbot.waitUntil(lambda: page.backup_button.text() == "Copying: 42 %")
    assert not page.backup_button.isEnabled()


def test_a_window_that_reads_along_has_no_button(page: StorePage, qtbot: QtBot) -> None:
    arrived(page, qtbot, FakeKeeping(replace(FACTS, backup=None, collects=False)))
    assert page.backup_button.isHidden()


def test_a_database_that_is_away_is_told_across_the_page_until_it_is_back(page: StorePage, qtbot: QtBot) -> None:
    keeping = arrived(page, qtbot, FakeKeeping(AWAY))
    assert page.trouble.accessibleName().startswith("The database has been away since 13:51.")
    keeping.known = FACTS
    page.tick(NOW + 5 * SECOND)
    qtbot.waitUntil(page.trouble.isHidden)


def test_a_disk_that_is_full_is_told_across_the_page(page: StorePage, qtbot: QtBot) -> None:
    arrived(page, qtbot, FakeKeeping())
    page.set_collecting(replace(COLLECTING, waiting_since_us=at(14, 1), trouble="The disk is full."))
    assert page.trouble.accessibleName() == "The disk is full."


def test_a_forecast_that_is_tight_is_bold(page: StorePage, qtbot: QtBot) -> None:
    arrived(page, qtbot, FakeKeeping(TIGHT))
    assert page.forecast.font().bold() or page.forecast.font().weight() > 500


def test_the_facts_go_below_where_there_is_no_room_beside(page: StorePage, qtbot: QtBot) -> None:
    arrived(page, qtbot, FakeKeeping())
    assert page.backups.mapTo(page, page.backups.rect().topLeft()).x() > 700
    page.resize(960, 600)
    qtbot.waitUntil(lambda: page.backups.mapTo(page, page.backups.rect().topLeft()).x() < 100)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("facts", [FACTS, AWAY, TIGHT, YOUNG])
@pytest.mark.parametrize("width", [960, 1_280, 1_920])
def test_no_sentence_is_cut_off(
    page: StorePage, look: Look, qtbot: QtBot, language: Language, facts: object, width: int
) -> None:
    look.speak(language)
    page.resize(width, 720)
    arrived(page, qtbot, FakeKeeping(facts))  # type: ignore[arg-type]  # each is one
    page.retranslate()
    qtbot.wait(1)
    for label in page.findChildren(QLabel):
        if label.isVisible() and label.text():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
    shown = [column for column in page.table.widths[1:] if column]
    assert len(shown) >= 4
    assert page.table.widths[0] > 100


def colours(widget: QWidget) -> set[str]:
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}


def test_both_themes_paint_the_same_page_in_their_own_colours(page: StorePage, look: Look, qtbot: QtBot) -> None:
    arrived(page, qtbot, FakeKeeping())
    light = colours(page)
    look.dress(Shade.DARK)
    dark = colours(page)
    assert look.theme.canvas.name() in dark
    assert look.theme.canvas.name() not in light
    look.dress(Shade.LIGHT)


def test_the_table_tells_a_whole_row_where_it_is_pointed_at(look: Look, qtbot: QtBot) -> None:
    table = TierTable(look)
    qtbot.addWidget(table)
    assert table.sizeHint().height() > 0
    assert table.row_at(10) is None
