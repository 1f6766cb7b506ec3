"""What a test came to: the sentence over all, and a row for each check."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from hmi.domain.findings import Finding, Grade
from hmi.ui.adding.marks import draw_grade, draw_summary
from hmi.ui.adding.phrasing import phrase_words
from hmi.ui.controls.eliding import draw_elided
from hmi.ui.look import Look
from hmi.ui.theme import Size, Weight, font

_INDENT = 34
_PADDING = 9
_LINE = 20
_MARK = 16
_GAP = 16
_FIGURES = 40
"""What the details leave free at their right."""
_SUMMARY_INDENT = 52
_SUMMARY_RING = 36


def _title() -> QFont:
    return font(Size.BODY, Weight.MEDIUM)


class Summary(QWidget):
    """The one sentence over all checks, with its symbol, above when and how long was tested."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._grade: Grade | None = None
        self._sentence = self._under = ""
        self.setFixedHeight(52)

    def say(self, grade: Grade | None, sentence: str, under: str) -> None:
        """Say a sentence; without a grade nothing is known yet."""
        self._grade, self._sentence, self._under = grade, sentence, under
        self.setAccessibleName(". ".join(part.rstrip(".") for part in (sentence, under) if part))
        self.setToolTip(under)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint symbol and sentences."""
        theme = self._look.theme
        painter = QPainter(self)
        draw_summary(painter, theme, self._grade, QRectF(0, 6, _SUMMARY_RING, _SUMMARY_RING))
        room = self.width() - _SUMMARY_INDENT
        area = QRectF(_SUMMARY_INDENT, 1, room, 26)
        draw_elided(painter, area, self._sentence, font(Size.TITLE, Weight.SEMIBOLD), theme.primary)
        draw_elided(painter, QRectF(_SUMMARY_INDENT, 27, room, _LINE), self._under, font(Size.BODY), theme.secondary)


class CheckRow(QWidget):
    """One check: its mark, what was found in few words, the figure at the end, what it means underneath."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.grade = Grade.GOOD
        self.title = self.detail = self.figure = ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def tell(self, finding: Finding) -> None:
        """Show a finding in the present language."""
        self.grade = finding.grade
        self.title, self.detail = phrase_words(finding.title), phrase_words(finding.detail)
        self.figure = phrase_words(finding.figure)
        self.setAccessibleName(", ".join(part for part in (self.title, self.figure, self.detail) if part))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """What it means may take some lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height in which nothing is cut."""
        lines = self._lines(width).lineCount() if self.detail else 0
        return 2 * _PADDING + _LINE * (1 + lines) + 1

    def sizeHint(self) -> QSize:
        """Return the size at the present width."""
        return QSize(_INDENT + 160, self.heightForWidth(max(self.width(), _INDENT + 160)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the row above its hairline."""
        theme = self._look.theme
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.hairline)
        draw_grade(painter, theme, self.grade, QRectF(2, _PADDING + 3, _MARK, _MARK))
        metrics = QFontMetrics(font(Size.BODY))
        taken = metrics.horizontalAdvance(self.figure) + 1 if self.figure else 0
        right = QRectF(self.width() - taken, _PADDING, taken, _LINE)
        draw_elided(painter, right, self.figure, font(Size.BODY), theme.secondary)
        room = self.width() - _INDENT - (taken + _GAP if taken else 0)
        draw_elided(painter, QRectF(_INDENT, _PADDING, room, _LINE), self.title, _title(), theme.primary)
        painter.setPen(theme.secondary)
        layout = self._lines(self.width())
        for at in range(layout.lineCount()):
            line = layout.lineAt(at)
            top = _PADDING + _LINE * (at + 1) + (_LINE - line.height()) / 2
            line.draw(painter, QPointF(_INDENT, round(top) - line.y()))

    def _lines(self, width: int) -> QTextLayout:
        """Return the detail in lines; they keep clear of the figures' column as long as there is room."""
        layout = QTextLayout(self.detail, font(Size.BODY))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width - _INDENT - _FIGURES, 80))
        layout.endLayout()
        return layout


class Checks(QWidget):
    """The rows of all checks, beneath a hairline."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.rows: list[CheckRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 1, 0, 0)
        self._column.setSpacing(0)

    def tell(self, findings: Sequence[Finding]) -> None:
        """Show findings."""
        while len(self.rows) > len(findings):
            row = self.rows.pop()
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self.rows) < len(findings):
            row = CheckRow(self._look)
            self.rows.append(row)
            self._column.addWidget(row)
        for row, finding in zip(self.rows, findings, strict=True):
            row.tell(finding)
        self.setVisible(bool(findings))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the hairline above the first row."""
        QPainter(self).fillRect(0, 0, self.width(), 1, self._look.theme.hairline)
