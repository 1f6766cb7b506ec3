"""What goes wrong on the simulated machines: alarms and warnings in the words of their controls."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Control(Enum):
    """The families of controls, by the names on their front."""

    FANUC = "Fanuc"
    HAAS = "Haas NGC"
    MAZATROL = "Mazatrol"
    OSP = "OSP-P300"
    SINUMERIK = "Sinumerik"


@dataclass(frozen=True, slots=True)
class Alarm:
    """A fault that stops the machine; ``condition`` is the key of the data item that reports it.

    ``minutes`` are the least and the most until somebody has cleared it. ``pressure_bar`` is what the hydraulic
    pressure falls to, where that is the trouble. ``hot``: raised by the spindle's temperature, cleared when it is cool.
    ``also`` is a second code and text that the control raises with it, on the same condition.
    """

    code: str
    text: str
    condition: str
    execution: str = "INTERRUPTED"
    minutes: tuple[float, float] = (4, 12)
    qualifier: str = ""
    emergency: bool = False
    pressure_bar: float | None = None
    hot: bool = False
    also: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Warnings:
    """The texts of the things that do not stop the machine, as (code, text)."""

    coolant_low: tuple[str, str]
    lubrication_low: tuple[str, str]
    spindle_warm: tuple[str, str]
    filter_clogged: tuple[str, str]


ALARMS: dict[Control, tuple[Alarm, ...]] = {
    Control.FANUC: (
        Alarm("SP9001", "SPINDLE MOTOR OVERHEAT", "Stempc", qualifier="HIGH", hot=True),
        Alarm(
            "SV0411",
            "EXCESS ERROR (MOVING) X AXIS",
            "servo",
            minutes=(5, 14),
            also=("SV0404", "V READY ON X AXIS"),
        ),
        Alarm("2288", "HYDRAULIC PRESSURE LOW", "hydc", qualifier="LOW", pressure_bar=21.0, minutes=(6, 15)),
        Alarm("3006", "CHIP CONVEYOR OVERLOAD", "logic", execution="STOPPED", minutes=(3, 7)),
        Alarm("2011", "DOOR INTERLOCK OPEN", "logic", minutes=(2, 5)),
        Alarm(
            "EX1001",
            "EMERGENCY STOP",
            "system",
            execution="STOPPED",
            minutes=(3, 8),
            emergency=True,
            also=("SV0401", "IMPROPER V_READY OFF"),
        ),
    ),
    Control.HAAS: (
        Alarm("122", "REGENERATIVE LOAD / SPINDLE OVERHEAT", "Stempc", qualifier="HIGH", hot=True),
        Alarm("103", "X AXIS SERVO ERROR TOO LARGE", "servo", minutes=(5, 13)),
        Alarm("110", "SPINDLE CONVEYOR MOTOR OVERCURRENT", "logic", execution="STOPPED", minutes=(3, 8)),
        Alarm("133", "SPINDLE DRAWBAR NOT CLAMPED", "Ssystem", minutes=(4, 12)),
        Alarm("107", "EMERGENCY STOP", "system", execution="STOPPED", minutes=(2, 7), emergency=True),
    ),
    Control.MAZATROL: (
        Alarm("43", "SPINDLE TEMPERATURE ABNORMAL", "Stempc", qualifier="HIGH", hot=True),
        Alarm("36", "HYDRAULIC PRESSURE LOW", "hydc", qualifier="LOW", pressure_bar=19.0, minutes=(5, 14)),
        Alarm("233", "CHUCK PRESSURE ABNORMAL", "logic", minutes=(3, 8)),
        Alarm("52", "SERVO WARNING (EXCESS ERROR) Z", "servo", minutes=(5, 12)),
        Alarm("3", "EMERGENCY STOP", "system", execution="STOPPED", minutes=(2, 6), emergency=True),
    ),
    Control.OSP: (
        Alarm("1731", "SPINDLE THERMAL PROTECTION", "Stempc", qualifier="HIGH", hot=True),
        Alarm("2209", "TOOL BREAKAGE DETECTED", "motion", minutes=(5, 12)),
        Alarm("1209", "Z AXIS OVERLOAD", "servo", minutes=(5, 12)),
        Alarm("2288", "HYDRAULIC PRESSURE LOW", "hydc", qualifier="LOW", pressure_bar=20.0, minutes=(6, 15)),
        Alarm("1001", "EMERGENCY STOP", "system", execution="STOPPED", minutes=(2, 7), emergency=True),
    ),
    Control.SINUMERIK: (
        Alarm("300614", "AXIS SP1 MOTOR TEMPERATURE EXCEEDED", "Stempc", qualifier="HIGH", hot=True),
        Alarm(
            "25050",
            "AXIS X CONTOUR MONITORING",
            "servo",
            minutes=(5, 12),
            also=("25201", "AXIS X DRIVE FAULT"),
        ),
        Alarm("700412", "TOOL MAGAZINE NOT IN POSITION", "logic", minutes=(4, 10)),
        Alarm("10631", "NCK AXIS Y SW LIMIT SWITCH +", "motion", minutes=(3, 8)),
        Alarm("3000", "EMERGENCY STOP", "system", execution="STOPPED", minutes=(2, 7), emergency=True),
    ),
}

WARNINGS: dict[Control, Warnings] = {
    Control.FANUC: Warnings(
        ("2044", "COOLANT LEVEL LOW"),
        ("1021", "LUBRICATION OIL LOW"),
        ("2051", "SPINDLE TEMPERATURE HIGH"),
        ("3014", "COOLANT FILTER CLOGGED"),
    ),
    Control.HAAS: Warnings(
        ("9119", "LOW COOLANT"),
        ("803", "LOW LUBE"),
        ("119", "SPINDLE TEMPERATURE HIGH"),
        ("9110", "COOLANT FILTER CLOGGED"),
    ),
    Control.MAZATROL: Warnings(
        ("334", "COOLANT TANK LEVEL LOW"),
        ("310", "SLIDEWAY LUBE OIL LOW"),
        ("338", "SPINDLE TEMPERATURE HIGH"),
        ("336", "COOLANT FILTER CLOGGED"),
    ),
    Control.OSP: Warnings(
        ("4204", "COOLANT LEVEL LOW"),
        ("4201", "LUBRICATION OIL LEVEL LOW"),
        ("4322", "SPINDLE TEMPERATURE HIGH"),
        ("4216", "COOLANT FILTER CLOGGED"),
    ),
    Control.SINUMERIK: Warnings(
        ("700215", "COOLANT LEVEL LOW"),
        ("700310", "CENTRAL LUBRICATION LEVEL LOW"),
        ("300613", "AXIS SP1 MOTOR TEMPERATURE WARNING"),
        ("700221", "COOLANT FILTER CLOGGED"),
    ),
}
