"""Sealing hours that are over, while nothing is lost and nothing waits."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, func, select

from hmi.domain.signal import SignalKind
from hmi.history import schema
from hmi.history.chunks import sealer as sealing
from hmi.history.chunks.codec import encode
from hmi.history.chunks.hours import HOUR_US
from hmi.history.chunks.late import SealedHours
from hmi.history.chunks.sealer import EVERY_US, WAIT_US, Sealer
from hmi.history.chunks.stored import read_chunks
from hmi.history.columns import columns_of
from hmi.history.raw import read_columns
from tests.history.chunks.making import (
    SIGNAL,
    T0,
    Seen,
    damage,
    declare,
    listed,
    put_chunk,
    put_latest,
    put_rows,
    seen_at,
    steady,
)
from tests.history.chunks.test_late import known
from tests.history.making import database_in

LATER = T0 + 10 * HOUR_US


def seal(connection: Connection, now_us: int = LATER, sealer: Sealer | None = None) -> int:
    """Go round the signals once and return how many slices it took."""
    sealer = sealer or Sealer(SealedHours())
    assert sealer.due(now_us)
    slices = 1
    while sealer.step(connection, now_us):
        slices += 1
    return slices


def rows_of(connection: Connection, signal_id: int = SIGNAL) -> list[int]:
    found = select(schema.sample.c.ts).where(schema.sample.c.signal_id == signal_id).order_by(schema.sample.c.ts)
    return list(connection.execute(found).scalars())


def hours_of(connection: Connection, signal_id: int = SIGNAL) -> list[int]:
    """Return the hours from T0 that are sealed."""
    return [(t0 - T0) // HOUR_US for t0, _ in read_chunks(connection, signal_id, 0, LATER)]


def everything(connection: Connection, signal_id: int = SIGNAL) -> list[Seen]:
    return listed(read_columns(connection, signal_id, 0, 2 * LATER))


def test_hours_that_ended_two_hours_ago_become_chunks_and_their_rows_go(connection: Connection) -> None:
    stored = steady(hours=5, per_hour=60)
    put_rows(connection, stored)
    now_us = T0 + 3 * HOUR_US + WAIT_US
    put_latest(connection, now_us)
    seal(connection, now_us)
    assert hours_of(connection) == [0, 1, 2]
    assert rows_of(connection) == [one[0] for one in stored if one[0] >= T0 + 3 * HOUR_US]
    assert everything(connection) == stored


def test_an_hour_is_not_sealed_a_moment_early(connection: Connection) -> None:
    put_rows(connection, seen_at(5))
    put_latest(connection, LATER)
    seal(connection, T0 + HOUR_US + WAIT_US - 1)
    assert not hours_of(connection)
    seal(connection, T0 + HOUR_US + WAIT_US)
    assert hours_of(connection) == [0]


def test_data_of_a_machine_whose_clock_is_behind_are_not_taken_for_old(connection: Connection) -> None:
    put_rows(connection, steady(hours=3, per_hour=6))
    put_latest(connection, T0 + 3 * HOUR_US)
    seal(connection, LATER)
    assert hours_of(connection) == [0]


def test_a_signal_that_fell_silent_is_sealed_because_its_machine_still_speaks(connection: Connection) -> None:
    declare(connection, 8)
    declare(connection, 9, machine_id=2)
    for signal_id in (SIGNAL, 9):
        put_rows(connection, seen_at(5), signal_id)
        put_latest(connection, T0, signal_id)
    put_latest(connection, LATER, 8)
    seal(connection)
    assert hours_of(connection) == [0]
    assert not hours_of(connection, 9)


def test_data_from_the_future_wait(connection: Connection) -> None:
    future = steady(1, 3, first_hour=100)
    put_rows(connection, seen_at(5) + future)
    put_latest(connection, future[-1][0])
    seal(connection)
    assert hours_of(connection) == [0]
    assert rows_of(connection) == [one[0] for one in future]


def test_values_that_are_missing_and_odd_ones_come_through(connection: Connection) -> None:
    odd = [
        (T0, 1, 1, math.nan, 1),
        (T0 + 1, 1, 2, 1e300, 0),
        (T0 + 1, 1, 3, 0.1 + 0.2, 2),
        (T0 + 1, 2, 1, math.inf, 3),
        (T0 + 2, 1, 1, 5e-324, 0),
    ]
    put_rows(connection, odd)
    put_latest(connection, LATER)
    seal(connection)
    assert not rows_of(connection)
    back = everything(connection)
    assert [one[:3] for one in back] == [one[:3] for one in odd]
    assert [repr(one[3:]) for one in back] == [repr(one[3:]) for one in odd]


def test_what_came_late_is_merged_into_its_hour(connection: Connection) -> None:
    put_rows(connection, seen_at(5, 15, 65))
    put_latest(connection, LATER)
    seal(connection)
    put_rows(connection, seen_at(4, 10, 20))
    seal(connection)
    assert hours_of(connection) == [0, 1]
    assert not rows_of(connection)
    assert everything(connection) == seen_at(4, 5, 10, 15, 20, 65)


def test_a_row_that_its_chunk_has_already_goes_and_the_first_value_stays(connection: Connection) -> None:
    put_chunk(connection, seen_at(5))
    put_rows(connection, seen_at(5, value=99.0))
    put_latest(connection, LATER)
    seal(connection)
    assert not rows_of(connection)
    assert everything(connection) == seen_at(5)


def test_an_hour_of_many_rows_is_sealed_in_parts(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_PART", 7)
    at_once = [(T0 + 60_000_000, 1, seq, 1.0, 0) for seq in range(20)]
    stored = sorted(steady(hours=2, per_hour=14) + at_once)
    put_rows(connection, stored)
    put_latest(connection, LATER)
    sealer = Sealer(SealedHours(), clock_s=iter(range(1000)).__next__)
    assert seal(connection, sealer=sealer) == 5 + 2 + 1
    assert not rows_of(connection)
    assert everything(connection) == stored


def test_a_slice_ends_when_its_time_is_up_and_the_next_goes_on(connection: Connection) -> None:
    stored = steady(hours=5, per_hour=3)
    put_rows(connection, stored)
    put_latest(connection, LATER)
    sealer = Sealer(SealedHours(), clock_s=iter(range(1000)).__next__)
    assert sealer.step(connection, LATER)
    assert hours_of(connection) == [0]
    assert everything(connection) == stored
    assert sealer.step(connection, LATER)
    assert hours_of(connection) == [0, 1]
    assert everything(connection) == stored


def test_what_comes_late_between_two_slices_is_not_lost(connection: Connection) -> None:
    declare(connection, SIGNAL + 1)
    for signal_id in (SIGNAL, SIGNAL + 1):
        put_rows(connection, seen_at(30, 31), signal_id)
    put_latest(connection, LATER)
    sealer = Sealer(SealedHours(), clock_s=iter(range(1000)).__next__)
    assert sealer.step(connection, LATER)  # has looked at both signals, and sealed one
    assert [hours_of(connection, signal_id) for signal_id in (SIGNAL, SIGNAL + 1)] == [[0], []]
    put_rows(connection, seen_at(5), SIGNAL + 1)  # before the oldest of its hour
    while sealer.step(connection, LATER):
        pass
    assert everything(connection, SIGNAL + 1) == seen_at(5, 30, 31)


def test_every_number_signal_has_its_turn_and_no_other(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_PAGE", 2)
    for signal_id in (8, 9, 11, 12):
        declare(connection, signal_id)
    declare(connection, 10, kind=SignalKind.TEXT)
    for signal_id in (SIGNAL, 9, 12):
        put_rows(connection, steady(hours=2, per_hour=2), signal_id)
    put_latest(connection, LATER)
    seal(connection)
    assert [hours_of(connection, signal_id) for signal_id in (SIGNAL, 8, 9, 11, 12)] == [[0, 1], [], [0, 1], [], [0, 1]]


def test_it_goes_round_after_the_start_and_once_an_hour(connection: Connection) -> None:
    sealer = Sealer(SealedHours())
    assert sealer.due(LATER)
    seal(connection, LATER, sealer)
    assert not sealer.due(LATER)
    assert not sealer.due(LATER + EVERY_US - 1)
    assert sealer.due(LATER + EVERY_US)
    assert sealer.due(LATER - 1), "a clock that was set back must not stop it for as long"


def test_between_rounds_nothing_is_read(connection: Connection) -> None:
    sealer = Sealer(SealedHours())
    seal(connection, LATER, sealer)
    statements: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda *about: statements.append(about[2]))
    sealer.due(LATER + 1)
    assert not statements


def test_a_slice_that_is_rolled_back_is_done_again(engine: Engine) -> None:
    stored = steady(hours=3, per_hour=3)
    with engine.begin() as connection:
        put_rows(connection, stored)
        put_latest(connection, LATER)
    sealed = SealedHours()
    sealer = Sealer(sealed, clock_s=iter(range(1000)).__next__)
    with engine.connect() as connection:
        sealer.step(connection, LATER)
        connection.rollback()
    sealer.forget()
    assert not sealer.due(LATER), "what the store did not take it will not take at once"
    again_us = LATER + EVERY_US // 2
    with engine.begin() as connection:
        assert not hours_of(connection)
        assert known(sealed, connection, (SIGNAL, stored[:1])) == [False]
        seal(connection, again_us, sealer)
        assert hours_of(connection) == [0, 1, 2]
        assert everything(connection) == stored


def test_what_comes_again_after_sealing_is_known(connection: Connection) -> None:
    sealed = SealedHours()
    offered = SIGNAL, seen_at(5, 6)
    assert known(sealed, connection, offered) == [False, False]
    put_rows(connection, seen_at(5))
    put_latest(connection, LATER)
    seal(connection, sealer=Sealer(sealed))
    assert known(sealed, connection, offered) == [True, False]


def test_where_the_database_packs_rows_itself_they_are_left_to_it(connection: Connection) -> None:
    put_rows(connection, seen_at(5))
    put_latest(connection, LATER)
    sealer = Sealer(SealedHours(), packs_itself=lambda _: True)
    assert not sealer.step(connection, LATER)
    assert not hours_of(connection)
    assert not sealer.due(LATER + 1)


def test_only_timescaledb_packs_rows_itself(tmp_path: Path, each_database: str, connection: Connection) -> None:
    assert database_in(tmp_path).packs_itself(connection) is (each_database == "timescale")


# -- bad days --------------------------------------------------------------------------------------------------------


def test_a_damaged_chunk_and_what_came_late_to_it_stay_and_are_told_once(
    connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    put_chunk(connection, seen_at(5))
    damage(connection)
    ((_, damaged),) = read_chunks(connection, SIGNAL, T0, T0 + 1)
    put_rows(connection, seen_at(10, 70))
    put_latest(connection, LATER)
    sealer = Sealer(SealedHours())
    with caplog.at_level(logging.ERROR):
        seal(connection, LATER, sealer)
        seal(connection, LATER + EVERY_US, sealer)
    assert len(caplog.records) == 1
    assert "signal 7 cannot be read" in caplog.text
    assert read_chunks(connection, SIGNAL, T0, T0 + 1)[0].chunk == damaged
    assert rows_of(connection) == [one[0] for one in seen_at(10)]
    assert hours_of(connection) == [0, 1], "the hours behind it are sealed"


@pytest.mark.parametrize(
    "break_it",
    [
        lambda c: c._replace(v=c.v + 1),
        lambda c: c._replace(v=-c.v),
        lambda c: c._replace(seq=c.seq + 1),
        lambda c: c._replace(ts=c.ts + 1),
    ],
)
def test_rows_whose_chunk_would_not_give_them_back_are_kept(
    connection: Connection, monkeypatch: pytest.MonkeyPatch, break_it: Callable[..., object]
) -> None:
    monkeypatch.setattr(sealing, "encode", lambda columns: encode(break_it(columns)))  # type: ignore[arg-type]
    put_rows(connection, [(T0, 1, 1, 0.0, 0), (T0, 1, 2, 1.0, 0)])
    put_latest(connection, LATER)
    seal(connection)
    assert not hours_of(connection)
    assert len(rows_of(connection)) == 2


def test_an_hour_too_large_for_a_chunk_stays_as_it_is(
    connection: Connection, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sealing, "MOST", 10)
    stored = steady(hours=1, per_hour=11)
    put_rows(connection, stored)
    put_latest(connection, LATER)
    seal(connection)
    assert not hours_of(connection)
    assert everything(connection) == stored
    assert "11 observations are too many" in caplog.text


def test_the_chunk_says_how_many_observations_it_has(connection: Connection) -> None:
    put_rows(connection, steady(hours=1, per_hour=9))
    put_latest(connection, LATER)
    seal(connection)
    assert connection.execute(select(func.sum(schema.sample_chunk.c.n))).scalar_one() == 9
    assert columns_of([(*one,) for one in everything(connection)]).ts.size == 9
