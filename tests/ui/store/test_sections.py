"""The facts beside the tiers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hmi.domain.backup import BackupStatus
from hmi.domain.phrase import Phrase
from hmi.history.backup import words
from hmi.ui.diagnostics.collecting import CollectingFigures
from hmi.ui.diagnostics.facts import Fact
from hmi.ui.look import Look
from hmi.ui.store.sections import backup_facts, button_words, database_facts
from tests.ui.diagnostics.samples import NOW, SECOND, ZONE, at
from tests.ui.store.samples import AWAY, BACKUP, DATABASE, FACTS, FAILED

COLLECTING = CollectingFigures(per_second=3, stored=6_200_000, last_commit_us=NOW - SECOND // 5, queue_fill=0.03)


@pytest.fixture(autouse=True)
def english(look: Look) -> None:
    """Every word here is English."""


def lines(facts: tuple[Fact, ...]) -> list[str]:
    return [f"{fact.label}: {fact.value}{' !' if fact.heavy else ''}" for fact in facts]


def test_a_good_backup_is_told_with_the_next_one() -> None:
    assert lines(backup_facts(BACKUP, ZONE, NOW)) == [
        "Last good one: 03:30 · 10 h 35 ago",
        "Its size: 990 MB, checked",
        "Has everything until: 03:29",
        "Next one: 20 Nov 03:30 · in 13 h 24",
        "In the folder: /srv/backups",
    ]


def test_a_backup_that_failed_says_what_to_do() -> None:
    assert lines(backup_facts(FAILED, ZONE, NOW))[5:] == [
        "The last attempt failed 12:00: The disk of /srv/backups is full: free some space there, or name another "
        "folder. !"
    ]


def test_a_folder_that_is_unwise_is_said() -> None:
    (*_, warning) = backup_facts(replace(BACKUP, warning=Phrase(words.SAME_DISK)), ZONE, NOW)
    assert warning.value.startswith("The backups are on the same disk as the history")
    assert not warning.heavy


def test_without_a_backup_or_without_a_way_to_make_one_that_is_said() -> None:
    assert lines(backup_facts(BackupStatus(Path("/b")), ZONE, NOW))[:2] == [
        "Last good one: none yet",
        "Next one: none by itself",
    ]
    (reading,) = backup_facts(None, ZONE, NOW)
    assert reading.value == "The program that collects makes the backups; this window only reads along."


def test_the_button_tells_how_far_a_copy_is() -> None:
    assert button_words(BACKUP) == button_words(None) == "Back up now"
    assert button_words(replace(BACKUP, progress=0.42)) == "Copying: 42 %"


def test_a_history_in_a_file_says_where_and_how_it_is_written() -> None:
    assert lines(database_facts(FACTS, COLLECTING, ZONE, NOW)) == [
        "In a file on this computer: /srv/hmi/history.db",
        "Kept by: SQLite 3.45.1",
        "Last commit: 0.2 s ago",
        "Writer's queue, filled: 3 %",
        "Values since the program started: 6,200,000",
    ]


def test_a_store_that_takes_nothing_and_a_full_queue_are_heavy() -> None:
    collecting = replace(COLLECTING, waiting_since_us=at(14, 1), queue_fill=0.95)
    told = lines(database_facts(FACTS, collecting, ZONE, NOW))
    assert "Nothing is written since: 14:01 !" in told
    assert "Writer's queue, filled: 95 % !" in told


def test_a_database_that_answers_has_nothing_waiting() -> None:
    assert lines(database_facts(DATABASE, COLLECTING, ZONE, NOW))[:3] == [
        "In a database: the database history on db",
        "Kept by: PostgreSQL 18.4",
        "It answers: yes",
    ]


def test_a_database_that_is_away_says_since_when_and_what_waits() -> None:
    assert lines(database_facts(AWAY, COLLECTING, ZONE, NOW))[2:5] == [
        "It answers: not since 13:51 !",
        "Waits on disk: 123,400 values, 740 kB",
        "Set aside: 12 values !",
    ]


def test_a_window_that_reads_along_says_who_writes() -> None:
    told = lines(database_facts(replace(FACTS, collects=False), CollectingFigures(), ZONE, NOW))
    assert told[-1] == "Written by: another program; this window reads"
