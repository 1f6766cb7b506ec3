"""Reads which machines and signals the history knows."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, select

from hmi.domain.machine import Machine
from hmi.domain.signal import Signal, SignalKind
from hmi.history import schema
from hmi.history.errors import UnknownMachineError, UnknownSignalError

_AXES: Final = ("x", "y", "z")

_of = schema.signal.c
_FIELDS: Final = (
    _of.key,
    _of.kind,
    _of.source_id,
    _of.type,
    _of.sub_type,
    _of.name,
    _of.component,
    _of.component_name,
    _of.path,
    _of.role,
    _of.unit,
    _of.axis,
    _of.source_unit,
    _of.discrete,
)
"""In the order of :class:`Signal`, behind its machine: taken by place, ten thousand are read in half the time."""
_KINDS: Final = {kind.value: kind for kind in SignalKind}


class Found(NamedTuple):
    """A signal with its number in the tables."""

    id: int
    signal: Signal


def read_machines(connection: Connection) -> list[Machine]:
    """Return all machines in the order in which they were first declared; bands are no part of the history."""
    rows = connection.execute(select(schema.machine).order_by(schema.machine.c.id))
    return [Machine(row.key, row.plant, row.cell, row.model, row.source) for row in rows]


def read_signals(connection: Connection, machine: str) -> list[Found]:
    """Return the signals of a machine in the order in which they were first declared.

    Raises UnknownMachineError.
    """
    rows = connection.execute(
        select(_of.id, *_FIELDS).join(schema.machine).where(schema.machine.c.key == machine).order_by(_of.id)
    ).all()
    if not rows:
        names = [known.key for known in read_machines(connection)]
        if machine not in names:
            raise UnknownMachineError(machine, names)
    return [Found(number, _signal(machine, *fields)) for number, *fields in rows]


def read_all_signals(connection: Connection) -> dict[str, tuple[Signal, ...]]:
    """Return the signals of every machine that has any, in the order in which they were first declared."""
    rows = connection.execute(
        select(schema.machine.c.key, *_FIELDS).join_from(schema.signal, schema.machine).order_by(_of.id)
    )
    signals: dict[str, list[Signal]] = {}
    for machine, *fields in rows:
        signals.setdefault(machine, []).append(_signal(machine, *fields))
    return {machine: tuple(known) for machine, known in signals.items()}


def find_signals(connection: Connection, machine: str, name: str) -> list[Found]:
    """Return the signal with this key, otherwise those with this source id: the parts of a 3D value, x first.

    Raises UnknownMachineError, UnknownSignalError.
    """
    known = read_signals(connection, machine)
    found = [one for one in known if one.signal.key == name] or [one for one in known if one.signal.source_id == name]
    if not found:
        names = dict.fromkeys(word for one in known for word in (one.signal.key, one.signal.source_id))
        raise UnknownSignalError(machine, name, list(names))
    return sorted(found, key=lambda one: _AXES.index(one.signal.axis) if one.signal.axis in _AXES else -1)


def signal_id(connection: Connection, machine: str, key: str) -> int | None:
    """Return the number of a signal, None where the history has none."""
    query = select(schema.signal.c.id).join(schema.machine)
    return connection.execute(
        query.where(schema.machine.c.key == machine, schema.signal.c.key == key)
    ).scalar_one_or_none()


def _signal(machine: str, key: str, kind: str, *rest: Any) -> Signal:
    return Signal(machine, key, _KINDS[kind], *rest)
