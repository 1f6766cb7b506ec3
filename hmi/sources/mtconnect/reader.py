"""Reads one agent from where the history ends to the present, and stays with it."""

from __future__ import annotations

import asyncio
import logging
from bisect import bisect_left
from dataclasses import dataclass
from operator import attrgetter

from hmi.domain.link import LinkMode
from hmi.domain.observation import Batch, Cursor, Observation
from hmi.domain.records import Gap, GapReason
from hmi.sources.mtconnect.client import AgentClient, Heard
from hmi.sources.mtconnect.document import Header
from hmi.sources.mtconnect.failure import AgentRefused, EndpointFailure, MalformedDocument, NotAStream
from hmi.sources.mtconnect.meter import Meter
from hmi.sources.mtconnect.patience import Patience
from hmi.sources.mtconnect.resume import Plan, head_of, instance_of, plan, wider
from hmi.sources.mtconnect.roster import Roster
from hmi.sources.mtconnect.streams import Streams
from hmi.sources.port import Sink

_log = logging.getLogger(__name__)

CATCH_UP_COUNT = 2000
"""Observations per request while catching up: enough to be quick, little enough to be read in a blink."""
STREAM_COUNT = 1000
_START_TRIES = 8
_REFUSALS = 2
_sequence = attrgetter("sequence")


class AgentRestarted(Exception):  # noqa: N818 - it is news, not an error
    """The agent has begun a new run: another instanceId, or sequences that run backwards."""


class _Resume(Exception):  # noqa: N818 - it is a way to go on, not an error
    """The position has to be taken from the history again."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often an agent is asked to speak, in seconds; ``silence_s`` without a byte is a lost link."""

    interval_s: float
    heartbeat_s: float
    silence_s: float


class AgentReader:
    """Reads one agent for all its machines; lives as long as the source, over all connections.

    The position is the history's own (``Sink.resume_point``), so that nothing is lost or stored twice, however the
    last connection ended. Losses are counted from the agent's buffer, never from holes between sequences.
    """

    def __init__(
        self,
        source: str,
        roster: Roster,
        sink: Sink,
        meter: Meter,
        rhythm: Rhythm,
        patience: Patience,
    ) -> None:
        self._source = source
        self._roster = roster
        self._sink = sink
        self._meter = meter
        self._rhythm = rhythm
        self._patience = patience
        self._instance: int | None = None
        self._run = 0
        self._next = 0
        self._time_us: int | None = None
        self._told_gap: tuple[Cursor, Plan] | None = None
        self._refused = False
        self._unknown_items = False
        self._believes_first = True
        self._ask_again_s = 0.0
        self.following_since_s: float | None = None
        """Loop time since which the agent is followed on this connection; None while it is not."""

    async def read(self, client: AgentClient) -> None:
        """Follow one connection: probe, recover what was missed, stream.

        Ends only by an exception: EndpointFailure, AgentRestarted, or cancellation.
        """
        self.following_since_s = None
        self._believes_first = True
        self._instance = None
        await self._learn(client)
        refusals = 0
        while True:
            reached = self._next
            try:
                await self._recover(client)
                await self._follow(client)
            except _Resume:
                refusals = 0
            except AgentRefused:
                # mostly the agent has overwritten what was asked for; what it holds now is found out once more
                refusals = refusals + 1 if self._next == reached else 1
                if refusals > _REFUSALS:
                    raise

    async def _learn(self, client: AgentClient) -> None:
        """Ask what the agent has. Raises AgentRestarted when it is not the run that we follow."""
        self._ask_again_s = asyncio.get_running_loop().time() + self._patience.missing_s
        probe = await client.probe()
        self._meter.document(probe.content.header, probe)
        instance = instance_of(probe.content.header)
        if self._instance not in (None, instance):
            raise AgentRestarted
        self._instance = instance
        self._roster.adopt(instance, probe.content.devices)
        self._unknown_items = False
        self._meter.missing(self._roster.missing)

    async def _look_again(self, client: AgentClient) -> None:
        """From time to time, ask for devices and data items that were not there; the stream waits, the agent buffers.

        Raises _Resume when there is news. That the question fails is no reason to leave a stream that works.
        """
        wanted = self._unknown_items or self._roster.missing
        if not wanted or self._refused or asyncio.get_running_loop().time() < self._ask_again_s:
            return
        try:
            await self._learn(client)
        except EndpointFailure as failure:
            _log.debug("%s: could not be asked again what it has: %s", self._source, failure)
        if self._roster.untold:
            raise _Resume

    # -- from the history to the present -----------------------------------------------------------------------------

    async def _recover(self, client: AgentClient) -> None:
        """Take up the position, tell what is lost, and read until what is left fits into the stream's first document.

        The start is tried several times: a full buffer overwrites its oldest while the request is on its way.
        """
        cursor = self._sink.resume_point(self._source)
        self._refused = False
        self._time_us = cursor.time_us if cursor is not None else None
        margin = 0
        oldest: int | None = None
        for attempt in range(_START_TRIES):
            present = await client.current(self._roster.bindings)
            header = self._listen(present)
            self._meter.recovering()
            chosen = plan(cursor, header, margin)
            self._run = chosen.run
            if not chosen.snapshot:
                self._next = chosen.start
                self._tell_present(present, self._roster.untold)
                break
            try:
                first = await client.sample(chosen.start, self._at_most(CATCH_UP_COUNT), self._roster.bindings)
            except AgentRefused:
                if attempt == _START_TRIES - 1:
                    raise
                now = header.first_sequence or 0
                margin = wider(margin, now - (oldest if oldest is not None else now))
                oldest = now
                continue
            if cursor is not None and chosen.gap is not None and not self._roster.empty:
                self._lose(cursor, chosen, chosen.gap, first)
                self._believes_first = True
            self._next = chosen.start
            self._tell_present(present, self._roster.names)
            self._take(first)
            break
        await self._catch_up(client, head_of(header) or 0)

    async def _catch_up(self, client: AgentClient, head: int) -> None:
        while head - self._next > STREAM_COUNT:
            reached = self._next
            document = await client.sample(reached, self._at_most(CATCH_UP_COUNT), self._roster.bindings)
            self._take(document)
            if self._next == reached:
                return  # the agent does not give what it says it has
            head = max(head, head_of(document.content.header) or 0)

    def _lose(self, cursor: Cursor, chosen: Plan, reason: GapReason, first: Heard[Streams]) -> None:
        """Report observations that are gone, each once: a refused batch brings us back to the same cursor."""
        start_us, lost = cursor.time_us, chosen.lost
        if self._told_gap is not None and (self._told_gap[0], self._told_gap[1].run) == (cursor, chosen.run):
            told = self._told_gap[1]
            if lost is None or told.start >= chosen.start:
                return
            lost = chosen.start - told.start
        self._told_gap = (cursor, chosen)
        observations = first.content.observations
        end_us = observations[0].time_us if observations else first.content.header.created_us or first.received_us
        gap = Gap(self._source, min(end_us, start_us if start_us is not None else end_us), end_us, reason, lost)
        self._meter.lost(lost or 0)
        self._sink.gap(gap)

    def _tell_present(self, present: Heard[Streams], machines: set[str]) -> None:
        """Tell the present state of machines as far as the stream will not tell it again."""
        told = [o for o in present.content.observations if o.sequence < self._next and o.machine in machines]
        if told:
            self._pass_on(tuple(told), present, snapshot=True)
        self._roster.untold.clear()

    # -- the present -------------------------------------------------------------------------------------------------

    async def _follow(self, client: AgentClient) -> None:
        while True:
            try:
                await self._stream(client)
            except NotAStream as answer:
                _log.info("%s: %s; it is polled", self._source, answer)
                await self._poll(client)

    async def _stream(self, client: AgentClient) -> None:
        rhythm = self._rhythm
        count = self._at_most(STREAM_COUNT)
        async with client.stream(
            self._next, count, rhythm.interval_s, rhythm.heartbeat_s, rhythm.silence_s, self._roster.bindings
        ) as documents:
            self._begin_following(LinkMode.STREAMING)
            async for document in documents:
                self._take(document)
                await self._look_again(client)

    def _begin_following(self, mode: LinkMode) -> None:
        self._meter.following(mode)
        if self.following_since_s is None:
            self.following_since_s = asyncio.get_running_loop().time()

    async def _poll(self, client: AgentClient) -> None:
        """Ask for what is new again and again, every intermediate value included; return to try streaming again."""
        self._begin_following(LinkMode.POLLING)
        loop = asyncio.get_running_loop()
        until_s = loop.time() + self._patience.polling_s
        while loop.time() < until_s:
            reached = self._next
            document = await client.sample(reached, self._at_most(STREAM_COUNT), self._roster.bindings)
            self._take(document)
            await self._look_again(client)
            head = head_of(document.content.header) or 0
            if self._next == reached or self._next >= head:
                await asyncio.sleep(self._rhythm.interval_s)

    def _at_most(self, count: int) -> int:
        """Return how many observations to ask for; agents refuse a count beyond their buffer, some have 333."""
        return min(count, self._meter.status.buffer_size or count)

    # -- every document ----------------------------------------------------------------------------------------------

    def _listen(self, heard: Heard[Streams]) -> Header:
        """Take note of a document's header. Raises AgentRestarted when it is of another run."""
        header = heard.content.header
        self._meter.document(header, heard, heard.content.rejected)
        if instance_of(header) != self._instance:
            raise AgentRestarted
        if header.next_sequence is None:
            raise MalformedDocument("a header without nextSequence")
        self._unknown_items = self._unknown_items or heard.content.unknown > 0
        return header

    def _take(self, heard: Heard[Streams]) -> None:
        """Pass on what is new in a document that continues from the position.

        Raises _Resume when observations are missing before it, or when the history takes batches again that it had
        refused; AgentRestarted when the sequences run backwards.
        """
        header = self._listen(heard)
        offered = header.next_sequence or 0
        if offered < self._next:
            raise AgentRestarted
        if self._believes_first and header.first_sequence is not None and header.first_sequence > self._next:
            # an agent that gives the first sequence of the document here, not of its buffer, would bring us here
            # every time; /current decides, and is believed once per connection
            self._believes_first = False
            raise _Resume
        if self._refused and self._sink.has_room():
            raise _Resume
        observations = heard.content.observations
        if observations and observations[0].sequence < self._next:
            observations = observations[bisect_left(observations, self._next, key=_sequence) :]
        after = max(offered, observations[-1].sequence + 1 if observations else 0)
        if observations or after > self._next:
            self._next = after
            self._pass_on(observations, heard)
        if not observations:
            self._meter.caught_up()
        self._meter.tell()

    def _pass_on(self, observations: tuple[Observation, ...], heard: Heard[Streams], *, snapshot: bool = False) -> None:
        if observations:
            self._time_us = observations[-1].time_us
        if self._roster.empty:
            return  # without a cursor, everything is told once the machines are there
        cursor = Cursor(self._source, self._run, self._next, self._time_us)
        batch = Batch(cursor, observations, heard.received_us, heard.content.header.created_us, snapshot)
        accepted = self._sink.accept(batch)
        self._refused = self._refused or not accepted
        self._meter.delivered(batch, accepted=accepted)
