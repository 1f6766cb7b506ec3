"""The words of the domain in the language of the window: states, reasons, link modes, faults, units."""

from __future__ import annotations

import re

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from hmi.domain.link import LinkMode, LinkReason
from hmi.domain.phrase import Phrase
from hmi.domain.signal import Role, Signal
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.domain.words import FAULTS, ROLES, RULE, STATES, role_word, unit_symbol
from hmi.history.errors import AlreadyCollecting, StoreDamagedError, Trouble
from hmi.live.feed import MachineLive

_REASON = {
    Reason.LINK_LOST: QT_TRANSLATE_NOOP("Reason", "No signal from the endpoint"),
    Reason.NO_DATA: QT_TRANSLATE_NOOP("Reason", "Control off"),
    Reason.NOTHING_YET: QT_TRANSLATE_NOOP("Reason", "Nothing received yet"),
    Reason.EMERGENCY_STOP: QT_TRANSLATE_NOOP("Reason", "Emergency stop pressed"),
    Reason.FAULT: QT_TRANSLATE_NOOP("Reason", "Fault active"),
    Reason.CUTTING: QT_TRANSLATE_NOOP("Reason", "Program running"),
    Reason.FEED_ZERO: QT_TRANSLATE_NOOP("Reason", "Program running, feed override 0 %"),
    Reason.PREPARING: QT_TRANSLATE_NOOP("Reason", "Program active in set-up"),
    Reason.WAITING: QT_TRANSLATE_NOOP("Reason", "Waiting, goes on by itself"),
    Reason.WAITED_LONG: QT_TRANSLATE_NOOP("Reason", "Waiting for long"),
    Reason.FEED_HOLD: QT_TRANSLATE_NOOP("Reason", "Feed hold"),
    Reason.INTERRUPTED: QT_TRANSLATE_NOOP("Reason", "Program interrupted"),
    Reason.PROGRAM_STOP: QT_TRANSLATE_NOOP("Reason", "M00 program stop"),
    Reason.OPTIONAL_STOP: QT_TRANSLATE_NOOP("Reason", "M01 optional stop"),
    Reason.PROGRAM_ENDED_EARLY: QT_TRANSLATE_NOOP("Reason", "Program stopped before its end"),
    Reason.READY: QT_TRANSLATE_NOOP("Reason", "Ready, no program running"),
    Reason.PROGRAM_COMPLETED: QT_TRANSLATE_NOOP("Reason", "Program completed"),
    Reason.MANUAL: QT_TRANSLATE_NOOP("Reason", "Operated by hand"),
    Reason.DERIVED_MOTION: QT_TRANSLATE_NOOP("Reason", "Moving or finishing parts"),
    Reason.DERIVED_STILL: QT_TRANSLATE_NOOP("Reason", "No motion, no parts"),
    Reason.POWER_OFF: QT_TRANSLATE_NOOP("Reason", "Power off"),
    Reason.NOT_UNDERSTOOD: QT_TRANSLATE_NOOP("Reason", "State not understood"),
}

_MODE = {
    LinkMode.CONNECTING: QT_TRANSLATE_NOOP("Link", "Connecting"),
    LinkMode.RECOVERING: QT_TRANSLATE_NOOP("Link", "Recovering"),
    LinkMode.STREAMING: QT_TRANSLATE_NOOP("Link", "Streaming"),
    LinkMode.POLLING: QT_TRANSLATE_NOOP("Link", "Polling"),
    LinkMode.WAITING: QT_TRANSLATE_NOOP("Link", "Waiting"),
}

_TROUBLE = {
    Trouble.DISK_FULL: QT_TRANSLATE_NOOP(
        "History", "The disk of %1 is full: free some space there. What waits is stored as soon as there is room."
    ),
    Trouble.LOCKED: QT_TRANSLATE_NOOP("History", "Another program holds the history in %1 locked: end it."),
    Trouble.READ_ONLY: QT_TRANSLATE_NOOP("History", "%1 may not be written: give this user the right to."),
    Trouble.UNREACHABLE: QT_TRANSLATE_NOOP("History", "%1 cannot be opened: bring its disk or its server back."),
    Trouble.REFUSED: QT_TRANSLATE_NOOP(
        "History", "%1 does not let this program in: check user and password in the site file."
    ),
    Trouble.TAKEN: QT_TRANSLATE_NOOP("History", "Another computer collects into %1: end one of the two programs."),
    Trouble.DISK_ERROR: QT_TRANSLATE_NOOP("History", "The disk of %1 reports an error: check the disk."),
    Trouble.DAMAGED: QT_TRANSLATE_NOOP("History", "The history in %1 is damaged: put back a backup, or begin anew."),
    Trouble.INTERNAL: QT_TRANSLATE_NOOP(
        "History", "The history is not written because of a defect of this program: start it again, and report it."
    ),
}

_TAKEN = QT_TRANSLATE_NOOP(
    "History", "Another window or program (process %1) collects into this data folder: use that one, or end it."
)
_LOOKING = QT_TRANSLATE_NOOP("History", "This window only reads: process %1 on %2 collects.")
_SILENT = QT_TRANSLATE_NOOP(
    "History",
    "Nobody collects any more: process %1 on %2 has ended or does not respond. Close this window and open it again to "
    "collect here.",
)
_NOTHING = QT_TRANSLATE_NOOP("History", "Nothing is collected: %1")


def _translate(context: str, source: object) -> str:
    return QCoreApplication.translate(context, str(source))  # Qt's marker is typed as object


def state_word(state: MachineState) -> str:
    """Return the state's name."""
    return _translate("State", STATES[state])


def reason_words(verdict: Verdict) -> str:
    """Return why a machine is in its state: the alarm's own text, or the rule's words."""
    if verdict.reason is Reason.FAULT and verdict.detail:
        return verdict.detail
    words = _translate("Reason", _REASON[verdict.reason])
    if verdict.reason is Reason.NOT_UNDERSTOOD and verdict.detail:
        return verdict.detail
    return words


def rule_words(verdict: Verdict) -> str:
    """Return the rule that fired with the source's own words: ``Execution FEED_HOLD · rule 8``."""
    rule = _translate("Reason", RULE).replace("%1", verdict.rule)
    return (
        f"{verdict.detail} · {rule}" if verdict.detail else f"{_translate('Reason', _REASON[verdict.reason])} · {rule}"
    )


def mode_word(mode: LinkMode) -> str:
    """Return what an endpoint's task is doing."""
    return _translate("Link", _MODE[mode])


def fault_words(reason: LinkReason) -> str:
    """Return why an endpoint delivers nothing, with its own words where it gave any."""
    words = _translate("Link", FAULTS[reason.fault])
    return f"{words}: {reason.detail}" if reason.detail else words


def why_words(live: MachineLive) -> str:
    """Return the one line under a machine's state: why it is so, or the part being made while it runs well."""
    lost = live.lost
    if live.verdict.state is MachineState.OFFLINE and lost is not None:
        return fault_words(lost)
    if live.verdict.state is MachineState.UNKNOWN and lost is not None:
        return fault_words(lost)
    if live.verdict.state is MachineState.RUNNING and live.verdict.reason is Reason.CUTTING:
        return live.text(Role.PART) or live.text(Role.PROGRAM_COMMENT) or reason_words(live.verdict)
    return reason_words(live.verdict)


def trouble_words(trouble: Trouble, folder: str) -> str:
    """Return what to do about a history that takes nothing at the moment."""
    return _translate("History", _TROUBLE[trouble]).replace("%1", folder)


def history_words(error: Exception) -> str:
    """Return why nothing is collected, and what to do."""
    if isinstance(error, AlreadyCollecting):
        return _translate("History", _TAKEN).replace("%1", "?" if error.pid is None else str(error.pid))
    if isinstance(error, StoreDamagedError):
        return _translate("History", _NOTHING).replace("%1", trouble_words(Trouble.DAMAGED, error.place))
    return _translate("History", _NOTHING).replace("%1", str(error))


def backup_words(phrase: Phrase) -> str:
    """Return a sentence about backups; nothing for a phrase that says nothing."""
    template = _translate("Backup", phrase.template) if phrase.template else ""
    return re.sub(r"%([1-9])", lambda place: str(phrase.arguments[int(place[1]) - 1]), template)


def onlooker_words(collector: AlreadyCollecting, *, silent: bool) -> str:
    """Return who collects in place of this window; ``silent``: nothing was heard of it for a while."""
    words = _translate("History", _SILENT if silent else _LOOKING)
    process = "?" if collector.pid is None else str(collector.pid)
    return words.replace("%1", process).replace("%2", collector.host or "?")


def role_name(role: str) -> str:
    """Return the name of a role for people, of all conditions together for theirs."""
    return _translate("Signal", role_word(role))


def signal_name(signal: Signal) -> str:
    """Return a signal's name for people: the role's word, with the component where a role has several."""
    if signal.role not in ROLES:
        where = signal.component_name or signal.component
        what = signal.type.replace("_", " ").capitalize()
        sub = f" ({signal.sub_type.lower()})" if signal.sub_type else ""
        axis = f" {signal.axis.upper()}" if signal.axis else ""
        return f"{where} · {what}{sub}{axis}" if where else f"{what}{sub}{axis}"
    name = role_name(signal.role)
    return name if signal.key == signal.role else f"{name} {signal.key.removeprefix(signal.role).lstrip('@')}"


def key_name(key: str) -> str:
    """Return a name for a signal of which only the key is known: the role's word, or the key as it is."""
    role, _at, where = key.partition("@")
    source = ROLES.get(role)
    if source is None:
        return key
    name = _translate("Signal", source)
    return f"{name} {where}" if where else name


def unit_word(unit: str) -> str:
    """Return a unit's symbol; a unit that the product does not know stays as the source names it."""
    return unit_symbol(unit)
