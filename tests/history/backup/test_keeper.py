"""The thread that keeps backups."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hmi.domain.backup import Backup, BackupForm, BackupStatus
from hmi.domain.english import english
from hmi.domain.phrase import NOTHING, Phrase
from hmi.history.backup.keeper import BackUp, BackupKeeper
from hmi.history.backup.making import back_up_file
from hmi.history.backup.pace import Pace
from hmi.history.backup.schedule import SETTLING_US
from hmi.history.backup.shelf import Shelf
from hmi.history.errors import BackupError, StoreDamagedError
from tests.history.backup.test_making import T0, fill
from tests.history.making import WAIT_S

_ZONE = ZoneInfo("America/Sao_Paulo")


class Maker:
    """Makes backups that are none, as it is told to; ``made`` counts the attempts."""

    def __init__(self, *results: Exception | None) -> None:
        self._results = list(results)
        self.made = 0

    def __call__(self, shelf: Shelf, now_us: int, pace: Pace, progress: Callable[[float], None]) -> Backup:
        self.made += 1
        result = self._results.pop(0) if self._results else None
        if result is not None:
            raise result
        return Backup(shelf.folder / "history.db", BackupForm.SQLITE, "store", now_us, now_us, 1, "", "0003", "1")


@contextmanager
def keeping(back_up: BackUp, folder: Path, now_us: int = T0, daily_at: time | None = None) -> Iterator[BackupKeeper]:
    keeper = BackupKeeper(back_up, Shelf(folder, "store"), _ZONE, daily_at=daily_at, clock_us=lambda: now_us)
    keeper.start()
    try:
        yield keeper
    finally:
        keeper.stop()


def until(keeper: BackupKeeper, condition: Callable[[BackupStatus], bool]) -> BackupStatus:
    pause = threading.Event()
    for _ in range(int(WAIT_S / 0.01)):
        status = keeper.status()
        if condition(status):
            return status
        pause.wait(0.01)
    raise AssertionError("it did not happen")


def _failed(why: str, status: BackupStatus) -> bool:
    return why in english(status.failure) and status.progress is None


def test_one_is_made_when_somebody_asks(tmp_path: Path) -> None:
    with keeping(Maker(), tmp_path) as keeper:
        assert keeper.status().newest is None
        assert keeper.status().next_us is None  # none by itself
        keeper.request()
        status = until(keeper, lambda now: now.newest is not None and now.progress is None)
    assert status.newest is not None
    assert status.newest.made_us == T0
    assert status.folder == tmp_path


def test_one_is_made_when_it_is_due_and_then_not_before_the_next_day(tmp_path: Path) -> None:
    maker = Maker()
    clock = T0
    keeper = BackupKeeper(maker, Shelf(tmp_path, "store"), _ZONE, daily_at=time(3, 30), clock_us=lambda: clock)
    clock = T0 + SETTLING_US
    keeper.start()
    try:
        until(keeper, lambda now: now.newest is not None and now.progress is None)
        assert maker.made == 1
        due = keeper.status().next_us
        assert due is not None
        assert T0 + SETTLING_US < due <= T0 + SETTLING_US + 86_400_000_000
    finally:
        keeper.stop()
    assert maker.made == 1


def test_nothing_is_made_in_the_first_minutes(tmp_path: Path) -> None:
    maker = Maker()
    with keeping(maker, tmp_path, daily_at=time(3, 30)) as keeper:
        assert keeper.status().next_us == T0 + SETTLING_US
    assert maker.made == 0


def test_why_one_failed_is_told_until_one_goes_well(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    maker = Maker(BackupError(Phrase("no room in %1", ("there",))), ValueError("a defect"))
    with keeping(maker, tmp_path) as keeper:
        for expected in ("no room in there", "a defect of this program"):
            keeper.request()
            status = until(keeper, partial(_failed, expected))
            assert (status.failed_us, status.damaged) == (T0, False)
        keeper.request()
        status = until(keeper, lambda now: now.newest is not None)
    assert (status.failure, status.failed_us) == (NOTHING, None)
    assert "no room in there" in caplog.text


def test_a_store_that_is_found_damaged_is_told(tmp_path: Path) -> None:
    with keeping(Maker(StoreDamagedError("history.db", "page 7")), tmp_path) as keeper:
        keeper.request()
        status = until(keeper, lambda now: now.damaged)
    assert "page 7" in english(status.failure)


def test_those_that_were_made_before_are_known_after_a_start(tmp_path: Path) -> None:
    made = back_up_file(fill(tmp_path, 10), Shelf(tmp_path / "backups", "store"), T0)
    with keeping(Maker(), tmp_path / "backups") as keeper:
        assert until(keeper, lambda now: now.newest is not None).newest == made


def test_one_that_is_being_made_is_given_up_when_the_program_ends(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    begun = threading.Event()

    def back_up(shelf: Shelf, now_us: int, pace: Pace, progress: Callable[[float], None]) -> Backup:
        pace.begin()
        progress(0.5)
        begun.set()
        while True:
            pace.rest()

    with keeping(back_up, tmp_path) as keeper:
        keeper.request()
        assert begun.wait(WAIT_S)
        assert keeper.status().progress == 0.5
    assert keeper.status().failure == NOTHING
    assert caplog.text == ""
