"""Endpoints and moments that the tests of the connections page share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from hmi.domain.link import Adapter, LinkFault, LinkMode, LinkReason, LinkStatus, ModelChange, Security
from hmi.domain.records import Gap, GapReason, Series, StateInterval, StoredCondition, StoredPoint, TextSpan

T = TypeVar("T")

ZONE = ZoneInfo("America/Sao_Paulo")
SECOND = 1_000_000
MINUTE = 60 * SECOND


def at(hour: int, minute: int, second: int = 0, day: int = 19) -> int:
    """Return a moment of the plant's wall clock in microseconds UTC."""
    return int(datetime(2026, 11, day, hour, minute, second, tzinfo=ZONE).timestamp()) * SECOND


NOW = at(14, 5, 20)

STREAMING = LinkStatus(
    source="http://10.20.4.11:5000",
    machines=("Torno 01", "Torno 02"),
    mode=LinkMode.STREAMING,
    since_us=at(7, 2),
    silence_us=5 * SECOND,
    last_data_us=NOW - SECOND // 5,
    reconnects=0,
    version="2.2.0.17",
    instance=1795093728,
    buffer_size=131_072,
    first_sequence=41_000_000,
    next_sequence=41_013_107,
    agent_next_sequence=41_013_107,
    observations=1_284_332,
    bytes_received=212_400_000,
    skew_us=100_000,
    lag_us=400_000,
)
WAITING = LinkStatus(
    source="http://10.20.4.61:5000",
    machines=("Retífica 1",),
    mode=LinkMode.WAITING,
    since_us=at(13, 47, 4),
    silence_us=5 * SECOND,
    last_data_us=at(13, 47, 2),
    reason=LinkReason(LinkFault.REFUSED, "errno 111"),
    attempt=9,
    retry_us=NOW + 22 * SECOND,
    reconnects=1,
)
RECOVERING = replace(
    STREAMING,
    source="https://10.20.4.20:5000",
    machines=("Centro 03", "Centro 06", "Centro 07"),
    mode=LinkMode.RECOVERING,
    next_sequence=41_000_100,
    agent_next_sequence=41_112_722,
    lag_us=38 * SECOND,
    reconnects=2,
)
MISSING = replace(
    STREAMING,
    source="http://10.20.4.16:7878",
    machines=("Torno 09", "Torno 13"),
    machine_reasons={"Torno 13": LinkReason(LinkFault.DEVICE_MISSING, "OKUMA-13")},
)
WELL = Adapter("Torno-07", "ESTABLISHED", at(7, 2))
LISTENING = Adapter("Torno-08", "LISTEN", at(13, 40))
CHANGE = ModelChange("Torno 07", at(13, 20), appeared=("spindle_load@S2", "x.load"), vanished=("part_count",))
FULL = replace(
    STREAMING,
    source="https://10.20.4.31:5000",
    machines=("Torno 07", "Torno 08"),
    skew_us=2_600_000,
    heartbeats=4_812,
    parse_errors=12,
    rejected=3,
    lost=412,
    bytes_per_s=4_230.0,
    audits=312,
    healed=2,
    security=Security(encrypted=True, own_ca=True, client_certificate=True, credentials="bearer"),
    adapters=(WELL, LISTENING),
    model_changes=(ModelChange("Torno 08", at(9, 5), vanished=("tool", "line")), CHANGE),
    tools_reason=LinkReason(LinkFault.AGENT_ERROR, "UNSUPPORTED: assets"),
)
"""An endpoint that has something to tell in every group of its details."""
OVERRUN = Gap(RECOVERING.source, at(13, 31), at(13, 33), GapReason.OVERRUN, 5_218)
RESTART = Gap(MISSING.source, at(12, 31), at(12, 32), GapReason.RESTART, None)


class FakePast:
    """A history that answers at once, or when the test says so."""

    def __init__(self, *, late: bool = False) -> None:
        self.kept: list[Gap] = []
        self.spans: list[tuple[int, int]] = []
        self.error: Exception | None = None
        self.asked = 0
        self._late = late
        self._waiting: list[tuple[Callable[[], Any], Future[Any]]] = []

    def submit(self, question: Callable[[], T]) -> Future[T]:
        self.asked += 1
        promise: Future[T] = Future()
        if self._late:
            self._waiting.append((question, promise))
        else:
            self._answer(question, promise)
        return promise

    def answer(self) -> None:
        """Answer what waits."""
        waiting, self._waiting = self._waiting, []
        for question, promise in waiting:
            if promise.set_running_or_notify_cancel():
                self._answer(question, promise)

    def _answer(self, question: Callable[[], T], promise: Future[T]) -> None:
        if self.error is not None:
            promise.set_exception(self.error)
        else:
            promise.set_result(question())

    def gaps(self, start_us: int, end_us: int, source: str | None = None) -> list[Gap]:
        return [gap for gap in self.kept if gap.end_us >= start_us and gap.start_us < end_us]

    def collecting(self, start_us: int, end_us: int) -> list[tuple[int, int]]:
        return self.spans

    def trend(
        self, machine: str, signals: tuple[str, ...], start_us: int, end_us: int, buckets: int
    ) -> dict[str, Series]:
        raise AssertionError("the connections page asks for no trends")

    def states(self, machine: str | None, start_us: int, end_us: int) -> list[StateInterval]:
        raise AssertionError("the connections page asks for no states")

    def texts(self, machine: str, signal: str, start_us: int, end_us: int) -> list[TextSpan]:
        raise AssertionError("the connections page asks for no texts")

    def conditions(self, machine: str, start_us: int, end_us: int) -> list[StoredCondition]:
        raise AssertionError("the connections page asks for no conditions")

    def points(self, machine: str, signal: str, start_us: int, end_us: int) -> Iterator[StoredPoint]:
        raise AssertionError("the connections page asks for no points")
