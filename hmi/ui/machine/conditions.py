"""The machine's own warnings and faults that are active now."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from hmi.domain.observation import ConditionLevel
from hmi.domain.signal import SignalKind
from hmi.domain.state import MachineState
from hmi.live.feed import ActiveCondition, MachineLive
from hmi.ui.figures import clock
from hmi.ui.ink import Ink, typeface
from hmi.ui.look import Look
from hmi.ui.machine.records import RecordDelegate, RecordList, RecordModel
from hmi.ui.machine.section import RecordSection
from hmi.ui.theme import Size, Weight, tokens

_HEIGHTS = (36, 54)
_CHIP = 20
_GAP = 12
_CHIP_RADIUS: int = tokens()["radius"]["chip"]
_UNSEEN = frozenset({MachineState.OFFLINE, MachineState.OFF, MachineState.UNKNOWN})
"""States in which the conditions are the last known ones."""


def worst_first(conditions: tuple[ActiveCondition, ...]) -> list[ActiveCondition]:
    """Return faults before warnings, the newest first."""
    return sorted(conditions, key=lambda c: (c.condition.level is not ConditionLevel.FAULT, -c.since_us))


def _alike(before: MachineLive, live: MachineLive) -> bool:
    """Whether two snapshots say the same about conditions."""
    same = before.machine.key == live.machine.key and before.verdict.state is live.verdict.state
    return same and before.conditions == live.conditions and before.signals.keys() == live.signals.keys()


class ConditionDelegate(RecordDelegate):
    """Paints level, code, text and since when; a fault's level is written on ink, a warning's in an outline."""

    def __init__(self, owner: Conditions, ink: Ink, parent: QObject | None = None) -> None:
        super().__init__(ink, _HEIGHTS, parent)
        self._owner = owner

    def paint_record(self, painter: QPainter, area: QRectF, record: ActiveCondition, *, chosen: bool) -> None:
        """Paint one condition."""
        theme = self.ink.theme
        first, second = self.lines(area)
        left = first.left() + self._paint_chip(painter, first, record) + _GAP
        since = self._owner.since_words(record)
        face = typeface(Size.BODY)
        width = face.metrics.horizontalAdvance(since)
        right = QRectF(first.right() - width - 1, first.top(), width + 1, first.height())
        self.ink.write(painter, right, since, face, theme.secondary)
        room = QRectF(left, first.top(), right.left() - _GAP - left, first.height())
        if record.condition.code:
            strong = typeface(Size.BODY, Weight.SEMIBOLD)
            used = self.ink.write(painter, room, record.condition.code, strong, theme.primary)
            room.setLeft(room.left() + max(used, 40) + _GAP)
        self.ink.write(painter, second if self.narrow else room, self._owner.text_of(record), face, theme.secondary)

    def _paint_chip(self, painter: QPainter, area: QRectF, active: ActiveCondition) -> float:
        theme = self.ink.theme
        words = self._owner.level_word(active.condition.level)
        face = typeface(Size.CAPTION, Weight.MEDIUM)
        width = round(face.metrics.horizontalAdvance(words)) + 16
        box = QRectF(area.left(), round(area.center().y() - _CHIP / 2), width, _CHIP)
        fault = active.condition.level is ConditionLevel.FAULT
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.primary if fault else theme.border, 1))
        painter.setBrush(theme.primary if fault else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), _CHIP_RADIUS, _CHIP_RADIUS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        ink = theme.on_strong if fault else theme.primary
        self.ink.write(painter, box.adjusted(8, 0, 0, 0), words, face, ink)
        return width


class Conditions(RecordSection):
    """The active conditions under their heading; without any, a sentence."""

    def __init__(self, look: Look, ink: Ink, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._live: MachineLive | None = None
        self._now_us = 0
        self.model: RecordModel[ActiveCondition] = RecordModel(self.words, self)
        self._hold(RecordList(self.model, ConditionDelegate(self, ink, self)))
        self.retranslate()

    def show_machine(self, live: MachineLive | None, now_us: int) -> None:
        """Take a machine, or its newest snapshot; ``now_us`` is the present on its clock."""
        self._now_us = now_us
        before, self._live = self._live, live
        if before is not None and live is not None and _alike(before, live):
            return
        self.model.show([] if live is None else worst_first(live.conditions))
        self._tell()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.list.setAccessibleName(self.tr("Machine conditions"))
        self._tell()
        self.list.viewport().update()

    def _tell(self) -> None:
        live = self._live
        note = ""
        if live is not None:
            signals = [s for s in live.signals.values() if s.kind is SignalKind.CONDITION]
            bad = {active.signal for active in live.conditions}
            normal = sum(1 for signal in signals if signal.key not in bad)
            note = self.tr("%1 active").replace("%1", str(len(live.conditions)))
            if live.verdict.state not in _UNSEEN and signals:
                note = ", ".join((note, self.tr("%1 normal").replace("%1", str(normal))))
        self._say(self.tr("Machine conditions"), note, None if self.model.records else self._sentence())

    def _sentence(self) -> str:
        live = self._live
        if live is None:
            return ""
        if live.verdict.state in _UNSEEN:
            return self.tr("Unknown while the machine says nothing")
        if not any(signal.kind is SignalKind.CONDITION for signal in live.signals.values()):
            return self.tr("This machine reports no conditions")
        return self.tr("No warning, no fault")

    # -- words -------------------------------------------------------------------------------------------------------

    def level_word(self, level: ConditionLevel) -> str:
        """Return a level's name."""
        return self.tr("Fault") if level is ConditionLevel.FAULT else self.tr("Warning")

    def since_words(self, active: ActiveCondition) -> str:
        """Return since when a condition is active."""
        return self.tr("since %1").replace("%1", clock(active.since_us, self._look.zone, self._now_us))

    def text_of(self, active: ActiveCondition) -> str:
        """Return the condition's own text; where it gives none, its type."""
        condition = active.condition
        return condition.text or condition.type.replace("_", " ").capitalize()

    def words(self, active: ActiveCondition) -> str:
        """Return a condition in full."""
        condition = active.condition
        head = " ".join(part for part in (self.level_word(condition.level), condition.code) if part)
        return f"{head}: {self.text_of(active)}, {self.since_words(active)}"
