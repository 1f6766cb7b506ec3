"""Takes each document of an agent in: passes on what is new, and counts what is lost."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter

from hmi.domain.observation import Batch, Cursor, Observation
from hmi.domain.records import Gap, GapReason
from hmi.sources.mtconnect.audit import Auditor
from hmi.sources.mtconnect.client import Heard
from hmi.sources.mtconnect.document import Header
from hmi.sources.mtconnect.failure import MalformedDocument
from hmi.sources.mtconnect.horizon import Horizon
from hmi.sources.mtconnect.meter import Meter
from hmi.sources.mtconnect.resume import Plan, head_of, instance_of
from hmi.sources.mtconnect.roster import Roster
from hmi.sources.mtconnect.sets import Sets
from hmi.sources.mtconnect.streams import Streams
from hmi.sources.port import Sink

_MOST_ASKED = 10_000
"""Data items that an agent may tell of without having them; one with more is only asked from time to time."""
_MOST_REMODELLED = 8
"""Changes of the device model that are believed at one position; an agent with more there stamps its documents."""
_QUIET_US = 10_000_000
"""After this long without news the history is told that everything is known up to now."""
_sequence = attrgetter("sequence")


class AgentRestarted(Exception):  # noqa: N818 - it is news, not an error
    """The agent has begun a new run: another instanceId, or sequences that run backwards."""


class Resume(Exception):  # noqa: N818 - it is a way to go on, not an error
    """The position has to be taken from the history again."""


class Unnamed(Exception):  # noqa: N818 - it is news, not an error
    """A document is about what the probe did not have, or may lack it: it has to be read again, once the agent was
    asked once more."""


class Intake:
    """The position in one agent's sequence, and everything that depends on it; lives over all connections.

    The position is the history's own (``Sink.resume_point``), so that nothing is lost or stored twice, however the
    last connection ended. Losses are counted from the agent's buffer, never from holes between sequences.
    """

    def __init__(self, source: str, roster: Roster, sink: Sink, meter: Meter) -> None:
        self._source = source
        self._roster = roster
        self._sink = sink
        self._meter = meter
        self._sets = Sets()
        self._instance: int | None = None
        self._run = 0
        self._start = 0
        self._begun: Cursor | None = None
        """Where reading began: while the history has nothing yet, what it refused can be overwritten."""
        self._has_begun = False
        self._horizon = Horizon()
        self._passed_us: int | None = None
        self._lost = 0
        self._believes_first = True
        self.auditor = Auditor()
        self.next = 0
        """The sequence to go on with."""
        self.refused = False
        """Whether the history refused a batch, so that what is shown has to be read again."""
        self.asset_news = True
        """Whether assets have changed since they were last asked for."""
        self.unknown_items = False
        """Whether there was an observation of a data item that the probe did not name."""
        self._asked: set[str] = set()
        """What the probe did not have when it was asked for the last time."""
        self._model_changed = ""
        self._remodelled = 0
        self._remodelled_at: tuple[int, int] | None = None

    @property
    def place(self) -> tuple[int, int]:
        """The agent's run and the position in it."""
        return self._run, self.next

    def connected(self) -> None:
        """A connection begins; which run of the agent it is, its first document says."""
        self._instance = None
        self._believes_first = True
        self._model_changed = ""
        self._remodelled = 0
        self._horizon.connected()
        self.auditor.forget()

    def is_of_this_run(self, header: Header) -> bool:
        """Return whether a document is of the run that is followed."""
        return instance_of(header) == self._instance

    def probed(self, instance: int) -> None:
        """The agent said what it has. Raises AgentRestarted when it is not the run that is followed."""
        if self._instance not in (None, instance):
            raise AgentRestarted
        self._instance = instance
        self.unknown_items = False

    # -- where to go on ----------------------------------------------------------------------------------------------

    def stored(self) -> Cursor | None:
        """Return where the history ends; from here on it is offered everything again."""
        cursor = self._sink.resume_point(self._source) or self._begun
        self._has_begun = cursor is not None
        self.refused = False
        self._lost = 0
        self._horizon.be(cursor.time_us if cursor is not None else None)
        return cursor

    def go_to(self, chosen: Plan) -> None:
        """Go on as planned."""
        self._run = chosen.run
        self.next = chosen.start
        self._start = chosen.start

    def begin_sets(self, present: Streams) -> None:
        """Take what the sets and tables hold at the position, or at a later one. Raises AgentRestarted."""
        if not self.is_of_this_run(present.header):
            raise AgentRestarted
        self._sets.begin(present, self.next)

    def tell_present(self, present: Heard[Streams], machines: set[str]) -> None:
        """Tell the present state of machines as far as the stream will not tell it again."""
        told = [o for o in present.content.observations if o.sequence < self.next and o.machine in machines]
        if told:
            self._pass_on(tuple(told), present, snapshot=True)
        if not present.content.heard:
            self._roster.untold.update(machines - self._roster.missing.keys())
        elif not self.refused:  # the history hears it when it takes batches again
            self._roster.untold.clear()

    def lose(self, cursor: Cursor, chosen: Plan, end_us: int) -> None:
        """Report observations that are gone. What the history has not taken yet is found again from the same cursor.

        ``end_us`` is the source time from which on there are observations again.
        """
        if chosen.gap is None or self._roster.empty:
            return
        self._believes_first = True
        start_us = cursor.time_us if cursor.time_us is not None else end_us
        self._horizon.be(end_us)
        self._give_up(Gap(self._source, min(end_us, start_us), end_us, chosen.gap, chosen.lost))

    def step_over(self, count: int, received_us: int) -> None:
        """Give up the observations at the position that cannot be read however they are asked for."""
        time_us = self._horizon.time_us if self._horizon.time_us is not None else received_us
        self.next += count
        self._give_up(Gap(self._source, time_us, time_us, GapReason.UNREADABLE, count))

    def _give_up(self, gap: Gap) -> None:
        self._lost += gap.lost or 0
        self._sink.gap(gap)

    # -- every document ----------------------------------------------------------------------------------------------

    def listen(self, heard: Heard[Streams]) -> Header:
        """Take note of a document's header.

        Raises AgentRestarted when it is of another run, and Unnamed for each thing once that the probe does not have,
        or when the agent says that a device has become another one.
        """
        streams = heard.content
        header = streams.header
        self._meter.document(header, heard)
        self._meter.streams(streams)
        if instance_of(header) != self._instance:
            raise AgentRestarted
        if header.next_sequence is None:
            raise MalformedDocument("a header without nextSequence")
        self.unknown_items = self.unknown_items or streams.unknown > 0
        if not streams.unnamed <= self._asked and len(self._asked) < _MOST_ASKED:
            self._asked |= streams.unnamed
            raise Unnamed
        if self._is_remodelled(header):
            raise Unnamed
        self.asset_news = self.asset_news or bool(streams.asset_news)
        return header

    def _is_remodelled(self, header: Header) -> bool:
        """Return whether a device has changed since the last document.

        The streams of the reference agent that were open before tell nothing more of that device, and count on.
        """
        before, self._model_changed = self._model_changed, header.model_changed or self._model_changed
        if before in ("", self._model_changed):
            return False
        self._remodelled = self._remodelled + 1 if self._remodelled_at == self.place else 1
        self._remodelled_at = self.place
        return self._remodelled <= _MOST_REMODELLED

    def take(self, heard: Heard[Streams]) -> None:
        """Pass on what is new in a document that continues from the position.

        Raises like :meth:`listen`; Resume when observations are missing before it, or when the history takes batches
        again that it had refused; AgentRestarted when the sequences run backwards.
        """
        header = self.listen(heard)
        offered = header.next_sequence or 0
        if offered < self.next:
            raise AgentRestarted
        if self._believes_first and header.first_sequence is not None and header.first_sequence > self.next:
            # an agent that gives the first sequence of the document here, not of its buffer, would bring us here
            # every time; /current decides, and is believed once per connection
            self._believes_first = False
            raise Resume
        if self.refused and self._sink.has_room():
            raise Resume
        streams = heard.content
        observations = self._sets.merged(streams, self.next)
        self.auditor.hear(streams.conditions)
        if observations and observations[0].sequence < self.next:
            observations = observations[bisect_left(observations, self.next, key=_sequence) :]
        after = max(offered, observations[-1].sequence + 1 if observations else 0)
        if observations or after > self.next or self._is_quiet(header):
            self.next = after
            self._pass_on(observations, heard)
        if not observations:
            self._meter.caught_up()
        self._audit(heard)
        self._meter.tell()

    def _is_quiet(self, header: Header) -> bool:
        """Return whether it is time to tell the history that nothing was missed, so that a later gap begins there."""
        created_us, passed_us = header.created_us, self._passed_us
        return created_us is not None and (passed_us is None or abs(created_us - passed_us) > _QUIET_US)

    def _audit(self, heard: Heard[Streams]) -> None:
        if self.refused:
            return
        due = self.auditor.due(self.next)
        if due is None:
            return
        cursor = Cursor(self._source, self._run, self.next, self._horizon.time_us)
        batch = Batch(cursor, due, heard.received_us, heard.content.header.created_us, snapshot=True)
        self._meter.audited(self._sink.audit(batch))

    def _pass_on(self, observations: tuple[Observation, ...], heard: Heard[Streams], *, snapshot: bool = False) -> None:
        header = heard.content.header
        created_us = header.created_us
        # a snapshot has what was said last of each signal, and that can be long ago
        newest_us = observations[-1].time_us if observations and not snapshot else None
        self._horizon.move(newest_us, created_us, at_head=self.next >= (head_of(header) or 0))
        self._passed_us = created_us
        if self._roster.empty:
            return  # without a cursor, everything is told once the machines are there
        cursor = Cursor(self._source, self._run, self.next, self._horizon.time_us)
        batch = Batch(cursor, observations, heard.received_us, created_us, snapshot)
        accepted = self._sink.accept(batch)
        if not (accepted or self._has_begun):
            self._begun = self._begun or Cursor(self._source, self._run, self._start)
        self.refused = self.refused or not accepted
        self._meter.delivered(batch, accepted=accepted)
        if accepted and self._lost:
            self._meter.lost(self._lost)
            self._lost = 0
