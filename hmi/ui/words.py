"""The words of the domain in the language of the window: states, reasons, link modes, faults, units."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from hmi.domain.link import LinkFault, LinkMode, LinkReason
from hmi.domain.signal import Role, Signal
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.history.errors import AlreadyCollecting, Trouble
from hmi.live.feed import MachineLive

_STATE = {
    MachineState.RUNNING: QT_TRANSLATE_NOOP("State", "Running"),
    MachineState.SETUP: QT_TRANSLATE_NOOP("State", "Setup"),
    MachineState.IDLE: QT_TRANSLATE_NOOP("State", "Idle"),
    MachineState.STOPPED: QT_TRANSLATE_NOOP("State", "Stopped"),
    MachineState.ALARM: QT_TRANSLATE_NOOP("State", "Alarm"),
    MachineState.OFF: QT_TRANSLATE_NOOP("State", "Off"),
    MachineState.OFFLINE: QT_TRANSLATE_NOOP("State", "Offline"),
    MachineState.UNKNOWN: QT_TRANSLATE_NOOP("State", "Unknown"),
}

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

_FAULT = {
    LinkFault.REFUSED: QT_TRANSLATE_NOOP("Link", "No agent answers at this address"),
    LinkFault.UNREACHABLE: QT_TRANSLATE_NOOP("Link", "Address not reachable on the network"),
    LinkFault.NAME_UNKNOWN: QT_TRANSLATE_NOOP("Link", "Host name unknown"),
    LinkFault.TIMEOUT: QT_TRANSLATE_NOOP("Link", "No answer in time"),
    LinkFault.SILENT: QT_TRANSLATE_NOOP("Link", "Agent silent"),
    LinkFault.CLOSED: QT_TRANSLATE_NOOP("Link", "Agent closed the connection"),
    LinkFault.NOT_AN_AGENT: QT_TRANSLATE_NOOP("Link", "Answers, but is no MTConnect agent"),
    LinkFault.AGENT_ERROR: QT_TRANSLATE_NOOP("Link", "Agent reports an error"),
    LinkFault.HTTP_STATUS: QT_TRANSLATE_NOOP("Link", "Unexpected HTTP status"),
    LinkFault.REDIRECTED: QT_TRANSLATE_NOOP("Link", "Agent sends us elsewhere; correct the URL if that is right"),
    LinkFault.TLS: QT_TRANSLATE_NOOP("Link", "No secure connection"),
    LinkFault.TLS_ONLY: QT_TRANSLATE_NOOP("Link", "Agent expects https; correct the URL"),
    LinkFault.TLS_MISSING: QT_TRANSLATE_NOOP("Link", "Agent does not speak https here; check the URL"),
    LinkFault.CERTIFICATE_UNTRUSTED: QT_TRANSLATE_NOOP("Link", "Agent's certificate is not trusted; name its CA"),
    LinkFault.CERTIFICATE_WRONG_NAME: QT_TRANSLATE_NOOP("Link", "Agent's certificate is for another address"),
    LinkFault.CERTIFICATE_EXPIRED: QT_TRANSLATE_NOOP("Link", "Agent's certificate is not valid today; renew it"),
    LinkFault.CERTIFICATE_ASKED: QT_TRANSLATE_NOOP("Link", "Agent asks for a client certificate; name one"),
    LinkFault.CERTIFICATE_REFUSED: QT_TRANSLATE_NOOP("Link", "Agent refuses the client certificate"),
    LinkFault.CERTIFICATE_FILE: QT_TRANSLATE_NOOP("Link", "Certificate file not usable"),
    LinkFault.MALFORMED: QT_TRANSLATE_NOOP("Link", "Agent sends documents that cannot be read"),
    LinkFault.CREDENTIALS: QT_TRANSLATE_NOOP("Link", "Password or token not found"),
    LinkFault.CREDENTIALS_ASKED: QT_TRANSLATE_NOOP("Link", "Agent asks for a password or token; name one"),
    LinkFault.CREDENTIALS_REFUSED: QT_TRANSLATE_NOOP("Link", "Agent refuses the password or token; correct it"),
    LinkFault.DEVICE_MISSING: QT_TRANSLATE_NOOP("Link", "The agent has no such device"),
    LinkFault.INTERNAL: QT_TRANSLATE_NOOP("Link", "Internal error, see the log"),
}

_TROUBLE = {
    Trouble.DISK_FULL: QT_TRANSLATE_NOOP(
        "History", "The disk of %1 is full: free some space there. What waits is stored as soon as there is room."
    ),
    Trouble.LOCKED: QT_TRANSLATE_NOOP("History", "Another program holds the history in %1 locked: end it."),
    Trouble.READ_ONLY: QT_TRANSLATE_NOOP("History", "%1 may not be written: give this user the right to."),
    Trouble.UNREACHABLE: QT_TRANSLATE_NOOP("History", "%1 cannot be opened: bring its disk back."),
    Trouble.DISK_ERROR: QT_TRANSLATE_NOOP("History", "The disk of %1 reports an error: check the disk."),
    Trouble.DAMAGED: QT_TRANSLATE_NOOP(
        "History", "The history in %1 is damaged: close the program, move its file away and start again."
    ),
    Trouble.INTERNAL: QT_TRANSLATE_NOOP(
        "History", "The history is not written because of a defect of this program: start it again, and report it."
    ),
}

_RULE = QT_TRANSLATE_NOOP("Reason", "rule %1")
_TAKEN = QT_TRANSLATE_NOOP(
    "History", "Another window or program (process %1) collects into this data folder: use that one, or end it."
)
_NOTHING = QT_TRANSLATE_NOOP("History", "Nothing is collected: %1")

_ROLE = {
    Role.AVAILABILITY: QT_TRANSLATE_NOOP("Signal", "Availability"),
    Role.EXECUTION: QT_TRANSLATE_NOOP("Signal", "Execution"),
    Role.CONTROLLER_MODE: QT_TRANSLATE_NOOP("Signal", "Controller mode"),
    Role.FUNCTIONAL_MODE: QT_TRANSLATE_NOOP("Signal", "Functional mode"),
    Role.EMERGENCY_STOP: QT_TRANSLATE_NOOP("Signal", "Emergency stop"),
    Role.POWER_STATE: QT_TRANSLATE_NOOP("Signal", "Power"),
    Role.WAIT_STATE: QT_TRANSLATE_NOOP("Signal", "Wait state"),
    Role.PROGRAM: QT_TRANSLATE_NOOP("Signal", "Program"),
    Role.PROGRAM_COMMENT: QT_TRANSLATE_NOOP("Signal", "Program comment"),
    Role.PART: QT_TRANSLATE_NOOP("Signal", "Part"),
    Role.PART_COUNT: QT_TRANSLATE_NOOP("Signal", "Part count"),
    Role.TOOL: QT_TRANSLATE_NOOP("Signal", "Tool"),
    Role.MESSAGE: QT_TRANSLATE_NOOP("Signal", "Message"),
    Role.LINE: QT_TRANSLATE_NOOP("Signal", "Program line"),
    Role.SPINDLE_LOAD: QT_TRANSLATE_NOOP("Signal", "Spindle load"),
    Role.SPINDLE_SPEED: QT_TRANSLATE_NOOP("Signal", "Spindle speed"),
    Role.SPINDLE_TEMPERATURE: QT_TRANSLATE_NOOP("Signal", "Spindle temperature"),
    Role.SPINDLE_OVERRIDE: QT_TRANSLATE_NOOP("Signal", "Spindle override"),
    Role.FEED_RATE: QT_TRANSLATE_NOOP("Signal", "Feed rate"),
    Role.FEED_OVERRIDE: QT_TRANSLATE_NOOP("Signal", "Feed override"),
    Role.RAPID_OVERRIDE: QT_TRANSLATE_NOOP("Signal", "Rapid override"),
}

_UNIT = {
    "PERCENT": "%",
    "REVOLUTION/MINUTE": "rpm",
    "MILLIMETER/SECOND": "mm/s",
    "MILLIMETER/MINUTE": "mm/min",
    "MILLIMETER/REVOLUTION": "mm/rev",
    "MILLIMETER": "mm",
    "MILLIMETER_3D": "mm",
    "CELSIUS": "°C",
    "DEGREE": "°",
    "DEGREE/SECOND": "°/s",
    "SECOND": "s",
    "PASCAL": "Pa",
    "BAR": "bar",
    "LITER": "l",
    "LITER/SECOND": "l/s",
    "NEWTON_METER": "N·m",
    "NEWTON": "N",
    "VOLT": "V",
    "AMPERE": "A",
    "WATT": "W",
    "HERTZ": "Hz",
    "COUNT": "",
}


def _translate(context: str, source: object) -> str:
    return QCoreApplication.translate(context, str(source))  # Qt's marker is typed as object


def state_word(state: MachineState) -> str:
    """Return the state's name."""
    return _translate("State", _STATE[state])


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
    rule = _translate("Reason", _RULE).replace("%1", verdict.rule)
    return (
        f"{verdict.detail} · {rule}" if verdict.detail else f"{_translate('Reason', _REASON[verdict.reason])} · {rule}"
    )


def mode_word(mode: LinkMode) -> str:
    """Return what an endpoint's task is doing."""
    return _translate("Link", _MODE[mode])


def fault_words(reason: LinkReason) -> str:
    """Return why an endpoint delivers nothing, with its own words where it gave any."""
    words = _translate("Link", _FAULT[reason.fault])
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
    return _translate("History", _NOTHING).replace("%1", str(error))


def signal_name(signal: Signal) -> str:
    """Return a signal's name for people: the role's word, with the component where a role has several."""
    source = _ROLE.get(signal.role)
    if source is None:
        where = signal.component_name or signal.component
        what = signal.type.replace("_", " ").capitalize()
        sub = f" ({signal.sub_type.lower()})" if signal.sub_type else ""
        axis = f" {signal.axis.upper()}" if signal.axis else ""
        return f"{where} · {what}{sub}{axis}" if where else f"{what}{sub}{axis}"
    name = _translate("Signal", source)
    return name if signal.key == signal.role else f"{name} {signal.key.removeprefix(signal.role).lstrip('@')}"


def key_name(key: str) -> str:
    """Return a name for a signal of which only the key is known: the role's word, or the key as it is."""
    role, _at, where = key.partition("@")
    source = _ROLE.get(role)
    if source is None:
        return key
    name = _translate("Signal", source)
    return f"{name} {where}" if where else name


def unit_word(unit: str) -> str:
    """Return a unit's symbol; a unit that the product does not know stays as the source names it."""
    return _UNIT.get(unit.upper(), unit.lower().replace("_", " "))
