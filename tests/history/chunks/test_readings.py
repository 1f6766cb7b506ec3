"""Packing the values of a signal."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.history.chunks.damage import DamagedChunkError
from hmi.history.chunks.parcel import Parcel
from hmi.history.chunks.readings import pack, unpack
from hmi.history.columns import Values

_odd = st.sampled_from((math.nan, math.inf, -math.inf, -0.0, 0.0, 5e-324, 1e300, 0.1 + 0.2))


def back(data: bytes, size: int) -> Values:
    out = np.empty(size, np.float64)
    parcel = Parcel(data)
    unpack(parcel, out)
    assert parcel.is_empty
    return out


def bits(v: Values) -> list[int]:
    """Return the bits of values; every NaN has the same."""
    listed: list[int] = np.where(np.isnan(v), np.nan, v).view(np.int64).tolist()
    return listed


@pytest.mark.parametrize("digits", range(0, 12, 3))
@given(st.data())
def test_decimals_with_a_few_odd_values_among_them_come_back(digits: int, data: st.DataObject) -> None:
    decimals = st.integers(-99_999, 99_999).map(lambda k: float(f"{k}e-{digits}"))
    values = data.draw(st.lists(decimals, min_size=1, max_size=100))
    for at in data.draw(st.lists(st.integers(0, len(values) - 1), max_size=6)):
        values[at] = data.draw(_odd)
    v = np.array(values)
    assert bits(back(pack(v), len(v))) == bits(v)


@given(st.lists(st.floats() | _odd, min_size=1, max_size=100))
def test_any_floats_come_back(values: list[float]) -> None:
    v = np.array(values)
    assert bits(back(pack(v), len(v))) == bits(v)


@given(st.lists(st.floats(width=32) | st.integers(-999, 999).map(lambda k: float(np.float32(k / 100))), min_size=1))
def test_any_floats_of_a_32_bit_source_come_back(values: list[float]) -> None:
    v = np.array(values)
    assert bits(back(pack(v), len(v))) == bits(v)


def test_a_resolution_that_is_no_power_of_ten_costs_no_more_than_its_steps() -> None:
    steps = np.random.default_rng(1).integers(0, 16, 1000)
    for resolution in (0.05, 0.25, 1 / 64, 12.5, 1000.0):
        assert len(pack(np.round(steps * resolution, 6))) < 1000 * 4 / 8 + 60, resolution


def test_one_stray_digit_does_not_make_an_hour_of_decimals_one_of_floats() -> None:
    clean = np.round(np.random.default_rng(2).normal(40, 2, 1000), 1)
    stray = clean.copy()
    stray[500] = 1 / 3
    assert len(pack(stray)) < len(pack(clean)) + 40


def test_negative_zeros_at_every_turn_come_back() -> None:
    v = np.round(np.random.default_rng(3).normal(0, 0.04, 1000), 1)
    assert np.signbit(v[v == 0]).any()
    assert bits(back(pack(v), 1000)) == bits(v)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes((16,)),
        bytes((1, 16)),
        bytes((4, 1, 0)),
        bytes((4, 1, 4)),
        bytes((4, 1, 1, 0, 1, 255, 0, 0, 0, 0)),
        bytes((8, 1, 1, 0, 0, 0, 1, 2, 3)),
    ],
)
def test_what_was_never_packed_is_refused(data: bytes) -> None:
    with pytest.raises(DamagedChunkError):
        back(data, 3)
