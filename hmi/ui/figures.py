"""Numbers and times as people read them, in the language of the window."""

from __future__ import annotations

import math
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from hmi.domain.words import long_span

MISSING = "—"
_SECOND = 1_000_000


def duration(span_us: int | None) -> str:
    """Return a span in two units at most: ``38 s``, ``42 min``, ``1 h 05``, ``2 d 4 h``."""
    return MISSING if span_us is None else long_span(max(span_us, 0))


def number(value: float | None, digits: int | None = None) -> str:
    """Return a number in the locale's form; without ``digits`` as many as its size deserves."""
    if value is None or not math.isfinite(value):
        return MISSING
    if digits is None:
        size = abs(value)
        digits = 0 if size >= 100 or value == int(value) else 1 if size >= 10 else 2
    return QLocale().toString(float(value), "f", digits)  # PySide6 takes no int here


def count(value: int | None) -> str:
    """Return a whole number with the locale's grouping."""
    return MISSING if value is None else QLocale().toString(value)


def percent(share: float | None, digits: int = 0) -> str:
    """Return a share (0 to 1) in percent."""
    return MISSING if share is None else f"{number(share * 100, digits)} %"


def clock(time_us: int | None, zone: ZoneInfo, now_us: int, *, seconds: bool = False) -> str:
    """Return a moment as the plant's wall clock shows it, with the date where that is not today's."""
    if time_us is None:
        return MISSING
    moment = datetime.fromtimestamp(time_us / _SECOND, zone)
    text = moment.strftime("%H:%M:%S" if seconds else "%H:%M")
    if moment.date() == datetime.fromtimestamp(now_us / _SECOND, zone).date():
        return text
    day = "dd/MM" if QLocale().language() == QLocale.Language.Portuguese else "d MMM"
    return f"{QLocale().toString(QDate(moment.year, moment.month, moment.day), day)} {text}"


def ago(span_us: int | None) -> str:
    """Return how long ago something was; tenths of a second below ten."""
    if span_us is None:
        return MISSING
    span = max(span_us, 0)
    words = f"{number(span / _SECOND, 1)} s" if span < 10 * _SECOND else duration(span)
    return QCoreApplication.translate("Figures", "%1 ago").replace("%1", words)
