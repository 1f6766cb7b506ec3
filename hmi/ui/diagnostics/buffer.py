"""How much of an agent's ring buffer is filled, how much of it nobody has read, and when it would run over."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

from hmi.domain.link import LinkMode, LinkStatus

_SECOND = 1_000_000
_WINDOW_US = 60 * _SECOND
_AT_LEAST_US = 5 * _SECOND
"""A rate over less would be noise: agents hand over their observations in portions."""

UNREAD_LIMIT = 0.8
"""From this share of the buffer unread, an overrun is near."""
OVERRUN_SOON_US = 600 * _SECOND
"""An outage of ten minutes should lose nothing."""


class SequenceRate:
    """The rate at which an agent numbers its observations, over the last minute."""

    def __init__(self) -> None:
        self._kept: deque[tuple[int, int]] = deque()
        self._newest: tuple[int, int] | None = None
        self._instance: int | None = None

    def note(self, time_us: int, sequence: int, instance: int | None) -> None:
        """Take the agent's next sequence number at a moment of this computer's clock.

        A new instance, or numbers or a clock that ran backwards, begin a new measurement.
        """
        newest = self._newest
        if instance != self._instance or (newest is not None and (time_us < newest[0] or sequence < newest[1])):
            self._kept.clear()
            self._instance = instance
        self._newest = (time_us, sequence)
        if not self._kept or time_us - self._kept[-1][0] >= _SECOND:
            self._kept.append(self._newest)
        while time_us - self._kept[0][0] > _WINDOW_US and len(self._kept) > 1:
            self._kept.popleft()

    @property
    def per_second(self) -> float | None:
        """Observations per second; None before five seconds were seen."""
        if self._newest is None:
            return None
        (first_us, first), (last_us, last) = self._kept[0], self._newest
        span = last_us - first_us
        return (last - first) * _SECOND / span if span >= _AT_LEAST_US else None


@dataclass(frozen=True, slots=True)
class Buffer:
    """An agent's buffer in observations.

    The agent overwrites what we have not read once it is ``size`` observations ahead of us; ``overrun_us`` is how long
    that takes at the present rate if nothing more were read, infinite for an agent that reports nothing, None where
    the rate is not known yet.
    """

    size: int
    filled: int
    unread: int | None
    rate: float | None

    @property
    def fill(self) -> float:
        """The share that the agent has filled, 0 to 1; an agent that runs for long has filled all of it."""
        return self.filled / self.size

    @property
    def unread_share(self) -> float:
        """The share that we have not read, 0 to 1."""
        return min((self.unread or 0) / self.size, 1.0)

    @property
    def overrun_us(self) -> float | None:
        """How long until unread observations are overwritten, in microseconds."""
        if self.unread is None or self.rate is None:
            return None
        left = max(self.size - self.unread, 0)
        if left == 0:
            return 0.0
        return left / self.rate * _SECOND if self.rate > 0 else math.inf

    @property
    def urgent(self) -> bool:
        """Whether a short outage would lose observations."""
        overrun = self.overrun_us
        return self.unread_share >= UNREAD_LIMIT or (overrun is not None and overrun < OVERRUN_SOON_US)


def head_is_known(status: LinkStatus) -> bool:
    """Return whether an endpoint's next sequence number is that of its newest observation.

    An agent that gives the end of each document there, not of its buffer, seems to have nothing more while it is being
    caught up with: its numbers then move as fast as we read, not as fast as it makes them.
    """
    if status.mode is not LinkMode.RECOVERING or status.next_sequence is None:
        return True
    return (status.agent_next_sequence or 0) > status.next_sequence


def buffer_of(status: LinkStatus, rate: float | None) -> Buffer | None:
    """Return the buffer that an endpoint reported; None where it is not connected or reports none."""
    size, first, ahead = status.buffer_size, status.first_sequence, status.agent_next_sequence
    if not status.connected or size is None or size <= 0 or first is None or ahead is None:
        return None
    known = status.next_sequence is not None and head_is_known(status)
    unread = max(ahead - (status.next_sequence or 0), 0) if known else None
    return Buffer(size, min(max(ahead - first, 0), size), unread, rate)
