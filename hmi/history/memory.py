"""Reads what the program knew when it last wrote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, exists, select

from hmi.domain.observation import ConditionLevel, Cursor, Quality
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

_QUALITIES: Final = {int(quality): quality for quality in Quality}
"""Looked up ten thousand times a question, which takes a fifth of making the member anew."""

_COLUMNS: Final = (machine.c.key, signal.c.key, instance.c.number, latest.c.seq, latest.c.q)
_FROM: Final = (
    latest.join(signal, latest.c.signal_id == signal.c.id)
    .join(machine, signal.c.machine_id == machine.c.id)
    .join(instance, latest.c.instance_id == instance.c.id)
)
_VALUES: Final = (
    select(*_COLUMNS, latest.c.ts, latest.c.v, text_value.c.text, signal.c.kind == SignalKind.NUMBER.value)
    .select_from(_FROM.outerjoin(text_value, latest.c.text_id == text_value.c.id))
    .where(signal.c.kind != SignalKind.CONDITION.value)
    .order_by(signal.c.id)
)
_CURSORS: Final = (
    select(source.c.key, instance.c.number, ingest_cursor.c.next_seq, ingest_cursor.c.last_ts, ingest_cursor.c.updated)
    .join_from(ingest_cursor, source, ingest_cursor.c.source_id == source.c.id)
    .join(instance, ingest_cursor.c.instance_id == instance.c.id)
    .order_by(source.c.id)
)


def read_memory(connection: Connection) -> Memory:
    """Return cursors, latest values, standing conditions and open states."""
    cursors = connection.execute(_CURSORS).all()
    return Memory(
        cursors=tuple(Cursor(row.key, int(row.number), row.next_seq, row.last_ts) for row in cursors),
        latest=read_latest(connection),
        open_states=tuple(read_open_states(connection)),
        proofs_us={row.key: row.updated for row in cursors},
        signals=read_all_signals(connection),
    )


def read_latest(connection: Connection) -> tuple[Latest, ...]:
    """Return the newest observation of every signal.

    A condition signal has one entry for every condition that stands, stamped with its beginning; one of which none
    stands has the report that said so.
    """
    return (*_values(connection), *_standing(connection), *_cleared(connection))


def _values(connection: Connection) -> Iterator[Latest]:
    # taken by place: by name, ten thousand rows take twice as long
    for of_machine, key, number, seq, q, ts, v, text, is_number in connection.execute(_VALUES):
        yield Latest(of_machine, key, ts, v if is_number else text, _QUALITIES[q], int(number), seq)


def _standing(connection: Connection) -> Iterator[Latest]:
    query = _latest(active_condition, latest.c.signal_id == active_condition.c.signal_id)
    for row in connection.execute(query.order_by(active_condition.c.identity)):
        yield _entry(row, row.since)


def _cleared(connection: Connection) -> Iterator[Latest]:
    """Condition signals of which none stands, where the newest report said so and is not one that a snapshot ended."""
    query = _latest(
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
        yield _entry(row, row.ts)


def _latest(table: Table, on: ColumnElement[bool]) -> Select[Any]:
    known = (
        column.label(name) for column, name in zip(_COLUMNS, ("machine", "signal", "number", "seq", "q"), strict=True)
    )
    own = (column for column in table.c if column.name not in {"seq", "q"})
    return select(*known, *own).select_from(_FROM.join(table, on)).order_by(signal.c.id)


def _entry(row: Row[Any], time_us: int) -> Latest:
    return Latest(row.machine, row.signal, time_us, condition_of(row), _QUALITIES[row.q], int(row.number), row.seq)
