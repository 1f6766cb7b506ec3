"""Judges what machines do from a first look at them, as the hub would."""

from __future__ import annotations

from collections.abc import Sequence

from hmi.domain.machine import Machine
from hmi.domain.observation import Observation
from hmi.domain.signal import Signal
from hmi.domain.state import Verdict
from hmi.live.track import Track


def verdict_of(
    signals: Sequence[Signal], present: Sequence[Observation], followed: Sequence[Observation], now_us: int
) -> Verdict | None:
    """Return the state of a machine with the rule that fired; None where nothing was heard of it.

    ``present`` are the latest values when the look began, ``followed`` what came after, both in ascending sequence;
    ``now_us`` is the machine's clock at the end.
    """
    if not present and not followed:
        return None
    track = Track(Machine(""))
    track.describe(signals)
    for observations, snapshot in ((present, True), (followed, False)):
        track.hear(now_us)
        track.observe(observations, snapshot=snapshot)
    track.elapse(now_us)
    return track.verdict
