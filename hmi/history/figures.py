"""Sums up how the writing went, machine by machine."""

from __future__ import annotations

import math
import threading
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from hmi.history.recorder import Outcome

_SMALLEST_US: Final = 1_000
_STEP: Final = 1.1
_BUCKETS: Final = 160
"""From 1 ms in steps of a tenth to an hour; what is older was recovered, not received."""


def bucket_of(latency_us: int) -> int:
    """Return the bucket of a latency; where a clock was set back it counts as none."""
    steps = math.ceil(math.log(max(latency_us, _SMALLEST_US) / _SMALLEST_US, _STEP))
    return min(steps, _BUCKETS - 1)


class LatencyHistogram:
    """How long observations took from arrival to commit, in buckets a tenth wide."""

    def __init__(self) -> None:
        self._counts = [0] * _BUCKETS
        self._total = 0

    def add(self, bucket: int, observations: int) -> None:
        """Count observations whose latency falls into a bucket."""
        self._counts[bucket] += observations
        self._total += observations

    def include(self, other: LatencyHistogram) -> None:
        """Count everything that another histogram has counted."""
        self._counts = [mine + theirs for mine, theirs in zip(self._counts, other._counts, strict=True)]
        self._total += other._total

    def quantile(self, share: float) -> int | None:
        """Return the microseconds that ``share`` of the observations stayed within, rounded up to the bucket's end.

        None before the first observation.
        """
        wanted = share * self._total
        seen = 0
        for steps, count in enumerate(self._counts):
            seen += count
            if count and seen >= wanted:
                return round(_SMALLEST_US * _STEP**steps)
        return None


@dataclass(frozen=True, slots=True)
class MachineFigures:
    """What was stored for one machine, or for all together, since this program started.

    ``stored`` counts new rows only, not what was there already. The latencies are from arrival to commit in
    microseconds, half of the observations and 99 of a hundred within them; None before the first.
    """

    stored: int = 0
    p50_us: int | None = None
    p99_us: int | None = None


@dataclass(frozen=True, slots=True)
class SourceFigures:
    """The gaps of one source since this program started; ``lost`` is the sum of those that could be counted."""

    gaps: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class WriterStatistics:
    """What the writer did since it started."""

    machines: Mapping[str, MachineFigures] = field(default_factory=dict)
    all_machines: MachineFigures = MachineFigures()
    sources: Mapping[str, SourceFigures] = field(default_factory=dict)
    """Sources that had gaps."""


class Figures:
    """The sums behind :class:`WriterStatistics`. Any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stored: Counter[str] = Counter()
        self._latencies: defaultdict[str, LatencyHistogram] = defaultdict(LatencyHistogram)
        self._gaps: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()

    def add(self, outcome: Outcome, committed_us: int) -> None:
        """Count a committed transaction."""
        with self._lock:
            self._stored.update(outcome.stored)
            for arrival in outcome.arrivals:
                bucket = bucket_of(committed_us - arrival.received_us)
                for machine, observations in arrival.observations.items():
                    self._latencies[machine].add(bucket, observations)
            for gap in outcome.gaps:
                self._gaps[gap.source] += 1
                self._lost[gap.source] += gap.lost or 0

    def statistics(self) -> WriterStatistics:
        """Return the sums as they are now."""
        with self._lock:
            together = LatencyHistogram()
            for latency in self._latencies.values():
                together.include(latency)
            machines = {machine: _figures(self._stored[machine], of) for machine, of in self._latencies.items()}
            everything = _figures(self._stored.total(), together)
            sources = {source: SourceFigures(gaps, self._lost[source]) for source, gaps in self._gaps.items()}
        return WriterStatistics(machines, everything, sources)


def _figures(stored: int, latency: LatencyHistogram) -> MachineFigures:
    return MachineFigures(stored, latency.quantile(0.5), latency.quantile(0.99))
