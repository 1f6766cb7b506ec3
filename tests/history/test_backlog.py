"""The queue of the writer: its bounds, its order, and what it does when nothing leaves it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.records import Entry, Gap, GapReason
from hmi.history.backlog import Backlog, Load
from tests.history.making import LOAD, MACHINE, SPEED, WAIT_S, batch, entry, seen, state


def some(count: int, first: int = 1) -> Entry:
    return Entry(batch(seen(LOAD, first + index) for index in range(count)))


def taken(backlog: Backlog, limit: int = 1000) -> Load:
    load = backlog.take(limit, 0.0, WAIT_S)
    assert load is not None
    return load


def gap(start_us: int, end_us: int, lost: int | None) -> Gap:
    return Gap("http://agent:5000", start_us, end_us, GapReason.OVERRUN, lost)


def test_above_nine_tenths_batches_are_refused_until_it_is_half_empty() -> None:
    backlog = Backlog(capacity=100)
    assert backlog.put(some(91))
    assert not backlog.put(some(1))
    first = taken(backlog, limit=91)
    assert not backlog.put(some(1))  # what is being written still counts
    assert not backlog.has_room()
    backlog.done(first)
    assert backlog.has_room()
    assert backlog.put(some(1))


def test_a_refused_batch_leaves_its_states_and_gaps_in_the_queue() -> None:
    backlog = Backlog(capacity=10)
    assert backlog.put(some(10))
    lost = gap(1, 2, 3)
    assert not backlog.put(Entry(batch([seen(LOAD, 11)]), (state(5),), (lost,)))
    assert backlog.put(Entry(states=(state(6),)))
    entries = taken(backlog).entries
    assert entries[1] == Entry(None, (state(5),), (lost,))
    assert entries[2] == Entry(None, (state(6),))


def test_a_batch_larger_than_the_queue_is_taken_while_there_is_room() -> None:
    backlog = Backlog(capacity=10)
    assert backlog.put(some(4))
    assert backlog.has_room()
    assert backlog.put(some(25))
    assert not backlog.put(some(1))
    assert [len(taken(backlog, limit=5).entries) for _ in range(2)] == [1, 1]


def test_a_batch_that_would_not_fit_is_refused_although_there_is_some_room() -> None:
    backlog = Backlog(capacity=10)
    assert backlog.put(some(5))
    assert not backlog.put(some(6))
    assert backlog.put(some(5))


def test_batches_without_observations_cannot_pile_up() -> None:
    backlog = Backlog(capacity=10)
    assert sum(backlog.put(entry()) for _ in range(100)) == 10


def test_an_entry_with_nothing_in_it_is_taken_and_forgotten() -> None:
    backlog = Backlog()
    assert backlog.put(Entry())
    assert backlog.flush(0)


def test_what_is_gathered_is_not_given_out_before_its_time_though_the_writer_looks_up() -> None:
    backlog = Backlog()
    backlog.declare(MACHINE, [LOAD])
    backlog.put(some(1))
    assert backlog.take(1000, WAIT_S, 0.0) is None
    assert backlog.take(1000, WAIT_S, 0.01) is None
    assert backlog.take(1, WAIT_S, 0.0) is not None


def test_a_declaration_waits_no_longer_than_an_entry_however_often_the_writer_looks_up() -> None:
    backlog = Backlog()
    backlog.declare(MACHINE, [LOAD])
    looks = 0
    while backlog.take(1000, 0.05, 0.01) is None:
        looks += 1
        assert looks < 1000
    assert backlog.take(1000, 0.0, 0.0) is None


def test_a_load_ends_before_the_entry_that_would_exceed_it() -> None:
    backlog = Backlog()
    for first in (1, 4, 7):
        backlog.put(some(3, first))
    assert [len(taken(backlog, limit=7).entries) for _ in range(2)] == [2, 1]


def test_declarations_come_before_every_entry_and_join() -> None:
    backlog = Backlog()
    backlog.declare(MACHINE, [LOAD])
    backlog.put(some(1))
    backlog.declare(MACHINE, [SPEED])
    load = taken(backlog)
    assert [set(d.signals) for d in load.declarations] == [{LOAD.key, SPEED.key}]
    assert taken_none(backlog)


def taken_none(backlog: Backlog) -> bool:
    return backlog.take(1000, 0.0, 0.0) is None


def test_a_flush_waits_for_what_was_offered_before_and_for_nothing_else() -> None:
    backlog = Backlog()
    backlog.put(some(1))
    assert not backlog.flush(0)
    flushed = threading.Event()

    def flush() -> None:
        if backlog.flush(WAIT_S):
            flushed.set()

    thread = threading.Thread(target=flush)
    thread.start()
    load = taken(backlog)
    backlog.put(some(1, 2))
    assert not flushed.is_set()
    backlog.done(load)
    thread.join(WAIT_S)
    assert flushed.is_set()


def test_states_end_the_gathering_at_once() -> None:
    returned = in_thread(lambda backlog: backlog.put(Entry(states=(state(1),))))
    assert returned.entries == (Entry(states=(state(1),)),)


def test_enough_observations_end_the_gathering_at_once() -> None:
    assert len(in_thread(lambda backlog: backlog.put(some(10))).entries) == 1


def test_closing_gives_out_what_is_left_and_refuses_batches() -> None:
    backlog = Backlog()
    backlog.put(some(1))
    backlog.close()
    assert not backlog.put(some(1))
    assert backlog.put(Entry(states=(state(1),)))
    assert len(taken(backlog).entries) == 2
    assert taken_none(backlog)


def in_thread(act: Callable[[Backlog], object]) -> Load:
    """Return what a taker that would gather for long gets once ``act`` has happened."""
    backlog = Backlog()
    loads: list[Load | None] = []
    thread = threading.Thread(target=lambda: loads.append(backlog.take(10, WAIT_S, WAIT_S)))
    thread.start()
    act(backlog)
    thread.join(WAIT_S)
    (load,) = loads
    assert load is not None
    return load


def test_too_many_states_and_gaps_are_merged_to_the_newest_of_each_machine_and_counted() -> None:
    backlog = Backlog(notes=2)
    for start_us in (1, 2, 3, 4):
        backlog.put(Entry(states=(state(start_us),)))
    backlog.put(Entry(states=(state(9, machine="Lathe"),), gaps=(gap(10, 20, 5),)))
    backlog.put(Entry(gaps=(gap(15, 30, 2),)))
    assert backlog.merged == 2
    entries = taken(backlog).entries
    assert [e.states for e in entries] == [
        (state(1),),
        (state(2),),
        (state(4), state(9, machine="Lathe")),
    ]
    assert entries[-1].gaps == (gap(10, 30, 7),)


def test_a_merged_gap_is_uncounted_where_one_of_its_parts_is() -> None:
    backlog = Backlog(notes=0)
    backlog.put(Entry(gaps=(gap(1, 2, 5),)))
    backlog.put(Entry(gaps=(gap(3, 4, None),)))
    assert taken(backlog).entries[0].gaps == (gap(1, 4, None),)


def test_a_flush_does_not_return_before_merged_states_are_written() -> None:
    backlog = Backlog(notes=1)
    backlog.put(some(2))
    backlog.put(Entry(states=(state(1), state(2))))  # merged
    backlog.put(some(2, 3))
    backlog.done(taken(backlog, limit=2))
    assert not backlog.flush(0)
    last = taken(backlog, limit=2)
    assert last.entries[-1].states == (state(2),)
    backlog.done(last)
    assert backlog.flush(0)


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("put"), st.integers(0, 40), st.integers(0, 2)),
            st.tuples(st.just("take"), st.integers(1, 30), st.just(0)),
        ),
        max_size=40,
    )
)
def test_whatever_was_taken_in_comes_out_once_and_in_order(steps: list[tuple[str, int, int]]) -> None:
    backlog = Backlog(capacity=100)
    put: list[int] = []
    got: list[int] = []
    changes: list[int] = []
    got_changes: list[int] = []
    number = 0

    def take(limit: int) -> bool:
        load = backlog.take(limit, 0.0, 0.0)
        if load is None:
            return False
        for one in load.entries:
            got.extend(o.sequence for o in one.batch.observations) if one.batch else None
            got_changes.extend(change.start_us for change in one.states)
        assert load.weight <= 100
        backlog.done(load)
        return True

    for what, size, states in steps:
        if what == "take":
            take(size)
            continue
        sequences = range(number, number + size)
        starts = tuple(range(number, number + states))
        number += max(size, states)
        changes += starts
        if backlog.put(Entry(batch(seen(LOAD, s) for s in sequences), tuple(state(s) for s in starts))):
            put += sequences
        assert 0 <= backlog.fill <= 1
    while take(1000):
        pass
    assert (got, got_changes) == (put, changes)
    assert backlog.held == 0
    assert backlog.flush(0)
