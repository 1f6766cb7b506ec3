from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from hmi.ui.diagnostics.head import HeadStrip, Told, share
from hmi.ui.look import Look

wants = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300)).map(
        lambda steps: (steps[0], steps[0] + steps[1], steps[0] + steps[1] + steps[2])
    ),
    max_size=8,
)


@given(wants, st.integers(0, 5_000))
def test_widths_fill_the_room_at_most_and_contexts_give_way_before_units(
    parts: list[tuple[int, int, int]], room: int
) -> None:
    widths = share(parts, room)
    least, good, best = (sum(part[at] for part in parts) for at in range(3))
    assert all(part[0] <= width <= part[2] for part, width in zip(parts, widths, strict=True))
    assert sum(widths) <= max(room, least)
    if room >= best:
        assert widths == [part[2] for part in parts]
    elif room >= good:
        assert all(width >= part[1] for part, width in zip(parts, widths, strict=True))


def strip(look: Look, qtbot: QtBot, width: int) -> HeadStrip:
    made = HeadStrip(look, 2)
    qtbot.addWidget(made)
    made.resize(width, made.height())
    made.tell(
        "Connections",
        "13 endpoints, 24 machines",
        (
            Told("Endpoints with data", "12", "of 13", "1 waiting since 13:47", heavy=True),
            Told("Writer queue", "3", "%"),
        ),
    )
    made.show()
    return made


def test_figures_stand_side_by_side_and_can_be_heard(look: Look, qtbot: QtBot) -> None:
    made = strip(look, qtbot, 1_200)
    first, second = made.figures
    assert first.geometry().right() < second.geometry().left() + 1
    assert first.accessibleName() == "Endpoints with data: 12 of 13, 1 waiting since 13:47"
    assert second.accessibleName() == "Writer queue: 3 %"
    assert made.accessibleName() == "Connections, 13 endpoints, 24 machines"
    assert first.width() == first.widths[2]


def test_nothing_is_painted_anew_while_figures_say_the_same(look: Look, qtbot: QtBot) -> None:
    made = strip(look, qtbot, 1_200)
    before = [figure.geometry() for figure in made.figures]
    made.tell("Connections", "13 endpoints, 24 machines", [figure.told for figure in made.figures])
    assert [figure.geometry() for figure in made.figures] == before


def hover(look: Look, qtbot: QtBot, width: int) -> str:
    made = strip(look, qtbot, width)
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.text())  # it goes after a moment
    QApplication.sendEvent(
        made.figures[0], QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), made.mapToGlobal(QPoint(5, 5)))
    )
    return QToolTip.text()


def test_a_figure_that_is_elided_tells_all_of_it_as_its_tool_tip(look: Look, qtbot: QtBot) -> None:
    assert hover(look, qtbot, 380) == "Endpoints with data: 12 of 13, 1 waiting since 13:47"


def test_a_figure_that_is_whole_has_no_tool_tip(look: Look, qtbot: QtBot, stretch: Callable[[], None]) -> None:
    assert hover(look, qtbot, 1_200) == ""
