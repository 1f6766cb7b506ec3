"""Takes a first look at an endpoint and judges what its machines do, as the hub would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from hmi.domain.inspection import Inspection
from hmi.domain.machine import Machine
from hmi.domain.observation import Observation
from hmi.domain.signal import Signal
from hmi.domain.state import Verdict
from hmi.live.track import Track
from hmi.settings.site import SourceSettings
from hmi.sources.mtconnect.inspector import inspect


async def first_look(source: SourceSettings, clock_us: Callable[[], int], listen_s: float = 3.0) -> Inspection:
    """Return what an endpoint has and does, listened to for ``listen_s``; its faults are told in the inspection."""
    seen = await inspect(source, clock_us, listen_s)
    devices = tuple(
        replace(device, verdict=verdict_of(device.signals, present, followed, seen.agent_now_us))
        for device, present, followed in zip(seen.inspection.devices, seen.present, seen.followed, strict=True)
    )
    return replace(seen.inspection, devices=devices)


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
