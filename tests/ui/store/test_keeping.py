"""What is gathered for the page about the history."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hmi.domain.backup import BackupStatus
from hmi.domain.retention import Retention
from hmi.domain.stock import NO_COPIES, Copies, Stock
from hmi.history.errors import QueryError, Trouble
from hmi.history.health import HistoryHealth, Spooled
from hmi.ui.store.keeping import HistoryKeeping, spool_status
from hmi.ui.store.port import SpoolStatus
from tests.ui.store.samples import STOCK


class _Database:
    def __init__(self, name: str, place: str) -> None:
        self.name = name
        self.place = place
        self.version = "3.45.1"


class _Backups:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wanted = 0

    def status(self) -> BackupStatus:
        return BackupStatus(self.folder)

    def request(self) -> None:
        self.wanted += 1


def keeping(database: _Database, backups: _Backups | None) -> HistoryKeeping:
    return HistoryKeeping(
        database, lambda: STOCK, Retention(), settings=Path("site.yaml"), backups=backups, kept=11, spool=None
    )


def test_backups_on_the_disk_of_the_history_are_counted_with_it(tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "one.db").write_bytes(b"x" * 3000)
    facts = keeping(_Database("sqlite", str(tmp_path / "history.db")), _Backups(tmp_path / "backups")).facts()
    assert facts.copies == Copies(11, 3000)
    assert (facts.engine, facts.in_file, facts.collects, facts.settings) == ("SQLite 3.45.1", True, True, "site.yaml")


def test_a_folder_that_is_not_there_yet_is_on_the_disk_of_its_parent(tmp_path: Path) -> None:
    facts = keeping(_Database("sqlite", str(tmp_path / "history.db")), _Backups(tmp_path / "a" / "b")).facts()
    assert facts.copies == Copies(11, 0)


def test_backups_of_a_database_elsewhere_do_not_fill_its_disk(tmp_path: Path) -> None:
    facts = keeping(_Database("postgresql", "the database history on db"), _Backups(tmp_path)).facts()
    assert facts.copies == NO_COPIES
    assert not facts.in_file
    assert facts.engine == "PostgreSQL 3.45.1"


def test_a_window_that_reads_along_makes_no_backups(tmp_path: Path) -> None:
    looking = keeping(_Database("sqlite", str(tmp_path / "history.db")), None)
    assert looking.facts().backup is None
    assert not looking.facts().collects
    looking.back_up()


def test_a_backup_that_is_asked_for_is_requested(tmp_path: Path) -> None:
    backups = _Backups(tmp_path)
    keeping(_Database("sqlite", str(tmp_path / "history.db")), backups).back_up()
    assert backups.wanted == 1


def test_the_spool_says_since_when_the_database_is_away() -> None:
    well = HistoryHealth(ok=True, fill=0, queued=0, stored=0, last_commit_us=None)
    assert spool_status(well) is None
    spool = Spooled(loads=3, observations=900, size=5_000, since_us=7, set_aside=2)
    away = replace(well, ok=False, trouble=Trouble.UNREACHABLE, spool=spool)
    assert spool_status(away) == SpoolStatus(7, 900, 5_000, 2)
    assert spool_status(replace(away, ok=True, trouble=None)) == SpoolStatus(None, 900, 5_000, 2)


def test_a_database_that_is_away_is_told_before_anything_waits() -> None:
    health = HistoryHealth(ok=False, fill=0, queued=0, stored=0, last_commit_us=None, waiting_since_us=5)
    away = replace(health, trouble=Trouble.UNREACHABLE, spool=Spooled())
    assert spool_status(away) == SpoolStatus(5)


@pytest.mark.parametrize("trouble", [Trouble.TAKEN, Trouble.DISK_FULL, Trouble.SPOOL_FULL])
def test_a_database_that_does_not_take_anything_for_another_reason_is_not_called_away(trouble: Trouble) -> None:
    health = HistoryHealth(ok=False, fill=0, queued=0, stored=0, last_commit_us=None, waiting_since_us=5)
    spool = Spooled(loads=3, observations=900, size=5_000, since_us=7)
    assert spool_status(replace(health, trouble=trouble, spool=spool)) == SpoolStatus(None, 900, 5_000)


def test_while_the_database_is_away_the_page_has_what_waits_and_what_the_history_held_last(tmp_path: Path) -> None:
    answers = [STOCK]

    def stock() -> Stock:
        if not answers:
            raise QueryError("away")
        return answers.pop()

    status = SpoolStatus(7, 900, 5_000)
    database = _Database("postgresql", "the database history on db")
    asked = HistoryKeeping(
        database, stock, Retention(), settings=None, backups=_Backups(tmp_path), spool=lambda: status
    )
    asked.facts()
    assert (asked.facts().spool, asked.facts().stock) == (status, STOCK)
    in_file = HistoryKeeping(database, stock, Retention(), settings=None, backups=None)
    with pytest.raises(QueryError):
        in_file.facts()
