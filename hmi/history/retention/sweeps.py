"""Deletes what has expired of one table, a slice of its key at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple, Protocol

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Table,
    bindparam,
    case,
    delete,
    func,
    select,
    text,
    tuple_,
)

from hmi.history import schema

ROWS: Final = 5_000
"""Rows that go in one transaction."""
CHUNKS: Final = 300
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
        old = table.alias("old")
        key = [old.c[column.name] for column in table.primary_key.columns]
        # an offset, because PostgreSQL would otherwise compute an owner's bound for each of its rows
        bound = _bounds(table, owner, stays=stays, rolled_up=rolled_up).offset(0).subquery("bound")
        expired = [key[0] == bound.c.id, key[1] < bound.c.before]
        if "t1" in old.c:
            expired.append(old.c.t1 <= _limit)
        found = select(*key).where(*expired).limit(bindparam("most", type_=Integer))
        self._statement = delete(table).where(tuple_(*table.primary_key.columns).in_(found))

    def sweep(self, connection: Connection, owners: Sequence[int], limit_us: int, most: int) -> Swept:
        """Delete at most ``most`` rows from before the limit, which is a whole hour."""
        if connection.dialect.name == "postgresql":
            connection.execute(_BY_KEYS)
        rows = connection.execute(self._statement, {"owners": owners, "limit": limit_us, "most": most}).rowcount
        return Swept(rows, owners if rows >= most else ())


_BY_KEYS: Final = text(
    "SELECT set_config(name, 'off', true) FROM unnest(ARRAY['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']) "
    "AS name"
)
"""For the rest of a transaction PostgreSQL walks keys, whatever it believes to know of the tables: they change so much
within an hour that what it believes is often wrong, and one walk through a whole table takes seconds."""


def _bounds(table: Table, owner: Table, *, stays: bool, rolled_up: bool) -> Select[Any]:
    """Return the query for the time before which the rows of each owner may go."""
    before: ColumnElement[int] = _limit
    if stays:
        own, time = list(table.primary_key.columns)[:2]
        newest = select(func.max(time)).where(own == owner.c.id, time < _limit).correlate(owner)
        before = newest.scalar_subquery()
    if rolled_up:
        hours = schema.dirty_hour.c
        oldest = select(func.min(hours.b)).where(hours.signal_id == owner.c.id).correlate(owner).scalar_subquery()
        dirty = func.coalesce(oldest, _limit)
        # one bound, not two: a database walks to the end of one of them and looks at each row for the other
        before = case((dirty < before, dirty), else_=before)
    return select(owner.c.id, before.label("before")).where(owner.c.id.in_(_owners))


SAMPLES: Final = (
    KeySweep(schema.sample, stays=True, rolled_up=True),
    KeySweep(schema.sample_chunk, most=CHUNKS, stays=True, rolled_up=True),
)
ROLLUPS: Final = (KeySweep(schema.rollup_10m), KeySweep(schema.rollup_1h))
TEXTS: Final = KeySweep(schema.text_event, stays=True)
STATES: Final = KeySweep(schema.state_interval, schema.machine)
GAPS: Final = KeySweep(schema.gap, schema.source)
