"""Collecting, sealing and collecting the same again, as the writer does it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest

from hmi.domain.observation import Observation
from hmi.domain.records import Entry
from hmi.history.chunks.hours import HOUR_US
from hmi.history.chunks.sealer import EVERY_US
from hmi.history.raw import read_columns
from hmi.history.writer import HistoryWriter
from tests.history.chunks.making import T0
from tests.history.making import LOAD, SPEED, WAIT_S, batch, database_in, rows, seen, writing

MINUTE_US = 60_000_000


class _Clock:
    def __init__(self) -> None:
        self.now_us = T0

    def __call__(self) -> int:
        return self.now_us


def hours(start: int, end: int) -> list[Observation]:
    """Return what the machine sent from one hour to another: a value a minute of each of two signals."""
    sent = []
    for minute in range(60 * start, 60 * end):
        for number, signal in enumerate((LOAD, SPEED)):
            sent.append(seen(signal, 2 * minute + number + 1, minute % 7 + 0.5, T0 + minute * MINUTE_US + number))
    return sent


def collect(writer: HistoryWriter, sent: list[Observation]) -> None:
    assert writer.offer(Entry(batch(sent)))
    assert writer.flush(WAIT_S)


def wait(writer: HistoryWriter, until: Callable[[], bool]) -> None:
    """Give the writer turns, until something came about between batches."""
    end_s = monotonic() + WAIT_S
    while not until():
        assert monotonic() < end_s
        writer.offer(Entry())
        writer.flush(WAIT_S)


def counts(folder: Path) -> tuple[int, int]:
    """Return how many observations lie among the rows and in chunks."""
    ((of_rows, of_chunks),) = rows(
        folder, "SELECT (SELECT count(*) FROM sample), (SELECT coalesce(sum(n), 0) FROM sample_chunk)"
    )
    return of_rows, of_chunks


@pytest.mark.usefixtures("each_database")
def test_what_comes_again_after_it_was_sealed_is_not_stored_again_and_what_is_new_is(tmp_path: Path) -> None:
    sent = hours(0, 6)
    late = seen(LOAD, 9_000, 99.0, T0 + 30)
    clock = _Clock()
    with writing(tmp_path, clock_us=clock, linger_s=0.0, heartbeat_s=0.01) as writer:
        collect(writer, sent[: -120 * 2])
        clock.now_us = T0 + 6 * HOUR_US
        collect(writer, sent[-120 * 2 :])
        clock.now_us += EVERY_US
        wait(writer, lambda: counts(tmp_path)[1] >= 3 * 120)
        of_rows, of_chunks = counts(tmp_path)
        assert of_rows + of_chunks == len(sent)

        collect(writer, [*sent, late])
        assert writer.health().stored == len(sent) + 1
        assert counts(tmp_path) == (of_rows + 1, of_chunks)

        clock.now_us += EVERY_US
        wait(writer, lambda: counts(tmp_path) == (of_rows, of_chunks + 1))
    ((signal_id,),) = rows(tmp_path, "SELECT id FROM signal WHERE key = 'spindle_load'")
    engine = database_in(tmp_path).reading(1)
    try:
        with engine.begin() as connection:
            columns = read_columns(connection, signal_id, 0, T0 + 10 * HOUR_US)
    finally:
        engine.dispose()
    expected = sorted([(one.time_us, one.value) for one in sent if one.signal == LOAD.key] + [(T0 + 30, 99.0)])
    assert list(zip(columns.ts.tolist(), columns.v.tolist(), strict=True)) == expected
