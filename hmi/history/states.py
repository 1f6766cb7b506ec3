"""Keeps the state intervals of machines so that they partition time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import BigInteger, Connection, Integer, bindparam, delete, func, insert, select, update

from hmi.domain.records import StateChange
from hmi.history.database import Database, Row
from hmi.history.schema import state_interval

_table = state_interval.c
_of_machine = _table.machine_id == bindparam("machine", type_=Integer)
_start = bindparam("start", type_=BigInteger)
_TAKE_BACK: Final = delete(state_interval).where(_of_machine, _table.t0 >= _start)
_last = select(func.max(_table.t0)).where(_of_machine).scalar_subquery()
_END: Final = update(state_interval).where(_of_machine, _table.t0 == _last).values(t1=_start)


class StateRecorder:
    """Writes the states of machines on a connection whose transaction the caller begins and ends."""

    def __init__(self, database: Database) -> None:
        self._rows = database.loader(insert(state_interval), state_interval.columns.keys())

    def record(self, connection: Connection, changes: Mapping[int, Sequence[StateChange]]) -> None:
        """Let machines, by their numbers, be in one state after the other, in the order in which they were told.

        The interval that lasts when one begins ends there. What began there or later is taken back: an interval of no
        length, or a time offline after which the source turns out to have kept what the machine did.
        """
        rows: list[Row] = []
        begins = []
        for machine_id, of_machine in changes.items():
            stay: list[StateChange] = []
            for change in of_machine:
                while stay and stay[-1].start_us >= change.start_us:
                    stay.pop()
                stay.append(change)
            # none is left that began before the first of these, which therefore is where the stored ones end
            begins.append({"machine": machine_id, "start": stay[0].start_us})
            ends = [*(change.start_us for change in stay[1:]), None]
            rows += (_row(machine_id, change, end_us) for change, end_us in zip(stay, ends, strict=True))
        if begins:
            connection.execute(_TAKE_BACK, begins)
            connection.execute(_END, begins)
            self._rows.run(connection, rows)


def _row(machine_id: int, change: StateChange, end_us: int | None) -> Row:
    verdict = change.verdict
    return (
        machine_id,
        change.start_us,
        end_us,
        int(verdict.state),
        verdict.rule,
        verdict.reason.value,
        verdict.detail,
        change.clamped,
        verdict.uncertain,
    )
