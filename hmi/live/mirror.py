"""The feed of a window that only reads: what another process has stored, looked at again and again."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Final

from hmi.domain.link import LinkFault, LinkMode, LinkReason, LinkStatus
from hmi.domain.machine import Machine
from hmi.domain.records import Latest, Memory
from hmi.live.feed import Changes, Listener, MachineLive
from hmi.live.track import Track

SILENCE_US: Final = 30_000_000
"""A collector that lives says so in the store every ten seconds at least."""


class Mirror:
    """Shows each machine as the store has it. ``everything`` and ``subscribe`` from any thread, ``show`` from one.

    There is nothing to tell of connections, which only their collector knows. Once that has fallen silent, nobody
    knows what the machines do: they are offline since then.
    """

    def __init__(self, machines: Sequence[Machine]) -> None:
        self._machines = tuple(machines)
        self._lock = threading.Lock()
        self._published = {machine.key: Track(machine).snapshot(None, 0) for machine in machines}
        self._listeners: list[Listener] = []

    def show(self, memory: Memory, collector_us: int | None, now_us: int) -> None:
        """Hand out what differs from the last time.

        ``collector_us`` is when the collector was last seen; None where it never was.
        """
        silent_since_us = collector_us if collector_us is None or now_us - collector_us > SILENCE_US else now_us
        latest: defaultdict[str, list[Latest]] = defaultdict(list)
        for known in memory.latest:
            latest[known.machine].append(known)
        states = {interval.machine: interval for interval in memory.open_states}
        changed: list[MachineLive] = []
        for machine in self._machines:
            track = Track(machine)
            track.remember(latest[machine.key], states.get(machine.key))
            track.describe(memory.signals.get(machine.key, ()))
            link = None
            if silent_since_us is not None and silent_since_us < now_us:
                track.lose(silent_since_us, LinkFault.SILENT.value)
                link = _silence(machine, silent_since_us)
            live = track.snapshot(link, 0)
            if live != self._published[machine.key]:
                changed.append(live)
        with self._lock:
            self._published.update((live.machine.key, live) for live in changed)
            listeners = tuple(self._listeners)
        if changed:
            for listener in listeners:
                listener(Changes(tuple(changed)))

    def everything(self) -> Changes:
        """Return all machines as they were last seen in the store."""
        with self._lock:
            return Changes(tuple(self._published.values()))

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` on the reading thread with what changed; return how to stop."""
        with self._lock:
            self._listeners.append(listener)

        def stop() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop


def _silence(machine: Machine, since_us: int) -> LinkStatus:
    reason = LinkReason(LinkFault.SILENT)
    return LinkStatus(machine.source, (machine.key,), LinkMode.WAITING, since_us, SILENCE_US, since_us, reason)
