"""Theme, symbols, strips: what the window is painted with."""

from __future__ import annotations

import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from hmi.domain.records import StateInterval
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.ui.look import Look
from hmi.ui.strip import merge_short, paint_strip
from hmi.ui.symbols import draw_state, hatch_gap
from hmi.ui.theme import Shade, Theme, tokens

SHADES = list(Shade)
SEEN_AS_COLOUR = [s for s in MachineState if s not in (MachineState.OFF, MachineState.OFFLINE, MachineState.UNKNOWN)]


def picture(width: int = 48, height: int = 48) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#808080"))
    return image


def icon(shade: Shade, state: MachineState) -> QImage:
    image = picture()
    painter = QPainter(image)
    draw_state(painter, Theme.load(shade), state, QRectF(0, 0, 48, 48))
    painter.end()
    return image


def colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize("shade", SHADES)
def test_each_state_has_an_icon_of_its_own(qapp: QApplication, shade: Shade) -> None:
    icons = [icon(shade, state) for state in MachineState]
    assert all(one != other for i, one in enumerate(icons) for other in icons[i + 1 :])


@pytest.mark.parametrize("shade", SHADES)
@pytest.mark.parametrize("state", SEEN_AS_COLOUR)
def test_an_icon_shows_its_states_colour_and_an_outline(qapp: QApplication, shade: Shade, state: MachineState) -> None:
    theme = Theme.load(shade)
    seen = colours(icon(shade, state))
    assert theme.states[state].name() in seen
    assert theme.symbol_outline.name() in seen


@pytest.mark.parametrize("shade", SHADES)
def test_every_token_of_a_shade_is_a_colour(shade: Shade) -> None:
    def leaves(value: object) -> list[str]:
        if isinstance(value, dict):
            return [leaf for inner in value.values() for leaf in leaves(inner)]
        return [value] if isinstance(value, str) else []

    assert all(QColor(leaf).isValid() for leaf in leaves(tokens()["themes"][shade.value]))


def stays(*spans: tuple[MachineState, int]) -> list[StateInterval]:
    intervals, start = [], 0
    for state, length in spans:
        intervals.append(StateInterval("m", start, start + length, Verdict(state, "", Reason.CUTTING)))
        start += length
    return intervals


def strip(spans: list[StateInterval], end: int, now: int, width: int = 100) -> QImage:
    image = picture(width, 14)
    painter = QPainter(image)
    paint_strip(painter, Theme.load(Shade.LIGHT), QRectF(0, 0, width, 14), spans, (0, end), now)
    painter.end()
    return image


def test_what_needs_somebody_is_taller_than_what_runs(qapp: QApplication) -> None:
    theme = Theme.load(Shade.LIGHT)
    image = strip(stays((MachineState.RUNNING, 50), (MachineState.ALARM, 50)), 100, 100)
    at = ((10, MachineState.RUNNING), (80, MachineState.ALARM))
    heights = [sum(image.pixelColor(x, y) == theme.states[s] for y in range(14)) for x, s in at]
    assert heights[0] < heights[1] == 14


def test_a_stop_shorter_than_a_pixel_is_still_seen(qapp: QApplication) -> None:
    spans = stays((MachineState.RUNNING, 50_000), (MachineState.ALARM, 20), (MachineState.RUNNING, 49_980))
    assert Theme.load(Shade.LIGHT).states[MachineState.ALARM].name() in colours(strip(spans, 100_000, 100_000))


def test_the_future_is_left_empty(qapp: QApplication) -> None:
    image = strip(stays((MachineState.RUNNING, 100)), 100, 50)
    assert Theme.load(Shade.LIGHT).states[MachineState.RUNNING].name() not in {
        image.pixelColor(x, 7).name() for x in range(55, 100)
    }


spans = st.lists(st.tuples(st.sampled_from(list(MachineState)), st.integers(1, 500)), min_size=1, max_size=60)


@given(spans, st.floats(0.5, 200))
def test_merged_blocks_stay_in_order_and_within_the_window(
    given_spans: list[tuple[MachineState, int]], per_px: float
) -> None:
    intervals = stays(*given_spans)
    end = intervals[-1].end_us or 0
    blocks = merge_short(intervals, 0, end, per_px)
    assert all(left < right for _state, left, right in blocks)
    assert all(one[2] <= other[1] + 1e-6 for one, other in pairwise(blocks))
    assert blocks[0][1] == 0
    assert blocks[-1][2] == pytest.approx(end / per_px)


@given(spans, st.floats(0.5, 200))
def test_no_alarm_is_lost_by_merging(given_spans: list[tuple[MachineState, int]], per_px: float) -> None:
    intervals = stays(*given_spans)
    blocks = merge_short(intervals, 0, intervals[-1].end_us or 0, per_px)
    if any(state is MachineState.ALARM for state, _length in given_spans):
        assert any(state is MachineState.ALARM for state, _left, _right in blocks)


def test_a_gap_is_hatched_between_two_edges(qapp: QApplication) -> None:
    image = picture(60, 20)
    painter = QPainter(image)
    hatch_gap(painter, Theme.load(Shade.LIGHT), QRectF(10, 0, 40, 20))
    painter.end()
    assert len({image.pixelColor(x, 10).name() for x in range(12, 48)}) > 1
    assert {image.pixelColor(x, 10).name() for x in range(5)} == {"#808080"}


def test_a_thousand_paints_lose_no_reference_to_none(qtbot: QtBot, look: Look) -> None:
    """PySide6 6.12.0 on Python 3.11 gives up one reference with every call and ends the process."""
    label = QLabel("x")
    qtbot.addWidget(label)
    label.show()
    label.repaint()
    before = sys.getrefcount(None)
    for number in range(1000):
        label.setText(str(number))
        label.repaint()
    assert sys.getrefcount(None) > before - 100
