"""The words on a chart."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from hmi.domain.machine import Band
from hmi.ui.figures import count, duration, number

translate = QCoreApplication.translate


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
