from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hmi.domain.link import LinkFault, LinkMode, LinkReason
from hmi.domain.observation import Condition, ConditionLevel
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.live.feed import ActiveCondition, Changes, MachineLive
from hmi.settings.site import Language
from hmi.ui.look import Look
from hmi.ui.machine.conditions import worst_first
from hmi.ui.machine.page import MachinePage
from hmi.ui.machine.picker import matching
from hmi.ui.theme import Shade
from tests.ui import scene
from tests.ui.machine.shop import (
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    Archive,
    archive,
    at,
    everything,
    lathe,
    link,
    lost,
    with_values,
)

Open = Callable[..., MachinePage]


@pytest.fixture
def past() -> Archive:
    return archive(hours=0.2)


@pytest.fixture
def opened(qtbot: QtBot, look: Look, past: Archive) -> Open:
    def make(changes: Changes | None = None, *, width: int = 1600, height: int = 900) -> MachinePage:
        page = MachinePage(look, past)
        qtbot.addWidget(page)
        page.resize(width, height)
        page.apply(everything() if changes is None else changes)
        page.show_machine("Torno 03")
        page.tick(NOW)
        page.show()
        qtbot.waitUntil(lambda: page.trend is not None)
        return page

    return make


@pytest.fixture
def page(opened: Open) -> MachinePage:
    return opened()


def only(live: MachineLive) -> Changes:
    return Changes((live,), () if live.link is None else (live.link,))


def test_importing_the_page_does_not_import_the_chart_library() -> None:
    code = "import sys, hmi.ui.machine.page; print('pyqtgraph' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_the_chart_is_loaded_when_the_page_is_first_shown(qtbot: QtBot, look: Look, past: Archive) -> None:
    page = MachinePage(look, past)
    qtbot.addWidget(page)
    page.apply(everything())
    page.show_machine("Torno 03")
    page.tick(NOW)
    assert page.trend is None
    assert past.asked == []
    page.show()
    qtbot.waitUntil(lambda: page.trend is not None)
    qtbot.waitUntil(lambda: len(past.asked) > 0)
    assert past.asked[0][1] == ("spindle_load", "spindle_temperature", "feed_rate")


# -- the head --------------------------------------------------------------------------------------------------------


def test_the_head_says_which_machine_it_is_what_it_does_and_why(page: MachinePage) -> None:
    head = page.header
    assert head.name.text() == "Torno 03"
    assert head.model_line == "Romi GL 240 · MTConnect 1.7 · 1 path"
    assert head.face.accessibleName() == "Stopped 23 min"
    assert head.rule == "Execution FEED_HOLD · rule 8 · since 13:42"
    assert head.before == "before that running, 9 min"
    assert head.link == ""
    assert head.figures == ("O1042", "Flange DN100 · op 20", "38")


def test_what_is_not_known_is_a_dash_and_not_a_zero(opened: Open) -> None:
    bare = replace(lathe(), values={}, signals={}, link=None, previous=None, since_us=None)
    page = opened(Changes((bare,)))
    head = page.header
    assert head.figures == ("—", "", "—")
    assert head.model_line == "Romi GL 240"
    assert head.before == ""
    assert head.face.accessibleName() == "Stopped"
    assert head.rule == "Execution FEED_HOLD · rule 8"


def test_paths_and_versions_are_told_as_they_are(opened: Open) -> None:
    two = {key: replace(signal, path="2" if key == "tool" else "1") for key, signal in lathe().signals.items()}
    live = replace(lathe(), signals=two, link=link(version="OPC UA 1.05"))
    assert opened(only(live)).header.model_line == "Romi GL 240 · OPC UA 1.05 · 2 paths"


def test_a_lost_link_is_told_with_since_when_and_when_it_is_tried_again(page: MachinePage) -> None:
    live = lost(lathe())
    page.apply(only(live))
    head = page.header
    assert head.face.accessibleName() == "Offline 15 min"
    assert head.link == "No agent answers at this address · last heard at 13:50 · next try in 12 s"
    page.tick(NOW + 5 * SECOND)
    assert head.link.endswith("next try in 7 s")
    assert live.link is not None
    page.apply(Changes((), (replace(live.link, mode=LinkMode.CONNECTING, retry_us=None),)))
    assert head.link.endswith("trying now")
    page.apply(Changes((replace(live, proof_us=None, link=None),), (replace(live.link, last_data_us=None),)))
    assert "never heard yet" in head.link


def test_a_machine_that_its_endpoint_does_not_have_is_told(page: MachinePage) -> None:
    missing = link(machine_reasons={"Torno 03": LinkReason(LinkFault.DEVICE_MISSING, "TORNO3")})
    page.apply(Changes((), (missing,)))
    assert page.header.link.startswith("The agent has no such device: TORNO3")


def test_silence_is_told_before_the_link_counts_as_lost(page: MachinePage) -> None:
    page.tick(NOW + 40 * SECOND)
    assert page.header.link == "No data for 40 s"
    assert page.values.note.startswith("no data for 40 s")


def test_a_verdict_that_is_contradicted_says_so(page: MachinePage) -> None:
    page.apply(only(replace(lathe(), verdict=replace(lathe().verdict, uncertain=True))))
    assert page.header.rule == "Execution FEED_HOLD · rule 8 · uncertain · since 13:42"


def test_the_time_in_state_is_counted_on_the_machines_clock(page: MachinePage) -> None:
    page.apply(only(replace(lathe(), clock_offset_us=-10 * MINUTE)))
    assert page.header.face.accessibleName() == "Stopped 13 min"
    page.tick(NOW + 2 * MINUTE)
    assert page.header.face.accessibleName() == "Stopped 15 min"


# -- from machine to machine -----------------------------------------------------------------------------------------


def test_page_keys_go_round_all_machines(page: MachinePage, qtbot: QtBot) -> None:
    gone: list[str] = []
    page.machineChosen.connect(gone.append)
    page.activateWindow()
    page.step(1)
    page.step(1)
    page.step(-1)
    assert gone == ["Centro 07", "Torno 02", "Centro 07"]
    assert page.machine_key == "Centro 07"
    assert page.header.name.text() == "Centro 07"


def test_keys_lead_to_the_next_machine_and_into_the_search(page: MachinePage, qtbot: QtBot) -> None:
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.setFocus()
    QTest.keyClick(page, Qt.Key.Key_PageDown)
    assert page.machine_key == "Centro 07"
    QTest.keyClick(page, Qt.Key.Key_PageUp)
    assert page.machine_key == "Torno 03"
    QTest.keyClick(page, Qt.Key.Key_Slash)
    assert page.values.search.hasFocus()
    QTest.keyClicks(page.values.search, "/")
    assert page.values.search.text() == "/"


def test_showing_a_machine_from_outside_tells_nobody(page: MachinePage) -> None:
    gone: list[str] = []
    page.machineChosen.connect(gone.append)
    page.show_machine("Torno 02")
    assert gone == []
    assert page.header.face.accessibleName() == "Running 8 min"
    page.step(0)
    assert gone == []


def test_the_picker_finds_by_what_is_typed_and_return_chooses(page: MachinePage, qtbot: QtBot) -> None:
    gone: list[str] = []
    page.machineChosen.connect(gone.append)
    page.open_picker()
    picker = page.picker
    assert picker.model.rowCount() == 3
    assert picker.list.currentIndex().row() == 1
    assert picker.model.data(picker.model.index(0), Qt.ItemDataRole.DisplayRole) == "Torno 02, Tornos A, Running 8 min"
    QTest.keyClick(picker.search, Qt.Key.Key_Down)
    QTest.keyClick(picker.search, Qt.Key.Key_Down)
    assert picker.list.currentIndex().row() == 2
    QTest.keyClick(picker.search, Qt.Key.Key_PageUp)
    assert picker.list.currentIndex().row() == 0
    assert gone == []
    assert not picker.grab().isNull()
    QTest.keyClicks(picker.search, "centro")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert gone == ["Centro 07"]
    assert not picker.isVisible()
    page.open_picker()
    QTest.keyClicks(picker.search, "nobody")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert picker.isVisible()
    QTest.keyClick(picker.search, Qt.Key.Key_Escape)
    assert not picker.isVisible()
    assert gone == ["Centro 07"]


def test_a_search_for_a_machine_takes_every_word_anywhere() -> None:
    lives = scene.scene().machines
    assert [live.machine.key for live in matching(lives, "mazak tornos")] == ["Torno 05", "Torno 07", "Torno 08"]
    assert len(matching(lives, "")) == 24
    assert matching(lives, "xyz") == []


def test_the_wall_is_one_press_away(page: MachinePage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.wallWanted):
        QTest.keyClick(page.header.wall, Qt.Key.Key_Return)
    with qtbot.waitSignal(page.wallWanted):
        page._nobody.to_wall.click()


def test_the_name_opens_the_list_of_machines(page: MachinePage) -> None:
    page.header.name.click()
    assert page.picker.isVisible()
    page.picker.hide()


def test_without_a_machine_a_hint_says_what_to_do(qtbot: QtBot, look: Look) -> None:
    page = MachinePage(look, None)
    qtbot.addWidget(page)
    page.show()
    page.tick(NOW)
    page.step(1)
    assert page.machine is None
    assert page._nobody.words[0] == "No machine chosen"
    page.show_machine("Torno 03")
    assert page._nobody.words == ("Torno 03", "Waiting for the first data…")
    page.apply(Changes(everything().machines[:1]))
    page.show_machine("Torno 99")
    assert page._nobody.words[0] == "There is no machine “Torno 99”"
    page.step(1)
    assert page.machine_key == "Torno 02"
    page.apply(everything())
    page.show_machine("Torno 03")
    assert page.header.name.text() == "Torno 03"
    qtbot.waitUntil(lambda: page.trend is not None)
    page.choose_signals(("x.load",))
    page.show_machine("")
    page.choose_signals(("x.load",))
    assert page.chosen_signals() == ()
    assert page._nobody.words[0] == "No machine chosen"


# -- what changes ----------------------------------------------------------------------------------------------------


def test_live_values_change_in_place(page: MachinePage) -> None:
    page.apply(only(with_values(lathe(), NOW + SECOND, {"spindle_temperature": 80.0, "part_count": 39.0})))
    spoken = [
        str(page.values.model.data(page.values.model.index(at), Qt.ItemDataRole.AccessibleTextRole))
        for at in range(page.values.model.rowCount())
    ]
    assert any(words.startswith("Spindle temperature, 80.0 °C, above 75") for words in spoken)
    assert page.header.figures[2] == "39"


def test_what_happens_on_other_machines_changes_nothing_here(page: MachinePage) -> None:
    page.apply(Changes((replace(everything().machines[0], verdict=lathe().verdict),)))
    assert page.header.name.text() == "Torno 03"
    assert page.header.face.accessibleName() == "Stopped 23 min"


def test_a_link_alone_brings_a_new_lag(page: MachinePage) -> None:
    page.apply(Changes((), (link(lag_us=2_300_000, last_data_us=NOW),)))
    assert page.values.note == "lag 2.3 s · 31 signals"


def test_conditions_are_faults_first_with_code_text_and_since_when(page: MachinePage) -> None:
    fault = Condition(ConditionLevel.FAULT, "SYSTEM", "2288", "Hydraulic pressure low")
    bare = Condition(ConditionLevel.WARNING, "FILL_LEVEL")
    more = (ActiveCondition("logic.condition", bare, at(14)), ActiveCondition("hydraulic.condition", fault, at(13, 59)))
    page.apply(only(replace(lathe(), conditions=lathe().conditions + more)))
    listed = page.conditions
    said = [listed.model.data(listed.model.index(at), Qt.ItemDataRole.DisplayRole) for at in range(4)]
    assert said == [
        "Fault 2288: Hydraulic pressure low, since 13:59",
        "Warning: Fill level, since 14:00",
        "Warning 3014: Coolant filter clogged, since 13:41",
        "Warning 1021: Lubrication oil low, since 11:20",
    ]
    assert listed.note == "4 active, 6 normal"
    assert [c.condition.code for c in worst_first(lathe().conditions)] == ["3014", "1021"]


def test_no_condition_is_told_in_words(page: MachinePage) -> None:
    page.apply(only(replace(lathe(), conditions=())))
    assert page.conditions.sentence == "No warning, no fault"
    assert page.conditions.note == "0 active, 10 normal"
    off = Verdict(MachineState.OFF, "2", Reason.NO_DATA)
    page.apply(only(replace(lathe(), conditions=(), verdict=off)))
    assert page.conditions.sentence == "Unknown while the machine says nothing"
    page.apply(only(replace(lathe(), conditions=(), signals={})))
    assert page.conditions.sentence == "This machine reports no conditions"


def test_a_stop_that_is_chosen_shows_in_the_trend(page: MachinePage) -> None:
    page.stops.chosen.emit(at(13, 5), at(13, 11))
    assert page.trend is not None
    assert page.trend.span is not None
    assert page.trend.span.start_us < at(13, 5) < at(13, 11) < page.trend.span.end_us


# -- what the user chose ---------------------------------------------------------------------------------------------


def test_marked_signals_are_in_the_trend_and_on_every_machine_of_the_kind(page: MachinePage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.signalsChosen) as told:
        page.values.chosenChanged.emit(("x.load", "feed_rate"))
    assert told.args == [("x.load", "feed_rate")]
    assert page.trend is not None
    assert [lane.spec.key for lane in page.trend.chart.lanes] == ["x.load", "feed_rate"]
    twin = replace(lathe(), machine=replace(lathe().machine, key="Torno 04"))
    page.apply(Changes((twin,)))
    page.show_machine("Torno 04")
    assert page.chosen_signals() == ("x.load", "feed_rate")
    page.show_machine("Torno 02")
    assert page.chosen_signals() == ()


def test_signals_that_come_later_come_into_the_trend(opened: Open) -> None:
    page = opened(Changes((replace(lathe(), signals={}, values={}),)))
    assert page.chosen_signals() == ()
    page.apply(only(lathe()))
    assert page.trend is not None
    assert [lane.spec.key for lane in page.trend.chart.lanes] == ["spindle_load", "spindle_temperature", "feed_rate"]


def test_the_view_is_remembered_over_a_restart(page: MachinePage, opened: Open) -> None:
    assert page.trend is not None
    page.choose_signals(("x.load", "z.load"))
    page.trend.set_length(15 * MINUTE)
    stored = page.view_state()
    other = opened()
    other.restore_view(stored)
    assert other.chosen_signals() == ("x.load", "z.load")
    assert other.trend is not None
    assert other.trend.length_us == 15 * MINUTE
    assert json.loads(other.view_state()) == json.loads(stored)


def test_a_view_is_restored_before_the_chart_is_there(qtbot: QtBot, look: Look) -> None:
    page = MachinePage(look, None)
    qtbot.addWidget(page)
    page.restore_view(json.dumps({"length_us": HOUR, "signals": {}}))
    page.apply(everything())
    page.show_machine("Torno 03")
    page.tick(NOW)
    page.show()
    qtbot.waitUntil(lambda: page.trend is not None)
    assert page.trend is not None
    assert page.trend.length_us == HOUR
    assert json.loads(page.view_state())["length_us"] == HOUR


@pytest.mark.parametrize("stored", ["", "{", "[]", '{"signals": 3, "length_us": "long"}', '{"signals": {"a": 1}}'])
def test_a_view_that_cannot_be_read_is_as_if_it_had_not_been(page: MachinePage, stored: str) -> None:
    page.restore_view(stored)
    assert page.chosen_signals() == ("spindle_load", "spindle_temperature", "feed_rate")


# -- keys and looks --------------------------------------------------------------------------------------------------


def test_the_keys_of_the_trend_work_wherever_the_keyboard_is(page: MachinePage) -> None:
    assert page.trend is not None
    page.header.wall.setFocus()
    QTest.keyClick(page.header.wall, Qt.Key.Key_Minus)
    assert page.trend.length_us > 2 * HOUR
    page.trend.pause()
    QTest.keyClick(page.header.wall, Qt.Key.Key_L)
    QTest.keyClick(page.trend.chart, Qt.Key.Key_F5)
    assert page.trend.controls.running.index == 0


def test_everything_has_a_name_for_those_who_cannot_see(page: MachinePage) -> None:
    for widget in (
        page,
        page.header.wall,
        page.header.name,
        page.values.list,
        page.values.search,
        page.conditions.list,
        page.stops.list,
        page.today.strip,
        page.picker.search,
        page.picker.list,
    ):
        assert widget.accessibleName(), widget
    assert page.trend is not None
    assert page.trend.chart.accessibleName()
    assert page.trend.controls.ranges.accessibleName()
    assert page.trend.controls.running.accessibleName()


@pytest.mark.parametrize("size", [(1280, 616), (1920, 976), (3840, 2056)])
@pytest.mark.parametrize("language", Language)
def test_the_columns_fit_from_a_small_screen_to_a_large_one(
    opened: Open, look: Look, size: tuple[int, int], language: Language
) -> None:
    look.speak(language)
    page = opened(width=size[0], height=size[1])
    QApplication.processEvents()
    assert page.minimumSizeHint().width() <= 1280
    assert page.minimumSizeHint().height() <= 616
    assert (page.width(), page.height()) == size
    assert page.trend is not None
    columns: list[QWidget | None] = [page.values, page.trend, page.stops.parentWidget()]
    spans = [(c.mapTo(page, c.rect().topLeft()).x(), c.width()) for c in columns if c is not None]
    assert spans[0][0] == 0
    assert spans[0][0] + spans[0][1] <= spans[1][0]
    assert spans[1][0] + spans[1][1] <= spans[2][0]
    assert spans[2][0] + spans[2][1] == size[0]
    assert page.trend.chart.height() >= 200
    strip = page.today.strip
    assert strip.mapTo(page, strip.rect().bottomLeft()).y() < size[1]


def test_it_dresses_and_speaks_while_it_is_open(page: MachinePage, look: Look) -> None:
    light = page.grab().toImage()
    look.dress(Shade.DARK)
    dark = page.grab().toImage()
    assert dark.pixelColor(800, 105) == look.theme.surface
    assert dark != light
    look.speak(Language.PORTUGUESE)
    QApplication.processEvents()
    assert page.header.name.text() == "Torno 03"
    look.speak(Language.ENGLISH)
    look.dress(Shade.LIGHT)
    QApplication.processEvents()
    assert page.header.rule == "Execution FEED_HOLD · rule 8 · since 13:42"


def test_every_state_of_the_floor_can_be_shown(qtbot: QtBot, look: Look) -> None:
    changes = scene.scene()
    page = MachinePage(look, scene.PastStub(changes))
    qtbot.addWidget(page)
    page.resize(1280, 616)
    page.apply(changes)
    page.tick(scene.NOW_US)
    page.show()
    QApplication.processEvents()
    assert page.trend is None  # there is no machine to draw yet
    page.show_machine("Torno 01")
    qtbot.waitUntil(lambda: page.trend is not None)
    for live in changes.machines:
        page.show_machine(live.machine.key)
        page.tick(scene.NOW_US)
        assert page.header.face.accessibleName().split()[0]
        assert not page.grab().isNull()
