"""Questions to the history that never hold up the window: the newest counts, answers to older ones are dropped."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from hmi.domain.records import Gap, Series, StateInterval, StoredCondition, StoredPoint, TextSpan

_log = logging.getLogger(__name__)
T = TypeVar("T")


class Past(Protocol):
    """What the window asks of the history; the methods block, so they are called only inside :meth:`submit`.

    Times are microseconds UTC. Windows are half open. States and texts include the one that held when the window began.
    """

    def submit(self, question: Callable[[], T]) -> Future[T]:
        """Run a question on the query pool; cancelling the future interrupts it."""

    def trend(
        self, machine: str, signals: tuple[str, ...], start_us: int, end_us: int, buckets: int
    ) -> dict[str, Series]:
        """Return first, minimum, maximum and last per bucket for each number signal."""

    def states(self, machine: str | None, start_us: int, end_us: int) -> list[StateInterval]:
        """Return the state intervals that touch the window, of one machine or of all, by machine and time."""

    def texts(self, machine: str, signal: str, start_us: int, end_us: int) -> list[TextSpan]:
        """Return the values of a text signal."""

    def conditions(self, machine: str, start_us: int, end_us: int) -> list[StoredCondition]:
        """Return the condition events of a machine."""

    def gaps(self, start_us: int, end_us: int, source: str | None = None) -> list[Gap]:
        """Return what was lost, of one endpoint or of all."""

    def collecting(self, start_us: int, end_us: int) -> list[tuple[int, int]]:
        """Return the spans in which this store was being written to."""

    def points(self, machine: str, signal: str, start_us: int, end_us: int) -> Iterator[StoredPoint]:
        """Return every stored observation of a signal, in order of time; blocks whenever it turns a page."""


class Ask(QObject):
    """Asks one question at a time for one place on the screen; ``answer`` comes on the GUI thread."""

    _done = Signal(int, object, object)

    def __init__(self, past: Past, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.past = past
        self._newest = 0
        self._future: Future[Any] | None = None
        self._answer: Callable[[Any], None] | None = None
        self._failed: Callable[[Exception], None] | None = None
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._answer is not None

    def ask(
        self,
        question: Callable[[], T],
        answer: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run ``question`` on the query pool and give its result to ``answer``, unless a newer question comes first."""
        self.cancel()
        self._newest += 1
        number = self._newest
        self._answer, self._failed = answer, failed
        self._future = self.past.submit(question)
        self._future.add_done_callback(lambda future: self._finished(number, future))

    def cancel(self) -> None:
        """Give up the question that is under way."""
        if self._future is not None:
            self._future.cancel()
        self._future = self._answer = self._failed = None
        self._newest += 1

    def _finished(self, number: int, future: Future[Any]) -> None:
        """Runs on the query pool's thread."""
        try:
            error = future.exception()
        except CancelledError:
            return
        self._done.emit(number, None if error else future.result(), error)

    def _deliver(self, number: int, result: object, error: Exception | None) -> None:
        if number != self._newest:
            return
        answer, failed = self._answer, self._failed
        self._future = self._answer = self._failed = None
        if error is None:
            if answer is not None:
                answer(result)
        elif failed is not None:
            failed(error)
        else:
            _log.error("a question to the history failed", exc_info=error)
