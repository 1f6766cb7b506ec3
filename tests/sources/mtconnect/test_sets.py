"""Data sets and tables, of which each observation tells only what changed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.observation import Quality
from hmi.sources.mtconnect.sets import Sets
from tests.sources.mtconnect.making import read, said, streams


def entries(**given: object) -> str:
    """Return Entry elements; None is a removal, a mapping a table's row."""
    return "".join(
        f'<Entry key="{key}" removed="true"/>'
        if value is None
        else f'<Entry key="{key}">{cells(value) if isinstance(value, dict) else value}</Entry>'
        for key, value in given.items()
    )


def cells(row: dict[str, object]) -> str:
    return "".join(f'<Cell key="{key}">{value}</Cell>' for key, value in row.items())


def told(sets: Sets, *elements: str, start: int = 0) -> list[object]:
    observations = sets.merged(read(streams(*elements)), start)
    return [json.loads(o.value) if isinstance(o.value, str) else o.value for o in observations if o.signal == KEY]


KEY = "path.variable"


def test_a_change_is_told_with_all_that_was_known_before() -> None:
    sets = Sets()
    sets.begin(read(streams(said("vars", 5, entries(a=1, b=2)))), 6)
    assert told(sets, said("vars", 6, entries(b=3)), said("vars", 7, entries(c=4))) == [
        {"a": "1", "b": "3"},
        {"a": "1", "b": "3", "c": "4"},
    ]


def test_an_entry_that_is_removed_is_gone() -> None:
    sets = Sets()
    sets.begin(read(streams(said("vars", 5, entries(a=1, b=2)))), 6)
    assert told(sets, said("vars", 6, entries(a=None))) == [{"b": "2"}]
    assert told(sets, said("vars", 7, entries(b=None))) == [{}]


def test_a_reset_leaves_nothing_of_what_was_known() -> None:
    sets = Sets()
    sets.begin(read(streams(said("vars", 5, entries(a=1, b=2)))), 6)
    reset = said("vars", 6, entries(c=1), more='resetTriggered="MANUAL"')
    assert told(sets, reset, said("vars", 7, entries(d=2))) == [{"c": "1"}, {"c": "1", "d": "2"}]


def test_a_set_that_was_unavailable_begins_anew() -> None:
    sets = Sets()
    sets.begin(read(streams(said("vars", 5, entries(a=1)))), 6)
    assert told(sets, said("vars", 6, "UNAVAILABLE"), said("vars", 7, entries(b=2))) == [None, {"b": "2"}]


def test_a_row_of_a_table_is_replaced_as_a_whole() -> None:
    sets = Sets()
    sets.begin(read(streams(said("vars", 5, entries(G54={"X": 1, "Y": 2})))), 6)
    assert told(sets, said("vars", 6, entries(G54={"X": 3}))) == [{"G54": {"X": "3"}}]


def test_what_lies_before_the_position_is_not_applied_once_more() -> None:
    sets = Sets()
    sets.begin(read(streams(said("vars", 5, entries(a="new")))), 6)
    assert told(sets, said("vars", 4, entries(a="old")), said("vars", 6, entries(b=1)), start=6)[1:] == [
        {"a": "new", "b": "1"}
    ]


def test_without_a_beginning_the_changes_are_all_that_is_known() -> None:
    sets = Sets()
    sets.begin(read(streams(said("vars", 5, entries(a=1)))), 6)
    sets.begin(read(streams()), 6)
    assert told(sets, said("vars", 6, entries(b=1))) == [{"b": "1"}]


def test_a_present_of_later_gives_what_has_not_changed_since_and_the_rest_from_its_change_on() -> None:
    sets = Sets()
    sets.begin(read(streams(said("vars", 8, entries(a=1, c=4)))), 6)
    changes = [said("vars", 6, entries(b=2)), said("vars", 8, entries(b=None, c=4)), said("vars", 9, entries(a=5))]
    assert told(sets, *changes) == [{"b": "2"}, {"a": "1", "c": "4"}, {"a": "5", "c": "4"}]
    sets.begin(read(streams(said("vars", 5, entries(a=1)))), 6)
    assert told(sets, said("vars", 8, entries(b=2))) == [{"a": "1", "b": "2"}]


def test_other_observations_pass_as_they_are() -> None:
    found = read(streams(said("exec", 1, "ACTIVE"), said("vars", 2, entries(a=1))))
    merged = Sets().merged(found, 0)
    assert merged[0] is found.observations[0]
    assert merged[1].quality is Quality.GOOD


@given(
    st.lists(
        st.tuples(
            st.dictionaries(st.sampled_from("abcd"), st.one_of(st.none(), st.integers(0, 9)), min_size=1),
            st.booleans(),
        ),
        min_size=1,
    ),
    st.integers(0, 20),
)
def test_a_set_is_what_a_dictionary_would_be_wherever_the_documents_are_cut(
    changes: list[tuple[dict[str, int | None], bool]], cut: int
) -> None:
    expected: list[dict[str, str]] = []
    known: dict[str, str] = {}
    elements: list[str] = []
    for number, (change, resets) in enumerate(changes, start=1):
        known = {} if resets else dict(known)
        for key, value in change.items():
            known.pop(key, None)
            if value is not None:
                known[key] = str(value)
        expected.append(known)
        more = 'resetTriggered="DAY"' if resets else ""
        elements.append(said("vars", number, entries(**change), more=more))
    sets = Sets()
    found = [*told(sets, *elements[:cut]), *told(sets, *elements[cut:])]
    assert found == expected


@pytest.mark.parametrize("text", ["", "2"])
def test_an_item_that_the_probe_calls_a_set_may_hold_none(text: str) -> None:
    assert told(Sets(), said("vars", 1, text)) == [{}]
