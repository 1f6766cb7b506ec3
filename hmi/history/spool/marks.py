"""Remembers in the database how far a spool has come, so that what a killed program had stored is not stored again."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from hmi.domain.records import Gap, GapReason
from hmi.history.database import Database
from hmi.history.schema import ingest_cursor, source, store_note


class Mark(NamedTuple):
    """All loads before ``load`` are stored, and of this one all, or the first ``parts`` of it."""

    load: int = 0
    parts: int | None = None

    def covers(self, load: int, part: int | None = None) -> bool:
        """Return whether a whole load, or a part of one, is stored; parts count from 1."""
        if load != self.load:
            return load < self.load
        return self.parts is None or (part is not None and part <= self.parts)


def read_mark(connection: Connection, spool: str) -> Mark:
    """Return how far a spool has come in this database."""
    found = select(store_note.c.value).where(store_note.c.key == _key(spool))
    value = connection.execute(found).scalar_one_or_none()
    if value is None:
        return Mark()
    load, _, parts = value.partition(".")
    return Mark(int(load), int(parts) if parts else None)


def write_mark(database: Database, connection: Connection, spool: str, mark: Mark) -> None:
    """Say how far a spool has come, in the transaction that took it there."""
    value = str(mark.load) if mark.parts is None else f"{mark.load}.{mark.parts}"
    new = database.insert(store_note).values(key=_key(spool), value=value)
    connection.execute(new.on_conflict_do_update(index_elements=["key"], set_={"value": new.excluded.value}))


def holes(connection: Connection, end_us: int) -> list[Gap]:
    """Return, for every source, the time from what the database has of it up to now."""
    columns = (source.c.key, ingest_cursor.c.last_ts, ingest_cursor.c.updated)
    rows = connection.execute(select(*columns).join_from(ingest_cursor, source))
    return [
        Gap(key, min(updated if last_us is None else last_us, end_us), end_us, GapReason.NOT_COLLECTING)
        for key, last_us, updated in rows
    ]


def _key(spool: str) -> str:
    return f"spool {spool}"
