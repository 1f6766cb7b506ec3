from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hmi.ui.natural import folded, natural


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_two_names_can_be_compared(first: str, second: str) -> None:
    assert (natural(first) < natural(second)) != (natural(second) <= natural(first))


def test_nine_comes_before_ten() -> None:
    assert sorted(["Torno 10", "torno 9"], key=natural) == ["torno 9", "Torno 10"]


def test_an_accent_does_not_hide_a_name() -> None:
    assert folded("Retífica") == folded("RETIFICA")
    assert sorted(["Zinco", "Água"], key=natural) == ["Água", "Zinco"]
