from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from hmi.domain.observation import Quality
from hmi.live.feed import LiveValue
from hmi.settings.site import Language
from hmi.ui.ink import Ink
from hmi.ui.look import Look
from hmi.ui.machine.rows import RowKind
from hmi.ui.machine.values import LiveValues
from hmi.ui.machine.values_model import ValuesModel
from hmi.ui.theme import Shade
from tests.ui.machine.shop import MINUTE, NOW, SECOND, lathe, lost, with_values

SPOKEN = Qt.ItemDataRole.AccessibleTextRole
TIP = Qt.ItemDataRole.ToolTipRole
CHECK = Qt.ItemDataRole.CheckStateRole


@pytest.fixture
def values(qtbot: QtBot, look: Look) -> LiveValues:
    made = LiveValues(look, Ink(look.theme))
    qtbot.addWidget(made)
    made.resize(404, 860)
    made.show_machine(lathe())
    made.tick(NOW, None)
    made.model.choose(("spindle_load",))
    made.show()
    return made


def row_of(model: ValuesModel, key: str) -> int:
    return next(at for at, row in enumerate(model.rows) if row.key == key)


def index_of(values: LiveValues, key: str) -> QModelIndex:
    return values.model.index(row_of(values.model, key))


def test_the_model_keeps_qts_rules(values: LiveValues, qtmodeltester: ModelTester) -> None:
    values.model.fold(unfolded=True)
    qtmodeltester.check(values.model)  # type: ignore[no-untyped-call]


def test_only_the_rows_whose_value_changed_are_told(values: LiveValues) -> None:
    told: list[int] = []
    values.model.dataChanged.connect(lambda first, last, _roles: told.extend(range(first.row(), last.row() + 1)))
    resets: list[bool] = []
    values.model.modelReset.connect(lambda: resets.append(True))
    values.show_machine(with_values(lathe(), NOW, {"feed_rate": 5.0, "execution": "ACTIVE", "aux.0": 3.0}))
    assert sorted(told) == sorted(row_of(values.model, key) for key in ("feed_rate", "execution"))
    assert resets == []
    told.clear()
    values.show_machine(with_values(lathe(), NOW, {"feed_rate": 5.0, "execution": "ACTIVE", "aux.0": 3.0}))
    assert told == []


def test_a_lost_link_tells_every_row(values: LiveValues) -> None:
    told: list[int] = []
    values.model.dataChanged.connect(lambda first, _last, _roles: told.append(first.row()))
    values.show_machine(lost(lathe()))
    assert len(told) == len(values.model.rows)
    assert values.model.stale


def test_a_new_signal_makes_new_rows(values: LiveValues) -> None:
    values.show_machine(with_values(lathe(), NOW, {"spindle_load@S2": 3.0}))
    assert "spindle_load@S2" in [row.key for row in values.model.rows]


def test_rows_read_aloud_with_what_they_mean(values: LiveValues) -> None:
    model = values.model
    assert model.data(index_of(values, "spindle_load"), SPOKEN) == "Spindle load, 0 %, normal 30–80, in the trend"
    assert model.data(index_of(values, "lubrication.level"), SPOKEN) == (
        "Lubrication · Fill level, 17 %, below 20, normal 25–100"
    )
    assert model.data(index_of(values, "program"), SPOKEN) == "Program, O1042"
    fold = model.index(len(model.rows) - 1)
    assert model.data(fold, SPOKEN) == "12 more"
    model.fold(unfolded=True)
    assert model.data(index_of(values, "door.state"), SPOKEN) == "path · State, unavailable"
    group = next(at for at, row in enumerate(model.rows) if row.kind is RowKind.GROUP)
    assert model.data(model.index(group), SPOKEN) == "Cabinet 0"
    assert model.flags(model.index(group)) == Qt.ItemFlag.ItemIsEnabled
    assert model.data(QModelIndex(), SPOKEN) is None


def test_tool_tips_tell_how_old_a_value_is_and_whether_it_can_be_trusted(values: LiveValues) -> None:
    model = values.model
    values.tick(NOW + MINUTE, None)
    assert model.data(index_of(values, "feed_rate"), TIP) == "Feed rate (n3)\nReported 14:05:19, 1 min ago"
    model.fold(unfolded=True)
    assert "Unavailable since 13:42:00 (24 min)" in str(model.data(index_of(values, "door.state"), TIP))
    doubtful = dict(lathe().values)
    doubtful["feed_rate"] = LiveValue(5.0, Quality.UNCERTAIN, NOW)
    doubtful["x.load"] = LiveValue(None, Quality.BAD, NOW)
    del doubtful["z.load"]
    values.show_machine(replace(lathe(), values=doubtful))
    assert "contradicts itself" in str(model.data(index_of(values, "feed_rate"), TIP))
    assert "no value of this signal" in str(model.data(index_of(values, "x.load"), TIP))
    assert "Never reported" in str(model.data(index_of(values, "z.load"), TIP))


def test_the_space_bar_puts_a_signal_into_the_trend_and_takes_it_out(values: LiveValues) -> None:
    chosen: list[tuple[str, ...]] = []
    values.chosenChanged.connect(chosen.append)
    values.list.setCurrentIndex(index_of(values, "feed_rate"))
    QTest.keyClick(values.list, Qt.Key.Key_Space)
    QTest.keyClick(values.list, Qt.Key.Key_Space)
    assert chosen == [("spindle_load", "feed_rate"), ("spindle_load",)]
    values.list.setCurrentIndex(index_of(values, "execution"))
    QTest.keyClick(values.list, Qt.Key.Key_Space)
    assert len(chosen) == 2


def test_the_box_in_the_margin_does_the_same_and_the_rest_of_the_row_does_not(values: LiveValues) -> None:
    chosen: list[tuple[str, ...]] = []
    values.chosenChanged.connect(chosen.append)
    box = values.list.visualRect(index_of(values, "feed_rate"))
    viewport = values.list.viewport()
    QTest.mouseClick(
        viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, box.topLeft() + QPoint(12, 15)
    )
    QTest.mouseClick(
        viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, box.topLeft() + QPoint(150, 15)
    )
    assert chosen == [("spindle_load", "feed_rate")]
    assert values.model.data(index_of(values, "feed_rate"), CHECK) == Qt.CheckState.Checked


def test_a_fifth_signal_is_refused_in_words(values: LiveValues) -> None:
    values.model.choose(("spindle_load", "feed_rate", "x.load", "z.load"))
    values.list.setCurrentIndex(index_of(values, "spindle_speed"))
    QTest.keyClick(values.list, Qt.Key.Key_Space)
    assert values.note == "The trend holds 4 signals at most"
    assert values.model.data(index_of(values, "spindle_speed"), CHECK) == Qt.CheckState.Unchecked
    values.list.setCurrentIndex(index_of(values, "x.load"))
    QTest.keyClick(values.list, Qt.Key.Key_Space)
    assert values.note == "lag 0.4 s · 31 signals"


def test_the_note_says_how_current_the_values_are(values: LiveValues) -> None:
    assert values.note == "lag 0.4 s · 31 signals"
    values.tick(NOW, 90 * SECOND)
    assert values.note == "no data for 1 min · 31 signals"
    values.show_machine(replace(lathe(), link=None))
    values.tick(NOW, None)
    assert values.note == "31 signals"
    one = {"x": LiveValue(1.0, Quality.GOOD, NOW)}
    values.show_machine(replace(lathe(), link=None, values=one, signals={}))
    assert values.note == "1 signal"
    values.show_machine(None)
    assert values.note == ""
    assert values.model.rows == []


def test_the_fold_opens_by_a_click_and_by_return(values: LiveValues) -> None:
    few = len(values.model.rows)
    values.list.setCurrentIndex(values.model.index(few - 1))
    QTest.keyClick(values.list, Qt.Key.Key_Return)
    assert values.model.unfolded
    assert values.search.isVisible()
    fold = next(at for at, row in enumerate(values.model.rows) if row.kind is RowKind.FOLD)
    assert values.model.data(values.model.index(fold), SPOKEN) == "Show fewer"
    values.list.scrollTo(values.model.index(fold))
    spot = values.list.visualRect(values.model.index(fold)).center()
    QTest.mouseClick(values.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    assert len(values.model.rows) == few


def test_a_search_finds_while_typing_and_leads_into_what_it_found(values: LiveValues) -> None:
    values.seek()
    QTest.keyClicks(values.search, "Cabinet a5")
    assert [row.key for row in values.model.rows if row.key] == ["aux.5"]
    QTest.keyClick(values.search, Qt.Key.Key_Down)
    assert values.list.currentIndex().row() == 0
    QTest.keyClick(values.search, Qt.Key.Key_Escape)
    assert values.search.text() == ""
    assert len(values.model.rows) > 20


def test_another_machine_starts_folded_without_a_search(values: LiveValues) -> None:
    values.seek()
    QTest.keyClicks(values.search, "load")
    values.show_machine(replace(lathe(), machine=replace(lathe().machine, key="Torno 09")))
    assert values.search.text() == ""
    assert not values.model.unfolded


def test_everything_is_painted_in_every_look(values: LiveValues, look: Look) -> None:
    look.dress(Shade.DARK)
    look.speak(Language.PORTUGUESE)
    values.restyle()
    values.retranslate()
    values.model.fold(unfolded=True)
    values.list.setCurrentIndex(index_of(values, "lubrication.level"))
    values.list.setFocus()
    QApplication.processEvents()
    dark = values.grab().toImage()
    values.show_machine(lost(with_values(lathe(), NOW, {"spindle_load": None, "spindle_temperature": 99.0})))
    assert values.grab().toImage() != dark
    look.dress(Shade.LIGHT)


def test_three_hundred_signals_are_no_trouble(values: LiveValues) -> None:
    values.show_machine(lathe(extra=300))
    values.model.fold(unfolded=True)
    assert len(values.model.rows) > 300
    assert values.note == "lag 0.4 s · 323 signals"
