"""Values in the product's units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.sources.mtconnect.units import _CONVERSIONS, conversion


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        ("MILLIMETER/SECOND", 4.1, (246.0, "MILLIMETER/MINUTE")),
        ("millimeter/second", 2, (120.0, "MILLIMETER/MINUTE")),
        ("PASCAL", 3_820_000, (38.2, "BAR")),
        ("INCH", 1, (25.4, "MILLIMETER")),
        ("INCH/MINUTE", 100, (2540.0, "MILLIMETER/MINUTE")),
        ("FAHRENHEIT", 212, (100.0, "CELSIUS")),
        ("FAHRENHEIT", -40, (-40.0, "CELSIUS")),
        ("KELVIN", 300.15, (27.0, "CELSIUS")),
        ("REVOLUTION/SECOND", 50, (3000.0, "REVOLUTION/MINUTE")),
        ("RADIAN", 3.141592653589793, (180.0, "DEGREE")),
        ("RADIAN/MINUTE", 3.141592653589793, (3.0, "DEGREE/SECOND")),
        ("HOUR", 1.5, (5400.0, "SECOND")),
    ],
)
def test_a_unit_becomes_the_one_that_a_shop_reads(unit: str, value: float, expected: tuple[float, str]) -> None:
    converted = conversion(unit)
    assert converted is not None
    assert converted.of(value) == pytest.approx(expected[0])
    assert converted.unit == expected[1]


@pytest.mark.parametrize("unit", ["PERCENT", "MILLIMETER", "MILLIMETER/MINUTE", "BAR", "x:FURLONG", ""])
def test_a_unit_of_the_product_or_an_unknown_one_stays(unit: str) -> None:
    assert conversion(unit) is None


def test_what_is_converted_is_in_a_unit_that_stays() -> None:
    assert all(conversion(converted.unit) is None for converted in _CONVERSIONS.values())


@given(st.sampled_from(sorted(_CONVERSIONS)), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_more_stays_more(unit: str, one: float, other: float) -> None:
    converted = _CONVERSIONS[unit]
    low, high = sorted((one, other))
    assert converted.of(low) <= converted.of(high)
