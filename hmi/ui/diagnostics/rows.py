"""What one endpoint's row says, cell by cell, and how bad it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from hmi.domain.link import LinkMode, LinkStatus
from hmi.ui.diagnostics.buffer import UNREAD_LIMIT, Buffer, buffer_of
from hmi.ui.diagnostics.phrases import Phrases
from hmi.ui.diagnostics.skew import skew_matters, skew_position
from hmi.ui.diagnostics.telling import (
    buffer_sentence,
    gap_text,
    last_data_is_old,
    lost_text,
    machines_text,
    missing_text,
    mode_detail,
    overrun_text,
    seconds,
    security_text,
    skew_text,
    skew_word,
)
from hmi.ui.diagnostics.today import Losses
from hmi.ui.figures import MISSING, ago, clock, count, percent
from hmi.ui.words import fault_words, mode_word

translate = QCoreApplication.translate

_LAG_LIMIT_US = 10_000_000
_SHOWN_MISSING = 3


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
    """All that a row is made of. ``losses`` is None where the history has not said, or there is none."""

    status: LinkStatus
    rate: float | None = None
    losses: Losses | None = None


def make_row(known: Known, zone: ZoneInfo, now_us: int, phrases: Phrases) -> Row:
    """Say everything about an endpoint at a moment of this computer's clock, in the language of the window."""
    status = known.status
    down = not status.connected
    why = fault_words(status.reason) if down and status.reason is not None else ""
    buffer = buffer_of(status, known.rate)
    cells = (
        Cell(machines_text(status.machines), status.source, heavy=True, tip=_machines_tip(status)),
        _mode_cell(status, why, zone, now_us),
        _last_data_cell(status, zone, now_us),
        _lag_cell(status),
        _buffer_cell(buffer),
        _not_stored_cell(status, known.losses, zone, now_us, phrases),
        Cell(count(status.reconnects)),
        _skew_cell(status),
        Cell(security_text(status.source)),
    )
    troubles = (
        len(status.machine_reasons)
        + skew_matters(status.skew_us)
        + (buffer is not None and buffer.urgent)
        + (not down and status.reason is not None)
        + last_data_is_old(status, now_us)
    )
    return Row(status.mode, cells, why, _missing(status, phrases), troubles)


def _machines_tip(status: LinkStatus) -> str:
    return "\n".join((", ".join(status.machines), status.source))


def _mode_cell(status: LinkStatus, why: str, zone: ZoneInfo, now_us: int) -> Cell:
    word = mode_word(status.mode)
    detail = mode_detail(status, zone, now_us)
    normal = status.mode in (LinkMode.STREAMING, LinkMode.POLLING)
    tip = "\n".join(part for part in (word, detail, why) if part)
    return Cell(word, detail, heavy=not normal, heavy_second=status.connected and status.reason is not None, tip=tip)


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
    return Cell(seconds(lag), heavy=lag > _LAG_LIMIT_US)


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
    some = translate("Connections", "unknown")
    if losses.lost:
        some = translate("Connections", "%1 and more").replace("%1", count(losses.lost))
    tip = "\n".join(f"{gap_text(gap, zone, now_us)}: {lost_text(gap.lost)}" for gap in losses.gaps)
    if not status.connected:
        since = status.last_data_us or status.since_us
        second = translate("Connections", "since %1").replace("%1", clock(since, zone, now_us))
        return Cell(some, second, heavy=True, tip=tip)
    if not losses.gaps:
        return Cell(count(0))
    first = some if losses.unknown else lost_text(losses.lost)
    second = gap_text(losses.gaps[-1], zone, now_us)
    if len(losses.gaps) > 1:
        last = translate("Connections", "last %1").replace("%1", clock(losses.gaps[-1].start_us, zone, now_us))
        second = f"{phrases.gaps(len(losses.gaps))}, {last}"
    return Cell(first, second, heavy=True, tip=tip)


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
