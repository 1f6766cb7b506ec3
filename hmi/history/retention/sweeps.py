"""Deletes what has expired of one table, a slice of its key at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Table,
    bindparam,
    case,
    delete,
    func,
    select,
    tuple_,
)

from hmi.history import schema

ROWS: Final = 5_000
"""Rows that go in one transaction."""
CHUNKS: Final = 500
"""Chunks that go in one transaction; each is several pages."""


class Swept(NamedTuple):
    """How many rows went, and the owners of which more may go."""

    rows: int
    left: Sequence[int]


class Sweep(Protocol):
    """What has expired of one table, owner by owner: signals, machines or sources, by their numbers."""

    table: Table
    most: int
    """Rows that go in one transaction."""

    def sweep(self, connection: Connection, owners: Sequence[int], limit_us: int, most: int) -> Swept:
        """Delete at most so many rows from before the limit."""


_limit = bindparam("limit", type_=BigInteger)
_owners = bindparam("owners", type_=Integer, expanding=True)


class KeySweep:
    """Rows whose key is an owner, a time, and whatever orders rows of one time. One statement, which only walks keys.

    Where a row is a bucket its time is the bucket's beginning; limits are whole hours, so that it ends by the limit
    when it begins before it. A row with an end of its own (``t1``) goes once that has passed, and stays while it is
    open.

    ``stays``: the newest row before the limit stays, because it says what still holds where the rest begins.
    ``rolled_up``: nothing goes from the oldest hour on whose rollups are still to be computed.
    """

    def __init__(
        self,
        table: Table,
        owner: Table = schema.signal,
        most: int = ROWS,
        *,
        stays: bool = False,
        rolled_up: bool = False,
    ) -> None:
        self.table = table
        self.most = most
        old, newer = table.alias("old"), table.alias("newer")
        names = table.primary_key.columns.keys()
        key, newer_key = [old.c[name] for name in names], [newer.c[name] for name in names]
        before: ColumnElement[int] = _limit
        if stays:
            newest = select(func.max(newer_key[1])).where(newer_key[0] == owner.c.id, newer_key[1] < _limit)
            before = newest.correlate(owner).scalar_subquery()
        if rolled_up:
            hours = schema.dirty_hour.c
            oldest = select(func.min(hours.b)).where(hours.signal_id == owner.c.id).correlate(owner).scalar_subquery()
            dirty = func.coalesce(oldest, _limit)
            # one bound, not two: a database walks to the end of one of them and looks at each row for the other
            before = case((dirty < before, dirty), else_=before)
        expired = [key[0] == owner.c.id, key[1] < before]
        if "t1" in old.c:
            expired.append(old.c.t1 <= _limit)
        found = select(*key).where(owner.c.id.in_(_owners), *expired).limit(bindparam("most", type_=Integer))
        self._statement = delete(table).where(tuple_(*table.primary_key.columns).in_(found))

    def sweep(self, connection: Connection, owners: Sequence[int], limit_us: int, most: int) -> Swept:
        """Delete at most ``most`` rows from before the limit, which is a whole hour."""
        rows = connection.execute(self._statement, {"owners": owners, "limit": limit_us, "most": most}).rowcount
        return Swept(rows, owners if rows >= most else ())


SAMPLES: Final = (
    KeySweep(schema.sample, stays=True, rolled_up=True),
    KeySweep(schema.sample_chunk, most=CHUNKS, stays=True, rolled_up=True),
)
ROLLUPS: Final = (KeySweep(schema.rollup_10m), KeySweep(schema.rollup_1h))
TEXTS: Final = KeySweep(schema.text_event, stays=True)
STATES: Final = KeySweep(schema.state_interval, schema.machine)
GAPS: Final = KeySweep(schema.gap, schema.source)
