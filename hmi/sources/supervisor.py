"""Keeps one task per endpoint running, each for itself."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable

from hmi.domain.link import LinkFault, LinkMode, LinkReason, LinkStatus
from hmi.sources.backoff import Backoff
from hmi.sources.port import Sink, Source

_log = logging.getLogger(__name__)

STEADY_S = 60.0
"""A source that has run this long after a crash counts as recovered."""
_SILENCE_US = 5_000_000


class Supervisor:
    """Starts, watches and restarts sources; used on the background loop's thread only.

    A source deals with every failure of its endpoint itself. What it lets through is a defect: it is logged once with
    its trace, shown as the link's reason, and answered with a restart after a growing wait. No source notices what
    happens to another.
    """

    def __init__(
        self,
        sink: Sink,
        clock_us: Callable[[], int],
        rng: random.Random,
        steady_s: float = STEADY_S,
        first_delay_s: float = 1.0,
    ) -> None:
        self._sink = sink
        self._clock_us = clock_us
        self._rng = rng
        self._steady_s = steady_s
        self._first_delay_s = first_delay_s
        self._tasks: dict[str, asyncio.Task[None]] = {}

    @property
    def keys(self) -> tuple[str, ...]:
        """The endpoints that are kept running."""
        return tuple(self._tasks)

    def start(self, source: Source) -> None:
        """Keep a source running from now on. Raises ValueError when its endpoint already has one."""
        if source.key in self._tasks:
            raise ValueError(f"{source.key} is already supervised")
        self._tasks[source.key] = asyncio.create_task(self._keep(source), name=f"source {source.key}")

    async def stop(self, key: str) -> None:
        """End the source of an endpoint and wait until it has cleaned up; an unknown key is none of our business."""
        task = self._tasks.pop(key, None)
        if task is not None:
            await _end(key, task)

    async def stop_all(self) -> None:
        """End every source, all at once, and wait for them."""
        ending = dict(self._tasks)
        self._tasks.clear()
        await asyncio.gather(*(_end(key, task) for key, task in ending.items()))

    async def _keep(self, source: Source) -> None:
        backoff = Backoff(self._rng, self._first_delay_s)
        failures = 0
        while True:
            running = asyncio.create_task(source.run(), name=f"run {source.key}")
            try:
                await asyncio.wait({running}, timeout=self._steady_s if failures else None)
                if not running.done():
                    _log.info("%s: runs again after %d crashes", source.key, failures)
                    failures = 0
                    backoff.succeeded()
                    await asyncio.wait({running})
            except asyncio.CancelledError:
                await _end(source.key, running)
                raise
            failures += 1
            error = None if running.cancelled() else running.exception()
            reason = "the source ended by itself" if error is None else type(error).__name__
            if failures == 1:
                _log.error("%s: the source crashed and is restarted: %s", source.key, reason, exc_info=error)
            delay_s = backoff.next_delay_s()
            self._tell(source, reason, failures, delay_s)
            await asyncio.sleep(delay_s)

    def _tell(self, source: Source, reason: str, attempt: int, delay_s: float) -> None:
        now_us = self._clock_us()
        status = LinkStatus(
            source=source.key,
            machines=source.machines,
            mode=LinkMode.WAITING,
            since_us=now_us,
            silence_us=_SILENCE_US,
            reason=LinkReason(LinkFault.INTERNAL, reason),
            attempt=attempt,
            retry_us=now_us + int(delay_s * 1_000_000),
        )
        try:
            self._sink.link(status)
        except Exception:  # noqa: BLE001 - a defect there must not end the restarts here
            _log.exception("%s: its state could not be told", source.key)


async def _end(key: str, task: asyncio.Task[None]) -> None:
    """Cancel a task and wait for it; what it raises on its way out is logged, because nobody else will see it."""
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled() and task.exception() is not None:
        _log.error("%s: failed while it was stopped", key, exc_info=task.exception())
