"""Brings the tables of a store to what this program expects."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, select, text

from hmi.history.errors import StoreError
from hmi.history.schema import store_note

REVISIONS: Final = ("0001", "0002", "0003", "0004")
"""Every revision of the schema, oldest first; known here so that an up-to-date store needs no alembic (0.14 s)."""

COPYING: Final = "copying"
"""The note of a store that is not yet a whole copy."""
_VERSION_TABLE = "alembic_version"


def revision(connection: Connection) -> str | None:
    """Return the revision of an open store; None for an empty one.

    Raises StoreError when the file belongs to something else, or to a newer version of this program.
    """
    tables = inspect(connection).get_table_names()
    if not tables:
        return None
    if _VERSION_TABLE not in tables:
        raise StoreError(
            "The file is a database, but no history of Shopfloor HMI: move it away, or use another folder."
        )
    found = connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar_one_or_none()  # noqa: S608
    if found is not None and found not in REVISIONS:
        raise StoreError(
            f"The history was written by a newer version of Shopfloor HMI (its tables are {found}, this version knows "
            f"{REVISIONS[-1]}): install the newer version, or use another data folder."
        )
    return None if found is None else str(found)


def is_current(connection: Connection) -> bool:
    """Return whether the store has the newest tables; raises like :func:`revision`, and for half of a copy."""
    if revision(connection) != REVISIONS[-1]:
        return False
    copied_from = copying_from(connection)
    if copied_from is not None:
        raise StoreError(
            f"The history here is an unfinished copy of {copied_from}: copy it once more with hmi store copy, which "
            "goes on where it ended, or use another place."
        )
    return True


def copying_from(connection: Connection) -> str | None:
    """Return where a store with the newest tables is being copied from; None where it is whole."""
    found = select(store_note.c.value).where(store_note.c.key == COPYING)
    return connection.execute(found).scalar_one_or_none()


def upgrade(connection: Connection, to: str = REVISIONS[-1]) -> None:
    """Create or change the tables inside the caller's transaction, so that a failure leaves the store as it was."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
