from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from hmi.ui.trends.tail import Seen, Tail

observations = st.lists(
    st.tuples(st.integers(0, 10_000), st.none() | st.floats(-1e6, 1e6)),
    max_size=200,
)


@given(observations, st.integers(1, 3_000), st.integers(1, 20_000))
def test_no_spike_is_lost_however_the_tail_is_bucketed(
    seen: list[tuple[int, float | None]], bucket: int, coarser: int
) -> None:
    tail = Tail(bucket)
    for time, value in seen:
        tail.add(time, value)
    tail.coarsen(coarser)
    values = [value for _, value in seen if value is not None]
    if values:
        finite = [s for s in tail.seen if math.isfinite(s.low)]
        assert min(s.low for s in finite) == min(values)
        assert max(s.high for s in finite) == max(values)
        assert finite[-1].last == values[-1]


@given(observations, st.integers(1, 3_000))
def test_buckets_ascend_and_the_newest_observation_decides_whether_the_line_is_broken(
    seen: list[tuple[int, float | None]], bucket: int
) -> None:
    tail = Tail(bucket)
    for time, value in seen:
        tail.add(time, value)
    for before, after in zip(tail.seen, tail.seen[1:], strict=False):
        assert before.start_us <= before.end_us <= after.start_us
    if seen:
        assert tail.seen[-1].broken == (seen[-1][1] is None)


def test_a_tail_never_grows_without_bound() -> None:
    tail = Tail(1)
    for time in range(0, 60_000, 3):
        tail.add(time, 1000.0 if time == 30_000 else float(time % 7))
    assert len(tail.seen) <= 4096
    assert max(s.high for s in tail.seen) == 1000.0


def test_a_value_right_after_an_unavailability_starts_a_bucket_of_its_own() -> None:
    tail = Tail(1000)
    tail.add(10, 1.0)
    tail.add(20, None)
    tail.add(30, 2.0)
    assert [(s.start_us, s.end_us, s.broken) for s in tail.seen] == [(10, 20, True), (30, 30, False)]


def test_a_time_that_runs_backwards_counts_as_the_newest() -> None:
    tail = Tail(10)
    tail.add(100, 1.0)
    tail.add(50, 9.0)
    assert list(tail.seen) == [Seen(100, 100, 1.0, 9.0, 9.0, broken=False)]


def test_what_the_history_has_is_forgotten() -> None:
    tail = Tail(10)
    for time in (0, 100, 200):
        tail.add(time, 1.0)
    tail.forget(100)
    assert [s.start_us for s in tail.seen] == [100, 200]
