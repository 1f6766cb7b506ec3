"""Finds out how much each tier holds and what a day adds to it, a few signals at a time."""

from __future__ import annotations

import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection, Table, func, select, text

from hmi.domain.retention import Retention
from hmi.domain.signal import SignalKind
from hmi.domain.stock import DAY_US, Part, Stock, Tier, TierStock
from hmi.history import schema
from hmi.history.database import Database
from hmi.history.retention.limits import HOUR_US
from hmi.history.retention.looks import Held, look_at
from hmi.history.sqlite.database import SqliteDatabase

_BUDGET_S: Final = 0.2
_AGAIN_US: Final = 600_000_000
_TOGETHER: Final = 50
"""Signals that one statement looks at."""
_WEEK: Final = 7.0


class _Block(NamedTuple):
    """Owners of a table that are kept for the same time, and are looked at together."""

    tier: Tier
    table: Table
    days: int
    owners: Sequence[int]


class Survey:
    """What is known of a store's tiers. Any thread.

    Nobody keeps count of rows, and to count hundreds of millions takes long. So every signal is looked at in two
    windows of its key, the last week and its first day, as many signals at a time as are done in a fifth of a second.
    While not all signals of a tier were looked at, the others are taken to be like those that were. Every ten minutes
    it begins anew.
    """

    def __init__(
        self,
        database: Database,
        *,
        budget_s: float = _BUDGET_S,
        timer: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._database = database
        self._budget_s = budget_s
        self._timer = timer
        self._lock = threading.Lock()
        self._work: deque[_Block] = deque()
        self._began_us: int | None = None
        self._kept: Retention | None = None
        self._found: dict[tuple[Tier, str, int], dict[int, Held]] = {}
        """By tier, table and days kept: what was found of each owner."""
        self._owners: dict[tuple[Tier, str, int], int] = {}

    def stock(self, connection: Connection, retention: Retention, now_us: int) -> Stock:
        """Return what the store holds, after looking at some more of it."""
        database = self._database
        with self._lock:
            newest_us = connection.execute(select(func.max(schema.ingest_cursor.c.last_ts))).scalar_one()
            until_us = now_us if newest_us is None else min(now_us, newest_us)
            self._advance(connection, retention, until_us, now_us)
            size = database.size_bytes()
            spare = self._spare(connection)
            tiers = self._tiers(until_us, self._sizes(connection))
            disk = shutil.disk_usage(database.path.parent) if isinstance(database, SqliteDatabase) else None
            oldest_us = min((tier.since_us for tier in tiers if tier.since_us is not None), default=until_us)
            return Stock(
                tiers=_within(tiers, size - spare),
                size=size,
                spare=spare,
                disk_free=None if disk is None else disk.free,
                disk_size=None if disk is None else disk.total,
                measured_days=min((until_us - oldest_us) / DAY_US, _WEEK),
                looked_at=sum(map(len, self._found.values())) / max(sum(self._owners.values()), 1),
                asked_us=now_us,
            )

    def _advance(self, connection: Connection, retention: Retention, until_us: int, now_us: int) -> None:
        if retention != self._kept:
            self._found, self._kept, self._began_us = {}, retention, None
            self._work.clear()
        if not self._work and (self._began_us is None or not 0 <= now_us - self._began_us < _AGAIN_US):
            self._begin(connection, retention)
            self._began_us = now_us
        deadline = self._timer() + self._budget_s
        while self._work and self._timer() < deadline:
            tier, table, days, owners = self._work.popleft()
            floor_us = until_us - days * DAY_US - 2 * HOUR_US
            held = look_at(connection, self._database.name, table, owners, floor_us, until_us)
            self._found.setdefault((tier, table.name, days), {}).update(held)

    def _begin(self, connection: Connection, retention: Retention) -> None:
        blocks: list[_Block] = []
        self._owners = {}
        for tier, table, days, owners in _kept(connection, retention):
            self._owners[tier, table.name, days] = len(owners)
            starts = range(0, len(owners), _TOGETHER)
            blocks += (_Block(tier, table, days, owners[start : start + _TOGETHER]) for start in starts)
        self._found = {kind: held for kind, held in self._found.items() if kind in self._owners}
        # all tiers side by side, so that the first look says something of each
        self._work.extend(sorted(blocks, key=lambda block: block.owners[0]))

    def _tiers(self, until_us: int, sizes: Mapping[Tier, int]) -> tuple[TierStock, ...]:
        tiers = []
        for tier in Tier:
            parts: dict[int, Part] = {}
            oldest: list[int] = []
            for (of, table, days), held in self._found.items():
                if of is tier:
                    part = _part(held, days, self._owners[of, table, days], until_us)
                    parts[days] = _sum(parts[days], part) if days in parts else part
                    oldest += (one.oldest_us for one in held.values() if one.oldest_us is not None)
            summed = sum(part.size for part in parts.values())
            factor = sizes[tier] / summed if tier in sizes and summed else 1.0
            stocked = tuple(_scaled(parts[days], factor) for days in sorted(parts))
            tiers.append(TierStock(tier, stocked, min(oldest, default=None)))
        return tuple(tiers)

    def _spare(self, connection: Connection) -> int:
        if self._database.name != "sqlite":
            return 0
        free = connection.exec_driver_sql("PRAGMA freelist_count").scalar_one()
        page = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
        return int(free * page)

    def _sizes(self, connection: Connection) -> dict[Tier, int]:
        """Return what the tiers take, where the database knows it: PostgreSQL, with all partitions and indexes."""
        if self._database.name != "postgresql":
            return {}
        query = text(
            "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c WHERE c.oid = to_regclass(:name) "
            "OR c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = to_regclass(:name))"
        )
        return {
            tier: sum(int(connection.execute(query, {"name": name}).scalar_one()) for name in names)
            for tier, names in _TABLES.items()
        }


_TABLES: Final = {
    Tier.SAMPLES: ("sample", "sample_chunk"),
    Tier.TEN_MINUTES: ("rollup_10m",),
    Tier.HOURS: ("rollup_1h",),
    Tier.EVENTS: ("text_event", "condition_event", "state_interval", "gap"),
}


def _kept(connection: Connection, retention: Retention) -> Iterator[tuple[Tier, Table, int, list[int]]]:
    """Yield each table of each tier with the owners that are kept for the same number of days."""
    columns = schema.signal.c
    signals = connection.execute(select(columns.id, columns.key, columns.kind).order_by(columns.id)).all()
    for tier, table, days_of in (
        (Tier.SAMPLES, schema.sample_chunk, retention.samples_of),
        (Tier.TEN_MINUTES, schema.rollup_10m, retention.ten_minutes_of),
        (Tier.HOURS, schema.rollup_1h, retention.hours_of),
    ):
        by_days: dict[int, list[int]] = {}
        for number, key, kind in signals:
            if kind == SignalKind.NUMBER.value:
                by_days.setdefault(days_of(key), []).append(number)
        for days, owners in by_days.items():
            yield tier, table, days, owners
    events = {
        schema.text_event: [number for number, _, kind in signals if kind == SignalKind.TEXT.value],
        schema.condition_event: [number for number, _, kind in signals if kind == SignalKind.CONDITION.value],
        schema.state_interval: list(connection.execute(select(schema.machine.c.id)).scalars()),
        schema.gap: list(connection.execute(select(schema.source.c.id)).scalars()),
    }
    for table, owners in events.items():
        yield Tier.EVENTS, table, retention.events_days, owners


def _part(held: Mapping[int, Held], days: int, owners: int, until_us: int) -> Part:
    """Return what all owners hold, if those that were not looked at are like those that were."""
    share = owners / len(held) if held else 0.0
    oldest = min((one.oldest_us for one in held.values() if one.oldest_us is not None), default=until_us)
    return Part(
        size=share * sum(one.size for one in held.values()),
        per_day=share * sum(one.per_day for one in held.values()),
        held_days=min((until_us - oldest) / DAY_US, float(days)),
        days=days,
    )


def _sum(one: Part, other: Part) -> Part:
    held = max(one.held_days, other.held_days)
    return Part(one.size + other.size, one.per_day + other.per_day, held, one.days)


def _scaled(part: Part, factor: float) -> Part:
    return Part(part.size * factor, part.per_day * factor, part.held_days, part.days)


def _within(tiers: Iterable[TierStock], used: int) -> tuple[TierStock, ...]:
    """Return the tiers no larger together than the store: what was found by looking here and there may be too much."""
    listed = tuple(tiers)
    summed = sum(tier.size for tier in listed)
    if summed <= used:
        return listed
    shrunk = used / summed
    return tuple(
        TierStock(
            tier.tier, tuple(Part(p.size * shrunk, p.per_day, p.held_days, p.days) for p in tier.parts), tier.since_us
        )
        for tier in listed
    )
