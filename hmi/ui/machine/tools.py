"""The cutting tools of the machine, with what is left of their life."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from PySide6.QtWidgets import QWidget

from hmi.domain.link import LinkReason
from hmi.domain.tool import LifeKind, Tool, ToolLife
from hmi.live.feed import MachineLive
from hmi.ui.figures import MISSING, duration, number, percent
from hmi.ui.ink import Ink, typeface
from hmi.ui.look import Look
from hmi.ui.machine.records import RecordList, RecordModel
from hmi.ui.machine.section import RecordSection
from hmi.ui.machine.tools_delegate import ToolDelegate
from hmi.ui.natural import natural
from hmi.ui.theme import Size, Weight
from hmi.ui.words import fault_words

_MINUTE_US = 60_000_000
_WIDEST_NUMBER = 72
_WIDEST_VALUE = 128


class Need(IntEnum):
    """How much a tool needs a hand."""

    NOW = 0
    """Broken, expired, or at the end of its life."""
    SOON = 1
    """Past its warning."""
    NONE = 2


def need_of(tool: Tool) -> Need:
    """Return how much a tool needs a hand."""
    life = tool.pressing
    if not {"BROKEN", "EXPIRED"}.isdisjoint(tool.status) or (life is not None and life.spent):
        return Need.NOW
    return Need.SOON if life is not None and life.warned else Need.NONE


def in_order(tools: Iterable[Tool]) -> list[Tool]:
    """Return the tools that need a hand first, the one nearest its end before the others; then all others by number.

    A magazine of sixty seldom fits, and the one at its end must not stand below the edge. The order does not depend on
    the room: a tool changes its place when it comes to its warning and when it was changed, never because the window
    or a neighbour has another size.
    """
    return sorted(tools, key=_place)


def _place(tool: Tool) -> tuple[object, ...]:
    need, life = need_of(tool), tool.pressing
    used = life.used if need is Need.SOON and life is not None and life.used is not None else 0.0
    return need, -used, not tool.number, natural(tool.number), natural(tool.location), natural(tool.name), tool.asset_id


class Tools(RecordSection):
    """The list under its heading; nothing at all where the machine reports no tools."""

    def __init__(self, look: Look, ink: Ink, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._live: MachineLive | None = None
        self.number_width = self.value_width = 0.0
        """Room for the widest number and for the widest words at the right, in px."""
        self.bars = False
        """Whether any tool has a bar."""
        self.stale = False
        """Whether the tools are the last known ones."""
        self.model: RecordModel[Tool] = RecordModel(self.words, self)
        self._hold(RecordList(self.model, ToolDelegate(self, ink, self)))
        self.retranslate()

    def show_machine(self, live: MachineLive | None) -> None:
        """Take a machine, or its newest snapshot."""
        before, self._live = self._live, live
        if before is None or live is None or before.tools != live.tools:
            self.model.show([] if live is None else in_order(live.tools))
            self._measure()
        if before is None or live is None or before.machine.key != live.machine.key:
            self.list.scrollToTop()
        self._tell()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.list.setAccessibleName(self.tr("Tools"))
        self._measure()
        self._tell()

    def _tell(self) -> None:
        reason = self._unread()
        stale = reason is not None
        if stale is not self.stale:
            self.stale = stale
            self.list.viewport().update()
        note = self._note() if reason is None else self.tr("cannot be read now, may be old")
        self._say(self.tr("Tools"), note, None)
        self._heading.note.setToolTip("" if reason is None else f"{note}: {fault_words(reason)}")
        self.setVisible(bool(self.model.records))

    def _unread(self) -> LinkReason | None:
        """Return why the tools are the last known ones; None while they are read."""
        live = self._live
        if live is None:
            return None
        return live.lost or (None if live.link is None else live.link.tools_reason)

    def _note(self) -> str:
        lives = [life for tool in self.model.records if (life := tool.pressing) is not None]
        ticks = {percent(life.warned_at) for life in lives if life.used is not None and life.warned_at is not None}
        if not self.bars:
            return self.tr("life left") if any(life.left is not None for life in lives) else ""
        if not ticks:
            return self.tr("life used")
        at = ticks.pop() if len(ticks) == 1 else self.tr("the warning")
        return self.tr("life used, tick at %1").replace("%1", at)

    def _measure(self) -> None:
        tools, strong = self.model.records, typeface(Size.BODY, Weight.SEMIBOLD).metrics
        numbers = (strong.horizontalAdvance(self.number_words(tool)) for tool in tools)
        values = (strong.horizontalAdvance(self.value_words(tool)) for tool in tools)
        self.number_width = min(round(max(numbers, default=0) + 0.5), _WIDEST_NUMBER)
        self.value_width = min(round(max(values, default=0) + 1.5), _WIDEST_VALUE)
        self.bars = any(tool.pressing is not None and tool.pressing.used is not None for tool in tools)
        self.list.viewport().update()

    # -- words -------------------------------------------------------------------------------------------------------

    def needs_hand(self, tool: Tool) -> bool:
        """Whether a tool needs a hand."""
        return need_of(tool) is not Need.NONE

    def number_words(self, tool: Tool) -> str:
        """Return a tool's number as a machinist writes it: ``T01``; numbers that are words stay as they are."""
        text = tool.number
        return f"T{text.zfill(2)}" if text[:1].isdigit() else text

    def name_words(self, tool: Tool) -> str:
        """Return what a tool is called; where it has no name, where it is."""
        return tool.name or self.location_words(tool) or tool.serial or ("" if tool.number else tool.asset_id)

    def value_words(self, tool: Tool) -> str:
        """Return what is left of a tool, or in a word why it has to be changed."""
        return self.state_words(tool) or self.amount_words(tool.pressing)

    def state_words(self, tool: Tool) -> str:
        """Return why a tool has to be changed; empty where it need not be."""
        if "BROKEN" in tool.status:
            return self.tr("Broken")
        if "EXPIRED" in tool.status:
            return self.tr("Expired")
        return self.tr("Used up") if need_of(tool) is Need.NOW else ""

    def amount_words(self, life: ToolLife | None) -> str:
        """Return what is left of a life with its unit; a dash where nobody knows."""
        return MISSING if life is None or life.left is None else self._amount(life.kind, life.left)

    def _amount(self, kind: LifeKind, amount: float) -> str:
        if kind is LifeKind.MINUTES:
            return duration(round(amount * _MINUTE_US))
        if kind is LifeKind.WEAR:
            return f"{number(amount, 3)} mm"
        return self.tr("1 part") if amount == 1 else self.tr("%1 parts").replace("%1", number(amount))

    def location_words(self, tool: Tool) -> str:
        """Return where a tool is: ``pot 12``; kinds of places that the standard does not have stay as they are."""
        kind, _, place = tool.location.rpartition(" ")
        words = {"POT": self.tr("pot"), "STATION": self.tr("station"), "CRIB": self.tr("crib")}
        return f"{words.get(kind, kind)} {place}".strip()

    def words(self, tool: Tool) -> str:
        """Return a tool in full, with all its lives."""
        head = " ".join(part for part in (self.number_words(tool), self.name_words(tool)) if part)
        said = [self.state_words(tool), *map(self._life_words, tool.lives)]
        said.append(self.location_words(tool) if tool.name else "")
        said.append(self.tr("serial %1").replace("%1", tool.serial) if tool.serial else "")
        rest = "; ".join(part for part in said if part)
        return f"{head}: {rest}" if rest else head

    def _life_words(self, life: ToolLife) -> str:
        if life.left is None:
            return self.tr("%1 used, no end set").replace("%1", self._amount(life.kind, life.value))
        said = [self.tr("%1 left").replace("%1", self.amount_words(life))]
        if life.used is not None:
            said.append(self.tr("%1 used").replace("%1", percent(life.used)))
        if life.warned_at is not None:
            said.append(self.tr("warning from %1").replace("%1", percent(life.warned_at)))
        return ", ".join(said)
