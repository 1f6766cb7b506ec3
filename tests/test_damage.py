"""A damaged history: what the program offers, and that collecting goes on after the choice without a new start."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from hmi.app import Desktop, Plan
from hmi.cli import main
from hmi.domain.backup import Backup
from hmi.domain.records import Entry
from hmi.history.backup.making import back_up_file
from hmi.history.errors import AlreadyCollecting, StoreDamagedError, Trouble
from hmi.history.store import FILE_NAME, open_store
from hmi.history.writer import HistoryWriter
from hmi.runtime import Runtime, shelf_for
from hmi.settings.logs import stop_logging
from hmi.settings.site import Language, MachineSettings, Site, SourceSettings, SourceType
from tests.history.backup.test_making import T0, spoil
from tests.history.making import LOAD, MACHINE, SIGNALS, WAIT_S, batch, seen
from tests.history.test_writer_trouble import until

SITE = Site(
    "Teste",
    ZoneInfo("America/Sao_Paulo"),
    (MachineSettings("Mill", SourceSettings(SourceType.MTCONNECT, "http://127.0.0.1:1")),),
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with some observations."""
    folder = tmp_path / "data"
    store = open_store(folder)
    store.writer.declare(MACHINE, SIGNALS)
    store.writer.offer(Entry(batch([seen(LOAD, number) for number in range(1, 20_001)])))
    assert store.writer.flush(WAIT_S)
    assert store.close()
    return folder


def back_up(data: Path) -> Backup:
    return back_up_file(data / FILE_NAME, shelf_for(SITE, data), T0)


def break_header(data: Path) -> None:
    path = data / FILE_NAME
    path.write_bytes(b"no database any more" + path.read_bytes()[20:])


def count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM sample").fetchone()[0])


def aside(data: Path) -> list[Path]:
    return list(data.glob(f"{FILE_NAME}.set-aside-*Z"))


# -- below the window --------------------------------------------------------------------------------------------------


def test_opening_a_damaged_store_names_the_newest_good_backup(data: Path) -> None:
    made = back_up(data)
    break_header(data)
    runtime = Runtime(SITE, data)
    with pytest.raises(StoreDamagedError, match=r"backup of 2026-09-21 14:13 UTC with: hmi restore") as found:
        runtime.start()
    assert found.value.backup == made
    runtime.stop()
    spoil(made.path)
    again = Runtime(SITE, data)
    with pytest.raises(StoreDamagedError, match=r"begin anew with: hmi restore .* --anew") as found:
        again.start()
    assert found.value.backup is None
    again.stop()


def test_a_store_that_was_cut_off_or_half_overwritten_is_found_damaged(data: Path) -> None:
    whole = (data / FILE_NAME).read_bytes()
    half = len(whole) // 2
    for content in (whole[:half], whole[:8192] + b"\xa5" * (len(whole) - 8192)):
        (data / FILE_NAME).write_bytes(content)
        with pytest.raises(StoreDamagedError):
            open_store(data)
    (data / FILE_NAME).write_bytes(whole)
    assert open_store(data).close()


def test_collect_says_the_command_that_puts_the_backup_back(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = back_up(data)
    break_header(data)
    site = tmp_path / "site.yaml"
    site.write_text(
        'site: T\ntime_zone: UTC\nmachines: [{name: Mill, source: {type: mtconnect, url: "http://127.0.0.1:1"}}]\n'
    )
    assert main(["collect", "--config", str(site), "--data", str(data), "--seconds", "1"]) == 2
    stop_logging()
    assert f'hmi restore --data "{data}" "{made.path}"' in capsys.readouterr().err
    assert main(["restore", "--data", str(data), str(made.path)]) == 0
    assert count(data / FILE_NAME) == 20_000


def test_a_store_that_a_backup_finds_damaged_is_told_with_the_backup_before(data: Path) -> None:
    runtime = Runtime(SITE, data)
    runtime.start()
    try:
        assert runtime.damage() is None
        made = back_up(data)
        spoil(data / FILE_NAME)  # where the writer does not look
        runtime.backups.request()
        until(lambda: runtime.figures().damaged)
        found = runtime.damage()
        assert found is not None
        assert found.backup == made
    finally:
        runtime.stop()


# -- in the window -----------------------------------------------------------------------------------------------------


async def soon(condition: Callable[[], bool]) -> None:
    """Let the window live until something holds."""
    for _ in range(int(WAIT_S / 0.02)):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not happen")


def in_window(data: Path, deed: Callable[[Desktop], Coroutine[object, object, None]]) -> None:
    """Open the window on a data folder and do something in it."""

    async def live() -> None:
        desktop = Desktop(Plan.for_site(SITE, data))
        desktop.look.speak(Language.ENGLISH)
        desktop.show()
        with ThreadPoolExecutor(1, thread_name_prefix="opener") as worker:
            try:
                await desktop.open(worker)
                await deed(desktop)
            finally:
                desktop.window.close()
                await desktop.close(worker)
        desktop.window.deleteLater()

    with QEventLoop(QApplication.instance()) as loop:
        loop.run_until_complete(live())


def test_the_backup_is_put_back_and_collecting_begins_without_a_new_start(qapp: QApplication, data: Path) -> None:
    back_up(data)
    break_header(data)

    async def deed(desktop: Desktop) -> None:
        offer = desktop.window.damage
        assert offer.isVisible()
        made = offer.put_back_button.text()
        assert made.startswith("Put back the backup of 21 Sep")
        assert made.endswith("11:13")  # on the shop's clock
        offer.put_back_button.click()
        assert not offer.anew_button.isEnabled()  # one choice at a time
        await soon(lambda: desktop.bridge is not None)
        assert not offer.isVisible()
        assert desktop.window.notice.isHidden()
        with pytest.raises(AlreadyCollecting):
            open_store(data)

    in_window(data, deed)
    assert count(data / FILE_NAME) == 20_000
    (kept,) = aside(data)
    assert kept.read_bytes().startswith(b"no database any more")


def test_the_history_begins_anew_when_somebody_chooses_so(qapp: QApplication, data: Path) -> None:
    break_header(data)

    async def deed(desktop: Desktop) -> None:
        offer = desktop.window.damage
        assert offer.put_back_button.isHidden()
        assert "no good backup" in offer.backup.text()
        offer.anew_button.click()
        await soon(lambda: desktop.bridge is not None)

    in_window(data, deed)
    assert count(data / FILE_NAME) == 0
    assert len(aside(data)) == 1


def test_to_decide_later_leaves_everything_and_says_that_nothing_is_collected(qapp: QApplication, data: Path) -> None:
    break_header(data)
    before = (data / FILE_NAME).read_bytes()

    async def deed(desktop: Desktop) -> None:
        QTest.keyClick(desktop.window.damage, Qt.Key.Key_Escape)
        assert not desktop.window.damage.isVisible()
        assert "is damaged" in desktop.window.notice.accessibleName()

    in_window(data, deed)
    assert (data / FILE_NAME).read_bytes() == before
    assert aside(data) == []


def test_a_choice_that_cannot_be_carried_out_is_told_and_can_be_made_again(qapp: QApplication, data: Path) -> None:
    older = back_up(data)
    made = back_up_file(data / FILE_NAME, shelf_for(SITE, data), T0 + 86_400_000_000)
    break_header(data)

    async def deed(desktop: Desktop) -> None:
        offer = desktop.window.damage
        spoil(made.path)  # between the offer and the choice
        before = offer.put_back_button.text()
        offer.put_back_button.click()
        await soon(lambda: "no longer as it was" in offer.busy.text())
        assert offer.put_back_button.text() != before  # it is the older one now
        spoil(older.path)
        offer.put_back_button.click()
        await soon(offer.put_back_button.isHidden)
        offer.anew_button.click()
        await soon(lambda: desktop.bridge is not None)

    in_window(data, deed)
    assert count(data / FILE_NAME) == 0


def test_damage_that_shows_while_collecting_is_offered_too(
    qapp: QApplication, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(data)

    async def deed(desktop: Desktop) -> None:
        offer, first = desktop.window.damage, desktop.bridge
        health = HistoryWriter.health
        monkeypatch.setattr(
            HistoryWriter, "health", lambda writer: replace(health(writer), ok=False, trouble=Trouble.DAMAGED)
        )
        await soon(offer.isVisible)
        monkeypatch.setattr(HistoryWriter, "health", health)
        offer.put_back_button.click()
        await soon(lambda: desktop.bridge is not first)
        assert not offer.isVisible()

    in_window(data, deed)
    assert count(data / FILE_NAME) == 20_000
    assert len(aside(data)) == 1
