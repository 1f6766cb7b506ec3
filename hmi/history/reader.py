"""Runs queries on a few read-only connections, each of them cancellable."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from hmi.history.database import Database
from hmi.history.errors import QueryCancelledError, QueryError, QueryTooLongError, TooManyQueriesError
from hmi.history.loans import Loan, Loans

_T = TypeVar("_T")

CONNECTIONS: Final = 3
LIMIT_S: Final = 60.0
"""How long one read transaction may last; questions that read more are asked in several."""
_MOST_WAITING: Final = 200
_LOAN: Final = "hmi.loan"


class Query(Future[_T], Generic[_T]):
    """The answer to come. ``cancel`` also stops a query that runs: it then ends with QueryCancelledError."""

    def __init__(self, interrupt: Callable[[Any], None]) -> None:
        super().__init__()
        self._interrupt = interrupt
        self._guard = threading.Lock()
        self._unwanted = False
        self._statement_on: Any = None

    def cancel(self) -> bool:
        """Give the answer up; return whether the query had not begun yet."""
        if super().cancel():
            return True
        with self._guard:
            self._unwanted = True
            if self._statement_on is not None:
                self._interrupt(self._statement_on)
        return False

    @property
    def unwanted(self) -> bool:
        """Whether it was cancelled after it had begun."""
        with self._guard:
            return self._unwanted

    @contextmanager
    def using(self, connection: Any) -> Iterator[None]:
        """Let ``cancel`` interrupt this driver's connection meanwhile, and no longer."""
        with self._guard:
            self._statement_on = connection
        try:
            yield
        finally:
            with self._guard:
                self._statement_on = None


class _Current(threading.local):
    query: Query[Any] | None = None


class Readers:
    """A pool of read-only connections and the threads for queries that nobody waits for. Any thread."""

    def __init__(self, database: Database, connections: int = CONNECTIONS, *, limit_s: float = LIMIT_S) -> None:
        self._database = database
        self._loans = Loans(database.cancel, limit_s)
        self._engine: Engine = database.reading(connections)
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix="query")
        self._current = _Current()
        self._lock = threading.Lock()
        self._asked: set[Query[Any]] = set()
        """Queries that wait or run."""
        self._closed = False
        event.listen(self._engine, "before_cursor_execute", self._before_statement)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Lend a connection in a read transaction of its own: all statements see the same moment. Keep it short.

        Raises QueryError when the store cannot be read, QueryTooLongError when the transaction lasted too long and was
        ended, QueryCancelledError when the query was cancelled.
        """
        query = self._current.query
        loan: Loan | None = None
        try:
            with self._engine.begin() as connection, ExitStack() as lent:
                driver = connection.connection.driver_connection
                loan = connection.info[_LOAN] = lent.enter_context(self._loans.lend(driver))
                lent.callback(connection.info.pop, _LOAN)
                if query is not None:
                    lent.enter_context(query.using(driver))
                yield connection
        except SQLAlchemyError as error:
            if query is not None and query.unwanted:
                raise QueryCancelledError("The query was cancelled.") from error
            if loan is not None and loan.expired:
                raise self._too_long() from error
            words = error.orig if isinstance(error, DBAPIError) else error
            raise QueryError(f"The history in {self._database.place} cannot be read ({words}).") from error

    def submit(self, query: Callable[[], _T]) -> Query[_T]:
        """Run a query in a thread of the pool; whatever it raises comes out of the future."""
        future: Query[_T] = Query(self._database.cancel)
        with self._lock:
            if len(self._asked) >= _MOST_WAITING:
                future.set_exception(TooManyQueriesError(f"{_MOST_WAITING} queries wait for the history already."))
            elif self._closed:
                future.set_exception(QueryError("The history is closed."))
            else:
                self._asked.add(future)
                self._threads.submit(self._run, future, query)
        return future

    def close(self) -> None:
        """Cancel all queries and close the connections."""
        with self._lock:
            self._closed = True
            asked = tuple(self._asked)
        for query in asked:
            query.cancel()
        self._threads.shutdown()
        self._loans.close()
        self._engine.dispose()

    def _run(self, future: Query[_T], query: Callable[[], _T]) -> None:
        try:
            if future.set_running_or_notify_cancel():
                self._answer(future, query)
        finally:
            with self._lock:
                self._asked.discard(future)

    def _answer(self, future: Query[_T], query: Callable[[], _T]) -> None:
        self._current.query = future
        try:
            answer = query()
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever asked
            future.set_exception(error)
        else:
            future.set_result(answer)
        finally:
            self._current.query = None

    def _before_statement(self, connection: Connection, *_: object) -> None:
        query = self._current.query
        if query is not None and query.unwanted:
            raise QueryCancelledError("The query was cancelled.")
        loan: Loan | None = connection.info.get(_LOAN)
        if loan is not None and loan.expired:
            raise self._too_long()

    def _too_long(self) -> QueryTooLongError:
        return QueryTooLongError(
            f"The history was read for more than {self._loans.limit_s:g} s at once, which holds up its storage: "
            "ask for a shorter time."
        )
