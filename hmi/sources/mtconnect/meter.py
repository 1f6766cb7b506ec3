"""Counts what happens on one agent's link, and tells it."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from hmi.domain.link import Adapter, LinkMode, LinkReason, LinkStatus, ModelChange, Security
from hmi.domain.observation import Batch
from hmi.sources.mtconnect.client import Heard
from hmi.sources.mtconnect.document import Header
from hmi.sources.mtconnect.resume import head_of, instance_of
from hmi.sources.mtconnect.streams import Streams
from hmi.sources.port import Sink

_log = logging.getLogger(__name__)

_TELL_EVERY_US = 100_000
_RATE_WINDOW_US = 5_000_000
_CHANGES_KEPT = 8
_SKEW_WINDOW = 16
_STEPPED = 3
_CLOCK_STEP_US = 1_000_000
"""Agents give their clock in whole seconds; a smaller difference is not told from none."""


class Meter:
    """The link of one agent; every change of mode is told at once, documents at most ten times a second."""

    def __init__(
        self,
        sink: Sink,
        source: str,
        machines: tuple[str, ...],
        silence_us: int,
        clock_us: Callable[[], int],
        security: Security | None = None,
    ) -> None:
        self._sink = sink
        self._clock_us = clock_us
        self._skews: deque[int] = deque(maxlen=_SKEW_WINDOW)
        self._sizes: deque[tuple[int, int]] = deque()
        self._adapters: dict[str, Adapter] = {}
        self._told_us: int | None = None
        self._following = False
        self._followed_before = False
        self._lost = False
        self._status = LinkStatus(
            source=source,
            machines=machines,
            mode=LinkMode.CONNECTING,
            since_us=clock_us(),
            silence_us=silence_us,
            security=security or Security(),
        )

    @property
    def status(self) -> LinkStatus:
        """The link as it is now."""
        return self._status

    def connecting(self) -> None:
        """An attempt begins; the reason of the last failure stands until the agent is followed again."""
        self._following = False
        self._enter(replace(self._status, mode=LinkMode.CONNECTING, retry_us=None))

    def recovering(self) -> None:
        """The agent answers, and what was missed is being read."""
        self._enter(replace(self._status, mode=LinkMode.RECOVERING))

    def following(self, mode: LinkMode) -> None:
        """The agent is followed in this mode, streaming or polling."""
        status = replace(self._status, mode=mode, reason=None, attempt=0)
        if not self._following:
            _log.info("%s: connected", status.source)
            if self._followed_before:
                status = replace(status, reconnects=status.reconnects + 1)
        self._following = self._followed_before = True
        self._lost = False
        self._enter(status)

    def waiting(self, reason: LinkReason | None, delay_s: float) -> None:
        """An attempt has failed, or without a reason: the agent has restarted. The next comes after ``delay_s``."""
        status = replace(self._status, mode=LinkMode.WAITING, retry_us=self._clock_us() + round(delay_s * 1_000_000))
        if reason is not None:
            status = replace(status, reason=reason, attempt=status.attempt + 1)
            if not self._lost:
                _log.warning("%s: link lost: %s", status.source, f"{reason.fault.value} {reason.detail}".strip())
            self._lost = True
        self._enter(status)

    def missing(self, reasons: Mapping[str, LinkReason]) -> None:
        """Some machines are not there, for these reasons; none when all are."""
        if reasons != self._status.machine_reasons:
            self._status = replace(self._status, machine_reasons=dict(reasons))
            self._tell(self._clock_us())

    def document(self, header: Header, heard: Heard[object]) -> None:
        """Count a document of any kind: the agent lives. Told with the next :meth:`tell`."""
        if header.created_us is not None:
            self._skews.append(header.created_us - heard.received_us)
            last = list(self._skews)[-_STEPPED:]
            if len(last) == _STEPPED and max(last) < max(self._skews) - 2 * _CLOCK_STEP_US:
                # several in a row that far behind are no slow documents: the agent's clock was set back
                self._skews = deque(last, maxlen=_SKEW_WINDOW)
        status = self._status
        self._status = replace(
            status,
            last_data_us=heard.received_us,
            version=header.version,
            instance=instance_of(header),
            buffer_size=header.buffer_size if header.buffer_size is not None else status.buffer_size,
            first_sequence=header.first_sequence if header.first_sequence is not None else status.first_sequence,
            agent_next_sequence=head_of(header) or status.agent_next_sequence,
            bytes_received=status.bytes_received + heard.size,
            bytes_per_s=self._rate(heard),
            # the agent cuts the fraction off its clock and the way here takes time: both make the difference too
            # small, so that the largest of the last few is nearest to the truth
            skew_us=max(self._skews, default=None),
        )

    def _rate(self, heard: Heard[object]) -> float | None:
        """Return the bytes a second of the last few seconds; None until the first of these is over."""
        sizes, now_us = self._sizes, heard.received_us
        sizes.append((now_us, heard.size))
        while sizes[0][0] < now_us - _RATE_WINDOW_US or sizes[0][0] > now_us:
            sizes.popleft()
        span_us = now_us - sizes[0][0]
        if span_us < _CLOCK_STEP_US:
            return self._status.bytes_per_s
        # the first was sent before the span begins
        return (sum(size for _, size in sizes) - sizes[0][1]) / span_us * 1_000_000

    def streams(self, streams: Streams) -> None:
        """Count what a document with observations holds."""
        status = self._status
        self._adapters.update((adapter.name, adapter) for adapter in streams.adapters)
        self._status = replace(
            status,
            rejected=status.rejected + streams.rejected,
            heartbeats=status.heartbeats + streams.empty,
            adapters=tuple(self._adapters.values()) if streams.adapters else status.adapters,
        )

    def unreadable(self) -> None:
        """Count a document or a frame that could not be read."""
        self._enter(replace(self._status, parse_errors=self._status.parse_errors + 1))

    def audited(self, healed: int) -> None:
        """Count a comparison of the active conditions, and the signals that it put right."""
        status = self._status
        self._enter(replace(status, audits=status.audits + 1, healed=status.healed + healed))

    def tools_told(self, reason: LinkReason | None) -> None:
        """The tools could not be read, for this reason; without one, they were."""
        self._enter(replace(self._status, tools_reason=reason))

    def remodelled(self, change: ModelChange) -> None:
        """Another probe found other signals of a machine."""
        kept = (*self._status.model_changes, change)[-_CHANGES_KEPT:]
        self._enter(replace(self._status, model_changes=kept))

    def adapters_are(self, names: Iterable[str]) -> None:
        """The agent has these adapters; what was known of others is forgotten."""
        wanted = set(names)
        self._adapters = {name: adapter for name, adapter in self._adapters.items() if name in wanted}
        self._status = replace(self._status, adapters=tuple(self._adapters.values()))

    def delivered(self, batch: Batch, *, accepted: bool) -> None:
        """Count a batch that went to the sink; what the history did not take will come again and counts then."""
        status = replace(self._status, next_sequence=batch.cursor.next_sequence)
        if accepted:
            status = replace(status, observations=status.observations + len(batch.observations))
        if batch.observations:
            skew_us = status.skew_us or 0
            agents_now_us = batch.received_us + (skew_us if abs(skew_us) > _CLOCK_STEP_US else 0)
            status = replace(status, lag_us=agents_now_us - batch.observations[-1].time_us)
        self._status = status

    def caught_up(self) -> None:
        """A document had nothing new: however old the newest observation is, nothing is behind it."""
        self._status = replace(self._status, lag_us=0)

    def tell(self) -> None:
        """Tell what was counted, unless something was told less than a tenth of a second ago."""
        now_us = self._clock_us()
        if self._told_us is None or not 0 <= now_us - self._told_us < _TELL_EVERY_US:
            self._tell(now_us)

    def lost(self, count: int) -> None:
        """Observations are gone for good."""
        self._enter(replace(self._status, lost=self._status.lost + count))

    def _enter(self, status: LinkStatus) -> None:
        now_us = self._clock_us()
        if status.mode is not self._status.mode:
            status = replace(status, since_us=now_us)
        elif status == self._status and self._told_us is not None:
            return
        self._status = status
        self._tell(now_us)

    def _tell(self, now_us: int) -> None:
        self._told_us = now_us
        self._sink.link(self._status)
