"""A machine that plays its script and says what its adapter would say, in the order of time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from random import Random

from hmi.simulator.body import Body
from hmi.simulator.cnc_model import CONDITIONS, cnc_device
from hmi.simulator.device import Device
from hmi.simulator.fleet import SimulatedMachine
from hmi.simulator.record import UNAVAILABLE, Activation, Emission, Level
from hmi.simulator.script import Script
from hmi.simulator.segment import Segment

_LEAD_IN_S = 5400.0
"""Simulated time that every machine lives through unseen, so that it is found in the middle of its work."""
_FAST_S = 0.7
_SLOW_S = 5.0
_THIN_S = 20.0
_THIN_SLOW_S = 60.0
_SETTLED_S = 2.0
"""When a new segment shows in the thinned samples: once the spindle has its speed."""
_LONG_S = 8.0
_THIN_KEYS = 6
"""How many of the fast signals the thinned samples hold: all but positions and blocks."""
_SHORT_KEYS = 2
"""How many of them even a short segment shows: spindle load and feed, so that a trend has its gaps."""
_BURST_S = 0.05
_BURST = 10
"""With a rate, samples come every 50 ms, or ten at a time if that is more often."""


class Machine:
    """One simulated machine.

    ``start_us`` is the moment of the simulation's start (microseconds since 1970 UTC); ``history_s`` seconds before it
    the machine begins to speak, with samples thinned to one in about 20 s per signal until the start. ``speed``
    compresses everything that takes time, while time stamps stay on the wall clock. ``rate`` is the number of
    observations per second that the machine is to make on average after the start; it replaces the natural rate of
    its samples, and such a machine is never switched off. Equal arguments give equal emissions.
    """

    def __init__(
        self,
        machine: SimulatedMachine,
        seed: int,
        start_us: int,
        *,
        history_s: float = 0.0,
        speed: float = 1.0,
        rate: float | None = None,
    ) -> None:
        self.machine = machine
        self.device: Device = cnc_device(machine)
        self._start_us = start_us
        self._speaks_us = start_us - round(history_s * 1e6)
        self._thin_until_us = start_us
        self._us_per_s = 1e6 / speed
        self._rate = rate
        character = Random(f"{seed}/{machine.device}/character")
        fate = Random(f"{seed}/{machine.device}/fate")
        noise = Random(f"{seed}/{machine.device}/noise")
        begins_s = -history_s * speed - _LEAD_IN_S - character.uniform(0.0, 600.0)
        self._begins_us = start_us + round(begins_s * self._us_per_s)
        self._body = Body(machine.kind, machine.make.spindle_max, machine.personality.heat, character, noise)
        self._script = Script(machine, self._body, fate, begins_s, never_off=rate is not None)
        self._keys = (*self._body.fast_keys, *self._body.slow_keys)
        self._ids = {item.name: item.id for item in self.device.items if item.name}
        self._said: dict[str, str] = {}
        self._active: dict[str, dict[str, Activation]] = {key: {} for key in CONDITIONS}
        self._fast_us = self._slow_us = float(self._speaks_us)
        """When the next samples of either group are due, in microseconds since 1970 UTC."""
        self._turn = 0
        self._live = 0
        self._bursts = self._play()
        self._next = next(self._bursts)

    def until(self, time_us: int) -> list[Emission]:
        """Return everything that the machine says up to and including a moment, once."""
        said: list[Emission] = []
        while self._next[0].time_us <= time_us:
            said += self._next
            self._next = next(self._bursts)
        return said

    def skim_until(self, time_us: int) -> None:
        """Thin the samples up to a moment, because nobody took them when they were due."""
        self._thin_until_us = max(self._thin_until_us, time_us)

    def _play(self) -> Iterator[list[Emission]]:
        """Yield what is said at one moment after the other; never an empty list."""
        script, body = self._script, self._body
        now_us = float(self._begins_us)
        spoken = False
        on = True
        for segment in script.segments():
            end_us = now_us + segment.seconds * self._us_per_s
            if end_us < self._speaks_us:
                self._remember(segment)
                body.begin(segment)
                body.finish()
                now_us = end_us
                continue
            begin_us = int(now_us)
            if not spoken:
                begin_us = max(begin_us, self._speaks_us)
            body.begin(segment)
            burst = self._reports(begin_us, segment, on, spoken)
            on, spoken = segment.powered, True
            if burst:
                self._live += len(burst) if begin_us >= self._start_us else 0
                yield burst
            if segment.powered:
                yield from filter(None, self._samples(segment, now_us, end_us))
            body.finish()
            now_us = end_us

    # -- events --------------------------------------------------------------------------------------------------------

    def _remember(self, segment: Segment) -> None:
        for key, value in segment.reports:
            if isinstance(value, Activation):
                self._activate(key, value)
            else:
                self._said[key] = value

    def _reports(self, time_us: int, segment: Segment, was_on: bool, spoken: bool) -> list[Emission]:
        """Return what is reported as the segment begins: what changes, or everything when the machine has come on."""
        ids = self._ids
        if not segment.powered:
            if not was_on:
                return []
            self._said.clear()
            for active in self._active.values():
                active.clear()
            return [
                Emission(time_us, key, Activation(Level.UNAVAILABLE) if name in self._active else UNAVAILABLE)
                for name, key in ids.items()
                if name != "Smode"
            ]
        if not spoken:
            self._remember(segment)
            burst = [Emission(time_us, ids[key], value) for key, value in self._said.items()]
            for key, active in self._active.items():
                every = active.values() or (Activation(Level.NORMAL),)
                burst += [Emission(time_us, ids[key], one) for one in every]
            return burst
        burst = []
        for key, value in segment.reports:
            if isinstance(value, Activation):
                self._activate(key, value)
            elif self._said.get(key) == value:
                continue
            else:
                self._said[key] = value
            burst.append(Emission(time_us, ids[key], value))
        return burst

    def _activate(self, key: str, value: Activation) -> None:
        active = self._active[key]
        if value.level is Level.NORMAL:
            if value.code:
                active.pop(value.code, None)
            else:
                active.clear()
        else:
            active[value.code] = value

    # -- samples -------------------------------------------------------------------------------------------------------

    def _samples(self, segment: Segment, begin_us: float, end_us: float) -> Iterator[list[Emission]]:
        """Yield what the sensors read in a segment, where it has changed."""
        thin_us = min(end_us, self._thin_until_us)
        if begin_us < thin_us:
            yield from self._thinned(segment, begin_us, thin_us)
        if thin_us >= end_us:
            return
        live_us = max(begin_us, thin_us)
        # the first live sample does not wait for what is left of a thin interval
        self._fast_us = max(live_us, min(self._fast_us, live_us + _FAST_S * 1e6))
        self._slow_us = max(live_us, min(self._slow_us, live_us + _SLOW_S * 1e6))
        yield from (self._natural if self._rate is None else self._metered)(segment, begin_us, end_us)

    def _thinned(self, segment: Segment, begin_us: float, end_us: float) -> Iterator[list[Emission]]:
        body = self._body
        self._fast_us = max(self._fast_us, begin_us)
        self._slow_us = max(self._slow_us, begin_us)
        settled_us = begin_us + min(_SETTLED_S, segment.seconds / 2) * self._us_per_s
        if settled_us < self._speaks_us:
            settled_us = math.inf
        while (at_us := min(self._fast_us, self._slow_us, settled_us)) < end_us:
            time_us, s = int(at_us), (at_us - begin_us) / self._us_per_s
            if at_us == self._slow_us:
                self._slow_us = at_us + _THIN_SLOW_S * 1e6
                yield self._changed(time_us, self._keys, body.fast(s) + body.slow(s))
                continue
            if at_us == settled_us:
                settled_us = math.inf
                keys = body.fast_keys[: _THIN_KEYS if segment.seconds >= _LONG_S else _SHORT_KEYS]
                self._fast_us = max(self._fast_us, at_us + _THIN_S * 1e6)
            else:
                self._fast_us = at_us + _THIN_S * 1e6
                keys = body.fast_keys[:_THIN_KEYS]
            if segment.still:
                self._fast_us = max(self._fast_us, end_us)
            yield self._changed(time_us, keys, body.fast(s))

    def _natural(self, segment: Segment, begin_us: float, end_us: float) -> Iterator[list[Emission]]:
        body = self._body
        while (at_us := min(self._fast_us, self._slow_us)) < end_us:
            time_us, s = int(at_us), (at_us - begin_us) / self._us_per_s
            if at_us == self._fast_us:
                self._fast_us = at_us + _FAST_S * 1e6
                if segment.still and s > _SETTLED_S:
                    self._fast_us = max(self._fast_us, end_us)
                yield self._changed(time_us, body.fast_keys, body.fast(s))
            else:
                self._slow_us = at_us + _SLOW_S * 1e6
                yield self._changed(time_us, body.slow_keys, body.slow(s))

    def _metered(self, segment: Segment, begin_us: float, end_us: float) -> Iterator[list[Emission]]:
        """Yield as many samples as the rate still allows, taken from the signals in turn, changed or not."""
        body, rate = self._body, self._rate or 0.0
        step_us = 1e6 * max(_BURST_S, 1 / rate) if rate * _BURST_S <= _BURST else 1e6 * _BURST / rate
        while (at_us := self._fast_us) < end_us:
            self._fast_us = at_us + step_us
            quota = int(rate * (at_us - self._start_us) / 1e6) - self._live
            if quota <= 0:
                continue
            s = (at_us - begin_us) / self._us_per_s
            readings = body.fast(s) + body.slow(s)
            burst = []
            for _ in range(quota):
                self._turn = (self._turn + 1) % len(readings)
                key = self._keys[self._turn]
                self._said[key] = readings[self._turn]
                burst.append(Emission(int(at_us), self._ids[key], readings[self._turn]))
            self._live += quota
            yield burst

    def _changed(self, time_us: int, keys: Iterable[str], readings: Iterable[str]) -> list[Emission]:
        said, ids = self._said, self._ids
        burst = []
        for key, reading in zip(keys, readings, strict=False):
            if said.get(key) != reading:
                said[key] = reading
                burst.append(Emission(time_us, ids[key], reading))
        return burst
