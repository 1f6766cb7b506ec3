from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from hmi.live.feed import Changes
from hmi.settings.site import Language
from hmi.ui.look import Look
from hmi.ui.theme import Shade
from hmi.ui.trends.charts import Chart
from hmi.ui.trends.page import TrendsPage
from hmi.ui.trends.panel import TrendPanel
from hmi.ui.trends.pen_picker import matching, offers
from hmi.ui.trends.pens import Pen
from hmi.ui.trends.ranges import LONG_RANGES_US, length_words
from tests.ui.machine.shop import HOUR, MACHINE, MINUTE, NOW, SECOND, Archive, archive, at, lathe, link, with_values

LOAD, HEAT = Pen("Torno 03", "spindle_load"), Pen("Torno 03", "spindle_temperature")
OTHER = Pen("Centro 07", "feed_rate")
GONE = Pen("Fresa 99", "x.load")

Open = Callable[..., TrendsPage]


def floor() -> Changes:
    centre = replace(lathe(), machine=replace(MACHINE, key="Centro 07", cell="Centros", source="http://b:1"))
    return Changes((lathe(), centre), (link(),))


@pytest.fixture
def past() -> Archive:
    return archive(hours=0.2)


@pytest.fixture
def opened(qtbot: QtBot, look: Look, past: Archive) -> Open:
    def make(stored: str = "") -> TrendsPage:
        page = TrendsPage(look, past)
        qtbot.addWidget(page)
        if stored:
            page.restore_view(stored)
        page.apply(floor())
        page.tick(NOW)
        page.resize(1280, 740)
        page.show()
        qtbot.waitUntil(lambda: page.panel is not None)
        return page

    return make


@pytest.fixture
def page(opened: Open) -> TrendsPage:
    return opened()


def panel(page: TrendsPage) -> TrendPanel:
    assert page.panel is not None
    return page.panel


def test_it_opens_without_the_heavy_library() -> None:
    code = "import sys, hmi.ui.trends.page; print('pyqtgraph' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_an_empty_page_says_what_to_do(page: TrendsPage) -> None:
    assert panel(page).caption == "No signal yet: add up to four at the left"
    assert panel(page).chart.hint == panel(page).caption  # in the middle, where there is room for all of it
    empty = panel(page).chart.grab().toImage()
    panel(page).chart.hint = ""
    blank = panel(page).chart.grab().toImage()
    assert empty != blank
    spots = {blank.pixelColor(x, y).name() for x in range(blank.width()) for y in range(blank.height())}
    assert spots == {page.look.theme.surface.name()}
    assert page.rail.add_button.isEnabled()
    assert not page.rail.save_button.isEnabled()


def test_pens_of_several_machines_have_lanes_that_name_them_and_a_band_each(page: TrendsPage, past: Archive) -> None:
    page.choose_pens((LOAD, OTHER))
    chart = panel(page).chart
    assert [lane.spec.title for lane in chart.lanes] == ["Torno 03 · Spindle load", "Centro 07 · Feed rate"]
    assert [machine.key for machine in chart.content.machines] == ["Torno 03", "Centro 07"]
    assert {asked[:2] for asked in past.asked} >= {("Torno 03", ("spindle_load",)), ("Centro 07", ("feed_rate",))}
    page.remove_pen(LOAD)
    assert [lane.spec.pen for lane in chart.lanes] == [OTHER]
    assert len(chart.content.machines) == 1


@pytest.mark.parametrize("language", Language)
def test_no_control_is_elided_in_the_smallest_window(
    page: TrendsPage, qtbot: QtBot, look: Look, language: Language
) -> None:
    look.speak(language)
    page.retranslate()
    page.choose_pens((LOAD, OTHER))
    page.resize(960, 600)
    controls = panel(page).controls
    qtbot.waitUntil(lambda: controls.width() < 700)
    parts = (controls.ranges, controls.running, page.span_button, page.export_button)
    qtbot.waitUntil(lambda: all(part.width() >= part.sizeHint().width() for part in parts))
    assert panel(page).chart.hint == ""


def test_the_names_in_the_list_of_signals_stand_under_each_other_and_the_list_on_the_screen(
    page: TrendsPage, qtbot: QtBot
) -> None:
    picker = page.picker
    page.open_picker()
    qtbot.waitExposed(picker)
    image = picker.list.viewport().grab().toImage()
    background = page.look.theme.surface.rgb()
    machine_end, unit_begin = picker.list.width() * 34 // 100 - 10, picker.list.width() * 70 // 100
    begins = set()
    for row in range(1, picker.model.rowCount()):  # the first is marked
        area = picker.list.visualRect(picker.model.index(row))
        if area.bottom() < image.height():
            ys = range(area.top() + 8, area.bottom() - 6)
            inked = (x for x in range(machine_end, unit_begin) if any(image.pixel(x, y) != background for y in ys))
            begins.add(next(inked))
    assert max(begins) - min(begins) <= 3  # an A begins a little left of an R
    picker.show_at(page.screen().availableGeometry().bottomLeft())
    assert page.screen().availableGeometry().contains(picker.geometry())
    picker.hide()


def test_a_signal_is_found_by_typing_parts_of_both_names(page: TrendsPage, qtbot: QtBot) -> None:
    page.choose_pens((LOAD,))
    page.open_picker()
    picker = page.picker
    assert picker.model.records[0].pen.machine == "Torno 03"  # the machine that is shown comes first
    QTest.keyClicks(picker.search, "centro feed rate")
    assert [record.pen for record in picker.model.records] == [OTHER]
    assert picker.model.data(picker.model.index(0)) == "Centro 07, Feed rate, mm/min"
    assert not picker.grab().isNull()
    QTest.keyClicks(picker.search, "zz")
    assert (picker._nothing.text, picker.list.isVisible()) == ("Nothing has these words", False)
    QTest.keyClick(picker.search, Qt.Key.Key_Backspace)
    QTest.keyClick(picker.search, Qt.Key.Key_Backspace)
    assert picker.list.isVisible()
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert page.pens == (LOAD, OTHER)
    assert not picker.isVisible()


def test_what_is_drawn_is_not_offered_again_and_texts_never(page: TrendsPage) -> None:
    found = offers(floor().machines, (LOAD,))
    assert LOAD not in [offer.pen for offer in found]
    assert not any(offer.pen.signal == "program" for offer in found)
    assert [offer.pen for offer in matching(found, "TORNO temperat spindle")] == [HEAT]
    assert matching(found, "nobody") == []


def test_a_fifth_pen_finds_no_place(page: TrendsPage) -> None:
    pens = tuple(Pen("Torno 03", key) for key in ("spindle_load", "feed_rate", "x.load", "z.load", "coolant.level"))
    page.choose_pens(pens)
    assert page.pens == pens[:4]
    assert not page.rail.add_button.isEnabled()
    page.open_picker()
    assert not page.picker.isVisible()


def test_a_pen_is_taken_away_by_its_cross_and_by_the_keyboard(page: TrendsPage) -> None:
    page.choose_pens((LOAD, HEAT, OTHER))
    view = page.rail.pens
    row = view.visualRect(page.rail.pens_model.index(0))
    cross = QPoint(view.viewport().width() - 8, row.center().y())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=cross)
    assert list(page.pens) == [HEAT, OTHER]
    view.setCurrentIndex(page.rail.pens_model.index(1))
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert list(page.pens) == [HEAT]


def test_what_is_unknown_is_grey_with_words_and_not_drawn(page: TrendsPage) -> None:
    page.choose_pens((LOAD, GONE, Pen("Torno 03", "never.seen")))
    assert [line.trouble for line in page.rail.pens_model.records] == ["", "unknown machine", "not reported"]
    assert [lane.spec.pen for lane in panel(page).chart.lanes] == [LOAD, Pen("Torno 03", "never.seen")]
    assert "Fresa 99, x.load, unknown machine" in [line.words() for line in page.rail.pens_model.records]


def test_a_machine_that_comes_later_is_drawn_then(opened: Open) -> None:
    page = opened()
    page.choose_pens((Pen("Torno 12", "spindle_load"),))
    assert panel(page).chart.lanes == []
    late = replace(lathe(), machine=replace(MACHINE, key="Torno 12"))
    page.apply(Changes((late,)))
    assert len(panel(page).chart.lanes) == 1
    assert page.rail.pens_model.records[0].trouble == ""


def test_live_values_go_on_in_the_chart(page: TrendsPage, qtbot: QtBot) -> None:
    page.choose_pens((LOAD, OTHER))
    page.apply(Changes((with_values(lathe(), NOW + SECOND, {"spindle_load": 71.0}),)))
    page.tick(NOW + 30 * SECOND)
    panel(page).draw()
    reading = panel(page).chart.readings(NOW + 20 * SECOND)[0].reading
    assert reading is not None
    assert reading.value == 71.0


# -- saved charts ------------------------------------------------------------------------------------------------------


def save(page: TrendsPage, name: str) -> None:
    page.saving.ask_name()
    page.saving.prompt.field.setText(name)
    QTest.keyClick(page.saving.prompt.field, Qt.Key.Key_Return)


def names(page: TrendsPage) -> list[str]:
    return [line.chart.name for line in page.rail.charts_model.records]


def test_a_chart_is_saved_under_a_name_and_opened_again(page: TrendsPage) -> None:
    told: list[bool] = []
    page.chartsChanged.connect(lambda: told.append(True))
    page.choose_pens((LOAD, OTHER))
    panel(page).set_length(HOUR)
    save(page, "Night shift")
    assert panel(page).controls.title == "Night shift"
    page.choose_pens((HEAT,))
    panel(page).set_length(8 * HOUR)
    panel(page).pause()
    assert panel(page).controls.title == ""
    page.rail.charts.activated.emit(page.rail.charts_model.index(0))
    span = panel(page).span
    assert page.pens == (LOAD, OTHER)
    assert span is not None
    assert (span.length_us, span.live) == (HOUR, True)
    assert told == [True]
    assert page.rail.charts_model.records[0].shown


def test_a_chart_is_renamed_and_deleted_after_a_question(page: TrendsPage) -> None:
    page.choose_pens((LOAD,))
    save(page, "First")
    save(page, "Second")
    prompt = page.saving.prompt
    page.rail.charts.setCurrentIndex(page.rail.charts_model.index(0))
    QTest.keyClick(page.rail.charts, Qt.Key.Key_F2)
    assert (prompt.field.text(), prompt.note.text) == ("First", "")
    prompt.field.setText("second")
    assert prompt.note.text == "Replaces the chart of that name"
    prompt.field.setText("   ")
    assert not prompt.button.isEnabled()
    prompt.field.setText("Third")
    prompt.button.click()
    assert names(page) == ["Second", "Third"]
    assert page.rail.chosen is not None
    QTest.keyClick(page.rail.charts, Qt.Key.Key_Delete)
    assert names(page) == ["Second", "Third"]
    QTest.keyClick(prompt.button, Qt.Key.Key_Return)
    assert names(page) == ["Second"]
    page.rail.charts.setCurrentIndex(page.rail.charts_model.index(0))
    page.rail.delete_button.click()
    QTest.keyClick(prompt, Qt.Key.Key_Escape)
    assert names(page) == ["Second"]


def test_a_saved_chart_outlives_its_machines(page: TrendsPage) -> None:
    page.charts.save(Chart("Old hall", (GONE,), HOUR))
    page.charts.save(Chart("Mixed", (GONE, LOAD), HOUR))
    page.choose_pens(())
    mixed, old = page.rail.charts_model.records
    assert (mixed.known, old.known) == (True, False)
    assert old.what == "1 of 1 unknown · 1 h · Fresa 99"
    page.open_chart(old.chart)
    assert page.pens == (GONE,)
    assert panel(page).chart.lanes == []


def test_everything_comes_back_after_a_restart(page: TrendsPage, opened: Open) -> None:
    page.choose_pens((LOAD, GONE))
    panel(page).set_length(24 * HOUR)
    save(page, "Night shift")
    again = opened(page.view_state())
    assert again.pens == (LOAD, GONE)
    assert panel(again).length_us == 24 * HOUR
    assert names(again) == ["Night shift"]


@pytest.mark.parametrize("stored", ["{", "[]", '{"pens": 7, "charts": "x", "length_us": "y"}', '{"length_us": -1}'])
def test_a_memory_that_makes_no_sense_is_forgotten(opened: Open, stored: str) -> None:
    page = opened(stored)
    assert (page.pens, names(page)) == ((), [])
    assert json.loads(page.view_state())["pens"] == []


# -- time --------------------------------------------------------------------------------------------------------------


def test_it_looks_back_as_far_as_a_month(page: TrendsPage) -> None:
    page.choose_pens((LOAD,))
    assert [length_words(length) for length in LONG_RANGES_US] == ["10 min", "1 h", "8 h", "24 h", "7 d", "30 d"]
    panel(page).controls.ranges.chosen.emit(5)
    assert panel(page).length_us == 30 * 24 * HOUR
    assert panel(page).controls.ranges.index == 5


def test_a_span_of_dates_is_shown_as_it_was_asked_for(page: TrendsPage, look: Look) -> None:
    page.choose_pens((LOAD,))
    page.span_button.click()
    sheet = page.span_button.sheet
    assert sheet.moments == (at(6, 5), at(14, 5))
    assert sheet.note.text == "Times of America/Sao_Paulo"
    sheet.end.setDateTime(sheet.start.dateTime())
    assert sheet.note.text == "The end is not after the beginning"
    assert not sheet.button.isEnabled()
    sheet.start.setDateTime(sheet.end.dateTime().addDays(-500))
    assert sheet.note.text == "At most a year can be shown at once"
    sheet.start.setDateTime(sheet.end.dateTime().addSecs(-5 * 3600))
    assert not sheet.grab().isNull()
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    span = panel(page).span
    assert span is not None
    assert (span.start_us, span.end_us, span.live) == (at(1, 5), at(6, 5), False)
    page.span_button.click()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_the_keys_of_the_chart_work_wherever_the_keyboard_is(page: TrendsPage) -> None:
    page.choose_pens((LOAD,))
    page.rail.add_button.setFocus()
    QTest.keyClick(page, Qt.Key.Key_Minus)
    assert panel(page).length_us > 8 * HOUR
    QTest.keyClick(page, Qt.Key.Key_Left)
    assert panel(page).controls.running.index == 1


# -- exports -----------------------------------------------------------------------------------------------------------


def test_the_window_is_exported_as_a_table(page: TrendsPage, qtbot: QtBot, tmp_path: Path) -> None:
    page.choose_pens((LOAD, GONE))
    panel(page).set_length(10 * MINUTE)
    asked: list[tuple[str, str, str]] = []

    def choose(*said: str) -> str:
        asked.append((said[0], said[1], said[2]))
        return str(tmp_path / "load")

    page.export_button.choose_file = choose
    page.export_button.export_table()
    qtbot.waitUntil(lambda: not page.exporting.busy)
    assert page.export_line.words == "load.csv is written: 600 rows"
    assert page.export_line.isVisible()
    assert (tmp_path / "load.csv").read_text(encoding="utf-8-sig").count("\n") == 601
    assert asked == [("Export a table", "Trend 2026-11-19 13h55.csv", "Tables (*.csv)")]
    page.export_line.button.click()
    assert not page.export_line.isVisible()


def test_whoever_types_no_ending_is_asked_about_the_file_that_has_it(
    page: TrendsPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.choose_pens((LOAD,))

    def type_a_name(dialog: QFileDialog) -> int:
        assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
        assert not dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)
        assert dialog.defaultSuffix() == "csv"
        dialog.setDirectory(str(tmp_path))
        dialog.selectFile("load")
        return 1

    monkeypatch.setattr(QFileDialog, "exec", type_a_name)
    page.export_button.export_table()
    qtbot.waitUntil(lambda: not page.exporting.busy)
    assert [path.name for path in tmp_path.iterdir()] == ["load.csv"]


def test_a_running_export_can_be_cancelled(page: TrendsPage, qtbot: QtBot, past: Archive, tmp_path: Path) -> None:
    page.choose_pens((LOAD,))
    past.hold = True
    page.export_button.choose_file = lambda *_: str(tmp_path / "load.csv")
    page.export_button.export_table()
    assert not page.export_button.isEnabled()
    page.export_line.button.click()
    past.release()
    qtbot.waitUntil(lambda: not page.exporting.busy)
    assert page.export_line.words == "load.csv is not written: cancelled"
    assert list(tmp_path.iterdir()) == []


def test_whoever_thinks_better_of_it_gets_no_file(page: TrendsPage) -> None:
    page.choose_pens((LOAD,))
    page.export_button.choose_file = lambda *_: ""
    page.export_button.export_table()
    page.export_button.export_picture()
    assert not page.exporting.busy
    assert page.export_line.words == ""


def test_the_chart_is_exported_as_a_picture_twice_as_fine(
    page: TrendsPage, qtbot: QtBot, tmp_path: Path, look: Look
) -> None:
    page.choose_pens((LOAD, OTHER))
    page.export_button.choose_file = lambda *_: str(tmp_path / "chart.png")
    page.export_button.export_picture()
    qtbot.waitUntil(lambda: not page.exporting.busy)
    image = QImage(str(tmp_path / "chart.png"))
    chart = panel(page).chart
    assert image.width() >= 2 * chart.width()
    assert image.height() > 2 * chart.height()
    found = image.convertToFormat(QImage.Format.Format_RGB32)
    colours = set(np.unique(np.frombuffer(found.constBits(), dtype=np.uint32)).tolist())
    theme = look.theme
    for colour in (theme.surface, theme.chart.pen, theme.chart.normalZone, theme.states[lathe().verdict.state]):
        assert colour.rgb() in colours
    plot = chart.lanes[0].plot
    inside = image.pixelColor(2 * round(24 + plot.left() + 40), round(image.height() * 0.2))
    assert inside.name() in {theme.surface.name(), theme.chart.normalZone.name(), theme.chart.grid.name()}


def test_the_menu_offers_both(page: TrendsPage) -> None:
    texts = [action.text() for action in page.export_button.build_menu().actions()]
    assert texts == ["Table of all observations, CSV…", "Picture of the chart, PNG…"]


# -- look --------------------------------------------------------------------------------------------------------------


def test_it_speaks_and_dresses_as_the_user_wants(page: TrendsPage, look: Look) -> None:
    page.choose_pens((LOAD, OTHER, GONE))
    page.charts.save(Chart("Night shift", (LOAD, OTHER, GONE), HOUR))
    look.speak(Language.PORTUGUESE)
    look.dress(Shade.DARK)
    QApplication.processEvents()
    assert page.accessibleName() == "Tendências"
    assert page.rail.save_button.text() == "Salvar como…"
    assert page.rail.pens_model.records[2].trouble == "máquina desconhecida"
    assert page.grab().toImage().pixelColor(2, 700) == look.theme.surface
    look.dress(Shade.LIGHT)


def test_every_control_has_a_name_for_those_who_cannot_see_it(page: TrendsPage) -> None:
    for widget in (page, page.rail.pens, page.rail.charts, page.picker, page.picker.search, page.picker.list):
        assert widget.accessibleName()
    for button in (page.export_button, page.span_button, page.rail.add_button, page.rail.save_button):
        assert button.text()


def test_it_fits_a_small_window(page: TrendsPage) -> None:
    page.choose_pens((LOAD, HEAT, OTHER))
    page.resize(960, 544)
    QApplication.processEvents()
    assert panel(page).chart.width() >= 500
    assert panel(page).controls.running.width() >= 60
    assert page.minimumSizeHint().width() <= 960
