"""Reads how far the history is complete."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from hmi.domain.records import Gap, GapReason
from hmi.history.schema import collector_run, gap, source


def read_gaps(connection: Connection, start_us: int, end_us: int, of_source: str | None = None) -> list[Gap]:
    """Return the gaps that overlap the window, of one source or of all, in the order of their beginning."""
    query = select(source.c.key, gap).join_from(gap, source).where(gap.c.t0 < end_us, gap.c.t1 >= start_us)
    if of_source is not None:
        query = query.where(source.c.key == of_source)
    rows = connection.execute(query.order_by(gap.c.t0, source.c.id))
    return [Gap(row.key, row.t0, row.t1, GapReason(row.reason), row.lost) for row in rows]


def read_collecting(connection: Connection, start_us: int, end_us: int) -> list[tuple[int, int]]:
    """Return from when until when each run of the program collected, of the runs that overlap the window, whole.

    A run that lasts, or ended with a crash, ends when it was last seen, at most some seconds too early.
    """
    run = collector_run.c
    end = func.coalesce(run.stopped, run.seen)
    query = select(run.started, end).where(run.started < end_us, end >= start_us).order_by(run.started, run.id)
    return [(started, ended) for started, ended in connection.execute(query)]
