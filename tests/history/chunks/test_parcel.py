"""Writing and reading the parts of a chunk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.history.chunks.damage import DamagedChunkError
from hmi.history.chunks.parcel import Parcel, number, run


@given(st.lists(st.integers(-(1 << 70), 1 << 70) | st.binary(max_size=400)))
def test_parts_come_out_in_the_order_in_which_they_went_in(parts: list[int | bytes]) -> None:
    parcel = Parcel(b"".join(number(part) if isinstance(part, int) else run(part) for part in parts))
    for part in parts:
        assert part == (parcel.number() if isinstance(part, int) else parcel.run())
    assert parcel.is_empty


@pytest.mark.parametrize("data", [b"", b"\x02\x01", number(5) + b"abcd", number(-1)])
def test_what_ends_too_early_is_damaged(data: bytes) -> None:
    parcel = Parcel(data)
    with pytest.raises(DamagedChunkError, match="too early"):
        parcel.run()
