"""Answers of other threads, brought to the window's; the newest counts, those to older questions are dropped."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")


class Awaited(QObject):
    """Waits for one future at a time; its answer comes on the GUI thread."""

    _done = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest = 0
        self._future: Future[Any] | None = None
        self._answer: Callable[[Future[Any]], None] | None = None
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._future is not None

    def wait(self, future: Future[T], answer: Callable[[Future[T]], None]) -> None:
        """Give the future, done, to ``answer``, unless it is cancelled or another one is waited for first."""
        self.cancel()
        self._newest += 1
        number = self._newest
        self._future, self._answer = future, answer
        future.add_done_callback(lambda done: None if done.cancelled() else self._done.emit(number))

    def cancel(self) -> None:
        """Give up what is waited for; it is told to end."""
        future, self._future, self._answer = self._future, None, None
        self._newest += 1
        if future is not None:
            future.cancel()

    def _deliver(self, number: int) -> None:
        future, answer = self._future, self._answer
        if number != self._newest or future is None or answer is None:
            return
        self._future = self._answer = None
        answer(future)
