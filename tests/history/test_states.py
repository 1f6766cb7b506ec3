"""State intervals partition time, however their beginnings come."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, select

from hmi.domain.records import StateChange
from hmi.history import schema
from hmi.history.schema import state_interval
from hmi.history.sqlite.database import SqliteDatabase
from hmi.history.states import StateRecorder
from tests.history.making import state

_MACHINES = 2
_changes = st.lists(st.tuples(st.integers(1, _MACHINES), st.integers(0, 12)), max_size=12)


def stored(connection: Connection, loads: list[list[tuple[int, int]]]) -> list[tuple[int, int, int | None]]:
    """Return machine, beginning and end of the intervals that loads of changes leave."""
    recorder = StateRecorder(SqliteDatabase(Path("unused")))
    connection.execute(state_interval.delete())
    for load in loads:
        changes: defaultdict[int, list[StateChange]] = defaultdict(list)
        for machine, start_us in load:
            changes[machine].append(state(start_us))
        recorder.record(connection, changes)
    columns = state_interval.c
    query = select(columns.machine_id, columns.t0, columns.t1).order_by(columns.machine_id, columns.t0)
    return [(machine, t0, t1) for machine, t0, t1 in connection.execute(query)]


@given(st.lists(_changes, max_size=4))
def test_it_does_not_matter_which_changes_are_written_together(loads: list[list[tuple[int, int]]]) -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        schema.metadata.create_all(connection)
        together = stored(connection, loads)
        one_by_one = stored(connection, [[change] for load in loads for change in load])
    engine.dispose()
    assert together == one_by_one
    for machine in range(1, _MACHINES + 1):
        of_machine = [(t0, t1) for number, t0, t1 in together if number == machine]
        assert [t1 for _, t1 in of_machine] == [*(t0 for t0, _ in of_machine[1:]), None][: len(of_machine)]
        last = [start_us for load in loads for number, start_us in load if number == machine]
        assert [t0 for t0, _ in of_machine[-1:]] == last[-1:]
