"""Reads past single observations that an agent sends in a form that cannot be read."""

from __future__ import annotations

from hmi.sources.mtconnect.client import AgentClient, Heard
from hmi.sources.mtconnect.failure import Malformed
from hmi.sources.mtconnect.intake import Intake
from hmi.sources.mtconnect.model import Bindings
from hmi.sources.mtconnect.streams import Streams

_LOOK_AHEAD = 16
"""Where so many observations in a row cannot be read, it is the agent that is broken, and nothing is given up."""


async def pass_unreadable(client: AgentClient, intake: Intake, bindings: Bindings, most: int) -> None:
    """Read on from the position in ever smaller requests, and step over what cannot be read even when asked for alone.

    Returns once a request for ``most`` observations can be read again, or the agent has no more. Raises Malformed when
    nothing near the position can be read, and whatever else the client raises.
    """
    count = most
    while True:
        try:
            document = await client.sample(intake.next, count, bindings)
        except Malformed:
            if count > 1:
                count //= 2
                continue
            document = await _behind(client, intake, bindings)
        reached = intake.next
        intake.take(document)
        if count == most or intake.next == reached:
            return
        count = min(2 * count, most)


async def _behind(client: AgentClient, intake: Intake, bindings: Bindings) -> Heard[Streams]:
    """Return the first observation behind the position that can be read, and step over those before it."""
    for ahead in range(1, _LOOK_AHEAD):
        try:
            document = await client.sample(intake.next + ahead, 1, bindings)
        except Malformed:
            continue
        intake.step_over(ahead, document.received_us)
        return document
    raise Malformed("nothing that the agent holds can be read")
