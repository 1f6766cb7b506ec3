"""A store with rows of any age, for the tests that make room in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, delete, insert, select

from hmi.domain.retention import Retention
from hmi.domain.signal import SignalKind
from hmi.history import schema
from hmi.history.retention.chore import RetentionChore
from hmi.history.retention.limits import DAY_US, HOUR_US
from tests.history.making import database_in

NOW: Final = 20_000 * DAY_US + 5 * HOUR_US + 17
"""The present: 04 Oct 2024, a little after five."""
RETENTION: Final = Retention(3, 5, 10, 7, {"kept_long": 8, "kept_short": 1})
LOAD, KEPT_LONG, KEPT_SHORT, EXECUTION, SYSTEM = range(1, 6)
_KINDS: Final = {
    LOAD: ("load", SignalKind.NUMBER),
    KEPT_LONG: ("kept_long", SignalKind.NUMBER),
    KEPT_SHORT: ("kept_short", SignalKind.NUMBER),
    EXECUTION: ("execution", SignalKind.TEXT),
    SYSTEM: ("system", SignalKind.CONDITION),
}
_FILLED: Final = {
    "v": 1.0,
    "q": 0,
    "n": 1,
    "n_bad": 0,
    "codec": 1,
    "crc": 1,
    "data": b"x" * 300,
    "vsum": 1.0,
    "t_first": 0,
    "t_last": 0,
    "broken": False,
    "tw_sum": 0.0,
    "tw_dur": 0,
    "type": "SYSTEM",
    "code": "",
    "text": "",
    "qualifier": "",
    "condition_id": "",
    "state": 1,
    "rule": "5",
    "reason": "cutting",
    "detail": "",
    "clamped": False,
    "uncertain": False,
}
EMPTIED: Final = (
    schema.sample,
    schema.sample_chunk,
    schema.rollup_10m,
    schema.rollup_1h,
    schema.dirty_hour,
    schema.text_event,
    schema.condition_event,
    schema.latest,
    schema.state_interval,
    schema.gap,
)


class Stocked:
    """A store of one machine with three number signals, a text and a condition."""

    def __init__(self, folder: Path) -> None:
        database = database_in(folder)
        database.prepare()
        self._engine: Engine = database.writing()
        self.connection: Connection = self._engine.connect()
        with self.connection.begin():
            machine = {"key": "Mill", "plant": "", "cell": "", "model": "", "source": ""}
            self.connection.execute(insert(schema.machine).values(id=1, **machine))
            self.connection.execute(insert(schema.source).values(id=1, key="http://agent"))
            run = insert(schema.instance).values(id=1, source_id=1, number="1", first_seen=0)
            self.connection.execute(run)
            words = (
                "source_id",
                "type",
                "sub_type",
                "name",
                "component",
                "component_name",
                "path",
                "role",
                "unit",
                "axis",
            )
            for number, (key, kind) in _KINDS.items():
                signal = dict.fromkeys(words, "") | {"id": number, "machine_id": 1, "key": key, "kind": kind.value}
                self.connection.execute(insert(schema.signal).values(signal))
        self.reached(NOW)

    def close(self) -> None:
        """Close the store."""
        self.connection.close()
        self._engine.dispose()

    def reached(self, newest_us: int) -> None:
        """Let the newest observation be of this time."""
        cursor = {"source_id": 1, "instance_id": 1, "next_seq": 1, "last_ts": newest_us, "updated": 0}
        with self.connection.begin():
            self.connection.execute(delete(schema.ingest_cursor))
            self.connection.execute(insert(schema.ingest_cursor).values(cursor))

    def empty(self) -> None:
        """Take everything out but the names."""
        with self.connection.begin():
            for table in EMPTIED:
                self.connection.execute(delete(table))

    def put(self, table: Table, owner: int, times: Iterable[int], **values: Any) -> None:
        """Add a row of one owner for every time."""
        names = table.columns.keys()
        own, time = list(table.primary_key.columns.keys())[:2]
        fixed = {name: _FILLED[name] for name in names if name in _FILLED} | values
        rows = [
            fixed | {name: of[name] for name in of if name in names}
            for number, time_us in enumerate(times)
            for of in ({own: owner, time: time_us, "instance_id": 1, "seq": number},)
        ]
        with self.connection.begin():
            if rows:
                self.connection.execute(insert(table), rows)

    def times(self, table: Table, owner: int) -> list[int]:
        """Return the times of one owner's rows."""
        own, time = list(table.primary_key.columns)[:2]
        query = select(time).where(own == owner).order_by(*table.primary_key.columns)
        with self.connection.begin():
            return list(self.connection.execute(query).scalars())

    def make_room(self, chore: RetentionChore, now_us: int = NOW) -> int:
        """Let a chore go round once and return how many slices it took."""
        assert chore.due(now_us)
        more, slices = True, 0
        while more:
            with self.connection.begin():
                more = chore.step(self.connection, now_us)
            slices += 1
            assert slices < 10_000
        return slices
