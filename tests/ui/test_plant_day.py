from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from hmi.ui.plant_day import day_window, last_midnight_us, midnight_us
from tests.ui.scene import NOW_US

SECOND, HOUR = 1_000_000, 3_600_000_000
PLANT, BERLIN = ZoneInfo("America/Sao_Paulo"), ZoneInfo("Europe/Berlin")


def local(zone: ZoneInfo, *when: int) -> int:
    return int(datetime(*when, tzinfo=zone).timestamp()) * SECOND  # type: ignore[arg-type,misc]


def test_a_day_begins_at_the_first_moment_that_exists() -> None:
    skipped = midnight_us(date(2018, 11, 4), PLANT)  # the clock went from 24:00 to 01:00
    assert datetime.fromtimestamp(skipped / SECOND, PLANT).hour in (1, 23)
    assert midnight_us(date(2026, 11, 19), PLANT) == local(PLANT, 2026, 11, 19)


@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Europe/Berlin", "UTC", "Pacific/Auckland"])
def test_the_day_begins_at_the_plants_midnight(zone: str) -> None:
    place = ZoneInfo(zone)
    start = datetime.fromtimestamp(last_midnight_us(NOW_US, place) / SECOND, place)
    now = datetime.fromtimestamp(NOW_US / SECOND, place)
    assert (start.hour, start.minute, start.date()) == (0, 0, now.date())


def test_a_day_of_twenty_three_hours_has_twenty_three() -> None:
    evening = local(BERLIN, 2026, 3, 29, 23, 59, 59)
    assert evening - last_midnight_us(evening, BERLIN) == 23 * HOUR - SECOND


def test_the_last_moment_of_a_day_still_belongs_to_it() -> None:
    midnight = local(PLANT, 2026, 11, 20)
    assert day_window(midnight - 1, PLANT) == (midnight - 24 * HOUR, midnight)
    assert day_window(midnight, PLANT) == (midnight, midnight + 24 * HOUR)
