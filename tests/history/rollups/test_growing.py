"""The rollups in the store are those of a recomputation, whatever arrives and whatever happens on the way."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from hmi.domain.observation import Observation
from hmi.domain.records import Entry
from hmi.history import schema
from hmi.history.backlog import Declaration
from hmi.history.database import Database
from hmi.history.recorder import Outcome, Recorder
from hmi.history.rollups import growing, recompute
from hmi.history.store import FILE_NAME
from tests.history.making import LOAD, MACHINE, SIGNALS, SPEED, UNAVAILABLE, batch, database_in, rows, seen
from tests.history.rollups.checking import HOUR_US, wrong_rollups

_MINUTE_US = 60_000_000


class Ingest:
    """A recorder on a store, without the thread and without its waiting."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._database: Database = database_in(folder)
        self.path.touch()
        self._engine: Engine = self._database.writing()
        schema.metadata.create_all(self._engine)
        self.start()

    def start(self) -> None:
        """Begin anew, as after a crash: what was only in memory is gone."""
        self.recorder = Recorder(self._database)
        self._declarations = (Declaration(MACHINE, {signal.key: signal for signal in SIGNALS}),)

    def store(self, *entries: Entry, fail: bool = False) -> Outcome:
        """Store entries in one transaction, which may fail at its end."""
        with self._engine.connect() as connection:
            transaction = connection.begin()
            outcome = self.recorder.record(connection, self._declarations, entries, 0)
            if fail:
                transaction.rollback()
                self.recorder.forget()
            else:
                transaction.commit()
        return outcome

    def step(self, chore: int) -> bool:
        """Let one of the rollups' chores do one slice."""
        with self._engine.begin() as connection:
            return self.recorder.chores[chore].step(connection, 0)

    def finish(self) -> None:
        """Do all that there is to do, and end."""
        while self.step(0) or self.recorder.chores[0].due(0):
            pass
        with self._engine.begin() as connection:
            self.recorder.close(connection)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


@contextmanager
def ingesting(folder: Path) -> Iterator[Ingest]:
    ingest = Ingest(folder)
    try:
        yield ingest
    finally:
        ingest.close()


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recompute, "_GATHER_S", -1.0)


def at(minute: float, sequence: int, value: float | None = 1.0, signal: str = "load") -> Observation:
    of = LOAD if signal == "load" else SPEED
    time_us = round(minute * _MINUTE_US)
    if value is None:
        return seen(of, sequence, None, time_us, UNAVAILABLE)
    return seen(of, sequence, value, time_us)


def test_rollups_are_stored_with_their_observations(tmp_path: Path) -> None:
    with ingesting(tmp_path) as ingest:
        ingest.store(Entry(batch([at(1, 1, 5.0), at(2, 2, 7.0), at(61, 3, None)])))
        assert wrong_rollups(ingest.path) == (set(), set())
        ingest.store(Entry(batch([at(3, 4, 9.0, "speed"), at(62, 5, 1.0), at(71, 6, 2.0)])))
        assert wrong_rollups(ingest.path) == (set(), set())
    assert rows(tmp_path, "SELECT count(*) FROM rollup_10m") == [(4,)]
    assert rows(tmp_path, "SELECT count(*) FROM rollup_1h") == [(3,)]


def test_what_is_read_again_changes_nothing(tmp_path: Path) -> None:
    again = Entry(batch([at(1, 1, 5.0), at(2, 2, 7.0)]))
    with ingesting(tmp_path) as ingest:
        ingest.store(again)
        assert ingest.store(again).stored.total() == 0
        ingest.start()
        assert ingest.store(again, again).stored.total() == 0
        assert wrong_rollups(ingest.path) == (set(), set())


def test_a_late_observation_makes_its_hour_dirty_until_it_is_recomputed(tmp_path: Path) -> None:
    with ingesting(tmp_path) as ingest:
        ingest.store(Entry(batch([at(1, 1), at(30, 2), at(61, 3)])))
        ingest.store(Entry(batch([at(20, 4, 99.0)])))
        hour = (1, 0)
        assert wrong_rollups(ingest.path) == ({hour}, {hour})
        ingest.finish()
        assert wrong_rollups(ingest.path) == (set(), set())
        ingest.store(Entry(batch([at(62, 5)])))  # the hour that grows was not touched
        assert wrong_rollups(ingest.path) == (set(), set())


def test_a_clock_that_was_far_ahead_once_does_not_make_everything_after_it_late(tmp_path: Path) -> None:
    with ingesting(tmp_path) as ingest:
        ingest.store(Entry(batch([at(1, 1), at(10**7, 2)])))
        for sequence in range(3, 20):
            ingest.store(Entry(batch([at(sequence * 7, sequence)])))
            assert wrong_rollups(ingest.path) == (set(), set())


def test_equal_stamps_in_the_order_of_their_sequences_are_not_late(tmp_path: Path) -> None:
    with ingesting(tmp_path) as ingest:
        for sequence in range(1, 5):
            ingest.store(Entry(batch([at(5, sequence, float(sequence))])))
            assert wrong_rollups(ingest.path) == (set(), set())


def test_an_hour_that_lost_observations_to_their_age_keeps_its_rollups(tmp_path: Path) -> None:
    with ingesting(tmp_path) as ingest:
        ingest.store(Entry(batch([at(minute, minute + 1, float(minute)) for minute in range(60)])))
        with ingest._engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM sample WHERE ts < 3000000000")
        ingest.store(Entry(batch([at(20.5, 100, -50.0)])))
        ingest.finish()
    assert rows(tmp_path, "SELECT n, vmin FROM rollup_1h") == [(60, 0.0)]
    assert rows(tmp_path, "SELECT count(*) FROM dirty_hour") == [(0,)]


def test_an_hour_is_recomputed_in_parts_while_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recompute, "_SLICE_S", -1.0)  # one part a slice
    monkeypatch.setattr(recompute, "_FIRST_READ_US", _MINUTE_US)
    monkeypatch.setattr(recompute, "_READ_ROWS", 4)
    with ingesting(tmp_path) as ingest:
        ingest.store(Entry(batch([at(second / 60, second + 1, float(second)) for second in range(600)])))
        ingest.store(Entry(batch([at(0.001, 1000)])))
        for sequence in range(1001, 1200):
            ingest.step(0)
            ingest.store(Entry(batch([at(10 + (sequence - 1000) / 60, sequence, float(sequence))])))
            if sequence == 1010:
                ingest.store(Entry(batch([at(0.002, 2000)])))  # behind where reading has come to
        ingest.finish()
        assert wrong_rollups(ingest.path) == (set(), set())


# -- whatever happens --------------------------------------------------------------------------------------------------

_observed = st.tuples(
    st.sampled_from(["load", "speed"]),
    st.integers(0, 190),
    st.one_of(st.none(), st.integers(-9, 9).map(float)),
    st.integers(0, 3),
)
_happenings = st.lists(
    st.one_of(
        st.tuples(st.just("store"), st.lists(_observed, min_size=1, max_size=6)),
        st.tuples(st.just("fail"), st.lists(_observed, min_size=1, max_size=3)),
        st.tuples(st.just("again"), st.integers(0, 5)),
        st.tuples(st.sampled_from(["crash", "recompute", "write"]), st.none()),
    ),
    max_size=14,
)


@pytest.mark.parametrize("deferred", [False, True], ids=["written at once", "held back"])
@settings(max_examples=80, deadline=None)
@given(happenings=_happenings)
def test_every_hour_is_either_right_or_marked_and_in_the_end_all_are_right(
    deferred: bool, happenings: list[tuple[str, object]]
) -> None:
    with (
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory() as name,
        ingesting(Path(name)) as ingest,
    ):
        patch.setattr(growing, "_MANY_SIGNALS", 0 if deferred else 10**6)
        patch.setattr(recompute, "_SLICE_S", -1.0)  # one part a slice
        patch.setattr(recompute, "_FIRST_READ_US", 20 * _MINUTE_US)
        stored: list[Entry] = []
        sequence = 0
        for what, given_ in happenings:
            if what in {"store", "fail"}:
                observations = []
                for signal, minute, value, step in given_:  # type: ignore[attr-defined]
                    sequence += step
                    observations.append(at(minute, sequence, value, signal))
                entry = Entry(batch(observations))
                ingest.store(entry, fail=what == "fail")
                stored += [entry] * (what == "store")
            elif what == "again" and stored:
                ingest.store(stored[int(str(given_)) % len(stored)])
            elif what == "crash":
                ingest.start()
            elif what == "recompute":
                ingest.step(0)
            elif what == "write":
                ingest.step(1)
            wrong, dirty = wrong_rollups(ingest.path)
            assert wrong <= dirty
        ingest.finish()
        assert wrong_rollups(ingest.path) == (set(), set())


def test_marks_of_hours_are_hours(tmp_path: Path) -> None:
    with ingesting(tmp_path) as ingest:
        ingest.store(Entry(batch([at(200, 1), at(130, 2), at(125, 3)])))
        ingest.store(Entry(batch([at(126, 4)])))
    assert rows(tmp_path, "SELECT b FROM dirty_hour") == [(2 * HOUR_US,)]
