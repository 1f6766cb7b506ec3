"""When a trend asks the history: soon after the user stops moving it, again and again while it is live."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from hmi.ui.ask import Ask, Past
from hmi.ui.trends.questions import Answer, Question

_log = logging.getLogger(__name__)

_DEBOUNCE_MS = 200
_REFRESH_MS = (5_000, 60_000)
"""How often a live window is asked for anew, at most and at least: what arrived between two looks of this window is
only in the history. A window of weeks shows nothing of that within seconds."""


class TrendAsking(QObject):
    """Asks what ``question`` returns, if anything; the newest question counts, and a slow history is not pressed.

    ``answered`` carries an :class:`Answer`; ``failed`` comes instead. Asks only between :meth:`start` and :meth:`stop`.
    """

    answered = Signal(Answer)
    failed = Signal()

    def __init__(self, past: Past | None, question: Callable[[], Question | None], parent: QObject) -> None:
        super().__init__(parent)
        self._ask = None if past is None else Ask(past, self)
        self._question = question
        self.live = True
        """Whether the window follows the present, so that there is always news to ask for."""
        self.failing = False
        """Whether the newest question failed."""
        self.soon = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self.soon.timeout.connect(self.now)
        self.again = QTimer(self, interval=_REFRESH_MS[0])
        self.again.timeout.connect(self._once_more)

    @property
    def possible(self) -> bool:
        """Whether there is a history."""
        return self._ask is not None

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come, or the question soon to be asked."""
        return self.soon.isActive() or (self._ask is not None and self._ask.busy)

    def pace(self, bucket_us: int) -> None:
        """Ask anew as often as a window changes in which a pixel stands for so much time."""
        interval_ms = min(max(bucket_us // 4_000, _REFRESH_MS[0]), _REFRESH_MS[1])
        if interval_ms != self.again.interval():
            self.again.setInterval(interval_ms)

    def start(self) -> None:
        """Begin to ask."""
        self.again.start()
        self.now()

    def stop(self) -> None:
        """Give up what is asked, and ask no more."""
        self.again.stop()
        self.cancel()

    def cancel(self) -> None:
        """Give up what is asked."""
        self.soon.stop()
        if self._ask is not None:
            self._ask.cancel()

    def now(self) -> None:
        """Ask at once; an older question that is still under way is given up."""
        self.soon.stop()
        ask = self._ask
        question = self._question() if ask is not None and self.again.isActive() else None
        if ask is not None and question is not None:
            ask.ask(lambda: question.ask(ask.past), self._take, self._fail)

    def _once_more(self) -> None:
        if not self.busy and (self.live or self.failing):
            self.now()

    def _take(self, answer: Answer) -> None:
        if self.failing:
            _log.info("the history answers the trend again")
        self.failing = False
        self.answered.emit(answer)

    def _fail(self, error: Exception) -> None:
        if not self.failing:
            _log.warning("the history cannot be read for the trend: %s", error)
        self.failing = True
        self.failed.emit()
