"""The latest values, and the conditions that are active."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from hmi.simulator.checkpoint import Checkpoint
from hmi.simulator.device import DataItem
from hmi.simulator.record import Activation, Entries, Level, Marked, Record, Reported
from tests.simulator.wire import EXECUTION, LOAD, START_US, SYSTEM, VARIABLES, fault

_ACTIVE = (Level.WARNING, Level.FAULT)


def _after(*values: Reported, item: DataItem = SYSTEM) -> list[Record]:
    checkpoint = Checkpoint()
    for index, value in enumerate(values, 1):
        checkpoint.add(Record(index, START_US, item, value))
    return sorted(checkpoint.records())


def _values(records: Sequence[Record]) -> list[Reported]:
    return [record.value for record in records]


def test_several_faults_are_active_at_once() -> None:
    assert _values(_after(fault("1"), fault("2"), fault("3"))) == [fault("1"), fault("2"), fault("3")]


def test_a_repeated_fault_replaces_the_one_with_its_code() -> None:
    records = _after(fault("1", "old"), fault("2"), fault("1", "new"))
    assert [(r.sequence, r.value) for r in records] == [(2, fault("2")), (3, fault("1", "new"))]


def test_a_coded_normal_clears_one_activation() -> None:
    assert _values(_after(fault("1"), fault("2"), Activation(Level.NORMAL, "1"))) == [fault("2")]


def test_the_last_coded_normal_leaves_a_plain_normal() -> None:
    assert _values(_after(fault("1"), Activation(Level.NORMAL, "1"))) == [Activation(Level.NORMAL)]


def test_a_plain_normal_clears_everything() -> None:
    assert _values(_after(fault("1"), fault("2"), Activation(Level.NORMAL))) == [Activation(Level.NORMAL)]


def test_unavailable_replaces_everything() -> None:
    assert _values(_after(fault("1"), Activation(Level.UNAVAILABLE))) == [Activation(Level.UNAVAILABLE)]


def test_a_coded_normal_that_matches_nothing_replaces_everything() -> None:
    # a habit of the reference agent that clients have to live with
    assert _values(_after(fault("1"), Activation(Level.NORMAL, "9"))) == [Activation(Level.NORMAL, "9")]


def test_the_condition_id_tells_activations_of_one_code_apart() -> None:
    first, second = fault("1")._replace(condition_id="a"), fault("1")._replace(condition_id="b")
    assert _values(_after(first, second)) == [first, second]


_ACTIVATIONS = st.tuples(st.sampled_from(list(Level)), st.sampled_from(["", "1", "2", "3"]), st.sampled_from("xy"))


@given(st.lists(_ACTIVATIONS.map(lambda one: Activation(*one)), min_size=1, max_size=30))
def test_the_active_set_follows_the_rules_of_the_protocol(values: list[Activation]) -> None:
    records = _after(*values)
    active: dict[str, Activation] = {}
    for value in values:
        if value.level in _ACTIVE:
            active.pop(value.code, None)
            active[value.code] = value
        elif value.level is Level.NORMAL and value.code in active and value.code:
            del active[value.code]
        else:
            active.clear()
    kept = [value for value in _values(records) if isinstance(value, Activation)]

    assert [value for value in kept if value.level in _ACTIVE] == list(active.values())
    assert active or len(kept) == 1
    assert len({value.key for value in kept}) == len(kept)


@given(
    st.lists(
        st.tuples(
            st.dictionaries(st.sampled_from("abc"), st.none() | st.sampled_from("123"), min_size=1), st.booleans()
        ),
        min_size=1,
        max_size=12,
    )
)
def test_a_data_set_is_the_sum_of_its_changes(changes: list[tuple[dict[str, str | None], bool]]) -> None:
    (record,) = _after(*(Entries(entries, reset=reset) for entries, reset in changes), item=VARIABLES)
    expected: dict[str, str] = {}
    for entries, reset in changes:
        if reset:
            expected.clear()
        for key, entry in entries.items():
            expected.pop(key, None)
            if entry is not None:
                expected[key] = entry
    assert isinstance(record.value, Entries)
    assert record.value.entries == expected


def test_a_data_set_that_was_unavailable_begins_anew() -> None:
    (record,) = _after(Entries({"a": "1"}), "UNAVAILABLE", Entries({"b": "2"}), item=VARIABLES)
    assert record.value == Entries({"b": "2"})


def test_only_the_asked_for_items_are_returned_and_a_copy_goes_its_own_way() -> None:
    checkpoint = Checkpoint()
    checkpoint.add(Record(1, START_US, LOAD, "5"))
    checkpoint.add(Record(2, START_US, EXECUTION, Marked("ACTIVE", ' x="1"')))
    copy = checkpoint.copy()
    copy.add(Record(3, START_US, LOAD, "6"))

    assert _values(checkpoint.records({LOAD.id, "nothing"})) == ["5"]
    assert _values(copy.records([LOAD.id])) == ["6"]
    assert len(checkpoint.records()) == 2
