"""The head of the machine page: which machine, what it is doing, why and since when, and what it is making."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmi.domain.link import LinkMode
from hmi.domain.signal import Role
from hmi.live.feed import MachineLive
from hmi.ui.controls.line import Line
from hmi.ui.figures import MISSING, clock, count, duration
from hmi.ui.look import Look
from hmi.ui.machine.face import StateFace, WordButton
from hmi.ui.symbols import fill_state
from hmi.ui.theme import Size, Weight, tokens
from hmi.ui.words import fault_words, rule_words, state_word

HEIGHT = 112
_STRIP: int = tokens()["size"]["stateStrip"]
_MARGIN: int = tokens()["space"]["page"]


class Header(QWidget):
    """One machine in 112 px. ``wallWanted``: the way back; ``listWanted``: another machine."""

    wallWanted = Signal()
    listWanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._live: MachineLive | None = None
        self._now_us = 0
        self._silent_us: int | None = None
        theme = look.theme
        self.wall = WordButton(look, Size.CAPTION, Weight.REGULAR, "secondary")
        self.wall.clicked.connect(self.wallWanted)
        self._place = Line(theme, size=Size.CAPTION, tone="secondary")
        self.name = WordButton(look, Size.DISPLAY, Weight.SEMIBOLD, "primary", opens=True)
        self.name.clicked.connect(self.listWanted)
        self._model = Line(theme, tone="tertiary")
        self.face = StateFace(look)
        self._rule = Line(theme, weight=Weight.MEDIUM)
        self._before = Line(theme, tone="tertiary")
        self._link = Line(theme, weight=Weight.SEMIBOLD)
        self._program_title = Line(theme, size=Size.CAPTION, tone="secondary")
        self._program = Line(theme, size=Size.FIGURE, weight=Weight.SEMIBOLD)
        self._comment = Line(theme, tone="tertiary")
        self._parts_title = Line(theme, size=Size.CAPTION, tone="secondary")
        self._parts = Line(theme, size=Size.FIGURE, weight=Weight.SEMIBOLD)
        self._parts_rest = Line(theme)
        self.setFixedHeight(HEIGHT)
        self._arrange()
        self.retranslate()

    @property
    def _lines(self) -> tuple[Line, ...]:
        return (
            self._place,
            self._model,
            self._rule,
            self._before,
            self._link,
            self._program_title,
            self._program,
            self._comment,
            self._parts_title,
            self._parts,
            self._parts_rest,
        )

    def _arrange(self) -> None:
        crumbs = QHBoxLayout()
        crumbs.setSpacing(0)
        crumbs.addWidget(self.wall)
        crumbs.addWidget(self._place, 1)
        self._identity = QWidget()
        identity = QVBoxLayout(self._identity)
        identity.setContentsMargins(0, 0, 12, 0)
        identity.setSpacing(0)
        identity.addStretch(1)
        identity.addLayout(crumbs)
        identity.addWidget(self.name)
        identity.addWidget(self._model)
        identity.addStretch(1)
        rule = QHBoxLayout()
        rule.setSpacing(20)
        rule.addWidget(self._rule)
        rule.addWidget(self._before, 1)
        state = QVBoxLayout()
        state.setSpacing(2)
        state.addStretch(1)
        state.addWidget(self.face)
        state.addLayout(rule)
        state.addWidget(self._link)
        state.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        row.setSpacing(0)
        row.addWidget(self._identity)
        row.addLayout(state, 1)
        row.addSpacing(32)
        row.addLayout(self._figure(self._program_title, self._program, self._comment, 240))
        row.addSpacing(32)
        row.addLayout(self._figure(self._parts_title, self._parts, self._parts_rest, 140))

    @staticmethod
    def _figure(title: Line, figure: Line, rest: Line, widest: int) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addStretch(1)
        for line in (title, figure, rest):
            line.setMaximumWidth(widest)
            column.addWidget(line)
        column.addStretch(1)
        return column

    def set_left_width(self, width: int) -> None:
        """Let the state begin where the page's first column ends."""
        self._identity.setFixedWidth(width - _MARGIN)

    # -- what is shown -----------------------------------------------------------------------------------------------

    def show_machine(self, live: MachineLive, now_us: int, silent_us: int | None) -> None:
        """Show a machine; ``now_us`` is this computer's clock, ``silent_us`` how long its endpoint has been silent."""
        moved = self._live is None or self._live.verdict.state is not live.verdict.state
        self._live, self._now_us, self._silent_us = live, now_us, silent_us
        here_us = now_us + live.clock_offset_us
        verdict = live.verdict
        self.name.setText(live.machine.name)
        self.name.setAccessibleName(live.machine.name)
        self._place.set_text("".join(f" › {part}" for part in (live.machine.plant, live.machine.cell) if part))
        self._model.set_text(" · ".join(part for part in self._model_words(live) if part))
        time = "" if live.since_us is None else duration(here_us - live.since_us)
        self.face.show_state(verdict.state, time)
        self._rule.set_text(self._rule_words(live, here_us))
        self._before.set_text(self._before_words(live))
        link = self._link_words(live)
        self._link.set_text(link)
        self._link.setVisible(bool(link))
        self._program.set_text(live.text(Role.PROGRAM) or MISSING)
        comment = live.text(Role.PROGRAM_COMMENT) or live.text(Role.PART) or ""
        self._comment.set_text(comment)
        parts = live.number(Role.PART_COUNT)
        self._parts.set_text(MISSING if parts is None else count(int(parts)))
        self.name.updateGeometry()
        if moved:
            self.update()

    @property
    def rule(self) -> str:
        """The line that says why."""
        return self._rule.text

    @property
    def before(self) -> str:
        """What was before."""
        return self._before.text

    @property
    def link(self) -> str:
        """What is wrong with the link; empty while nothing is."""
        return self._link.text

    @property
    def model_line(self) -> str:
        """The line under the name."""
        return self._model.text

    @property
    def figures(self) -> tuple[str, str, str]:
        """Program, its comment, part count."""
        return self._program.text, self._comment.text, self._parts.text

    def _model_words(self, live: MachineLive) -> list[str]:
        version = "" if live.link is None else live.link.version
        if version[:1].isdigit():
            version = f"MTConnect {version}"
        paths = {signal.path for signal in live.signals.values() if signal.path}
        told = self.tr("1 path") if len(paths) == 1 else self.tr("%1 paths").replace("%1", str(len(paths)))
        return [live.machine.model, version, told if paths else ""]

    def _rule_words(self, live: MachineLive, here_us: int) -> str:
        parts = [rule_words(live.verdict)]
        if live.verdict.uncertain:
            parts.append(self.tr("uncertain"))
        if live.since_us is not None:
            parts.append(self.tr("since %1").replace("%1", clock(live.since_us, self._look.zone, here_us)))
        return " · ".join(parts)

    def _before_words(self, live: MachineLive) -> str:
        if live.previous is None:
            return ""
        words = self.tr("before that %1, %2").replace("%1", state_word(live.previous.state).lower())
        return words.replace("%2", duration(live.previous_us))

    def _link_words(self, live: MachineLive) -> str:
        """Say what is wrong with the link, since when, and when it is tried again."""
        reason, link = live.lost, live.link
        if reason is None:
            if self._silent_us is None:
                return ""
            return self.tr("No data for %1").replace("%1", duration(self._silent_us))
        parts = [fault_words(reason)]
        if live.proof_us is None:
            parts.append(self.tr("never heard yet"))
        else:
            heard = clock(live.proof_us, self._look.zone, self._now_us)
            parts.append(self.tr("last heard at %1").replace("%1", heard))
        if link is not None and link.mode is LinkMode.CONNECTING:
            parts.append(self.tr("trying now"))
        elif link is not None and link.mode is LinkMode.WAITING and link.retry_us is not None:
            wait = duration(link.retry_us - self._now_us)
            parts.append(self.tr("next try in %1").replace("%1", wait))
        return " · ".join(parts)

    def restyle(self) -> None:
        """Take the colours of the theme."""
        for line in self._lines:
            line.restyle(self._look.theme)
        self.update()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.wall.setText(self.tr("Wall"))
        self.wall.setAccessibleName(self.tr("Back to the wall"))
        self.wall.updateGeometry()
        self.name.setToolTip(self.tr("Choose a machine (Ctrl+K)"))
        self.name.setAccessibleDescription(self.tr("Choose a machine (Ctrl+K)"))
        self._program_title.set_text(self.tr("Program"))
        self._parts_title.set_text(self.tr("Part count"))
        self.face.retranslate()
        if self._live is not None:
            self.show_machine(self._live, self._now_us, self._silent_us)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the state strip and the line below."""
        theme = self._look.theme
        painter = QPainter(self)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.hairline)
        if self._live is not None:
            fill_state(painter, theme, self._live.verdict.state, QRectF(0, 0, _STRIP, self.height() - 1))
