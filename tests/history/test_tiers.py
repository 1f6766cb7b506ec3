"""Lines over packed hours and rollups: they say what the observations say, as long as these are there and after."""

from __future__ import annotations

import math
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from hmi.domain.observation import Quality
from hmi.domain.records import Series, StoredPoint
from hmi.history import raw, trend
from hmi.history.chunks.damage import DamagedChunkError
from hmi.history.chunks.hours import HOUR_US
from hmi.history.columns import Times, Values, columns_of
from hmi.history.database import Database
from hmi.history.errors import QueryCancelledError
from hmi.history.ids import Ids, IdStatements
from hmi.history.queries import History
from hmi.history.rollups.arithmetic import TEN_MINUTES_US
from tests.history.filling import store_observations
from tests.history.making import LOAD, MACHINE, SIGNALS, SOURCE, WAIT_S, database_in
from tests.history.test_trend import Point, by_hand

MINUTE_US = 60_000_000
DAY_US = 24 * HOUR_US
T0 = 490_000 * HOUR_US

Change = tuple[str, dict[str, object]]


@contextmanager
def stored(folder: Path, points: Iterable[Point], sealed_us: int, *changes: Change) -> Iterator[History]:
    """Keep points as the product does: packed before ``sealed_us``, with rollups; then change what is stored."""
    database: Database = database_in(folder)
    database.prepare()
    engine = database.writing()
    with engine.begin() as connection:
        ids = Ids(connection, IdStatements(database))
        ids.declare(connection, MACHINE, SIGNALS)
        instance = ids.instance(connection, ids.source(connection, SOURCE), 1, 0)
        rows = [
            (p.time_us, instance, p.sequence, p.value, Quality.UNAVAILABLE if p.value is None else Quality.GOOD)
            for p in sorted(points, key=lambda p: (p.time_us, p.sequence))
        ]
        signal = ids.signals["Mill"][LOAD.key].id
        store_observations(connection, database, signal, columns_of(rows), sealed_us)
        for statement, values in changes:
            connection.execute(text(statement), {"signal": signal, **values})
    engine.dispose()
    history = History(database)
    try:
        yield history
    finally:
        history.close()


def line(history: History, start_us: int, end_us: int, buckets: int, *, exact: bool = False) -> Series:
    return history.trend("Mill", [LOAD.key], start_us, end_us, buckets, exact=exact)[LOAD.key]


GONE: Change = ("DELETE FROM sample_chunk", {})


def expired(table: str, column: str, hours: int) -> Change:
    """Return the end of what is older than so many hours after T0."""
    return (f"DELETE FROM {table} WHERE {column} < :until", {"until": T0 + hours * HOUR_US})  # noqa: S608 - our names


def every(seconds: int, hours: int, values: Sequence[float | None] = ()) -> list[Point]:
    """Return points from T0 on; their values repeat, or rise from 0."""
    count = hours * 3600 // seconds
    return [
        Point(T0 + n * seconds * 1_000_000, n, values[n % len(values)] if values else float(n)) for n in range(count)
    ]


_values = st.one_of(st.none(), st.integers(-100, 100).map(float), st.sampled_from([math.inf, 0.1, -7.25]))
_minutes = st.integers(-90, 4000)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(_minutes, st.integers(0, 59), _values), max_size=80),
    st.integers(-2, 70),
    st.lists(st.tuples(_minutes, st.integers(1, 8000), st.integers(1, 12)), min_size=1, max_size=6),
    st.lists(st.integers(-2, 68), max_size=4),
)
def test_packed_hours_and_rollups_say_what_one_would_find_by_hand(
    given_points: list[tuple[int, int, float | None]],
    sealed_h: int,
    windows: list[tuple[int, int, int]],
    dirty_h: list[int],
) -> None:
    points = [
        Point(T0 + minute * MINUTE_US + second * 1_000_000, number, value)
        for number, (minute, second, value) in enumerate(given_points, start=1)
    ]
    wrong: list[Change] = [
        (statement, {"hour": hour, "next": hour + HOUR_US})
        for hour in {T0 + h * HOUR_US for h in dirty_h}
        for statement in (
            "INSERT INTO dirty_hour VALUES (:signal, :hour)",
            "DELETE FROM rollup_10m WHERE b = :hour",
            "UPDATE rollup_10m SET vmax = 1e9, n = n + 5 WHERE b > :hour AND b < :next",
            "UPDATE rollup_1h SET vmin = -1e9, t_last = t_last + 1 WHERE b = :hour",
        )
    ]
    with tempfile.TemporaryDirectory() as name, stored(Path(name), points, T0 + sealed_h * HOUR_US, *wrong) as history:
        for start_min, length_min, buckets in windows:
            start_us = T0 + start_min * MINUTE_US + 30_000_001
            end_us = start_us + length_min * MINUTE_US
            exact = line(history, start_us, end_us, buckets, exact=True)
            assert repr(exact) == repr(by_hand(points, start_us, end_us, buckets))
            found = line(history, start_us, end_us, buckets)
            assert repr(found) == repr(by_hand(points, start_us, end_us, buckets, found.bucket_us))
            width = math.ceil((end_us - start_us) / buckets)
            size = HOUR_US if width >= HOUR_US else TEN_MINUTES_US if width >= TEN_MINUTES_US else 1
            assert found.bucket_us in {0, width // size * size}


def test_a_month_is_read_from_rollups_in_buckets_no_wider_than_asked(tmp_path: Path) -> None:
    points = every(600, 30 * 24)
    # where hours are missing, only the rollups are left to tell
    with stored(tmp_path, points, T0 + 30 * DAY_US, ("DELETE FROM sample_chunk WHERE t0 % 3 = 0", {})) as history:
        found = line(history, T0, T0 + 30 * DAY_US, 700)
        coarse = line(history, T0, T0 + 30 * DAY_US, 300)
    assert found.bucket_us == 6 * TEN_MINUTES_US
    assert len(found.times_us) == 720
    assert list(found.high) == [float(n) for n in range(5, 4320, 6)]
    assert coarse.bucket_us == 2 * HOUR_US
    assert len(coarse.times_us) == 360


def test_a_spike_of_one_sample_is_seen_in_a_month(tmp_path: Path) -> None:
    points = every(60, 30 * 24, [10.0])
    points[23_456] = points[23_456]._replace(value=99.0)
    with stored(tmp_path, points, T0 + 30 * DAY_US) as history:
        found = line(history, T0, T0 + 30 * DAY_US, 2000)
    assert found.bucket_us == 2 * TEN_MINUTES_US
    at = found.high.index(99.0)
    assert found.times_us[at] <= points[23_456].time_us < found.times_us[at] + found.bucket_us
    assert sorted(found.high)[-2] == 10.0


def test_where_observations_have_expired_ten_minutes_stand_for_them_and_then_hours(tmp_path: Path) -> None:
    points = every(60, 72)
    gone = (
        expired("sample_chunk", "t0", 48),
        expired("rollup_10m", "b", 24),
    )
    with stored(tmp_path, points, T0 + 70 * HOUR_US, *gone) as history:
        found = line(history, T0, T0 + 72 * HOUR_US, 720)
        assert found.bucket_us == 6 * MINUTE_US
        times = np.array(found.times_us)
        assert (times < T0 + 24 * HOUR_US).sum() == 24
        assert ((times >= T0 + 24 * HOUR_US) & (times < T0 + 48 * HOUR_US)).sum() == 24 * 6
        assert (found.low[0], found.high[0], found.first[1]) == (0.0, 59.0, 60.0)
        assert max(found.high) == 72 * 60 - 1
        assert list(line(history, T0 + 3 * HOUR_US, T0 + 5 * HOUR_US, 100).times_us) == [
            T0 + 3 * HOUR_US,
            T0 + 4 * HOUR_US,
        ]
        whole = line(history, T0, T0 + 72 * HOUR_US, 200)
        assert whole.bucket_us == 2 * TEN_MINUTES_US
        assert (whole.low[0], whole.high[0], whole.times_us[1]) == (0.0, 59.0, T0 + HOUR_US)


def test_a_window_of_which_only_rollups_are_left_says_how_wide_they_are(tmp_path: Path) -> None:
    gone = (GONE, expired("rollup_10m", "b", 24))
    with stored(tmp_path, every(60, 48), T0 + 48 * HOUR_US, *gone) as history:
        assert line(history, T0 + 24 * HOUR_US, T0 + 30 * HOUR_US, 1000).bucket_us == TEN_MINUTES_US
        assert line(history, T0, T0 + 6 * HOUR_US, 1000).bucket_us == HOUR_US
        assert line(history, T0, T0 + 20 * HOUR_US, 10).bucket_us == 2 * HOUR_US
        assert line(history, T0, T0 + 20 * HOUR_US, 60).bucket_us == HOUR_US


def test_an_edge_inside_an_hour_that_is_still_there_takes_nothing_from_beyond_it(tmp_path: Path) -> None:
    points = [Point(T0 + minute * MINUTE_US, minute, float(minute)) for minute in (1, 2, 50, 51)]
    with stored(tmp_path, points, T0 + HOUR_US) as history:
        assert list(line(history, T0 + 10 * MINUTE_US, T0 + 40 * MINUTE_US, 2).times_us) == []
        assert list(line(history, T0 + 10 * MINUTE_US, T0 + 40 * MINUTE_US, 1).times_us) == []
        assert list(line(history, T0 + 10 * MINUTE_US, T0 + 51 * MINUTE_US, 1).times_us) == [points[2].time_us]


def test_the_value_before_a_window_is_known_after_it_has_expired(tmp_path: Path) -> None:
    points = every(1800, 48)
    gone = (GONE, expired("rollup_10m", "b", 24))
    with stored(tmp_path, points, T0 + 48 * HOUR_US, *gone) as history:
        befores = [line(history, T0 + h * HOUR_US, T0 + (h + 1) * HOUR_US, 10).before for h in (0, 10, 40, 99)]
    assert befores == [None, 19.0, 79.0, 95.0]


def test_a_signal_that_went_before_the_window_held_nothing(tmp_path: Path) -> None:
    points = [Point(T0, 1, 5.0), Point(T0 + MINUTE_US, 2, None), Point(T0 + 5 * HOUR_US, 3, 6.0)]
    for spoilt in ((), (GONE,)):
        folder = tmp_path / str(len(spoilt))
        folder.mkdir()
        with stored(folder, points, T0 + 6 * HOUR_US, *spoilt) as history:
            assert line(history, T0 + 2 * HOUR_US, T0 + 3 * HOUR_US, 10).before is None
            assert line(history, T0 + 6 * HOUR_US, T0 + 7 * HOUR_US, 10).before == 6.0


def test_rollups_stand_for_an_hour_that_cannot_be_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    spoilt: Change = ("UPDATE sample_chunk SET data = :data WHERE t0 = :hour", {"data": b"0", "hour": T0 + 5 * HOUR_US})
    with stored(tmp_path, every(60, 10), T0 + 10 * HOUR_US, spoilt) as history:
        found = line(history, T0, T0 + 10 * HOUR_US, 1000)
        within = line(history, T0 + 5 * HOUR_US + 1, T0 + 6 * HOUR_US - 1, 1000)
    times = np.array(found.times_us)
    assert ((times >= T0 + 5 * HOUR_US) & (times < T0 + 6 * HOUR_US)).sum() == 6
    assert len(times) == 9 * 60 + 6
    assert (max(found.high), len(within.times_us)) == (599.0, 6)
    assert "cannot be read" in caplog.text


def test_what_came_late_for_a_packed_hour_is_in_the_line(tmp_path: Path) -> None:
    late: Change = ("INSERT INTO sample VALUES (:signal, :ts, 1, 999, 77.0, 0)", {"ts": T0 + 30 * MINUTE_US + 1})
    with stored(tmp_path, every(600, 2), T0 + 2 * HOUR_US, late) as history:
        found = line(history, T0, T0 + 2 * HOUR_US, 50)
    assert list(found.last) == [0.0, 1.0, 2.0, 3.0, 77.0, *map(float, range(4, 12))]


def test_pages_of_any_size_make_the_same_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    points = every(60, 12, [1.0, 5.0, None, 2.0])
    with stored(tmp_path, points, T0 + 7 * HOUR_US) as history:
        whole = [line(history, T0 + 7, T0 + 12 * HOUR_US, buckets, exact=True) for buckets in (5, 100, 2000)]
        for size in (1, 7, 60, 100):
            monkeypatch.setattr(trend, "_PAGE", size)
            pieces = [line(history, T0 + 7, T0 + 12 * HOUR_US, buckets, exact=True) for buckets in (5, 100, 2000)]
            assert repr(pieces) == repr(whole)


def test_a_line_that_nobody_wants_any_more_ends_at_its_next_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, cancelled = threading.Event(), threading.Event()
    pages: list[int] = []

    def slow(*page: Any) -> tuple[Times, Values]:
        found = raw.read_values(*page)
        pages.append(len(found[0]))
        first.set()
        assert cancelled.wait(WAIT_S)
        return found

    monkeypatch.setattr(trend, "_PAGE", 60)
    monkeypatch.setattr(trend, "read_values", slow)
    with stored(tmp_path, every(60, 12), T0 + 12 * HOUR_US) as history:
        query = history.submit(lambda: line(history, T0, T0 + 12 * HOUR_US, 5, exact=True))
        assert first.wait(WAIT_S)
        query.cancel()
        cancelled.set()
        assert isinstance(query.exception(WAIT_S), QueryCancelledError)
    assert pages == [60]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(_minutes, st.integers(1, 3), _values), max_size=60, unique_by=lambda point: point[:2]),
    st.integers(-2, 70),
    st.tuples(_minutes, st.integers(1, 8000)),
    st.integers(1, 20),
)
def test_points_come_out_of_packed_hours_as_they_went_in(
    given_points: list[tuple[int, int, float | None]], sealed_h: int, window: tuple[int, int], size: int
) -> None:
    given_all = [Point(T0 + minute * MINUTE_US, sequence, value) for minute, sequence, value in given_points]
    start_us, end_us = T0 + window[0] * MINUTE_US, T0 + sum(window) * MINUTE_US
    expected = [
        StoredPoint(p.time_us, p.value, Quality.UNAVAILABLE if p.value is None else Quality.GOOD, 1, p.sequence)
        for p in sorted(given_all, key=lambda p: (p.time_us, p.sequence))
        if start_us <= p.time_us < end_us
    ]
    with (
        tempfile.TemporaryDirectory() as name,
        pytest.MonkeyPatch.context() as patch,
        stored(Path(name), given_all, T0 + sealed_h * HOUR_US) as history,
    ):
        patch.setattr("hmi.history.points._PACKED_PAGE", size)
        assert list(history.points("Mill", LOAD.key, start_us, end_us)) == expected


def test_points_of_an_hour_that_cannot_be_read_are_not_left_out_silently(tmp_path: Path) -> None:
    spoilt: Change = ("UPDATE sample_chunk SET data = :data WHERE t0 = :hour", {"data": b"0", "hour": T0 + 2 * HOUR_US})
    with stored(tmp_path, every(600, 4), T0 + 4 * HOUR_US, spoilt) as history:
        assert len(list(history.points("Mill", LOAD.key, T0, T0 + 2 * HOUR_US))) == 12
        with pytest.raises(DamagedChunkError, match="put back a backup"):
            list(history.points("Mill", LOAD.key, T0, T0 + 4 * HOUR_US))
