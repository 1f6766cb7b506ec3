"""What can go wrong with the history, in words that say what to do next.

::

    HistoryError
    ├── StoreError               the store cannot be opened as it is
    │   ├── AlreadyCollecting    another process writes into it
    │   └── StoreDamagedError    its file is damaged or no database; may know a good backup
    ├── BackupError              a backup could not be made, or put back; everything is as it was
    ├── UnknownMachineError      (also a LookupError)
    ├── UnknownSignalError       (also a LookupError)
    ├── QueryError               the store could not be read
    │   └── QueryTooLongError    one question would have kept the store from tidying up
    ├── QueryCancelledError      nobody wants the answer any more
    ├── TooManyQueriesError      asked faster than the disk answers
    └── DamagedChunkError        a packed hour cannot be read (in hmi.history.chunks.damage)
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum

from hmi.domain.backup import Backup
from hmi.domain.english import english
from hmi.domain.phrase import Phrase
from hmi.settings.suggestion import closest, did_you_mean


class Trouble(Enum):
    """Why nothing can be written at the moment."""

    DISK_FULL = "disk_full"
    LOCKED = "locked"
    READ_ONLY = "read_only"
    UNREACHABLE = "unreachable"
    """The file or its disk is gone, or the server does not answer."""
    REFUSED = "refused"
    """The server lets this user not in."""
    TAKEN = "taken"
    """Another process collects into the database."""
    UNUSABLE = "unusable"
    """What was found in its place cannot be used as it is; the log says why."""
    SPOOL_FULL = "spool_full"
    """The database is away, and what may be kept on this computer meanwhile is full."""
    DISK_ERROR = "disk_error"
    DAMAGED = "damaged"
    INTERNAL = "internal"
    """A defect of this program; the log has its particulars."""


class HistoryError(Exception):
    """Base of everything that the history raises; its text is a sentence for the user."""


class StoreError(HistoryError):
    """The store cannot be opened; the text says why and what to do."""


class AlreadyCollecting(StoreError):  # noqa: N818 - it reads as the sentence it is
    """Another process collects into this folder or database; None where it did not say."""

    def __init__(
        self, pid: int | None, since_us: int | None, host: str = "", *, folder: str = "", database: str = ""
    ) -> None:
        self.pid = pid
        self.since_us = since_us
        self.host = host
        who = "Another process" if pid is None else f"Process {pid}"
        where = f" on {host}" if host else ""
        since = (
            ""
            if since_us is None
            else f" since {datetime.fromtimestamp(since_us // 1_000_000, UTC):%Y-%m-%d %H:%M} UTC"
        )
        what = database or folder or "this folder"
        other = "database" if database else "data folder"
        super().__init__(f"{who}{where} has been collecting into {what}{since}: end it first, or use another {other}.")


class StoreDamagedError(StoreError):
    """The store is damaged or no database. ``backup`` is the newest good one; None where none is known of."""

    def __init__(self, place: str, detail: str, backup: Backup | None = None, *, folder: str = "") -> None:
        self.place = place
        self.detail = detail
        self.backup = backup
        self.folder = folder
        """The data folder, where that is known."""
        super().__init__(f"{place} is damaged or no database ({detail}): {self._advice()}")

    def knowing(self, backup: Backup | None) -> StoreDamagedError:
        """Return the same with the newest good backup, which its advice then names."""
        return StoreDamagedError(self.place, self.detail, backup, folder=self.folder)

    def _advice(self) -> str:
        command = f'hmi restore --data "{self.folder}"' if self.folder else "hmi restore"
        if self.backup is None:
            return f"see whether there is a backup with: {command}   or begin anew with: {command} --anew"
        made = datetime.fromtimestamp(self.backup.made_us // 1_000_000, UTC)
        return f'put back the backup of {made:%Y-%m-%d %H:%M} UTC with: {command} "{self.backup.path}"'


class BackupError(HistoryError):
    """A backup could not be made or put back, and everything is as it was.

    ``phrase`` is the same sentence for the window to translate.
    """

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(english(phrase))
        self.phrase = phrase


class UnknownMachineError(HistoryError, LookupError):
    """The history has no machine of this name; ``known`` lists those it has."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name = name
        self.known = tuple(known)
        hint = did_you_mean(closest(name, known))
        super().__init__(f"The history has no machine '{name}'{hint}.")


class UnknownSignalError(HistoryError, LookupError):
    """The machine has no signal of this key or source id; ``known`` lists the keys and ids it has."""

    def __init__(self, machine: str, name: str, known: Sequence[str]) -> None:
        self.machine = machine
        self.name = name
        self.known = tuple(known)
        hint = did_you_mean(closest(name, known))
        super().__init__(f"{machine} has no signal '{name}'{hint}.")


class QueryError(HistoryError):
    """The store could not be read; the text carries the database's own words."""


class QueryTooLongError(QueryError):
    """The question was ended because it took too long."""


class QueryCancelledError(HistoryError):
    """The query was cancelled while it ran."""


class TooManyQueriesError(HistoryError):
    """More queries wait than anyone can still want answered."""
