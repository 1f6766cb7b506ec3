"""The desktop program: what it says when collecting cannot begin, and that it always cleans up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication

from hmi.app import CannotOpenError, Desktop, Plan, keeping_for, run_window
from hmi.domain.machine import Band, Machine
from hmi.history.store import open_store
from hmi.runtime import Figures, Runtime
from hmi.settings.loader import load_site
from hmi.settings.site import MachineSettings, Site, SourceSettings, SourceType
from hmi.shop import SiteShop
from hmi.ui.adding import words
from hmi.ui.adding.phrasing import phrase_words
from hmi.ui.adding.port import AddingError
from hmi.ui.notice import Notice

ZONE = ZoneInfo("America/Sao_Paulo")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was said across the window."""
    sentences: list[str] = []
    say = Notice.say

    def listen(notice: Notice, text: str) -> None:
        sentences.append(text)
        say(notice, text)

    monkeypatch.setattr(Notice, "say", listen)
    return sentences


def plan(folder: Path, open_: Callable[[], Runtime], close: Callable[[], object]) -> Plan:
    return Plan("Teste", ZONE, None, (Machine("Torno 01"),), folder, open_, close)


def failing(error: Exception) -> Callable[[], Runtime]:
    def fail() -> Runtime:
        raise error

    return fail


@pytest.mark.parametrize("error", [CannotOpenError("no port is free"), ValueError("a defect")])
def test_whatever_prevents_collecting_is_said_and_cleaned_up_after(
    qapp: QApplication, tmp_path: Path, said: list[str], error: Exception
) -> None:
    closed: list[bool] = []
    assert run_window(plan(tmp_path, failing(error), lambda: closed.append(True)), seconds=0.5) == 0
    assert any(text.startswith("Nothing is collected: ") for text in said)
    assert closed == [True]


@pytest.mark.parametrize("name", ["taken/wall.png", "wall.unknown"])
def test_a_picture_that_cannot_be_written_is_told_and_everything_closed(
    qapp: QApplication, tmp_path: Path, name: str
) -> None:
    (tmp_path / "taken").write_text("no folder")
    closed: list[bool] = []
    made = plan(tmp_path, failing(CannotOpenError("x")), lambda: closed.append(True))
    assert run_window(made, seconds=0.2, screenshot=tmp_path / name) == 1
    assert closed == [True]


def test_a_hub_that_no_longer_follows_the_machines_is_said_across_the_window(
    qapp: QApplication, tmp_path: Path, said: list[str]
) -> None:
    desktop = Desktop(plan(tmp_path, failing(CannotOpenError("x")), lambda: None))
    figures = Figures(0, 0.0, 0.0, None, None, None, tmp_path, 0, "sqlite", "3")
    desktop._show_figures(figures)
    assert said[-1] == ""
    desktop._show_figures(replace(figures, defective=True))
    assert "no longer followed" in said[-1]
    desktop.window.close()
    desktop.window.deleteLater()


URL = "http://127.0.0.1:1"
NEW = MachineSettings("Torno 15", SourceSettings(SourceType.MTCONNECT, URL), "Joinville 1", "Tornos B")
SITE = """\
site: Teste
time_zone: America/Sao_Paulo
normal: {spindle_load: {band: [10, 80]}}
machines:
  - {name: Torno 01, source: {type: mtconnect, url: "http://127.0.0.1:2"}}
"""


@pytest.fixture
def site_file(tmp_path: Path) -> Path:
    file = tmp_path / "site" / "site.yaml"
    file.parent.mkdir()
    file.write_text(SITE, encoding="utf-8")
    return file


@pytest.fixture
def runtime(site_file: Path, tmp_path: Path) -> Iterator[Runtime]:
    made = Runtime(load_site(site_file), tmp_path / "data")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def worker() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1, thread_name_prefix="opener") as made:
        yield made


def test_an_added_machine_is_collected_as_its_file_describes_it(
    site_file: Path, runtime: Runtime, worker: ThreadPoolExecutor
) -> None:
    shop = SiteShop(site_file)
    before = (shop.obstacle, shop.machines)
    shop.open(runtime, worker)
    assert (before, shop.obstacle) == ((words.NOT_YET, ()), None)
    shop.add(NEW).result(10)
    assert [machine.name for machine in shop.machines] == ["Torno 01", "Torno 15"]
    assert shop.machines == load_site(site_file).machines
    assert shop.machines[1].bands["spindle_load"] == Band(10, 80)
    assert "Torno 15" in {live.machine.key for live in runtime.feed.everything().machines}
    assert (site_file.parent / "machines.d" / "Torno-15.yaml").exists()


def test_a_machine_whose_file_cannot_be_written_is_not_collected(
    site_file: Path, runtime: Runtime, worker: ThreadPoolExecutor
) -> None:
    shop = SiteShop(site_file)
    shop.open(runtime, worker)
    (site_file.parent / "machines.d").write_text("a file where the folder should be")
    with pytest.raises(AddingError) as caught:
        shop.add(NEW).result(10)
    assert phrase_words(caught.value.phrase).startswith("The site has a mistake that has to be put right first")
    assert [machine.name for machine in shop.machines] == ["Torno 01"]


def test_the_file_of_a_machine_that_cannot_be_started_is_taken_back(
    site_file: Path, runtime: Runtime, worker: ThreadPoolExecutor
) -> None:
    shop = SiteShop(site_file)
    shop.open(runtime, worker)
    runtime.add(NEW).result(10)  # it is collected already, though no file says so
    with pytest.raises(AddingError) as caught:
        shop.add(NEW).result(10)
    assert caught.value.phrase == words.NOT_STARTED
    assert list((site_file.parent / "machines.d").iterdir()) == []


def test_a_demo_tests_addresses_but_adds_nothing(runtime: Runtime, worker: ThreadPoolExecutor) -> None:
    shop = SiteShop(None)
    shop.open(runtime, worker)
    assert shop.obstacle == words.DEMO
    found = shop.inspect(NEW.source).result(30)
    assert found.reason is not None
    with pytest.raises(AddingError):
        shop.add(NEW).result(10)
    shop.close()
    with pytest.raises(AddingError) as caught:
        shop.inspect(NEW.source).result(10)
    assert caught.value.phrase == words.NOT_YET


def test_the_store_is_closed_although_the_sources_fail_to_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = Runtime(Site("Teste", ZONE, ()), tmp_path)
    runtime.start()
    supervisor = runtime._supervisor
    assert supervisor is not None

    async def fail() -> None:
        raise RuntimeError("defect")

    monkeypatch.setattr(supervisor, "stop_all", fail)
    with pytest.raises(RuntimeError, match="defect"):
        runtime.stop()
    open_store(tmp_path).close()


def test_the_page_about_the_history_asks_the_store_that_is_collected_into(runtime: Runtime, tmp_path: Path) -> None:
    keeping = keeping_for(runtime, tmp_path / "site.yaml")
    facts = keeping.facts()
    assert facts.place == runtime.store.database.place
    assert facts.stock.size == runtime.store.database.size_bytes()
    assert facts.settings == str(tmp_path / "site.yaml")
    assert facts.backup is not None
    assert facts.copies.kept == 11
    assert facts.spool is None
