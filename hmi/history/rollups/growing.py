"""Keeps the rollups of number signals up to date as their observations are stored."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, delete, func, select, tuple_

from hmi.history import schema
from hmi.history.columns import Times
from hmi.history.database import Database
from hmi.history.rollups.arithmetic import HOUR_US, TEN_MINUTES_US, Rollups, bucket_of, coarser, groups, roll_up
from hmi.history.rollups.samples import Places, Samples
from hmi.history.rollups.tier import NEVER, Key, Tier, portions, rows_of

_MANY_SIGNALS: Final = 200
_FEW_SAMPLES: Final = 8
_ALWAYS: Final = 2**63 - 1

_mark = schema.dirty_hour.c
_UNMARK: Final = delete(schema.dirty_hour).where(_mark.signal_id == bindparam("signal"), _mark.b == bindparam("bucket"))
_NEWEST_MARKS: Final = (
    select(_mark.signal_id, func.max(_mark.b))
    .where(_mark.signal_id.in_(bindparam("signals", expanding=True)))
    .group_by(_mark.signal_id)
)
_MARKS: Final = (
    select(_mark.signal_id, _mark.b)
    .where(tuple_(_mark.signal_id, _mark.b) > tuple_(bindparam("signal"), bindparam("b")))
    .order_by(_mark.signal_id, _mark.b)
    .limit(bindparam("limit"))
)


class Split(NamedTuple):
    """Which observations can be added to the rollups that grow, and what the hours of these have already."""

    fresh: NDArray[np.bool_]
    slots: Places
    hours: Rollups


@dataclass(slots=True)
class Recomputing:
    """An hour that is being read again, up to some time."""

    key: Key
    read_to_us: int
    disturbed: bool = False
    """Something was stored before that time since."""


class GrowingRollups:
    """The rollups as the transaction under way knows them; thrown away when it is rolled back. One thread.

    An observation is fresh when its key lies behind all that its hour has: it is added to the rollups of its buckets.
    Every other is late: its hour is dirty, and its rollups are computed anew from the observations, soon. An hour in
    ``dirty_hour`` is one whose rollups in the store are not what its observations come to: it is dirty, or its rollups
    grow here and are not written with every transaction, because one page a signal, tier and transaction would be most
    of what a large shop writes. After a crash both kinds are computed anew.
    """

    def __init__(self, database: Database) -> None:
        self._minutes = Tier(database, schema.rollup_10m)
        self._hours = Tier(database, schema.rollup_1h)
        marks = database.insert(schema.dirty_hour).on_conflict_do_nothing()
        self._marks = database.loader(marks, schema.dirty_hour.columns.keys())
        self.forget()

    def forget(self) -> None:
        """Know nothing: read again what the store has."""
        self._minutes.forget()
        self._hours.forget()
        self._signals = np.empty(0, np.int64)
        self._slots = np.empty(0, np.intp)
        # by slot: the key of the last observation in the hour that grows, and that hour while its rollups are ahead
        self._last_instance = np.empty(0, np.int64)
        self._last_seq = np.empty(0, np.int64)
        self._ahead: Times = np.empty(0, np.int64)
        self._dirty: dict[Key, float] = {}
        self._unread_from: Key | None = (NEVER, NEVER)
        self.recomputing: Recomputing | None = None

    # -- observations --------------------------------------------------------------------------------------------------

    def split(self, connection: Connection, samples: Samples) -> Split:
        """Tell fresh observations from late ones, before they are stored."""
        hour = bucket_of(samples.ts, HOUR_US)
        starts, ends = groups(samples.signal, hour)
        signal, b = samples.signal[starts], hour[starts]
        slots = self._slots_of(connection, signal)
        unheld = self._hours.unheld(slots, b)
        self._find_dirty(connection, _keys(signal[unheld], b[unheld]))
        hours, places = self._hours.known(connection, slots, signal, b)
        t_last = np.full(len(b), NEVER)
        t_last[places] = hours.t_last
        if self._dirty:
            t_last[[key in self._dirty for key in _keys(signal, b)]] = _ALWAYS
        t_last = np.repeat(t_last, ends - starts)
        fresh = samples.ts > t_last
        if (same := samples.ts == t_last).any():
            grows = self._hours.growing(slots).b == b
            instance = np.repeat(np.where(grows, self._last_instance[slots], _ALWAYS), ends - starts)
            seq = np.repeat(np.where(grows, self._last_seq[slots], _ALWAYS), ends - starts)
            later = (samples.instance > instance) | ((samples.instance == instance) & (samples.seq > seq))
            fresh |= same & later
        grown = np.logical_or.reduceat(fresh, starts)
        return Split(fresh, slots[grown], hours.of(grown[places]))

    def add(self, connection: Connection, samples: Samples, split: Split) -> None:
        """Add fresh observations that are stored, of which there is at least one."""
        minutes = roll_up(samples.signal, samples.ts, samples.v, samples.q, TEN_MINUTES_US)
        hours = coarser(minutes, HOUR_US)
        defer = len(split.slots) > _MANY_SIGNALS and len(samples.ts) < _FEW_SAMPLES * len(split.slots)
        ahead = self._ahead != NEVER
        slots = self._slots_of(connection, minutes.signal)
        known, _ = self._minutes.known(connection, slots, minutes.signal, minutes.b)
        self._minutes.grow(connection, slots, known, minutes, ahead[slots], defer=defer)
        self._hours.grow(connection, split.slots, split.hours, hours, ahead[split.slots], defer=defer)

        last = np.append(samples.signal[1:] != samples.signal[:-1], True)
        signal = samples.signal[last]
        slots = self._slots_of(connection, signal)
        self._last_instance[slots] = samples.instance[last]
        self._last_seq[slots] = samples.seq[last]
        before = self._ahead[slots]
        now = self._hours.growing(slots).b if defer else np.full(len(slots), NEVER)
        self._ahead[slots] = now
        changed = before != now
        self._unmark(connection, _keys(*_there(signal[changed], before[changed])))
        self._mark(connection, *_there(signal[changed], now[changed]))

    def add_late(self, connection: Connection, samples: Samples) -> None:
        """Make dirty the hours of late observations that are stored."""
        hour = bucket_of(samples.ts, HOUR_US)
        starts, _ = groups(samples.signal, hour)
        signal, b, first = samples.signal[starts], hour[starts], samples.ts[starts]
        slots = self._slots_of(connection, signal)
        stale = slots[self._hours.growing(slots).b == b]
        self._drop(stale)
        self._ahead[stale] = NEVER
        self._hours.reach(slots, b)
        now_s = time.monotonic()
        self._mark(connection, signal, b)
        for key, ts in zip(_keys(signal, b), first.tolist(), strict=True):
            self._dirty.setdefault(key, now_s)
            work = self.recomputing
            if work is not None and work.key == key and ts < work.read_to_us:
                work.disturbed = True

    def write_ahead(self, connection: Connection, most: int | None = None) -> bool:
        """Write rollups of signals that are ahead of the store, at most so many; return whether there are more."""
        ahead = np.flatnonzero(self._ahead != NEVER)
        slots = ahead[:most]
        hours = self._hours.growing(slots)
        self._minutes.write(connection, self._minutes.growing(slots))
        self._hours.write(connection, hours)
        self._unmark(connection, _keys(hours.signal, hours.b))
        self._ahead[slots] = NEVER
        return len(ahead) > len(slots)

    @property
    def is_ahead(self) -> bool:
        """Whether rollups grew that are not written."""
        return bool((self._ahead != NEVER).any())

    # -- dirty hours ---------------------------------------------------------------------------------------------------

    @property
    def oldest_dirty_s(self) -> float | None:
        """Since when the first dirty hour waits, on the monotonic clock; None when none is known."""
        return next(iter(self._dirty.values()), None)

    def next_dirty(self) -> Key | None:
        """Return the dirty hour that waits longest."""
        return next(iter(self._dirty), None)

    @property
    def has_unread_marks(self) -> bool:
        """Whether hours may be dirty that are not known yet."""
        return self._unread_from is not None

    def read_marks(self, connection: Connection, most: int) -> None:
        """Read which hours an earlier run of the program, or a transaction rolled back, left dirty."""
        if self._unread_from is None:
            return
        signal, b = self._unread_from
        found = [(s, t) for s, t in connection.execute(_MARKS, {"signal": signal, "b": b, "limit": most})]
        self._unread_from = found[-1] if len(found) == most else None
        signals = np.array([key[0] for key in found], np.int64)
        slots = self._slots_of(connection, signals)
        for key, ahead in zip(found, self._ahead[slots].tolist(), strict=True):
            if ahead != key[1]:
                self._dirty.setdefault(key, NEVER)

    def replace(self, connection: Connection, key: Key, minutes: Rollups, last: tuple[int, int]) -> None:
        """Put recomputed rollups of ten minutes, and the hour they make, in the place of a dirty hour's.

        ``last``: instance and sequence of the hour's last observation. An hour some of whose observations were
        deleted because of their age keeps the rollups that it had.
        """
        hour = coarser(minutes, HOUR_US)
        stored = self._hours.stored(connection, [key])
        if stored.n.sum() <= hour.n.sum() and len(hour.b):
            self._minutes.write(connection, minutes)
            self._hours.write(connection, hour)
            slots = self._slots_of(connection, hour.signal)
            self._hours.reach(slots, hour.b)
            self._minutes.reach(slots, minutes.b[-1:])
            if self._hours.growing(slots).b[0] == NEVER:
                self._hours.hold(slots, hour)
                self._minutes.hold(slots, minutes.of(np.array([-1])))
                self._last_instance[slots], self._last_seq[slots] = last
        self._unmark(connection, [key])
        self._dirty.pop(key, None)

    # -- inside --------------------------------------------------------------------------------------------------------

    def _slots_of(self, connection: Connection, signals: NDArray[np.int64]) -> Places:
        """Return the slots of signals; those that have none yet get one."""
        at = np.searchsorted(self._signals, signals)
        known = at < len(self._signals)
        known[known] = self._signals[at[known]] == signals[known]
        if not known.all():
            self._admit(connection, np.unique(signals[~known]))
            at = np.searchsorted(self._signals, signals)
        return self._slots[at]

    def _admit(self, connection: Connection, signals: NDArray[np.int64]) -> None:
        slots = np.arange(len(self._signals), len(self._signals) + len(signals))
        places = np.searchsorted(self._signals, signals)
        self._signals = np.insert(self._signals, places, signals)
        self._slots = np.insert(self._slots, places, slots)
        self._minutes.admit(connection, signals)
        self._hours.admit(connection, signals)
        unknown = np.full(len(signals), _ALWAYS)
        self._last_instance = np.append(self._last_instance, unknown)
        self._last_seq = np.append(self._last_seq, unknown)
        self._ahead = np.append(self._ahead, np.full(len(signals), NEVER))
        for some in portions(signals.tolist()):
            for signal, b in connection.execute(_NEWEST_MARKS, {"signals": some}):
                self._hours.reach(slots[np.searchsorted(signals, [signal])], np.array([b]))
        hours = self._hours.growing(slots)
        minutes = self._minutes.growing(slots)
        self._find_dirty(connection, _keys(*_there(signals, hours.b)))
        dirty = [key in self._dirty for key in _keys(signals, hours.b)]
        self._drop(slots[dirty | (bucket_of(minutes.b, HOUR_US) != hours.b)])

    def _drop(self, slots: Places) -> None:
        self._minutes.drop(slots)
        self._hours.drop(slots)

    def _find_dirty(self, connection: Connection, keys: Sequence[Key]) -> None:
        for row in rows_of(connection, schema.dirty_hour, keys):
            self._dirty.setdefault((row.signal_id, row.b), NEVER)

    def _mark(self, connection: Connection, signal: NDArray[np.int64], b: Times) -> None:
        if len(b):
            self._marks.load(connection, (signal, b))

    def _unmark(self, connection: Connection, keys: Sequence[Key]) -> None:
        if keys:
            connection.execute(_UNMARK, [{"signal": signal, "bucket": b} for signal, b in keys])


def _there(signal: NDArray[np.int64], b: Times) -> tuple[NDArray[np.int64], Times]:
    there = b != NEVER
    return signal[there], b[there]


def _keys(signal: NDArray[np.int64], b: Times) -> list[Key]:
    return list(zip(signal.tolist(), b.tolist(), strict=True))
