"""Texts and symbols that are drawn again and again."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter

from hmi.domain.state import MachineState
from hmi.ui.ink import Ink, picture, typeface
from hmi.ui.look import Look
from hmi.ui.theme import Shade, Size, Theme


def _ink() -> Ink:
    return Ink(Theme.load(Shade.LIGHT))


def test_a_text_is_laid_out_once(look: Look) -> None:
    ink = _ink()
    assert ink.line("Torno 01", typeface(14), 100) is ink.line("Torno 01", typeface(14), 100)
    assert ink.line("Torno 01", typeface(14), 100) is not ink.line("Torno 01", typeface(18), 100)


def test_a_text_that_is_too_long_loses_its_end(look: Look) -> None:
    line = _ink().line("Centro de usinagem de cinco eixos", typeface(Size.BODY), 90)
    assert line.elided
    assert line.width <= 90
    assert line.static.text().startswith("Centro")
    assert not _ink().line("Torno", typeface(Size.BODY), 90).elided


def test_the_store_is_bounded(look: Look) -> None:
    ink = _ink()
    for number in range(5000):
        ink.line(str(number), typeface(12), 100)
    assert len(ink._lines) <= 4096
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    for number in range(600):
        ink.stamp(painter, number, QSizeF(1, 1), lambda _brush, _area: None)
    painter.end()
    assert len(ink._stamps) <= 512


def test_nothing_is_written_where_there_is_no_room(look: Look) -> None:
    image = QImage(50, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    black = QColor("black")
    assert _ink().write(painter, QRectF(0, 0, 0, 20), "Torno", typeface(14), black) == 0
    assert _ink().write(painter, QRectF(0, 0, 50, 20), "", typeface(14), black) == 0
    painter.end()
    assert {image.pixelColor(x, y).name() for x in range(50) for y in range(20)} == {"#ffffff"}


def test_what_is_written_at_the_right_ends_within_its_box(look: Look) -> None:
    for text in ("63 %", "100 %", "1 h 05", "23 min"):
        image = QImage(80, 24, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        _ink().write(painter, QRectF(0, 0, 60, 24), text, typeface(14), QColor("black"), right=True)
        painter.end()
        inked = [x for x in range(80) if any(image.pixelColor(x, y).lightness() < 160 for y in range(24))]
        assert 55 <= max(inked) <= 60


def test_another_theme_draws_symbols_anew_and_keeps_texts(look: Look) -> None:
    ink = _ink()
    line = ink.line("Torno 01", typeface(14), 100)

    def drawn() -> QImage:
        image = QImage(22, 22, QImage.Format.Format_RGB32)
        image.fill(QColor("grey"))
        painter = QPainter(image)
        ink.symbol(painter, MachineState.ALARM, QRectF(0, 0, 22, 22))
        painter.end()
        return image

    light = drawn()
    assert drawn() == light
    ink.dress(Theme.load(Shade.DARK))
    assert drawn() != light
    assert ink.line("Torno 01", typeface(14), 100) is line


def test_a_picture_has_as_many_pixels_as_the_screen(look: Look) -> None:
    made = picture(QSizeF(10, 4), 1.5, lambda _brush, _area: None)
    assert (made.width(), made.height(), made.devicePixelRatio()) == (15, 6, 1.5)
