"""What has been seen of one signal since the history was last asked, in buckets that keep every extreme."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

_MOST = 4096
"""How many buckets a tail holds before neighbours are joined: more than a screen has columns."""


class Seen(NamedTuple):
    """What was seen between two moments (microseconds UTC, the machine's clock, both included).

    ``broken``: the signal became unavailable at the end; the three values are NaN where nothing else was seen.
    """

    start_us: int
    end_us: int
    low: float
    high: float
    last: float
    broken: bool


_NOTHING = float("nan")


class Tail:
    """Collects one signal's live values; holds at most a few thousand buckets, whatever the time and the rate."""

    def __init__(self, bucket_us: int) -> None:
        self._bucket_us = max(bucket_us, 1)
        self._seen: list[Seen] = []

    @property
    def seen(self) -> Sequence[Seen]:
        """The buckets in ascending time."""
        return self._seen

    def add(self, time_us: int, value: float | None) -> None:
        """Take an observation; None is an unavailability, and so is what is no finite number.

        A time before the newest one counts as the newest.
        """
        if value is not None and not math.isfinite(value):
            value = None
        newest = self._seen[-1] if self._seen else None
        if newest is not None:
            time_us = max(time_us, newest.end_us)
        fits = newest is not None and not newest.broken and time_us < newest.start_us + self._bucket_us
        if newest is not None and fits:
            self._seen[-1] = _extended(newest, time_us, value)
            return
        if value is None:
            self._seen.append(Seen(time_us, time_us, _NOTHING, _NOTHING, _NOTHING, broken=True))
        else:
            self._seen.append(Seen(time_us, time_us, value, value, value, broken=False))
        if len(self._seen) > _MOST:
            self.coarsen(2 * self._bucket_us)

    def coarsen(self, bucket_us: int) -> None:
        """Join neighbours into buckets of another length, and go on with it."""
        self._bucket_us = max(bucket_us, 1)
        joined: list[Seen] = []
        for seen in self._seen:
            last = joined[-1] if joined else None
            if last is None or seen.end_us >= last.start_us + self._bucket_us:
                joined.append(seen)
            else:
                joined[-1] = _joined(last, seen)
        self._seen = joined

    def forget(self, before_us: int) -> None:
        """Drop what ended before a moment, because the history has it."""
        self._seen = [seen for seen in self._seen if seen.end_us >= before_us]


def _extended(seen: Seen, time_us: int, value: float | None) -> Seen:
    if value is None:
        return seen._replace(end_us=time_us, broken=True)
    return seen._replace(end_us=time_us, low=min(seen.low, value), high=max(seen.high, value), last=value)


def _joined(first: Seen, second: Seen) -> Seen:
    # A break between the two is shorter than a bucket and does not show; one at the end does.
    if math.isnan(second.last):
        return first._replace(end_us=second.end_us, broken=True)
    if math.isnan(first.last):
        return second._replace(start_us=first.start_us)
    return Seen(
        first.start_us,
        second.end_us,
        min(first.low, second.low),
        max(first.high, second.high),
        second.last,
        second.broken,
    )
