"""Reading a signal whose observations lie among the rows and in chunks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from hmi.history.chunks.damage import DamagedChunkError
from hmi.history.chunks.hours import HOUR_US, hour_of
from hmi.history.raw import read_before, read_columns, read_oldest, read_values
from hmi.history.schema import sample, sample_chunk
from hmi.history.sqlite.database import SqliteDatabase
from tests.history.chunks.making import (
    SIGNAL,
    T0,
    Seen,
    damage,
    declare,
    listed,
    put_chunk,
    put_rows,
    seen_at,
    steady,
)

END = T0 + 4 * HOUR_US


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    database = SqliteDatabase(Path(tmp_path_factory.mktemp("raw")) / "history.db")
    database.prepare()
    engine = database.writing()
    with engine.begin() as connection:
        declare(connection)
        yield connection
    engine.dispose()


@pytest.fixture(autouse=True)
def nothing_is_stored(connection: Connection) -> None:
    clear(connection)


def clear(connection: Connection) -> None:
    connection.execute(sample.delete())
    connection.execute(sample_chunk.delete())


_seen = st.tuples(
    st.integers(0, 4 * 60 - 1).map(lambda minute: T0 + minute * 60_000_000),
    st.integers(1, 2),
    st.integers(0, 2),
    st.sampled_from((0.5, -0.0, math.nan)),
    st.integers(0, 3),
)
_moment = st.integers(-30, 5 * 60).map(lambda minute: T0 + minute * 60_000_000 + minute % 2)


@given(
    st.lists(st.tuples(_seen, st.booleans()), max_size=40, unique_by=lambda one: one[0][:3]),
    st.lists(_seen, max_size=3),
    _moment,
    _moment,
)
def test_every_window_gives_what_was_stored_wherever_it_lies(
    connection: Connection, placed: list[tuple[Seen, bool]], again: list[Seen], start_us: int, end_us: int
) -> None:
    clear(connection)
    sealed = sorted(one for one, is_sealed in placed if is_sealed)
    rows = [one for one, is_sealed in placed if not is_sealed]
    for _, of_hour in groupby(sealed, key=lambda one: hour_of(one[0])):
        put_chunk(connection, list(of_hour))
    put_rows(connection, rows)

    expected = sorted((one for one in sealed + rows if start_us <= one[0] < end_us), key=lambda one: one[:3])
    assert listed(read_columns(connection, SIGNAL, start_us, end_us)) == expected
    ts, v = read_values(connection, SIGNAL, start_us, end_us)
    assert ts.tolist() == [one[0] for one in expected]
    assert np.array_equal(v, np.array([one[3] for one in expected], np.float64), equal_nan=True)

    earlier = sorted((one for one in sealed + rows if one[0] < start_us), key=lambda one: one[:3])
    assert listed(read_before(connection, SIGNAL, start_us)) == earlier[-1:]
    oldest = read_oldest(connection, SIGNAL)
    everything = [one[0] for one in rows] + [hour_of(one[0]) for one in sealed]
    assert oldest == min(everything, default=None)


def test_an_observation_that_lies_in_a_chunk_and_among_the_rows_is_read_once(connection: Connection) -> None:
    put_chunk(connection, seen_at(5, 10))
    put_rows(connection, seen_at(10, 15))
    assert listed(read_columns(connection, SIGNAL, T0, END)) == seen_at(5, 10, 15)
    assert read_values(connection, SIGNAL, T0, END)[0].tolist() == [one[0] for one in seen_at(5, 10, 15)]


def test_other_signals_are_not_read(connection: Connection) -> None:
    put_chunk(connection, seen_at(5), signal_id=8)
    put_rows(connection, seen_at(65), signal_id=8)
    assert not len(read_columns(connection, SIGNAL, T0, END).ts)
    assert not len(read_values(connection, SIGNAL, T0, END)[0])
    assert not len(read_before(connection, SIGNAL, END).ts)
    assert read_oldest(connection, SIGNAL) is None


def test_the_newest_before_a_moment_is_found_over_an_hour_that_has_nothing_before_it(connection: Connection) -> None:
    put_chunk(connection, seen_at(5))
    put_chunk(connection, seen_at(90))
    assert listed(read_before(connection, SIGNAL, T0 + HOUR_US + 60_000_000)) == seen_at(5)


# -- damage ----------------------------------------------------------------------------------------------------------


def test_an_hour_that_is_damaged_is_told_and_never_read_as_if_it_were_empty(connection: Connection) -> None:
    put_chunk(connection, seen_at(5))
    damage(connection)
    with pytest.raises(DamagedChunkError, match="of signal 7"):
        read_columns(connection, SIGNAL, T0, END)
    with pytest.raises(DamagedChunkError, match="of signal 7"):
        read_values(connection, SIGNAL, T0, END)
    with pytest.raises(DamagedChunkError, match="of signal 7"):
        read_before(connection, SIGNAL, END)


def test_who_asks_for_it_gets_all_but_the_damaged_hour(connection: Connection) -> None:
    hours = [steady(1, 6, hour) for hour in range(4)]
    for of_hour in hours[:3]:
        put_chunk(connection, of_hour)
    put_rows(connection, hours[3])
    late = seen_at(61)
    put_rows(connection, late)
    damage(connection, T0 + HOUR_US)

    expected = hours[0] + late + hours[2] + hours[3]
    damaged: list[DamagedChunkError] = []
    assert listed(read_columns(connection, SIGNAL, T0, END, damaged)) == expected
    assert [(error.signal_id, error.t0) for error in damaged] == [(SIGNAL, T0 + HOUR_US)]
    ts, _ = read_values(connection, SIGNAL, T0, END, damaged)
    assert ts.tolist() == [one[0] for one in expected]
    assert len(damaged) == 2


def test_the_search_for_the_newest_before_a_moment_ends_at_a_damaged_hour(connection: Connection) -> None:
    put_chunk(connection, seen_at(5))
    put_chunk(connection, seen_at(65))
    damage(connection, T0 + HOUR_US)
    damaged: list[DamagedChunkError] = []
    assert not len(read_before(connection, SIGNAL, END, damaged).ts)
    assert [error.t0 for error in damaged] == [T0 + HOUR_US]
