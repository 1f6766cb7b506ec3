"""The history before it is open: questions wait until it is, so that the window paints without it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any, TypeVar

from hmi.domain.records import Gap, Series, StateInterval, StoredCondition, StoredPoint, TextSpan
from hmi.ui.ask import Past

T = TypeVar("T")


class LatePast:
    """A :class:`Past` that passes on to the real one once :meth:`arrive` has named it; usable from any thread.

    The number of waiting questions is bounded by the places on the screen that ask: each cancels its older one.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._real: Past | None = None
        self._waiting: list[tuple[Callable[[], Any], Future[Any]]] = []

    def arrive(self, real: Past) -> None:
        """Answer from ``real`` from now on, what waits first."""
        with self._lock:
            self._real = real
            waiting, self._waiting = self._waiting, []
        for question, promise in waiting:
            if promise.set_running_or_notify_cancel():
                _forward(real.submit(question), promise)

    def leave(self) -> None:
        """Let questions wait again, until there is another history."""
        with self._lock:
            self._real = None

    def submit(self, question: Callable[[], T]) -> Future[T]:
        """Run a question on the query pool, now or as soon as there is one."""
        with self._lock:
            if self._real is not None:
                return self._real.submit(question)
            promise: Future[T] = Future()
            self._waiting = [(asked, future) for asked, future in self._waiting if not future.cancelled()]
            self._waiting.append((question, promise))
            return promise

    def trend(
        self, machine: str, signals: tuple[str, ...], start_us: int, end_us: int, buckets: int
    ) -> dict[str, Series]:
        """See :class:`Past`."""
        return self._open().trend(machine, signals, start_us, end_us, buckets)

    def states(self, machine: str | None, start_us: int, end_us: int) -> list[StateInterval]:
        """See :class:`Past`."""
        return self._open().states(machine, start_us, end_us)

    def texts(self, machine: str, signal: str, start_us: int, end_us: int) -> list[TextSpan]:
        """See :class:`Past`."""
        return self._open().texts(machine, signal, start_us, end_us)

    def conditions(self, machine: str, start_us: int, end_us: int) -> list[StoredCondition]:
        """See :class:`Past`."""
        return self._open().conditions(machine, start_us, end_us)

    def gaps(self, start_us: int, end_us: int, source: str | None = None) -> list[Gap]:
        """See :class:`Past`."""
        return self._open().gaps(start_us, end_us, source)

    def collecting(self, start_us: int, end_us: int) -> list[tuple[int, int]]:
        """See :class:`Past`."""
        return self._open().collecting(start_us, end_us)

    def points(self, machine: str, signal: str, start_us: int, end_us: int) -> Iterator[StoredPoint]:
        """See :class:`Past`."""
        return self._open().points(machine, signal, start_us, end_us)

    def _open(self) -> Past:
        if self._real is None:
            raise RuntimeError("a question was asked outside submit, before the history was open")
        return self._real


def _forward(answer: Future[Any], promise: Future[Any]) -> None:
    def done(finished: Future[Any]) -> None:
        if finished.cancelled():
            promise.set_exception(RuntimeError("the history was closed"))
        elif (error := finished.exception()) is not None:
            promise.set_exception(error)
        else:
            promise.set_result(finished.result())

    answer.add_done_callback(done)
