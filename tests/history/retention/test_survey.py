"""What is found of a store by looking at a little of it."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from hmi.domain.retention import Retention
from hmi.domain.stock import Stock, Tier, forecast
from hmi.history.queries import History
from hmi.history.retention.limits import DAY_US, HOUR_US
from hmi.history.retention.survey import Survey
from hmi.history.schema import gap, rollup_1h, rollup_10m, sample, sample_chunk, state_interval, text_event
from hmi.history.sqlite.database import SqliteDatabase
from tests.history.making import database_in
from tests.history.retention.stocked import EXECUTION, KEPT_LONG, LOAD, NOW, Stocked
from tests.perf.floor import END_US, SIGNALS, Floor, floor_file

FLOOR = Floor(machines=2, days=10)
TABLES = {Tier.SAMPLES: ("sample", "sample_chunk"), Tier.TEN_MINUTES: ("rollup_10m",), Tier.HOURS: ("rollup_1h",)}


@pytest.fixture(scope="module")
def floor() -> Path:
    """Return a store of two machines and ten days, a million observations a machine."""
    return floor_file(FLOOR)


def pages(path: Path) -> dict[str, int]:
    """Return the bytes that each table takes by SQLite's own count, or skip where it does not count."""
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name").fetchall()
    except sqlite3.OperationalError:
        pytest.skip("this SQLite has no dbstat")
    finally:
        connection.close()
    return dict(rows)


def test_the_sizes_of_the_tiers_are_found_within_a_tenth_of_what_the_database_counts(floor: Path) -> None:
    counted = pages(floor)
    history = History(SqliteDatabase(floor))
    stock = history.stock(Retention(), END_US)
    while stock.looked_at < 1:
        stock = history.stock(Retention(), END_US)
    history.close()
    for tier in stock.tiers:
        if tier.tier is not Tier.EVENTS:
            assert tier.size == pytest.approx(sum(counted[name] for name in TABLES[tier.tier]), rel=0.1)
            assert tier.per_day == pytest.approx(tier.size / FLOOR.days, rel=0.1)
            assert tier.since_us == pytest.approx(FLOOR.start_us, abs=HOUR_US)
    assert stock.size == floor.stat().st_size
    assert 0 <= stock.other < stock.size / 10
    assert stock.measured_days == 7
    assert stock.disk_free is not None
    assert forecast(stock) is not None


def test_a_look_takes_no_longer_than_its_budget_and_the_rest_is_taken_to_be_alike(floor: Path) -> None:
    database = SqliteDatabase(floor)
    whole = History(database)
    known = whole.stock(Retention(), END_US)
    whole.close()
    ticks = iter(range(1_000_000))
    survey = Survey(database, budget_s=2, timer=lambda: next(ticks))
    engine = database.reading(1)
    with engine.connect() as connection:
        first = survey.stock(connection, Retention(), END_US)
        assert 0 < first.looked_at < 1
        stock = first
        for _ in range(3 * FLOOR.machines * len(SIGNALS)):
            stock = survey.stock(connection, Retention(), END_US)
    engine.dispose()
    assert replace(stock, disk_free=None) == replace(known, disk_free=None)  # others use the disk, too


def test_a_store_of_an_hour_is_measured_by_its_hour(store: Stocked, tmp_path: Path) -> None:
    second = 1_000_000
    store.put(sample, LOAD, [NOW - n * second for n in range(3_601)])
    stock = look(store, tmp_path, Retention())
    samples = stock.tiers[0]
    assert stock.measured_days == pytest.approx(1 / 24)
    assert samples.size == pytest.approx(3_601 * 33)
    assert samples.per_day == pytest.approx(86_400 * 6, rel=0.01)  # they will be packed


def test_what_a_database_never_packs_is_counted_as_rows(store: Stocked, tmp_path: Path) -> None:
    minute = 60_000_000
    store.put(sample, LOAD, [NOW - n * minute for n in range(2 * 1440)])
    samples = look(store, tmp_path, Retention()).tiers[0]
    assert samples.per_day == pytest.approx(1440 * 33, rel=0.01)
    assert samples.size == pytest.approx(2 * 1440 * 33, rel=0.01)


def test_a_signal_that_is_kept_longer_is_a_part_of_its_own(store: Stocked, tmp_path: Path) -> None:
    for owner in (LOAD, KEPT_LONG):
        store.put(sample_chunk, owner, [NOW - NOW % HOUR_US - hour * HOUR_US for hour in range(3, 48)])
    (samples, *_) = look(store, tmp_path, Retention(signals={"kept_long": 365})).tiers
    assert [(part.days, round(part.held_days)) for part in samples.parts] == [(30, 2), (365, 2)]
    assert samples.levels_at == pytest.approx(sum(part.per_day * part.days for part in samples.parts))


def test_a_row_that_only_still_holds_does_not_say_how_far_back_the_history_reaches(
    store: Stocked, tmp_path: Path
) -> None:
    store.put(sample_chunk, LOAD, [NOW - 400 * DAY_US, *(NOW - hour * HOUR_US for hour in range(3, 30))])
    (samples, *_) = look(store, tmp_path, Retention()).tiers
    assert samples.since_us == NOW - 29 * HOUR_US


def test_texts_states_and_gaps_are_events(store: Stocked, tmp_path: Path) -> None:
    days = [NOW - day * DAY_US + 1 for day in range(14, 0, -1)]
    store.put(text_event, EXECUTION, days)
    store.put(state_interval, 1, days, t1=NOW)
    store.put(gap, 1, days, t1=NOW, reason="overrun", lost=1)
    events = look(store, tmp_path, Retention()).tiers[-1]
    assert events.tier is Tier.EVENTS
    assert events.since_us == days[0]
    assert events.per_day == pytest.approx(29 + 62 + 50)
    assert events.size == pytest.approx(14 * (29 + 62 + 50), rel=0.1)


def test_rollups_and_an_empty_store(store: Stocked, tmp_path: Path) -> None:
    nothing = look(store, tmp_path, Retention())
    assert [(tier.size, tier.since_us) for tier in nothing.tiers] == [(0, None)] * 4
    assert forecast(nothing) is None
    store.put(rollup_10m, LOAD, [NOW - NOW % HOUR_US - n * 600_000_000 for n in range(144)])
    store.put(rollup_1h, LOAD, [NOW - NOW % HOUR_US - n * HOUR_US for n in range(24)])
    _, minutes, hours, _ = look(store, tmp_path, Retention()).tiers
    assert (minutes.size, hours.size) == (144 * 101, 24 * 104)


def look(store: Stocked, folder: Path, retention: Retention) -> Stock:
    """Return what a survey finds of a stocked store."""
    with store.connection.begin():
        return Survey(database_in(folder), budget_s=1e9).stock(store.connection, retention, NOW)
