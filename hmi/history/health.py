"""Says how the writing goes, in words that tell what to do."""

from __future__ import annotations

from dataclasses import dataclass

from hmi.history.errors import Trouble

_SENTENCES = {
    Trouble.DISK_FULL: "The disk of {place} is full: free some space there. Nothing is lost while the machines' agents "
    "still hold what is waiting.",
    Trouble.LOCKED: "Another program holds {place} locked: end it.",
    Trouble.READ_ONLY: "{place} may not be written: give this user the right to.",
    Trouble.UNREACHABLE: "{place} cannot be opened: bring its disk or its server back.",
    Trouble.REFUSED: "{place} does not let this program in: check user and password in the site file.",
    Trouble.TAKEN: "Another computer collects into {place}: end one of the two programs.",
    Trouble.UNUSABLE: "What is in {place} cannot be used by this version: see the log.",
    Trouble.SPOOL_FULL: "{place} is full: bring the database back. Nothing is lost while the machines' agents still "
    "hold what is waiting.",
    Trouble.DISK_ERROR: "The disk of {place} reports an error: check the disk.",
    Trouble.DAMAGED: "{place} is damaged: close the program, move the file away or put back a backup, and start again.",
    Trouble.INTERNAL: "The history is not written because of a defect of this program: start it again, and report it.",
}


@dataclass(frozen=True, slots=True)
class Spooled:
    """What waits on this computer for the database, oldest first in, first out."""

    loads: int = 0
    observations: int = 0
    size: int = 0
    """Bytes that they take."""
    since_us: int | None = None
    """When the oldest of it arrived; None while nothing waits."""
    set_aside: int = 0
    """Observations that the database did not take since the program started; they are kept in the spool's file."""


@dataclass(frozen=True, slots=True)
class HistoryHealth:
    """How the writing goes; times in microseconds UTC on this computer's clock."""

    ok: bool
    fill: float
    """How full the queue is, 0 to 1."""
    queued: int
    """Observations that wait or are being written."""
    stored: int
    """Observations stored since the program started; what was there already is not counted again."""
    last_commit_us: int | None
    rejected: int = 0
    """Observations that could not be stored because they or their signal were not understood; each is in a gap."""
    merged: int = 0
    """State changes and gaps that were merged into later ones because writing was impossible for too long."""
    waiting_since_us: int | None = None
    trouble: Trouble | None = None
    reason: str = ""
    """A sentence that says what to do; empty while all is well."""
    spool: Spooled | None = None
    """None where there is no spool, because the history is a file itself."""


def sentence(trouble: Trouble, place: str) -> str:
    """Return what the user should do about a trouble; ``place`` is where the store is, in words."""
    return _SENTENCES[trouble].format(place=place)
