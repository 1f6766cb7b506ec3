"""Makes signals with sealed hours and rows for the tests of chunks."""

from __future__ import annotations

import math

import numpy as np
from sqlalchemy import Connection

from hmi.domain.signal import SignalKind
from hmi.history import schema
from hmi.history.chunks.codec import encode
from hmi.history.chunks.hours import HOUR_US, hour_of
from hmi.history.chunks.stored import Stored, add_chunks, read_chunks, replace_chunks
from hmi.history.columns import Columns, columns_of

T0 = hour_of(1_790_000_000_000_000)
"""The start of an hour in 2026."""
SIGNAL = 7

Seen = tuple[int, int, int, float, int]
"""Time, instance, sequence, value, quality."""


def declare(
    connection: Connection, signal_id: int = SIGNAL, machine_id: int = 1, kind: SignalKind = SignalKind.NUMBER
) -> None:
    """Store a signal, and its machine when it is the machine's first."""
    known = schema.machine.select().where(schema.machine.c.id == machine_id)
    if connection.execute(known).first() is None:
        machine = {"id": machine_id, "key": f"M{machine_id}", "plant": "", "cell": "", "model": "", "source": ""}
        connection.execute(schema.machine.insert(), machine)
    words = {column.name: "" for column in schema.signal.columns if str(column.type) == "VARCHAR"}
    named = {**words, "id": signal_id, "machine_id": machine_id, "key": f"s{signal_id}", "kind": kind.value}
    connection.execute(schema.signal.insert(), named)


def put_rows(connection: Connection, seen: list[Seen], signal_id: int = SIGNAL) -> None:
    """Insert observations as rows."""
    for ts, instance, seq, v, q in seen:
        value = None if math.isnan(v) else v
        row = {"signal_id": signal_id, "ts": ts, "instance_id": instance, "seq": seq, "v": value, "q": q}
        connection.execute(schema.sample.insert(), row)


def put_latest(connection: Connection, ts: int, signal_id: int = SIGNAL) -> None:
    """Say that a signal was heard of at a moment."""
    connection.execute(schema.latest.delete().where(schema.latest.c.signal_id == signal_id))
    connection.execute(
        schema.latest.insert(), {"signal_id": signal_id, "ts": ts, "instance_id": 1, "seq": 1, "v": 1.0, "q": 0}
    )


def put_chunk(connection: Connection, seen: list[Seen], signal_id: int = SIGNAL) -> None:
    """Insert observations of one hour as its chunk."""
    add_chunks(connection, signal_id, [Stored(hour_of(seen[0][0]), encode(columns_of(sorted(seen))))])


def damage(connection: Connection, t0: int = T0, signal_id: int = SIGNAL) -> None:
    """Change a byte of a chunk."""
    ((_, chunk),) = read_chunks(connection, signal_id, t0, t0 + 1)
    changed = chunk._replace(data=chunk.data[:-1] + bytes((chunk.data[-1] ^ 1,)))
    replace_chunks(connection, signal_id, [Stored(t0, changed)])


def listed(columns: Columns) -> list[Seen]:
    """Return columns as tuples; NaN is one object, so that it equals itself inside of them."""
    values = [math.nan if math.isnan(v) else v for v in columns.v.tolist()]
    return list(
        zip(
            columns.ts.tolist(),
            columns.instance.tolist(),
            columns.seq.tolist(),
            values,
            columns.q.tolist(),
            strict=True,
        )
    )


def seen_at(*minutes: float, instance: int = 1, value: float = 1.0) -> list[Seen]:
    """Return an observation at each of some moments, in minutes from :data:`T0`."""
    return [(T0 + int(m * 60_000_000), instance, int(m * 100) + 10_000, value + m, 0) for m in minutes]


def steady(hours: int, per_hour: int, first_hour: int = 0) -> list[Seen]:
    """Return whole hours of a signal at an even pace."""
    step = HOUR_US // per_hour
    numbers = np.arange(first_hour * per_hour, (first_hour + hours) * per_hour).tolist()
    return [(T0 + number * step, 1, 12 * number + number % 3, round(40 + math.sin(number), 1), 0) for number in numbers]
