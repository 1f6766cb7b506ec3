"""Keeps the state intervals of a machine so that they partition time."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, insert, select, update

from hmi.domain.records import StateChange
from hmi.history.schema import state_interval


def change_state(connection: Connection, machine_id: int, change: StateChange) -> None:
    """Let the machine be in a state from ``change.start_us`` on.

    The interval that lasts then ends there. What began there or later is taken back: an interval of no length, or a
    time offline after which the source turns out to have kept what the machine did.
    """
    table = state_interval.c
    connection.execute(delete(state_interval).where(table.machine_id == machine_id, table.t0 >= change.start_us))
    last = select(func.max(table.t0)).where(table.machine_id == machine_id).scalar_subquery()
    connection.execute(
        update(state_interval).where(table.machine_id == machine_id, table.t0 == last).values(t1=change.start_us)
    )
    verdict = change.verdict
    connection.execute(
        insert(state_interval).values(
            machine_id=machine_id,
            t0=change.start_us,
            t1=None,
            state=int(verdict.state),
            rule=verdict.rule,
            reason=verdict.reason.value,
            detail=verdict.detail,
            clamped=change.clamped,
            uncertain=verdict.uncertain,
        )
    )
