"""Tells everybody how the writing goes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError

from hmi.history.backlog import Backlog
from hmi.history.errors import StoreError, Trouble
from hmi.history.figures import Figures, WriterStatistics
from hmi.history.health import HistoryHealth, Spooled, sentence
from hmi.history.recorder import Outcome

_log = logging.getLogger(__name__)


class Bulletin:
    """What was stored and what is wrong. The writer's thread changes it, any thread reads it."""

    def __init__(self, clock_us: Callable[[], int]) -> None:
        self._clock_us = clock_us
        self._figures = Figures()
        self._reported: set[tuple[str, str]] = set()
        self._lock = threading.Lock()
        self._stored = 0
        self._rejected = 0
        self._last_commit_us: int | None = None
        self._trouble: Trouble | None = None
        self._reason = ""
        self._place = ""
        self._waiting_since_us: int | None = None

    # -- for everybody -------------------------------------------------------------------------------------------------

    def health(self, backlog: Backlog, spooled: Spooled | None) -> HistoryHealth:
        """Return how the writing goes."""
        with self._lock:
            return HistoryHealth(
                ok=self._trouble is None,
                fill=backlog.fill,
                queued=backlog.held,
                stored=self._stored,
                last_commit_us=self._last_commit_us,
                rejected=self._rejected,
                merged=backlog.merged,
                waiting_since_us=self._waiting_since_us,
                trouble=self._trouble,
                reason=self._reason,
                place=self._place,
                spool=spooled,
            )

    def statistics(self) -> WriterStatistics:
        """Return what was stored per machine, how fast, and the gaps per source, since the program started."""
        return self._figures.statistics()

    # -- for the writer ------------------------------------------------------------------------------------------------

    def account(self, outcome: Outcome) -> None:
        """Count what was committed; whatever was wrong is over."""
        now_us = self._clock_us()
        self._figures.add(outcome, now_us)
        with self._lock:
            over = self._trouble
            self._stored += outcome.stored.total()
            self._rejected += outcome.rejected
            self._last_commit_us = now_us
            self._trouble = self._waiting_since_us = None
            self._reason = self._place = ""
        if over is not None:
            _log.info("the history is written again")
        for machine, key in outcome.unknown - self._reported:
            _log.error("%s reports a signal that was never declared, which is not stored: %s", machine, key)
        self._reported |= outcome.unknown

    def reject(self, observations: int) -> None:
        """Count observations that could not be stored."""
        with self._lock:
            self._rejected += observations

    def in_trouble(self, trouble: Trouble, error: BaseException | None, place: str) -> None:
        """Tell what is wrong with a place, until something is committed."""
        # what a store says that cannot be used as it is, is a sentence already
        reason = (
            str(error) if trouble is Trouble.UNUSABLE and isinstance(error, StoreError) else sentence(trouble, place)
        )
        with self._lock:
            new = trouble is not self._trouble
            self._trouble = trouble
            self._reason = reason
            self._place = place
            if self._waiting_since_us is None:
                self._waiting_since_us = self._clock_us()
        if new and isinstance(error, StoreError):
            _log.error("%s", error)  # it says all that there is to say
        elif new:
            words = error.orig if isinstance(error, DBAPIError) else error  # without the statement, which is long
            _log.error("%s (%s)", reason, words)
