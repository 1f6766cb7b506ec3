"""The tables of the history, defined once for every database.

All times are integer microseconds UTC. The big tables name signals and instances by small numbers without foreign
keys: only the writer writes them, from the numbers it has just stored, and a check costs a lookup a row.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)


_BYTEWISE: Final = String().with_variant(String(collation="C"), "postgresql")
"""Texts in keys, so that every database orders them alike."""


def _key(name: str, kind: type[BigInteger] | type[Integer] | String = BigInteger) -> Column[object]:
    """Return a part of a composite primary key, which no database numbers by itself."""
    return Column(name, kind, primary_key=True, autoincrement=False, nullable=False)


machine: Final = Table(
    "machine",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False),
    Column("plant", String, nullable=False),
    Column("cell", String, nullable=False),
    Column("model", String, nullable=False),
    Column("source", String, nullable=False),
    UniqueConstraint("key"),
)

signal: Final = Table(
    "signal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("machine_id", ForeignKey("machine.id"), nullable=False),
    Column("key", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("source_id", String, nullable=False),
    Column("type", String, nullable=False),
    Column("sub_type", String, nullable=False),
    Column("name", String, nullable=False),
    Column("component", String, nullable=False),
    Column("component_name", String, nullable=False),
    Column("path", String, nullable=False),
    Column("role", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("axis", String, nullable=False),
    Column("source_unit", String, nullable=False, server_default=""),
    Column("discrete", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("machine_id", "key"),
)
"""``source_id`` is the source's own name of the signal (MTConnect dataItemId), not a row of :data:`source`."""

source: Final = Table(
    "source",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False),
    UniqueConstraint("key"),
)

instance: Final = Table(
    "instance",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", ForeignKey("source.id"), nullable=False),
    Column("number", String, nullable=False),
    Column("first_seen", BigInteger, nullable=False),
    UniqueConstraint("source_id", "number"),
)
"""One run of an agent or server. Ids rise in the order in which runs were first seen, so they order observations.

``number`` is the source's own, kept as text because it may be an unsigned 64-bit one.
"""

sample: Final = Table(
    "sample",
    metadata,
    _key("signal_id", Integer),
    _key("ts"),
    _key("instance_id", Integer),
    _key("seq"),
    Column("v", Float),
    Column("q", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
    postgresql_partition_by="RANGE (ts)",
)
"""The newest hours of number signals; older ones are packed into :data:`sample_chunk`."""

sample_chunk: Final = Table(
    "sample_chunk",
    metadata,
    _key("signal_id", Integer),
    _key("t0"),
    Column("n", Integer, nullable=False),
    Column("codec", SmallInteger, nullable=False),
    Column("crc", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""The observations of one signal in the hour that begins at ``t0``, packed by ``hmi.history.chunks``.

Without row ids although its rows are long: each hour seals all signals, so a table in the order of insertion has a
signal all over the file, and takes 2.5 to 15 times as long to read from a cold disk, for 1 % less room.
"""


def _rollup(name: str) -> Table:
    return Table(
        name,
        metadata,
        _key("signal_id", Integer),
        _key("b"),
        Column("n", Integer, nullable=False),
        Column("n_bad", Integer, nullable=False),
        Column("vmin", Float),
        Column("vmax", Float),
        Column("vsum", Float, nullable=False),
        Column("vfirst", Float),
        Column("vlast", Float),
        Column("t_first", BigInteger, nullable=False),
        Column("t_last", BigInteger, nullable=False),
        Column("broken", Boolean, nullable=False),
        Column("tw_sum", Float, nullable=False),
        Column("tw_dur", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


rollup_10m: Final = _rollup("rollup_10m")
rollup_1h: Final = _rollup("rollup_1h")
"""What the observations of a number signal in a bucket that begins at ``b`` come to, and nothing from outside it.

``n`` observations, ``n_bad`` of them not good. ``vmin``, ``vmax``, ``vfirst``, ``vlast`` are NULL where none had a
value, and ``vsum`` is then 0. ``t_first`` and ``t_last`` are the times of the first and last of any kind; ``broken``:
the last has no value. ``tw_sum`` (value times microseconds) and ``tw_dur`` integrate from ``t_first`` to ``t_last``,
each value holding until the next observation, over the stretches where it is known.
"""

dirty_hour: Final = Table(
    "dirty_hour",
    metadata,
    _key("signal_id", Integer),
    _key("b"),
    sqlite_with_rowid=False,
)
"""Hours whose rollups must be computed anew from the observations, because some came late."""

text_value: Final = Table(
    "text_value",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    UniqueConstraint("text"),
)

text_event: Final = Table(
    "text_event",
    metadata,
    _key("signal_id", Integer),
    _key("ts"),
    _key("instance_id", Integer),
    _key("seq"),
    Column("text_id", Integer),
    Column("q", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)

condition_event: Final = Table(
    "condition_event",
    metadata,
    _key("signal_id", Integer),
    _key("ts"),
    _key("instance_id", Integer),
    _key("seq"),
    Column("q", SmallInteger, nullable=False),
    Column("level", String),
    Column("type", String, nullable=False),
    Column("code", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("qualifier", String, nullable=False),
    Column("condition_id", String, nullable=False),
    sqlite_with_rowid=False,
)
"""``level`` is NULL where the source sent no condition but only that it has none to send."""

latest: Final = Table(
    "latest",
    metadata,
    _key("signal_id", Integer),
    Column("ts", BigInteger, nullable=False),
    Column("instance_id", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("v", Float),
    Column("text_id", Integer),
    Column("q", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""The newest observation of each signal by (instance, sequence)."""

active_condition: Final = Table(
    "active_condition",
    metadata,
    _key("signal_id", Integer),
    _key("identity", _BYTEWISE),
    Column("since", BigInteger, nullable=False),
    Column("level", String, nullable=False),
    Column("type", String, nullable=False),
    Column("code", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("qualifier", String, nullable=False),
    Column("condition_id", String, nullable=False),
    sqlite_with_rowid=False,
)
"""The warnings and faults that stand. Replaying events cannot give them: a snapshot clears without an event."""

state_interval: Final = Table(
    "state_interval",
    metadata,
    _key("machine_id", Integer),
    _key("t0"),
    Column("t1", BigInteger),
    Column("state", SmallInteger, nullable=False),
    Column("rule", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("clamped", Boolean, nullable=False),
    Column("uncertain", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
"""Intervals of a machine partition time; the last one is open, with ``t1`` NULL."""

ingest_cursor: Final = Table(
    "ingest_cursor",
    metadata,
    Column("source_id", ForeignKey("source.id"), primary_key=True, autoincrement=False),
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("next_seq", BigInteger, nullable=False),
    Column("last_ts", BigInteger),
    Column("updated", BigInteger, nullable=False),
)
"""Where each source goes on; ``last_ts`` is its newest source time, ``updated`` when its last batch arrived here."""

gap: Final = Table(
    "gap",
    metadata,
    Column("source_id", ForeignKey("source.id"), primary_key=True, autoincrement=False),
    _key("t0"),
    _key("t1"),
    _key("reason", _BYTEWISE),
    Column("lost", BigInteger),
    sqlite_with_rowid=False,
)

collector_run: Final = Table(
    "collector_run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("stopped", BigInteger),
)
"""When this program collected; ``stopped`` is NULL while it does, and after a crash, when ``seen`` is all there is."""

store_note: Final = Table(
    "store_note",
    metadata,
    _key("key", _BYTEWISE),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What is to be known of the store itself; ``copying`` names where a copy comes from that is not complete yet."""
