"""Lines of number signals: no spike is lost, no hole is bridged."""

from __future__ import annotations

import math
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmi.domain.observation import Observation
from hmi.domain.records import Series
from hmi.history.queries import History
from tests.history.making import EXECUTION, LOAD, SPEED, UNAVAILABLE, WAIT_S, entry, history_in, seen, writing

pytestmark = pytest.mark.usefixtures("each_database")


@contextmanager
def past(folder: Path, observations: Sequence[Observation]) -> Iterator[History]:
    with writing(folder, linger_s=0.0) as writer:
        writer.offer(entry(*observations))
        assert writer.flush(WAIT_S)
        history = history_in(folder)
        yield history
        history.close()


def line(history: History, start_us: int, end_us: int, buckets: int) -> Series:
    return history.trend("Mill", [LOAD.key], start_us, end_us, buckets)[LOAD.key]


def test_few_points_come_as_they_are(tmp_path: Path) -> None:
    observations = [
        seen(LOAD, 1, 1.0),
        seen(LOAD, 2, None, quality=UNAVAILABLE),
        seen(LOAD, 3, 3.0),
        seen(LOAD, 4, 4.0),
    ]
    with past(tmp_path, observations) as history:
        found = line(history, 2000, 4000, 10)
    assert found.bucket_us == 0
    assert list(found.times_us) == [2000, 3000]
    assert math.isnan(found.low[0])
    assert list(found.broken) == [1, 0]
    assert found.first[1] == found.low[1] == found.high[1] == found.last[1] == 3.0
    assert found.before == 1.0


def test_a_spike_of_one_sample_in_a_hundred_thousand_survives(tmp_path: Path) -> None:
    observations = [seen(LOAD, number, 99.0 if number == 54_321 else 10.0) for number in range(100_000)]
    with past(tmp_path, observations) as history:
        found = line(history, 0, 100_000_000, 500)
    assert len(found.times_us) == 500
    assert found.bucket_us == 200_000
    spiked = [index for index, high in enumerate(found.high) if high == 99.0]
    assert [found.times_us[index] for index in spiked] == [54_321_000 // 200_000 * 200_000]
    assert set(found.low) == {10.0}
    assert not any(found.broken)


def test_a_bucket_that_ends_unavailable_breaks_the_line_and_one_that_recovers_does_not(tmp_path: Path) -> None:
    gone = (450, 799)
    observations = [
        seen(LOAD, n, None if n in gone else 1.0, quality=UNAVAILABLE if n in gone else 0)  # type: ignore[arg-type]
        for n in range(1000)
    ]
    with past(tmp_path, observations) as history:
        found = line(history, 0, 1_000_000, 10)
    assert list(found.broken) == [0, 0, 0, 0, 0, 0, 0, 1, 0, 0]
    assert not any(math.isnan(value) for value in found.first)


def test_a_stretch_without_data_has_no_buckets(tmp_path: Path) -> None:
    observations = [seen(LOAD, n) for n in range(1000) if not 300 <= n < 600]
    with past(tmp_path, observations) as history:
        found = line(history, 0, 1_000_000, 10)
    assert list(found.times_us) == [0, 100_000, 200_000, 600_000, 700_000, 800_000, 900_000]


def test_a_bucket_of_nothing_but_unavailable_samples_has_no_value(tmp_path: Path) -> None:
    observations = [seen(LOAD, n, None, quality=UNAVAILABLE) for n in range(100)]
    with past(tmp_path, observations) as history:
        found = line(history, 0, 100_000, 2)
    assert list(found.broken) == [1, 1]
    assert all(math.isnan(v) for column in (found.first, found.low, found.high, found.last) for v in column)


def test_buckets_do_not_move_with_the_window(tmp_path: Path) -> None:
    with past(tmp_path, [seen(LOAD, n) for n in range(1000)]) as history:
        first = line(history, 150_000, 650_000, 5)
        later = line(history, 170_000, 670_000, 5)
    assert list(first.times_us) == [150_000, 200_000, 300_000, 400_000, 500_000, 600_000]
    assert list(later.times_us) == [170_000, 200_000, 300_000, 400_000, 500_000, 600_000]


def test_several_signals_are_asked_for_together_and_unknown_ones_are_empty(tmp_path: Path) -> None:
    with past(tmp_path, [seen(LOAD, 1, 5.0), seen(SPEED, 2, 800.0), seen(EXECUTION, 3, "ACTIVE")]) as history:
        found = history.trend("Mill", (SPEED.key, LOAD.key, EXECUTION.key, "nothing"), 0, 10_000, 5)
        other = history.trend("Lathe", (LOAD.key,), 0, 10_000, 5)
    assert {key: list(series.last) for key, series in found.items()} == {
        SPEED.key: [800.0],
        LOAD.key: [5.0],
        EXECUTION.key: [],
        "nothing": [],
    }
    assert list(other[LOAD.key].times_us) == []


@pytest.mark.parametrize(("start_us", "end_us", "buckets"), [(5, 5, 10), (6, 5, 10), (0, 5, 0)])
def test_a_window_without_width_is_a_mistake_of_the_caller(
    tmp_path: Path, start_us: int, end_us: int, buckets: int
) -> None:
    with past(tmp_path, []) as history, pytest.raises(ValueError, match="no window"):
        line(history, start_us, end_us, buckets)


class Point(NamedTuple):
    time_us: int
    sequence: int
    value: float | None


def by_hand(points: list[Point], start_us: int, end_us: int, buckets: int, width: int | None = None) -> Series:
    """Do what the query does, in the plainest way; ``width`` is that of the buckets where it is not as asked."""
    ordered = sorted(points, key=lambda point: (point.time_us, point.sequence))
    inside = [point for point in ordered if start_us <= point.time_us < end_us]
    earlier = [point.value for point in ordered if point.time_us < start_us]
    if len(inside) <= 2 * buckets:
        width = 0
    elif width is None:
        width = math.ceil((end_us - start_us) / buckets)
    groups: list[tuple[int, list[float | None]]] = []
    if width == 0:
        groups = [(point.time_us, [point.value]) for point in inside]
    else:
        for point in inside:
            low = max(point.time_us // width * width, start_us)
            if not groups or groups[-1][0] != low:
                groups.append((low, []))
            groups[-1][1].append(point.value)
    known = [[v for v in values if v is not None] or [math.nan] for _, values in groups]
    return Series(
        LOAD.key,
        array("q", (low for low, _ in groups)),
        array("d", (values[0] for values in known)),
        array("d", (min(values) for values in known)),
        array("d", (max(values) for values in known)),
        array("d", (values[-1] for values in known)),
        array("b", (values[-1] is None for _, values in groups)),
        earlier[-1] if earlier else None,
        width,
    )


_values = st.one_of(st.none(), st.floats(allow_nan=False), st.sampled_from([0.0, -1.0, 50.0]))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-50, 150), _values), max_size=60),
    st.lists(st.tuples(st.integers(-60, 120), st.integers(1, 150), st.integers(1, 12)), min_size=1, max_size=5),
)
def test_a_line_is_what_one_would_find_by_hand(
    given_points: list[tuple[int, float | None]], windows: list[tuple[int, int, int]]
) -> None:
    points = [Point(time_us, number, value) for number, (time_us, value) in enumerate(given_points, start=1)]
    observations = [
        seen(LOAD, p.sequence, p.value, p.time_us, UNAVAILABLE if p.value is None else 0)  # type: ignore[arg-type]
        for p in points
    ]
    with tempfile.TemporaryDirectory() as name, past(Path(name), observations) as history:
        for start_us, length_us, buckets in windows:
            found = line(history, start_us, start_us + length_us, buckets)
            expected = by_hand(points, start_us, start_us + length_us, buckets)
            assert repr(found) == repr(expected)  # NaN is not equal to itself, and its picture is
