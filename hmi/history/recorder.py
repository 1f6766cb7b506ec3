"""Turns entries into rows inside one transaction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, compress, groupby, repeat
from operator import itemgetter
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table, func, tuple_

from hmi.domain.machine import Machine
from hmi.domain.observation import Batch, Condition, Observation, Quality, Value
from hmi.domain.records import Entry, Gap, GapReason, StateChange
from hmi.domain.signal import SignalKind
from hmi.history import schema
from hmi.history.backlog import Declaration
from hmi.history.chores import Chore
from hmi.history.database import Database, Loader, Row
from hmi.history.gathering import samples_of
from hmi.history.ids import Ids, IdStatements
from hmi.history.rollups.growing import GrowingRollups
from hmi.history.rollups.recompute import RecomputeRollups, WriteRollups
from hmi.history.rollups.samples import Samples, newest
from hmi.history.standing import Report, update_standing
from hmi.history.states import change_state

_BAD: Final = int(Quality.BAD)
_FIELDS: Final = len(Observation._fields)

# Rows begin with signal, time, instance, sequence; within one signal the last three are the key,
# and the last two say which observation is newer.
_SIGNAL: Final = itemgetter(0)
_BY_KEY: Final = itemgetter(1, 2, 3)
_BY_ORDER: Final = itemgetter(2, 3, 1)


class _Statements:
    """The inserts that every transaction is made of, as one database wants them."""

    def __init__(self, database: Database) -> None:
        self.ids = IdStatements(database)
        self.samples = _new_rows(database, schema.sample)
        self.texts = _new_rows(database, schema.text_event)
        self.conditions = _new_rows(database, schema.condition_event)
        gap = database.insert(schema.gap)
        self.gaps = database.loader(
            # a gap comes once, in the transaction of the cursor behind it; observations that are lost one by one can
            # have the time stamps of those lost before
            gap.on_conflict_do_update(
                index_elements=["source_id", "t0", "t1", "reason"],
                set_={"lost": schema.gap.c.lost + gap.excluded.lost},
            ),
            schema.gap.columns.keys(),
        )
        latest = database.insert(schema.latest)
        self.latest = database.loader(
            latest.on_conflict_do_update(
                index_elements=["signal_id"],
                set_={name: latest.excluded[name] for name in ("ts", "instance_id", "seq", "v", "text_id", "q")},
                where=tuple_(latest.excluded.instance_id, latest.excluded.seq)
                > tuple_(schema.latest.c.instance_id, schema.latest.c.seq),
            ),
            schema.latest.columns.keys(),
        )
        cursor = database.insert(schema.ingest_cursor)
        self.cursors = database.loader(
            cursor.on_conflict_do_update(
                index_elements=["source_id"],
                set_={
                    "instance_id": cursor.excluded.instance_id,
                    "next_seq": cursor.excluded.next_seq,
                    "last_ts": func.coalesce(cursor.excluded.last_ts, schema.ingest_cursor.c.last_ts),
                    "updated": cursor.excluded.updated,
                },
            ),
            schema.ingest_cursor.columns.keys(),
        )


def _new_rows(database: Database, table: Table) -> Loader:
    return database.loader(database.insert(table).on_conflict_do_nothing(), table.columns.keys())


class Arrival(NamedTuple):
    """When one batch arrived, and how many observations of each machine it brought."""

    received_us: int
    observations: Mapping[str, int]


@dataclass(slots=True)
class Outcome:
    """What one transaction stored; it counts once the transaction is committed."""

    stored: Counter[str] = field(default_factory=Counter)
    """Machine to rows that were really new."""
    arrivals: list[Arrival] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    unknown: set[tuple[str, str]] = field(default_factory=set)
    """Machine and signal of observations whose signal nobody declared."""
    rejected: int = 0
    """Observations that could not be stored; each is part of a gap."""


@dataclass(slots=True)
class _Sorted:
    """What a load holds beside the observations of number signals, in the order in which it was offered."""

    texts: defaultdict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    conditions: defaultdict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    reports: defaultdict[int, list[Report]] = field(default_factory=lambda: defaultdict(list))
    cursors: dict[int, Row] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)


class Recorder:
    """Writes entries on a connection whose transaction the caller begins and ends. One thread."""

    def __init__(self, database: Database) -> None:
        self._statements = _Statements(database)
        self._ids: Ids | None = None
        self._rollups = GrowingRollups(database)
        self.chores: Sequence[Chore] = (RecomputeRollups(self._rollups), WriteRollups(self._rollups))
        """What keeps the rollups true between the transactions."""

    def forget(self) -> None:
        """The transaction was rolled back, or the store is another one: read again what it knows."""
        self._ids = None
        self._rollups.forget()

    def close(self, connection: Connection) -> None:
        """Write what was held back, in a transaction of its own, before the program ends."""
        self._rollups.write_ahead(connection)

    def record(
        self, connection: Connection, declarations: Iterable[Declaration], entries: Sequence[Entry], now_us: int
    ) -> Outcome:
        """Write declarations, then entries, and return what was stored.

        An observation of a signal that nobody declared is not stored; it is counted in a gap.
        """
        ids = self._ids = self._ids or Ids(connection, self._statements.ids)
        for declaration in declarations:
            ids.declare(connection, declaration.machine, declaration.signals.values())
        outcome = Outcome()
        kept = _Sorted()
        batches = [entry.batch for entry in entries if entry.batch is not None]
        samples = _sort(connection, ids, batches, kept, outcome, now_us)
        _write_observations(connection, self._statements, ids, self._rollups, samples, kept, outcome)
        for entry in entries:
            for change in entry.states:
                _change(connection, ids, change)
            kept.gaps += entry.gaps
        self._statements.gaps.run(connection, [_gap_row(ids.source(connection, gap.source), gap) for gap in kept.gaps])
        outcome.gaps += kept.gaps
        self._statements.cursors.run(connection, list(kept.cursors.values()))
        return outcome


def _sort(
    connection: Connection, ids: Ids, batches: Sequence[Batch], kept: _Sorted, outcome: Outcome, now_us: int
) -> Samples | None:
    """Return the observations of number signals, which pass without a loop; sort all others by where they go."""
    # flat, because zip(*observations) would make an object for each of them
    flat: list[Any] = list(chain.from_iterable(chain.from_iterable(batch.observations for batch in batches)))
    machines, keys, times, values, qualities, sequences = (flat[place::_FIELDS] for place in range(_FIELDS))
    numbers = list(map(ids.numbers.get, zip(machines, keys, strict=True), repeat(0)))
    only_numbers = all(numbers)
    instances: list[int] = []
    start = 0
    for batch in batches:
        source_id = ids.source(connection, batch.cursor.source)
        instance = ids.instance(connection, source_id, batch.cursor.instance, now_us)
        instances.append(instance)
        end = start + len(batch.observations)
        if not only_numbers and not all(numbers[start:end]):
            others = [seen for seen, number in zip(batch.observations, numbers[start:end], strict=True) if not number]
            _sort_others(ids, batch, others, instance, kept, outcome)
        last_ts = batch.cursor.time_us
        if last_ts is None:
            last = kept.cursors.get(source_id)
            last_ts = max(times[start:end], default=None if last is None else last[3])
        kept.cursors[source_id] = (source_id, instance, batch.cursor.next_sequence, last_ts, batch.received_us)
        outcome.arrivals.append(Arrival(batch.received_us, _arrived(machines[start:end])))
        start = end
    if not any(numbers):
        return None
    runs = np.repeat(np.array(instances, np.int64), [len(batch.observations) for batch in batches])
    if only_numbers:
        return samples_of(numbers, times, runs, sequences, values, qualities)
    which = np.array(numbers, np.bool_)
    columns = (list(compress(column, numbers)) for column in (sequences, values, qualities))
    return samples_of(list(compress(numbers, numbers)), list(compress(times, numbers)), runs[which], *columns)


def _arrived(machines: Sequence[str]) -> Mapping[str, int]:
    """Count the observations of each machine, which mostly is one."""
    if machines and machines.count(machines[0]) == len(machines):
        return {machines[0]: len(machines)}
    return Counter(machines)


def _sort_others(
    ids: Ids, batch: Batch, observations: Sequence[Observation], instance: int, kept: _Sorted, outcome: Outcome
) -> None:
    """Sort texts and conditions into rows, and count what nobody declared."""
    conditions: defaultdict[int, list[Row]] = defaultdict(list)
    unknown = 0
    for machine, key, time_us, value, quality, sequence in observations:
        try:
            number, kind = ids.signals[machine][key]
        except KeyError:
            outcome.unknown.add((machine, key))
            unknown += 1
            continue
        if kind is SignalKind.CONDITION:
            conditions[number].append((number, time_us, instance, sequence, value, int(quality)))
        elif isinstance(value, str | None):
            kept.texts[number].append((number, time_us, instance, sequence, value, int(quality)))
        else:
            kept.texts[number].append((number, time_us, instance, sequence, None, _BAD))
    known_to = (instance, batch.cursor.next_sequence)
    for number, rows in conditions.items():
        rows.sort(key=_BY_ORDER)
        kept.conditions[number] += rows
        reported = [(row[2:4], row[1], _condition(row[4])) for row in rows]
        kept.reports[number].append(Report(batch.snapshot, known_to, reported))
    if unknown:
        times = [observation.time_us for observation in batch.observations]
        kept.gaps.append(Gap(batch.cursor.source, min(times), max(times), GapReason.DROPPED, unknown))
        outcome.rejected += unknown


def _condition(value: Value) -> Condition | None:
    return value if isinstance(value, Condition) else None


def _write_observations(
    connection: Connection,
    statements: _Statements,
    ids: Ids,
    rollups: GrowingRollups,
    samples: Samples | None,
    kept: _Sorted,
    outcome: Outcome,
) -> None:
    latest: list[Row] = []
    if samples is not None:
        _write_samples(connection, statements.samples, ids, rollups, samples, outcome)
        signal, ts, instance, seq, v, q = (column.tolist() for column in newest(samples))
        values = (value if value == value else None for value in v)  # noqa: PLR0124 - NaN
        latest += zip(signal, ts, instance, seq, values, repeat(None, len(v)), q, strict=True)

    texts = list(_with_text_ids(connection, ids, kept.texts))
    _insert(connection, ids, statements.texts, texts, outcome)
    for number, of_signal in groupby(texts, key=_SIGNAL):
        _, ts, instance, sequence, text_id, quality = max(of_signal, key=_BY_ORDER)
        latest.append((number, ts, instance, sequence, None, text_id, quality))

    conditions: list[Row] = []
    for number in sorted(kept.conditions):
        update_standing(connection, number, kept.reports[number])
        rows = kept.conditions[number]
        _, ts, instance, sequence, _, quality = max(rows, key=_BY_ORDER)
        latest.append((number, ts, instance, sequence, None, None, quality))
        rows.sort(key=_BY_KEY)
        conditions += (_condition_row(row) for row in rows)
    _insert(connection, ids, statements.conditions, conditions, outcome)
    statements.latest.run(connection, latest)


def _with_text_ids(connection: Connection, ids: Ids, texts: dict[int, list[Row]]) -> Iterator[Row]:
    wanted = {row[4] for rows in texts.values() for row in rows}
    wanted.discard(None)
    text_ids = ids.texts(connection, wanted)
    for number in sorted(texts):
        for _, ts, instance, sequence, text, quality in sorted(texts[number], key=_BY_KEY):
            yield number, ts, instance, sequence, text_ids.get(text), quality


def _condition_row(row: Row) -> Row:
    number, ts, instance, sequence, value, quality = row
    if isinstance(value, Condition):
        level, *words = value
        return (number, ts, instance, sequence, quality, level.value, *words)
    return (number, ts, instance, sequence, quality if value is None else _BAD, None, "", "", "", "", "")


def _write_samples(
    connection: Connection, table: Loader, ids: Ids, rollups: GrowingRollups, samples: Samples, outcome: Outcome
) -> None:
    """Insert samples, count the new ones of each machine, and keep their rollups."""
    machine_of = ids.machine_of
    split = rollups.split(connection, samples)
    late = samples.of(~split.fresh)
    fresh = samples.of(split.fresh) if len(late.ts) else samples
    if len(fresh.ts):
        if table.load(connection, fresh) == len(fresh.ts):
            rollups.add(connection, fresh, split)
        else:
            # the store has what its rollups do not know of; no savepoint, which would copy a page for every signal
            rollups.add_late(connection, fresh)
        for number, of_signal in zip(*_counts(fresh.signal), strict=True):
            outcome.stored[machine_of[number]] += of_signal
    if not len(late.ts):
        return
    machines = np.array([machine_of[number] for number in late.signal.tolist()])
    for machine in np.unique(machines):
        of_machine = late.of(machines == machine)
        taken = table.load(connection, of_machine)
        if taken:
            outcome.stored[str(machine)] += taken
            rollups.add_late(connection, of_machine)


def _counts(signals: NDArray[np.int64]) -> tuple[list[int], list[int]]:
    """Return which signals there are and how many observations each has; they ascend."""
    found, counts = np.unique(signals, return_counts=True)
    return found.tolist(), counts.tolist()


def _insert(connection: Connection, ids: Ids, table: Loader, rows: list[Row], outcome: Outcome) -> None:
    """Insert rows that are sorted by signal and count the new ones of each machine."""
    machine_of = ids.machine_of
    with connection.begin_nested() as attempt:
        if table.run(connection, rows) == len(rows):
            for number, of_signal in Counter(map(_SIGNAL, rows)).items():
                outcome.stored[machine_of[number]] += of_signal
            return
        attempt.rollback()
    # some were there already, which is rare: insert again, machine by machine, to know whose
    by_machine: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_machine[machine_of[row[0]]].append(row)
    for machine, of_machine in by_machine.items():
        outcome.stored[machine] += table.run(connection, of_machine)


def _change(connection: Connection, ids: Ids, change: StateChange) -> None:
    machine_id = ids.machines.get(change.machine)
    if machine_id is None:
        ids.declare(connection, Machine(change.machine), ())
        machine_id = ids.machines[change.machine]
    change_state(connection, machine_id, change)


def _gap_row(source_id: int, gap: Gap) -> Row:
    return (source_id, gap.start_us, gap.end_us, gap.reason.value, gap.lost)
