"""Tests of what the window says while the database is away."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from hmi.history.errors import Trouble
from hmi.history.health import Spooled
from hmi.settings.site import Language
from hmi.ui.look import Look
from hmi.ui.spooling import spool_words
from hmi.ui.words import trouble_words

PLANT = ZoneInfo("America/Sao_Paulo")
NOON = 1_795_000_000_000_000
WAITING = Spooled(loads=3, observations=12_345, size=5_100_000, since_us=NOON - 600_000_000)


def test_it_says_since_when_and_how_much_waits_and_that_nothing_is_lost(look: Look) -> None:
    words = spool_words(WAITING, PLANT, NOON, away=True)
    assert "since 07:56" in words
    assert "12,345 values, 5.1 MB" in words
    assert "nothing is lost" in words
    look.speak(Language.PORTUGUESE)
    words = spool_words(WAITING, PLANT, NOON, away=True)
    assert "desde 07:56" in words
    assert "12.345 valores" in words


def test_it_says_when_what_has_waited_is_being_stored(look: Look) -> None:
    assert look
    assert "answers again. 12,345 values" in spool_words(WAITING, PLANT, NOON, away=False)


def test_it_says_what_was_set_aside(look: Look) -> None:
    assert look
    assert spool_words(Spooled(set_aside=7), PLANT, NOON, away=False).startswith("7 values that the database did not")
    assert spool_words(Spooled(set_aside=1), PLANT, NOON, away=False).startswith("One value that the database did not")


def test_it_says_nothing_while_all_is_well_and_promises_nothing_when_the_spool_is_full(look: Look) -> None:
    assert look
    assert spool_words(None, PLANT, NOON, away=True) == ""
    assert spool_words(Spooled(), PLANT, NOON, away=False) == ""
    assert spool_words(Spooled(loads=9, since_us=NOON, takes_more=False), PLANT, NOON, away=True) == ""
    assert "waits on this computer" in spool_words(Spooled(), PLANT, NOON, away=True)


def test_a_sentence_about_a_database_begins_with_a_capital(look: Look) -> None:
    assert look
    told = trouble_words(Trouble.UNREACHABLE, "the database history on 192.168.10.5")
    assert told.startswith("The database history on 192.168.10.5 cannot be opened")
    assert trouble_words(Trouble.UNREACHABLE, "data").startswith("data cannot")
