"""Ends read transactions that last too long, because the database keeps everything that was written meanwhile.

SQLite cannot fold its write-ahead log into the file past the oldest moment that a transaction still sees, so the log
grows with every commit; PostgreSQL keeps what was deleted. A transaction here lasts milliseconds; one that lasts a
minute is a defect or a disk in trouble, and must not cost the disk as well.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_log = logging.getLogger(__name__)


class Loan:
    """A connection of the driver that is in a read transaction."""

    def __init__(self, connection: Any, ends_s: float) -> None:
        self.ends_s = ends_s
        """On the monotonic clock."""
        self._connection = connection
        self._guard = threading.Lock()
        self._returned = False
        self._expired = False

    @property
    def expired(self) -> bool:
        """Whether the transaction was ended because it had lasted too long."""
        return self._expired

    def give_back(self) -> None:
        """The connection is nobody's any more, or another's."""
        with self._guard:
            self._returned = True

    def end(self, cancel: Callable[[Any], None]) -> None:
        """End the statement that runs, and the transaction, from another thread."""
        with self._guard:
            if self._returned:
                return
            self._expired = True
            cancel(self._connection)
            self._connection.rollback()


class Loans:
    """The connections that are lent at the moment, each for at most ``limit_s`` seconds. Any thread.

    Drivers may be told to cancel and roll back from another thread: SQLite and psycopg let one at a time at a
    connection.
    """

    def __init__(self, cancel: Callable[[Any], None], limit_s: float) -> None:
        self.limit_s = limit_s
        self._cancel = cancel
        self._changed = threading.Condition()
        self._lent: dict[Loan, None] = {}
        """In the order in which they end."""
        self._idle = True
        self._closed = False
        self._thread: threading.Thread | None = None

    @contextmanager
    def lend(self, connection: Any) -> Iterator[Loan]:
        """Watch a driver's connection meanwhile."""
        loan = Loan(connection, time.monotonic() + self.limit_s)
        with self._changed:
            self._lent[loan] = None
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._watch, name="query-limit", daemon=True)
                self._thread.start()
            if self._idle:
                self._changed.notify()
        try:
            yield loan
        finally:
            loan.give_back()
            with self._changed:
                del self._lent[loan]

    def close(self) -> None:
        """Watch no longer."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        while (loan := self._overdue()) is not None:
            _log.error("a question to the history is ended because it took more than %g s", self.limit_s)
            try:
                loan.end(self._cancel)
            except Exception:  # noqa: BLE001 - of the driver, whose connection may be broken; the others are watched on
                _log.exception("a question to the history could not be ended")

    def _overdue(self) -> Loan | None:
        """Wait for a loan that has lasted too long; None when no more are watched."""
        with self._changed:
            while not self._closed:
                waiting = next((loan for loan in self._lent if not loan.expired), None)
                left_s = None if waiting is None else waiting.ends_s - time.monotonic()
                if waiting is not None and left_s is not None and left_s <= 0:
                    return waiting
                self._idle = waiting is None
                self._changed.wait(left_s)
                self._idle = False
        return None
