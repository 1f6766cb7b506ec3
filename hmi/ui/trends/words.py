"""The words on a chart."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from hmi.domain.machine import Band
from hmi.ui.figures import clock, count, duration, number
from hmi.ui.trends.marks import Gathered, Mark, MarkKind

translate = QCoreApplication.translate

_SECOND = 1_000_000


def row_labels() -> tuple[str, ...]:
    """Return the words left of the bands."""
    return translate("Trend", "State"), translate("Trend", "Program")


def context_words(unit: str, band: Band | None) -> str:
    """Return a lane's unit and normal range: ``%, normal 30–80``."""
    return ", ".join(words for words in (unit, normal_words(band)) if words)


def normal_words(band: Band | None) -> str:
    """Return a normal range in words; empty where there is none."""
    if band is None:
        return ""
    return translate("Trend", "normal %1–%2").replace("%1", number(band.low)).replace("%2", number(band.high))


def absence_words(start_us: int, end_us: int, lost: int | None, *, gap: bool) -> str:
    """Return what a stretch without data means: ``gap 7 min, 412 lost``."""
    span = duration(end_us - start_us)
    if lost is not None:
        return translate("Trend", "gap %1, %2 lost").replace("%1", span).replace("%2", count(lost))
    return (translate("Trend", "gap %1") if gap else translate("Trend", "no link %1")).replace("%1", span)


def limit_words(limit: float) -> str:
    """Return what stands on the line of a limit."""
    return translate("Trend", "limit %1").replace("%1", number(limit))


def level_word(kind: MarkKind) -> str:
    """Return what began, in a word."""
    return translate("Trend", "Fault") if kind is MarkKind.FAULT else translate("Trend", "Warning")


def symbol_words(heap: Gathered) -> str:
    """Return what stands in a mark's symbol: how many it stands for, or the code of a single one."""
    if heap.count > 1:
        return f"× {count(heap.count)}"
    return heap.marks[0].code or level_word(heap.kind)


def mark_words(mark: Mark, zone: ZoneInfo, now_us: int, *, named: bool) -> str:
    """Return what a mark says: ``13:29:02 · Torno 03 · Fault 3006 Chip conveyor overload``."""
    said = " ".join(part for part in (level_word(mark.kind), mark.code, mark.text) if part)
    parts = [clock(mark.time_us, zone, now_us, seconds=True), *([mark.machine] if named else []), said]
    if mark.count > 1:
        parts.append(more_words(mark.count - 1))
    return " · ".join(parts)


def more_words(number_of: int) -> str:
    """Return that there are more of a kind than are told."""
    return translate("Trend", "%1 more").replace("%1", count(number_of))


def span_words(span_us: int) -> str:
    """Return a measured span: ``Δ 12.34 s``, ``Δ −0:04:12``, ``Δ 2 d 4:00:00``."""
    sign = "−" if span_us < 0 else ""
    span_us = abs(span_us)
    if span_us < 60 * _SECOND:
        return f"Δ {sign}{number(span_us / _SECOND, 2)} s"
    minutes, seconds = divmod(round(span_us / _SECOND), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    long = f"{days} d " if days else ""
    return f"Δ {sign}{long}{hours}:{minutes:02}:{seconds:02}"


def change_words(change: float, digits: int) -> str:
    """Return how much a value changed: ``Δ +12.3``."""
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return f"Δ {sign}{number(abs(change), digits)}"
