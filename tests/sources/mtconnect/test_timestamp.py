from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.sources.mtconnect.timestamp import parse_us

SECOND = 1_462_221_414_000_000
"""2016-05-02T20:36:54Z"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2016-05-02T20:36:54Z", SECOND),
        ("2016-05-02T20:36:54", SECOND),
        ("2016-05-02T20:36:54.Z", SECOND),
        ("2016-05-02T20:36:54.0Z", SECOND),
        ("2016-05-02T20:36:54.5Z", SECOND + 500_000),
        ("2016-05-02T20:36:54.04Z", SECOND + 40_000),
        ("2016-05-02T20:36:54.043Z", SECOND + 43_000),
        ("2016-05-02T20:36:54.043538Z", SECOND + 43_538),
        ("2016-05-02T20:36:54.043538", SECOND + 43_538),
        ("2016-05-02T20:36:54.0435389Z", SECOND + 43_538),
        ("2016-05-02T20:36:54.043538999Z", SECOND + 43_538),
        ("2016-05-02T13:36:54.043538-07:00", SECOND + 43_538),
        ("2016-05-02T22:06:54+01:30", SECOND),
        ("1969-12-31T23:59:59.999999Z", -1),
        ("1970-01-01T00:00:00Z", 0),
    ],
)
def test_a_time_stamp_is_microseconds_utc(text: str, expected: int) -> None:
    assert parse_us(text) == expected


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1)),  # noqa: DTZ001 - the zone is given beside it
    st.integers(-23 * 60, 23 * 60),
)
def test_no_microsecond_is_lost_in_any_zone(moment: datetime, offset_min: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=offset_min)))
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=parse_us(aware.isoformat())) == aware


@pytest.mark.parametrize(
    "text", ["", "UNAVAILABLE", "2016-05-02T25:00:00Z", "2016-02-30T00:00:00Z", "20:36:54Z", "2016-05-02T20:36:54.x"]
)
def test_what_is_no_time_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_us(text)


def test_the_edge_of_time_is_no_crash() -> None:
    try:
        parse_us("0001-01-01T00:00:00+23:00")
    except (ValueError, OverflowError):
        return
    assert parse_us("0001-01-01T00:00:00Z") < 0
