"""The right to collect into a database, which one connection holds: the one that writes.

It is an advisory lock of the session, so nobody can write without it: a connection that is lost has lost it too, and
the next one must take it before it is used. Who holds it stands in the database, because a lock has no words.
"""

from __future__ import annotations

import json
import os
import platform
from typing import Any, Final
from weakref import WeakSet

import psycopg
from psycopg import errors

from hmi.domain.clock import now_us
from hmi.history.errors import AlreadyCollecting

_KEY: Final = 0x53_48_4D_49  # any number, the same in every version of this program
_NOTE: Final = "collector"
_PATIENCE: Final = "5s"
"""How long a session that this computer lost may take to end."""
_held: Final[WeakSet[psycopg.Connection[Any]]] = WeakSet()
"""The connections of this process that have taken a lease, or had one."""


def take(connection: psycopg.Connection[Any], place: str) -> None:
    """Take the lease for as long as this connection lasts, and say who has it. Raises AlreadyCollecting.

    A session that this very process has lost is ended; one that a killed process on this computer had is waited for.
    """
    if not _lock(connection):
        holder = _holder(connection)
        ours = holder.get("host") == platform.node()
        if ours and holder.get("pid") == os.getpid():
            ours = _is_lost(holder.get("session"))
            if ours:
                connection.execute("SELECT pg_terminate_backend(%s)", [holder.get("session")])
        if not ours or not _wait(connection):
            connection.rollback()
            raise AlreadyCollecting(
                holder.get("pid"), holder.get("since_us"), str(holder.get("host", "")), database=place
            )
    note_holder(connection)
    connection.commit()
    _held.add(connection)


def note_holder(connection: psycopg.Connection[Any]) -> None:
    """Say who holds the lease, as soon as there is a table for it."""
    (table,) = connection.execute("SELECT to_regclass('store_note')").fetchone() or (None,)
    if table is not None:
        note = {
            "pid": os.getpid(),
            "host": platform.node(),
            "since_us": now_us(),
            "session": connection.info.backend_pid,
        }
        connection.execute(
            "INSERT INTO store_note (key, value) VALUES (%s, %s) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [_NOTE, json.dumps(note)],
        )


def _is_lost(session: object) -> bool:
    """Return whether a session of this process is one that only the server still believes in."""
    return all(held.closed or held.info.backend_pid != session for held in _held)


def _lock(connection: psycopg.Connection[Any]) -> bool:
    (locked,) = connection.execute("SELECT pg_try_advisory_lock(%s)", [_KEY]).fetchone() or (False,)
    return bool(locked)


def _wait(connection: psycopg.Connection[Any]) -> bool:
    try:
        with connection.transaction():
            connection.execute("SELECT set_config('lock_timeout', %s, true)", [_PATIENCE])
            connection.execute("SELECT pg_advisory_lock(%s)", [_KEY])
    except errors.LockNotAvailable:
        return False
    return True


def _holder(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    try:
        with connection.transaction():
            found = connection.execute("SELECT value FROM store_note WHERE key = %s", [_NOTE]).fetchone()
        note = json.loads(found[0]) if found else {}
    except (errors.UndefinedTable, ValueError):
        return {}  # it has the lock and has not yet said who it is
    return note if isinstance(note, dict) else {}
