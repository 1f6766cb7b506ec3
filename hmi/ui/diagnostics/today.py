"""What today's history adds up to: what was not stored, and how much of the day was collected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hmi.domain.records import Gap

_SECOND = 1_000_000
_MARK_US = 60 * _SECOND


@dataclass(frozen=True, slots=True)
class Losses:
    """What was not stored: ``lost`` observations are counted, ``unknown`` gaps are of a size that nobody can know."""

    lost: int = 0
    unknown: int = 0
    gaps: tuple[Gap, ...] = ()
    """Ascending by time."""

    @property
    def any(self) -> bool:
        """Whether anything was, or may have been, lost."""
        return bool(self.gaps)


def losses(gaps: Iterable[Gap]) -> Losses:
    """Add up gaps."""
    ordered = tuple(sorted(gaps, key=lambda gap: (gap.start_us, gap.end_us)))
    return Losses(
        lost=sum(gap.lost for gap in ordered if gap.lost is not None),
        unknown=sum(gap.lost is None for gap in ordered),
        gaps=ordered,
    )


@dataclass(frozen=True, slots=True)
class Uptime:
    """The share of a stretch of the day in which collecting ran; the stretch began with today's first collecting."""

    share: float
    since_us: int
    elapsed_us: int


def uptime(spans: Iterable[tuple[int, int]], midnight_us: int, now_us: int) -> Uptime | None:
    """Return how much was collected since the first of today's spans began; None where there is none yet.

    Spans are (start, end) in microseconds UTC; they may overlap and may reach beyond the day on either side. While the
    newest of them ends at most a minute ago, collecting goes on and its end is only the last mark that was written:
    what came after it is neither counted as collected nor as missed.
    """
    today = sorted((max(start, midnight_us), min(end, now_us)) for start, end in spans)
    today = [(start, end) for start, end in today if start < end]
    if not today:
        return None
    since = today[0][0]
    collected, reached = 0, since
    for start, end in today:
        collected += max(end - max(start, reached), 0)
        reached = max(reached, end)
    until = reached if now_us - reached <= _MARK_US else now_us
    return Uptime(collected / (until - since), since, until - since)


@dataclass(frozen=True, slots=True)
class Today:
    """What the history said about today, until ``asked_us``."""

    midnight_us: int
    asked_us: int
    whole: Losses
    by_source: Mapping[str, Losses] = field(default_factory=dict)
    uptime: Uptime | None = None


def sum_up(midnight_us: int, now_us: int, gaps: Sequence[Gap], spans: Iterable[tuple[int, int]]) -> Today:
    """Add up the history's answers for the day since ``midnight_us``; a gap that reaches into it counts whole."""
    mine = [gap for gap in gaps if gap.end_us >= midnight_us]
    sources = {gap.source for gap in mine}
    return Today(
        midnight_us=midnight_us,
        asked_us=now_us,
        whole=losses(mine),
        by_source={source: losses(gap for gap in mine if gap.source == source) for source in sources},
        uptime=uptime(spans, midnight_us, now_us),
    )
