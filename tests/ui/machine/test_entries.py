"""Sets and tables in words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.observation import Quality
from hmi.live.feed import LiveValue
from hmi.ui.machine.entries import entries_of, in_one_line, line_by_line
from hmi.ui.machine.rows import RowKind, ValueRow, value_words


def test_a_set_is_its_keys_with_their_values() -> None:
    entries = entries_of('{"500": "0.000", "501": "12.003"}')
    assert entries == [("500", "0.000"), ("501", "12.003")]
    assert in_one_line(entries) == "500 0.000 · 501 12.003"


def test_a_row_of_a_table_is_its_cells() -> None:
    entries = entries_of('{"G54": {"X": "-412.350", "Y": "1"}}')
    assert entries is not None
    assert line_by_line(entries) == ["G54  X -412.350  Y 1"]


@pytest.mark.parametrize("text", ["ACTIVE", "", "{", "{unquoted}", "[1]", "O1042 {DRAFT}"])
def test_any_other_text_is_no_set(text: str) -> None:
    assert entries_of(text) is None


def test_a_set_without_entries_says_so() -> None:
    assert in_one_line(entries_of("{}") or []) == "no entries"


def test_a_tool_tip_does_not_grow_beyond_the_screen() -> None:
    lines = line_by_line([(str(number), "0") for number in range(300)])
    assert len(lines) == 41
    assert lines[-1] == "and 260 more"


@given(st.dictionaries(st.text(), st.text() | st.dictionaries(st.text(), st.text())))
def test_every_entry_of_a_set_is_told(entries: dict[str, object]) -> None:
    found = entries_of(json.dumps(entries))
    assert found is not None
    assert [key for key, _ in found] == list(entries)


def test_a_live_value_that_is_a_set_is_written_in_words() -> None:
    row = ValueRow(RowKind.PLAIN, "path.variable")
    assert value_words(row, LiveValue('{"500": "0.000"}', Quality.GOOD, 0)) == "500 0.000"
    assert value_words(row, LiveValue("{DRAFT}", Quality.GOOD, 0)) == "{DRAFT}"
