"""Says what is behind an error of PostgreSQL or of the way to it."""

from __future__ import annotations

from typing import Final

import psycopg
from sqlalchemy.exc import DBAPIError, PendingRollbackError, ResourceClosedError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from hmi.history.errors import AlreadyCollecting, Trouble
from hmi.settings.secrets import SecretError

# PostgreSQL manual, appendix A: a code of five characters, of which the first two are its class
_TROUBLES: Final = {
    "53100": Trouble.DISK_FULL,
    "25006": Trouble.READ_ONLY,  # a server that has become a standby
    "42501": Trouble.READ_ONLY,
    "42P01": Trouble.DAMAGED,  # somebody took a table away
    "42703": Trouble.DAMAGED,
    "40001": Trouble.LOCKED,
    "40P01": Trouble.LOCKED,
    "55006": Trouble.LOCKED,
    "55P03": Trouble.LOCKED,
    "57014": Trouble.LOCKED,  # it took longer than a statement may
    "XX001": Trouble.DAMAGED,
    "XX002": Trouble.DAMAGED,
}
_CLASSES: Final = {
    "08": Trouble.UNREACHABLE,
    "28": Trouble.REFUSED,
    "3D": Trouble.UNREACHABLE,  # there is no such database
    "53": Trouble.UNREACHABLE,  # too many connections, no memory
    "57": Trouble.UNREACHABLE,  # shut down, or starting up
    "58": Trouble.DISK_ERROR,
    "42": Trouble.INTERNAL,
    "25": Trouble.INTERNAL,
    "0A": Trouble.INTERNAL,
    "F0": Trouble.DISK_ERROR,
    "XX": Trouble.DISK_ERROR,
}
_REFUSALS: Final = ("password", "authentication", "pg_hba.conf", "role ")
"""What stands in the words of a server that lets nobody in; the driver gives them no code."""


def trouble_of(error: BaseException) -> Trouble | None:
    """Return the trouble behind an error, or None when it is the data that PostgreSQL did not take."""
    if isinstance(error, AlreadyCollecting):
        return Trouble.TAKEN
    if isinstance(error, SecretError):
        return Trouble.REFUSED
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, psycopg.Error):
        return _of_driver(original)
    # what SQLAlchemy says on a connection that broke under it
    return (
        Trouble.UNREACHABLE
        if isinstance(error, PendingRollbackError | ResourceClosedError | PoolTimeoutError)
        else None
    )


def _of_driver(error: psycopg.Error) -> Trouble | None:
    code = error.sqlstate
    if code is not None:
        return _TROUBLES.get(code, _CLASSES.get(code[:2]))
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return None  # the driver could not write a value
    words = str(error)
    return Trouble.REFUSED if any(word in words for word in _REFUSALS) else Trouble.UNREACHABLE
