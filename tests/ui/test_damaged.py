"""The card that offers what can be done about a damaged history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hmi.domain.backup import Backup, BackupForm
from hmi.history.errors import StoreDamagedError
from hmi.settings.site import Language
from hmi.ui.damaged import DamageOffer, Mending
from hmi.ui.look import Look
from hmi.ui.theme import Shade
from tests.ui.scene import NOW_US

HOUR_US = 3_600_000_000
MADE = Backup(Path("b.db"), BackupForm.SQLITE, "pc", NOW_US - HOUR_US, NOW_US - 2 * HOUR_US, 1, "", "0003", "1")
DAMAGED = StoreDamagedError("/data/history.db", "malformed")


@pytest.fixture
def offer(qtbot: QtBot, look: Look) -> Iterator[DamageOffer]:
    """The card over a page, open with a backup."""
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(1200, 800)
    made = DamageOffer(look, page)
    page.show()
    qtbot.waitExposed(page)
    made.open(DAMAGED.knowing(MADE), NOW_US)
    yield made
    made.close_offer()


def chosen(offer: DamageOffer) -> list[Mending]:
    choices: list[Mending] = []
    offer.chosen.connect(choices.append)
    return choices


def test_the_keyboard_begins_at_the_backup_and_stays_inside_the_card(offer: DamageOffer) -> None:
    offer.activateWindow()
    walk = [offer.focusWidget()]
    for _ in range(3):
        QTest.keyClick(offer.window().focusWidget() or offer, Qt.Key.Key_Tab)
        walk.append(offer.focusWidget())
    assert walk == [offer.put_back_button, offer.anew_button, offer.later_button, offer.put_back_button]
    QTest.keyClick(offer.put_back_button, Qt.Key.Key_Backtab)
    assert offer.focusWidget() is offer.later_button


def test_a_choice_is_made_once_and_told(offer: DamageOffer) -> None:
    choices = chosen(offer)
    offer.anew_button.click()
    offer.anew_button.click()
    QTest.keyClick(offer, Qt.Key.Key_Escape)  # too late to decide later
    assert choices == [Mending.ANEW]
    assert offer.busy.text() == "The history begins anew …"


def test_escape_decides_later(offer: DamageOffer) -> None:
    choices = chosen(offer)
    QTest.keyClick(offer, Qt.Key.Key_Escape)
    assert choices == [Mending.LATER]


def test_the_card_says_up_to_when_the_backup_goes_and_what_is_wrong(offer: DamageOffer, look: Look) -> None:
    assert "/data/history.db" in offer.what.text()
    assert "malformed" in offer.what.text()
    made, until = (f"{number:02}" for number in (_hour(look, NOW_US - HOUR_US), _hour(look, NOW_US - 2 * HOUR_US)))
    assert f"{made}:" in offer.put_back_button.text()
    assert f"{until}:" in offer.backup.text()


def _hour(look: Look, time_us: int) -> int:
    from datetime import datetime

    return datetime.fromtimestamp(time_us / 1e6, look.zone).hour


def test_the_card_speaks_the_windows_language_and_wears_its_colours(
    offer: DamageOffer, look: Look, qtbot: QtBot
) -> None:
    before = offer.grab().toImage()
    look.speak(Language.PORTUGUESE)
    qtbot.waitUntil(lambda: offer.title.text == "O histórico está danificado")
    assert offer.put_back_button.text().startswith("Restaurar a cópia de")
    look.dress(Shade.DARK)
    assert offer.grab().toImage() != before
    look.dress(Shade.LIGHT)


def test_the_card_follows_its_page_and_is_whole_in_a_small_one(offer: DamageOffer, qtbot: QtBot) -> None:
    page = offer.parentWidget()
    assert page is not None
    page.resize(700, 480)
    qtbot.waitUntil(lambda: offer.size() == page.size())
    assert offer.rect().contains(offer._card.geometry())
    assert offer.later_button.width() >= offer.later_button.sizeHint().width()


def test_without_a_backup_there_is_none_to_put_back(offer: DamageOffer) -> None:
    offer.open(DAMAGED, NOW_US, "It could not be done.")
    assert offer.put_back_button.isHidden()
    assert offer.backup.text() == "There is no good backup of it."
    assert offer.busy.text() == "It could not be done."
    assert offer.focusWidget() is offer.anew_button
