"""Queries in threads: how they are cancelled, refused and ended."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest
from sqlalchemy import text

from hmi.history.errors import QueryCancelledError, QueryError, TooManyQueriesError
from hmi.history.reader import Readers
from hmi.history.sqlite.database import SqliteDatabase
from hmi.history.store import FILE_NAME
from tests.history.making import WAIT_S, database_in

_ENDLESS = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n")


@pytest.fixture
def readers(tmp_path: Path) -> Iterator[Readers]:
    database_in(tmp_path).prepare()
    readers = Readers(database_in(tmp_path), connections=2)
    yield readers
    readers.close()


def endless(readers: Readers, begun: threading.Event) -> Callable[[], object]:
    def query() -> object:
        with readers.connection() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.set_trace_callback(lambda statement: begun.set() if "RECURSIVE" in statement else None)
            try:
                return connection.execute(_ENDLESS).scalar()
            finally:
                driver.set_trace_callback(None)

    return query


def nothing_left(readers: Readers) -> int:
    with readers.connection() as connection:
        return int(connection.execute(text("SELECT 1")).scalar_one())


def test_an_answer_comes_out_of_the_future(readers: Readers) -> None:
    assert readers.submit(lambda: nothing_left(readers)).result(WAIT_S) == 1


def test_what_a_query_raises_comes_out_of_the_future(readers: Readers) -> None:
    def fail() -> None:
        raise KeyError("mine")

    assert isinstance(readers.submit(fail).exception(WAIT_S), KeyError)


def test_a_query_that_runs_is_interrupted_when_it_is_cancelled(readers: Readers) -> None:
    for _ in range(5):  # more often than there are connections: none is lost
        begun = threading.Event()
        query = readers.submit(endless(readers, begun))
        assert begun.wait(WAIT_S)
        assert not query.cancel()
        assert isinstance(query.exception(WAIT_S), QueryCancelledError)
    assert nothing_left(readers) == 1


def test_a_query_that_waits_never_runs_when_it_is_cancelled(readers: Readers) -> None:
    begun = [threading.Event(), threading.Event()]
    running = [readers.submit(endless(readers, event)) for event in begun]
    assert all(event.wait(WAIT_S) for event in begun)
    ran: list[int] = []
    waiting = readers.submit(lambda: ran.append(1))
    assert waiting.cancel()
    for query in running:
        query.cancel()
    with pytest.raises(CancelledError):
        waiting.result(WAIT_S)
    assert readers.submit(lambda: nothing_left(readers)).result(WAIT_S) == 1
    assert ran == []


def test_a_cancelled_query_stops_before_its_next_statement(readers: Readers) -> None:
    between = threading.Event()
    cancelled = threading.Event()

    def query() -> None:
        with readers.connection() as connection:
            connection.execute(text("SELECT 1"))
            between.set()
            assert cancelled.wait(WAIT_S)
            connection.execute(text("SELECT 2"))

    asked = readers.submit(query)
    assert between.wait(WAIT_S)
    asked.cancel()
    cancelled.set()
    assert isinstance(asked.exception(WAIT_S), QueryCancelledError)


def test_cancelling_after_the_answer_does_nothing(readers: Readers) -> None:
    query = readers.submit(lambda: nothing_left(readers))
    assert query.result(WAIT_S) == 1
    query.cancel()
    assert query.result() == 1
    assert nothing_left(readers) == 1


async def test_a_task_that_waits_for_an_answer_can_be_cancelled(readers: Readers) -> None:
    begun = threading.Event()
    query = readers.submit(endless(readers, begun))
    answer = asyncio.wrap_future(query)
    await asyncio.to_thread(begun.wait, WAIT_S)
    answer.cancel()
    assert isinstance(await asyncio.to_thread(query.exception, WAIT_S), QueryCancelledError)


def test_closing_ends_what_runs_and_what_waits(tmp_path: Path) -> None:
    database_in(tmp_path).prepare()
    readers = Readers(database_in(tmp_path), connections=1)
    begun = threading.Event()
    running = readers.submit(endless(readers, begun))
    waiting = readers.submit(lambda: nothing_left(readers))
    assert begun.wait(WAIT_S)
    readers.close()
    assert isinstance(running.exception(WAIT_S), QueryCancelledError)
    assert waiting.cancelled()
    with pytest.raises(QueryError, match="closed"):
        readers.submit(lambda: 1).result(WAIT_S)


def test_more_questions_than_anyone_waits_for_are_refused(readers: Readers) -> None:
    begun = [threading.Event(), threading.Event()]
    running = [readers.submit(endless(readers, event)) for event in begun]
    assert all(event.wait(WAIT_S) for event in begun)
    asked = [readers.submit(lambda: 1) for _ in range(250)]
    refused = [query for query in asked if query.done()]
    assert len(refused) == 52
    assert isinstance(refused[0].exception(), TooManyQueriesError)
    for query in running:
        query.cancel()
    assert all(query.result(WAIT_S) == 1 for query in asked if query not in refused)


def test_a_reader_cannot_write(readers: Readers) -> None:
    with pytest.raises(QueryError, match="cannot be read"), readers.connection() as connection:
        connection.execute(text("DELETE FROM machine"))


def test_a_damaged_store_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    SqliteDatabase(path).prepare()
    path.write_bytes(path.read_bytes()[:8192] + b"\xff" * (path.stat().st_size - 8192))
    readers = Readers(SqliteDatabase(path))
    with pytest.raises(QueryError, match="cannot be read"), readers.connection() as connection:
        connection.execute(text("SELECT * FROM machine"))
    readers.close()


def test_all_statements_of_a_query_see_the_same_moment(readers: Readers, tmp_path: Path) -> None:
    with readers.connection() as connection:
        before = connection.execute(text("SELECT count(*) FROM source")).scalar()
        with sqlite3.connect(tmp_path / FILE_NAME) as other:
            other.execute("INSERT INTO source (key) VALUES ('a')")
        other.close()
        assert connection.execute(text("SELECT count(*) FROM source")).scalar() == before == 0
    with readers.connection() as connection:
        assert connection.execute(text("SELECT count(*) FROM source")).scalar() == 1
