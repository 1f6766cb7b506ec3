"""Packing series of whole numbers."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.history.chunks.damage import DamagedChunkError
from hmi.history.chunks.parcel import Parcel, number
from hmi.history.chunks.whole import Whole, pack, unpack

_numbers = st.one_of(
    st.lists(st.integers(-(1 << 63), (1 << 63) - 1), min_size=1, max_size=200),
    st.lists(st.integers(-300, 300), min_size=1, max_size=200),
)


def back(data: bytes, size: int, base: Whole | None = None) -> Whole:
    out = np.empty(size, np.int64)
    parcel = Parcel(data)
    unpack(parcel, out, base)
    assert parcel.is_empty
    return out


@given(_numbers, st.booleans())
def test_any_series_comes_back(numbers: list[int], steady: bool) -> None:
    x = np.array(numbers, np.int64)
    assert np.array_equal(back(pack(x, steady=steady), len(x)), x)


@given(st.lists(st.tuples(st.integers(0, 1 << 40), st.integers(-(1 << 62), 1 << 62)), min_size=1, max_size=200))
def test_any_series_comes_back_along_any_base(pairs: list[tuple[int, int]]) -> None:
    steps, numbers = (np.array(column, np.int64) for column in zip(*pairs, strict=True))
    base = np.cumsum(steps) - steps[0]
    assert np.array_equal(back(pack(numbers, base), len(numbers), base), numbers)


@pytest.mark.parametrize(
    ("name", "series", "most"),
    [
        ("one value", np.full(3600, 7), 8),
        ("an even pace", 1_790_000_000_000_000 + 1_000_000 * np.arange(3600), 20),
        ("two values", np.random.default_rng(1).integers(0, 2, 3600), 3600 // 8 + 20),
        ("large steps", 10**15 * np.random.default_rng(2).integers(0, 4, 3600), 3600 // 4 + 20),
        ("few numbers", np.random.default_rng(3).integers(0, 8, 40), 40 * 3 // 8 + 8),
        ("one number", np.array([1 << 60]), 12),
    ],
)
def test_what_can_be_foretold_takes_no_room(name: str, series: Whole, most: int) -> None:
    data = pack(series.astype(np.int64), steady=True)
    assert len(data) <= most, name
    assert np.array_equal(back(data, len(series)), series)


def test_a_clock_with_jitter_is_packed_by_its_jitter_alone() -> None:
    jitter = np.random.default_rng(4).integers(0, 4, 3600)
    x = 1_790_000_000_000 + 1000 * np.arange(3600) + jitter
    assert len(pack(x, steady=True)) < 3600 * 2.4 / 8 < len(pack(x))


def test_a_series_that_grows_with_another_is_packed_by_what_differs() -> None:
    random = np.random.default_rng(5)
    base = np.cumsum(random.integers(0, 1_000_000, 3600))
    base -= base[0]
    x = base // 7919 + random.integers(0, 4, 3600)
    assert 2 * len(pack(x, base)) < len(pack(x))


@pytest.mark.parametrize(
    "data",
    [
        bytes((64,)) + number(0) + number(0),
        bytes((32,)) + number(0) + number(0) + bytes((9,)),
        bytes((16,)) + number(0) + number(0) + bytes((65,)),
        bytes((16,)) + number(0) + number(0) + bytes((0,)),
        bytes((2,)) + number(0) + struct.pack("<f", float("nan")) + number(0),
        bytes((2,)) + number(0) + struct.pack("<f", 1e38) + number(0),
        bytes((0,)) + number(0),
        b"",
    ],
)
def test_what_was_never_packed_is_refused(data: bytes) -> None:
    with pytest.raises(DamagedChunkError):
        back(data, 3)
