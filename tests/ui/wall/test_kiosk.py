"""The wall board."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hmi.domain.signal import Role
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.live.feed import Changes, MachineLive
from hmi.ui.ink import Ink, typeface
from hmi.ui.look import Look
from hmi.ui.theme import KioskSize, Shade, Theme
from hmi.ui.wall.board import BoardPainter, wrapped
from hmi.ui.wall.boardplan import BoardTile, Footer, Header, Spotlight, board_plan
from hmi.ui.wall.kiosk import KioskWall
from hmi.ui.wall.order import AS_LISTED
from tests.ui.scene import MINUTE_US, NOW_US, PastStub, many, scene
from tests.ui.wall.conftest import Clock

_SECOND = 1_000_000


@pytest.fixture
def board(qtbot: QtBot, look: Look, clock: Clock) -> KioskWall:
    made = KioskWall(look, PastStub(scene()), clock=clock)
    qtbot.addWidget(made)
    made.resize(1920, 1080)
    made.show()
    qtbot.waitExposed(made)
    made.apply(scene())
    made.tick(NOW_US)
    QApplication.processEvents()
    return made


def _told(board: KioskWall, kind: type) -> list:  # type: ignore[type-arg]
    return [cell.told for cell in board._cells if isinstance(cell.told, kind)]


def _names(board: KioskWall) -> list[str]:
    return [tile.name for tile in _told(board, BoardTile)]


def _spot(board: KioskWall) -> Spotlight | None:
    return next(iter(_told(board, Spotlight)), None)


def _footer(board: KioskWall) -> Footer:
    found: Footer = _told(board, Footer)[0]
    return found


def _becomes(live: MachineLive, state: MachineState, since_us: int = NOW_US) -> MachineLive:
    return replace(live, verdict=Verdict(state, "5", Reason.CUTTING), since_us=since_us)


def _pass(board: KioskWall, clock: Clock, seconds: int) -> None:
    for _ in range(seconds):
        clock.now_us += _SECOND
        board.tick(clock.now_us)


def test_the_worst_machine_stands_in_the_light_and_the_next_twelve_beside_it(board: KioskWall) -> None:
    spot = _spot(board)
    assert spot is not None
    assert spot.tile.name == "Torno 11"
    assert (spot.headline, spot.detail, spot.since) == ("2288", "Hydraulic pressure low", "since 13:24")
    assert (spot.place, spot.parts) == ("Okuma LB3000 EX, Joinville 2", "19")
    assert (spot.from_label, spot.until_label) == ("06:05", "14:05")
    assert _names(board)[:3] == ["Centro 07", "Torno 03", "Centro 02"]
    assert len(_names(board)) == 12
    assert _footer(board).which == "Machines 2–13 of 24, worst first"


def test_pages_turn_and_say_when(board: KioskWall, clock: Clock) -> None:
    first = _names(board)
    assert _footer(board).turning == "next in 20 s"
    _pass(board, clock, 8)
    assert _footer(board).turning == "next in 12 s"
    _pass(board, clock, 12)
    assert set(_names(board)).isdisjoint(first)
    assert len(_names(board)) == 11
    assert (_footer(board).page, _footer(board).which) == (1, "Machines 14–24 of 24, worst first")
    _pass(board, clock, 20)
    assert _names(board) == first


def test_every_machine_is_seen_in_one_round(board: KioskWall, clock: Clock) -> None:
    board.apply(many(200))
    seen = set(_names(board))
    for _ in range(board.rotation.pages):
        _pass(board, clock, 20)
        seen.update(_names(board))
    spot = _spot(board)
    assert spot is not None
    assert len(seen | {spot.tile.name}) == 200


def test_the_keyboard_turns_stops_and_leaves(board: KioskWall, qtbot: QtBot, clock: Clock) -> None:
    first = _names(board)
    QTest.keyClick(board, Qt.Key.Key_Right)
    assert _names(board) != first
    QTest.keyClick(board, Qt.Key.Key_Left)
    assert _names(board) == first
    assert _footer(board).turning == "next in 60 s"
    QTest.keyClick(board, Qt.Key.Key_Space)
    assert _footer(board).turning == "paused"
    _pass(board, clock, 100)
    assert _names(board) == first
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
        with qtbot.waitSignal(board.leaveWanted):
            QTest.keyClick(board, key)
    QTest.keyClick(board, Qt.Key.Key_Q)  # nothing


def test_a_hand_on_the_mouse_stops_the_turning_for_a_minute_and_shows_the_way_out(
    board: KioskWall, qtbot: QtBot, clock: Clock
) -> None:
    first = _names(board)
    assert board.cursor().shape() is Qt.CursorShape.BlankCursor
    assert board.leave.isHidden()
    QTest.mouseMove(board, QPoint(500, 500))
    QTest.mouseMove(board, QPoint(501, 500))
    assert board.cursor().shape() is Qt.CursorShape.ArrowCursor
    with qtbot.waitSignal(board.leaveWanted):
        QTest.mouseClick(board.leave, Qt.MouseButton.LeftButton)
    _pass(board, clock, 59)
    assert _names(board) == first
    assert board.leave.isHidden()
    assert board.cursor().shape() is Qt.CursorShape.BlankCursor
    _pass(board, clock, 1)
    assert _names(board) != first


def test_a_finger_on_the_board_is_a_hand_too(board: KioskWall, qtbot: QtBot) -> None:
    QTest.mouseClick(board, Qt.MouseButton.LeftButton, pos=QPoint(900, 600))
    assert board.leave.isVisible()


def test_a_machine_that_comes_to_need_somebody_brings_the_first_page_back(board: KioskWall, clock: Clock) -> None:
    _pass(board, clock, 20)
    assert board.rotation.page == 1
    live = next(live for live in scene().machines if live.machine.key == "Torno 02")
    board.apply(Changes((_becomes(live, MachineState.ALARM),)))
    assert board.rotation.page == 0
    assert _names(board)[1] == "Torno 02"


def test_tiles_keep_their_places_until_the_page_turns(board: KioskWall, clock: Clock) -> None:
    before = _names(board)
    live = next(live for live in scene().machines if live.machine.key == "Centro 02")
    board.apply(Changes((_becomes(live, MachineState.RUNNING),)))
    assert _names(board) == before
    assert _told(board, BoardTile)[before.index("Centro 02")].word == "Running"
    _pass(board, clock, 40)
    assert "Centro 02" not in _names(board)


def test_when_the_machine_in_the_light_recovers_the_next_one_gets_it(board: KioskWall) -> None:
    live = next(live for live in scene().machines if live.machine.key == "Torno 11")
    board.apply(Changes((_becomes(live, MachineState.RUNNING),)))
    spot = _spot(board)
    assert spot is not None
    assert spot.tile.name == "Centro 07"


def test_when_nothing_needs_eyes_the_grid_takes_the_whole_width(board: KioskWall) -> None:
    calm = (MachineState.RUNNING, MachineState.IDLE, MachineState.SETUP, MachineState.OFF)
    lives = scene().machines
    board.apply(Changes(tuple(_becomes(live, calm[at % 4]) for at, live in enumerate(lives))))
    assert _spot(board) is None
    assert len(_names(board)) == 16
    assert _footer(board).which == "Machines 1–16 of 24, worst first"
    assert [tile.state for tile in _told(board, BoardTile)][:7] == [MachineState.OFF] * 6 + [MachineState.IDLE]


def test_a_running_machine_says_how_many_parts_it_has_made(board: KioskWall) -> None:
    tile = next(tile for tile in _told(board, BoardTile) if tile.name == "Torno 04")
    assert tile.why == "14 parts · Shaft 4340 Ø62"
    live = next(live for live in scene().machines if live.machine.key == "Torno 04")
    one = replace(live, values={Role.PART_COUNT: live.values[Role.PART_COUNT]._replace(value=1.0)})
    board.apply(Changes((one,)))
    assert next(tile for tile in _told(board, BoardTile) if tile.name == "Torno 04").why == "1 part"


def test_a_reason_without_a_code_stands_with_its_rule(board: KioskWall) -> None:
    lives = {live.machine.key: live for live in scene().machines}
    calm = tuple(_becomes(live, MachineState.IDLE) for key, live in lives.items() if key != "Torno 03")
    board.apply(Changes(calm))
    spot = _spot(board)
    assert spot is not None
    assert (spot.headline, spot.detail) == ("Feed hold", "Execution FEED_HOLD · rule 8")
    fault = replace(lives["Torno 11"], conditions=())
    board.apply(Changes((_becomes(lives["Torno 03"], MachineState.IDLE), fault)))
    spot = _spot(board)
    assert spot is not None
    assert (spot.headline, spot.detail) == ("2288 Hydraulic pressure low", "")


def test_an_offline_machine_in_the_light_says_how_old_it_is(board: KioskWall) -> None:
    lives = {live.machine.key: live for live in scene().machines}
    board.apply(Changes(tuple(_becomes(live, MachineState.IDLE) for k, live in lives.items() if k != "Retífica 1")))
    spot = _spot(board)
    assert spot is not None
    assert (spot.tile.stale, spot.headline, spot.detail) == ("data 18 min old", "Agent silent since 13:47", "")
    assert spot.parts == "—"
    assert not board.grab().toImage().isNull()


def test_the_picture_says_how_old_it_is(board: KioskWall, clock: Clock) -> None:
    assert (_footer(board).age, _footer(board).stale) == ("data 0 s old", False)
    _pass(board, clock, 15)
    assert (_footer(board).age, _footer(board).stale) == ("data 15 s old", True)
    assert all(tile.stale for tile in _told(board, BoardTile))


def test_before_the_first_data_the_board_says_so(qtbot: QtBot, look: Look, clock: Clock) -> None:
    board = KioskWall(look, clock=clock)
    qtbot.addWidget(board)
    board.resize(1280, 720)
    board.show()
    board.tick(NOW_US)
    assert (_footer(board).which, _footer(board).age) == ("No machines yet", "no data yet")
    assert not board.grab().toImage().isNull()
    board.apply(many(1))
    assert _footer(board).which == "1 machine"


def test_fewer_machines_than_places_need_no_turning(qtbot: QtBot, look: Look, clock: Clock) -> None:
    board = KioskWall(look, clock=clock)
    qtbot.addWidget(board)
    board.resize(1920, 1080)
    board.show()
    board.apply(many(5))
    board.tick(NOW_US)
    assert _footer(board).turning == ""
    assert _footer(board).which == "Machines 2–5 of 5, worst first"
    board.apply(Changes(tuple(_becomes(live, MachineState.RUNNING) for live in many(5).machines)))
    assert _footer(board).which == "5 machines, worst first"


def test_a_hidden_board_paints_nothing_and_is_up_to_date_when_shown(board: KioskWall, clock: Clock) -> None:
    board.hide()
    live = next(live for live in scene().machines if live.machine.key == "Torno 02")
    cells = board._cells
    board.apply(Changes((_becomes(live, MachineState.ALARM, NOW_US - 50 * MINUTE_US),)))
    assert board._cells is cells
    board.show()
    spot = _spot(board)
    assert spot is not None
    assert spot.tile.name == "Torno 02"


def test_only_what_says_something_else_is_painted_again(board: KioskWall, clock: Clock) -> None:
    class Watch(QObject):
        painted: list[QRect] = []  # noqa: RUF012 - of the one test

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent):
                self.painted.append(event.region().boundingRect())
            return False

    watch = Watch()
    board.installEventFilter(watch)
    QApplication.processEvents()
    watch.painted.clear()
    board.apply(scene())
    QApplication.processEvents()
    assert watch.painted == []
    _pass(board, clock, 1)
    QApplication.processEvents()
    assert [area.top() >= 1020 for area in watch.painted] == [True]  # the footer counts down


def test_the_picture_moves_a_little_every_ten_minutes(board: KioskWall, clock: Clock) -> None:
    before = board._shift()
    clock.now_us += 10 * MINUTE_US
    board.tick(clock.now_us)
    assert board._shift() != before
    assert all(0 <= distance <= 3 for distance in board._shift())


def test_the_board_follows_theme_and_language(board: KioskWall, look: Look, portuguese: object) -> None:
    look.dress(Shade.DARK)
    QApplication.processEvents()
    image = board.grab().toImage()
    assert image.pixelColor(4, 600) == look.theme.canvas
    assert next(iter(_told(board, BoardTile))).word == "Alarme"
    assert board.accessibleDescription().startswith("Torno 11, Alarme, 41 min")


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 2160), (1366, 768), (2560, 1080), (1080, 1920), (640, 480)])
def test_the_board_fits_any_screen(
    size: tuple[int, int], qtbot: QtBot, look: Look, clock: Clock, portuguese: object
) -> None:
    board = KioskWall(look, clock=clock)
    qtbot.addWidget(board)
    board.resize(*size)
    board.show()
    board.apply(many(200))
    board.tick(NOW_US)
    edges = [board._on_screen(cell.area) for cell in board._cells]
    slack = 3 * board._scale() + 2
    assert all(edge.right() <= size[0] + slack and edge.bottom() <= size[1] + slack for edge in edges)
    assert not board.grab().toImage().isNull()


def test_places_are_as_designed_on_the_designed_screen() -> None:
    plan = board_plan(1920, spotlight=True)
    assert plan.spotlight is not None
    assert plan.spotlight.getRect() == (32, 136, 600, 884)
    assert len(plan.tiles) == 12
    assert plan.tiles[0].getRect() == (652, 136, 404, 212)
    assert plan.tiles[-1].getRect() == (1484, 808, 404, 212)
    assert board_plan(800, spotlight=True).spotlight is None
    assert len(board_plan(300, spotlight=False).tiles) == 4


def test_a_long_text_takes_two_lines_and_then_loses_its_end(look: Look) -> None:
    face = typeface(KioskSize.ALARM_TEXT)
    lines = wrapped("Hydraulic oil level too low in the reservoir behind the machine", face, 508, 2)
    assert len(lines) == 2
    assert face.metrics.horizontalAdvance(lines[0]) <= 508
    assert " ".join(lines).endswith("behind the machine")
    assert wrapped("", face, 508, 2) == []
    assert wrapped("Donaudampfschifffahrtsgesellschaftskapitän", face, 100, 2) == [
        "Donaudampfschifffahrtsgesellschaftskapitän"
    ]


def test_counts_without_room_for_words_lose_the_words_and_no_number(look: Look, portuguese: object) -> None:
    written: list[str] = []

    class Watched(Ink):
        def write(self, painter, box, text, face, colour, *, right=False):  # type: ignore[no-untyped-def]
            written.append(text)
            return Ink.write(self, painter, box, text, face, colour, right=right)

    painter_of = BoardPainter(Watched(Theme.load(Shade.LIGHT)))
    counts = dict.fromkeys(AS_LISTED, 2)
    for width, words in ((1920, True), (1100, False)):
        image = QImage(width, 130, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        written.clear()
        painter_of.header(painter, board_plan(width, spotlight=False).header, Header(counts, "14:05"))
        painter.end()
        assert ("Usinando" in written) is words
        assert written.count("2") == 8


def test_many_pages_are_numbered(board: KioskWall) -> None:
    board.apply(many(200))
    assert _footer(board).pages == 17
    assert not board.grab().toImage().isNull()


def test_a_board_that_is_gone_is_gone(qtbot: QtBot, look: Look, clock: Clock) -> None:
    board = KioskWall(look, PastStub(scene()), clock=clock)
    board.show()
    board.apply(scene())
    board.tick(NOW_US)
    QApplication.processEvents()
    gone = weakref.ref(board)
    board.close()
    board.deleteLater()
    del board
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    gc.collect()
    assert gone() is None
