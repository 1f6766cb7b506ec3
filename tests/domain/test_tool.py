"""What is left of a tool's life."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.tool import LifeKind, Tool, ToolLife


def test_a_life_that_counts_up_is_used_from_its_beginning_to_its_limit() -> None:
    life = ToolLife(LifeKind.PARTS, 196, initial=0, limit=200, warning=180)
    assert (life.used, life.left, life.warned_at) == (0.98, 4, 0.9)


def test_a_life_that_counts_down_is_used_from_its_beginning_to_nothing() -> None:
    life = ToolLife(LifeKind.MINUTES, 15, counts_down=True, initial=60, warning=6)
    assert (life.used, life.left, life.warned_at) == (0.75, 15, 0.9)


@pytest.mark.parametrize("life", [ToolLife(LifeKind.WEAR, 0.2), ToolLife(LifeKind.PARTS, 5, initial=7, limit=7)])
def test_a_life_whose_end_is_not_known_or_is_its_beginning_has_no_share(life: ToolLife) -> None:
    assert life.used is None
    assert life.warned_at is None


def test_a_life_that_counts_down_without_a_beginning_still_says_what_is_left() -> None:
    life = ToolLife(LifeKind.PARTS, 12, counts_down=True)
    assert (life.used, life.left) == (None, 12)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.booleans())
def test_the_share_stays_between_none_and_all_and_nothing_negative_is_left(
    value: float, initial: float, limit: float, down: bool
) -> None:
    life = ToolLife(LifeKind.MINUTES, value, down, initial, limit)
    assert life.used is None or 0 <= life.used <= 1
    assert life.left is not None
    assert life.left >= 0


def test_a_life_is_warned_from_its_warning_on_in_its_direction() -> None:
    up = [ToolLife(LifeKind.PARTS, value, limit=200, warning=180) for value in (179, 180, 200)]
    down = [ToolLife(LifeKind.PARTS, value, counts_down=True, warning=20) for value in (21, 20, 0)]
    for lives in (up, down):
        assert [life.warned for life in lives] == [False, True, True]
        assert [life.spent for life in lives] == [False, False, True]
    assert not ToolLife(LifeKind.PARTS, 1e6).warned
    assert not ToolLife(LifeKind.PARTS, 1e6).spent


def test_the_pressing_life_is_the_one_that_ends_first() -> None:
    fresh, worn = ToolLife(LifeKind.PARTS, 10, limit=100), ToolLife(LifeKind.MINUTES, 80, limit=90)
    warned = ToolLife(LifeKind.WEAR, 0.02, limit=0.05, warning=0.01)
    spent = ToolLife(LifeKind.MINUTES, 0, counts_down=True)
    few, endless = ToolLife(LifeKind.PARTS, 3, counts_down=True), ToolLife(LifeKind.MINUTES, 900)
    many = ToolLife(LifeKind.PARTS, 30, counts_down=True)
    order = [spent, warned, worn, fresh, few, many, endless, ToolLife(LifeKind.MINUTES, 90)]
    left = list(reversed(order))
    for expected in order:
        assert Tool("a", lives=tuple(left)).pressing == expected
        left.remove(expected)
    assert Tool("a").pressing is None
