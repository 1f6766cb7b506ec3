from __future__ import annotations

import logging

import pytest

from hmi.domain.link import Adapter, LinkFault, LinkMode, LinkReason, ModelChange
from hmi.domain.observation import Batch, Cursor, Observation, Quality
from hmi.sources.mtconnect.client import Heard
from hmi.sources.mtconnect.document import Header
from hmi.sources.mtconnect.meter import Meter
from hmi.sources.mtconnect.streams import Streams
from tests.fakes.sink import FakeSink

START_US = 1_776_873_080_000_000
REFUSED = LinkReason(LinkFault.REFUSED)


class Bench:
    """A meter with a clock that the test sets."""

    def __init__(self) -> None:
        self.now_us = START_US
        self.sink = FakeSink()
        self.meter = Meter(self.sink, "http://agent", ("m",), 5_000_000, lambda: self.now_us)

    def hear(self, created_us: int | None = None, size: int = 100, rejected: int = 0) -> None:
        header = Header(7, "1.7", 1000, 1, 50, 51, created_us)
        self.meter.document(header, Heard(None, self.now_us, size))
        self.meter.streams(Streams(header, rejected=rejected))
        self.meter.tell()

    def deliver(self, *times_us: int, accepted: bool = True, next_: int = 51) -> None:
        observations = tuple(Observation("m", "s", time_us, 1.0, Quality.GOOD, n) for n, time_us in enumerate(times_us))
        self.meter.delivered(Batch(Cursor("http://agent", 7, next_), observations, self.now_us), accepted=accepted)


def test_every_change_of_mode_is_told_at_once() -> None:
    bench = Bench()
    bench.meter.waiting(REFUSED, 2.0)
    bench.meter.connecting()
    bench.meter.recovering()
    bench.meter.following(LinkMode.STREAMING)
    assert bench.sink.modes == [
        LinkMode.WAITING,
        LinkMode.CONNECTING,
        LinkMode.RECOVERING,
        LinkMode.STREAMING,
    ]
    waiting, connecting, *_, streaming = bench.sink.statuses
    assert (waiting.reason, waiting.attempt, waiting.retry_us) == (REFUSED, 1, START_US + 2_000_000)
    assert (connecting.reason, connecting.retry_us) == (REFUSED, None)
    assert (streaming.reason, streaming.attempt) == (None, 0)


def test_the_first_attempt_is_told() -> None:
    bench = Bench()
    bench.meter.connecting()
    bench.meter.connecting()
    assert bench.sink.modes == [LinkMode.CONNECTING]
    assert len(bench.sink.statuses) == 1


def test_a_mode_that_goes_on_is_not_told_again() -> None:
    bench = Bench()
    bench.meter.following(LinkMode.STREAMING)
    bench.now_us += 5
    bench.meter.following(LinkMode.STREAMING)
    assert len(bench.sink.statuses) == 1
    assert bench.meter.status.since_us == START_US


def test_a_reconnection_is_counted_once_and_the_first_connection_not() -> None:
    bench = Bench()
    for _ in range(3):
        bench.meter.connecting()
        bench.meter.recovering()
        bench.meter.following(LinkMode.STREAMING)
        bench.meter.waiting(REFUSED, 0.0)
    assert bench.meter.status.reconnects == 2


def test_attempts_are_counted_until_the_agent_is_followed() -> None:
    bench = Bench()
    for attempt in (1, 2, 3):
        bench.meter.connecting()
        bench.meter.recovering()
        bench.meter.waiting(REFUSED, 1.0)
        assert bench.meter.status.attempt == attempt
    bench.meter.waiting(None, 1.0)
    assert (bench.meter.status.attempt, bench.meter.status.reason) == (3, REFUSED)
    bench.meter.following(LinkMode.POLLING)
    assert (bench.meter.status.attempt, bench.meter.status.reason) == (0, None)


def test_recovering_in_between_is_no_reconnection() -> None:
    bench = Bench()
    bench.meter.following(LinkMode.STREAMING)
    bench.meter.recovering()
    bench.meter.following(LinkMode.STREAMING)
    assert bench.meter.status.reconnects == 0


def test_a_link_is_logged_once_when_lost_and_once_when_back(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "hmi.sources")
    bench = Bench()
    for _ in range(3):
        bench.meter.connecting()
        bench.meter.waiting(REFUSED, 1.0)
    bench.meter.connecting()
    bench.meter.following(LinkMode.STREAMING)
    assert [record.getMessage() for record in caplog.records] == [
        "http://agent: link lost: refused",
        "http://agent: connected",
    ]


def test_documents_are_told_at_most_ten_times_a_second() -> None:
    bench = Bench()
    for _ in range(1000):
        bench.now_us += 1000
        bench.hear()
    assert 9 <= len(bench.sink.statuses) <= 11
    assert bench.meter.status.bytes_received == 100_000
    assert bench.meter.status.last_data_us == START_US + 1_000_000


def test_a_clock_that_is_set_back_does_not_silence_the_meter() -> None:
    bench = Bench()
    bench.hear()
    bench.now_us -= 3_600_000_000
    bench.hear()
    assert len(bench.sink.statuses) == 2


def test_the_numbers_of_the_header_are_told() -> None:
    bench = Bench()
    bench.hear(rejected=3)
    status = bench.sink.status
    assert (status.version, status.instance, status.buffer_size, status.rejected) == ("1.7", 7, 1000, 3)
    assert (status.first_sequence, status.agent_next_sequence) == (1, 51)


def test_the_skew_is_the_least_cut_of_the_last_few() -> None:
    bench = Bench()
    for late_us in (900_000, 400_000, 50_000, 700_000):
        bench.now_us += 250_000
        bench.hear(bench.now_us + 3_000_000 - late_us)
    assert bench.meter.status.skew_us == 2_950_000
    for _ in range(16):
        bench.hear(bench.now_us)
    assert bench.meter.status.skew_us == 0


def test_an_agent_without_a_clock_has_no_skew() -> None:
    bench = Bench()
    bench.hear()
    assert bench.meter.status.skew_us is None


def test_the_lag_is_reckoned_on_the_agents_clock() -> None:
    bench = Bench()
    bench.hear(bench.now_us + 3_000_000)
    bench.deliver(bench.now_us + 2_000_000, bench.now_us + 2_600_000)
    assert (bench.meter.status.lag_us, bench.meter.status.observations) == (400_000, 2)
    bench.deliver(next_=60)
    assert (bench.meter.status.lag_us, bench.meter.status.next_sequence) == (400_000, 60)


def test_a_clock_that_is_set_back_is_noticed_within_three_documents() -> None:
    bench = Bench()
    for _ in range(16):
        bench.hear(bench.now_us)
    for expected in (0, 0, -120_000_000):
        bench.hear(bench.now_us - 120_000_000)
        assert bench.meter.status.skew_us == expected


def test_one_slow_document_does_not_move_the_skew() -> None:
    bench = Bench()
    for late_us in (0, 5_000_000, 0, 0):
        bench.hear(bench.now_us - late_us)
    assert bench.meter.status.skew_us == 0


def test_a_machine_that_says_nothing_is_not_behind() -> None:
    bench = Bench()
    bench.deliver(bench.now_us - 4_000_000)
    bench.meter.caught_up()
    assert bench.meter.status.lag_us == 0


def test_a_skew_below_the_step_of_the_agents_clock_does_not_make_a_lag() -> None:
    bench = Bench()
    bench.hear(bench.now_us - 900_000)
    bench.deliver(bench.now_us - 80_000)
    assert (bench.meter.status.skew_us, bench.meter.status.lag_us) == (-900_000, 80_000)


def test_what_the_history_refused_is_counted_when_it_takes_it() -> None:
    bench = Bench()
    bench.deliver(1, 2, accepted=False)
    bench.deliver(1, 2)
    assert bench.meter.status.observations == 2


def test_losses_and_missing_machines_are_told() -> None:
    bench = Bench()
    bench.meter.lost(5)
    bench.meter.lost(2)
    missing = {"m": LinkReason(LinkFault.DEVICE_MISSING, "the agent has Mazak")}
    bench.meter.missing(missing)
    bench.meter.missing(missing)
    assert (bench.sink.status.lost, bench.sink.status.machine_reasons) == (7, missing)
    assert [status.lost for status in bench.sink.statuses] == [5, 7, 7]
    bench.meter.missing({})
    assert bench.sink.status.machine_reasons == {}


def test_documents_without_an_observation_are_heartbeats() -> None:
    bench = Bench()
    bench.hear()
    bench.hear(rejected=1)
    bench.meter.streams(Streams(Header(), heard=3))
    assert bench.meter.status.heartbeats == 1
    assert bench.meter.status.rejected == 1


def test_bytes_a_second_are_those_of_the_last_few_seconds() -> None:
    bench = Bench()
    for _ in range(20):
        bench.hear(size=1000)
        bench.now_us += 250_000
    assert bench.meter.status.bytes_per_s == pytest.approx(4000)
    for _ in range(40):
        bench.hear(size=100)
        bench.now_us += 250_000
    assert bench.meter.status.bytes_per_s == pytest.approx(400)


def test_bytes_a_second_are_unknown_at_first_and_survive_a_clock_that_is_set_back() -> None:
    bench = Bench()
    bench.hear()
    assert bench.meter.status.bytes_per_s is None
    bench.now_us -= 3_600_000_000
    for _ in range(8):
        bench.hear(size=1000)
        bench.now_us += 500_000
    assert bench.meter.status.bytes_per_s == pytest.approx(2000)


def test_the_newest_changes_of_the_model_are_kept() -> None:
    bench = Bench()
    for number in range(12):
        bench.meter.remodelled(ModelChange("m", number))
    assert [change.time_us for change in bench.meter.status.model_changes] == list(range(4, 12))


def test_an_adapter_stands_until_the_agent_no_longer_has_it() -> None:
    bench = Bench()
    for state in ("LISTEN", "ESTABLISHED"):
        bench.meter.streams(Streams(Header(), adapters=(Adapter("one", state, 5),)))
    bench.meter.streams(Streams(Header(), adapters=(Adapter("two", "CLOSED", 6),)))
    assert [(a.name, a.state) for a in bench.meter.status.adapters] == [("one", "ESTABLISHED"), ("two", "CLOSED")]
    bench.meter.adapters_are(["two"])
    assert [adapter.name for adapter in bench.meter.status.adapters] == ["two"]


def test_unreadable_documents_audits_and_the_tools_are_told() -> None:
    bench = Bench()
    bench.meter.unreadable()
    bench.meter.audited(2)
    bench.meter.audited(0)
    bench.meter.tools_told(REFUSED)
    status = bench.sink.status
    assert (status.parse_errors, status.audits, status.healed, status.tools_reason) == (1, 2, 2, REFUSED)
    bench.meter.tools_told(None)
    assert bench.sink.status.tools_reason is None
