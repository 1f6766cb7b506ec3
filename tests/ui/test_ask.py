"""Questions to the history from the window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import pytest
from pytestqt.qtbot import QtBot

from hmi.ui.ask import Ask
from hmi.ui.late import LatePast

T = TypeVar("T")


class Pool(LatePast):
    """The query pool without a history behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.threads = ThreadPoolExecutor(2, thread_name_prefix="query")

    def submit(self, question: Callable[[], T]) -> Future[T]:
        return self.threads.submit(question)


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool()
    yield made
    made.threads.shutdown()


def test_an_answer_comes_on_the_windows_thread(qtbot: QtBot, pool: Pool) -> None:
    heard: list[tuple[int, threading.Thread]] = []
    ask = Ask(pool)
    ask.ask(lambda: 42, lambda answer: heard.append((answer, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [(42, threading.current_thread())]
    assert not ask.busy


def test_an_older_answer_is_dropped(qtbot: QtBot, pool: Pool) -> None:
    go = threading.Event()
    heard: list[str] = []

    def slow() -> str:
        go.wait(10)
        return "old"

    ask = Ask(pool)
    ask.ask(slow, heard.append)
    ask.ask(lambda: "new", heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    go.set()
    pool.threads.shutdown()
    qtbot.wait(20)
    assert heard == ["new"]


def test_a_question_that_fails_says_so(qtbot: QtBot, pool: Pool) -> None:
    heard: list[Exception] = []

    def broken() -> None:
        raise ValueError("no such table")

    Ask(pool).ask(broken, lambda _answer: None, heard.append)
    ask = Ask(pool)
    ask.ask(broken, lambda _answer: None, heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert str(heard[0]) == "no such table"


def test_a_failure_that_nobody_wants_is_logged(qtbot: QtBot, pool: Pool, caplog: pytest.LogCaptureFixture) -> None:
    ask = Ask(pool)

    def broken() -> None:
        raise ValueError("no such table")

    ask.ask(broken, lambda _answer: None)
    qtbot.waitUntil(lambda: "a question to the history failed" in caplog.text)


def test_a_cancelled_question_is_never_answered(qtbot: QtBot, pool: Pool) -> None:
    heard: list[int] = []
    ask = Ask(pool)
    ask.ask(lambda: 1, heard.append)
    ask.cancel()
    pool.threads.shutdown()
    qtbot.wait(20)
    assert heard == []


def test_questions_wait_until_the_history_is_open(qtbot: QtBot, pool: Pool) -> None:
    heard: list[int] = []
    late = LatePast()
    ask = Ask(late)
    ask.ask(lambda: 7, heard.append)
    assert heard == []
    late.arrive(pool)
    qtbot.waitUntil(lambda: heard == [7])
    ask.ask(lambda: 8, heard.append)
    qtbot.waitUntil(lambda: heard == [7, 8])


def test_a_question_that_was_given_up_before_the_history_opened_is_not_asked(pool: Pool) -> None:
    asked: list[int] = []
    late = LatePast()
    late.submit(lambda: asked.append(1)).cancel()
    late.arrive(pool)
    pool.threads.shutdown()
    assert asked == []


def test_a_failure_of_a_question_that_waited_is_passed_on(pool: Pool) -> None:
    def broken() -> None:
        raise ValueError("disk")

    late = LatePast()
    promise = late.submit(broken)
    late.arrive(pool)
    assert isinstance(promise.exception(10), ValueError)
