"""The physics of a simulated machine: what its sensors read at any moment of a segment.

Everything is a closed formula of the time since the segment began, so that readings do not depend on how often they
are taken. Only the noise does, and it touches no state.
"""

from __future__ import annotations

import math
from random import Random

from hmi.simulator.parts import MachineKind, axes_of
from hmi.simulator.segment import Point, Segment

HOME: dict[MachineKind, Point] = {MachineKind.LATHE: (210.0, 0.0, 320.0), MachineKind.MILL: (0.0, 0.0, 0.0)}
_TEMPERATURE_LAG_S = 1100.0
"""Time constant of a spindle that warms up or cools down."""
_KELVIN_PER_PERCENT = 0.55
_RAMP_S = 1.6
"""How long a spindle takes to its speed."""
_COOLANT_PER_HOUR = 4.5
_LUBRICATION_PER_HOUR = 1.3
_SPINDLE_WATT_PER_PERCENT = 150.0


class Body:
    """The sensors of one machine. Times are seconds of simulated time since the segment began."""

    def __init__(self, kind: MachineKind, spindle_max: float, heat: float, character: Random, noise: Random) -> None:
        self.kind = kind
        self._spindle_max = spindle_max
        self._heat = heat
        self._gauss = noise.gauss
        self.ambient = character.uniform(21.0, 27.0)
        self.temperature = character.uniform(38.0, 46.0) + 12.0 * (heat - 1.0)
        self.coolant = character.uniform(30.0, 95.0)
        self.lubrication = character.uniform(25.0, 95.0)
        self.normal_bar = character.uniform(37.0, 40.0) if kind is MachineKind.LATHE else character.uniform(55.0, 62.0)
        self.position: Point = HOME[kind]
        self.rpm = 0.0
        self._segment = Segment(0.0)
        self._warm = self.temperature
        axes = axes_of(kind)
        loads, positions = (f"{axis}load" for axis in axes), (f"{axis}abs" for axis in axes)
        self.fast_keys: tuple[str, ...] = ("Sload", "feed", "Srpm", *loads, *positions, "pathpos", "line", "block")
        self.slow_keys: tuple[str, ...] = ("Stemp", "watt", "hydpres", "coollev", "lubelev")

    def begin(self, segment: Segment) -> None:
        """Go over to a segment."""
        self._segment = segment
        self._warm = self._warmest(segment)

    def finish(self) -> None:
        """Take over the state at the end of the segment."""
        segment = self._segment
        seconds = segment.seconds
        self.temperature = self.temperature_at(seconds)
        self.coolant = self._coolant_at(seconds)
        self.lubrication = self._lubrication_at(seconds)
        self.position = self._position_at(seconds)
        self.rpm = self._rpm_at(seconds)
        self._segment = Segment(0.0)

    def temperature_at(self, s: float) -> float:
        """Return the spindle's temperature in degrees Celsius; it follows the load with a first-order lag."""
        return self._warm + (self.temperature - self._warm) * math.exp(-s / _TEMPERATURE_LAG_S)

    def seconds_until_hot(self, temperature: float, segment: Segment) -> float:
        """Return how long a segment that begins now takes to heat the spindle to ``temperature``; infinity if never."""
        if self.temperature >= temperature:
            return 0.0
        warm = self._warmest(segment)
        if warm <= temperature:
            return math.inf
        return _TEMPERATURE_LAG_S * math.log((warm - self.temperature) / (warm - temperature))

    def seconds_until_cool(self, temperature: float) -> float:
        """Return how long a spindle at rest takes to cool down to ``temperature``; 0 if it is that cool already."""
        if self.temperature <= temperature or temperature <= self.ambient:
            return 0.0
        return _TEMPERATURE_LAG_S * math.log((self.temperature - self.ambient) / (temperature - self.ambient))

    def fast(self, s: float) -> list[str]:
        """Return the readings of :attr:`fast_keys` as an adapter reports them."""
        segment, gauss = self._segment, self._gauss
        x, y, z = self._position_at(s)
        rpm = self._rpm_at(s)
        cutting = self._cutting(s)
        moving = segment.motion is not None or (segment.goto is not None and s < segment.seconds)
        load = self._load_at(s, rpm, cutting)
        feed = segment.feed if segment.motion is None or cutting else 0.0
        if rpm:
            rpm = max(0.0, rpm + gauss(0.0, rpm * 0.0015))
        if feed:
            feed = max(0.0, feed + gauss(0.0, feed * 0.004))
        strain = 0.16 * load if cutting else 0.0
        push = abs(gauss(0.0, 1.2)) + 6.0 if moving else 0.0
        line = self._line_at(s)
        if self.kind is MachineKind.LATHE:
            return [
                f"{load:.0f}",
                f"{feed:.2f}",
                f"{rpm:.0f}",
                f"{2 + strain * 0.8 + push:.0f}",
                f"{3 + strain + push * 1.2:.0f}",
                f"{x:.3f}",
                f"{z:.3f}",
                f"{x:.3f} 0.000 {z:.3f}",
                f"{line}",
                f"N{line} G01 X{x:.2f} Z{z:.2f}" if cutting else f"N{line}",
            ]
        return [
            f"{load:.0f}",
            f"{feed:.2f}",
            f"{rpm:.0f}",
            f"{3 + strain + push:.0f}",
            f"{3 + strain * 0.9 + push:.0f}",
            f"{13 + strain * 0.7 + push:.0f}",
            f"{x:.3f}",
            f"{y:.3f}",
            f"{z:.3f}",
            f"{x:.3f} {y:.3f} {z:.3f}",
            f"{line}",
            f"N{line} G01 X{x:.2f} Y{y:.2f} Z{z:.2f}" if cutting else f"N{line}",
        ]

    def slow(self, s: float) -> list[str]:
        """Return the readings of :attr:`slow_keys` as an adapter reports them."""
        segment = self._segment
        bar = self.normal_bar if segment.pressure_bar is None else segment.pressure_bar
        load = self._load_at(s, self._rpm_at(s), self._cutting(s))
        watt = 850.0 + _SPINDLE_WATT_PER_PERCENT * load + (750.0 if segment.coolant else 0.0)
        return [
            f"{self.temperature_at(s):.1f}",
            f"{watt:.0f}",
            f"{round(bar + self._gauss(0.0, 0.12), 1) * 1e5:.0f}",
            f"{self._coolant_at(s):.0f}",
            f"{self._lubrication_at(s):.0f}",
        ]

    def _rpm_at(self, s: float) -> float:
        target = self._segment.rpm
        return target if s >= _RAMP_S else self.rpm + (target - self.rpm) * s / _RAMP_S

    def _share(self, s: float) -> float:
        segment = self._segment
        u = s / segment.seconds if segment.seconds else 1.0
        return segment.begin + (segment.end - segment.begin) * min(1.0, u)

    def _position_at(self, s: float) -> Point:
        segment = self._segment
        if segment.motion is not None:
            return segment.motion.at(self._share(s))
        if segment.goto is not None:
            u = min(1.0, s / segment.seconds) if segment.seconds else 1.0
            (ax, ay, az), (bx, by, bz) = self.position, segment.goto
            return ax + (bx - ax) * u, ay + (by - ay) * u, az + (bz - az) * u
        return self.position

    def _cutting(self, s: float) -> bool:
        motion = self._segment.motion
        return motion is not None and self._segment.load > 0 and motion.phase(self._share(s))[1] < motion.forward

    def _load_at(self, s: float, rpm: float, cutting: bool) -> float:
        segment = self._segment
        if rpm < 1.0:
            return 0.0
        if s < _RAMP_S and abs(segment.rpm - self.rpm) > 200.0:
            return 62.0 * (1.0 - 0.5 * s / _RAMP_S) if segment.rpm > self.rpm else 18.0
        turning = 3.0 + 5.0 * rpm / self._spindle_max
        if not cutting or segment.motion is None:
            return max(0.0, turning + self._gauss(0.0, 0.3))
        u = self._share(s)
        _, p = segment.motion.phase(u)
        entering = min(1.0, 0.5 + p / 0.08)
        wave = 1.0 + 0.05 * math.sin(u * 40.0)
        return max(turning, segment.load * entering * wave + self._gauss(0.0, 0.035 * segment.load))

    def _warmest(self, segment: Segment) -> float:
        """Return the temperature towards which a segment leads."""
        if segment.rpm < 1.0:
            return self.ambient
        speed = segment.rpm / self._spindle_max
        load = 3.0 + 5.0 * speed
        if segment.motion is not None:
            load = max(load, segment.load * segment.motion.forward)
        return self.ambient + self._heat * _KELVIN_PER_PERCENT * load + 7.0 * speed

    def _line_at(self, s: float) -> int:
        first, last = self._segment.lines
        return first + int((last - first) * self._share(s))

    def _coolant_at(self, s: float) -> float:
        return max(2.0, self.coolant - (_COOLANT_PER_HOUR * s / 3600.0 if self._segment.coolant else 0.0))

    def _lubrication_at(self, s: float) -> float:
        return max(2.0, self.lubrication - (_LUBRICATION_PER_HOUR * s / 3600.0 if self._segment.powered else 0.0))
