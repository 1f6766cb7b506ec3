from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hmi.ui.ink import Ink
from hmi.ui.look import Look
from hmi.ui.machine.pile import Pile, Wish, shared
from hmi.ui.machine.records import RecordList
from hmi.ui.machine.section import RecordSection
from hmi.ui.machine.tools import Tools
from tests.ui.machine.shop import lathe_with, magazine

_wishes = st.lists(
    st.builds(
        lambda least, rows, step: Wish(least, least + rows * step, step),
        st.integers(0, 200),
        st.integers(0, 60),
        st.integers(20, 60),
    ),
    max_size=5,
)


@given(st.integers(0, 4000), _wishes)
def test_all_room_is_given_away_in_whole_rows_and_to_nobody_more_than_it_wants(room: int, wishes: list[Wish]) -> None:
    given = shared(room, wishes)
    assert sum(given) <= max(room, sum(wish.least for wish in wishes))
    spare = room - sum(given)
    for height, wish in zip(given, wishes, strict=True):
        assert wish.least <= height <= wish.wanted
        assert (height - wish.least) % wish.step == 0
        assert height == wish.wanted or spare < wish.step


def test_a_long_list_gets_what_the_short_ones_leave_and_takes_nothing_from_them() -> None:
    short, long = Wish(90, 202, 28), Wish(90, 1713, 28)
    assert shared(900, [short, long, short]) == [202, 482, 202]
    assert shared(398, [short, long, short]) == [118, 146, 118]
    assert shared(2500, [short, long, short]) == [202, 1713, 202]
    assert shared(100, [short, long]) == [90, 90]
    assert shared(100, []) == []


@pytest.mark.parametrize("height", [200, 260, 500, 1200, 4000])
def test_sections_stand_under_each_other_and_a_list_that_scrolls_shows_whole_rows(
    qtbot: QtBot, look: Look, height: int
) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    sections: list[Tools] = [Tools(look, Ink(look.theme)) for _ in range(2)]
    pile = Pile(holder, sections)
    pile.setSpacing(24)
    for section, count in zip(sections, (4, 60), strict=True):
        section.show_machine(lathe_with(magazine(count)))
    holder.resize(430, height)
    holder.show()
    QApplication.processEvents()
    first, second = (section.geometry() for section in sections)
    assert second.top() == first.bottom() + 1 + 24
    for section in sections:
        _assert_whole_rows(section.list)
    if height >= 500:
        assert _rows_seen(sections[0]) == 4
    sections[0].hide()
    QApplication.processEvents()
    assert sections[1].y() == first.top()


def _rows_seen(section: RecordSection) -> float:
    return section.list.viewport().height() / section.list.row_height


def _assert_whole_rows(records: RecordList) -> None:
    assert records.viewport().height() % records.row_height == 0
    scrolls = records.verticalScrollBar().maximum() > 0
    assert scrolls is (records.viewport().height() < records.sizeHint().height())
