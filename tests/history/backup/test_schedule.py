"""When the daily backup is due."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from hmi.history.backup.schedule import AGAIN_US, SETTLING_US, due_us

_ZONE = ZoneInfo("America/Sao_Paulo")
_AT = time(3, 30)


def us(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


def moment(time_us: int) -> str:
    return f"{datetime.fromtimestamp(time_us / 1_000_000, UTC):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("newest", "due"),
    [
        ("2026-11-25T06:30", "2026-11-26 06:30"),  # 03:30 in São Paulo is 06:30 UTC
        ("2026-11-25T06:29", "2026-11-25 06:30"),
        ("2026-11-25T23:00", "2026-11-26 06:30"),
    ],
)
def test_it_is_due_on_the_shops_clock_once_after_the_newest(newest: str, due: str) -> None:
    assert moment(due_us(us("2026-11-20T00:00"), us(newest), None, _AT, _ZONE)) == due


def test_a_time_that_passed_while_the_program_was_off_is_made_up_for_but_not_at_once() -> None:
    started = us("2026-11-25T12:00")
    assert due_us(started, us("2026-11-20T06:30"), None, _AT, _ZONE) == started + SETTLING_US
    assert due_us(started, None, None, _AT, _ZONE) == started + SETTLING_US
    assert moment(due_us(started, us("2026-11-25T06:31"), None, _AT, _ZONE)) == "2026-11-26 06:30"


def test_one_that_failed_is_tried_again_an_hour_later() -> None:
    failed = us("2026-11-25T06:31")
    assert due_us(0, us("2026-11-24T06:31"), failed, _AT, _ZONE) == failed + AGAIN_US


@pytest.mark.parametrize(("day", "due"), [("2026-03-28", "2026-03-29 01:30"), ("2026-10-24", "2026-10-25 00:30")])
def test_days_on_which_the_clock_is_set_have_a_backup_too(day: str, due: str) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert moment(due_us(0, us(f"{day}T12:00"), None, time(2, 30), berlin)) == due
