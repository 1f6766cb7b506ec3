"""How the wall board is painted, at 1080 lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from hmi.domain.state import MachineState
from hmi.ui.figures import count
from hmi.ui.ink import Ink, Typeface, typeface
from hmi.ui.symbols import draw_state, fill_state, hatch_stale
from hmi.ui.theme import KioskSize, Weight, tokens
from hmi.ui.wall.boardplan import MARGIN, BoardTile, Footer, Header, Spotlight
from hmi.ui.wall.fleetstrip import shares_px
from hmi.ui.wall.tile import paint_ribbon
from hmi.ui.words import state_word

_STRONG: Final = frozenset({MachineState.STOPPED, MachineState.ALARM})


def _face(size: int, weight: Weight = Weight.REGULAR) -> Typeface:
    return typeface(size, weight)


def wrapped(text: str, face: Typeface, width: float, lines: int) -> list[str]:
    """Break a text between words; what does not fit stays in the last line, whose end is left out when painted."""
    found: list[str] = []
    words = text.split()
    while words:
        if len(found) == lines - 1:
            found.append(" ".join(words))
            break
        taken = 1
        while taken < len(words) and face.metrics.horizontalAdvance(" ".join(words[: taken + 1])) <= width:
            taken += 1
        found.append(" ".join(words[:taken]))
        words = words[taken:]
    return found


def _on_pixels(painter: QPainter, area: QRectF) -> QRectF:
    """Return an area with its edges on the pixels of a scaled painter's screen."""
    to_screen = painter.deviceTransform()
    back, _ok = to_screen.inverted()
    return back.mapRect(QRectF(to_screen.mapRect(area).toRect()))


class BoardPainter:
    """Paints the parts of the board; the painter is scaled to 1080 lines."""

    def __init__(self, ink: Ink) -> None:
        self.ink = ink

    def header(self, painter: QPainter, area: QRectF, told: Header) -> None:
        """Paint counts, clock, and the bar of proportions."""
        ink, theme = self.ink, self.ink.theme
        right = area.right() - MARGIN
        clock = _face(KioskSize.CLOCK, Weight.SEMIBOLD)
        taken = ink.write(painter, QRectF(0, 18, right, 78), told.clock, clock, theme.primary, right=True)
        self._counts(painter, MARGIN, right - taken - 32, told.counts)
        if not any(told.counts.values()):
            painter.fillRect(QRectF(MARGIN, 100, right - MARGIN, 16), theme.bar.track)
        for state, left, width in shares_px(told.counts, round(right - MARGIN), 3):
            fill_state(painter, theme, state, QRectF(MARGIN + left, 100, width, 16))

    def _counts(self, painter: QPainter, left: float, right: float, counts: Mapping[MachineState, int]) -> None:
        """Paint symbol, number and word of every state; the words go where they have no room."""
        ink, theme = self.ink, self.ink.theme
        body = _face(KioskSize.BODY)
        figure, faint = _face(KioskSize.ALARM_TEXT, Weight.SEMIBOLD), _face(KioskSize.ALARM_TEXT)
        numbers = {state: figure.metrics.horizontalAdvance(count(machines)) for state, machines in counts.items()}
        words = {state: 12 + body.metrics.horizontalAdvance(state_word(state)) for state in counts}
        bare = sum(32 + 12 + number for number in numbers.values())
        spaces = max(len(counts) - 1, 1)
        gap = (right - left - bare - sum(words.values())) / spaces
        wordy = gap >= 16
        if not wordy:
            gap = (right - left - bare) / spaces
        gap = min(max(gap, 8.0), 38.0)
        x = left
        for state, machines in counts.items():
            draw_state(painter, theme, state, QRectF(x, 40, 32, 32))
            x += 32 + 12
            some = machines > 0
            box = QRectF(x, 32, numbers[state] + 1, 48)
            ink.write(
                painter, box, count(machines), figure if some else faint, theme.primary if some else theme.tertiary
            )
            x += numbers[state]
            if wordy:
                ink.write(painter, QRectF(x + 12, 41, words[state], 30), state_word(state), body, theme.secondary)
                x += words[state]
            x = round(x + gap)

    def tile(self, painter: QPainter, area: QRectF, told: BoardTile) -> None:
        """Paint one machine."""
        ink, theme = self.ink, self.ink.theme
        self._panel(painter, area, told, tokens()["size"]["stateStripKiosk"])
        left, right = area.left() + 38, area.right() - 20
        top = area.top()
        name = QRectF(left, top + 14, right - 42 - 12 - left, 43)
        title = _face(KioskSize.TILE, Weight.SEMIBOLD)
        ink.write(painter, name, told.name, title, theme.primary)
        draw_state(painter, theme, told.state, QRectF(left - 1, top + 71, 32, 32))
        running = told.state is MachineState.RUNNING
        plain = _face(KioskSize.TILE)
        row = QRectF(left + 40, top + 65, right - left - 36, 43)
        time = title if told.state in _STRONG else plain
        taken = ink.write(painter, row, told.lasted, time, theme.primary, right=True)
        room = row.adjusted(0, 0, -taken - 8, 0)
        # a long word ("Desligada") beside a long time loses its weight rather than its end
        light = running or title.metrics.horizontalAdvance(told.word) > room.width()
        ink.write(painter, room, told.word, plain if light else title, theme.primary)
        why = QRectF(left, top + 118, right - left, 29)
        # an offline machine says since when by itself; any other says that what it says is old
        old = told.stale if told.state is not MachineState.OFFLINE else ""
        words = " · ".join(part for part in (old, told.why) if part)
        ink.write(painter, why, words, _face(KioskSize.BODY), theme.secondary)
        paint_ribbon(painter, theme, QRectF(left, top + 163, right - left, 18), told.ribbon, told.until_us)

    def spotlight(self, painter: QPainter, area: QRectF, told: Spotlight) -> None:
        """Paint the machine that needs somebody most."""
        ink, theme, tile = self.ink, self.ink.theme, told.tile
        self._panel(painter, area, tile, 24)
        if tile.state in _STRONG:
            painter.setPen(QPen(theme.states[tile.state], 4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(2, 2, -2, -2))
        x, wide = area.left() + 56, area.width() - 56 - 36
        y = area.top()
        name = QRectF(x, y + 30, wide - 82 - 16, 77)
        ink.write(painter, name, tile.name, _face(KioskSize.CLOCK, Weight.SEMIBOLD), theme.primary)
        place = QRectF(x, y + 105, wide, 29)
        if tile.stale:
            place.setRight(self._chip(painter, tile.stale, QRectF(x, y + 103, wide, 34)) - 12)
        ink.write(painter, place, told.place, _face(KioskSize.BODY), theme.tertiary)
        y += self._spot_state(painter, QRectF(x, y + 184, wide, 87), tile)
        big = _face(KioskSize.ALARM_TEXT, Weight.SEMIBOLD)
        ink.write(painter, QRectF(x, y + 303, wide, 48), told.headline, big, theme.primary)
        text = _face(KioskSize.ALARM_TEXT)
        for line in wrapped(told.detail, text, wide, 2):
            ink.write(painter, QRectF(x, y + 350, wide, 48), line, text, theme.primary)
            y += 48
        y -= 48 if told.detail else 44
        ink.write(painter, QRectF(x, y + 413, wide, 29), told.since, _face(KioskSize.BODY), theme.secondary)
        paint_ribbon(painter, theme, QRectF(x, y + 500, wide, 48), tile.ribbon, tile.until_us)
        caption = _face(KioskSize.CAPTION)
        ends = QRectF(x, y + 557, wide, 28)
        ink.write(painter, ends, told.from_label, caption, theme.tertiary)
        ink.write(painter, ends, told.until_label, caption, theme.tertiary, right=True)
        bottom = area.bottom()
        painter.fillRect(QRectF(x, bottom - 172, wide, 1), theme.hairline)
        ink.write(painter, QRectF(x, bottom - 144, wide, 29), told.parts_label, _face(KioskSize.BODY), theme.secondary)
        figure = _face(KioskSize.FIGURE, Weight.SEMIBOLD)
        ink.write(painter, QRectF(x, bottom - 112, wide, 68), told.parts, figure, theme.primary)

    def _spot_state(self, painter: QPainter, row: QRectF, tile: BoardTile) -> float:
        """Paint symbol, word and time; return how much lower the rest goes where the time needs a line of its own."""
        ink, theme = self.ink, self.ink.theme
        draw_state(painter, theme, tile.state, QRectF(row.left(), row.top() + 8, 72, 72))
        face = _face(KioskSize.SPOTLIGHT, Weight.SEMIBOLD)
        word = row.adjusted(96, 0, 0, 0)
        time = face.metrics.horizontalAdvance(tile.lasted)
        if face.metrics.horizontalAdvance(tile.word) + 24 + time <= word.width():
            ink.write(painter, word, tile.lasted, face, theme.primary, right=True)
            ink.write(painter, word.adjusted(0, 0, -time - 24, 0), tile.word, face, theme.primary)
            return 0.0
        ink.write(painter, word, tile.word, face, theme.primary)
        below = _face(KioskSize.FIGURE, Weight.SEMIBOLD)
        ink.write(painter, QRectF(word.left(), row.bottom() - 4, word.width(), 68), tile.lasted, below, theme.primary)
        return 64.0

    def footer(self, painter: QPainter, area: QRectF, told: Footer) -> None:
        """Paint which machines these are, when the page turns, and how old the picture is."""
        ink, theme = self.ink, self.ink.theme
        plain, strong = _face(KioskSize.CAPTION), _face(KioskSize.CAPTION, Weight.SEMIBOLD)
        line = QRectF(MARGIN, area.top() + 8, area.width() - 2 * MARGIN, 28)

        def before(text: str, face: Typeface, *, strong: bool = False, space: float = 0.0) -> None:
            taken = ink.write(painter, line, text, face, theme.primary if strong else theme.tertiary, right=True)
            line.setRight(line.right() - taken - (space if text else 0.0))

        before(told.age, strong if told.stale else plain, strong=told.stale, space=24)
        before(told.turning, plain, space=32)
        if told.pages > 1:
            line.setRight(self._dots(painter, line.right(), line.center().y(), told.page, told.pages) - 20)
        taken = ink.write(painter, line, told.which, plain, theme.secondary, right=True)
        line.setRight(line.right() - taken - 24)
        ink.write(painter, line, told.left, plain, theme.tertiary)

    def _dots(self, painter: QPainter, right: float, middle: float, page: int, pages: int) -> float:
        """Paint a dot per page, the present one full; many pages are numbers. Return the left edge."""
        ink, theme = self.ink, self.ink.theme
        if pages > 12:
            box = QRectF(right - 200, middle - 14, 200, 28)
            return right - ink.write(
                painter, box, f"{page + 1} / {pages}", _face(KioskSize.CAPTION), theme.primary, right=True
            )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.primary, 2))
        left = right - (pages - 1) * 26 - 12
        for at in range(pages):
            painter.setBrush(theme.primary if at == page else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(left + 6 + at * 26, middle), 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        return left

    def _panel(self, painter: QPainter, area: QRectF, told: BoardTile, edge: float) -> None:
        theme = self.ink.theme
        # at an odd scale a hairline would fall between two pixels, and be seen on some tiles only
        scale = painter.deviceTransform().m11()
        hair = max(round(scale), 1) / scale
        outer = _on_pixels(painter, area)
        painter.fillRect(outer, theme.hairline)
        inner = outer.adjusted(hair, hair, -hair, -hair)
        painter.fillRect(inner, theme.surface)
        if told.stale:
            hatch_stale(painter, theme, inner.adjusted(edge, 0, 0, 0))
        fill_state(painter, theme, told.state, QRectF(inner.left(), inner.top(), edge, inner.height()))

    def _chip(self, painter: QPainter, words: str, room: QRectF) -> float:
        """Say how old the data are at the right of a room; return where the chip begins."""
        theme, face = self.ink.theme, _face(KioskSize.CAPTION)
        line = self.ink.line(words, face, room.width() * 0.6 - 20)
        box = QRectF(0, 0, round(line.width + 20), 34)
        box.moveCenter(room.center())
        box.moveRight(room.right())
        box.moveTop(round(box.top()))
        painter.setPen(QPen(theme.border, 1))
        painter.setBrush(theme.surface)
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setPen(theme.primary)
        self.ink.draw(painter, QPointF(box.left() + 10, box.top()), box.height(), line, face)
        return box.left()
