"""What the writer stores, and that it stores it once."""

from __future__ import annotations

import tempfile
import threading
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmi.domain.machine import Machine
from hmi.domain.observation import Batch, Cursor, Observation, Quality
from hmi.domain.records import Entry, Gap, GapReason, Latest
from hmi.domain.signal import Signal, SignalKind
from tests.history.making import (
    EXECUTION,
    GOOD,
    LOAD,
    MACHINE,
    SOURCE,
    SPEED,
    UNAVAILABLE,
    WAIT_S,
    batch,
    database_in,
    entry,
    history_in,
    rows,
    seen,
    state,
    writing,
)

pytestmark = pytest.mark.usefixtures("each_database")

_ALL = 2**62


def stored(folder: Path, signal: str = "spindle_load") -> list[tuple[object, ...]]:
    history = history_in(folder)
    try:
        points = list(history.points("Mill", signal, -_ALL, _ALL))
    finally:
        history.close()
    return [(p.time_us, p.value, p.quality, p.instance, p.sequence) for p in points]


def test_a_batch_is_stored_with_its_cursor(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        assert writer.offer(entry(seen(LOAD, 1, 12.5), seen(LOAD, 2, None, quality=UNAVAILABLE), instance=77))
        assert writer.flush(WAIT_S)
        assert writer.health().stored == 2
    assert stored(tmp_path) == [(1000, 12.5, GOOD, 77, 1), (2000, None, UNAVAILABLE, 77, 2)]
    query = "SELECT number, next_seq, last_ts FROM ingest_cursor JOIN instance ON instance_id = instance.id"
    assert rows(tmp_path, query) == [("77", 3, 2000)]


def test_an_instance_may_be_an_unsigned_number_of_64_bits(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        writer.offer(entry(seen(LOAD, 1), instance=2**64 - 1))
        assert writer.flush(WAIT_S)
    assert stored(tmp_path) == [(1000, 1.0, GOOD, 2**64 - 1, 1)]


def test_the_same_sequences_of_two_runs_are_two_observations(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        writer.offer(entry(seen(LOAD, 1, 1.0), instance=5))
        writer.offer(entry(seen(LOAD, 1, 2.0), instance=3))
        assert writer.flush(WAIT_S)
    assert [(value, instance) for _, value, _, instance, _ in stored(tmp_path)] == [(1.0, 5), (2.0, 3)]


def test_what_is_read_again_is_neither_stored_nor_counted_twice(tmp_path: Path) -> None:
    again = entry(seen(LOAD, 1), seen(EXECUTION, 2, "ACTIVE"))
    with writing(tmp_path) as writer:
        writer.offer(again)
        assert writer.flush(WAIT_S)
        writer.offer(again)
        writer.offer(entry(seen(LOAD, 1), seen(LOAD, 3)))
        assert writer.flush(WAIT_S)
        assert writer.health().stored == 3
        assert writer.statistics().machines["Mill"].stored == 3
    assert [row[4] for row in stored(tmp_path)] == [1, 3]


def test_times_may_run_backwards_and_the_latest_is_the_one_with_the_highest_sequence(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        writer.offer(entry(seen(LOAD, 1, 1.0, time_us=9000), seen(LOAD, 2, 2.0, time_us=-5)))
        assert writer.flush(WAIT_S)
    assert [row[1] for row in stored(tmp_path)] == [2.0, 1.0]
    assert rows(tmp_path, "SELECT v, ts FROM latest") == [(2.0, -5)]


def test_a_value_of_the_wrong_kind_is_kept_as_bad_without_it(tmp_path: Path) -> None:
    odd = [
        seen(LOAD, 1, "twelve"),
        seen(LOAD, 2, float("nan")),
        seen(LOAD, 3, 7),  # a whole number is a number
        seen(LOAD, 4, float("inf")),
        seen(EXECUTION, 5, 3.5),
    ]
    with writing(tmp_path) as writer:
        writer.offer(entry(*odd))
        assert writer.flush(WAIT_S)
    bad = Quality.BAD
    assert [row[1:3] for row in stored(tmp_path)] == [(None, bad), (None, bad), (7.0, GOOD), (float("inf"), GOOD)]
    assert [row[1:3] for row in stored(tmp_path, "execution")] == [(None, bad)]


def test_texts_of_any_kind_come_back_as_they_were(tmp_path: Path) -> None:
    long = "".join(chr(32 + number * number % 1009 % 90) for number in range(100_000))  # does not become small
    said = ["", "é 漢 🏭", "a'b\"; --", "line\nbreak", "%s {} $1", long, "UNAVAILABLE"]
    with writing(tmp_path) as writer:
        writer.offer(entry(*(seen(EXECUTION, index, text) for index, text in enumerate(said + said, start=1))))
        assert writer.flush(WAIT_S)
    assert [row[1] for row in stored(tmp_path, "execution")] == said + said
    assert rows(tmp_path, "SELECT count(*) FROM text_value") == [(len(said),)]


def test_more_texts_than_are_remembered_are_all_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hmi.history.ids._TEXTS_KEPT", 10)
    monkeypatch.setattr("hmi.history.ids._TEXTS_ASKED", 7)
    with writing(tmp_path) as writer:
        for first in range(1, 101, 25):
            writer.offer(entry(*(seen(EXECUTION, first + i, f"O{(first + i) % 40}") for i in range(25))))
            assert writer.flush(WAIT_S)
    assert [row[1] for row in stored(tmp_path, "execution")] == [f"O{number % 40}" for number in range(1, 101)]


def test_a_signal_that_nobody_declared_becomes_a_gap_and_harms_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    strange = Signal("Mill", "strange", SignalKind.NUMBER, "st", "X")
    with writing(tmp_path) as writer:
        writer.offer(entry(seen(strange, 1), seen(LOAD, 2), seen(strange, 3)))
        writer.offer(entry(seen(strange, 4)))
        assert writer.flush(WAIT_S)
        assert writer.health().rejected == 3
    assert [row[4] for row in stored(tmp_path)] == [2]
    assert rows(tmp_path, "SELECT t0, t1, reason, lost FROM gap") == [
        (1000, 3000, "dropped", 2),
        (4000, 4000, "dropped", 1),
    ]
    assert [r.levelname for r in caplog.records if "strange" in r.getMessage()] == ["ERROR"]


def test_a_declaration_changes_what_is_known_and_keeps_what_was_stored(tmp_path: Path) -> None:
    renamed = Signal("Mill", "spindle_load", SignalKind.NUMBER, "sl2", "LOAD", unit="AMPERE")
    with writing(tmp_path) as writer:
        writer.offer(entry(seen(LOAD, 1)))
        assert writer.flush(WAIT_S)
        writer.declare(MACHINE, [renamed])
        writer.offer(entry(seen(LOAD, 2)))
        assert writer.flush(WAIT_S)
    query = "SELECT source_id, unit FROM signal WHERE key = 'spindle_load'"
    assert rows(tmp_path, query) == [("sl2", "AMPERE")]
    assert [row[4] for row in stored(tmp_path)] == [1, 2]


def test_a_signal_that_changes_its_kind_keeps_its_past(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        writer.offer(entry(seen(LOAD, 1, 5.0)))
        assert writer.flush(WAIT_S)
        writer.declare(MACHINE, [Signal("Mill", "spindle_load", SignalKind.TEXT, "sl", "LOAD")])
        writer.offer(entry(seen(LOAD, 2, "HIGH")))
        assert writer.flush(WAIT_S)
    assert [row[1] for row in stored(tmp_path)] == [5.0, "HIGH"]


def test_the_state_of_a_machine_without_signals_is_kept(tmp_path: Path) -> None:
    with writing(tmp_path, signals=()) as writer:
        writer.offer(Entry(states=(state(5),)))
        assert writer.flush(WAIT_S)
    assert rows(tmp_path, "SELECT key, t0 FROM state_interval JOIN machine ON machine_id = id") == [("Mill", 5)]


def test_losses_with_the_same_time_stamps_add_up(tmp_path: Path) -> None:
    lost = Gap(SOURCE, 10, 20, GapReason.OVERRUN, 5)
    unknown = Gap(SOURCE, 10, 30, GapReason.RESTART)
    with writing(tmp_path) as writer:
        writer.offer(Entry(gaps=(lost, unknown)))
        assert writer.flush(WAIT_S)
        writer.offer(Entry(gaps=(replace(lost, lost=2), replace(lost, lost=1), unknown)))
        assert writer.flush(WAIT_S)
        figures = writer.statistics().sources[SOURCE]
    assert rows(tmp_path, "SELECT t0, t1, reason, lost FROM gap ORDER BY t1") == [
        (10, 20, "overrun", 8),
        (10, 30, "restart", None),
    ]
    assert (figures.gaps, figures.lost) == (5, 8)


def test_an_empty_batch_moves_the_cursor_and_keeps_the_newest_source_time(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        writer.offer(entry(seen(LOAD, 1)))
        assert writer.flush(WAIT_S)
        writer.offer(Entry(Batch(Cursor(SOURCE, 1, 50), (), received_us=123)))
        assert writer.flush(WAIT_S)
    assert rows(tmp_path, "SELECT next_seq, last_ts, updated FROM ingest_cursor") == [(50, 1000, 123)]


def test_the_latency_is_from_arrival_to_commit_and_weighed_by_observations(tmp_path: Path) -> None:
    with writing(tmp_path, clock_us=lambda: 10_000_000) as writer:
        writer.offer(Entry(batch([seen(LOAD, s) for s in range(1, 100)], received_us=10_000_000 - 100_000)))
        writer.offer(Entry(batch([seen(LOAD, 100)], received_us=10_000_000 - 5_000_000)))
        writer.offer(Entry(batch([seen(LOAD, 101)], received_us=20_000_000)))  # the clock was set back
        assert writer.flush(WAIT_S)
        figures = writer.statistics().machines["Mill"]
    assert figures.stored == 101
    assert figures.p50_us is not None
    assert 100_000 <= figures.p50_us <= 110_000
    assert figures.p99_us is not None
    assert 100_000 <= figures.p99_us <= 110_000


def test_the_latency_of_all_machines_is_weighed_by_their_observations(tmp_path: Path) -> None:
    lathe = [seen(LOAD, s)._replace(machine="Lathe") for s in range(1000, 1003)]
    with writing(tmp_path, clock_us=lambda: 10_000_000) as writer:
        writer.offer(Entry(batch([seen(LOAD, s) for s in range(1, 98)], received_us=10_000_000 - 100_000)))
        writer.offer(Entry(batch(lathe, received_us=10_000_000 - 5_000_000)))
        assert writer.flush(WAIT_S)
        figures = writer.statistics()
    assert figures.all_machines.p50_us == figures.machines["Mill"].p50_us
    assert figures.all_machines.p99_us == figures.machines["Lathe"].p99_us
    assert figures.all_machines.stored == 97  # nobody declared the lathe


def test_stop_commits_what_waits(tmp_path: Path) -> None:
    with writing(tmp_path, linger_s=WAIT_S) as writer:
        for number in range(1, 501):
            assert writer.offer(entry(seen(LOAD, number)))
        assert writer.stop(WAIT_S)
        assert not writer.offer(entry(seen(LOAD, 501)))
    assert len(stored(tmp_path)) == 500


def test_a_writer_that_never_started_can_be_stopped(tmp_path: Path) -> None:
    from hmi.history.writer import HistoryWriter

    assert not HistoryWriter(database_in(tmp_path), lambda: 0).stop(0)


def test_the_program_notes_when_it_collected(tmp_path: Path) -> None:
    now = iter(range(100, 10_000, 100))
    with writing(tmp_path, clock_us=lambda: next(now)) as writer:
        writer.offer(Entry(states=(state(5),)))
        assert writer.flush(WAIT_S)
    ((started, last_seen, stopped),) = rows(tmp_path, "SELECT started, seen, stopped FROM collector_run")
    assert started == 100
    assert started < last_seen == stopped


def test_an_idle_writer_notes_that_it_still_collects(tmp_path: Path) -> None:
    beats = threading.Semaphore(0)

    def clock_us() -> int:
        beats.release()
        return 1

    with writing(tmp_path, signals=(), clock_us=clock_us, heartbeat_s=0.01):
        for _ in range(20):
            assert beats.acquire(timeout=WAIT_S)


def test_readers_read_while_the_writer_writes(tmp_path: Path) -> None:
    with writing(tmp_path, linger_s=0.0) as writer:
        assert writer.flush(WAIT_S)
        history = history_in(tmp_path)
        over = threading.Event()

        def offer() -> None:
            for number in range(1, 301):
                writer.offer(entry(*(seen(LOAD, 100 * number + i) for i in range(100))))
            writer.flush(WAIT_S)
            over.set()

        thread = threading.Thread(target=offer)
        thread.start()
        counts = [0]
        while not over.is_set():
            counts.append(sum(1 for _ in history.points("Mill", "spindle_load", 0, _ALL)))
        thread.join(WAIT_S)
        last = sum(1 for _ in history.points("Mill", "spindle_load", 0, _ALL))
        history.close()
    assert counts == sorted(counts)
    assert last == 30_000


# -- whatever order, whatever repetition -----------------------------------------------------------------------------

_KEYS = [LOAD, SPEED, EXECUTION]


@st.composite
def _histories(draw: st.DrawFn) -> list[list[Batch]]:
    """Loads of batches of up to three runs of a source, some offered again later, some in the wrong order."""
    batches: list[Batch] = []
    for run in draw(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=3, unique=True)):
        sequence = 0
        for size in draw(st.lists(st.integers(0, 6), min_size=1, max_size=5)):
            observations = []
            for _ in range(size):
                sequence += draw(st.integers(1, 3))
                signal = draw(st.sampled_from(_KEYS))
                time_us = draw(st.integers(-5, 5)) * 1000
                missing = draw(st.booleans())
                value: float | str | None = f"T{sequence}" if signal is EXECUTION else float(sequence)
                observations.append(
                    seen(signal, sequence, None, time_us, UNAVAILABLE)
                    if missing
                    else seen(signal, sequence, value, time_us)
                )
            batches.append(batch(observations, run, received_us=sequence))
    again = draw(st.lists(st.sampled_from(batches), max_size=6))
    offered = draw(st.one_of(st.just(batches + again), st.permutations(batches + again)))
    loads: list[list[Batch]] = [[]]
    for one in offered:
        if draw(st.booleans()):
            loads.append([])
        loads[-1].append(one)
    return loads


@settings(max_examples=60, deadline=None)
@given(_histories())
def test_the_stored_set_is_the_offered_set_and_the_latest_is_the_newest(loads: list[list[Batch]]) -> None:
    expected: dict[tuple[object, ...], Observation] = {}
    newest: dict[str, tuple[tuple[int, int], Observation]] = {}
    runs: dict[int, int] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with writing(folder, linger_s=0.0) as writer:
            for load in loads:
                for one in load:
                    assert writer.offer(Entry(one))
                    run = runs.setdefault(one.cursor.instance, len(runs))
                    for o in one.observations:
                        expected.setdefault((o.signal, o.time_us, one.cursor.instance, o.sequence), o)
                        order = (run, o.sequence)
                        if o.signal not in newest or order > newest[o.signal][0]:
                            newest[o.signal] = (order, o)
                assert writer.flush(WAIT_S)
            history = history_in(folder)
            memory = history.memory()
            found = {
                (signal.key, p.time_us, p.instance, p.sequence): (p.value, p.quality)
                for signal in _KEYS
                for p in history.points("Mill", signal.key, -_ALL, _ALL)
            }
            history.close()
            count = writer.health().stored
    assert found == {key: (o.value, o.quality) for key, o in expected.items()}
    assert count == len(expected)
    by_run = {place: number for number, place in runs.items()}
    assert set(memory.latest) == {
        Latest("Mill", o.signal, o.time_us, o.value, o.quality, by_run[order[0]], order[1])
        for order, o in newest.values()
    }
    last = next(load[-1] for load in reversed(loads) if load)
    assert memory.cursors == (last.cursor,)
    assert memory.proofs_us == {SOURCE: last.received_us}


def test_stored_rows_are_counted_for_each_machine(tmp_path: Path) -> None:
    lathe_load = Signal("Lathe", "spindle_load", SignalKind.NUMBER, "sl", "LOAD")
    mixed = [seen(LOAD if number % 3 else lathe_load, number) for number in range(1, 1001)]
    expected: defaultdict[str, int] = defaultdict(int)
    for one in mixed:
        expected[one.machine] += 1
    with writing(tmp_path) as writer:
        writer.declare(Machine("Lathe"), [lathe_load])
        writer.offer(entry(*mixed[:700]))
        assert writer.flush(WAIT_S)
        writer.offer(entry(*mixed[500:]))  # 200 of them are there already
        assert writer.flush(WAIT_S)
        figures = writer.statistics().machines
    assert {machine: figure.stored for machine, figure in figures.items()} == expected
