"""Computes a rollup the plain way, one observation after the other, to compare with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any


def plain_rollup(seen: Sequence[tuple[int, float | None, int]]) -> tuple[Any, ...]:
    """Return n to tw_dur of the observations (time, value, quality) of one bucket, in the order of their keys."""
    known = [v for _, v, _ in seen if v is not None]
    tw_sum, tw_dur = 0.0, 0
    for (ts, v, _), (after, _, _) in pairwise(seen):
        if v is not None and math.isfinite(v):
            tw_sum += v * (after - ts)
            tw_dur += after - ts
    return (
        len(seen),
        sum(q != 0 for _, _, q in seen),
        min(known, default=None),
        max(known, default=None),
        math.fsum(v for v in known if math.isfinite(v)),
        known[0] if known else None,
        known[-1] if known else None,
        seen[0][0],
        seen[-1][0],
        seen[-1][1] is None,
        tw_sum,
        tw_dur,
    )
