"""A shop whose looks at addresses and additions end when a test says so, and what may be found at an address."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace

from hmi.domain.inspection import WANTED, InspectedDevice, Inspection
from hmi.domain.link import LinkFault, LinkReason
from hmi.domain.observation import Value
from hmi.domain.phrase import Phrase
from hmi.domain.signal import Role, Signal, SignalKind
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.settings.site import MachineSettings, SourceSettings, SourceType
from tests.ui.scene import NOW_US

URL = "http://10.20.4.63:5000"
SECOND_US = 1_000_000
_UNITS = {Role.SPINDLE_LOAD: "PERCENT", Role.FEED_OVERRIDE: "PERCENT"}
_VALUES: dict[str, Value] = {
    Role.EXECUTION: "ACTIVE",
    Role.CONTROLLER_MODE: "AUTOMATIC",
    Role.PROGRAM: "GEN-118",
    Role.PART_COUNT: 42.0,
    Role.SPINDLE_LOAD: 57.0,
    Role.FEED_OVERRIDE: 100.0,
}


def machine(name: str, plant: str, cell: str, url: str, device: str = "") -> MachineSettings:
    return MachineSettings(name, SourceSettings(SourceType.MTCONNECT, url, device), plant, cell)


MACHINES = (
    machine("Torno 01", "Joinville 1", "Tornos A", "http://10.20.4.11:5000"),
    machine("Torno 07", "Joinville 1", "Tornos B", "http://10.20.4.31:5000", "TORNO07"),
    machine("Torno 08", "Joinville 1", "Tornos B", "http://10.20.4.31:5000", "TORNO08"),
    machine("Fresa 05", "Joinville 2", "Acabamento", "http://10.20.4.45:5000"),
)


def device(name: str = "OKUMA-GENOS-L300", key: str = "", serial: str = "218744") -> InspectedDevice:
    signals = [
        Signal(name, role, SignalKind.TEXT, role, role.upper(), role=role, unit=_UNITS.get(role, ""))
        for role in _VALUES
    ]
    signals += [Signal(name, f"x.{at}", SignalKind.NUMBER, f"x{at}", "LOAD") for at in range(58 - len(signals))]
    return InspectedDevice(
        name=name,
        uuid=f"uuid-{name}",
        key=key,
        model="Okuma GENOS L300",
        serial=serial,
        paths=1,
        signals=tuple(signals),
        values=_VALUES,
        verdict=Verdict(MachineState.RUNNING, "5", Reason.CUTTING, "Execution ACTIVE"),
        wanted=dict.fromkeys(WANTED, True),
    )


GOOD = Inspection(
    url=URL,
    tested_us=NOW_US - 8 * SECOND_US,
    took_us=3_100_000,
    answer_us=18_000,
    version="2.2",
    devices=(device(),),
    listened_us=3 * SECOND_US,
    heard=213,
    newest_age_us=200_000,
    buffer_size=2**20,
    buffered=2**20,
    buffered_us=4 * 3600 * SECOND_US,
    skew_us=1_300_000,
)
SMALL_BUFFER = replace(GOOD, buffer_size=16_384, buffered=16_384, buffered_us=230 * SECOND_US)
UNREACHABLE = Inspection(
    URL, NOW_US, took_us=3 * SECOND_US, reason=LinkReason(LinkFault.UNREACHABLE, "no route to host")
)
PASSWORD = Inspection(URL, NOW_US, took_us=30_000, reason=LinkReason(LinkFault.CREDENTIALS_ASKED, "401 Unauthorized"))
SEVERAL = replace(
    GOOD,
    url="http://10.20.4.31:5000",
    devices=tuple(device(f"TORNO{at:02}", f"TORNO{at:02}", f"2187{at:02}") for at in (7, 8, 9, 10)),
)


class FakeShop:
    """Answers when :meth:`find` or :meth:`settle` say so, on the caller's thread."""

    def __init__(self) -> None:
        self.machines: tuple[MachineSettings, ...] = MACHINES
        self.obstacle: Phrase | None = None
        self.inspected: list[tuple[SourceSettings, Future[Inspection]]] = []
        self.added: list[tuple[MachineSettings, Future[None]]] = []

    def inspect(self, source: SourceSettings) -> Future[Inspection]:
        future: Future[Inspection] = Future()
        self.inspected.append((source, future))
        return future

    def add(self, machine: MachineSettings) -> Future[None]:
        future: Future[None] = Future()
        self.added.append((machine, future))
        return future

    def find(self, found: Inspection | Exception, at: int = -1) -> None:
        """Let a test end, the last one if no other is meant."""
        future = self.inspected[at][1]
        if isinstance(found, Exception):
            future.set_exception(found)
        else:
            future.set_result(found)

    def settle(self, error: Exception | None = None) -> None:
        """Let the last addition succeed, or fail."""
        machine, future = self.added[-1]
        if error is not None:
            future.set_exception(error)
            return
        self.machines = (*self.machines, machine)
        future.set_result(None)
