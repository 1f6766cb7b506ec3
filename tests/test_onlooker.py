"""A second window on one store: it says who collects, shows what is stored, and writes nothing."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytestqt.qtbot import QtBot

from hmi.app import Desktop, Plan
from hmi.history.errors import AlreadyCollecting, StoreError
from hmi.history.store import Store, open_store
from hmi.live.mirror import SILENCE_US
from hmi.onlooker import Onlooker
from hmi.settings.site import MachineSettings, Site, SourceSettings, SourceType
from hmi.ui.adding import words
from hmi.ui.words import onlooker_words
from tests.history.making import LOAD, MACHINE, SIGNALS, SOURCE, WAIT_S, entry, seen

SITE = Site("Teste", ZoneInfo("UTC"), (MachineSettings("Mill", SourceSettings(SourceType.MTCONNECT, SOURCE)),))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path)
    store.writer.declare(MACHINE, SIGNALS)
    yield store
    store.close()


@pytest.fixture
def collector(tmp_path: Path, store: Store) -> AlreadyCollecting:
    with pytest.raises(AlreadyCollecting) as refused:
        open_store(tmp_path)
    return refused.value


def stored(store: Store, sequence: int, value: float) -> None:
    store.writer.offer(entry(seen(LOAD, sequence, value)))
    assert store.writer.flush(WAIT_S)


def wait_for(onlooker: Onlooker, holds: Callable[[], bool]) -> None:
    """Wait until something holds that news of the store bring about."""
    news = threading.Event()
    stop = onlooker.feed.subscribe(lambda _changes: news.set())
    for _ in range(int(WAIT_S)):
        if holds():
            stop()
            return
        news.wait(1)
        news.clear()
    raise AssertionError("it did not happen")


def test_what_another_process_stores_is_seen(tmp_path: Path, store: Store, collector: AlreadyCollecting) -> None:
    stored(store, 1, 40.0)
    onlooker = Onlooker(SITE, tmp_path, collector)
    onlooker.start()
    try:
        assert onlooker.feed.everything().machines[0].number("spindle_load") == 40.0
        stored(store, 2, 41.0)
        wait_for(onlooker, lambda: onlooker.feed.everything().machines[0].number("spindle_load") == 41.0)
        assert not onlooker.silent
        assert onlooker.history.machines() == store.history.machines()
    finally:
        assert onlooker.stop()


def test_a_collector_that_is_gone_is_noticed(tmp_path: Path, store: Store, collector: AlreadyCollecting) -> None:
    stored(store, 1, 40.0)
    (run,) = store.history.collecting(0, 2**62)
    onlooker = Onlooker(SITE, tmp_path, collector, clock_us=lambda: run[1] + SILENCE_US + 1)
    onlooker.start()
    try:
        assert onlooker.silent
        assert onlooker.feed.everything().machines[0].lost is not None
    finally:
        onlooker.stop()


def test_there_must_be_a_store_to_look_at(tmp_path: Path) -> None:
    onlooker = Onlooker(SITE, tmp_path, AlreadyCollecting(1, 0))
    with pytest.raises(StoreError, match="no history"):
        onlooker.start()
    assert onlooker.stop()


def test_a_second_window_says_who_collects_and_only_reads(qtbot: QtBot, tmp_path: Path, store: Store) -> None:
    store.writer.offer(entry(seen(LOAD, 1, 40.0)))
    store.writer.offer(entry(seen(LOAD, 2, 43.0)))
    store.writer.offer(entry())
    assert store.writer.flush(WAIT_S)
    plan = Plan.for_site(SITE, tmp_path, tmp_path / "site.yaml")
    desktop = Desktop(plan)
    qtbot.addWidget(desktop.window)
    with ThreadPoolExecutor(1) as worker:
        behind = plan.open()
        try:
            assert isinstance(behind, Onlooker)
            desktop.attach(behind, worker)
            desktop._tick()
            assert desktop.window.notice.accessibleName() == onlooker_words(behind.collector, silent=False)
            assert str(os.getpid()) in desktop.window.notice.accessibleName()
            assert desktop.shop.obstacle == words.ONLY_LOOKING
            assert desktop.window.wall.model.rowCount() == 1
        finally:
            if desktop.bridge is not None:
                desktop.bridge.close()
            plan.close()
    stored(store, 3, 44.0)
