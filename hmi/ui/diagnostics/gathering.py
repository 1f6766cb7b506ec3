"""Gathers everything that is known about one endpoint; what nobody knows is left out: nothing empty is shown."""

from __future__ import annotations

import math
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from hmi.domain.link import LinkMode, LinkStatus
from hmi.ui.diagnostics.agents import adapter_delivers, adapter_since, change_text, protection, silent_adapters
from hmi.ui.diagnostics.buffer import Buffer, buffer_of
from hmi.ui.diagnostics.facts import Fact, Facts, Group, Section
from hmi.ui.diagnostics.phrases import Phrases
from hmi.ui.diagnostics.rows import LAG_LIMIT_US, Known
from hmi.ui.diagnostics.telling import (
    data_size,
    gap_text,
    last_data_is_old,
    not_stored_text,
    retry_text,
    seconds,
    skew_text,
    skew_word,
)
from hmi.ui.diagnostics.today import Losses
from hmi.ui.figures import ago, clock, count, duration, number, percent
from hmi.ui.words import fault_words, mode_word

translate = QCoreApplication.translate

_GAPS_SHOWN = 6
_ADAPTERS_SHOWN = 6
_CHANGES_SHOWN = 4


def facts_of(known: Known, zone: ZoneInfo, now_us: int, phrases: Phrases) -> Facts:
    """Gather what is known at a moment of this computer's clock, in the language of the window."""
    status = known.status
    told = (
        Section(Group.LINK, translate("Connections", "Connection"), _link(status, zone, now_us)),
        Section(Group.AGENT, translate("Connections", "Agent"), _agent(status)),
        Section(Group.BUFFER, translate("Connections", "Agent buffer"), _buffer(known)),
        Section(Group.LOSSES, translate("Connections", "Losses"), _losses(known, zone, now_us, phrases)),
        Section(Group.DATA, translate("Connections", "Quality of data"), _data(known)),
        Section(
            Group.ADAPTERS, translate("Connections", "Adapters of the agent"), _adapters(status, zone, now_us, phrases)
        ),
        Section(
            Group.CHANGES,
            translate("Connections", "Changes of the agent's model"),
            _changes(status, zone, now_us, phrases),
        ),
    )
    return Facts(", ".join(status.machines), status.source, tuple(section for section in told if section.facts))


def _link(status: LinkStatus, zone: ZoneInfo, now_us: int) -> tuple[Fact, ...]:
    last = translate("Connections", "nothing yet")
    if status.last_data_us is not None:
        last = f"{ago(now_us - status.last_data_us)}, {clock(status.last_data_us, zone, now_us, seconds=True)}"
    facts = [
        Fact(
            translate("Connections", "Mode"),
            mode_word(status.mode),
            heavy=status.mode not in (LinkMode.STREAMING, LinkMode.POLLING),
        ),
        Fact(translate("Connections", "Since"), clock(status.since_us, zone, now_us, seconds=True)),
    ]
    if not status.connected and status.attempt > 0:
        facts.append(Fact(translate("Connections", "Attempt"), count(status.attempt)))
    retry = retry_text(status, now_us)
    if retry:
        facts.append(Fact(translate("Connections", "Next attempt"), retry))
    if status.reason is not None:
        reason = fault_words(status.reason)
        facts.append(Fact(translate("Connections", "Reason"), reason, heavy=True, sentence=True))
    facts += [
        Fact(machine, fault_words(reason), heavy=True, sentence=True)
        for machine, reason in status.machine_reasons.items()
    ]
    facts.append(Fact(translate("Connections", "Last data"), last, heavy=last_data_is_old(status, now_us)))
    if status.connected and status.lag_us is not None:
        late = status.lag_us > LAG_LIMIT_US
        facts.append(Fact(translate("Connections", "Lag"), seconds(max(status.lag_us, 0)), heavy=late))
    if status.connected and status.bytes_per_s is not None:
        speed = translate("Connections", "%1 per second").replace("%1", data_size(round(status.bytes_per_s)))
        facts.append(Fact(translate("Connections", "Received now"), speed))
    facts += [
        Fact(translate("Connections", "Heartbeats"), count(status.heartbeats)),
        Fact(translate("Connections", "Silence allowed"), seconds(status.silence_us)),
        Fact(translate("Connections", "Reconnects"), count(status.reconnects)),
        Fact(translate("Connections", "Security"), ", ".join(protection(status))),
    ]
    return tuple(facts)


def _agent(status: LinkStatus) -> tuple[Fact, ...]:
    facts = []
    if status.version:
        facts.append(Fact(translate("Connections", "Version"), status.version))
    if status.instance is not None:
        facts.append(Fact(translate("Connections", "Instance"), str(status.instance)))
    if status.skew_us is not None:
        skew, word = skew_text(status.skew_us), skew_word(status.skew_us)
        value = f"{skew}, {word}" if word else skew
        facts.append(Fact(translate("Connections", "Clock skew"), value, heavy=bool(word)))
    return tuple(facts)


def _buffer(known: Known) -> tuple[Fact, ...]:
    """Return the agent's buffer while it is connected: of one that is not, nobody knows how it goes on."""
    status, buffer = known.status, buffer_of(known.status, known.rate)
    place = []
    if status.next_sequence is not None:
        place.append(Fact(translate("Connections", "Next to read"), count(status.next_sequence)))
    if buffer is None:
        if status.connected and status.last_data_us is not None:
            words = translate("Connections", "The agent does not say what its buffer holds.")
            place.append(Fact("", words, sentence=True))
        return tuple(place)
    facts = [
        Fact(translate("Connections", "Size"), count(buffer.size)),
        Fact(translate("Connections", "Filled"), f"{count(buffer.filled)} ({percent(buffer.fill)})"),
        Fact(translate("Connections", "First kept"), count(status.first_sequence)),
        Fact(translate("Connections", "Next at the agent"), count(status.agent_next_sequence)),
        *place,
    ]
    if buffer.unread is not None:
        unread = f"{count(buffer.unread)} ({percent(buffer.unread_share)})"
        facts.append(Fact(translate("Connections", "Not read yet"), unread, heavy=buffer.urgent))
    rate = translate("Connections", "unknown")
    if buffer.rate is not None:
        rate = translate("Connections", "%1 per second").replace("%1", number(buffer.rate, 1))
    facts += [
        Fact(translate("Connections", "Rate"), rate),
        Fact(translate("Connections", "Time to overrun"), _overrun(buffer), heavy=buffer.urgent),
    ]
    return tuple(facts)


def _overrun(buffer: Buffer) -> str:
    left = buffer.overrun_us
    if left is None:
        return translate("Connections", "unknown")
    return translate("Connections", "never at this rate") if math.isinf(left) else duration(int(left))


def _losses(known: Known, zone: ZoneInfo, now_us: int, phrases: Phrases) -> tuple[Fact, ...]:
    status, losses = known.status, known.losses
    facts = [] if losses is None else list(_losses_today(status, losses, zone, now_us, phrases))
    facts.append(Fact(translate("Connections", "Lost since the start"), count(status.lost), heavy=status.lost > 0))
    return tuple(facts)


def _losses_today(
    status: LinkStatus, losses: Losses, zone: ZoneInfo, now_us: int, phrases: Phrases
) -> tuple[Fact, ...]:
    """Return today's losses, the newest first; what an endpoint that is down misses is not known yet."""
    down = not status.connected
    whole = not_stored_text(losses.lost, unknown=down or losses.unknown > 0)
    facts = [
        Fact(translate("Connections", "Not stored today"), whole, heavy=down or losses.any),
        Fact(translate("Connections", "Gaps today"), count(len(losses.gaps)), heavy=losses.any),
    ]
    if down:
        since = clock(status.last_data_us or status.since_us, zone, now_us)
        label = translate("Connections", "since %1").replace("%1", since)
        facts.append(Fact(label, translate("Connections", "unknown"), heavy=True))
    facts += [
        Fact(gap_text(gap, zone, now_us), not_stored_text(gap.lost or 0, unknown=gap.lost is None))
        for gap in losses.gaps[::-1][:_GAPS_SHOWN]
    ]
    more = len(losses.gaps) - _GAPS_SHOWN
    if more > 0:
        facts.append(Fact("", phrases.more_gaps(more), sentence=True))
    return tuple(facts)


def _data(known: Known) -> tuple[Fact, ...]:
    status = known.status
    facts = [
        Fact(translate("Connections", "Observations"), count(status.observations)),
        Fact(translate("Connections", "Rejected observations"), count(status.rejected), heavy=status.rejected > 0),
        Fact(translate("Connections", "Unreadable documents"), count(status.parse_errors), heavy=known.unreadable > 0),
    ]
    if known.unreadable:
        lately = translate("Connections", "in the last 10 min", "unreadable documents")
        facts.append(Fact(lately, count(known.unreadable), heavy=True))
    facts.append(Fact(translate("Connections", "Received"), data_size(status.bytes_received)))
    if status.audits:
        facts += [
            Fact(translate("Connections", "Condition audits"), count(status.audits)),
            Fact(translate("Connections", "Signals put right"), count(status.healed)),
        ]
    if status.tools_reason is not None:
        words = fault_words(status.tools_reason)
        facts.append(Fact(translate("Connections", "Tools cannot be read"), words, sentence=True))
    return tuple(facts)


def _adapters(status: LinkStatus, zone: ZoneInfo, now_us: int, phrases: Phrases) -> tuple[Fact, ...]:
    """Return the agent's adapters, those without a connection first; of an agent that is down they are not known."""
    if not status.connected:
        return ()
    silent, delivering = silent_adapters(status), tuple(filter(adapter_delivers, status.adapters))
    shown = (*silent, *delivering)[:_ADAPTERS_SHOWN]
    facts = [
        Fact(adapter.name, adapter_since(status, adapter, zone, now_us), heavy=adapter in silent) for adapter in shown
    ]
    if silent:
        words = translate("Connections", "The agent has no connection to this adapter: nothing comes through it.")
        facts.insert(min(len(silent), _ADAPTERS_SHOWN), Fact("", words, sentence=True))
    more = len(status.adapters) - len(shown)
    if more > 0:
        facts.append(Fact("", phrases.more_adapters(more), sentence=True))
    return tuple(facts)


def _changes(status: LinkStatus, zone: ZoneInfo, now_us: int, phrases: Phrases) -> tuple[Fact, ...]:
    """Return what other probes found, the newest first."""
    return tuple(
        Fact(
            f"{change.machine}, {clock(change.time_us, zone, now_us)}",
            change_text(change, phrases),
            sentence=True,
            tip=change_text(change, phrases, whole=True),
        )
        for change in status.model_changes[::-1][:_CHANGES_SHOWN]
    )
