"""How long the MTConnect source waits for what."""

from __future__ import annotations

from dataclasses import dataclass

from hmi.sources.backoff import FIRST_S, LIMIT_S


@dataclass(frozen=True, slots=True)
class Patience:
    """All in seconds."""

    connect_s: float = 5.0
    """For a connection to come about."""
    answer_s: float = 30.0
    """For the next bytes of an answer that is no stream. A frozen agent is asked again at once: the longer a question
    stands, the fewer wait at an agent that thaws, and one that stands is answered at once."""
    whole_s: float = 60.0
    """For a document to be complete, once asked for or begun: bytes that trickle in are no proof of life."""
    silence_s: float = 4.9
    """The least silence that counts as a lost link, however short the heartbeat is."""
    steady_s: float = 5.0
    """An agent has to be followed for this long before its link, once lost, is tried again at once."""
    retry_s: float = FIRST_S
    """The first wait after a failure is at most this long; it doubles with every failure."""
    longest_retry_s: float = LIMIT_S
    polling_s: float = 60.0
    """How long an agent that does not stream is polled before streaming is tried again."""
    audit_s: float = 300.0
    """How often the active conditions are compared with ``/current``, and the tools asked for again."""
    doubt_s: float = 10.0
    """How soon they are compared again where the stream said something that agents understand differently."""
    tools_s: float = 5.0
    """The least time between two questions for tools, however often the agent says that they have changed."""
    missing_s: float = 60.0
    """How often the agent is asked again for a device or data item that it did not have."""
