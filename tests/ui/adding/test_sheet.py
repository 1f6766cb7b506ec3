"""The sheet as somebody uses it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hmi.domain.findings import Grade
from hmi.settings.secrets import SecretReference
from hmi.settings.site import Language
from hmi.ui.adding import words
from hmi.ui.adding.port import AddingError
from hmi.ui.adding.session import Phase
from hmi.ui.adding.sheet import Sheet
from hmi.ui.look import Look
from hmi.ui.theme import Shade
from tests.ui.adding.shop import (
    GOOD,
    MACHINES,
    PASSWORD,
    SEVERAL,
    SMALL_BUFFER,
    UNREACHABLE,
    URL,
    FakeShop,
    device,
    machine,
)


@pytest.fixture
def shop() -> FakeShop:
    return FakeShop()


@pytest.fixture
def sheet(qtbot: QtBot, look: Look, shop: FakeShop) -> Iterator[Sheet]:
    made = Sheet(look, shop)
    qtbot.addWidget(made)
    made.resize(648, 960)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.begin()
    yield made
    made.session.forget()


def type_address(sheet: Sheet, text: str) -> None:
    sheet.address.field.selectAll()
    QTest.keyClicks(sheet.address.field, text)


def press(sheet: Sheet, key: Qt.Key) -> None:
    focused = sheet.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def let_test(qtbot: QtBot, sheet: Sheet, shop: FakeShop, found: object, address: str = URL) -> None:
    """Let an address be tested and found to be so."""
    type_address(sheet, address)
    press(sheet, Qt.Key.Key_Return)
    with qtbot.waitSignal(sheet.session.tested):
        shop.find(found)  # type: ignore[arg-type]


def name_it(sheet: Sheet, name: str) -> None:
    sheet.place.name.field.setFocus()
    sheet.place.name.field.selectAll()
    QTest.keyClick(sheet.place.name.field, Qt.Key.Key_Delete)
    QTest.keyClicks(sheet.place.name.field, name)


def said(sheet: Sheet) -> str:
    return sheet.footer.sentence.text()


def test_a_machine_is_added_by_keyboard_alone(qtbot: QtBot, sheet: Sheet, shop: FakeShop) -> None:
    closed: list[bool] = []
    sheet.closeWanted.connect(lambda: closed.append(True))
    QTest.keyClicks(sheet.address.field, "10.20.4.63")
    press(sheet, Qt.Key.Key_Return)
    assert sheet.address.field.text() == URL
    assert sheet.summary.accessibleName() == f"Testing …. {URL}"
    with qtbot.waitSignal(sheet.session.tested):
        shop.find(GOOD)
    assert sheet.focusWidget() is sheet.place.name.field
    QTest.keyClicks(sheet.place.name.field, "Torno 15")
    press(sheet, Qt.Key.Key_Tab)
    QTest.keyClicks(sheet.focusWidget(), "Joinville 1")
    press(sheet, Qt.Key.Key_Tab)
    QTest.keyClicks(sheet.focusWidget(), "Tornos B")
    assert sheet.footer.add_button.text() == "Add Torno 15"
    press(sheet, Qt.Key.Key_Return)
    added, _future = shop.added[0]
    assert added == replace(machine("Torno 15", "Joinville 1", "Tornos B", URL), model="Okuma GENOS L300")
    assert said(sheet) == "Is being added."
    assert not sheet.footer.add_button.isEnabled()
    with qtbot.waitSignal(sheet.session.added):
        shop.settle()
    assert closed == [True]
    assert len(shop.added) == 1


def test_every_check_is_told_with_its_mark_and_figure(qtbot: QtBot, sheet: Sheet, shop: FakeShop) -> None:
    let_test(qtbot, sheet, shop, SMALL_BUFFER)
    assert sheet.summary.accessibleName() == "This works. One thing to look at. Tested in 3.1 s at 14:05:12"
    assert [(row.title, row.figure) for row in sheet.checks.rows] == [
        ("It answers", "18 ms"),
        ("It has one machine", "1 device"),
        ("The signals that matter are there", "7 of 7"),
        ("Data is flowing", "71 / s"),
        ("The buffer is small", "3 min"),
        ("The clocks agree", "1.3 s"),
        ("No password is asked", "http"),
    ]
    assert [row.grade for row in sheet.checks.rows].count(Grade.LOOK) == 1
    assert "Execution ACTIVE, Program GEN-118, Part count 42, Spindle load 57 %" in sheet.live.accessibleName()
    assert "7 of 58 on the tile" in sheet.live.accessibleName()


def test_a_long_detail_makes_its_row_higher_instead_of_being_cut(qtbot: QtBot, sheet: Sheet, shop: FakeShop) -> None:
    let_test(qtbot, sheet, shop, SMALL_BUFFER)
    higher = {"The signals that matter are there", "The buffer is small"}
    wanted = [79 if row.title in higher else 59 for row in sheet.checks.rows]
    qtbot.waitUntil(lambda: [row.height() for row in sheet.checks.rows] == wanted)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", words.ADDRESS_EMPTY), ("10.20.4.63:99999", words.ADDRESS_WITH_BAD_PORT)],
)
def test_what_is_no_address_is_told_beneath_it_and_not_tested(
    sheet: Sheet, shop: FakeShop, typed: str, sentence: object
) -> None:
    QTest.keyClicks(sheet.address.field, typed)
    press(sheet, Qt.Key.Key_Return)
    assert sheet.session.address_fault == sentence
    assert sheet.address.fault.isVisible()
    assert sheet.address.field.accessibleDescription() == sheet.address.fault.text()
    assert sheet.address.field.hasFocus()
    assert shop.inspected == []
    QTest.keyClicks(sheet.address.field, "1")
    assert not sheet.address.fault.isVisible()


def test_an_older_tests_answer_is_ignored(qtbot: QtBot, sheet: Sheet, shop: FakeShop) -> None:
    type_address(sheet, "10.20.4.62:5000")
    sheet.test_button.click()
    type_address(sheet, "10.20.4.63:5000")
    sheet.test_button.click()
    assert shop.inspected[0][1].cancelled()
    with qtbot.waitSignal(sheet.session.tested):
        shop.find(GOOD)
    assert sheet.session.inspection is GOOD


def test_an_answer_that_arrived_but_was_not_delivered_yet_is_dropped_by_a_new_test(
    qtbot: QtBot, sheet: Sheet, shop: FakeShop
) -> None:
    type_address(sheet, "10.20.4.62:5000")
    sheet.test_button.click()
    shop.find(UNREACHABLE)  # on its way to the window's thread
    type_address(sheet, "10.20.4.63:5000")
    sheet.test_button.click()
    qtbot.wait(20)
    assert sheet.session.phase is Phase.TESTING
    with qtbot.waitSignal(sheet.session.tested):
        shop.find(GOOD)
    assert sheet.session.inspection is GOOD


def test_another_address_has_to_be_tested_before_anything_is_added(qtbot: QtBot, sheet: Sheet, shop: FakeShop) -> None:
    let_test(qtbot, sheet, shop, GOOD)
    assert sheet.place.isVisible()
    QTest.keyClicks(sheet.address.field, "1")
    assert not sheet.place.isVisible()
    assert said(sheet) == "Test the address first."
    sheet.footer.add_button.click()
    sheet.add()
    assert shop.added == []


def test_where_nothing_answers_nothing_can_be_added_and_the_site_file_is_named(
    qtbot: QtBot, sheet: Sheet, shop: FakeShop
) -> None:
    let_test(qtbot, sheet, shop, UNREACHABLE)
    assert sheet.summary.accessibleName().startswith("This does not work yet.")
    assert [row.title for row in sheet.checks.rows] == ["It does not answer"]
    assert "no route to host" in sheet.checks.rows[0].detail
    assert not sheet.footer.add_button.isEnabled()
    assert said(sheet).endswith("name it in the site file.")
    assert sheet.address.field.hasFocus()


def test_a_test_that_fails_in_itself_is_told_and_can_be_repeated(
    qtbot: QtBot, sheet: Sheet, shop: FakeShop, caplog: pytest.LogCaptureFixture
) -> None:
    let_test(qtbot, sheet, shop, ValueError("a defect"))
    assert said(sheet) == "Something in this program has failed: its log says what."
    assert "a defect" in caplog.text
    sheet.test_button.click()
    with qtbot.waitSignal(sheet.session.tested):
        shop.find(GOOD)
    assert said(sheet) == "Starts at once."


def test_a_name_that_is_taken_is_told_while_it_is_typed_and_not_added(
    qtbot: QtBot, sheet: Sheet, shop: FakeShop
) -> None:
    let_test(qtbot, sheet, shop, GOOD)
    name_it(sheet, "torno 01")
    assert sheet.place.name.fault.text() == "There is a machine “Torno 01” already: give this one another name."
    sheet.place.plant.field.setFocus()
    press(sheet, Qt.Key.Key_Return)
    assert shop.added == []
    assert sheet.place.name.field.hasFocus()
    name_it(sheet, "Torno 15")
    assert not sheet.place.name.fault.isVisible()


def test_an_empty_name_is_told_once_somebody_wants_to_go_on(qtbot: QtBot, sheet: Sheet, shop: FakeShop) -> None:
    let_test(qtbot, sheet, shop, GOOD)
    name_it(sheet, "")
    assert not sheet.place.name.fault.isVisible()
    assert sheet.footer.add_button.text() == "Add"
    sheet.footer.add_button.click()
    assert sheet.place.name.fault.text() == "Give the machine a name."
    assert shop.added == []


@pytest.mark.parametrize("trouble", [words.NOT_STARTED, words.DEMO])
def test_a_failed_addition_is_told_and_everything_typed_is_kept(
    qtbot: QtBot, sheet: Sheet, shop: FakeShop, trouble: object
) -> None:
    let_test(qtbot, sheet, shop, GOOD)
    name_it(sheet, "Torno 15")
    sheet.place.cell.field.setCurrentText("Tornos C")
    press(sheet, Qt.Key.Key_Return)
    with qtbot.waitSignal(sheet.session.failed):
        shop.settle(AddingError(trouble))  # type: ignore[arg-type]
    assert sheet.session.trouble is trouble
    assert sheet.footer.sentence.font().bold() or sheet.footer.sentence.font().weight() > 500
    assert sheet.place.told == ("Torno 15", "", "Tornos C")
    press(sheet, Qt.Key.Key_Return)  # once more
    assert len(shop.added) == 2
    with qtbot.waitSignal(sheet.session.added):
        shop.settle()


def test_devices_are_added_one_after_another_and_collected_ones_are_not_offered(
    qtbot: QtBot, sheet: Sheet, shop: FakeShop
) -> None:
    closed: list[bool] = []
    sheet.closeWanted.connect(lambda: closed.append(True))
    let_test(qtbot, sheet, shop, SEVERAL, "10.20.4.31:5000")
    offers = sheet.devices.offers
    texts = [str(offers.index(row).data()) for row in range(4)]
    assert texts[0] == "TORNO07, Okuma GENOS L300 · 218707, collected as Torno 07"
    assert texts[2] == "TORNO09, Okuma GENOS L300 · 218709, Running"
    assert [bool(offers.index(row).flags() & Qt.ItemFlag.ItemIsSelectable) for row in range(4)] == [
        *(False, False),
        *(True, True),
    ]
    assert sheet.place.told == ("TORNO09", "Joinville 1", "Tornos B")
    press(sheet, Qt.Key.Key_Return)
    with qtbot.waitSignal(sheet.session.added):
        shop.settle()
    assert closed == []
    assert sheet.session.device == SEVERAL.devices[3]
    assert sheet.place.told == ("TORNO10", "Joinville 1", "Tornos B")
    assert said(sheet) == "TORNO09 is added. Here is the next one."
    assert str(offers.index(2).data()).endswith("collected as TORNO09")
    assert sheet.place.name.field.hasFocus()
    press(sheet, Qt.Key.Key_Return)
    with qtbot.waitSignal(sheet.session.added):
        shop.settle()
    assert [added.source.device for added, _future in shop.added] == ["TORNO09", "TORNO10"]
    assert closed == [True]


def test_the_arrows_choose_a_device_and_a_typed_name_stays(qtbot: QtBot, sheet: Sheet, shop: FakeShop) -> None:
    let_test(qtbot, sheet, shop, SEVERAL, "10.20.4.31:5000")
    sheet.devices.setFocus()
    press(sheet, Qt.Key.Key_Down)
    assert sheet.session.device == SEVERAL.devices[3]
    assert sheet.place.told[0] == "TORNO10"
    press(sheet, Qt.Key.Key_Up)
    press(sheet, Qt.Key.Key_Up)  # what is collected already cannot be reached
    assert sheet.session.device == SEVERAL.devices[2]
    name_it(sheet, "Meu torno")
    sheet.devices.setFocus()
    press(sheet, Qt.Key.Key_Down)
    assert sheet.place.told[0] == "Meu torno"


def test_an_address_whose_machines_are_all_collected_offers_nothing(qtbot: QtBot, sheet: Sheet, shop: FakeShop) -> None:
    shop.machines = (*MACHINES, machine("Torno 15", "", "", URL))
    let_test(qtbot, sheet, shop, GOOD)
    assert said(sheet) == "Every machine at this address is collected already."
    assert not sheet.place.isVisible()
    assert not sheet.footer.add_button.isEnabled()


def test_the_cells_offered_are_those_of_the_plant(qtbot: QtBot, sheet: Sheet, shop: FakeShop) -> None:
    let_test(qtbot, sheet, shop, GOOD)
    cell = sheet.place.cell.field
    sheet.place.plant.field.setCurrentText("Joinville 2")
    assert [cell.itemText(at) for at in range(cell.count())] == ["Acabamento"]
    sheet.place.plant.field.setCurrentText("Curitiba")
    assert cell.count() == 3
    assert cell.currentText() == ""


def test_a_new_cell_does_not_become_one_that_begins_alike(qtbot: QtBot, sheet: Sheet, shop: FakeShop) -> None:
    let_test(qtbot, sheet, shop, GOOD)
    sheet.place.cell.field.setFocus()
    QTest.keyClicks(sheet.place.cell.field, "Torno")
    press(sheet, Qt.Key.Key_Tab)
    assert sheet.place.told[2] == "Torno"


def test_an_agent_that_asks_for_a_password_is_given_the_name_of_its_place(
    qtbot: QtBot, sheet: Sheet, shop: FakeShop, tmp_path: Path
) -> None:
    assert not sheet.credentials.isVisible()
    let_test(qtbot, sheet, shop, PASSWORD)
    assert sheet.credentials.isVisible()
    assert sheet.focusWidget() is sheet.credentials.user.field
    assert said(sheet) == "Name the password that the agent asks for, then test again."
    QTest.keyClicks(sheet.credentials.user.field, "hmi")
    press(sheet, Qt.Key.Key_Return)
    assert sheet.credentials.fault.text() == "Say where the password is: the sheet takes none itself."
    assert len(shop.inspected) == 1
    QTest.keyClicks(sheet.credentials.place.field, "AGENT_PASSWORD")
    sheet.credentials.place.field.setFocus()
    press(sheet, Qt.Key.Key_Return)
    source = shop.inspected[1][0]
    assert (source.username, source.password) == ("hmi", SecretReference(env="AGENT_PASSWORD"))
    with qtbot.waitSignal(sheet.session.tested):
        shop.find(GOOD)
    assert sheet.credentials.isVisible()
    press(sheet, Qt.Key.Key_Return)
    assert shop.added[0][0].source.password == SecretReference(env="AGENT_PASSWORD")


def test_other_credentials_have_to_be_tested_again(qtbot: QtBot, sheet: Sheet, shop: FakeShop) -> None:
    let_test(qtbot, sheet, shop, PASSWORD)
    QTest.keyClicks(sheet.credentials.user.field, "hmi")
    assert sheet.session.phase is Phase.UNTESTED
    assert sheet.credentials.isVisible()
    assert sheet.credentials.user.field.text() == "hmi"
    sheet.credentials.keeper.chosen.emit(1)
    assert sheet.session.inspection is None


def test_tab_walks_inside_the_sheet_and_round_again(qtbot: QtBot, sheet: Sheet, shop: FakeShop) -> None:
    let_test(qtbot, sheet, shop, SEVERAL, "10.20.4.31:5000")
    sheet.address.field.setFocus()
    walked: list[QWidget | None] = []
    for _ in range(10):
        walked.append(sheet.focusWidget())
        press(sheet, Qt.Key.Key_Tab)
    assert walked == [
        *(sheet.address.field, sheet.test_button, sheet.devices),
        *(sheet.place.name.field, sheet.place.plant.field, sheet.place.cell.field),
        *(sheet.footer.cancel_button, sheet.footer.add_button, sheet.close_button),
        sheet.address.field,
    ]
    press(sheet, Qt.Key.Key_Backtab)
    press(sheet, Qt.Key.Key_Backtab)
    assert sheet.focusWidget() is sheet.close_button


def test_the_keyboard_is_not_taken_from_somebody_who_went_on_meanwhile(
    qtbot: QtBot, sheet: Sheet, shop: FakeShop
) -> None:
    type_address(sheet, URL)
    press(sheet, Qt.Key.Key_Return)
    sheet.footer.cancel_button.setFocus()
    with qtbot.waitSignal(sheet.session.tested):
        shop.find(GOOD)
    assert sheet.footer.cancel_button.hasFocus()


@pytest.mark.parametrize("way", ["escape", "cross", "cancel"])
def test_there_are_three_ways_out(sheet: Sheet, way: str) -> None:
    closed: list[bool] = []
    sheet.closeWanted.connect(lambda: closed.append(True))
    if way == "escape":
        press(sheet, Qt.Key.Key_Escape)
    elif way == "cross":
        sheet.close_button.setFocus()
        press(sheet, Qt.Key.Key_Return)
    else:
        sheet.footer.cancel_button.click()
    assert closed == [True]


def test_everything_follows_a_change_of_language_and_theme(
    qtbot: QtBot, sheet: Sheet, shop: FakeShop, look: Look
) -> None:
    let_test(qtbot, sheet, shop, SMALL_BUFFER)
    name_it(sheet, "Torno 01")
    before = sheet.grab().toImage()
    look.speak(Language.PORTUGUESE)
    look.dress(Shade.DARK)
    qtbot.waitUntil(lambda: sheet.accessibleName() == "Adicionar máquina")
    assert sheet.summary.accessibleName() == "Isto funciona. Um ponto a verificar. Testado em 3,1 s às 14:05:12"
    assert sheet.checks.rows[4].title == "O buffer é pequeno"
    assert sheet.place.name.fault.text() == "Já existe uma máquina “Torno 01”: dê outro nome a esta."
    assert sheet.place.told[0] == "Torno 01"
    assert said(sheet) == "Começa na hora."
    assert sheet.footer.add_button.text() == "Adicionar Torno 01"
    assert sheet.live.rows[4].name == "Override do avanço"
    assert sheet.grab().toImage() != before
    look.dress(Shade.LIGHT)


def test_the_demo_can_test_but_says_why_it_adds_nothing(qtbot: QtBot, sheet: Sheet, shop: FakeShop) -> None:
    shop.obstacle = words.DEMO
    let_test(qtbot, sheet, shop, GOOD)
    assert len(sheet.checks.rows) == 7
    assert said(sheet).startswith("The demo has no site file")
    assert not sheet.footer.add_button.isEnabled()
    press(sheet, Qt.Key.Key_Return)
    assert shop.added == []


def test_values_that_an_agent_does_not_have_are_told_as_missing(qtbot: QtBot, sheet: Sheet, shop: FakeShop) -> None:
    off = replace(device(), values={})
    let_test(qtbot, sheet, shop, replace(GOOD, devices=(off,)))
    assert [row.value for row in sheet.live.rows] == ["—"] * 5
