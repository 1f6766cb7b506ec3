"""The documents that a streaming client gets one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection

from hmi.simulator.instance import Instance
from hmi.simulator.queries import Query


class FellBehindError(Exception):
    """The buffer has overwritten what the client was to get next."""


async def samples(
    instance: Instance, bell: asyncio.Event, query: Query, only: Collection[str] | None
) -> AsyncGenerator[bytes, None]:
    """Yield documents with what was observed, at least ``interval_ms`` apart once the client has caught up.

    After ``heartbeat_ms`` without an observation a document without any is due, whose header has moved on. ``bell`` is
    set whenever the instance observed something. Raises FellBehindError.
    """
    loop = asyncio.get_running_loop()
    position = instance.first if query.start is None else query.start
    interval_s = (query.interval_ms or 0) / 1000
    while True:
        began = loop.time()
        if position < instance.first:
            raise FellBehindError
        chunk = instance.chunk(position, query.count, only)
        yield chunk.document
        position = chunk.next
        if not chunk.caught_up:
            await asyncio.sleep(0)  # other clients have their turn
            continue
        try:
            async with asyncio.timeout_at(began + query.heartbeat_ms / 1000):
                while not instance.reports_since(position, only):
                    position = max(position, instance.next)  # what the client did not ask for cannot leave it behind
                    bell.clear()
                    await bell.wait()
        except TimeoutError:
            continue
        await asyncio.sleep(began + interval_s - loop.time())


async def snapshots(instance: Instance, query: Query, only: Collection[str] | None) -> AsyncGenerator[bytes, None]:
    """Yield the present state every ``interval_ms``."""
    while True:
        yield instance.current(only)
        await asyncio.sleep((query.interval_ms or 0) / 1000)
