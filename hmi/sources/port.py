"""The port between sources and the rest: what a source is, and where it puts what it hears."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hmi.domain.link import LinkStatus
from hmi.domain.observation import Batch, Cursor
from hmi.domain.records import Gap
from hmi.domain.signal import Signal
from hmi.domain.tool import Tool


class Sink(Protocol):
    """Where a source delivers; called on the background loop's thread, never blocking."""

    def resume_point(self, source: str) -> Cursor | None:
        """Return where the history of this source ends, counting what is already queued for it; None if it has none.

        The source goes on from there: batches that were refused before are taken again, and gaps of which none was
        taken are told again, as they are then.
        """

    def describe(self, source: str, machine: str, signals: Sequence[Signal]) -> None:
        """Take the signals that a machine has; comes before its first batch and again after its source restarted."""

    def signals(self, machine: str) -> Sequence[Signal]:
        """Return the signals that a machine had so far, those of earlier runs of the program among them."""

    def accept(self, batch: Batch) -> bool:
        """Take a batch. False: it was shown but not queued for the history; read it again from the resume point.

        After one refusal every batch of the source is refused until the resume point is asked for, because the cursor
        of a later one would hide the hole.
        """

    def audit(self, batch: Batch) -> int:
        """Compare active conditions with what the endpoint says now, heal those that differ, return how many did.

        ``batch`` is a snapshot of conditions alone, of signals about which nothing newer is known.
        """

    def tools(self, machine: str, tools: Sequence[Tool]) -> None:
        """Take all cutting tools that a machine has now."""

    def has_room(self) -> bool:
        """Return whether the history takes batches again after it refused one."""

    def gap(self, gap: Gap) -> None:
        """Take note of observations that are lost before the next batch, with which the history gets the gap."""

    def link(self, status: LinkStatus) -> None:
        """Take the health of the connection; called whenever it changes and at least with every document."""


class Source(Protocol):
    """One endpoint."""

    @property
    def key(self) -> str:
        """The endpoint's name in the history and on the connections page: its URL without credentials."""

    @property
    def machines(self) -> tuple[str, ...]:
        """The keys of the machines that it reports."""

    async def run(self) -> None:
        """Deliver to the sink until cancelled. Deals with every failure of the endpoint itself; whatever it raises is a
        defect, which the supervisor logs and answers with a restart."""
