"""The rollups of one width: those in the store, and of every signal the one that grows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Connection, Integer, Row, Select, Table, bindparam, column, func, select, values

from hmi.history import schema
from hmi.history.columns import Times
from hmi.history.database import Database
from hmi.history.rollups.arithmetic import Rollups, joined, merge, rollups_of
from hmi.history.rollups.samples import Places

NEVER: Final = -(2**63)
"""A bucket that no time falls into."""
_ASKED: Final = 500

Key = tuple[int, int]
"""Signal and bucket."""


class Tier:
    """One table of rollups, and in memory those that grow.

    A signal has a slot. There stands the rollup of the bucket that its observations were last added to, as exact as
    the observations in the store, or none.
    """

    def __init__(self, database: Database, table: Table) -> None:
        names = table.columns.keys()
        new = database.insert(table)
        self._rows = database.loader(
            new.on_conflict_do_update(
                index_elements=["signal_id", "b"], set_={name: new.excluded[name] for name in names[2:]}
            ),
            names,
        )
        self._table = table
        self._newest_of = _newest_of(table)
        self.forget()

    def forget(self) -> None:
        """Know nothing of any signal."""
        self._growing = rollups_of(())
        self._newest: Times = np.empty(0, np.int64)

    def admit(self, connection: Connection, signals: NDArray[np.int64]) -> None:
        """Give the next slots to signals, in ascending order, and read where they stand."""
        read = [connection.execute(self._newest_of, {"signals": some}).all() for some in portions(signals.tolist())]
        found = rollups_of([row for rows in read for row in rows])
        added = rollups_of([(signal, NEVER, *(0,) * (len(found) - 2)) for signal in signals.tolist()])
        for mine, known in zip(added, found, strict=True):
            mine[np.searchsorted(signals, found.signal)] = known
        self._growing = joined(self._growing, added)
        self._newest = np.append(self._newest, added.b)

    def growing(self, slots: Places) -> Rollups:
        """Return what grows there; bucket NEVER where nothing does."""
        return self._growing.of(slots)

    def drop(self, slots: Places) -> None:
        """Let nothing grow there: it is no longer what the store has."""
        self._growing.b[slots] = NEVER

    def reach(self, slots: Places, b: Times) -> None:
        """Note that the store may have buckets up to these."""
        np.maximum.at(self._newest, slots, b)

    def unheld(self, slots: Places, b: Times) -> NDArray[np.bool_]:
        """Return for which buckets only the store can tell whether they have a rollup."""
        held: NDArray[np.bool_] = self._growing.b[slots] == b
        return ~held & (b <= self._newest[slots])

    def known(
        self, connection: Connection, slots: Places, signal: NDArray[np.int64], b: Times
    ) -> tuple[Rollups, Places]:
        """Return the rollups that buckets, in ascending order, have already, and which of them these are."""
        held = np.flatnonzero(self._growing.b[slots] == b)
        known, places = self._growing.of(slots[held]), held
        unheld = np.flatnonzero(self.unheld(slots, b))
        if len(unheld):
            place_of = dict(
                zip(zip(signal[unheld].tolist(), b[unheld].tolist(), strict=True), unheld.tolist(), strict=True)
            )
            stored = self.stored(connection, list(place_of))
            places = np.append(
                held, [place_of[key] for key in zip(stored.signal.tolist(), stored.b.tolist(), strict=True)]
            ).astype(np.intp)
            order = np.argsort(places)
            known, places = joined(known, stored).of(order), places[order]
        return known, places

    def grow(
        self,
        connection: Connection,
        slots: Places,
        known: Rollups,
        new: Rollups,
        ahead: NDArray[np.bool_],
        *,
        defer: bool,
    ) -> None:
        """Add new rollups to what their buckets have already, and write them.

        ``ahead`` says whose growing one is not written yet. ``defer``: do not write the last of each signal either.
        """
        grown = merge(known, new)
        last = np.append(grown.signal[1:] != grown.signal[:-1], True)
        at = slots[last]
        left = at[ahead[last] & (self._growing.b[at] != grown.b[last])]
        self.write(connection, self._growing.of(left))
        self.write(connection, grown.of(~last) if defer else grown)
        self.hold(at, grown.of(last))

    def hold(self, slots: Places, rollups: Rollups) -> None:
        """Let these grow from now on."""
        for mine, value in zip(self._growing, rollups, strict=True):
            mine[slots] = value
        self.reach(slots, rollups.b)

    def write(self, connection: Connection, rollups: Rollups) -> None:
        """Put rollups in the place of those that the store has for their buckets."""
        if len(rollups.b):
            self._rows.load(connection, rollups)

    def stored(self, connection: Connection, keys: Sequence[Key]) -> Rollups:
        """Return what the store has for buckets."""
        return rollups_of(rows_of(connection, self._table, keys))


def rows_of(connection: Connection, table: Table, keys: Sequence[Key]) -> list[Row[Any]]:
    """Return the rows of a table whose key is (signal, bucket), those of some keys, in their order.

    A join, because SQLite 3.40 scans the whole table for a row value IN a list.
    """
    rows: list[Row[Any]] = []
    for some in portions(keys):
        names = column("signal", Integer), column("bucket", BigInteger)
        asked = values(*names, name="asked").data(list(some)).cte("asked")
        mine = (table.c.signal_id == asked.c.signal) & (table.c.b == asked.c.bucket)
        rows += connection.execute(select(table).join(asked, mine).order_by(table.c.signal_id, table.c.b))
    return rows


def portions(wanted: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Cut what a query asks for into pieces that a statement can name."""
    for start in range(0, len(wanted), _ASKED):
        yield wanted[start : start + _ASKED]


def _newest_of(table: Table) -> Select[Any]:
    """Return a query for the newest rollup of each of some signals, a seek for each."""
    of = schema.signal.c.id
    newest = select(of, select(func.max(table.c.b)).where(table.c.signal_id == of).scalar_subquery().label("b"))
    asked = newest.where(of.in_(bindparam("signals", expanding=True))).subquery()
    mine = (table.c.signal_id == asked.c.id) & (table.c.b == asked.c.b)
    return select(table).join(asked, mine).order_by(table.c.signal_id)
