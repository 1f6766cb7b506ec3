from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.link import LinkMode
from hmi.ui.diagnostics.buffer import Buffer, SequenceRate, buffer_of, head_is_known
from tests.ui.diagnostics.samples import NOW, RECOVERING, SECOND, STREAMING, WAITING


def measured(*notes: tuple[float, int], instance: int | None = 1) -> float | None:
    rate = SequenceRate()
    for seconds, sequence in notes:
        rate.note(NOW + round(seconds * SECOND), sequence, instance)
    return rate.per_second


def test_a_rate_is_unknown_before_five_seconds() -> None:
    assert SequenceRate().per_second is None
    assert measured((0, 10), (4.9, 500)) is None
    assert measured((0, 10), (5, 510)) == 100


def test_a_rate_is_that_of_the_last_minute() -> None:
    slow = [(second, second * 10) for second in range(100)]
    fast = [(100 + second, 1_000 + second * 50) for second in range(70)]
    assert measured(*slow, *fast) == pytest.approx(50)


def test_a_rate_is_measured_from_a_bounded_number_of_samples() -> None:
    rate = SequenceRate()
    for step in range(10_000):
        rate.note(NOW + step * SECOND // 20, step, 1)
    assert len(rate._kept) <= 62
    assert rate.per_second == pytest.approx(20, rel=0.01)


def test_a_rate_starts_over_with_a_new_instance_and_with_numbers_or_a_clock_that_ran_backwards() -> None:
    rate = SequenceRate()
    for instance, seconds, sequence in ((1, 0, 0), (1, 10, 1_000), (2, 11, 1_001)):
        rate.note(NOW + seconds * SECOND, sequence, instance)
    assert rate.per_second is None
    assert measured((0, 900), (10, 1_900), (11, 5)) is None
    assert measured((0, 900), (10, 1_900), (3, 1_950)) is None


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(0, 1_000)), min_size=1, max_size=80))
def test_a_rate_is_never_negative(steps: list[tuple[float, int]]) -> None:
    rate, seconds, sequence = SequenceRate(), 0.0, 0
    for pause, made in steps:
        seconds, sequence = seconds + pause, sequence + made
        rate.note(NOW + round(seconds * SECOND), sequence, 1)
        assert rate.per_second is None or rate.per_second >= 0


@given(size=st.integers(1, 10**7), made=st.integers(0, 10**8), behind=st.integers(0, 10**8))
def test_what_is_left_before_an_overrun_is_the_distance_to_the_oldest_once_the_buffer_is_full(
    size: int, made: int, behind: int
) -> None:
    ahead = 1 + made
    first = max(ahead - size, 1)
    ours = max(ahead - behind, 1)
    status = replace(STREAMING, buffer_size=size, first_sequence=first, agent_next_sequence=ahead, next_sequence=ours)
    buffer = buffer_of(status, 1.0)
    assert buffer is not None
    assert 0 <= buffer.fill <= 1
    assert 0 <= buffer.unread_share <= 1
    if buffer.filled == size:
        left = max(ours - first, 0)
        assert buffer.overrun_us == pytest.approx(left * SECOND)


@given(size=st.integers(1, 10**7), share=st.floats(0, 1), rate=st.floats(0.001, 10**6, allow_nan=False))
def test_at_the_overrun_the_agent_is_a_whole_buffer_ahead(size: int, share: float, rate: float) -> None:
    buffer = Buffer(size, size, int(size * share), rate)
    overrun = buffer.overrun_us
    assert overrun is not None
    assert (buffer.unread or 0) + rate * overrun / SECOND == pytest.approx(size)


def test_an_overrun_is_unknown_without_a_rate_or_a_place_and_never_comes_from_an_agent_that_rests() -> None:
    assert Buffer(100, 10, 0, None).overrun_us is None
    assert Buffer(100, 10, None, 5.0).overrun_us is None
    assert Buffer(100, 10, 0, 0.0).overrun_us == math.inf
    assert Buffer(100, 100, 150, 0.0).overrun_us == 0


def test_a_buffer_is_urgent_when_much_is_unread_or_a_short_outage_would_lose_something() -> None:
    assert Buffer(100, 100, 80, 0.0).urgent
    assert Buffer(1_000, 1_000, 0, 2.0).urgent  # 500 s
    assert not Buffer(10_000, 10_000, 0, 2.0).urgent
    assert not Buffer(10_000, 10_000, 0, None).urgent


def test_a_full_buffer_that_was_read_to_its_end_is_normal() -> None:
    status = replace(STREAMING, first_sequence=41_013_107 - 131_072)
    buffer = buffer_of(status, 10.0)
    assert buffer is not None
    assert (buffer.fill, buffer.unread, buffer.urgent) == (1.0, 0, False)


def test_a_buffer_is_unknown_where_the_endpoint_is_down_or_reports_none() -> None:
    assert buffer_of(WAITING, 1.0) is None
    assert buffer_of(replace(STREAMING, mode=LinkMode.CONNECTING), 1.0) is None
    for field in ("buffer_size", "first_sequence", "agent_next_sequence"):
        assert buffer_of(replace(STREAMING, **{field: None}), 1.0) is None  # type: ignore[arg-type]
    assert buffer_of(replace(STREAMING, buffer_size=0), 1.0) is None


def test_what_is_not_read_yet_is_counted_from_our_own_place() -> None:
    buffer = buffer_of(RECOVERING, 100.0)
    assert buffer is not None
    assert buffer.unread == 112_622
    assert buffer.unread_share == pytest.approx(0.859, abs=0.001)
    assert buffer.urgent


sizes, unreads = st.integers(1, 10**7), st.none() | st.integers(0, 10**8)
rates = st.none() | st.floats(0, 10**9, allow_nan=False)


@given(size=sizes, unread=unreads, rate=rates)
def test_the_time_to_an_overrun_is_never_negative(size: int, unread: int | None, rate: float | None) -> None:
    overrun = Buffer(size, size, unread, rate).overrun_us
    assert (overrun is None) is (unread is None or rate is None)
    assert overrun is None or overrun >= 0


@given(size=sizes, unread=st.integers(0, 10**8), slow=st.floats(0, 10**6), more=st.floats(0, 10**6))
def test_a_faster_agent_overruns_no_later(size: int, unread: int, slow: float, more: float) -> None:
    slower, faster = (Buffer(size, size, unread, rate).overrun_us for rate in (slow, slow + more))
    assert slower is not None
    assert faster is not None
    assert faster <= slower


@given(size=sizes, unread=st.integers(0, 10**7), more=st.integers(0, 10**7), rate=st.floats(0, 10**6))
def test_more_to_read_overruns_no_later_and_a_larger_buffer_no_sooner(
    size: int, unread: int, more: int, rate: float
) -> None:
    here = Buffer(size, size, unread, rate).overrun_us
    behind = Buffer(size, size, unread + more, rate).overrun_us
    larger = Buffer(size + more, size, unread, rate).overrun_us
    assert here is not None
    assert behind is not None
    assert larger is not None
    assert behind <= here <= larger


def test_an_agent_that_numbers_documents_is_not_believed_while_it_is_caught_up_with() -> None:
    seems_read = replace(RECOVERING, agent_next_sequence=RECOVERING.next_sequence)
    assert head_is_known(RECOVERING)
    assert not head_is_known(seems_read)
    buffer = buffer_of(seems_read, 77.0)
    assert buffer is not None
    assert (buffer.unread, buffer.overrun_us) == (None, None)
    assert head_is_known(replace(seems_read, mode=LinkMode.STREAMING))
    assert head_is_known(replace(seems_read, next_sequence=None))
