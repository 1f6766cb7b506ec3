from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from hmi.domain.machine import Band
from hmi.ui.machine.normal import Beyond, OffNormal, digits_of, off_normal, scale_of
from hmi.ui.machine.values_delegate import plan_bar
from hmi.ui.theme import Size, font
from tests.ui.machine.shop import BANDS


@pytest.mark.parametrize(
    ("signal", "value", "expected"),
    [
        ("spindle_temperature", 58.4, None),
        ("spindle_temperature", 70.0, OffNormal(Beyond.ABOVE, 65)),
        ("spindle_temperature", 75.0, OffNormal(Beyond.ABOVE, 65)),
        ("spindle_temperature", 75.1, OffNormal(Beyond.ABOVE, 75)),
        ("spindle_load", 0.0, None),  # a spindle that stands still has no load
        ("lubrication.level", 17.0, OffNormal(Beyond.BELOW, 20)),
        ("lubrication.level", 22.0, OffNormal(Beyond.BELOW, 25)),
        ("feed_override", 80.0, OffNormal(Beyond.BELOW, 92)),
        ("feed_override", 120.0, OffNormal(Beyond.ABOVE, 112)),
        ("feed_override", 100.0, None),
        ("feed_override", None, None),
    ],
)
def test_a_value_is_abnormal_on_the_side_of_its_limit(
    signal: str, value: float | None, expected: OffNormal | None
) -> None:
    assert off_normal(BANDS[signal], value) == expected


def test_too_little_is_news_only_while_the_machine_runs() -> None:
    assert off_normal(BANDS["feed_override"], 80.0, running=False) is None
    assert off_normal(BANDS["feed_override"], 120.0, running=False) is not None
    assert off_normal(BANDS["lubrication.level"], 17.0, running=False) == OffNormal(Beyond.BELOW, 20)


def test_without_a_band_nobody_can_tell() -> None:
    assert off_normal(None, 5.0) is None


def test_a_scale_without_an_end_has_room_for_everything_on_it() -> None:
    assert scale_of(Band(10, 50, 100)).high == 120
    assert scale_of(Band(10, 50)).high == 60
    assert scale_of(Band(-20, 50)).low == -20
    flat = scale_of(Band(0, 0))
    assert flat.share(0.0) == 0.0
    assert flat.share(5.0) == 1.0


@pytest.mark.parametrize(("high", "digits"), [(4500.0, 0), (100.0, 0), (90.0, 1), (5.0, 2)])
def test_digits_follow_the_scale_so_that_numbers_do_not_jump(high: float, digits: int) -> None:
    assert digits_of(scale_of(Band(0, high, scale_high=high))) == digits


edges = st.lists(st.integers(-500, 500), min_size=2, max_size=2, unique=True).map(sorted)


@given(edges, st.none() | st.integers(-800, 800), st.integers(120, 600))
def test_the_parts_of_a_bar_stay_on_it_and_its_numbers_apart(
    qapp: QApplication, band_edges: list[int], limit: int | None, width: int
) -> None:
    band = Band(band_edges[0], band_edges[1], limit)
    plan = plan_bar(band, 0, width, QFontMetricsF(font(Size.CAPTION)))
    assert 0 <= plan.low <= plan.high <= width
    if plan.limit is not None:
        assert -1 <= plan.limit <= width - 2
    marks = sorted(plan.marks)
    assert marks
    for left, long, _ in marks:
        assert left >= 0
        assert left + long <= width + 0.01
    for (left, long, _), (other, _, _) in pairwise(marks):
        assert left + long + 6 <= other + 0.01
    if limit is not None:
        assert any(words in (str(limit), str(limit).replace("-", "−")) for _, _, words in marks)
