"""The ring that an agent keeps observations in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.simulator.ring import Ring
from tests.simulator.wire import LOAD, START_US


@given(size=st.integers(1, 20), count=st.integers(0, 60), start=st.integers(-5, 70), length=st.integers(-5, 70))
def test_the_ring_holds_the_newest_records_in_order(size: int, count: int, start: int, length: int) -> None:
    ring = Ring(size)
    every, overwritten = [], []
    for index in range(count):
        record, old = ring.append(START_US + index, LOAD, f"{index}")
        every.append(record)
        if old is not None:
            overwritten.append(old)
    kept = every[-size:]

    assert ring.next == count + 1
    assert ring.first == (kept[0].sequence if kept else 1)
    assert overwritten == every[: max(0, count - size)]
    assert ring.held(start, start + length) == [r for r in kept if start <= r.sequence < start + length]
    assert ring.held(0, count + 10) == kept


def test_a_ring_without_a_slot_is_refused() -> None:
    with pytest.raises(ValueError, match="one slot"):
        Ring(0)
