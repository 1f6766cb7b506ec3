"""Looks at two windows of a table's key, owner by owner: what a day adds to it, and how much it holds about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, Connection, Integer, Select, Table, bindparam, func, literal, select

from hmi.domain.stock import DAY_US
from hmi.history import schema
from hmi.history.retention.limits import HOUR_US

_WEEK_US: Final = 7 * DAY_US
"""Rates are those of the last week, so that a Monday morning does not forecast a year of Sundays."""
_HOT_US: Final = 4 * HOUR_US
"""How far back observations that are not packed are counted: on most databases there are no older ones."""
_PACKED_BY_US: Final = 6 * HOUR_US
"""What lies in rows for longer than this is on a database that packs nothing, or has not been packed yet."""
_PACKED_BYTES: Final = 6.0
"""Bytes of a packed observation, for a signal of which none is packed yet."""

# bytes of a row with its share of the pages: measured on SQLite 3.40 by its dbstat; of PostgreSQL 15, by its catalogue,
# only what a sample takes was measured, and the real sizes of tables are asked for beside these
ROW_BYTES: Final = {
    "sqlite": {"sample": 33.0, "sample_chunk": 86.0, "rollup_10m": 101.0, "rollup_1h": 104.0, "text_event": 29.0}
    | {"condition_event": 83.0, "state_interval": 62.0, "gap": 50.0},
    "postgresql": {"sample": 125.0, "sample_chunk": 110.0, "rollup_10m": 200.0, "rollup_1h": 200.0}
    | {"text_event": 120.0, "condition_event": 190.0, "state_interval": 150.0, "gap": 110.0},
}


class Held(NamedTuple):
    """What an owner has of a tier: bytes, bytes that a day adds, and its oldest time; None where it has nothing."""

    size: float
    per_day: float
    oldest_us: int | None


class _Look(NamedTuple):
    """The oldest and newest time; rows and bytes of packed data in the last week and in the first day."""

    oldest: int | None
    newest: int | None
    rows: int
    first_rows: int
    data: int = 0
    first_data: int = 0
    packed: int = 0
    """Observations in the last week's packed data."""


_NOTHING: Final = _Look(None, None, 0, 0)


def look_at(
    connection: Connection, dialect: str, table: Table, owners: Sequence[int], floor_us: int, until_us: int
) -> dict[int, Held]:
    """Return what each owner has in a table, leaving out what is older than ``floor_us``: single rows that still held.

    The rows of ``sample`` are told together with its chunks.
    """
    row = ROW_BYTES[dialect][table.name]
    looks = _looks(connection, table, owners, floor_us, until_us - _WEEK_US)
    if table is not schema.sample_chunk:
        return {owner: _held(look, row, until_us) for owner, look in looks.items()}
    hot = _looks(connection, schema.sample, owners, floor_us, until_us - _HOT_US)
    hot_row = ROW_BYTES[dialect][schema.sample.name]
    return {owner: _samples(look, row, hot.get(owner, _NOTHING), hot_row, until_us) for owner, look in looks.items()}


def _held(look: _Look, row: float, until_us: int) -> Held:
    if look.oldest is None or look.newest is None:
        return Held(0.0, 0.0, None)
    per_day = (look.data + look.rows * row) * _per_day(look.oldest, _WEEK_US, until_us)
    first = look.first_data + look.first_rows * row
    if look.newest - look.oldest < DAY_US:
        return Held(first, per_day, look.oldest)
    typical = (first + per_day) / 2 if per_day else first
    return Held(typical * (look.newest - look.oldest) / DAY_US, per_day, look.oldest)


def _samples(chunks: _Look, chunk: float, hot: _Look, row: float, until_us: int) -> Held:
    packed = _held(chunks, chunk, until_us)
    rows = hot.rows * row
    if chunks.oldest is not None and chunks.packed:
        each = (chunks.data + chunks.rows * chunk) / chunks.packed
        points = (chunks.packed + hot.rows) * _per_day(chunks.oldest, _WEEK_US, until_us)
        return Held(packed.size + rows, points * each, chunks.oldest)
    if hot.oldest is None:
        return packed
    per_day = hot.rows * _per_day(hot.oldest, _HOT_US, until_us)
    if hot.oldest >= until_us - _PACKED_BY_US:
        return Held(packed.size + rows, per_day * _PACKED_BYTES, hot.oldest)
    return Held(packed.size + per_day * row * (until_us - hot.oldest) / DAY_US, per_day * row, hot.oldest)


def _per_day(oldest_us: int, window_us: int, until_us: int) -> float:
    """Return by what to multiply what came in a window to have what comes in a day."""
    return DAY_US / max(min(until_us - oldest_us, window_us), HOUR_US)


def _looks(
    connection: Connection, table: Table, owners: Sequence[int], floor_us: int, since_us: int
) -> dict[int, _Look]:
    rows = connection.execute(_query(table), {"owners": owners, "floor": floor_us, "since": since_us})
    return {owner: _Look(*figures) for owner, *figures in rows}


@cache
def _query(table: Table) -> Select[Any]:
    """Return the query for the looks at some owners of a table; every figure is found by the key."""
    of = {schema.state_interval: schema.machine, schema.gap: schema.source}.get(table, schema.signal)
    owner, time = list(table.primary_key.columns)[:2]
    floor, since = bindparam("floor", type_=BigInteger), bindparam("since", type_=BigInteger)
    oldest = select(func.min(time)).where(owner == of.c.id, time >= floor).correlate(of).scalar_subquery()
    newest = select(func.max(time)).where(owner == of.c.id).correlate(of).scalar_subquery()
    ends = select(of.c.id, oldest.label("oldest"), newest.label("newest")).where(
        of.c.id.in_(bindparam("owners", type_=Integer, expanding=True))
    )
    found = ends.cte("ends")

    def within(figure: Any, *, first: bool) -> Any:
        window = (time >= found.c.oldest, time < found.c.oldest + DAY_US) if first else (time >= since,)
        return select(figure).select_from(table).where(owner == found.c.id, *window).correlate(found).scalar_subquery()

    figures = [within(func.count(), first=first) for first in (False, True)]
    if table is schema.sample_chunk:
        data = func.coalesce(func.sum(func.length(table.c.data)), literal(0))
        figures += [within(data, first=first) for first in (False, True)]
        figures.append(within(func.coalesce(func.sum(table.c.n), literal(0)), first=False))
    return select(found, *figures)
