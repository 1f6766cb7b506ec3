"""The words of the domain in English, marked for translation: the command line prints them, the window translates them.

Each table belongs to the translation context that its markers name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hmi.domain.link import LinkFault
from hmi.domain.signal import Role
from hmi.domain.state import MachineState


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Return the text; the tool that gathers texts for translation finds it by this name, which is why it is Qt's."""
    return text


STATES: Final[Mapping[MachineState, str]] = {
    MachineState.RUNNING: QT_TRANSLATE_NOOP("State", "Running"),
    MachineState.SETUP: QT_TRANSLATE_NOOP("State", "Setup"),
    MachineState.IDLE: QT_TRANSLATE_NOOP("State", "Idle"),
    MachineState.STOPPED: QT_TRANSLATE_NOOP("State", "Stopped"),
    MachineState.ALARM: QT_TRANSLATE_NOOP("State", "Alarm"),
    MachineState.OFF: QT_TRANSLATE_NOOP("State", "Off"),
    MachineState.OFFLINE: QT_TRANSLATE_NOOP("State", "Offline"),
    MachineState.UNKNOWN: QT_TRANSLATE_NOOP("State", "Unknown"),
}

RULE: Final = QT_TRANSLATE_NOOP("Reason", "rule %1")

FAULTS: Final[Mapping[LinkFault, str]] = {
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

ROLES: Final[Mapping[str, str]] = {
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
"""The names of signals by their roles; conditions are many, so that each of them is called by its own type instead."""
CONDITIONS: Final = QT_TRANSLATE_NOOP("Signal", "Conditions")

_SECOND, _MINUTE, _HOUR, _DAY = 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000
_UNITS: Final[Mapping[str, str]] = {
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


def unit_symbol(unit: str) -> str:
    """Return a unit's symbol, which is the same in every language; an unknown unit stays as the source names it."""
    return _UNITS.get(unit.upper(), unit.lower().replace("_", " "))


def long_span(us: int) -> str:
    """Return a span in microseconds in two units at most, the same in every language.

    ``38 s``, ``42 min``, ``1 h 05``, ``2 d 4 h``; parts of a second are left out.
    """
    if us < _MINUTE:
        return f"{us // _SECOND} s"
    if us < _HOUR:
        return f"{us // _MINUTE} min"
    if us < _DAY:
        return f"{us // _HOUR} h {us % _HOUR // _MINUTE:02}"
    days, hours = us // _DAY, us % _DAY // _HOUR
    return f"{days} d {hours} h" if hours else f"{days} d"


def role_word(role: str) -> str:
    """Return the name of a role, of all conditions together for theirs."""
    return CONDITIONS if role == Role.CONDITION else ROLES[role]
