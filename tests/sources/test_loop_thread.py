from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import CancelledError
from concurrent.futures import wait as wait_for

import pytest

from hmi.sources.loop_thread import NAME, LoopThread


@pytest.fixture
def background() -> Iterator[LoopThread]:
    thread = LoopThread()
    thread.start()
    yield thread
    assert thread.stop()


async def where() -> str:
    return threading.current_thread().name


def test_what_is_submitted_runs_on_the_background_thread(background: LoopThread) -> None:
    assert background.submit(where()).result(10) == NAME


def test_a_failure_arrives_at_whoever_waits(background: LoopThread) -> None:
    async def fail() -> None:
        raise LookupError("no such machine")

    with pytest.raises(LookupError, match="no such machine"):
        background.submit(fail()).result(10)


def test_stop_cancels_what_runs_and_lets_it_clean_up() -> None:
    thread = LoopThread()
    thread.start()
    begun, cleaned = threading.Event(), threading.Event()

    async def endless() -> None:
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            cleaned.set()

    future = thread.submit(endless())
    assert begun.wait(10)
    assert thread.stop()
    assert cleaned.is_set()
    with pytest.raises(CancelledError):
        future.result(0)
    assert NAME not in {one.name for one in threading.enumerate()}


def test_stop_ends_asynchronous_generators_and_worker_threads() -> None:
    thread = LoopThread()
    thread.start()
    closed = threading.Event()

    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
        finally:
            closed.set()

    kept = numbers()

    async def use() -> None:
        await anext(kept)
        await asyncio.to_thread(int)

    thread.submit(use()).result(10)
    assert thread.stop()
    assert closed.is_set()
    assert not [one for one in threading.enumerate() if one.name.startswith("asyncio")]


def test_what_was_submitted_just_before_the_stop_is_cancelled_not_forgotten() -> None:
    thread = LoopThread()
    thread.start()
    futures = [thread.submit(asyncio.sleep(3600)) for _ in range(50)]
    assert thread.stop()
    assert not wait_for(futures, timeout=10).not_done
    assert all(future.cancelled() for future in futures)


def test_nothing_is_taken_before_the_start_and_after_the_stop() -> None:
    thread = LoopThread()
    with pytest.raises(RuntimeError, match="not running"):
        thread.submit(where())
    assert thread.stop()
    thread = LoopThread()
    thread.start()
    assert thread.stop()
    assert thread.stop()
    with pytest.raises(RuntimeError, match="not running"):
        thread.submit(where())


def test_the_thread_does_not_wait_for_itself(background: LoopThread) -> None:
    async def stop() -> None:
        background.stop()

    with pytest.raises(RuntimeError, match="itself"):
        background.submit(stop()).result(10)


def test_a_task_that_will_not_end_is_reported_after_the_deadline(caplog: pytest.LogCaptureFixture) -> None:
    thread = LoopThread()
    thread.start()
    begun, let_go = threading.Event(), asyncio.Event()

    async def stubborn() -> None:
        begun.set()
        while not let_go.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await let_go.wait()

    loops: list[asyncio.AbstractEventLoop] = []

    async def note_loop() -> None:
        loops.append(asyncio.get_running_loop())

    thread.submit(note_loop()).result(10)
    thread.submit(stubborn())
    assert begun.wait(10)
    assert not thread.stop(deadline_s=0.05)
    assert "did not end within" in caplog.text
    loops[0].call_soon_threadsafe(let_go.set)
    assert thread.stop()
