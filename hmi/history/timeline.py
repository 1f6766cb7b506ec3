"""Reads what machines were doing."""

from __future__ import annotations

from sqlalchemy import BigInteger, Connection, bindparam, case, func, or_, select

from hmi.domain.records import StateInterval
from hmi.domain.state import MachineState
from hmi.history.rows import interval_of
from hmi.history.schema import machine, state_interval

_start = bindparam("start", type_=BigInteger)
_end = bindparam("end", type_=BigInteger)
_now = bindparam("now", type_=BigInteger)

_t0, _t1 = state_interval.c.t0, state_interval.c.t1
# intervals partition time, so the one that lasts at the start is the last that began before it
_earlier = state_interval.alias("earlier")
_covering = (
    select(func.max(_earlier.c.t0))
    .where(_earlier.c.machine_id == machine.c.id, _earlier.c.t0 <= _start)
    .correlate(machine)
    .scalar_subquery()
)
_within = (_t0 >= func.coalesce(_covering, _start), _t0 < _end, or_(_t1.is_(None), _t1 > _start))

_INTERVALS = (
    select(machine.c.key, state_interval)
    .join_from(machine, state_interval, machine.c.id == state_interval.c.machine_id)
    .where(*_within)
    .order_by(machine.c.id, _t0)
)
_OPEN = (
    select(machine.c.key, state_interval)
    .join_from(machine, state_interval, machine.c.id == state_interval.c.machine_id)
    .where(_t1.is_(None))
    .order_by(machine.c.id)
)

_until = func.coalesce(_t1, _now)
_from = case((_t0 > _start, _t0), else_=_start)
_to = case((_until < _end, _until), else_=_end)
_TOTALS = (
    select(machine.c.key, state_interval.c.state, func.sum(case((_to > _from, _to - _from), else_=0)))
    .join_from(machine, state_interval, machine.c.id == state_interval.c.machine_id)
    .where(*_within)
    .group_by(machine.c.key, state_interval.c.state)
)


def read_states(connection: Connection, of_machine: str | None, start_us: int, end_us: int) -> list[StateInterval]:
    """Return the intervals that overlap the window, whole: the first may begin before it, the last end after it.

    Of one machine or of all, by machine and time. A machine that the history does not know has none.
    """
    query = _INTERVALS if of_machine is None else _INTERVALS.where(machine.c.key == of_machine)
    return [interval_of(row) for row in connection.execute(query, {"start": start_us, "end": end_us})]


def read_open_states(connection: Connection) -> list[StateInterval]:
    """Return the interval that lasts, of every machine that has one."""
    return [interval_of(row) for row in connection.execute(_OPEN)]


def read_state_totals(
    connection: Connection, start_us: int, end_us: int, now_us: int
) -> dict[str, dict[MachineState, int]]:
    """Return how many microseconds of the window each machine spent in each state.

    An open interval counts until ``now_us``. Time for which no state is known is in no sum.
    """
    totals: dict[str, dict[MachineState, int]] = {}
    for key, state, total in connection.execute(_TOTALS, {"start": start_us, "end": end_us, "now": now_us}):
        totals.setdefault(key, {})[MachineState(state)] = int(total)  # PostgreSQL sums up in decimals
    return totals
