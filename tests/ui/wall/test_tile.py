"""How a tile is painted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from hmi.domain.records import StateInterval
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.live.feed import MachineLive
from hmi.ui.ink import Ink, Line, Typeface
from hmi.ui.look import Look
from hmi.ui.theme import Shade, Theme
from hmi.ui.wall.face import Face, face_of
from hmi.ui.wall.plan import TileSize, plan
from hmi.ui.wall.ribbons import Ribbon
from hmi.ui.wall.tile import TilePainter, paint_ribbon
from hmi.ui.words import state_word
from tests.ui.scene import HOUR_US, MINUTE_US, NOW_US, ZONE, day_of, scene


def _live(name: str = "Torno 01") -> MachineLive:
    return next(live for live in scene().machines if live.machine.key == name)


def _face(live: MachineLive, age_us: int | None = None) -> Face:
    return face_of(live, age_us, NOW_US, ZONE)


def _painted(
    tiles: TilePainter, face: Face, ribbon: Ribbon = (), *, hovered: bool = False, ratio: float = 1.0
) -> QImage:
    size = tiles.plan.size
    image = QImage(round(size.width() * ratio), round(size.height() * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(tiles.ink.theme.canvas)
    painter = QPainter(image)
    tiles.paint(painter, face, ribbon, NOW_US, hovered=hovered)
    painter.end()
    return image


def _colours(image: QImage, area: QRectF) -> set[str]:
    box = area.toAlignedRect()
    return {
        image.pixelColor(x, y).name() for x in range(box.left(), box.right()) for y in range(box.top(), box.bottom())
    }


@pytest.fixture(params=Shade)
def tiles(request: pytest.FixtureRequest, look: Look) -> TilePainter:
    made = TilePainter(Ink(Theme.load(request.param)), plan(TileSize.MEDIUM))
    made.labels = ("Parts", "Load", "Feed")
    return made


def test_every_state_has_its_own_strip_and_symbol(tiles: TilePainter) -> None:
    images = {}
    live = _live("Torno 03")
    for state in MachineState:
        verdict = replace(live.verdict, state=state)
        images[state] = _painted(tiles, _face(replace(live, verdict=verdict)))
    strips = {state: frozenset(_colours(image, QRectF(2, 40, 8, 60))) for state, image in images.items()}
    assert len(set(strips.values())) == len(MachineState)
    icons = {state: image.copy(tiles.plan.icon.toRect()) for state, image in images.items()}
    for state, icon in icons.items():
        assert sum(icon == other for other in icons.values()) == 1, state


def test_a_plain_state_paints_its_colour_along_the_whole_edge(tiles: TilePainter) -> None:
    image = _painted(tiles, _face(_live("Torno 11")))
    assert _colours(image, QRectF(2, 3, 8, 200)) == {tiles.ink.theme.states[MachineState.ALARM].name()}


def test_grey_is_good(tiles: TilePainter) -> None:
    """A running machine has no colour outside its strip, its symbol and its ribbon."""
    image = _painted(tiles, _face(_live("Torno 01")), tuple(day_of(_live("Torno 01"), NOW_US)))
    coloured = set()
    for y in range(image.height()):
        for x in range(image.width()):
            colour = image.pixelColor(x, y)
            if max(colour.red(), colour.green(), colour.blue()) - min(colour.red(), colour.green(), colour.blue()) > 24:
                coloured.add((x, y))
    places = (QRectF(0, 0, 13, 208), tiles.plan.icon.adjusted(-1, -1, 1, 1), tiles.plan.ribbon.adjusted(-1, -1, 1, 1))
    assert all(any(place.contains(x, y) for place in places) for x, y in coloured)


def test_stale_data_lie_on_a_texture_under_a_chip(tiles: TilePainter) -> None:
    fresh = _painted(tiles, _face(_live("Torno 03")))
    stale = _painted(tiles, _face(_live("Torno 03"), 18 * MINUTE_US))
    corner = QRectF(200, 200, 60, 6)
    assert _colours(fresh, corner) == {tiles.ink.theme.surface.name()}
    assert len(_colours(stale, corner)) > 2
    chip = QRectF(130, 10, 90, 22)
    assert tiles.ink.theme.border.name() in _colours(stale, chip)
    assert tiles.ink.theme.border.name() not in _colours(fresh, chip)


def test_the_ribbon_shows_what_was(tiles: TilePainter) -> None:
    running, alarm = (Verdict(state, "1", Reason.CUTTING) for state in (MachineState.RUNNING, MachineState.ALARM))
    turn = NOW_US - 4 * HOUR_US
    stays = (StateInterval("A", turn - 4 * HOUR_US, turn, running), StateInterval("A", turn, None, alarm))
    image = _painted(tiles, _face(_live()), stays)
    middle, top = 125, 119
    theme = tiles.ink.theme
    assert image.pixelColor(60, middle) == theme.states[MachineState.RUNNING]
    assert image.pixelColor(60, top) == theme.surface  # running is half as tall
    assert image.pixelColor(200, middle) == image.pixelColor(200, top) == theme.states[MachineState.ALARM]


def test_before_anything_was_recorded_the_ribbon_is_a_broken_line(tiles: TilePainter) -> None:
    image = _painted(tiles, _face(_live()), ())
    seen = [image.pixelColor(x, 125) == tiles.ink.theme.border for x in range(30, 240)]
    assert 0.2 < sum(seen) / len(seen) < 0.8


def test_a_ribbon_that_begins_late_leaves_the_time_before_open(look: Look) -> None:
    theme = Theme.load(Shade.LIGHT)
    image = QImage(100, 14, QImage.Format.Format_RGB32)
    image.fill(theme.surface)
    painter = QPainter(image)
    stay = StateInterval("A", NOW_US - 4 * HOUR_US, None, Verdict(MachineState.RUNNING, "5", Reason.CUTTING))
    paint_ribbon(painter, theme, QRectF(0, 0, 100, 14), (stay,), NOW_US)
    painter.end()
    running = [x for x in range(97) if image.pixelColor(x, 6) == theme.states[MachineState.RUNNING]]
    assert running == list(range(50, 97))


def test_the_pointer_stands_where_the_value_is(tiles: TilePainter) -> None:
    load, feed = tiles.plan.rows[1:]
    image = _painted(tiles, _face(_live("Torno 01")))
    pointer = tiles.ink.theme.bar.pointer
    for row, share in ((load, 63 / 120), (feed, 100 / 150)):
        x = row.bar.left() + round(share * row.bar.width())
        top = round(row.bar.center().y() - row.pointer / 2)
        assert image.pixelColor(int(x), top + 1) == pointer
        assert image.pixelColor(int(x) + 8, top + 1) != pointer


def test_without_a_band_there_is_a_track_and_a_pointer(tiles: TilePainter) -> None:
    live = _live("Torno 01")
    bare = replace(live, machine=replace(live.machine, bands={}))
    bar = tiles.plan.rows[1].bar
    colours = tiles.ink.theme.bar
    assert colours.normalBand.name() in _colours(_painted(tiles, _face(live)), bar)
    assert _colours(_painted(tiles, _face(bare)), bar) == {colours.track.name(), colours.pointer.name()}


def test_an_offline_machine_keeps_its_scales_and_loses_its_pointers(tiles: TilePainter) -> None:
    image = _painted(tiles, _face(_live("Retífica 1"), 18 * MINUTE_US))
    for row in tiles.plan.rows[1:]:
        assert tiles.ink.theme.bar.pointer.name() not in _colours(image, row.bar)


def test_the_mouse_is_seen_by_the_border(tiles: TilePainter) -> None:
    assert _painted(tiles, _face(_live())).pixelColor(267, 100) == tiles.ink.theme.hairline
    assert _painted(tiles, _face(_live()), hovered=True).pixelColor(267, 100) == tiles.ink.theme.border


def test_hairlines_are_one_pixel_on_a_screen_of_double_density_too(tiles: TilePainter) -> None:
    image = _painted(tiles, _face(_live()), ratio=2.0)
    theme = tiles.ink.theme
    assert [image.pixelColor(x, 200).name() for x in (533, 534, 535)] == [
        theme.surface.name(), theme.hairline.name(), theme.hairline.name(),
    ]  # fmt: skip


def test_a_value_that_moves_is_painted_over_a_kept_picture(tiles: TilePainter) -> None:
    face = _face(_live())
    first = _painted(tiles, face)
    kept = tiles._stills[face.name]
    moved = _painted(tiles, face._replace(load=face.load._replace(text="99 %", pointer=0.9)))
    assert tiles._stills[face.name] is kept
    assert moved != first
    assert moved.copy(0, 0, 268, 158) == first.copy(0, 0, 268, 158)
    tiles.forget()
    assert _painted(tiles, face) == first


def test_pictures_are_kept_of_so_many_tiles_only(tiles: TilePainter) -> None:
    face = _face(_live())
    for number in range(200):
        _painted(tiles, face._replace(name=f"Torno {number}"))
    assert len(tiles._stills) == 160
    assert "Torno 199" in tiles._stills


_LONG = "Centro de usinagem de cinco eixos com paletizador número 12"


@pytest.mark.parametrize("size", TileSize)
@pytest.mark.parametrize("spoken", ["english", "portuguese"])
def test_no_text_is_clipped_and_none_overlaps_another(
    size: TileSize, spoken: str, look: Look, request: pytest.FixtureRequest
) -> None:
    if spoken == "portuguese":
        request.getfixturevalue("portuguese")
    written: list[tuple[QRectF, str]] = []

    class Watched(Ink):
        @staticmethod
        def draw(painter: QPainter, at: QPointF, height: float, line: Line, face: Typeface) -> None:
            written.append((QRectF(at.x(), at.y(), line.width, height), line.static.text()))
            Ink.draw(painter, at, height, line, face)

    tiles = TilePainter(Watched(Theme.load(Shade.LIGHT)), plan(size))
    tiles.labels = ("Parts produced", "Spindle load", "Feed override")
    live = _live("Torno 03")
    machine = replace(live.machine, key=_LONG, model=_LONG)
    for state in MachineState:
        for minutes in (0, 42, 600, 60 * 24 * 9):
            verdict = replace(live.verdict, state=state)
            face = _face(
                replace(live, machine=machine, verdict=verdict, since_us=NOW_US - minutes * MINUTE_US), 18 * MINUTE_US
            )._replace(program=_LONG, why=_LONG, parts="1,234,567")
            written.clear()
            tiles.forget()
            _painted(tiles, face)
            boxes = [box for box, _text in written]
            right = tiles.plan.ribbon.right()
            assert all(box.left() >= tiles.plan.edge and box.right() <= right + 0.5 for box in boxes), written
            for at, box in enumerate(boxes):
                for other in boxes[at + 1 :]:
                    assert not box.adjusted(0.5, 2, -0.5, -2).intersects(other.adjusted(0.5, 2, -0.5, -2)), written


@pytest.mark.parametrize("size", TileSize)
def test_times_are_never_cut(size: TileSize, look: Look) -> None:
    drawn = plan(size)
    for text in ("59 s", "59 min", "23 h 59", "99 d 23 h"):
        assert drawn.state_strong.metrics.horizontalAdvance(text) < drawn.word.width() - 30


def test_the_states_words_fit_beside_the_usual_times(look: Look) -> None:
    drawn = plan(TileSize.MEDIUM)
    for state in MachineState:
        face = drawn.state if state is MachineState.RUNNING else drawn.state_strong
        taken = face.metrics.horizontalAdvance(state_word(state)) + drawn.state.metrics.horizontalAdvance("59 min")
        assert taken + 8 <= drawn.word.width(), state


def test_a_reason_that_does_not_fit_is_known_to_be_cut(tiles: TilePainter) -> None:
    assert not tiles.reason_elided(_face(_live("Torno 03")))
    assert tiles.reason_elided(_face(_live("Torno 03"))._replace(why=_LONG))


def test_a_small_tile_says_how_old_it_is_with_its_reason(look: Look) -> None:
    tiles = TilePainter(Ink(Theme.load(Shade.LIGHT)), plan(TileSize.SMALL))
    face = _face(_live("Torno 03"), 18 * MINUTE_US)
    assert tiles._why(face) == "data 18 min old · Feed hold"
    assert tiles._why(face._replace(state=MachineState.OFFLINE)) == "Feed hold"
    assert _painted(tiles, face).width() == 199


def test_figures_have_equal_widths(look: Look) -> None:
    metrics = plan(TileSize.MEDIUM).body.metrics
    assert len({metrics.horizontalAdvance(str(figure) * 4) for figure in range(10)}) == 1


def test_tiles_stand_where_the_design_says() -> None:
    medium = plan(TileSize.MEDIUM)
    assert medium.size.toTuple() == (268, 208)
    assert medium.place.toTuple() == (276, 216)
    assert medium.name.getRect() == (22, 10, 234, 24)
    assert medium.severity.getRect() == (236, 12, 20, 20)
    assert medium.ribbon.getRect() == (22, 118, 234, 14)
    assert [row.bar.getRect() for row in medium.rows] == [(66, y, 118, 8) for y in (146, 166, 186)]
    assert plan(TileSize.LARGE).size.toTuple() == (402, 312)


def test_the_ring_is_stronger_while_the_keyboard_is_there(tiles: TilePainter, qtbot: QtBot) -> None:
    def ring(*, focused: bool) -> set[str]:
        image = QImage(288, 228, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.translate(10, 10)
        tiles.ring(painter, focused=focused)
        painter.end()
        return {image.pixelColor(x, 100).name() for x in range(10)}

    assert tiles.ink.theme.focus_ring.name() in ring(focused=True)
    assert tiles.ink.theme.focus_ring.name() not in ring(focused=False)
    assert len(ring(focused=False)) > 1
