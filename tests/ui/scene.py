"""Twenty-four machines at one moment, as the design's pictures show them, for tests and pictures of the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from hmi.domain.link import LinkFault, LinkMode, LinkReason, LinkStatus
from hmi.domain.machine import Band, Machine
from hmi.domain.observation import Condition, ConditionLevel, Quality
from hmi.domain.records import Gap, Series, StateInterval, StoredCondition, StoredPoint, TextSpan
from hmi.domain.signal import Role
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.live.feed import ActiveCondition, Changes, LiveValue, MachineLive

ZONE = ZoneInfo("America/Sao_Paulo")
NOW_US = int(datetime(2026, 11, 19, 14, 5, 20, tzinfo=ZONE).timestamp()) * 1_000_000
"""Thursday, five past two in the afternoon, in the plant."""
MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US
SILENCE_US = 10_000_000

T = TypeVar("T")


class _Line(NamedTuple):
    """One machine as the scene's table names it."""

    name: str
    cell: str
    model: str
    program: str
    state: MachineState
    minutes: int
    reason: Reason
    words: str
    parts: float | None
    load: float | None
    feed: float | None


_TABLE = """
Torno 01|Tornos A|Romi GL 240|O1040|RUNNING|52|CUTTING|Flange DN100 · op 10|47|63|100
Torno 02|Tornos A|Romi GL 240|O1041|RUNNING|8|CUTTING|Flange DN100 · op 20|50|58|70
Torno 03|Tornos A|Romi GL 240|O1042|STOPPED|23|FEED_HOLD|Execution FEED_HOLD|38|0|100
Torno 04|Tornos A|Romi Centur 35|EIX-62|RUNNING|126|CUTTING|Shaft 4340 Ø62|14|71|100
Torno 05|Tornos A|Mazak QTN 250|4470-OP10|RUNNING|19|CUTTING|Hub 6-bolt · op 10|83|66|100
Torno 06|Tornos A|Romi GL 280|O1187|IDLE|6|PROGRAM_COMPLETED|Execution PROGRAM_COMPLETED|54|0|100
Torno 07|Tornos B|Mazak QTN 200|4470-OP20|RUNNING|34|CUTTING|Hub 6-bolt · op 20|79|55|100
Torno 08|Tornos B|Mazak QTN 200|4471-OP20|STOPPED|4|OPTIONAL_STOP|Execution OPTIONAL_STOP|96|0|100
Torno 09|Tornos B|Okuma LB3000 EX|HST-45-310|RUNNING|71|CUTTING|Piston rod 45 × 310|33|88|100
Torno 11|Tornos B|Okuma LB3000 EX|FLG-150-OP1|ALARM|41|FAULT|2288 Hydraulic pressure low|19|0|0
Torno 14|Tornos B|Nardini Logic 195||OFF|65|NO_DATA||22||
Centro 01|Centros|DMG Mori CMX 600 V|ENG-2201-30|RUNNING|15|CUTTING|Valve body · op 30|18|41|100
Centro 02|Centros|DMG Mori CMX 600 V|ENG-2207-20|STOPPED|12|PROGRAM_STOP|Execution PROGRAM_STOPPED|11|0|100
Centro 03|Centros|Mazak VCN-530C|TMP-19-10|RUNNING|93|CUTTING|Gear cover · op 10|29|60|110
Centro 04|Centros|Haas VF-4|O7719|IDLE|17|READY|Execution READY|31|0|100
Centro 05|Centros|Haas VF-4|O7720|RUNNING|27|CUTTING|Bracket M8 × 4|112|49|100
Centro 06|Centros|Robodrill α-D21MiB|O3118|RUNNING|44|CUTTING|Sensor housing|171|52|100
Centro 07|Centros|Robodrill α-D21MiB|O3120|ALARM|3|FAULT|SP9001 Spindle motor overheat|141||100
Centro 08|Centros|Haas UMC-750|IMP-180|RUNNING|11|CUTTING|Impeller Ø180 5-axis|5|37|100
Centro 09|Centros|Haas VF-2SS|O8003|SETUP|12|MANUAL|Execution STOPPED · ControllerMode MANUAL|88|0|60
Centro 10|Centros|Romi D 800|PLC-400-B|RUNNING|62|CUTTING|Mould plate 400|3|68|100
Mandril 1|Acabamento|TOS WHN 110|CARC-310-20|SETUP|38|MANUAL|Execution STOPPED · ControllerMode MANUAL|1|4|40
Fresa 05|Acabamento|Hurco VMX42|SUP-88|UNKNOWN|6|NOT_UNDERSTOOD|Execution TOOL_MEASURE|7|22|100
Retífica 1|Acabamento|Studer S33||OFFLINE|18|LINK_LOST||||
"""


def _lines() -> list[_Line]:
    made = []
    for line in _TABLE.strip().splitlines():
        name, cell, model, program, state, minutes, reason, words, parts, load, feed = line.split("|")
        figures = [float(figure) if figure else None for figure in (parts, load, feed)]
        made.append(
            _Line(name, cell, model, program, MachineState[state], int(minutes), Reason[reason], words, *figures)
        )
    return made


_RULES = {
    MachineState.ALARM: "4",
    MachineState.STOPPED: "8",
    MachineState.OFFLINE: "1",
    MachineState.UNKNOWN: "12",
    MachineState.OFF: "2",
    MachineState.IDLE: "10",
    MachineState.SETUP: "9",
}


def scene(now_us: int = NOW_US) -> Changes:
    """Return all machines and links as a feed reports everything at ``now_us``."""
    machines = tuple(_live(line, now_us) for line in _lines())
    return Changes(machines, tuple(live.link for live in machines if live.link is not None))


def many(count: int, now_us: int = NOW_US) -> Changes:
    """Return as many machines as wanted, the scene's over and over under other names."""
    every = scene(now_us).machines
    made = []
    for at in range(count):
        live = every[at % len(every)]
        key = f"{live.machine.key}.{at // len(every)}" if at >= len(every) else live.machine.key
        link = None if live.link is None else replace(live.link, source=f"http://10.0.1.{at}", machines=(key,))
        made.append(replace(live, machine=replace(live.machine, key=key), link=link))
    return Changes(tuple(made), tuple(live.link for live in made if live.link is not None))


def _live(line: _Line, now_us: int) -> MachineLive:
    plant = "Joinville 2" if line.cell in ("Tornos B", "Acabamento") and line.name != "Torno 07" else "Joinville 1"
    machine = Machine(
        line.name,
        plant=plant,
        cell=line.cell,
        model=line.model,
        source=f"http://agent.{line.name.lower().replace(' ', '')}:5000",
        bands={Role.SPINDLE_LOAD: Band(30, 80, 100, 0, 120)},
    )
    since_us = now_us - line.minutes * MINUTE_US - 7_000_000
    offline = line.state is MachineState.OFFLINE
    told = since_us if offline else now_us - 800_000
    link = LinkStatus(
        machine.source,
        (machine.key,),
        LinkMode.WAITING if offline else LinkMode.STREAMING,
        since_us=since_us,
        silence_us=SILENCE_US,
        last_data_us=told,
        reason=LinkReason(LinkFault.SILENT) if offline else None,
    )
    running = line.state is MachineState.RUNNING
    signals: dict[str, float | str | None] = {
        Role.PROGRAM: line.program or None,
        Role.PART: line.words if running else None,
        Role.PART_COUNT: line.parts,
        Role.SPINDLE_LOAD: line.load,
        Role.FEED_OVERRIDE: line.feed,
    }
    conditions: tuple[ActiveCondition, ...] = ()
    if line.state is MachineState.ALARM:
        code, text = line.words.split(" ", 1)
        fault = Condition(ConditionLevel.FAULT, "SYSTEM", code, text)
        conditions = (ActiveCondition("system", fault, since_us),)
    return MachineLive(
        machine,
        Verdict(line.state, _RULES.get(line.state, "5"), line.reason, "Execution ACTIVE" if running else line.words),
        since_us=since_us,
        values={key: LiveValue(value, _quality(value), now_us) for key, value in signals.items()},
        conditions=conditions,
        proof_us=told,
        newest_us=told,
        received_us=told,
        link=link,
    )


def _quality(value: object) -> Quality:
    return Quality.UNAVAILABLE if value is None else Quality.GOOD


def day_of(live: MachineLive, now_us: int, hours: int = 16) -> list[StateInterval]:
    """Return plausible stays of a machine over the last hours, the present one included; always the same ones."""
    chance = Random(live.machine.key)
    stays: list[StateInterval] = []
    start = now_us - hours * HOUR_US
    until = now_us if live.since_us is None else live.since_us
    breaks = (
        (MachineState.IDLE, 6),
        (MachineState.STOPPED, 5),
        (MachineState.IDLE, 4),
        (MachineState.SETUP, 9),
        (MachineState.STOPPED, 12),
        (MachineState.ALARM, 4),
    )
    while start < until:
        end = start + chance.randint(15, 85) * MINUTE_US
        stays.append(_stay(live, start, min(end, until), MachineState.RUNNING))
        state, minutes = chance.choice(breaks)
        start = end + chance.randint(1, minutes) * MINUTE_US
        if end < until:
            stays.append(_stay(live, end, min(start, until), state))
    if live.since_us is not None:
        stays.append(StateInterval(live.machine.key, live.since_us, None, live.verdict))
    return stays


def _stay(live: MachineLive, start: int, end: int, state: MachineState) -> StateInterval:
    return StateInterval(live.machine.key, start, end, Verdict(state, _RULES.get(state, "5"), Reason.CUTTING))


class PastStub:
    """A history of plausible states that answers at once, on the caller's thread; it counts what it is asked."""

    def __init__(self, changes: Changes, now_us: int = NOW_US) -> None:
        self.stays = [stay for live in changes.machines for stay in day_of(live, now_us)]
        self.asked: list[tuple[str | None, int, int]] = []
        self.error: Exception | None = None

    def submit(self, question: Callable[[], T]) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(question())
        except OSError as error:
            future.set_exception(error)
        return future

    def states(self, machine: str | None, start_us: int, end_us: int) -> list[StateInterval]:
        self.asked.append((machine, start_us, end_us))
        if self.error is not None:
            raise self.error
        return [
            stay
            for stay in self.stays
            if machine in (None, stay.machine)
            and stay.start_us < end_us
            and (stay.end_us is None or stay.end_us > start_us)
        ]

    def trend(
        self, machine: str, signals: tuple[str, ...], start_us: int, end_us: int, buckets: int
    ) -> dict[str, Series]:
        return {}

    def texts(self, machine: str, signal: str, start_us: int, end_us: int) -> list[TextSpan]:
        return []

    def conditions(self, machine: str, start_us: int, end_us: int) -> list[StoredCondition]:
        return []

    def gaps(self, start_us: int, end_us: int, source: str | None = None) -> list[Gap]:
        return []

    def collecting(self, start_us: int, end_us: int) -> list[tuple[int, int]]:
        return [(start_us, end_us)]

    def points(self, machine: str, signal: str, start_us: int, end_us: int) -> Iterator[StoredPoint]:
        return iter(())


def only(changes: Changes, names: Sequence[str]) -> Changes:
    """Return the named machines of a scene, in this order, with their links."""
    by_name = {live.machine.key: live for live in changes.machines}
    machines = tuple(by_name[name] for name in names)
    return Changes(machines, tuple(live.link for live in machines if live.link is not None))
