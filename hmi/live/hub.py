"""The hub: takes what sources report, keeps every machine's present, and passes batches on to the history."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from hmi.domain.link import LinkFault, LinkMode, LinkReason, LinkStatus
from hmi.domain.machine import Machine
from hmi.domain.observation import Batch, Cursor, Observation
from hmi.domain.records import Entry, Gap, GapReason, Latest, Memory, StateChange
from hmi.domain.signal import Signal
from hmi.domain.state import Timing
from hmi.domain.tool import Tool
from hmi.live.feed import Changes, Listener, MachineLive
from hmi.live.track import Track

_log = logging.getLogger(__name__)

FLUSH_S = 0.125
"""How often changes are handed out: eight times a second."""
_TICK_S = 0.5
_SKEW_SHOWN_US = 2_000_000
"""An agent's clock has whole seconds in its headers; a smaller difference is not told from none."""


class Journal(Protocol):
    """The history, as far as the hub needs it; no method blocks."""

    def declare(self, machine: Machine, signals: Sequence[Signal]) -> None:
        """Make the machine and its signals known."""

    def offer(self, entry: Entry) -> bool:
        """Queue an entry. False: it is too full for the batch; states and gaps were taken all the same."""

    def has_room(self) -> bool:
        """Return whether batches are taken again."""


class Hub:
    """Sink of all sources, feed of all readers. All but ``everything`` runs on the background loop's thread."""

    def __init__(
        self,
        machines: Sequence[Machine],
        journal: Journal,
        memory: Memory,
        clock_us: Callable[[], int],
        timing: Timing | None = None,
    ) -> None:
        self._journal = journal
        self._clock_us = clock_us
        self._timing = timing
        self._tracks = {machine.key: Track(machine, timing) for machine in machines}
        self.defective = False
        """Something here failed that cannot fail: what is shown may be old. The log has its trace."""
        self._proofs_us = dict(memory.proofs_us)
        self._heard: set[str] = set()
        self._followed_us: dict[str, int] = {}
        self._stored = {cursor.source: cursor for cursor in memory.cursors}
        self._shown: dict[str, Cursor] = dict(self._stored)
        self._refused: set[str] = set()
        self._gaps: defaultdict[str, list[Gap]] = defaultdict(list)
        self._links: dict[str, LinkStatus] = {}
        self._offsets: dict[str, int] = {}
        self._signals = {machine: {one.key: one for one in known} for machine, known in memory.signals.items()}
        self._dirty: set[str] = set()
        self._dirty_links: set[str] = set()
        self._listeners: list[Listener] = []
        self._remember(memory)
        self._published: dict[str, MachineLive] = {key: track.snapshot(None, 0) for key, track in self._tracks.items()}

    def _remember(self, memory: Memory) -> None:
        latest: dict[str, list[Latest]] = {}
        for known in memory.latest:
            latest.setdefault(known.machine, []).append(known)
        states = {interval.machine: interval for interval in memory.open_states}
        for key, track in self._tracks.items():
            if track.machine.source in self._stored:
                track.remember(latest.get(key, ()), states.get(key))
            elif key in states:
                # it was behind another endpoint: that one's words say nothing about what it did since
                newest_us = max((known.time_us for known in latest.get(key, ())), default=states[key].start_us)
                self._pass_on(track.part_with(states[key], newest_us))

    # -- the sink ----------------------------------------------------------------------------------------------------

    def resume_point(self, source: str) -> Cursor | None:
        """Return where the history of this source ends; from here on its batches are queued again.

        Gaps that it has not got yet lie behind that point, where the source finds them again.
        """
        self._refused.discard(source)
        self._gaps.pop(source, None)
        return self._stored.get(source)

    def describe(self, source: str, machine: str, signals: Sequence[Signal]) -> None:
        """Take the signals that a machine has."""
        track = self._tracks[machine]
        self._signals.setdefault(machine, {}).update((signal.key, signal) for signal in signals)
        track.describe(signals)
        self._journal.declare(track.machine, signals)
        self._dirty.add(machine)

    def signals(self, machine: str) -> Sequence[Signal]:
        """Return the signals that a machine had so far."""
        return tuple(self._signals.get(machine, {}).values())

    def accept(self, batch: Batch) -> bool:
        """Show a batch and queue it for the history; False when the history has no room for it."""
        source = batch.cursor.source
        states = self._show(batch)
        gaps = self._gaps.get(source, [])
        if source in self._refused or (gaps and not self._journal.has_room()):
            # once one batch is missing, a later one must not be stored: its cursor would hide the hole
            self._refused.add(source)
            self._pass_on(states)
            return False
        self._gaps.pop(source, None)
        if not self._journal.offer(Entry(batch, tuple(states), tuple(gaps))):
            self._refused.add(source)
            return False
        self._stored[source] = batch.cursor
        return True

    def audit(self, batch: Batch) -> int:
        """Heal the active conditions that differ from what the endpoint says now; return how many signals did.

        Where the history has no room it is left to the next audit: what is healed here alone would not differ again.
        """
        told: dict[tuple[str, str], list[Observation]] = {}
        for observation in batch.observations:
            told.setdefault((observation.machine, observation.signal), []).append(observation)
        differing = {
            (machine, signal)
            for (machine, signal), observations in told.items()
            if self._tracks[machine].differs(signal, observations)
        }
        if not differing or batch.cursor.source in self._refused or not self._journal.has_room():
            return 0
        healing = tuple(o for o in batch.observations if (o.machine, o.signal) in differing)
        _log.warning("%s: conditions differed and were put right: %s", batch.cursor.source, sorted(differing))
        self.accept(replace(batch, observations=healing, snapshot=True))
        return len(differing)

    def tools(self, machine: str, tools: Sequence[Tool]) -> None:
        """Take all cutting tools that a machine has now."""
        self._tracks[machine].tools = tuple(tools)
        self._dirty.add(machine)

    def add(self, machine: Machine) -> None:
        """Follow one more machine from now on, or one whose settings have changed."""
        known = self._tracks.get(machine.key)
        if known is None:
            self._tracks[machine.key] = Track(machine, self._timing)
        else:
            known.machine = machine
        self._dirty.add(machine.key)
        self._publish(machine.key)

    def has_room(self) -> bool:
        """Return whether the history takes batches again."""
        return self._journal.has_room()

    def gap(self, gap: Gap) -> None:
        """Take note of lost observations: until the gap's end nobody knows what the machines did.

        Up to when the endpoint was followed it is known all the same: the history may lack what was seen live, and the
        last observation of a quiet machine may be hours older than the last word of its endpoint. The history gets the
        gap with the next batch, whose cursor is behind it: a crash between the two would have it told twice.
        """
        _log.warning("%s: observations lost (%s): %s", gap.source, gap.reason.value, gap.lost)
        self._gaps[gap.source].append(gap)
        if gap.reason is GapReason.UNREADABLE:
            return  # one observation among others that were heard
        changes: list[StateChange] = []
        offset_us = self._offsets.get(gap.source, 0)
        known_us = max(gap.start_us, self._followed_us.get(gap.source, gap.start_us) + offset_us)
        for key in self._machines_of(gap.source):
            track = self._tracks[key]
            if not track.lost:
                if gap.start_us < gap.end_us <= known_us:
                    continue
                changes += track.lose(known_us, gap.reason.value)
            track.miss(gap.end_us)
            self._dirty.add(key)
        self._pass_on(changes)

    def link(self, status: LinkStatus) -> None:
        """Take the health of a connection."""
        before = self._links.get(status.source)
        self._links[status.source] = status
        self._dirty_links.add(status.source)
        self._dirty.update(status.machines)
        if status.skew_us is not None:
            self._offsets[status.source] = _offset(status.skew_us)
        if status.last_data_us is not None and status.connected:
            # an endpoint that answers without ever delivering is no proof that its machines live
            self._proofs_us[status.source] = status.last_data_us
            self._heard.add(status.source)
        if before is not None:
            now_us = self._clock_us() + self._offsets.get(status.source, 0)
            for key in before.machine_reasons.keys() - status.machine_reasons.keys():
                self._tracks[key].miss(now_us)
        if status.mode in (LinkMode.STREAMING, LinkMode.POLLING):
            if status.last_data_us is not None:
                self._followed_us[status.source] = status.last_data_us
            self._pass_on(self._found(status))
        if before is None or before.mode is not status.mode:
            self._watch(status, self._clock_us())

    # -- showing -----------------------------------------------------------------------------------------------------

    def _show(self, batch: Batch) -> list[StateChange]:
        """Apply to the live side what it has not seen yet; a batch that is read again changes nothing."""
        cursor, shown = batch.cursor, self._shown.get(batch.cursor.source)
        fresh: Sequence[Observation] = batch.observations
        if shown is not None and shown.instance == cursor.instance:
            if cursor.next_sequence < shown.next_sequence:
                return []
            if not batch.snapshot:
                fresh = [o for o in fresh if o.sequence >= shown.next_sequence]
        self._shown[cursor.source] = cursor
        changes: list[StateChange] = []
        received_us = batch.received_us
        now_us = received_us + _offset((batch.agent_us or received_us) - received_us)
        by_machine: dict[str, list[Observation]] = {}
        for observation in fresh:
            by_machine.setdefault(observation.machine, []).append(observation)
        for key, observations in by_machine.items():
            track = self._tracks[key]
            track.hear(now_us)
            if track.lost:
                changes += track.find()
            changes += track.observe(observations, snapshot=batch.snapshot)
            track.received_us = batch.received_us
            self._dirty.add(key)
        return changes

    def _found(self, status: LinkStatus) -> list[StateChange]:
        """The endpoint delivers again: its machines are no longer offline, but for those that it does not have."""
        changes: list[StateChange] = []
        for key in status.machines:
            track = self._tracks[key]
            if track.lost and key not in status.machine_reasons:
                changes += track.find()
        return changes

    def _watch(self, status: LinkStatus, now_us: int) -> None:
        """Call machines offline whose endpoint has been silent for too long, or does not know them."""
        changes: list[StateChange] = []
        proof_us = self._proofs_us.get(status.source)
        lost = None if status.source in self._heard else status.reason
        # a proof from the future is one from before our own clock was set back
        if proof_us is not None and abs(now_us - proof_us) > status.silence_us:
            lost = status.reason or LinkReason(LinkFault.SILENT)
        for key in status.machines:
            track = self._tracks[key]
            reason = status.machine_reasons.get(key, lost)
            if reason is None or track.lost:
                continue
            start_us = min(proof_us, now_us) if proof_us is not None else now_us
            changes += track.lose(start_us + self._offsets.get(status.source, 0), reason.fault.value)
            self._dirty.add(key)
        self._pass_on(changes)

    def _pass_on(self, states: Iterable[StateChange]) -> None:
        kept = tuple(states)
        if kept:
            self._dirty.update(change.machine for change in kept)
            self._journal.offer(Entry(states=kept))

    def _machines_of(self, source: str) -> list[str]:
        return [key for key, track in self._tracks.items() if track.machine.source == source]

    # -- the feed ----------------------------------------------------------------------------------------------------

    def everything(self) -> Changes:
        """Return the present state of all machines and links. Any thread."""
        return Changes(tuple(self._published.values()), tuple(self._links.copy().values()))

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with what changed, eight times a second at most; return the way to stop."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    async def run(self) -> None:
        """Hand out changes and let time pass until cancelled."""
        loop = asyncio.get_running_loop()
        next_tick = loop.time()
        while True:
            await asyncio.sleep(FLUSH_S)
            if loop.time() >= next_tick:
                next_tick = loop.time() + _TICK_S
                self.tick()
            self._guarded(self.flush)

    def _guarded(self, step: Callable[..., None], *arguments: object) -> None:
        """Do one step; a defect in it must neither end the hub nor look like a quiet shop."""
        try:
            step(*arguments)
        except Exception:  # noqa: BLE001 - see above
            if not self.defective:
                _log.exception("what the machines do is no longer followed rightly")
            self.defective = True

    def tick(self) -> None:
        """Let deadlines fall: silent links, and rules that change their mind as time passes."""
        now_us = self._clock_us()
        for status in self._links.values():
            self._guarded(self._elapse, status, now_us)

    def _elapse(self, status: LinkStatus, now_us: int) -> None:
        self._watch(status, now_us)
        if status.mode not in (LinkMode.STREAMING, LinkMode.POLLING):
            return  # what is being recovered still has to be heard before time may judge
        offset = self._offsets.get(status.source, 0)
        for key in status.machines:
            self._pass_on(self._tracks[key].elapse(now_us + offset))

    def flush(self) -> None:
        """Hand out what changed since the last time."""
        if not self._dirty and not self._dirty_links:
            return
        machines = tuple(self._publish(key) for key in self._tracks if key in self._dirty)
        links = tuple(self._links[source] for source in self._dirty_links)
        self._dirty.clear()
        self._dirty_links.clear()
        changes = Changes(machines, links)
        for listener in tuple(self._listeners):
            try:
                listener(changes)
            except Exception:  # noqa: BLE001 - a reader that fails must not stop the others or the hub
                _log.exception("a reader of the live data failed")

    def _publish(self, key: str) -> MachineLive:
        track = self._tracks[key]
        source = track.machine.source
        live = track.snapshot(self._links.get(source), self._offsets.get(source, 0))
        self._published[key] = live
        return live


def _offset(skew_us: int) -> int:
    """Return what a difference between two clocks counts for."""
    return skew_us if abs(skew_us) > _SKEW_SHOWN_US else 0
