from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hmi.domain.link import LinkFault, LinkReason, LinkStatus
from hmi.domain.tool import LifeKind, Tool, ToolLife
from hmi.live.feed import Changes
from hmi.settings.site import Language
from hmi.ui.ink import Ink, typeface
from hmi.ui.look import Look
from hmi.ui.machine.page import MachinePage
from hmi.ui.machine.tools import Need, Tools, in_order, need_of
from hmi.ui.machine.tools_delegate import ToolDelegate
from hmi.ui.theme import Shade, Size, Weight
from tests.ui.machine.shop import NOW, TOOLS, Archive, lathe, lathe_with, link, lost, magazine, stays, tool

Shown = Callable[..., MachinePage]
UNREAD = LinkReason(LinkFault.AGENT_ERROR, "UNSUPPORTED")


@pytest.fixture
def shown(qtbot: QtBot, look: Look) -> Shown:
    def make(tools: tuple[Tool, ...], *, width: int = 1920, height: int = 976, **of_link: object) -> MachinePage:
        page = MachinePage(look, Archive(intervals=stays()))
        qtbot.addWidget(page)
        page.resize(width, height)
        page.apply(Changes((lathe_with(tools),), (link(**of_link),)))
        page.show_machine("Torno 03")
        page.tick(NOW)
        page.show()
        qtbot.waitUntil(lambda: page.stops.model.rowCount() == 6)
        QApplication.processEvents()
        return page

    return make


@pytest.fixture
def section(qtbot: QtBot, look: Look) -> Callable[..., Tools]:
    def make(*tools: Tool) -> Tools:
        made = Tools(look, Ink(look.theme))
        qtbot.addWidget(made)
        made.resize(412, 300)
        made.show_machine(lathe_with(tools))
        return made

    return make


def texts(tools: Tools) -> list[str]:
    """What each row says at its left and right."""
    return [
        f"{tools.number_words(record)} {tools.name_words(record)}: {tools.value_words(record)}"
        for record in tools.model.records
    ]


def row(page: MachinePage, at: int) -> tuple[QImage, QRect, QRect]:
    """A row as it is painted, where its bar stands in it, and where the row stands on the page."""
    records = page.tools.list
    place = records.visualRect(records.model().index(at, 0))
    delegate = records.itemDelegate()
    assert isinstance(delegate, ToolDelegate)
    bar = delegate.bar_box(place.toRectF()).toRect().translated(-place.topLeft())
    on_page = QRect(records.viewport().mapTo(page, place.topLeft()), place.size())
    return page.grab(on_page).toImage(), bar, on_page


def colours(image: QImage, area: QRect) -> Counter[str]:
    return Counter(
        image.pixelColor(QPoint(x, y)).name()
        for x in range(area.left(), area.right() + 1)
        for y in range(area.top(), area.bottom() + 1)
    )


def darkness(image: QImage, area: QRect, ground: QColor) -> int:
    """How much ink there is in an area."""
    return sum(
        abs(image.pixelColor(x, y).lightness() - ground.lightness())
        for x in range(area.left(), area.right() + 1)
        for y in range(area.top(), area.bottom() + 1)
    )


# -- what it says ----------------------------------------------------------------------------------------------------


def test_tools_are_listed_by_number_with_what_is_left_of_them(shown: Shown) -> None:
    tools = shown(tuple(reversed(TOOLS))).tools
    assert texts(tools) == [
        "T01 CNMG 120408 rough: 4 parts",
        "T02 DNMG 150604 finish: 31 parts",
        "T04 Bore bar Ø25: 58 parts",
        "T06 Groove 3 mm: 12 parts",
        "T08 Drill Ø32: 70 parts",
        "T10 Thread 16ER: 140 parts",
    ]
    assert tools.note == "life used, tick at 90 %"


def test_what_needs_a_hand_stands_first_nearest_its_end_and_all_else_by_number() -> None:
    broken = tool("9", "Tap", 50, status=("USED", "BROKEN"))
    expired = tool("7", "Drill", 50, status=("EXPIRED",))
    ordered = in_order((*magazine(60), broken, expired, tool("70", "Mill", 10), Tool("z"), tool("T8A", "Bar", 90)))
    assert [each.number for each in ordered[:6]] == ["7", "9", "52", "37", "70", "1"]
    assert [each.number for each in ordered[-3:]] == ["60", "T8A", ""]


_life = st.builds(
    ToolLife,
    st.sampled_from(LifeKind),
    st.floats(-10, 200),
    st.booleans(),
    *(st.none() | st.floats(-10, 200) for _ in range(3)),
)
_tool = st.builds(
    Tool, st.text(max_size=3), number=st.text(max_size=3), lives=st.lists(_life, max_size=3).map(tuple),
    status=st.sampled_from([(), ("USED",), ("BROKEN",), ("NEW", "EXPIRED")]),
)  # fmt: skip


@given(st.lists(_tool, max_size=8, unique_by=lambda each: each.asset_id))
def test_whatever_tools_there_are_none_is_lost_and_the_needy_are_first(tools: list[Tool]) -> None:
    ordered = in_order(tools)
    assert Counter(map(id, ordered)) == Counter(map(id, tools))
    needs = [need_of(each) for each in ordered]
    assert needs == sorted(needs)
    assert in_order(reversed(ordered)) == ordered


def test_a_tool_at_its_end_says_so_in_a_word(section: Callable[..., Tools]) -> None:
    tools = section(
        tool("1", "a", 0),
        tool("2", "b", 50, status=("EXPIRED",)),
        tool("3", "c", 50, status=("EXPIRED", "BROKEN")),
        Tool("d", "4", "d", status=("BROKEN",)),
        tool("5", "e", 50, status=("USED", "MEASURED")),
    )
    assert texts(tools) == [
        "T01 a: Used up", "T02 b: Expired", "T03 c: Broken", "T04 d: Broken", "T05 e: 50 parts",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("life", "english", "portuguese"),
    [
        (ToolLife(LifeKind.PARTS, 199, limit=200), "1 part", "1 peça"),
        (ToolLife(LifeKind.PARTS, 0, limit=1500), "1,500 parts", "1.500 peças"),
        (ToolLife(LifeKind.MINUTES, 17.5, limit=60), "42 min", "42 min"),
        (ToolLife(LifeKind.MINUTES, 65, counts_down=True), "1 h 05", "1 h 05"),
        (ToolLife(LifeKind.MINUTES, 0.5, counts_down=True), "30 s", "30 s"),
        (ToolLife(LifeKind.WEAR, 0.012, limit=0.05), "0.038 mm", "0,038 mm"),
        (ToolLife(LifeKind.MINUTES, 900), "—", "—"),
    ],
)
def test_what_is_left_is_told_in_its_own_unit(
    section: Callable[..., Tools], look: Look, life: ToolLife, english: str, portuguese: str
) -> None:
    tools = section(Tool("a", "1", lives=(life,)))
    assert tools.value_words(tools.model.records[0]) == english
    look.speak(Language.PORTUGUESE)
    tools.retranslate()
    assert tools.value_words(tools.model.records[0]) == portuguese


def test_of_several_lives_the_one_nearest_its_end_is_shown_and_all_are_told(section: Callable[..., Tools]) -> None:
    lives = (
        ToolLife(LifeKind.PARTS, 20, limit=100, warning=90),
        ToolLife(LifeKind.MINUTES, 15, counts_down=True, initial=60),
        ToolLife(LifeKind.WEAR, 0.01),
    )
    tools = section(Tool("a", "3", "Drill Ø8", "77", "POT 12", lives=lives))
    assert texts(tools) == ["T03 Drill Ø8: 15 min"]
    index = tools.model.index(0)
    for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
        assert tools.model.data(index, role) == (
            "T03 Drill Ø8: 80 parts left, 20 % used, warning from 90 %; 15 min left, 75 % used; "
            "0.010 mm used, no end set; pot 12; serial 77"
        )


def test_a_tool_is_called_by_what_is_known_of_it(section: Callable[..., Tools]) -> None:
    tools = section(
        Tool("a", "1.0", location="STATION 3"),
        Tool("b", "2", serial="77", location="SHELF 4 B"),
        Tool("c", "3", serial="77"),
        Tool("d", "4"),
        Tool("e", "T5"),
        Tool("M8010"),
    )
    assert texts(tools) == [
        "T1.0 station 3: —", "T02 SHELF 4 B: —", "T03 77: —", "T04 : —", "T5 : —", " M8010: —",
    ]  # fmt: skip
    assert tools.words(tools.model.records[3]) == "T04"


def test_the_heading_says_what_the_bars_show(section: Callable[..., Tools]) -> None:
    plain, left_only = ToolLife(LifeKind.PARTS, 5, limit=10), ToolLife(LifeKind.PARTS, 5, counts_down=True)
    assert section(tool("1", "a", 50), tool("2", "b", 5, 10)).note == "life used, tick at 90 %"
    early = Tool("c", "3", lives=(replace(plain, warning=8),))
    assert section(tool("1", "a", 50), early).note == "life used, tick at the warning"
    assert section(Tool("a", lives=(plain,))).note == "life used"
    assert section(Tool("a", lives=(left_only,))).note == "life left"
    assert section(Tool("a"), Tool("b", lives=(ToolLife(LifeKind.WEAR, 1),))).note == ""


# -- when it is there ------------------------------------------------------------------------------------------------


def test_without_tools_the_section_is_absent_and_the_stops_have_its_room(shown: Shown) -> None:
    page = shown(())
    assert not page.tools.isVisible()
    assert page.stops.y() == page.conditions.geometry().bottom() + 1 + 24
    page.apply(Changes((lathe_with(TOOLS),)))
    QApplication.processEvents()
    assert page.tools.isVisible()
    assert page.tools.y() == page.conditions.geometry().bottom() + 1 + 24
    assert page.stops.y() == page.tools.geometry().bottom() + 1 + 24


def test_tools_that_never_could_be_read_are_absent(shown: Shown) -> None:
    assert not shown((), tools_reason=UNREAD).tools.isVisible()


def test_another_machine_has_other_tools(shown: Shown) -> None:
    page = shown(magazine())
    page.tools.list.scrollToBottom()
    neighbour = lathe_with(tuple(reversed(magazine())))
    page.apply(Changes((replace(neighbour, machine=replace(neighbour.machine, key="Torno 04")),)))
    page.show_machine("Torno 04")
    assert page.tools.list.verticalScrollBar().value() == 0
    page.show_machine("nobody")
    page.show_machine("Torno 03")
    assert page.tools.isVisible()


def test_known_tools_that_cannot_be_read_any_more_stay_and_may_be_old(shown: Shown) -> None:
    page = shown(TOOLS)
    theme = page.look.theme
    assert row(page, 1)[0].pixelColor(0, 0) == theme.hairline
    assert colours(row(page, 1)[0], row(page, 1)[1])[theme.bar.fill.name()] > 0
    page.apply(Changes((), (link(tools_reason=UNREAD),)))
    assert page.tools.note == "cannot be read now, may be old"
    assert page.tools._heading.note.toolTip() == ("cannot be read now, may be old: Agent reports an error: UNSUPPORTED")
    assert len(page.tools.model.records) == len(TOOLS)
    image, bar, _ = row(page, 1)
    assert colours(image, bar)[theme.bar.fill.name()] == 0
    assert colours(image, bar)[theme.bar.normalBand.name()] > 0
    assert colours(image, image.rect())[theme.primary.name()] == 2 * 14  # the tick alone
    page.apply(Changes((), (link(),)))
    assert page.tools.note == "life used, tick at 90 %"
    assert page.tools._heading.note.toolTip() == ""


def test_the_tools_of_a_machine_without_link_may_be_old(shown: Shown) -> None:
    page = shown(TOOLS)
    gone = lost(lathe_with(TOOLS))
    assert isinstance(gone.link, LinkStatus)
    page.apply(Changes((gone,), (gone.link,)))
    assert page.tools.note == "cannot be read now, may be old"
    assert page.tools._heading.note.toolTip().endswith("No agent answers at this address")


# -- what is painted -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1920, 1280])
@pytest.mark.parametrize("shade", Shade)
def test_a_bar_is_as_long_as_the_used_life_and_its_tick_stands_at_the_warning(
    shown: Shown, look: Look, shade: Shade, width: int
) -> None:
    look.dress(shade)
    page = shown((tool("1", "Half", 100), tool("2", "Fresh", 200)), width=width)
    bars = page.look.theme.bar
    for at, used in ((0, 0.5), (1, 0.0)):
        image, bar, _ = row(page, at)
        line = [image.pixelColor(x, bar.center().y()).name() for x in range(bar.left(), bar.right() + 1)]
        tick = round(0.9 * bar.width())
        assert line.count(bars.fill.name()) == round(used * bar.width())
        assert line[: round(used * bar.width())] == [bars.fill.name()] * round(used * bar.width())
        assert [x for x, colour in enumerate(line) if colour == bars.target.name()] == [tick - 1, tick]
        height = [image.pixelColor(bar.left() + tick, y).name() for y in range(image.height())]
        assert height.count(bars.target.name()) == 14


def test_where_nobody_knows_how_much_is_used_there_is_no_bar_rather_than_an_empty_one(shown: Shown) -> None:
    page = shown((tool("1", "Known", 100), Tool("b", "2", lives=(ToolLife(LifeKind.PARTS, 5, counts_down=True),))))
    image, bar, _ = row(page, 1)
    assert set(colours(image, bar)) == {page.look.theme.surface.name()}


def test_without_any_known_life_the_names_have_the_room_of_the_bars(section: Callable[..., Tools]) -> None:
    delegate = section(Tool("a", "1")).list.itemDelegate()
    assert isinstance(delegate, ToolDelegate)
    assert delegate.bar_box(QRect(0, 0, 400, 28).toRectF()).width() == 0


def test_a_tool_past_its_warning_has_heavier_words_and_no_other_colour(shown: Shown) -> None:
    calm = Tool("a", "1", "Drill", lives=(ToolLife(LifeKind.PARTS, 196, limit=200),))
    pressing = replace(calm, lives=(ToolLife(LifeKind.PARTS, 196, limit=200, warning=180),))
    inked = []
    for each in (calm, pressing):
        page = shown((each,))
        image, bar, _ = row(page, 0)
        value = QRect(bar.right() + 4, 1, image.width() - bar.right() - 5, image.height() - 1)
        assert all(QColor(name).hslSaturationF() < 0.35 for name in colours(image, value))
        inked.append(darkness(image, value, page.look.theme.surface))
    assert inked[1] > 1.08 * inked[0]


LONG = (
    *TOOLS,
    tool("11", "Indexable face mill with a very long name, 63 mm, six inserts", 3),
    tool("12", "Broken one with a name that is also rather long", 0),
    Tool("z", "1234567890.25", "Odd number", lives=(ToolLife(LifeKind.PARTS, 0, limit=1234567, warning=1e6),)),
    Tool("y", "13", "Slow", status=("EXPIRED",), lives=(ToolLife(LifeKind.MINUTES, 10, limit=9e4, warning=8e4),)),
)


@pytest.mark.parametrize("size", [(1280, 616), (1920, 976), (3840, 2056)])
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("shade", Shade)
def test_nothing_touches_and_nothing_is_cut_from_a_small_screen_to_a_large_one(
    shown: Shown, look: Look, size: tuple[int, int], language: Language, shade: Shade
) -> None:
    look.speak(language)
    look.dress(shade)
    page = shown(LONG, width=size[0], height=size[1])
    assert page.minimumSizeHint().width() <= 1280
    assert page.minimumSizeHint().height() <= 616
    tools, surface = page.tools, look.theme.surface.name()
    strong = typeface(Size.BODY, Weight.SEMIBOLD).metrics
    assert tools.list.viewport().height() % tools.list.row_height == 0
    for at in range(tools.list.viewport().height() // tools.list.row_height):
        assert strong.horizontalAdvance(tools.value_words(tools.model.records[at])) <= tools.value_width
        image, bar, on_page = row(page, at)
        assert page.rect().contains(on_page)
        for gap in (QRect(bar.left() - 8, 1, 7, 27), QRect(bar.right() + 2, 1, 9, 27)):
            assert set(colours(image, gap)) == {surface}
        assert colours(image, QRect(0, 1, bar.left() - 8, 27))[surface] < (bar.left() - 8) * 27
        for edge in (1, 27):
            assert set(colours(image, QRect(0, edge, image.width(), 1))) == {surface}


@pytest.mark.parametrize("size", [(1280, 616), (1920, 976), (3840, 2056)])
def test_a_full_magazine_leaves_its_neighbours_their_rows_and_shows_what_needs_a_hand(
    shown: Shown, size: tuple[int, int]
) -> None:
    page = shown(magazine(60), width=size[0], height=size[1])
    tools = page.tools
    seen = tools.list.viewport().height() // tools.list.row_height
    assert seen >= 3
    assert [each.number for each in tools.model.records[:3]] == ["52", "37", "1"]
    assert tools.list.verticalScrollBar().maximum() == (60 - seen) * tools.list.row_height
    for other in (page.conditions.list, page.stops.list):
        assert other.viewport().height() >= 2 * other.row_height
        assert page.rect().contains(QRect(other.mapTo(page, QPoint(0, 0)), other.size()))
    if size[0] > 1280:
        assert page.stops.list.verticalScrollBar().maximum() == 0


# -- keys, looks, changes --------------------------------------------------------------------------------------------


def test_the_keyboard_goes_through_the_tools(shown: Shown) -> None:
    page = shown(magazine(60), width=1280, height=616)
    records = page.tools.list
    assert records.accessibleName() == "Tools"
    records.setFocus()
    for _ in range(30):
        QTest.keyClick(records, Qt.Key.Key_Down)
    current = records.currentIndex()
    assert current.row() >= 29
    assert records.viewport().rect().contains(records.visualRect(current))
    assert str(current.data(Qt.ItemDataRole.AccessibleTextRole)).startswith("T")


def test_equal_tools_change_nothing_and_one_more_part_changes_one_row(shown: Shown, qtbot: QtBot) -> None:
    page = shown(TOOLS)
    changed: list[int] = []
    page.tools.model.dataChanged.connect(lambda first, last: changed.append(first.row()))
    page.tools.model.modelReset.connect(lambda: changed.append(-1))
    page.apply(Changes((lathe_with(tuple(replace(each) for each in TOOLS)),)))
    assert changed == []
    page.apply(Changes((lathe_with((*TOOLS[:1], tool("2", "DNMG 150604 finish", 30, 80), *TOOLS[2:])),)))
    assert changed == [1]


def test_it_dresses_and_speaks_while_it_is_open(shown: Shown, look: Look) -> None:
    page = shown(TOOLS)
    look.dress(Shade.DARK)
    look.speak(Language.PORTUGUESE)
    QApplication.processEvents()
    assert page.tools.list.accessibleName() == "Ferramentas"
    assert page.tools.note == "vida usada, marca: 90 %"
    assert texts(page.tools)[0] == "T01 CNMG 120408 rough: 4 peças"
    image, bar, _ = row(page, 5)
    assert colours(image, bar)[look.theme.bar.track.name()] > 0
    page.apply(Changes((), (link(tools_reason=UNREAD),)))
    assert page.tools.note == "sem leitura, talvez antigas"


def test_a_machine_that_says_nothing_of_tools_needs_none(section: Callable[..., Tools]) -> None:
    tools = section()
    assert tools.isHidden()
    tools.show_machine(None)
    assert tools.isHidden()
    assert need_of(Tool("a")) is Need.NONE
    assert not lathe().tools
