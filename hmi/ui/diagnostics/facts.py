"""Everything that is known about one endpoint, as titled sections of label and value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from hmi.domain.link import LinkMode, LinkStatus
from hmi.ui.diagnostics.buffer import buffer_of
from hmi.ui.diagnostics.rows import Known
from hmi.ui.diagnostics.telling import (
    data_size,
    gap_text,
    lost_text,
    mode_detail,
    seconds,
    security_text,
    skew_text,
    skew_word,
)
from hmi.ui.figures import MISSING, ago, clock, count, duration, number, percent
from hmi.ui.words import fault_words, mode_word

translate = QCoreApplication.translate

_GAPS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Fact:
    """One line. ``heavy`` is abnormal."""

    label: str
    value: str
    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Facts under a title."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """All about one endpoint. ``machines`` are all their names, ``source`` is the URL, which has no credentials."""

    machines: str
    source: str
    sections: tuple[Section, ...]


def facts_of(known: Known, zone: ZoneInfo, now_us: int) -> Facts:
    """Gather what is known at a moment of this computer's clock, in the language of the window."""
    status = known.status
    return Facts(
        ", ".join(status.machines),
        status.source,
        (
            Section(translate("Connections", "Connection"), _connection(status, zone, now_us)),
            Section(translate("Connections", "Agent"), _agent(status)),
            Section(translate("Connections", "Agent buffer"), _buffer(known)),
            Section(translate("Connections", "Received"), _received(known, zone, now_us)),
        ),
    )


def as_text(facts: Facts) -> str:
    """Return facts as plain text, a line each."""
    lines = [facts.machines, facts.source]
    for section in facts.sections:
        lines += ["", section.title]
        lines += [f"{fact.label}: {fact.value}" for fact in section.facts]
    return "\n".join(lines)


def _connection(status: LinkStatus, zone: ZoneInfo, now_us: int) -> tuple[Fact, ...]:
    mode = mode_word(status.mode)
    detail = mode_detail(status, zone, now_us) if not status.connected else ""
    last = translate("Connections", "nothing yet")
    if status.last_data_us is not None:
        last = f"{ago(now_us - status.last_data_us)}, {clock(status.last_data_us, zone, now_us, seconds=True)}"
    facts = [
        Fact(
            translate("Connections", "Mode"),
            f"{mode}, {detail}" if detail else mode,
            heavy=status.mode not in (LinkMode.STREAMING, LinkMode.POLLING),
        ),
        Fact(translate("Connections", "Since"), clock(status.since_us, zone, now_us, seconds=True)),
    ]
    if status.reason is not None:
        facts.append(Fact(translate("Connections", "Reason"), fault_words(status.reason), heavy=True))
    facts += [Fact(machine, fault_words(reason), heavy=True) for machine, reason in status.machine_reasons.items()]
    facts += [
        Fact(translate("Connections", "Last data"), last),
        Fact(translate("Connections", "Silence allowed"), seconds(status.silence_us)),
        Fact(translate("Connections", "Reconnects"), count(status.reconnects)),
        Fact(translate("Connections", "Security"), security_text(status.source)),
    ]
    return tuple(facts)


def _agent(status: LinkStatus) -> tuple[Fact, ...]:
    skew = skew_text(status.skew_us)
    word = skew_word(status.skew_us)
    lag = MISSING if status.lag_us is None else seconds(max(status.lag_us, 0))
    return (
        Fact(translate("Connections", "Version"), status.version or MISSING),
        Fact(translate("Connections", "Instance"), MISSING if status.instance is None else str(status.instance)),
        Fact(translate("Connections", "Clock skew"), f"{skew}, {word}" if word else skew, heavy=bool(word)),
        Fact(translate("Connections", "Lag"), lag),
    )


def _buffer(known: Known) -> tuple[Fact, ...]:
    status, buffer = known.status, buffer_of(known.status, known.rate)
    filled = unread = overrun = MISSING
    if buffer is not None:
        filled = f"{count(buffer.filled)} ({percent(buffer.fill)})"
        left = buffer.overrun_us
        if buffer.unread is not None:
            unread = f"{count(buffer.unread)} ({percent(buffer.unread_share)})"
        if left is None:
            overrun = translate("Connections", "unknown")
        elif math.isinf(left):
            overrun = translate("Connections", "never at this rate")
        else:
            overrun = duration(int(left))
    rate = translate("Connections", "unknown")
    if known.rate is not None:
        rate = translate("Connections", "%1 per second").replace("%1", number(known.rate, 1))
    urgent = buffer is not None and buffer.urgent
    return (
        Fact(translate("Connections", "Size"), count(status.buffer_size)),
        Fact(translate("Connections", "Filled"), filled),
        Fact(translate("Connections", "First kept"), count(status.first_sequence)),
        Fact(translate("Connections", "Next at the agent"), count(status.agent_next_sequence)),
        Fact(translate("Connections", "Next to read"), count(status.next_sequence)),
        Fact(translate("Connections", "Not read yet"), unread, heavy=urgent),
        Fact(translate("Connections", "Rate"), rate),
        Fact(translate("Connections", "Outage it survives"), overrun, heavy=urgent),
    )


def _received(known: Known, zone: ZoneInfo, now_us: int) -> tuple[Fact, ...]:
    status, losses = known.status, known.losses
    facts = [
        Fact(translate("Connections", "Observations"), count(status.observations)),
        Fact(translate("Connections", "Rejected"), count(status.rejected), heavy=status.rejected > 0),
        Fact(translate("Connections", "Bytes"), data_size(status.bytes_received)),
        Fact(translate("Connections", "Lost since the start"), count(status.lost), heavy=status.lost > 0),
    ]
    if losses is None:
        return (*facts, Fact(translate("Connections", "Gaps today"), MISSING))
    facts.append(Fact(translate("Connections", "Gaps today"), count(len(losses.gaps)), heavy=losses.any))
    newest = losses.gaps[::-1][:_GAPS_SHOWN]
    facts += [Fact(gap_text(gap, zone, now_us), lost_text(gap.lost)) for gap in newest]
    return tuple(facts)
