"""Compressing runs of bytes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from hmi.history.chunks.damage import DamagedChunkError
from hmi.history.chunks.zstd import compress, decompress


@given(st.binary(min_size=1, max_size=2000))
def test_any_bytes_come_back(data: bytes) -> None:
    assert decompress(compress(data), len(data)) == data


def test_a_frame_that_holds_more_than_was_said_is_damaged() -> None:
    with pytest.raises(DamagedChunkError):
        decompress(compress(b"1234" * 1000), 3999)


def test_a_frame_that_claims_a_size_of_its_own_is_not_believed() -> None:
    claims = zstandard.ZstdCompressionParameters.from_level(
        3, format=zstandard.FORMAT_ZSTD1_MAGICLESS, write_content_size=True
    )
    frame = zstandard.ZstdCompressor(compression_params=claims).compress(bytes(1 << 26))
    with pytest.raises(DamagedChunkError, match="not made here"):
        decompress(frame, 100)


def test_threads_do_not_disturb_each_other() -> None:
    runs = [bytes((number % 251,)) * 5000 + bytes(range(256)) for number in range(200)]
    with ThreadPoolExecutor(4) as pool:
        frames = list(pool.map(compress, runs))
        assert list(pool.map(decompress, frames, map(len, runs))) == runs
