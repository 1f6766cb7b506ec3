"""Reads what text and condition signals said."""

from __future__ import annotations

from sqlalchemy import Connection, select

from hmi.domain.records import StoredCondition, TextSpan
from hmi.history.catalog import signal_id
from hmi.history.rows import condition_of
from hmi.history.schema import condition_event, instance, machine, signal, text_event, text_value


def read_texts(connection: Connection, of_machine: str, key: str, start_us: int, end_us: int) -> list[TextSpan]:
    """Return what a text signal said in the window, led by what it had said last before it.

    A signal that the history does not know said nothing.
    """
    number = signal_id(connection, of_machine, key)
    if number is None:
        return []
    event = text_event.c
    said = (
        select(event.ts, text_value.c.text)
        .outerjoin_from(text_event, text_value, event.text_id == text_value.c.id)
        .where(event.signal_id == number)
    )
    order = (event.ts, event.instance_id, event.seq)
    before = said.where(event.ts < start_us).order_by(*(column.desc() for column in order)).limit(1)
    within = said.where(event.ts >= start_us, event.ts < end_us).order_by(*order)
    rows = [*connection.execute(before), *connection.execute(within)]
    return [TextSpan(time_us, text) for time_us, text in rows]


def read_conditions(connection: Connection, of_machine: str, start_us: int, end_us: int) -> list[StoredCondition]:
    """Return the condition reports of a machine that are stamped within the window, in order of time."""
    event = condition_event.c
    query = (
        select(signal.c.key, instance.c.number, condition_event)
        .join_from(machine, signal, machine.c.id == signal.c.machine_id)
        .join(condition_event, signal.c.id == event.signal_id)
        .join(instance, event.instance_id == instance.c.id)
        .where(machine.c.key == of_machine, event.ts >= start_us, event.ts < end_us)
        .order_by(event.ts, event.instance_id, event.seq)
    )
    return [
        StoredCondition(row.key, row.ts, condition_of(row), int(row.number), row.seq)
        for row in connection.execute(query)
    ]
