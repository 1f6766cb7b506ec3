from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from hmi.domain.link import LinkFault, LinkMode, LinkStatus
from hmi.sources.port import Source
from hmi.sources.supervisor import Supervisor
from tests.fakes.sink import FakeSink

NOW_US = 1_776_873_080_000_000


class Scripted:
    """A source whose n-th run does what the n-th step says; the last step repeats."""

    def __init__(self, key: str, *steps: Callable[[], Awaitable[None]]) -> None:
        self.key = key
        self.machines = (f"machine of {key}",)
        self.runs = 0
        self.ended = 0
        self._steps = steps

    async def run(self) -> None:
        step = self._steps[min(self.runs, len(self._steps) - 1)]
        self.runs += 1
        try:
            await step()
        finally:
            self.ended += 1


async def crash() -> None:
    raise LookupError("a defect")


async def forever() -> None:
    await asyncio.Event().wait()


async def leave() -> None:
    return


async def cancel_itself() -> None:
    raise asyncio.CancelledError


@pytest.fixture
def sink() -> FakeSink:
    return FakeSink()


@pytest.fixture
async def supervisor(sink: FakeSink) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(sink, lambda: NOW_US, random.Random(1), steady_s=0.2, first_delay_s=0.001)
    yield supervisor
    await supervisor.stop_all()
    assert asyncio.all_tasks() == {asyncio.current_task()}


def source(source: Source) -> Source:
    """Let mypy check that the double fits the port."""
    return source


async def test_a_source_that_crashes_is_restarted_and_shown(sink: FakeSink, supervisor: Supervisor) -> None:
    crashing = Scripted("a", crash)
    supervisor.start(source(crashing))
    await sink.until(lambda: len(sink.statuses) >= 3)
    assert crashing.runs >= 3
    first = sink.statuses[0]
    assert (first.source, first.machines, first.mode) == ("a", ("machine of a",), LinkMode.WAITING)
    assert first.reason is not None
    assert (first.reason.fault, first.reason.detail) == (LinkFault.INTERNAL, "LookupError")
    assert [status.attempt for status in sink.statuses[:3]] == [1, 2, 3]
    assert first.retry_us is not None
    assert first.retry_us >= NOW_US


async def test_one_crash_does_not_touch_the_neighbour(sink: FakeSink, supervisor: Supervisor) -> None:
    healthy = Scripted("b", forever)
    supervisor.start(Scripted("a", crash))
    supervisor.start(healthy)
    await sink.until(lambda: len(sink.statuses) >= 3)
    assert (healthy.runs, healthy.ended) == (1, 0)
    assert {status.source for status in sink.statuses} == {"a"}


@pytest.mark.parametrize("step", [leave, cancel_itself])
async def test_a_source_that_ends_by_itself_is_restarted_too(
    step: Callable[[], Awaitable[None]], sink: FakeSink, supervisor: Supervisor
) -> None:
    supervisor.start(Scripted("a", step, forever))
    await sink.until(lambda: sink.statuses)
    reason = sink.status.reason
    assert reason is not None
    assert (reason.fault, reason.detail) == (LinkFault.INTERNAL, "the source ended by itself")


async def test_a_failure_is_logged_once_and_so_is_the_recovery(
    sink: FakeSink, supervisor: Supervisor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    recovered = asyncio.Event()

    def note(record: logging.LogRecord) -> bool:
        if record.getMessage() == "a: runs again after 3 crashes":
            recovered.set()
        return True

    caplog.handler.addFilter(note)
    supervisor.start(Scripted("a", crash, crash, crash, forever))
    async with asyncio.timeout(30):
        await recovered.wait()
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(errors) == 1
    assert errors[0].exc_info is not None


async def test_stop_cancels_the_source_and_waits_for_it(sink: FakeSink, supervisor: Supervisor) -> None:
    begun = asyncio.Event()

    async def begin() -> None:
        begun.set()
        await forever()

    one = Scripted("a", begin)
    supervisor.start(one)
    await begun.wait()
    assert list(supervisor.keys) == ["a"]
    await supervisor.stop("a")
    assert one.ended == 1
    assert not supervisor.keys
    await supervisor.stop("a")
    supervisor.start(Scripted("a", forever))


async def test_a_source_can_be_stopped_while_it_waits_for_its_restart(sink: FakeSink) -> None:
    supervisor = Supervisor(sink, lambda: NOW_US, random.Random(1), first_delay_s=3600)
    supervisor.start(Scripted("a", crash))
    await sink.until(lambda: sink.statuses)
    async with asyncio.timeout(30):
        await supervisor.stop_all()


async def test_an_endpoint_has_one_source(supervisor: Supervisor) -> None:
    supervisor.start(Scripted("a", forever))
    with pytest.raises(ValueError, match="already"):
        supervisor.start(Scripted("a", forever))


async def test_a_failure_while_stopping_is_logged(supervisor: Supervisor, caplog: pytest.LogCaptureFixture) -> None:
    begun = asyncio.Event()

    async def fall() -> None:
        begun.set()
        try:
            await forever()
        finally:
            raise LookupError("on the way out")

    supervisor.start(Scripted("a", fall))
    await begun.wait()
    await supervisor.stop_all()
    assert "failed while it was stopped" in caplog.text


async def test_a_sink_that_fails_does_not_end_the_restarts(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(FakeSink):
        def link(self, status: LinkStatus) -> None:
            super().link(status)
            raise LookupError("no such machine")

    sink = Broken()
    supervisor = Supervisor(sink, lambda: NOW_US, random.Random(1), first_delay_s=0.001)
    supervisor.start(Scripted("a", crash))
    await sink.until(lambda: len(sink.statuses) >= 3)
    await supervisor.stop_all()
    assert "its state could not be told" in caplog.text
