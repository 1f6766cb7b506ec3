"""Reads one agent from where the history ends to the present, and stays with it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace

from hmi.domain.link import LinkMode
from hmi.domain.observation import Cursor
from hmi.sources.mtconnect.client import AgentClient, Heard
from hmi.sources.mtconnect.errands import Errands
from hmi.sources.mtconnect.failure import AgentRefused, EndpointFailure, Malformed, MalformedDocument, NotAStream
from hmi.sources.mtconnect.intake import Intake, Resume, Unnamed
from hmi.sources.mtconnect.meter import Meter
from hmi.sources.mtconnect.narrow import pass_unreadable
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


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often an agent is asked to speak, in seconds; ``silence_s`` without a byte is a lost link."""

    interval_s: float
    heartbeat_s: float
    silence_s: float


class AgentReader:
    """Reads one agent for all its machines; lives as long as the source, over all connections."""

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
        self._intake = Intake(source, roster, sink, meter)
        self._unreadable_at: tuple[int, int] | None = None
        self._narrowly = False
        self._ask_again_s = 0.0
        self.following_since_s: float | None = None
        """Loop time since which the agent is followed on this connection; None while it is not."""

    async def read(self, client: AgentClient) -> None:
        """Follow one connection: probe, recover what was missed, stream.

        Ends only by an exception: EndpointFailure, AgentRestarted, or cancellation.
        """
        self.following_since_s = None
        self._intake.connected()
        try:
            await self._learn(client)
            async with Errands(client, self._intake, self._roster, self._sink, self._meter, self._patience) as errands:
                await self._read_on(client, errands)
        except Malformed:
            # once may be a broken transfer; twice at one place is what the agent holds there
            self._meter.unreadable()
            self._narrowly = self._unreadable_at == self._intake.place
            self._unreadable_at = self._intake.place
            raise

    async def _read_on(self, client: AgentClient, errands: Errands) -> None:
        refusals = 0
        while True:
            reached = self._intake.next
            try:
                await self._recover(client)
                await self._follow(client, errands)
            except Resume:
                refusals = 0
            except Unnamed:
                _log.info("%s: speaks of what it did not have; it is asked again", self._source)
                await self._learn(client)
                refusals = 0
            except AgentRefused:
                # mostly the agent has overwritten what was asked for; what it holds now is found out once more
                refusals = refusals + 1 if self._intake.next == reached else 1
                if refusals > _REFUSALS:
                    raise

    async def _learn(self, client: AgentClient) -> None:
        """Ask what the agent has. Raises AgentRestarted when it is not the run that we follow."""
        self._ask_again_s = asyncio.get_running_loop().time() + self._patience.missing_s
        probe = await client.probe()
        header = probe.content.header
        self._meter.document(header, probe)
        self._intake.probed(instance_of(header))
        for change in self._roster.adopt(instance_of(header), probe.content.devices, probe.received_us):
            self._meter.remodelled(change)
        self._meter.adapters_are(self._roster.bindings.adapters.values())
        self._meter.missing(self._roster.missing)

    async def _look_again(self, client: AgentClient) -> None:
        """From time to time, ask for devices and data items that were not there; the stream waits, the agent buffers.

        Raises Resume when there is news. That the question fails is no reason to leave a stream that works.
        """
        intake = self._intake
        wanted = intake.unknown_items or self._roster.missing
        if not wanted or intake.refused or asyncio.get_running_loop().time() < self._ask_again_s:
            return
        try:
            await self._learn(client)
        except EndpointFailure as failure:
            _log.debug("%s: could not be asked again what it has: %s", self._source, failure)
        if self._roster.untold:
            raise Resume

    # -- from the history to the present -----------------------------------------------------------------------------

    async def _recover(self, client: AgentClient) -> None:
        """Take up the position, tell what is lost, and read until what is left fits into the stream's first document.

        The start is tried several times: a full buffer overwrites its oldest while the request is on its way.
        """
        intake, bindings = self._intake, self._roster.bindings
        cursor = intake.stored()
        margin = 0
        oldest: int | None = None
        for attempt in range(_START_TRIES):
            present = await self._present(client)
            header = intake.listen(present)
            self._meter.recovering()
            chosen = plan(cursor, header, margin)
            intake.go_to(chosen)
            if not chosen.snapshot:
                await self._begin_sets(client, present)
                intake.tell_present(present, self._roster.untold)
                break
            try:
                first = None if self._narrowly else await self._sample(client, CATCH_UP_COUNT)
            except AgentRefused:
                if attempt == _START_TRIES - 1:
                    raise
                now = header.first_sequence or 0
                margin = wider(margin, now - (oldest if oldest is not None else now))
                oldest = now
                continue
            if cursor is not None:
                intake.lose(
                    cursor,
                    _but_for_the_present(chosen, cursor, present.content),
                    _beginning_us(first or present, of_values=first is not None),
                )
            await self._begin_sets(client, present)
            intake.tell_present(present, self._roster.names)
            if first is not None:
                intake.take(first)
            break
        if self._narrowly:
            self._narrowly = False
            await pass_unreadable(client, intake, bindings, self._at_most(CATCH_UP_COUNT))
        await self._catch_up(client, head_of(header) or 0)

    async def _present(self, client: AgentClient) -> Heard[Streams]:
        """Ask for the present; where nobody can read it, for what its header says.

        A text that breaks the document stands in each /current for as long as it is the machine's newest, an alarm
        perhaps for hours. All others are still heard from the stream; their present is told with the next one to read.
        """
        try:
            return await client.current(self._roster.bindings)
        except MalformedDocument:
            if not self._narrowly:
                raise
        return await client.head()

    async def _begin_sets(self, client: AgentClient, present: Heard[Streams]) -> None:
        """Learn what sets and tables held at the position; from there on the agent tells only their changes."""
        if not self._roster.bindings.has_sets:
            return
        header, position = present.content.header, self._intake.next
        if header.next_sequence == position:
            self._intake.begin_sets(present.content)
            return
        before = max(position - 1, header.first_sequence or 0)
        try:
            base = await client.current(self._roster.bindings, at=before)
        except (AgentRefused, MalformedDocument) as refusal:
            if isinstance(refusal, MalformedDocument) and not self._narrowly:
                raise
            # mostly the agent has overwritten that position; what has not changed since is known from the present
            _log.info("%s: sets and tables are partly known from their changes alone: %s", self._source, refusal)
            self._intake.begin_sets(present.content)
        else:
            self._intake.begin_sets(base.content)

    async def _catch_up(self, client: AgentClient, head: int) -> None:
        intake = self._intake
        while head - intake.next > STREAM_COUNT:
            reached = intake.next
            document = await self._sample(client, CATCH_UP_COUNT)
            intake.take(document)
            if intake.next == reached:
                return  # the agent does not give what it says it has
            head = max(head, head_of(document.content.header) or 0)

    # -- the present -------------------------------------------------------------------------------------------------

    async def _follow(self, client: AgentClient, errands: Errands) -> None:
        while True:
            try:
                await self._stream(client, errands)
            except NotAStream as answer:
                _log.info("%s: %s; it is polled", self._source, answer)
                await self._poll(client, errands)

    async def _stream(self, client: AgentClient, errands: Errands) -> None:
        rhythm = self._rhythm
        count = self._at_most(STREAM_COUNT)
        async with client.stream(
            self._intake.next, count, rhythm.interval_s, rhythm.heartbeat_s, rhythm.silence_s, self._roster.bindings
        ) as documents:
            self._begin_following(LinkMode.STREAMING)
            async for document in documents:
                self._intake.take(document)
                errands.check()
                await self._look_again(client)

    def _begin_following(self, mode: LinkMode) -> None:
        self._meter.following(mode)
        if self.following_since_s is None:
            self.following_since_s = asyncio.get_running_loop().time()

    async def _poll(self, client: AgentClient, errands: Errands) -> None:
        """Ask for what is new again and again, every intermediate value included; return to try streaming again."""
        self._begin_following(LinkMode.POLLING)
        intake = self._intake
        loop = asyncio.get_running_loop()
        until_s = loop.time() + self._patience.polling_s
        while loop.time() < until_s:
            reached = intake.next
            document = await self._sample(client, STREAM_COUNT)
            intake.take(document)
            errands.check()
            await self._look_again(client)
            head = head_of(document.content.header) or 0
            if intake.next == reached or intake.next >= head:
                await asyncio.sleep(self._rhythm.interval_s)

    async def _sample(self, client: AgentClient, most: int) -> Heard[Streams]:
        """Ask for what comes at the position."""
        return await client.sample(self._intake.next, self._at_most(most), self._roster.bindings)

    def _at_most(self, count: int) -> int:
        """Return how many observations to ask for; agents refuse a count beyond their buffer, some have 333."""
        return min(count, self._meter.status.buffer_size or count)


def _beginning_us(heard: Heard[Streams], *, of_values: bool) -> int:
    """Return the source time from which on a document tells: of its first observation, or when it was made."""
    streams = heard.content
    if of_values and streams.observations:
        return streams.observations[0].time_us
    return streams.header.created_us or heard.received_us


def _but_for_the_present(chosen: Plan, cursor: Cursor, present: Streams) -> Plan:
    """Return a plan whose loss does not count what is told as the present: it is stored, though it was overwritten."""
    if chosen.lost is None:
        return chosen
    lost = range(cursor.next_sequence, chosen.start)
    told = {observation.sequence for observation in present.observations if observation.sequence in lost}
    return replace(chosen, lost=chosen.lost - len(told))
