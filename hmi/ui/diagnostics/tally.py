"""The figures above the table, made from the endpoints, the runtime's figures and today's history."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from hmi.domain.link import LinkMode, LinkStatus
from hmi.ui.diagnostics.collecting import CollectingFigures
from hmi.ui.diagnostics.head import Told
from hmi.ui.diagnostics.phrases import Phrases
from hmi.ui.diagnostics.telling import has_data
from hmi.ui.diagnostics.today import Today
from hmi.ui.figures import MISSING, ago, clock, count, duration, number
from hmi.ui.words import mode_word

translate = QCoreApplication.translate

TO_SCREEN_GOAL_MS = 500
"""95 of 100 values should be on the screen within this (and this is said of 99)."""
_QUEUE_LIMIT = 0.9
"""From this fill on, the writer's queue takes no more batches."""
FIGURES = 6


class Absence(Enum):
    """Why the history has said nothing about today."""

    NO_HISTORY = "no_history"
    ASKED = "asked"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Tally:
    """What the figures are made of; ``absence`` says why there is no ``today`` where there is none."""

    links: Sequence[LinkStatus]
    collecting: CollectingFigures
    today: Today | None
    absence: Absence
    zone: ZoneInfo
    now_us: int


def figures(tally: Tally, phrases: Phrases) -> tuple[Told, ...]:
    """Return the figures from left to right."""
    return (
        _endpoints(tally, phrases),
        _observations(tally, phrases),
        _not_stored(tally, phrases),
        _to_screen(tally.collecting),
        _queue(tally),
        _uptime(tally),
    )


def trouble_sentence(tally: Tally) -> str:
    """Return what is wrong with the store, since when, and what that means; empty while it has everything."""
    since = tally.collecting.waiting_since_us
    if tally.collecting.spooled:
        return " ".join(filter(None, (tally.collecting.trouble.strip(), tally.collecting.spooled)))
    if since is None:
        return ""
    words = translate(
        "Connections", "Nothing is stored since %1. What you see stays live; the agents keep what they can."
    )
    sentence = words.replace("%1", clock(since, tally.zone, tally.now_us))
    trouble = tally.collecting.trouble.strip()
    return f"{trouble.rstrip('.')}. {sentence}" if trouble else sentence


def _endpoints(tally: Tally, phrases: Phrases) -> Told:
    caption = translate("Connections", "Endpoints with data")
    silent = [status for status in tally.links if not has_data(status, tally.now_us)]
    unit = translate("Connections", "of %1").replace("%1", count(len(tally.links)))
    value = count(len(tally.links) - len(silent))
    if not tally.links:
        return Told(caption, value, unit, "")
    if not silent:
        return Told(caption, value, unit, translate("Connections", "every endpoint delivers"))
    since = clock(min(status.last_data_us or status.since_us for status in silent), tally.zone, tally.now_us)
    if len(silent) == 1 and silent[0].mode in (LinkMode.WAITING, LinkMode.CONNECTING):
        one = translate("Connections", "1 %1 since %2", "one endpoint is waiting")
        context = one.replace("%1", mode_word(silent[0].mode).lower()).replace("%2", since)
    else:
        some = translate("Connections", "%1 since %2", "endpoints without data")
        context = some.replace("%1", phrases.without_data(len(silent))).replace("%2", since)
    return Told(caption, value, unit, context, heavy=True)


def _observations(tally: Tally, phrases: Phrases) -> Told:
    caption = translate("Connections", "Observations")
    rate, stored, today = tally.collecting.per_second, tally.collecting.stored, tally.collecting.stored_today
    context = ""
    if today is not None:
        context = translate("Connections", "%1 today").replace("%1", phrases.large(today))
    elif stored is not None:
        context = translate("Connections", "%1 since the start").replace("%1", phrases.large(stored))
    value = MISSING if rate is None else count(round(rate)) if rate >= 10 or rate == 0 else number(rate, 1)
    return Told(caption, value, "" if rate is None else translate("Connections", "per second"), context)


def _not_stored(tally: Tally, phrases: Phrases) -> Told:
    caption = translate("Connections", "Not stored today")
    if tally.today is None:
        return Told(caption, MISSING, "", _absence_words(tally.absence), heavy=tally.absence is Absence.SILENT)
    whole, stored = tally.today.whole, tally.collecting.stored_today
    context = phrases.gaps(len(whole.gaps))
    unit = ""
    if whole.unknown:
        context = f"{context}, {phrases.unknown_gaps(whole.unknown)}"
    elif stored is not None:
        unit = translate("Connections", "of %1").replace("%1", phrases.large(stored + whole.lost))
    if whole.unknown and not whole.lost:
        return Told(caption, translate("Connections", "unknown"), "", context, heavy=True)
    if whole.unknown:
        unit = translate("Connections", "and more")
    return Told(caption, count(whole.lost), unit, context, heavy=whole.any)


def _to_screen(collecting: CollectingFigures) -> Told:
    caption = translate("Connections", "Arrival to screen")
    usual, nearly_all = collecting.to_screen_p50_ms, collecting.to_screen_p99_ms
    if usual is None:
        return Told(caption, MISSING, "", translate("Connections", "not measured yet"))
    context = ""
    if nearly_all is not None:
        words = translate("Connections", "99 % under %1 ms, goal %2")
        context = words.replace("%1", count(round(nearly_all))).replace("%2", count(TO_SCREEN_GOAL_MS))
    heavy = nearly_all is not None and nearly_all > TO_SCREEN_GOAL_MS
    return Told(caption, count(round(usual)), "ms", context, heavy=heavy)


def _queue(tally: Tally) -> Told:
    caption = translate("Connections", "Writer queue")
    fill, commit = tally.collecting.queue_fill, tally.collecting.last_commit_us
    context = translate("Connections", "no commit yet")
    if commit is not None:
        context = translate("Connections", "last commit %1").replace("%1", ago(tally.now_us - commit))
    if fill is None:
        return Told(caption, MISSING)
    heavy = fill >= _QUEUE_LIMIT or tally.collecting.waiting_since_us is not None
    return Told(caption, number(fill * 100, 0), translate("Connections", "% full"), context, heavy=heavy)


def _uptime(tally: Tally) -> Told:
    caption = translate("Connections", "Collecting today")
    today = tally.today
    if today is None or today.uptime is None:
        none = translate("Connections", "nothing collected yet")
        return Told(caption, MISSING, "", _absence_words(tally.absence) if today is None else none)
    up = today.uptime
    basis = translate("Connections", "of %1 since %2")
    context = basis.replace("%1", duration(up.elapsed_us)).replace("%2", clock(up.since_us, tally.zone, today.asked_us))
    # Rounded down, so that 100 % is said only of a day without a hole.
    tenths = math.floor(up.share * 1000)
    return Told(caption, number(tenths / 10, 1), "%", context, heavy=tenths < 999)


def _absence_words(absence: Absence) -> str:
    if absence is Absence.NO_HISTORY:
        return translate("Connections", "no history")
    if absence is Absence.ASKED:
        return translate("Connections", "asking the history")
    return translate("Connections", "history does not answer")
