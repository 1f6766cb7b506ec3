"""The way of every load into a store that is waited for, because it is on this computer."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from typing import Final

from hmi.domain.records import Entry
from hmi.history.backlog import Declaration, Load
from hmi.history.committing import CommitError, Committer
from hmi.history.errors import Trouble
from hmi.history.salvage import remains, size_of, storable_part

_log = logging.getLogger(__name__)


class Straight:
    """Commits loads one after the other; see :class:`hmi.history.writer.Way`. The writer's thread only.

    ``make_room`` is called while the disk is full, ``wait`` before each try.
    """

    direct: Final = True
    pause_s: Final = math.inf
    spooled: Final = None

    def __init__(
        self, committer: Committer, place: str, *, wait: Callable[[], None], make_room: Callable[[], None]
    ) -> None:
        self._committer = committer
        self._place = place
        self._wait = wait
        self._make_room = make_room

    def beat(self) -> None:
        """Say in the store that collecting goes on."""
        self._persist((), ())

    def write(self, load: Load) -> None:
        """Commit a load; if the database does not take it as it is, commit all of it that it does take."""
        try:
            self._persist(load.declarations, load.entries)
        except CommitError as error:
            _log.warning("a batch is written piece by piece, because it was not taken whole: %r", error.cause)
            for declaration in load.declarations:
                self._write_one(declaration, None)
            for entry in load.entries:
                self._write_one(None, entry)

    def replay(self, _budget_s: float) -> bool:
        """Do nothing: nothing is ever left behind."""
        return False

    def end(self) -> None:
        """Leave the store as the next start needs it."""
        self._committer.settle()
        self._persist((), (), stopping=True)

    def close(self) -> None:
        """Do nothing more."""

    def _write_one(self, declaration: Declaration | None, entry: Entry | None) -> None:
        attempts = [entry] if entry is None else [entry, storable_part(entry), remains(entry)]
        for attempt in attempts:
            try:
                self._persist((declaration,) if declaration else (), (attempt,) if attempt else ())
            except CommitError as error:
                _log.error("what the database does not take is left out: %r", error.cause)
            else:
                self._committer.reject(size_of(entry) - size_of(attempt))
                return

    def _persist(
        self, declarations: Sequence[Declaration], entries: Sequence[Entry], *, stopping: bool = False
    ) -> None:
        """Commit in one transaction, however long it takes until the store can be written.

        Raises CommitError when the data are at fault.
        """
        while True:
            try:
                return self._committer.commit(declarations, entries, stopping=stopping)
            except CommitError as error:
                if error.trouble is None:
                    raise
                self._committer.in_trouble(error.trouble, error.cause, self._place)
                if error.trouble is Trouble.DISK_FULL:
                    self._make_room()
                self._wait()
