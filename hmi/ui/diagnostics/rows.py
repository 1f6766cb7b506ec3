"""What one endpoint's row says, cell by cell, and how bad it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from hmi.domain.link import LinkMode, LinkStatus
from hmi.ui.diagnostics.agents import protection, silent_adapters
from hmi.ui.diagnostics.buffer import UNREAD_LIMIT, Buffer, buffer_of
from hmi.ui.diagnostics.phrases import Phrases
from hmi.ui.diagnostics.skew import skew_matters, skew_position
from hmi.ui.diagnostics.telling import (
    buffer_sentence,
    gap_text,
    gap_word,
    last_data_is_old,
    lost_text,
    machines_text,
    missing_text,
    mode_detail,
    not_stored_text,
    overrun_text,
    seconds,
    skew_text,
    skew_word,
)
from hmi.ui.diagnostics.today import Losses
from hmi.ui.figures import MISSING, ago, clock, count, percent
from hmi.ui.words import fault_words, mode_word

translate = QCoreApplication.translate

LAG_LIMIT_US = 10_000_000
_SHOWN_MISSING = 3
_GAPS_IN_TIP = 12
_PARTS_IN_LINE = 2
"""How many parts of a connection's protection stand in one line."""


class Column(IntEnum):
    """The columns of the table, from left to right."""

    MACHINES = 0
    MODE = 1
    LAST_DATA = 2
    LAG = 3
    BUFFER = 4
    NOT_STORED = 5
    RECONNECTS = 6
    SKEW = 7
    SECURITY = 8


WORST_FIRST = (LinkMode.WAITING, LinkMode.CONNECTING, LinkMode.RECOVERING, LinkMode.POLLING, LinkMode.STREAMING)


@dataclass(frozen=True, slots=True)
class BufferBar:
    """Shares of an agent's buffer, 0 to 1: what it filled, what nobody read; ``limit`` is where that becomes urgent."""

    fill: float
    unread: float
    urgent: bool
    limit: float = UNREAD_LIMIT


@dataclass(frozen=True, slots=True)
class SkewBar:
    """Where a clock skew stands on its scale, 0 to 1."""

    position: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: two lines and perhaps a bar before the first. ``heavy`` is abnormal, ``quiet`` is unknown."""

    first: str
    second: str = ""
    heavy: bool = False
    heavy_second: bool = False
    quiet: bool = False
    bar: BufferBar | SkewBar | None = None
    tip: str = ""

    @property
    def text(self) -> str:
        """Both lines as one."""
        return f"{self.first}, {self.second}" if self.first and self.second else self.first or self.second


@dataclass(frozen=True, slots=True)
class Row:
    """One endpoint's row.

    ``why`` says why it is down, on the second line, where lag and buffer have nothing to say; ``missing`` are lines
    under the row, one for each machine that the endpoint should have and has not.
    """

    mode: LinkMode
    cells: tuple[Cell, ...]
    why: str = ""
    missing: tuple[str, ...] = ()
    troubles: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """All that a row is made of.

    ``rate`` is the agent's, in observations per second; ``losses`` is None where the history has not said, or there is
    none; ``unreadable`` are the documents that could not be read in the last ten minutes.
    """

    status: LinkStatus
    rate: float | None = None
    losses: Losses | None = None
    unreadable: int = 0


def make_row(known: Known, zone: ZoneInfo, now_us: int, phrases: Phrases) -> Row:
    """Say everything about an endpoint at a moment of this computer's clock, in the language of the window."""
    status = known.status
    down = not status.connected
    why = fault_words(status.reason) if down and status.reason is not None else ""
    buffer = buffer_of(status, known.rate)
    cells = (
        Cell(machines_text(status.machines), status.source, heavy=True, tip=_machines_tip(status)),
        _mode_cell(known, why, zone, now_us, phrases),
        _last_data_cell(status, zone, now_us),
        _lag_cell(status),
        _buffer_cell(buffer),
        _not_stored_cell(status, known.losses, zone, now_us, phrases),
        Cell(count(status.reconnects)),
        _skew_cell(status),
        _security_cell(status),
    )
    troubles = (
        len(status.machine_reasons)
        + skew_matters(status.skew_us)
        + (buffer is not None and buffer.urgent)
        + (not down and status.reason is not None)
        + last_data_is_old(status, now_us)
        + (known.losses is not None and known.losses.any)
        + (known.unreadable > 0)
        + bool(silent_adapters(status))
    )
    return Row(status.mode, cells, why, _missing(status, phrases), troubles)


def _machines_tip(status: LinkStatus) -> str:
    return "\n".join((", ".join(status.machines), status.source))


def _mode_cell(known: Known, why: str, zone: ZoneInfo, now_us: int, phrases: Phrases) -> Cell:
    status = known.status
    word = mode_word(status.mode)
    normal = status.mode in (LinkMode.STREAMING, LinkMode.POLLING)
    detail = mode_detail(status, zone, now_us)
    odd = _odd(known, phrases)
    tip = "\n".join(part for part in (word, detail, *odd, why) if part)
    heavy = status.connected and status.reason is not None
    if normal and odd and not heavy:
        return Cell(word, odd[0], heavy_second=True, tip=tip)
    return Cell(word, detail, heavy=not normal, heavy_second=heavy, tip=tip)


def _odd(known: Known, phrases: Phrases) -> list[str]:
    """Return what is to be looked at though the link itself works, the worst first."""
    silent = len(silent_adapters(known.status))
    odd = [phrases.silent_adapters(silent)] if silent else []
    if known.unreadable:
        odd.append(phrases.unreadable(known.unreadable))
    return odd


def _last_data_cell(status: LinkStatus, zone: ZoneInfo, now_us: int) -> Cell:
    if status.last_data_us is None:
        return Cell(translate("Connections", "nothing yet"), quiet=True)
    old = last_data_is_old(status, now_us)
    when = clock(status.last_data_us, zone, now_us, seconds=True)
    return Cell(ago(now_us - status.last_data_us), when if old else "", heavy=old, tip=when)


def _lag_cell(status: LinkStatus) -> Cell:
    if not status.connected or status.lag_us is None:
        return Cell(MISSING, quiet=True)
    lag = max(status.lag_us, 0)
    return Cell(seconds(lag), heavy=lag > LAG_LIMIT_US)


def _buffer_cell(buffer: Buffer | None) -> Cell:
    if buffer is None:
        return Cell(translate("Connections", "unknown"), quiet=True)
    bar = BufferBar(buffer.fill, buffer.unread_share, buffer.urgent)
    overrun = overrun_text(buffer)
    if buffer.unread_share >= 0.01:
        unread = translate("Connections", "%1 unread").replace("%1", percent(buffer.unread_share))
        overrun = f"{unread}, {overrun}"
    return Cell(
        percent(buffer.fill),
        overrun,
        heavy=buffer.urgent,
        heavy_second=buffer.urgent,
        bar=bar,
        tip=buffer_sentence(buffer),
    )


def _not_stored_cell(status: LinkStatus, losses: Losses | None, zone: ZoneInfo, now_us: int, phrases: Phrases) -> Cell:
    if losses is None:
        return Cell(MISSING, quiet=True, tip=translate("Connections", "The history has not answered."))
    tip = _gaps_tip(losses, zone, now_us, phrases)
    if not status.connected:
        since = status.last_data_us or status.since_us
        second = translate("Connections", "since %1").replace("%1", clock(since, zone, now_us))
        return Cell(not_stored_text(losses.lost, unknown=True), second, heavy=True, tip=tip)
    if not losses.gaps:
        return Cell(count(0))
    first = not_stored_text(losses.lost, unknown=True) if losses.unknown else lost_text(losses.lost)
    newest = losses.gaps[-1]
    second = gap_text(newest, zone, now_us)
    if len(losses.gaps) > 1:
        last = translate("Connections", "last %1, %2", "time and cause of a gap")
        second = last.replace("%1", clock(newest.start_us, zone, now_us)).replace("%2", gap_word(newest.reason))
    return Cell(first, second, heavy=True, tip=tip)


def _gaps_tip(losses: Losses, zone: ZoneInfo, now_us: int, phrases: Phrases) -> str:
    """Return the newest gaps, a line each."""
    lines = [f"{gap_text(gap, zone, now_us)}: {lost_text(gap.lost)}" for gap in losses.gaps[::-1][:_GAPS_IN_TIP]]
    if len(losses.gaps) > _GAPS_IN_TIP:
        lines.append(phrases.more_gaps(len(losses.gaps) - _GAPS_IN_TIP))
    return "\n".join(lines)


def _security_cell(status: LinkStatus) -> Cell:
    parts = protection(status)
    words = ", ".join(parts)
    return Cell(", ".join(parts[:_PARTS_IN_LINE]), ", ".join(parts[_PARTS_IN_LINE:]), tip=words)


def _skew_cell(status: LinkStatus) -> Cell:
    if status.skew_us is None:
        return Cell(MISSING, quiet=True)
    matters = skew_matters(status.skew_us)
    return Cell(
        skew_text(status.skew_us),
        skew_word(status.skew_us),
        heavy=matters,
        heavy_second=matters,
        bar=SkewBar(skew_position(status.skew_us)),
    )


def _missing(status: LinkStatus, phrases: Phrases) -> tuple[str, ...]:
    lines = [missing_text(machine, reason) for machine, reason in status.machine_reasons.items()]
    if len(lines) > _SHOWN_MISSING:
        more = len(lines) - _SHOWN_MISSING + 1
        lines[_SHOWN_MISSING - 1 :] = [phrases.more_machines(more)]
    return tuple(lines)


def titles() -> tuple[str, ...]:
    """Return the columns' titles."""
    return (
        translate("Connections", "Machines, endpoint"),
        translate("Connections", "Mode"),
        translate("Connections", "Last data"),
        translate("Connections", "Lag"),
        translate("Connections", "Agent buffer"),
        translate("Connections", "Not stored today"),
        translate("Connections", "Reconnects"),
        translate("Connections", "Clock skew"),
        translate("Connections", "Security"),
    )
