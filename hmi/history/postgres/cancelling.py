"""Ends statements from other threads without making those threads wait for the network."""

from __future__ import annotations

import logging
import threading
from typing import Any, Final

import psycopg
from sqlalchemy import Engine, event

_log = logging.getLogger(__name__)

_PATIENCE_S: Final = 5.0


class Cancelling:
    """Asks the server, on a connection of its own, to end what runs on another. Any thread.

    A request that is under way could hit the next statement on the same connection, so one that goes back into its
    pool waits until the request has been heard.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asking: dict[int, threading.Thread] = {}

    def guard(self, engine: Engine) -> None:
        """Let connections of an engine wait for what was asked about them."""
        event.listen(engine, "checkin", self._settle)

    def cancel(self, connection: psycopg.Connection[Any]) -> None:
        """Ask for the end of what runs on a connection; returns at once."""
        thread = threading.Thread(target=_ask, args=(connection,), name="query-end", daemon=True)
        with self._lock:
            self._asking[id(connection)] = thread
        thread.start()

    def _settle(self, connection: Any, _record: object) -> None:
        with self._lock:
            thread = self._asking.pop(id(connection), None)
        if thread is not None:
            thread.join()


def _ask(connection: psycopg.Connection[Any]) -> None:
    try:
        connection.cancel_safe(timeout=_PATIENCE_S)
    except psycopg.Error as error:
        _log.info("a query could not be ended, and runs to its end: %s", error)
