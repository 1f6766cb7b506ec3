"""What the wall board says about machines, links and itself, in the language of the window."""

from __future__ import annotations

from datetime import datetime
from math import ceil
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from hmi.domain.signal import Role
from hmi.domain.state import MachineState, Reason
from hmi.live.feed import MachineLive
from hmi.ui.figures import clock, count
from hmi.ui.fleet import DEFAULT_SILENCE_US, Fleet
from hmi.ui.wall.boardplan import BoardTile, Footer, Header, Spotlight
from hmi.ui.wall.face import lasted, parts_words, stale_words, why
from hmi.ui.wall.order import counts
from hmi.ui.wall.ribbons import SPAN_US, Ribbons
from hmi.ui.wall.rotation import Rotation
from hmi.ui.words import reason_words, rule_words, state_word


class BoardWords:
    """Makes texts of a fleet; every time is this computer's clock in microseconds UTC."""

    def __init__(self, fleet: Fleet, ribbons: Ribbons, rotation: Rotation, zone: ZoneInfo) -> None:
        self._fleet = fleet
        self._ribbons = ribbons
        self._rotation = rotation
        self._zone = zone

    def header(self, now_us: int) -> Header:
        """Return the counts and the plant's time."""
        time = datetime.fromtimestamp(now_us / 1_000_000, self._zone)
        return Header(counts(self._fleet.lives.values()), time.strftime("%H:%M"))

    def tile(self, live: MachineLive, now_us: int) -> BoardTile:
        """Return what a machine's tile says."""
        return BoardTile(
            name=live.machine.name,
            state=live.verdict.state,
            word=state_word(live.verdict.state),
            lasted=lasted(live, now_us),
            why=self._why(live, now_us),
            stale=stale_words(self._fleet.age_us(live, now_us)),
            ribbon=self._ribbons.ribbon(live.machine.key),
            until_us=(self._ribbons.now_us or now_us) + live.clock_offset_us,
        )

    def spotlight(self, live: MachineLive, now_us: int) -> Spotlight:
        """Return what the machine that needs somebody most says."""
        tile = self.tile(live, now_us)
        headline, detail = self._reason(live, now_us)
        since = ""
        if live.since_us is not None:
            moment = clock(live.since_us - live.clock_offset_us, self._zone, now_us)
            since = QCoreApplication.translate("KioskWall", "since %1").replace("%1", moment)
        end_us = tile.until_us - live.clock_offset_us
        return Spotlight(
            tile=tile,
            place=", ".join(part for part in (live.machine.model, live.machine.plant) if part),
            headline=headline,
            detail=detail,
            since=since,
            parts_label=QCoreApplication.translate("KioskWall", "Parts"),
            parts=parts_words(None if live.verdict.state is MachineState.OFFLINE else live),
            from_label=clock(end_us - SPAN_US, self._zone, end_us),
            until_label=clock(end_us, self._zone, end_us),
        )

    def footer(self, now_us: int, places: int, *, spotlight: bool) -> Footer:
        """Return which machines are seen in so many places beside the spotlight, and how fresh that is."""
        plants = dict.fromkeys(live.machine.plant for live in self._fleet.lives.values() if live.machine.plant)
        newest_us = self._fleet.newest_us()
        age_us = None if newest_us is None else max(now_us - newest_us, 0)
        return Footer(
            left=", ".join(plants),
            which=self._which(places, spotlight=spotlight),
            page=self._rotation.page,
            pages=self._rotation.pages,
            turning=self._turning(now_us),
            age=QCoreApplication.translate("KioskWall", "no data yet") if age_us is None else stale_words(age_us),
            stale=age_us is None or age_us > DEFAULT_SILENCE_US,
        )

    def _why(self, live: MachineLive, now_us: int) -> str:
        """Return why a machine is in its state; of one that runs well, how many parts it has made of what."""
        words = why(live, now_us, self._zone)
        made = live.number(Role.PART_COUNT)
        if live.verdict.state is not MachineState.RUNNING or live.verdict.reason is not Reason.CUTTING or made is None:
            return words
        parts = (
            QCoreApplication.translate("KioskWall", "1 part")
            if int(made) == 1
            else QCoreApplication.translate("KioskWall", "%1 parts")
        )
        named = live.text(Role.PART) or live.text(Role.PROGRAM_COMMENT)
        parts = parts.replace("%1", count(int(made)))
        return f"{parts} · {named}" if named else parts

    def _reason(self, live: MachineLive, now_us: int) -> tuple[str, str]:
        """Return what stands big, and what explains it: an alarm's code and text, or the reason and its rule."""
        verdict = live.verdict
        if verdict.reason is Reason.FAULT:
            for active in live.conditions:
                condition = active.condition
                if condition.code and verdict.detail == f"{condition.code} {condition.text}".strip():
                    return condition.code, condition.text
            return reason_words(verdict), ""
        words = why(live, now_us, self._zone)
        return words, "" if verdict.state is MachineState.OFFLINE else rule_words(verdict)

    def _turning(self, now_us: int) -> str:
        if self._rotation.paused:
            return QCoreApplication.translate("KioskWall", "paused")
        left_us = self._rotation.left_us(now_us)
        if left_us is None:
            return ""
        return QCoreApplication.translate("KioskWall", "next in %1 s").replace("%1", count(ceil(left_us / 1_000_000)))

    def _which(self, places: int, *, spotlight: bool) -> str:
        """Return which of the machines the tiles show."""
        total = len(self._fleet.lives)
        if not total:
            return QCoreApplication.translate("KioskWall", "No machines yet")
        first = self._rotation.page * places + 1 + spotlight
        last = min(first + places - 1, total)
        if first > last or (first, last) == (1, total):
            words = QCoreApplication.translate("KioskWall", "%1 machines, worst first")
            return (
                QCoreApplication.translate("KioskWall", "1 machine")
                if total == 1
                else words.replace("%1", count(total))
            )
        words = QCoreApplication.translate("KioskWall", "Machines %1–%2 of %3, worst first")
        return words.replace("%1", count(first)).replace("%2", count(last)).replace("%3", count(total))
