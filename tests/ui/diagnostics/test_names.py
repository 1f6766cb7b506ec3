from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hmi.ui.diagnostics.names import group_names

anything = st.lists(st.text("ab 019é", min_size=1, max_size=6), unique=True, max_size=12)
numbered = st.builds("{}{:02}".format, st.sampled_from(["Torno ", "Centro ", "M"]), st.integers(0, 30))
names = st.lists(numbered | st.sampled_from(["Mandril", "Retífica"]), unique=True, max_size=20)


def test_names_with_a_common_beginning_are_told_once() -> None:
    (group,) = group_names(["Torno 01", "Torno 02", "Torno 03", "Torno 04", "Torno 06"])
    assert (group.stem, group.runs) == ("Torno ", (("01", "04"), ("06", "06")))


def test_two_in_a_row_are_not_worth_a_range() -> None:
    (group,) = group_names(["Torno 07", "Torno 08"])
    assert group.runs == (("07", "07"), ("08", "08"))


def test_a_name_without_a_number_stands_for_itself() -> None:
    assert [(group.stem, group.runs) for group in group_names(["Mandril", "Mandril1", "7"])] == [
        ("Mandril", (("", ""),)),
        ("Mandril", (("1", "1"),)),
        ("7", (("", ""),)),
    ]


@given(names)
def test_every_name_is_told_exactly_once(given_names: list[str]) -> None:
    told = []
    for group in group_names(given_names):
        for first, last in group.runs:
            if first == last:
                told.append(group.stem + first)
            else:
                told += [name for name in given_names if _in_run(name, group.stem, first, last)]
    assert sorted(told) == sorted(given_names)


def _in_run(name: str, stem: str, first: str, last: str) -> bool:
    number = name.removeprefix(stem)
    return name.startswith(stem) and number.isdecimal() and int(first) <= int(number) <= int(last)
