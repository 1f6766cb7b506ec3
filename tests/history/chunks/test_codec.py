"""Packing observations and getting back exactly those."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.history.chunks.codec import MOST, Chunk, decode, decode_values, encode
from hmi.history.chunks.damage import DamagedChunkError
from hmi.history.columns import EMPTY, Columns, Values

HOUR_US = 1_790_000_000_000_000 // 3_600_000_000 * 3_600_000_000
GOOD, UNAVAILABLE, BAD = 0, 1, 3

_whole = st.integers(-(1 << 63), (1 << 63) - 1)
_floats = st.one_of(
    st.floats(),
    st.floats(width=32),
    st.decimals(-1000, 1000, places=2).map(float),
    st.sampled_from((0.0, -0.0, float("inf"), -float("inf"), float("nan"), 5e-324, 1.7976931348623157e308)),
)
_decimals = st.decimals(-1000, 1000, places=3).map(float) | st.sampled_from((-0.0, float("nan")))
_rows = st.one_of(
    st.lists(st.tuples(_whole, _whole, _whole, _floats, st.integers(-32768, 32767)), min_size=1, max_size=150),
    st.lists(
        st.tuples(
            st.integers(0, 3_600_000).map(lambda ms: HOUR_US + 1000 * ms),
            st.integers(1, 3),
            st.integers(0, 1 << 40),
            _decimals,
            st.integers(0, 3),
        ),
        min_size=1,
        max_size=150,
    ),
)


def columns(rows: list[tuple[int, int, int, float, int]]) -> Columns:
    ts, instance, seq, v, q = zip(*sorted(rows, key=lambda row: row[:3]), strict=True)
    return Columns(
        np.array(ts, np.int64),
        np.array(instance, np.int64),
        np.array(seq, np.int64),
        np.array(v, np.float64),
        np.array(q, np.int16),
    )


def hour(v: Values, jitter_ms: int = 20) -> Columns:
    """Return an hour of values at an even pace, of an agent that has other signals too."""
    random = np.random.default_rng(7)
    n = len(v)
    ts = HOUR_US + 1000 * (np.arange(n) * (3_600_000 // n) + random.integers(0, jitter_ms, n))
    seq = 1_000_000 + np.cumsum(random.poisson(12 * 3600 / n, n) + 1)
    return Columns(ts, np.full(n, 3), seq, v, np.zeros(n, np.int16))


def assert_same(back: Columns, packed: Columns) -> None:
    assert np.array_equal(back.ts, packed.ts)
    assert np.array_equal(back.instance, packed.instance)
    assert np.array_equal(back.seq, packed.seq)
    assert np.array_equal(back.q, packed.q)
    unknown = np.isnan(packed.v)
    assert np.array_equal(np.isnan(back.v), unknown)
    assert np.array_equal(back.v[~unknown].view(np.int64), packed.v[~unknown].view(np.int64))
    assert [column.dtype for column in back] == [column.dtype for column in packed]


@given(_rows)
def test_any_observations_come_back_to_the_last_bit(rows: list[tuple[int, int, int, float, int]]) -> None:
    packed = columns(rows)
    chunk = encode(packed)
    assert_same(decode(chunk), packed)
    ts, v = np.empty(chunk.n, np.int64), np.empty(chunk.n)
    decode_values(chunk, ts, v)
    assert_same(packed._replace(ts=ts, v=v), packed)


def _counter() -> Values:
    return np.cumsum(np.random.default_rng(1).integers(0, 2, 3600)).astype(np.float64)


def _load() -> Values:
    random = np.random.default_rng(2)
    return np.round(40 + 20 * np.sin(np.arange(3600) / 300) + random.normal(0, 1, 3600), 1)


def _position() -> Values:
    return np.round(100 + np.cumsum(np.random.default_rng(3).normal(0, 0.02, 3600)), 4)


def _temperature() -> Values:
    drift = np.cumsum(np.random.default_rng(4).normal(0, 0.01, 3600))
    return (25 + drift).astype(np.float32).astype(np.float64)


def _decimal_of_a_32_bit_source() -> Values:
    return _load().astype(np.float32).astype(np.float64)


def _noise() -> Values:
    return np.random.default_rng(5).normal(10, 1, 3600)


def _mostly_unavailable() -> Values:
    v = np.full(3600, np.nan)
    v[::50] = 21.5
    return v


def _negative_zeros() -> Values:
    v = _load()
    v[::100] = -0.0
    return v


@pytest.mark.parametrize(
    ("values", "bytes_a_point"),
    [
        (_counter, 1.4),
        (_load, 2.0),
        (_position, 2.6),
        (_temperature, 3.0),
        (_decimal_of_a_32_bit_source, 2.0),
        (_noise, 7.8),
        (_mostly_unavailable, 1.5),
        (_negative_zeros, 2.3),
    ],
)
def test_an_hour_of_a_kind_of_signal_is_small(values: Callable[[], Values], bytes_a_point: float) -> None:
    packed = hour(values())
    chunk = encode(packed)
    assert_same(decode(chunk), packed)
    assert len(chunk.data) / chunk.n < bytes_a_point


def test_an_hour_of_few_observations_is_small() -> None:
    packed = hour(np.round(np.random.default_rng(6).normal(40, 2, 40), 1), jitter_ms=500)
    assert len(encode(packed).data) < 4.5 * 40


def test_an_even_pace_of_one_value_takes_next_to_nothing() -> None:
    n = 3600
    ts = HOUR_US + 1_000_000 * np.arange(n)
    packed = Columns(ts, np.full(n, 1), np.arange(n), np.full(n, 5.0), np.zeros(n, np.int16))
    assert len(encode(packed).data) < 64


def test_quality_that_follows_from_a_missing_value_takes_no_room() -> None:
    load = _load()
    known = hour(load)
    load[::100] = np.nan
    with_gaps = hour(load)
    odd = with_gaps._replace(q=np.where(np.isnan(load), UNAVAILABLE, GOOD).astype(np.int16))
    assert len(encode(odd).data) < len(encode(known).data) + 40
    odd.q[7] = BAD
    assert_same(decode(encode(odd)), odd)


def test_a_restart_of_the_agent_inside_the_hour_costs_little() -> None:
    steady = hour(_load())
    restarted = steady._replace(
        instance=np.where(np.arange(3600) < 1800, 3, 4),
        seq=np.where(np.arange(3600) < 1800, steady.seq, steady.seq - steady.seq[1800] + 1),
    )
    assert_same(decode(encode(restarted)), restarted)
    assert len(encode(restarted).data) < len(encode(steady).data) + 600


def test_every_nan_becomes_the_one_that_means_no_value() -> None:
    odd = np.array([1.5, 0.0, 2.5])
    odd.view(np.int64)[1] = 0x7FF8_0000_0000_BEEF
    back = decode(encode(hour(odd)))
    assert back.v.view(np.int64)[1] == np.array(np.nan).view(np.int64)


def test_a_chunk_cannot_be_empty_nor_larger_than_memory_bears() -> None:
    packed = hour(_load())
    with pytest.raises(ValueError, match="0 observations"):
        encode(EMPTY)
    with pytest.raises(ValueError, match="observations"):
        encode(packed._replace(ts=np.broadcast_to(packed.ts[:1], MOST + 1)))


# -- damage --------------------------------------------------------------------------------------------------------


def read(chunk: Chunk) -> None:
    """Read a chunk that is damaged, in both ways."""
    ts, v = np.empty(chunk.n, np.int64), np.empty(chunk.n)
    try:
        decode_values(chunk, ts, v)
    except DamagedChunkError:
        with pytest.raises(DamagedChunkError):
            decode(chunk)
    else:
        with suppress(DamagedChunkError):
            decode(chunk)


@given(_rows, st.data())
def test_a_changed_byte_is_found_by_the_checksum(
    rows: list[tuple[int, int, int, float, int]], data: st.DataObject
) -> None:
    chunk = encode(columns(rows))
    damaged = bytearray(chunk.data)
    damaged[data.draw(st.integers(0, len(damaged) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(DamagedChunkError, match="checksum"):
        decode(chunk._replace(data=bytes(damaged)))


@given(_rows, st.data())
def test_bytes_that_only_seem_right_raise_nothing_but_the_error_of_a_damaged_chunk(
    rows: list[tuple[int, int, int, float, int]], data: st.DataObject
) -> None:
    chunk = encode(columns(rows))
    damaged = bytearray(chunk.data)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    read(chunk._replace(data=bytes(damaged), crc=zlib.crc32(damaged)))


@given(st.integers(0, 1 << 40), st.binary(max_size=300))
def test_bytes_that_were_never_a_chunk_raise_the_error_of_a_damaged_chunk(n: int, data: bytes) -> None:
    with pytest.raises(DamagedChunkError):
        decode(Chunk(n, 1, zlib.crc32(data), data))


def test_a_damaged_hour_of_any_length_raises_the_error_of_a_damaged_chunk() -> None:
    random = np.random.default_rng(8)
    chunk = encode(hour(_mostly_unavailable()))
    for _ in range(2000):
        damaged = bytearray(chunk.data)
        damaged[random.integers(0, min(200, len(damaged)))] = random.integers(0, 256)
        read(chunk._replace(data=bytes(damaged), crc=zlib.crc32(damaged)))


@pytest.mark.parametrize("left", [0, 1, 20, -1])
def test_a_chunk_that_was_cut_off_is_damaged(left: int) -> None:
    chunk = encode(hour(_load()))
    cut = chunk.data[:left]
    with pytest.raises(DamagedChunkError):
        decode(chunk._replace(data=cut, crc=zlib.crc32(cut)))


def test_a_chunk_of_a_later_version_says_so() -> None:
    chunk = encode(hour(_load()))
    later = b"\x09" + chunk.data[1:]
    with pytest.raises(DamagedChunkError, match="version 9"):
        decode(chunk._replace(data=later, crc=zlib.crc32(later)))


def test_the_error_names_the_hour_once_its_place_is_known() -> None:
    error = DamagedChunkError("its checksum is another one").at(12, HOUR_US)
    assert "2026-09-21 14:00 UTC of signal 12 cannot be read (its checksum is another one)" in str(error)
