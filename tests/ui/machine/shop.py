"""A lathe with a morning behind it, and a history that answers like the real one, for tests of its page."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from hmi.domain.link import LinkFault, LinkMode, LinkReason, LinkStatus
from hmi.domain.machine import Band, Machine
from hmi.domain.observation import Condition, ConditionLevel, Quality
from hmi.domain.records import Gap, GapReason, Series, StateInterval, StoredCondition, StoredPoint, TextSpan
from hmi.domain.signal import Role, Signal, SignalKind
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.domain.tool import LifeKind, Tool, ToolLife
from hmi.live.feed import ActiveCondition, Changes, LiveValue, MachineLive

ZONE = ZoneInfo("America/Sao_Paulo")
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
T = TypeVar("T")


def at(hour: int, minute: int = 0, second: int = 0) -> int:
    """A moment of the day that the pictures show, in microseconds UTC."""
    return int(datetime(2026, 11, 19, hour, minute, second, tzinfo=ZONE).timestamp()) * SECOND


NOW = at(14, 5, 20)
SOURCE = "http://10.2.0.13:5000"
FEED_HOLD = Verdict(MachineState.STOPPED, "8", Reason.FEED_HOLD, "Execution FEED_HOLD")
CUTTING = Verdict(MachineState.RUNNING, "5", Reason.CUTTING, "Execution ACTIVE")
_DAY = (
    ((5, 40), (7, 0), Verdict(MachineState.OFF, "2", Reason.NO_DATA)),
    ((7, 0), (7, 21), Verdict(MachineState.SETUP, "9", Reason.MANUAL, "Execution STOPPED · ControllerMode MANUAL")),
    ((7, 21), (8, 41), CUTTING),
    ((8, 41), (8, 55), Verdict(MachineState.STOPPED, "8", Reason.PROGRAM_STOP, "Execution PROGRAM_STOPPED")),
    ((8, 55), (10, 4), CUTTING),
    ((10, 4), (10, 11), Verdict(MachineState.IDLE, "10", Reason.PROGRAM_COMPLETED, "Execution PROGRAM_COMPLETED")),
    ((10, 11), (12, 31), CUTTING),
    ((12, 31), (12, 38), Verdict(MachineState.OFFLINE, "1", Reason.LINK_LOST)),
    ((12, 38), (13, 5), CUTTING),
    ((13, 5), (13, 11), Verdict(MachineState.IDLE, "10", Reason.READY, "Execution READY")),
    ((13, 11), (13, 29), CUTTING),
    ((13, 29), (13, 33), Verdict(MachineState.ALARM, "4", Reason.FAULT, "3006 Chip conveyor overload")),
    ((13, 33), (13, 42), CUTTING),
    ((13, 42), None, FEED_HOLD),
)
BANDS = {
    "spindle_load": Band(30, 80, 100, 0, 120),
    "spindle_speed": Band(1000, 3300, 4200, 0, 4500),
    "spindle_temperature": Band(20, 65, 75, 15, 90),
    "x.load": Band(5, 60, 90, 0, 120),
    "z.load": Band(5, 70, 90, 0, 120),
    "feed_rate": Band(80, 600, 1000, 0, 1200),
    "feed_override": Band(92, 112, None, 0, 150),
    "rapid_override": Band(50, 100, None, 0, 100),
    "hydraulic.pressure": Band(35, 45, 50, 0, 60),
    "coolant.level": Band(35, 100, 20, 0, 100),
    "lubrication.level": Band(25, 100, 20, 0, 100),
}
MACHINE = Machine("Torno 03", "Joinville 1", "Tornos A", "Romi GL 240", SOURCE, BANDS)
_NUMBERS: Mapping[str, tuple[float, str, str, str]] = {
    "spindle_load": (0.0, "PERCENT", "LOAD", "Rotary"),
    "spindle_speed": (0.0, "REVOLUTION/MINUTE", "ROTARY_VELOCITY", "Rotary"),
    "spindle_temperature": (58.4, "CELSIUS", "TEMPERATURE", "Rotary"),
    "feed_rate": (0.0, "MILLIMETER/MINUTE", "PATH_FEEDRATE", "Path"),
    "feed_override": (100.0, "PERCENT", "PATH_FEEDRATE_OVERRIDE", "Path"),
    "rapid_override": (50.0, "PERCENT", "PATH_FEEDRATE_OVERRIDE", "Path"),
    "part_count": (38.0, "COUNT", "PART_COUNT", "Path"),
    "x.load": (12.0, "PERCENT", "LOAD", "Linear"),
    "z.load": (9.0, "PERCENT", "LOAD", "Linear"),
    "hydraulic.pressure": (38.2, "BAR", "PRESSURE", "Hydraulic"),
    "coolant.level": (41.0, "PERCENT", "FILL_LEVEL", "Coolant"),
    "lubrication.level": (17.0, "PERCENT", "FILL_LEVEL", "Lubrication"),
    "x.position": (123.456, "MILLIMETER", "POSITION", "Linear"),
    "z.position": (-12.5, "MILLIMETER", "POSITION", "Linear"),
}
_NAMES = {"x.load": "X axis", "z.load": "Z axis", "hydraulic.pressure": "Hydraulics", "coolant.level": "Coolant"}
_TEXTS: Mapping[str, str | None] = {
    "execution": "FEED_HOLD",
    "controller_mode": "AUTOMATIC",
    "program": "O1042",
    "program_comment": "Flange DN100 · op 20",
    "tool": "T04",
    "availability": "AVAILABLE",
    "emergency_stop": "ARMED",
    "path.block": "N120 G01 X42.5 Z-18.0 F0.22",
    "door.state": None,
}


def signals(extra: int = 8) -> dict[str, Signal]:
    """All signals of the lathe: known ones, conditions, and some that nobody knows."""
    found: dict[str, Signal] = {}
    for key, (_, unit, kind, component) in _NUMBERS.items():
        role = key if "." not in key else ""
        name = _NAMES.get(key, key.split(".")[0].capitalize())
        found[key] = Signal(
            "Torno 03", key, SignalKind.NUMBER, f"n{len(found)}", kind, component=component, component_name=name,
            path="1", role=role, unit=unit,
        )  # fmt: skip
    for key in _TEXTS:
        role = key if "." not in key else ""
        kind = key.rsplit(".", maxsplit=1)[-1].upper()
        found[key] = Signal(
            "Torno 03", key, SignalKind.TEXT, f"t{len(found)}", kind, component="Path", component_name="path", path="1",
            role=role,
        )  # fmt: skip
    for index in range(extra):
        found[f"aux.{index}"] = Signal(
            "Torno 03", f"aux.{index}", SignalKind.NUMBER, f"a{index}", "TEMPERATURE", component="Auxiliary",
            component_name=f"Cabinet {index // 4}", unit="CELSIUS",
        )  # fmt: skip
    for name in ("logic", "hydraulic", "coolant", "lubrication", "system", "motion", "comms", "servo", "door", "chuck"):
        found[f"{name}.condition"] = Signal(
            "Torno 03", f"{name}.condition", SignalKind.CONDITION, f"c{name}", "SYSTEM", component=name.capitalize(),
            role=Role.CONDITION,
        )  # fmt: skip
    return found


def tool(number: str, name: str, left: float, of: float = 200, **more: object) -> Tool:
    """A tool that is good for so many parts, warned at nine tenths of them."""
    life = ToolLife(LifeKind.PARTS, of - left, initial=0, limit=of, warning=0.9 * of)
    return replace(Tool(f"{name}.{number}", number, name, lives=(life,)), **more)  # type: ignore[arg-type]


TOOLS = (
    tool("1", "CNMG 120408 rough", 4),
    tool("2", "DNMG 150604 finish", 31, 80),
    tool("4", "Bore bar Ø25", 58, 104),
    tool("6", "Groove 3 mm", 12, 55),
    tool("8", "Drill Ø32", 70, 108),
    tool("10", "Thread 16ER", 140, 160),
)


def magazine(count: int = 60) -> tuple[Tool, ...]:
    """A full magazine in the order of its numbers; two far down need a hand."""
    worn = {37: 3.0, 52: 0.0}
    return tuple(tool(str(at), f"End mill Ø{at}", worn.get(at, 190 - at)) for at in range(1, count + 1))


def link(**changes: object) -> LinkStatus:
    """The lathe's link, streaming."""
    made = LinkStatus(
        SOURCE,
        ("Torno 03",),
        LinkMode.STREAMING,
        since_us=at(12, 38),
        silence_us=10 * SECOND,
        last_data_us=NOW - 400_000,
        version="1.7",
        lag_us=400_000,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def lathe(now_us: int = NOW, extra: int = 8) -> MachineLive:
    """The lathe as it stands at five past two."""
    values: dict[str, LiveValue] = {
        key: LiveValue(value, Quality.GOOD, now_us - 400_000) for key, (value, *_) in _NUMBERS.items()
    }
    for key, text in _TEXTS.items():
        values[key] = LiveValue(text, Quality.GOOD if text else Quality.UNAVAILABLE, at(13, 42))
    for index in range(extra):
        values[f"aux.{index}"] = LiveValue(31.0 + index / 4, Quality.GOOD, now_us - 90 * SECOND)
    filters = Condition(ConditionLevel.WARNING, "SYSTEM", "3014", "Coolant filter clogged")
    oil = Condition(ConditionLevel.WARNING, "SYSTEM", "1021", "Lubrication oil low")
    conditions = (
        ActiveCondition("coolant.condition", filters, at(13, 41)),
        ActiveCondition("lubrication.condition", oil, at(11, 20)),
    )
    return MachineLive(
        MACHINE,
        FEED_HOLD,
        since_us=at(13, 42),
        previous=CUTTING,
        previous_us=9 * MINUTE,
        values=values,
        signals=signals(extra),
        conditions=conditions,
        proof_us=now_us - 400_000,
        newest_us=now_us - 400_000,
        received_us=now_us - 300_000,
        link=link(),
    )


def lathe_with(tools: tuple[Tool, ...]) -> MachineLive:
    """The lathe with tools that its agent knows."""
    return replace(lathe(), tools=tools)


def lost(live: MachineLive, now_us: int = NOW) -> MachineLive:
    """The same machine without a link for a quarter of an hour."""
    broken = link(
        mode=LinkMode.WAITING,
        since_us=now_us - 15 * MINUTE,
        last_data_us=now_us - 15 * MINUTE,
        retry_us=now_us + 12 * SECOND,
        reason=LinkReason(LinkFault.REFUSED),
        attempt=9,
    )
    return replace(
        live,
        verdict=Verdict(MachineState.OFFLINE, "1", Reason.LINK_LOST),
        since_us=now_us - 15 * MINUTE,
        previous=live.verdict,
        proof_us=now_us - 15 * MINUTE,
        link=broken,
    )


def everything(now_us: int = NOW) -> Changes:
    """The lathe between two simpler neighbours."""
    first = MachineLive(replace(MACHINE, key="Torno 02", source="http://a:1"), CUTTING, since_us=now_us - 8 * MINUTE)
    last = MachineLive(replace(MACHINE, key="Centro 07", source="http://b:1"), FEED_HOLD, since_us=now_us - MINUTE)
    return Changes((first, lathe(now_us), last), (link(),))


def stays() -> list[StateInterval]:
    """The lathe's day in states."""
    return [
        StateInterval("Torno 03", at(*start), None if end is None else at(*end), verdict)
        for start, end, verdict in _DAY
    ]


def _state_at(time_us: int) -> MachineState:
    for start, end, verdict in _DAY:
        if at(*start) <= time_us < (NOW if end is None else at(*end)):
            return verdict.state
    return MachineState.UNKNOWN


@dataclass
class Archive:
    """A history in memory. ``asked`` counts questions; ``error`` makes it fail; ``held`` keeps answers back."""

    lines: dict[str, list[tuple[int, float | None]]] = field(default_factory=dict)
    spans: list[TextSpan] = field(default_factory=list)
    lost: list[Gap] = field(default_factory=list)
    intervals: list[StateInterval] = field(default_factory=list)
    reports: list[StoredCondition] = field(default_factory=list)
    asked: list[tuple[str, tuple[str, ...], int, int, int]] = field(default_factory=list)
    error: Exception | None = None
    hold: bool = False
    held: list[Callable[[], None]] = field(default_factory=list)

    def submit(self, question: Callable[[], T]) -> Future[T]:
        future: Future[T] = Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(question())
            except OSError as error:
                future.set_exception(error)

        if self.hold:
            self.held.append(run)
        else:
            run()
        return future

    def release(self) -> None:
        """Answer what was kept back."""
        held, self.held = self.held, []
        for run in held:
            run()

    def trend(
        self, machine: str, signals: tuple[str, ...], start_us: int, end_us: int, buckets: int
    ) -> dict[str, Series]:
        self.asked.append((machine, signals, start_us, end_us, buckets))
        if self.error is not None:
            raise self.error
        return {key: self._series(key, start_us, end_us, buckets) for key in signals if key in self.lines}

    def _series(self, key: str, start_us: int, end_us: int, buckets: int) -> Series:
        width = max((end_us - start_us) // buckets, 1)
        before: float | None = None
        rows: dict[int, list[float | None]] = {}
        for time_us, value in self.lines[key]:
            if time_us < start_us:
                before = value
            elif time_us < end_us:
                rows.setdefault(start_us + (time_us - start_us) // width * width, []).append(value)
        first, low, high, last = array("d"), array("d"), array("d"), array("d")
        found = Series(key, array("q"), first, low, high, last, array("b"), before, width)
        for time_us, values in rows.items():
            seen = [value for value in values if value is not None]
            found.times_us.append(time_us)
            found.first.append(seen[0] if seen else math.nan)
            found.low.append(min(seen, default=math.nan))
            found.high.append(max(seen, default=math.nan))
            found.last.append(seen[-1] if seen else math.nan)
            found.broken.append(values[-1] is None)
        return found

    def states(self, machine: str | None, start_us: int, end_us: int) -> list[StateInterval]:
        if self.error is not None:
            raise self.error
        return [
            i
            for i in self.intervals
            if machine in (None, i.machine) and i.start_us < end_us and (i.end_us is None or i.end_us > start_us)
        ]

    def texts(self, machine: str, signal: str, start_us: int, end_us: int) -> list[TextSpan]:
        before = [span for span in self.spans if span.start_us < start_us][-1:]
        return before + [span for span in self.spans if start_us <= span.start_us < end_us]

    def conditions(self, machine: str, start_us: int, end_us: int) -> list[StoredCondition]:
        return [report for report in self.reports if start_us <= report.time_us < end_us]

    def gaps(self, start_us: int, end_us: int, source: str | None = None) -> list[Gap]:
        return [g for g in self.lost if source in (None, g.source) and g.start_us < end_us and g.end_us >= start_us]

    def collecting(self, start_us: int, end_us: int) -> list[tuple[int, int]]:
        return [(start_us, end_us)]

    def points(self, machine: str, signal: str, start_us: int, end_us: int) -> Iterator[StoredPoint]:
        for number, (time_us, value) in enumerate(self.lines.get(signal, ())):
            if start_us <= time_us < end_us:
                if self.error is not None:
                    raise self.error
                quality = Quality.UNAVAILABLE if value is None else Quality.GOOD
                yield StoredPoint(time_us, value, quality, 1, number)


def archive(now_us: int = NOW, hours: float = 2.5) -> Archive:
    """The lathe's morning: cycles of load and feed, a spindle that warms up, seven minutes lost, one spike."""
    chance = Random(3)
    load: list[tuple[int, float | None]] = []
    feed: list[tuple[int, float | None]] = []
    warm: list[tuple[int, float | None]] = []
    heat = 56.0
    for time_us in range(now_us - int(hours * HOUR), now_us, SECOND):
        state = _state_at(time_us)
        if state is MachineState.OFFLINE:
            continue
        phase = (time_us // SECOND) % 340
        running = state is MachineState.RUNNING
        heat += 0.0011 if running else -0.0021
        warm.append((time_us, round(heat + chance.uniform(-0.25, 0.25), 1)))
        if not running:
            level = rate = 0.0
        elif phase < 190:
            level, rate = 66 + chance.gauss(0, 3), 240 + chance.gauss(0, 6)
        elif phase < 220:
            level, rate = 2 + chance.random(), 760 + chance.gauss(0, 8)
        elif phase < 320:
            level, rate = 43 + chance.gauss(0, 3), 150 + chance.gauss(0, 6)
        else:
            level, rate = 1 + chance.random(), 700 + chance.gauss(0, 8)
        load.append((time_us, round(max(level, 0), 1)))
        feed.append((time_us, round(max(rate, 0), 0)))
    spike = at(13, 28, 57)
    load = [(t, 112.0 if t == spike else v) for t, v in load]
    return Archive(
        lines={"spindle_load": load, "feed_rate": feed, "spindle_temperature": warm},
        spans=[TextSpan(at(7, 21), "O1041"), TextSpan(at(13, 5), None), TextSpan(at(13, 11), "O1042")],
        lost=[Gap(SOURCE, at(12, 31), at(12, 38), GapReason.OVERRUN, 412)],
        intervals=stays(),
    )


def with_values(live: MachineLive, now_us: int, changes: Mapping[str, float | str | None]) -> MachineLive:
    """The same machine a moment later, with some other values."""
    values = dict(live.values)
    for key, value in changes.items():
        values[key] = LiveValue(value, Quality.UNAVAILABLE if value is None else Quality.GOOD, now_us)
    return replace(live, values=values, newest_us=now_us, received_us=now_us, proof_us=now_us)


def spans_of(spans: Sequence[TextSpan]) -> list[str | None]:
    """Only the texts."""
    return [span.text for span in spans]
