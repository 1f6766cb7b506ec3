"""A sink that remembers what sources tell it, and refuses batches as the hub does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from hmi.domain.link import LinkMode, LinkStatus
from hmi.domain.observation import Batch, Cursor, Observation
from hmi.domain.records import Gap
from hmi.domain.signal import Signal
from hmi.domain.tool import Tool

_NOTHING_TOLD = LinkStatus("", (), LinkMode.CONNECTING, 0, 0)


class FakeSink:
    """Keeps everything; while ``full`` it shows batches without storing them.

    Once one batch of a source was refused, later ones are refused too, until the source asks for its resume point. A
    gap is taken with the batch behind it; gaps are kept for one source only.
    """

    def __init__(self) -> None:
        self.full = False
        self.cursors: dict[str, Cursor] = {}
        self.batches: list[Batch] = []
        self.refused: list[Batch] = []
        self.described: list[tuple[str, Sequence[Signal]]] = []
        self.gaps: list[Gap] = []
        self.waiting_gaps: list[Gap] = []
        self.statuses: list[LinkStatus] = []
        self.audits: list[Batch] = []
        self.differing = 0
        self.told_tools: dict[str, tuple[Tool, ...]] = {}
        self._refusing: set[str] = set()
        self._changed = asyncio.Event()

    def resume_point(self, source: str) -> Cursor | None:
        self._refusing.discard(source)
        self.waiting_gaps.clear()
        return self.cursors.get(source)

    def describe(self, source: str, machine: str, signals: Sequence[Signal]) -> None:
        self.described.append((machine, signals))
        self._changed.set()

    def signals(self, machine: str) -> Sequence[Signal]:
        known = {signal.key: signal for name, signals in self.described if name == machine for signal in signals}
        return tuple(known.values())

    def accept(self, batch: Batch) -> bool:
        self._changed.set()
        source = batch.cursor.source
        if self.full or source in self._refusing:
            self._refusing.add(source)
            self.refused.append(batch)
            return False
        self.batches.append(batch)
        self.cursors[source] = batch.cursor
        self.gaps += self.waiting_gaps
        self.waiting_gaps.clear()
        return True

    def audit(self, batch: Batch) -> int:
        self.audits.append(batch)
        self._changed.set()
        return self.differing

    def tools(self, machine: str, tools: Sequence[Tool]) -> None:
        self.told_tools[machine] = tuple(tools)
        self._changed.set()

    def has_room(self) -> bool:
        return not self.full

    def gap(self, gap: Gap) -> None:
        self.waiting_gaps.append(gap)
        self._changed.set()

    def link(self, status: LinkStatus) -> None:
        self.statuses.append(status)
        self._changed.set()

    # -- what tests look at --------------------------------------------------------------------------------------------

    async def until(self, condition: Callable[[], object], timeout_s: float = 30.0) -> None:
        """Wait until the condition holds; it is looked at whenever a source tells something."""
        async with asyncio.timeout(timeout_s):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    @property
    def status(self) -> LinkStatus:
        return self.statuses[-1] if self.statuses else _NOTHING_TOLD

    @property
    def modes(self) -> list[LinkMode]:
        """The modes in the order in which they were entered."""
        modes = [status.mode for status in self.statuses]
        return [mode for index, mode in enumerate(modes) if index == 0 or modes[index - 1] is not mode]

    @property
    def stored(self) -> list[Observation]:
        """Every observation that was accepted outside a snapshot."""
        return [o for batch in self.batches if not batch.snapshot for o in batch.observations]

    @property
    def snapshots(self) -> list[Batch]:
        return [batch for batch in self.batches if batch.snapshot]

    def values(self, signal: str, machine: str = "") -> list[object]:
        """Every stored value of a signal in the order of arrival."""
        return [o.value for o in self.stored if o.signal == signal and machine in ("", o.machine)]

    def sequences(self) -> list[int]:
        return [o.sequence for o in self.stored]
