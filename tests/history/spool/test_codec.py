"""What goes into the spool comes out of it as it was."""

from __future__ import annotations

import math
import time
import zlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.machine import Band, Machine
from hmi.domain.observation import Batch, Condition, ConditionLevel, Cursor, Observation, Quality, Value
from hmi.domain.records import Entry, Gap, GapReason, StateChange
from hmi.domain.signal import Signal, SignalKind
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.history.backlog import Declaration
from hmi.history.spool.codec import UnreadableError, pack, unpack
from tests.history.making import FAULT, LOAD, MACHINE, SIGNALS, SYSTEM, entry, said, seen, state

# agents send any words, half of a surrogate pair included, and numbers that no database takes
words = st.text(st.characters(), max_size=8)
whole = st.integers(-(2**70), 2**70)
floats = st.floats(allow_nan=True, allow_infinity=True)
conditions = st.builds(Condition, st.sampled_from(ConditionLevel), words, words, words, words, words)
values = st.one_of(st.none(), floats, whole, words, conditions)
observations = st.builds(Observation, words, words, whole, values, st.sampled_from(Quality), whole)
cursors = st.builds(Cursor, words, whole, whole, st.none() | whole)
batches = st.builds(
    Batch, cursors, st.lists(observations, max_size=5).map(tuple), whole, st.none() | whole, st.booleans()
)
verdicts = st.builds(
    Verdict, st.sampled_from(MachineState), words, st.sampled_from(Reason), words, st.booleans(), st.none() | whole
)
states = st.builds(StateChange, words, whole, verdicts, st.booleans())
gaps = st.builds(Gap, words, whole, whole, st.sampled_from(GapReason), st.none() | whole)
entries = st.builds(
    Entry, st.none() | batches, st.lists(states, max_size=3).map(tuple), st.lists(gaps, max_size=3).map(tuple)
)
finite = st.floats(allow_nan=False)
bands = st.builds(Band, finite, finite, st.none() | finite, finite, st.none() | finite)
machines = st.builds(Machine, words, words, words, words, words, st.dictionaries(words, bands, max_size=2))


@st.composite
def declarations(draw: st.DrawFn) -> Declaration:
    machine = draw(machines)
    signals = draw(
        st.lists(
            st.builds(Signal, st.just(machine.key), words, st.sampled_from(SignalKind), *[words] * 11, st.booleans()),
            max_size=3,
        )
    )
    return Declaration(machine, {signal.key: signal for signal in signals})


def exact(value: Any) -> Any:
    """Return something that is equal only where types, signs of zero and cursor times are equal as well."""
    return repr(value)


@given(st.lists(declarations(), max_size=2), st.lists(entries, max_size=4))
def test_whatever_is_packed_comes_out_as_it_was(declared: list[Declaration], offered: list[Entry]) -> None:
    again = unpack(pack(declared, offered))
    assert exact(again) == exact((tuple(declared), tuple(offered)))


def test_values_keep_their_type_and_what_is_no_number_stays_none() -> None:
    odd: list[Value] = [1.0, 1, -0.0, math.nan, math.inf, -math.inf, 10**400, "NaN", "", None, said(FAULT, "7", "text")]
    offered = (entry(*(seen(LOAD, number, value) for number, value in enumerate(odd, 1))),)
    _, (again,) = unpack(pack((), offered))
    assert again.batch is not None
    kept = [observation.value for observation in again.batch.observations]
    assert [(type(value), repr(value)) for value in kept] == [(type(value), repr(value)) for value in odd]


def test_batches_get_their_own_observations_back_in_their_order() -> None:
    offered = (
        entry(seen(LOAD, 5), seen(SYSTEM, 3, said(FAULT, "1"))),
        Entry(states=(state(7),)),
        entry(),
        entry(seen(LOAD, 9), instance=2, snapshot=True),
    )
    declared = (Declaration(MACHINE, {signal.key: signal for signal in SIGNALS}),)
    assert unpack(pack(declared, offered)) == (declared, offered)


def test_bytes_that_were_changed_are_refused() -> None:
    packed = pack((), [entry(seen(LOAD, 1))])
    for place in range(len(packed)):
        spoilt = bytearray(packed)
        spoilt[place] ^= 0x10
        with pytest.raises(UnreadableError):
            unpack(bytes(spoilt))
    for length in range(len(packed)):
        with pytest.raises(UnreadableError):
            unpack(packed[:length])


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{}",
        b'{"declared":[],"entries":[[["a",1,2,3]]],"observed":[]}',
        b'{"declared":[],"entries":[[[["a",1,2,3],1,0,0,false],[],[]]],"observed":[]}',
        b'{"declared":[],"entries":[[[["a",1,2,3],1,0,0,false],[],[]]],"observed":[[["m","s"]],[-1],[0],[1.0],[0],[1]]}',
        b'{"declared":[],"entries":[[[["a",1,2,3],1,0,0,false],[],[]]],"observed":[[["m","s"]],[0],[0],[1.0],[9],[1]]}',
        b'{"declared":[[["a"],[],[["k","odd"]]]],"entries":[],"observed":[]}',
        b"[" * 100_000,
    ],
)
def test_bytes_that_nobody_packed_are_refused_even_with_a_right_checksum(text: bytes) -> None:
    import zstandard

    body = zstandard.compress(text)
    with pytest.raises(UnreadableError):
        unpack(b"\x01" + zlib.crc32(body).to_bytes(4, "big") + body)


def test_bytes_of_a_later_version_are_refused_by_its_number() -> None:
    packed = bytearray(pack((), []))
    packed[0] = 2
    with pytest.raises(UnreadableError, match="another version"):
        unpack(bytes(packed))


def test_a_full_load_is_packed_much_faster_than_it_arrives() -> None:
    numbers = [seen(LOAD, n, 20 + n % 97 / 8, 1_700_000_000_000_000 + 1000 * n) for n in range(1, 20_001)]
    offered = [
        replace(entry(), batch=Batch(Cursor("http://agent:5000", 1, n), tuple(numbers[n : n + 100]), n))
        for n in range(0, 20_000, 100)
    ]
    began = time.process_time()
    packed = pack((), offered)
    took = time.process_time() - began
    assert len(packed) < 20_000 * 12
    assert took < 1  # some 30 ms; a busy machine takes longer
