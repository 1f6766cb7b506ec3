"""Making room: what goes, what stays, and how little at a time."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from queue import Queue

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Table, insert, select

from hmi.domain.observation import Condition
from hmi.domain.records import Entry
from hmi.domain.retention import Retention
from hmi.domain.state import MachineState
from hmi.history.retention.chore import RetentionChore
from hmi.history.retention.limits import DAY_US, HOUR_US
from hmi.history.schema import (
    condition_event,
    dirty_hour,
    gap,
    latest,
    rollup_1h,
    rollup_10m,
    sample,
    sample_chunk,
    state_interval,
    text_event,
)
from tests.history import making
from tests.history.making import EXECUTION as EXECUTION_SIGNAL
from tests.history.making import FAULT, WAIT_S, batch, history_in, rows, seen, state, writing
from tests.history.making import LOAD as LOAD_SIGNAL
from tests.history.retention.stocked import EXECUTION, KEPT_LONG, KEPT_SHORT, LOAD, NOW, RETENTION, SYSTEM, Stocked

MINUTE = 60_000_000
HOUR_BEGAN = NOW - NOW % HOUR_US


def days_ago(*days: float) -> list[int]:
    """Return times at the beginning of an hour, so many days ago, oldest first."""
    return sorted(HOUR_BEGAN - int(day * 24) * HOUR_US for day in days)


def every(days: int) -> list[int]:
    """Return a time for each of the last days."""
    return days_ago(*range(days))


@pytest.mark.parametrize(
    ("table", "owner", "days"),
    [
        (sample, LOAD, 3),
        (sample, KEPT_LONG, 8),
        (sample, KEPT_SHORT, 1),
        (sample_chunk, LOAD, 3),
        (sample_chunk, KEPT_LONG, 8),
        (text_event, EXECUTION, 7),
    ],
)
def test_what_holds_until_the_next_goes_by_its_days_but_for_the_newest(
    store: Stocked, table: Table, owner: int, days: int
) -> None:
    store.put(table, owner, every(20))
    store.make_room(RetentionChore(RETENTION))
    assert store.times(table, owner) == every(days + 2)


@pytest.mark.parametrize(
    ("table", "owner", "days"),
    [(rollup_10m, LOAD, 5), (rollup_10m, KEPT_LONG, 8), (rollup_1h, LOAD, 10), (rollup_1h, KEPT_LONG, 10)],
)
def test_rollups_go_by_the_days_of_their_tier_and_not_before_the_samples(
    store: Stocked, table: Table, owner: int, days: int
) -> None:
    store.put(table, owner, every(20))
    store.make_room(RetentionChore(RETENTION))
    assert store.times(table, owner) == every(days + 1)


def test_as_months_pass_the_store_keeps_its_last_days(store: Stocked) -> None:
    chore = RetentionChore(RETENTION)
    for month in range(4):
        now = NOW + month * 30 * DAY_US
        store.reached(now)
        store.put(sample, LOAD, [now - hour * HOUR_US - 1 for hour in range(30 * 24)])
        store.put(state_interval, 1, [now - day * DAY_US for day in range(30, 0, -1)], t1=now)
        store.make_room(chore, now)
        oldest = min(store.times(sample, LOAD))
        assert now - 3 * DAY_US - 3 * HOUR_US < oldest < now - 3 * DAY_US
        assert len(store.times(sample, LOAD)) in (73, 74)


def test_an_interval_goes_once_it_has_ended_before_the_limit(store: Stocked) -> None:
    begins = every(20)
    for begin, end in zip(begins, [*begins[1:], None], strict=True):
        store.put(state_interval, 1, [begin], t1=end)
        if end is not None:
            store.put(gap, 1, [begin], t1=end, reason="overrun", lost=1)
    store.make_room(RetentionChore(RETENTION))
    assert store.times(state_interval, 1) == every(8)
    assert store.times(gap, 1) == days_ago(*range(1, 8))


def test_an_interval_that_lasts_stays_however_old(store: Stocked) -> None:
    store.put(state_interval, 1, days_ago(400), t1=None)
    store.put(gap, 1, days_ago(399), t1=NOW, reason="overrun", lost=1)
    store.make_room(RetentionChore(RETENTION))
    assert store.times(state_interval, 1) == days_ago(400)
    assert store.times(gap, 1) == days_ago(399)


def test_the_only_value_of_a_signal_stays_however_old(store: Stocked) -> None:
    for table, owner in ((sample, LOAD), (text_event, EXECUTION), (condition_event, SYSTEM)):
        store.put(table, owner, days_ago(400))
    store.make_room(RetentionChore(RETENTION))
    for table, owner in ((sample, LOAD), (text_event, EXECUTION), (condition_event, SYSTEM)):
        assert store.times(table, owner) == days_ago(400)


def test_latest_values_stay(store: Stocked) -> None:
    row = {"signal_id": LOAD, "ts": days_ago(400)[0], "instance_id": 1, "seq": 1, "q": 0}
    with store.connection.begin():
        store.connection.execute(insert(latest).values(row))
    store.make_room(RetentionChore(RETENTION))
    with store.connection.begin():
        assert len(store.connection.execute(select(latest)).all()) == 1


def test_samples_wait_until_their_hours_are_rolled_up(store: Stocked) -> None:
    store.put(sample, LOAD, every(20))
    store.put(sample_chunk, LOAD, every(20))
    store.put(sample, KEPT_SHORT, every(20))
    store.put(dirty_hour, LOAD, days_ago(12, 2))
    chore = RetentionChore(RETENTION)
    store.make_room(chore)
    assert store.times(sample, LOAD) == store.times(sample_chunk, LOAD) == every(13)
    assert store.times(sample, KEPT_SHORT) == every(3)
    with store.connection.begin():
        store.connection.execute(dirty_hour.delete())
    store.make_room(chore, NOW + HOUR_US)
    assert store.times(sample, LOAD) == every(5)


def test_a_clock_that_jumps_ahead_deletes_nothing(store: Stocked) -> None:
    store.put(sample, LOAD, every(3))
    store.put(text_event, EXECUTION, every(3))
    store.make_room(RetentionChore(RETENTION), NOW + 5_000 * DAY_US)
    assert store.times(sample, LOAD) == store.times(text_event, EXECUTION) == every(3)


def test_a_source_whose_clock_is_ahead_deletes_nothing(store: Stocked) -> None:
    store.reached(NOW + 5_000 * DAY_US)
    store.put(sample, LOAD, every(3))
    store.make_room(RetentionChore(RETENTION))
    assert store.times(sample, LOAD) == every(3)


def test_an_empty_store_has_nothing_to_make_room_in(store: Stocked) -> None:
    with store.connection.begin():
        store.connection.exec_driver_sql("DELETE FROM ingest_cursor")
    assert store.make_room(RetentionChore(RETENTION)) == 1


TIMES = st.lists(st.integers(0, 15 * 24 * 60), max_size=40, unique=True)


@settings(deadline=None, max_examples=60)
@given(
    samples=TIMES,
    spans=TIMES,
    days=st.tuples(st.integers(1, 14), st.integers(1, 14), st.integers(1, 14)).map(sorted),
    events=st.integers(1, 14),
    own=st.integers(1, 14),
    ahead=st.integers(-3, 3),
)
def test_nothing_younger_than_its_limit_is_ever_deleted_and_little_that_is_older_stays(
    one_store: Stocked, samples: list[int], spans: list[int], days: list[int], events: int, own: int, ahead: int
) -> None:
    store = one_store
    store.empty()
    store.reached(NOW + ahead * DAY_US)
    retention = Retention(days[0], days[1], days[2], events, {"kept_long": own})
    until = NOW + min(ahead, 0) * DAY_US
    times = sorted(NOW - minutes * MINUTE for minutes in samples)
    hours = sorted({time - time % HOUR_US for time in times})
    begins = sorted(NOW - minutes * MINUTE for minutes in spans)
    store.put(sample, LOAD, times)
    store.put(sample, KEPT_LONG, times)
    store.put(sample_chunk, LOAD, hours)
    store.put(rollup_10m, LOAD, hours)
    store.put(rollup_1h, KEPT_LONG, hours)
    store.put(text_event, EXECUTION, times)
    ends = dict(zip(begins, [*begins[1:], None], strict=False))
    for begin, end in ends.items():
        store.put(state_interval, 1, [begin], t1=end)
    store.make_room(RetentionChore(retention))
    held = (
        (sample, LOAD, times, days[0], 0),
        (sample, KEPT_LONG, times, own, 0),
        (sample_chunk, LOAD, hours, days[0], HOUR_US),
        (rollup_10m, LOAD, hours, days[1], 10 * MINUTE),
        (rollup_1h, KEPT_LONG, hours, max(days[2], own), HOUR_US),
        (text_event, EXECUTION, times, events, 0),
    )
    for table, owner, before, kept, width in held:
        left = store.times(table, owner)
        limit = until - kept * DAY_US
        assert [time for time in before if time + width > limit] == [time for time in left if time + width > limit]
        assert len([time for time in left if time + width <= limit - HOUR_US]) <= 1
    limit = until - events * DAY_US
    left = store.times(state_interval, 1)
    assert {begin for begin, end in ends.items() if end is None or end > limit} <= set(left)
    assert all((ends[begin] or NOW) > limit - HOUR_US for begin in left)


def test_a_transaction_deletes_five_thousand_rows_at_most(store: Stocked) -> None:
    old = days_ago(15)[0]
    store.put(sample, LOAD, [old + number for number in range(12_000)])
    store.put(sample_chunk, LOAD, [old - hour * HOUR_US for hour in range(1_200)])
    chore = RetentionChore(RETENTION, budget_s=1e9)
    sizes = [(12_000, 1_200)]
    more = True
    while more:
        with store.connection.begin():
            more = chore.step(store.connection, NOW)
        sizes.append((len(store.times(sample, LOAD)), len(store.times(sample_chunk, LOAD))))
    assert sizes[-1] == (1, 1)
    shares = [
        (rows_before - rows_after) / 5_000 + (chunks_before - chunks_after) / 500
        for (rows_before, chunks_before), (rows_after, chunks_after) in pairwise(sizes)
    ]
    assert max(shares) <= 1
    assert len([share for share in shares if share > 0.9]) == 4


def test_no_statement_is_begun_after_the_budget_of_a_transaction(store: Stocked) -> None:
    clock = iter(range(1_000_000))
    chore = RetentionChore(RETENTION, budget_s=2, timer=lambda: next(clock))
    store.put(sample, LOAD, every(20))
    assert store.make_room(chore) > 5
    assert store.times(sample, LOAD) == every(5)


def test_a_round_begins_every_hour_and_again_when_the_clock_was_set_back(store: Stocked) -> None:
    chore = RetentionChore(RETENTION)
    store.make_room(chore)
    assert not chore.due(NOW + HOUR_US - 1)
    assert chore.due(NOW + HOUR_US)
    assert chore.due(NOW - 1)


def test_a_round_under_way_is_due_and_a_failed_one_begins_anew_in_a_minute(store: Stocked) -> None:
    chore = RetentionChore(RETENTION)
    store.put(sample, LOAD, every(20))
    assert chore.due(NOW)
    with store.connection.begin():
        assert chore.step(store.connection, NOW)
    assert chore.due(NOW + 1)
    chore.forget()
    assert not chore.due(NOW + 2)
    store.make_room(chore, NOW + 2 * MINUTE)
    assert store.times(sample, LOAD) == every(5)


class _Announced(RetentionChore):
    """Tells when a round is over."""

    def __init__(self, retention: Retention) -> None:
        super().__init__(retention)
        self._over: Queue[int] = Queue()

    def step(self, connection: Connection, now_us: int) -> bool:
        more = super().step(connection, now_us)
        if not more:
            self._over.put(now_us)
        return more

    def wait(self, now_us: int) -> None:
        """Wait for the round of a moment."""
        while self._over.get(timeout=WAIT_S) != now_us:
            pass


def test_the_writer_makes_room_between_batches_and_what_the_program_knew_stays_known(tmp_path: Path) -> None:
    clock = [NOW - 41 * DAY_US]

    def sent(first: int, at_us: int) -> Entry:
        observations = [seen(LOAD_SIGNAL, first + n, float(n), at_us + n) for n in range(100)]
        observations += [seen(EXECUTION_SIGNAL, first + 100, f"at {first}", at_us)]
        observations += [seen(making.SYSTEM, first + 101, making.said(FAULT, f"E{first}"), at_us)]
        return Entry(batch(observations), (state(at_us, MachineState(first // 1_000 % 2)),))

    chore = _Announced(RETENTION)
    with writing(tmp_path, linger_s=0.0, clock_us=lambda: clock[0], chores=(chore,)) as writer:
        for first, days in ((1_000, 40), (2_000, 39), (3_000, 1)):
            clock[0] = NOW - days * DAY_US
            writer.offer(sent(first, clock[0]))
            chore.wait(clock[0])
        history = history_in(tmp_path)
        known = history.memory()
        clock[0] = NOW
        writer.offer(Entry(batch([seen(LOAD_SIGNAL, 4_000, 1.0, NOW)])))
        chore.wait(NOW)
    kept = [NOW - 39 * DAY_US + 99, *(NOW - DAY_US + n for n in range(100)), NOW]
    assert [ts for (ts,) in rows(tmp_path, "SELECT ts FROM sample ORDER BY ts")] == kept
    after = history.memory()
    history.close()
    assert [one for one in after.latest if one.signal != "spindle_load"] == [
        one for one in known.latest if one.signal != "spindle_load"
    ]
    assert after.open_states == known.open_states
    assert {one.value.code for one in after.latest if isinstance(one.value, Condition)} == {
        "E1000",
        "E2000",
        "E3000",
    }
    assert [ts for (ts,) in rows(tmp_path, "SELECT ts FROM condition_event ORDER BY ts")] == [
        NOW - days * DAY_US for days in (40, 39, 1)
    ]
    assert [ts for (ts,) in rows(tmp_path, "SELECT ts FROM text_event ORDER BY ts")] == [
        NOW - days * DAY_US for days in (39, 1)
    ]
    assert [t0 for (t0,) in rows(tmp_path, "SELECT t0 FROM state_interval ORDER BY t0")] == [
        NOW - days * DAY_US for days in (39, 1)
    ]
