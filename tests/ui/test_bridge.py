"""The crossing from the feed's thread to the window's."""

from __future__ import annotations

import threading
from collections.abc import Callable

from pytestqt.qtbot import QtBot

from hmi.domain.machine import Machine
from hmi.live.feed import Changes, Listener, MachineLive
from hmi.ui.bridge import Bridge


class ManualFeed:
    """A feed that says what the test says."""

    def __init__(self) -> None:
        self.listeners: list[Listener] = []

    def everything(self) -> Changes:
        return Changes()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def say_elsewhere(self, *changes: Changes) -> None:
        def speak() -> None:
            for change in changes:
                for listener in self.listeners:
                    listener(change)

        thread = threading.Thread(target=speak)
        thread.start()
        thread.join()


def live(name: str, newest_us: int = 0) -> MachineLive:
    return MachineLive(Machine(name), newest_us=newest_us)


def test_changes_cross_to_the_windows_thread(qtbot: QtBot) -> None:
    feed = ManualFeed()
    bridge = Bridge(feed)
    threads: list[threading.Thread] = []
    bridge.changed.connect(lambda _changes: threads.append(threading.current_thread()))
    with qtbot.waitSignal(bridge.changed):
        feed.say_elsewhere(Changes((live("a"),)))
    assert threads == [threading.current_thread()]
    bridge.close()


def test_what_comes_while_the_window_is_busy_is_merged_into_one_crossing(qtbot: QtBot) -> None:
    feed = ManualFeed()
    bridge = Bridge(feed)
    heard: list[Changes] = []
    bridge.changed.connect(heard.append)
    feed.say_elsewhere(Changes((live("a", 1), live("b", 1))), Changes((live("a", 2),)))
    qtbot.waitUntil(lambda: bool(heard))
    assert [{m.machine.key: m.newest_us for m in changes.machines} for changes in heard] == [{"a": 2, "b": 1}]
    bridge.close()


def test_after_it_is_closed_nothing_crosses(qtbot: QtBot) -> None:
    feed = ManualFeed()
    bridge = Bridge(feed)
    heard: list[Changes] = []
    bridge.changed.connect(heard.append)
    feed.say_elsewhere(Changes((live("a"),)))
    bridge.close()
    qtbot.wait(20)
    assert heard == []
    assert feed.listeners == []
