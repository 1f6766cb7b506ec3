from __future__ import annotations

from array import array
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.records import Series
from hmi.ui.trends.columns import columns, spikes
from hmi.ui.trends.curve import Curve, at, extent, join, pieces, unavailable
from hmi.ui.trends.tail import Seen, Tail


def series(*buckets: tuple[int, float, float, float, bool], width: int = 10, before: float | None = None) -> Series:
    """A series of (time, low, high, last, broken)."""
    return Series(
        "load",
        array("q", [b[0] for b in buckets]),
        array("d", [b[1] for b in buckets]),
        array("d", [b[1] for b in buckets]),
        array("d", [b[2] for b in buckets]),
        array("d", [b[3] for b in buckets]),
        array("b", [b[4] for b in buckets]),
        before=before,
        bucket_us=width,
    )


def drawn(curve: Curve, absent: list[tuple[int, int]] | None = None) -> list[tuple[int, int, float, bool]]:
    """The step line as (start, end, value, joined to the next), level runs in one."""
    found: list[tuple[int, int, float, bool]] = []
    for start, end, value, joined in zip(*pieces(curve, absent or []), strict=True):
        piece = (int(start), int(end), float(value), bool(joined))
        if found and found[-1][3] and found[-1][2] == piece[2]:
            found[-1] = (found[-1][0], *piece[1:])
        else:
            found.append(piece)
    return found


def test_a_value_holds_as_a_step_until_the_next_and_until_now() -> None:
    curve = join(series((100, 1, 1, 1, False), (200, 5, 5, 5, False)), 0, 400)
    assert drawn(curve) == [(100, 200, 1.0, True), (200, 400, 5.0, False)]


def test_the_line_is_the_middle_of_what_was_seen_and_then_the_last_value() -> None:
    assert drawn(join(series((100, 10, 95, 95, False)), 0, 200)) == [(100, 110, 52.5, True), (110, 200, 95.0, False)]


def test_the_value_before_the_window_holds_from_its_beginning() -> None:
    curve = join(series((100, 1, 1, 1, False), before=7.0), 0, 150)
    assert drawn(curve) == [(0, 100, 7.0, True), (100, 150, 1.0, False)]


def test_a_signal_that_never_changes_is_a_line() -> None:
    assert drawn(join(series(before=7.0), 0, 500)) == [(0, 500, 7.0, False)]
    assert drawn(join(None, 0, 500)) == []


def test_a_gap_breaks_the_line_and_the_value_holds_again_behind_it() -> None:
    curve = join(series((100, 1, 1, 1, False)), 0, 1000)
    assert drawn(curve, [(300, 400), (500, 600)]) == [
        (100, 300, 1.0, False),
        (400, 500, 1.0, False),
        (600, 1000, 1.0, False),
    ]


def test_a_gap_that_lasts_ends_the_line() -> None:
    curve = join(series((100, 1, 1, 1, False)), 0, 1000)
    assert drawn(curve, [(300, 1000)]) == [(100, 300, 1.0, False)]


def test_what_was_read_back_from_a_gap_is_drawn_in_it() -> None:
    curve = join(series((100, 1, 1, 1, False), (320, 2, 2, 2, False)), 0, 1000)
    assert drawn(curve, [(300, 400)]) == [(100, 300, 1.0, False), (320, 330, 2.0, False), (400, 1000, 2.0, False)]


def test_an_unavailable_signal_breaks_the_line_until_it_speaks_again() -> None:
    nan = float("nan")
    curve = join(series((100, 1, 1, 1, True), (200, nan, nan, nan, True), (300, 4, 4, 4, False)), 0, 500)
    assert drawn(curve) == [(100, 110, 1.0, False), (300, 500, 4.0, False)]
    assert unavailable(curve) == [(110, 300)]
    assert at(curve, 150) is None
    assert at(curve, 250) is None


def test_a_signal_that_is_still_unavailable_is_so_until_now() -> None:
    curve = join(series((100, 1, 1, 1, True)), 0, 500)
    assert unavailable(curve) == [(110, 500)]
    assert unavailable(join(None, 0, 5)) == []


def test_the_tail_goes_on_where_the_history_ends_and_repeats_nothing_older() -> None:
    tail = [Seen(50, 60, 9, 9, 9, False), Seen(205, 215, 1, 8, 3, False), Seen(230, 230, 4, 4, 4, False)]
    curve = join(series((100, 1, 1, 1, False), (200, 2, 6, 5, False)), 0, 300, tail)
    assert drawn(curve) == [
        (100, 200, 1.0, True),
        (200, 205, 4.0, True),
        (205, 215, 4.5, True),
        (215, 230, 3.0, True),
        (230, 300, 4.0, False),
    ]
    assert extent(curve, 0, 300) == (1.0, 8.0)


def test_a_moment_reads_as_what_was_seen_or_held_there() -> None:
    curve = join(series((100, 1, 9, 3, False), before=7.0), 0, 500)
    assert at(curve, -1) is None
    assert at(curve, 50) == (7.0, 7.0, 7.0)
    assert at(curve, 105) == (3.0, 1.0, 9.0)
    assert at(curve, 300) == (3.0, 3.0, 3.0)
    assert at(curve, 300, [(250, 350)]) is None
    assert at(curve, 600) is None


def test_the_extent_counts_what_is_held_into_the_window_but_nothing_outside_it() -> None:
    curve = join(series((100, 0, 99, 3, False), (200, 4, 4, 4, False), (300, 50, 50, 50, False)), 0, 400)
    assert extent(curve, 150, 250) == (0.0, 99.0)
    assert extent(curve, 210, 250) == (4.0, 4.0)
    assert extent(curve, -50, 20) is None
    assert extent(join(None, 0, 5), 0, 5) is None


def test_what_is_no_finite_number_is_not_drawn() -> None:
    infinite = float("inf")
    curve = join(series((100, 1, infinite, 3, False), (200, infinite, infinite, infinite, False)), 0, 500)
    assert extent(curve, 0, 500) == (1.0, 3.0)
    assert drawn(curve)[-1][1] == 200
    tail = Tail(10)
    tail.add(0, infinite)
    assert tail.seen[0].broken


observed = st.lists(st.tuples(st.integers(0, 990), st.floats(-100, 100)), min_size=1, max_size=60).map(
    lambda rows: sorted(rows, key=lambda row: row[0])
)
holes = st.lists(st.integers(0, 1000), max_size=8, unique=True).map(
    lambda edges: list(zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)


def stored(rows: list[tuple[int, float]], width: int) -> Series:
    buckets: dict[int, list[float]] = {}
    for time, value in rows:
        buckets.setdefault(time // width * width, []).append(value)
    return series(*((t, min(v), max(v), v[-1], False) for t, v in buckets.items()), width=width)


@given(observed, st.integers(1, 50), st.integers(0, 1000), st.integers(1, 120), st.integers(1, 200))
def test_no_spike_is_lost_between_history_and_tail_and_pixels(
    rows: list[tuple[int, float]], bucket: int, split: int, tail_bucket: int, width: int
) -> None:
    """The history stops anywhere, even in the middle of a bucket; the tail has seen everything from before that on."""
    old = [row for row in rows if row[0] < split]
    tail = Tail(tail_bucket)
    for time, value in [row for row in rows if row[0] >= split - 30]:
        tail.add(time, value)
    curve = join(stored(old, bucket) if old else None, 0, 1000, tail.seen)
    found = columns(curve, 0, 1000, width)
    assert found.low.min() == min(value for _, value in rows)
    assert found.high.max() == max(value for _, value in rows)
    assert list(found.x) == sorted(set(found.x))
    assert found.x.min() >= 0
    assert found.x.max() < width
    assert extent(curve, 0, 1000) == (found.low.min(), found.high.max())


@given(observed, st.integers(1, 40), holes)
def test_the_line_is_what_held_at_every_moment_and_never_crosses_a_gap(
    rows: list[tuple[int, float]], width: int, absent: list[tuple[int, int]]
) -> None:
    curve = join(stored(rows, width), 0, 1000)
    found = drawn(curve, absent)
    for time in range(0, 1000, 7):
        known = at(curve, time, absent)
        here = [value for start, end, value, _ in found if start <= time < end]
        if known is None:
            assert not here
        elif len(here) == 1:
            assert here[0] in (known.value, (known.low + known.high) / 2)
        else:  # at the very end of a bucket before a gap
            assert not here
            assert time in curve.end_us
    for (_, end, _, joined), (start, _, _, _) in pairwise(found):
        assert joined == (end == start)
        assert end <= start
    for start, end, _, joined in found:
        seen_inside = any(s <= start <= e for s, e in zip(curve.start_us, curve.end_us, strict=True))
        assert seen_inside or not any(s <= start < e for s, e in absent)
        assert end <= 1000
        assert joined in (True, False)


@given(observed, st.integers(1, 40), st.integers(0, 900), st.integers(1, 300), st.integers(1, 90))
def test_columns_agree_with_a_count_by_hand(
    rows: list[tuple[int, float]], bucket: int, start: int, length: int, width: int
) -> None:
    curve = join(stored(rows, bucket), 0, 1000)
    found = columns(curve, start, start + length, width)
    expected: dict[int, tuple[float, float, float]] = {}
    for s, e, low, high, last in zip(curve.start_us, curve.end_us, curve.low, curve.high, curve.last, strict=True):
        if s > start + length or e < start:
            continue
        first = int(np.floor((s - start) * (width / length)))
        for x in range(first, max(int(np.floor((e - start) * (width / length))), first + 1)):
            if 0 <= x < width:
                old = expected.get(x, (low, high, last))
                expected[x] = (min(old[0], low), max(old[1], high), last)
    assert {int(x): tuple(rest) for x, *rest in zip(*found, strict=True)} == expected


def test_a_spike_alone_in_its_column_stands_out_and_a_step_does_not() -> None:
    curve = join(
        series((100, 10, 10, 10, False), (200, 10, 95, 10, False), (300, 10, 60, 60, False), (400, 5, 60, 60, False)),
        0,
        1000,
    )
    found = spikes(columns(curve, 0, 1000, 100), height=4.0)
    assert list(zip(*found, strict=True)) == [(20, 10.0, 95.0), (40, 60.0, 5.0)]


def test_noise_has_no_spikes() -> None:
    curve = join(series(*((t * 10, 10 + t % 3, 20 + t % 2, 15, False) for t in range(50))), 0, 500)
    assert not len(spikes(columns(curve, 0, 500, 50), height=4.0).x)
    assert not len(spikes(columns(join(None, 0, 5), 0, 5, 50), height=4.0).x)
