"""Keeps the conditions that stand, signal by signal, as they are reported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from hmi.domain.condition import NONE, Activation, Active, applied, identity
from hmi.domain.observation import Condition, ConditionLevel
from hmi.history import schema
from hmi.history.rows import condition_of

Mark = tuple[int, int]
"""Instance number and sequence: the order of reports."""

_BEFORE_ALL: Mark = (-1, -1)
_UNAVAILABLE = Condition(ConditionLevel.UNAVAILABLE, "")


class Report(NamedTuple):
    """What one batch says about one condition signal, in ascending order.

    ``snapshot``: it lists all that stands, so that what it does not name is over. It knows everything before
    ``known_to``. A condition of None says that the source has none to give.
    """

    snapshot: bool
    known_to: Mark
    conditions: list[tuple[Mark, int, Condition | None]]
    """Order, source time, condition."""


def update_standing(connection: Connection, signal_id: int, reports: Sequence[Report]) -> None:
    """Bring the standing conditions of a signal up to date; call it before ``latest`` moves on.

    What is older than the newest known report changes nothing, so that reading a batch again is harmless.
    """
    before = _standing(connection, signal_id)
    newest = schema.latest.c
    found = connection.execute(
        select(newest.instance_id, newest.seq).where(newest.signal_id == signal_id)
    ).one_or_none()
    mark: Mark = (found.instance_id, found.seq) if found is not None else _BEFORE_ALL
    active = before
    for report in reports:
        floor = mark
        if report.snapshot and mark < report.known_to:
            active, floor = NONE, _BEFORE_ALL
        for order, time_us, condition in report.conditions:
            if order > floor:
                active = applied(active, condition or _UNAVAILABLE, time_us)
                mark = max(mark, order)
    if active != before:
        connection.execute(delete(schema.active_condition).where(schema.active_condition.c.signal_id == signal_id))
        if active:
            connection.execute(insert(schema.active_condition), [_row(signal_id, kept) for kept in active.values()])


def _standing(connection: Connection, signal_id: int) -> Active:
    table = schema.active_condition
    standing: dict[str, Activation] = {}
    for row in connection.execute(select(table).where(table.c.signal_id == signal_id)):
        condition = condition_of(row)
        if condition is not None:
            standing[row.identity] = Activation(condition, row.since)
    return standing


def _row(signal_id: int, activation: Activation) -> dict[str, object]:
    condition = activation.condition
    return {
        "signal_id": signal_id,
        "identity": identity(condition),
        "since": activation.since_us,
        "level": condition.level.value,
        "type": condition.type,
        "code": condition.code,
        "text": condition.text,
        "qualifier": condition.qualifier,
        "condition_id": condition.condition_id,
    }
