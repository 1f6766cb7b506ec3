"""Reads what the program knew when it last wrote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, exists, select

from hmi.domain.observation import ConditionLevel, Cursor, Quality, Value
from hmi.domain.records import Latest, Memory
from hmi.domain.signal import SignalKind
from hmi.history.catalog import read_all_signals
from hmi.history.rows import condition_of
from hmi.history.schema import (
    active_condition,
    condition_event,
    ingest_cursor,
    instance,
    latest,
    machine,
    signal,
    source,
    text_value,
)
from hmi.history.timeline import read_open_states


def read_memory(connection: Connection) -> Memory:
    """Return cursors, latest values, standing conditions and open states.

    A condition signal has one entry for every condition that stands, stamped with its beginning; one of which none
    stands has the report that said so.
    """
    query = (
        select(
            source.c.key,
            instance.c.number,
            ingest_cursor.c.next_seq,
            ingest_cursor.c.last_ts,
            ingest_cursor.c.updated,
        )
        .join_from(ingest_cursor, source, ingest_cursor.c.source_id == source.c.id)
        .join(instance, ingest_cursor.c.instance_id == instance.c.id)
        .order_by(source.c.id)
    )
    cursors = connection.execute(query).all()
    return Memory(
        cursors=tuple(Cursor(row.key, int(row.number), row.next_seq, row.last_ts) for row in cursors),
        latest=(*_values(connection), *_standing(connection), *_cleared(connection)),
        open_states=tuple(read_open_states(connection)),
        proofs_us={row.key: row.updated for row in cursors},
        signals=read_all_signals(connection),
    )


def _values(connection: Connection) -> Iterator[Latest]:
    query = _latest(text_value.c.text).outerjoin(text_value, latest.c.text_id == text_value.c.id)
    for row in connection.execute(query.where(signal.c.kind != SignalKind.CONDITION.value)):
        value: Value = row.v if row.kind == SignalKind.NUMBER.value else row.text
        yield _entry(row, row.ts, value)


def _standing(connection: Connection) -> Iterator[Latest]:
    query = _latest(active_condition).join(active_condition, latest.c.signal_id == active_condition.c.signal_id)
    for row in connection.execute(query.order_by(active_condition.c.identity)):
        yield _entry(row, row.since, condition_of(row))


def _cleared(connection: Connection) -> Iterator[Latest]:
    """Condition signals of which none stands, where the newest report said so and is not one that a snapshot ended."""
    query = _latest(condition_event).join(
        condition_event,
        and_(
            latest.c.signal_id == condition_event.c.signal_id,
            latest.c.ts == condition_event.c.ts,
            latest.c.instance_id == condition_event.c.instance_id,
            latest.c.seq == condition_event.c.seq,
        ),
    )
    quiet = (ConditionLevel.NORMAL.value, ConditionLevel.UNAVAILABLE.value)
    query = query.where(
        condition_event.c.level.in_(quiet),
        ~exists().where(active_condition.c.signal_id == latest.c.signal_id),
    )
    for row in connection.execute(query):
        yield _entry(row, row.ts, condition_of(row))


def _latest(*more: Any) -> Select[Any]:
    return (
        select(
            machine.c.key.label("machine"),
            signal.c.key.label("signal"),
            signal.c.kind,
            instance.c.number,
            latest.c.ts,
            latest.c.seq,
            latest.c.v,
            latest.c.q,
            *more,
        )
        .join_from(latest, signal, latest.c.signal_id == signal.c.id)
        .join(machine, signal.c.machine_id == machine.c.id)
        .join(instance, latest.c.instance_id == instance.c.id)
        .order_by(signal.c.id)
    )


def _entry(row: Row[Any], time_us: int, value: Value) -> Latest:
    return Latest(row.machine, row.signal, time_us, value, Quality(row.q), int(row.number), row.seq)
