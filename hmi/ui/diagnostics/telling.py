"""Single facts about an endpoint in words: mode, buffer, skew, losses."""

from __future__ import annotations

import math
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from hmi.domain.link import LinkMode, LinkReason, LinkStatus
from hmi.domain.records import Gap, GapReason
from hmi.ui.diagnostics.buffer import Buffer
from hmi.ui.diagnostics.names import group_names
from hmi.ui.diagnostics.skew import skew_matters
from hmi.ui.figures import MISSING, clock, count, duration, number, percent
from hmi.ui.words import fault_words

translate = QCoreApplication.translate

_SECOND, _MINUTE, _DAY = 1_000_000, 60_000_000, 86_400_000_000

_GAP = {
    GapReason.OVERRUN: QT_TRANSLATE_NOOP("Connections", "overrun"),
    GapReason.RESTART: QT_TRANSLATE_NOOP("Connections", "restart"),
    GapReason.UNREADABLE: QT_TRANSLATE_NOOP("Connections", "unreadable"),
    GapReason.NOT_COLLECTING: QT_TRANSLATE_NOOP("Connections", "not collecting"),
    GapReason.DROPPED: QT_TRANSLATE_NOOP("Connections", "dropped"),
}


def machines_text(machines: Iterable[str]) -> str:
    """Return an endpoint's machines in short: ``Torno 01 to 04, 06``."""
    groups = []
    for group in group_names(machines):
        runs = [
            first if first == last else translate("Connections", "%1 to %2").replace("%1", first).replace("%2", last)
            for first, last in group.runs
        ]
        groups.append(group.stem + ", ".join(runs))
    return ", ".join(groups)


def mode_detail(status: LinkStatus, zone: ZoneInfo, now_us: int) -> str:
    """Return the second line of a mode: which attempt, from where it recovers, since when it streams."""
    if not status.connected:
        return _attempt(status, now_us)
    if status.reason is not None:
        return fault_words(status.reason)
    if status.mode is LinkMode.RECOVERING:
        if status.next_sequence is None:
            return ""
        return translate("Connections", "from %1").replace("%1", count(status.next_sequence))
    since = clock(status.since_us, zone, now_us)
    if status.mode is LinkMode.POLLING:
        return translate("Connections", "polling since %1").replace("%1", since)
    return translate("Connections", "stream ok since %1").replace("%1", since)


def _attempt(status: LinkStatus, now_us: int) -> str:
    if status.attempt <= 0:
        return ""
    attempt = translate("Connections", "attempt %1").replace("%1", count(status.attempt))
    retry = retry_text(status, now_us)
    return f"{attempt}, {retry}" if retry else attempt


def retry_text(status: LinkStatus, now_us: int) -> str:
    """Return when an endpoint that waits is tried again; empty where it does not wait."""
    if status.mode is not LinkMode.WAITING or status.retry_us is None:
        return ""
    left = status.retry_us - now_us
    if left < _SECOND:
        return translate("Connections", "retry now")
    return translate("Connections", "retry in %1").replace("%1", duration(left))


def last_data_is_old(status: LinkStatus, now_us: int) -> bool:
    """Return whether an endpoint has been silent for longer than it may be."""
    return status.last_data_us is not None and now_us - status.last_data_us > status.silence_us


def has_data(status: LinkStatus, now_us: int) -> bool:
    """Return whether an endpoint delivers: it is connected and was heard in time."""
    return status.connected and status.last_data_us is not None and not last_data_is_old(status, now_us)


def seconds(span_us: int) -> str:
    """Return a span that is mostly short: with tenths below a minute."""
    return f"{number(span_us / _SECOND, 1)} s" if span_us < _MINUTE else duration(span_us)


def skew_text(skew_us: int | None) -> str:
    """Return a clock skew with its sign: ``+2.6 s``, ``−3 h 00``."""
    if skew_us is None:
        return MISSING
    size = abs(skew_us)
    words = seconds(size)
    if size < _SECOND // 20:  # it would read +0.0 s
        return words
    return f"{'+' if skew_us > 0 else '−'}{words}"


def skew_word(skew_us: int | None) -> str:
    """Return what is wrong with an endpoint's clock; empty where it is in its band."""
    if skew_us is None or not skew_matters(skew_us):
        return ""
    if skew_us > 0:
        return translate("Connections", "agent clock fast")
    return translate("Connections", "agent clock slow")


def overrun_text(buffer: Buffer) -> str:
    """Return when an agent would overwrite what nobody has read."""
    overrun = buffer.overrun_us
    if overrun is None:
        return translate("Connections", "overrun unknown")
    if overrun < _SECOND:
        return translate("Connections", "overrun now")
    if overrun >= _DAY:
        return translate("Connections", "overrun in over a day")
    return translate("Connections", "overrun in %1").replace("%1", duration(int(overrun)))


def buffer_sentence(buffer: Buffer) -> str:
    """Return what the buffer means, in whole sentences."""
    kept = translate("Connections", "The agent keeps %1 observations and has filled %2 of that.")
    parts = [kept.replace("%1", count(buffer.size)).replace("%2", percent(buffer.fill))]
    if buffer.unread is not None:
        unread = translate("Connections", "%1 of them are not read yet (%2).")
        parts.append(unread.replace("%1", count(buffer.unread)).replace("%2", percent(buffer.unread_share)))
    overrun = buffer.overrun_us
    if buffer.rate is None:
        parts.append(translate("Connections", "Its rate is still being measured."))
    elif overrun is not None and math.isfinite(overrun):
        outage = translate("Connections", "At %1 per second, an outage of more than %2 would lose observations.")
        parts.append(outage.replace("%1", number(buffer.rate, 1)).replace("%2", duration(int(overrun))))
    return " ".join(parts)


def gap_word(reason: GapReason) -> str:
    """Return why observations could not be had."""
    return translate("Connections", str(_GAP[reason]))


def _gap_window(gap: Gap, zone: ZoneInfo, now_us: int) -> str:
    """Return when a gap was: ``13:31–13:33``, or one time where it began and ended in the same minute."""
    start, end = clock(gap.start_us, zone, now_us), clock(gap.end_us, zone, now_us)
    return start if start == end else f"{start}–{end}"


def gap_text(gap: Gap, zone: ZoneInfo, now_us: int) -> str:
    """Return when and why a gap came about: ``13:31–13:33, overrun``."""
    return f"{_gap_window(gap, zone, now_us)}, {gap_word(gap.reason)}"


def lost_text(lost: int | None) -> str:
    """Return how much a gap lost."""
    if lost is None:
        return translate("Connections", "unknown")
    return translate("Connections", "%1 lost").replace("%1", count(lost))


def not_stored_text(lost: int, *, unknown: bool) -> str:
    """Return how much was not stored; what nobody can know is told apart from what was counted."""
    if not unknown:
        return count(lost)
    if not lost:
        return translate("Connections", "unknown")
    return translate("Connections", "%1 + unknown").replace("%1", count(lost))


def missing_text(machine: str, reason: LinkReason) -> str:
    """Return why one machine of an endpoint that works has no data."""
    return f"{machine}: {fault_words(reason)}"


def data_size(size: int | None) -> str:
    """Return a number of bytes as people say it: ``1.2 GB``."""
    return MISSING if size is None else QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
