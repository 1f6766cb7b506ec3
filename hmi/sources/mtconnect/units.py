"""The units in which the product keeps numbers, and how values come there from the units of agents.

MTConnect's own units are SI (millimetres a second, pascal); a shop floor reads feed in mm/min and pressure in bar. Some
agents send inches or Fahrenheit although the standard does not allow it. A unit that is not listed is kept as it is.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Conversion(NamedTuple):
    """``value * times / by + plus`` is the value in ``unit``; in two steps, so that 3 820 000 Pa is 38.2 bar."""

    unit: str
    times: float = 1.0
    by: float = 1.0
    plus: float = 0.0

    def of(self, value: float) -> float:
        """Return a value of the source in the product's unit."""
        return value * self.times / self.by + self.plus


_CONVERSIONS: Final = {
    "MILLIMETER/SECOND": Conversion("MILLIMETER/MINUTE", times=60),
    "INCH/SECOND": Conversion("MILLIMETER/MINUTE", times=1524),
    "INCH/MINUTE": Conversion("MILLIMETER/MINUTE", times=25.4),
    "FOOT/MINUTE": Conversion("MILLIMETER/MINUTE", times=304.8),
    "INCH": Conversion("MILLIMETER", times=25.4),
    "FOOT": Conversion("MILLIMETER", times=304.8),
    "CENTIMETER": Conversion("MILLIMETER", times=10),
    "METER": Conversion("MILLIMETER", times=1000),
    "INCH/REVOLUTION": Conversion("MILLIMETER/REVOLUTION", times=25.4),
    "REVOLUTION/SECOND": Conversion("REVOLUTION/MINUTE", times=60),
    "RADIAN": Conversion("DEGREE", times=180, by=3.141592653589793),
    "DEGREE/MINUTE": Conversion("DEGREE/SECOND", by=60),
    "RADIAN/SECOND": Conversion("DEGREE/SECOND", times=180, by=3.141592653589793),
    "RADIAN/MINUTE": Conversion("DEGREE/SECOND", times=3, by=3.141592653589793),
    "FAHRENHEIT": Conversion("CELSIUS", times=5, by=9, plus=-160 / 9),
    "KELVIN": Conversion("CELSIUS", plus=-273.15),
    "PASCAL": Conversion("BAR", by=100_000),
    "KILOPASCAL": Conversion("BAR", by=100),
    "MEGAPASCAL": Conversion("BAR", times=10),
    "MILLIBAR": Conversion("BAR", by=1000),
    "POUND/INCH^2": Conversion("BAR", times=6894.757293168, by=100_000),
    "KILOWATT": Conversion("WATT", times=1000),
    "HOUR": Conversion("SECOND", times=3600),
    "MINUTE": Conversion("SECOND", times=60),
}


def conversion(unit: str) -> Conversion | None:
    """Return how a value of this unit becomes one of the product's; None where it is one already, or unknown.

    ``unit`` is MTConnect's word in any case, without the ``_3D`` of a vector.
    """
    return _CONVERSIONS.get(unit.upper())
