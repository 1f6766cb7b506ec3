"""What looking back costs: a month of a signal, exact and from rollups, and the newest value of everything."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from hmi.domain.machine import Machine
from hmi.domain.observation import Batch, Cursor, Observation, Quality
from hmi.domain.records import Entry
from hmi.domain.retention import Retention
from hmi.domain.signal import Signal, SignalKind
from hmi.history.queries import History
from hmi.history.sqlite.database import SqliteDatabase
from hmi.history.store import FILE_NAME, Store, open_store
from hmi.history.writer import HistoryWriter
from hmi.settings.site import StoreSettings
from tests.perf.floor import (
    DAY_US,
    END_US,
    FAST,
    SECOND_US,
    SIGNALS,
    Floor,
    agent_instance,
    floor_file,
    machine_name,
    observations,
)
from tests.perf.rows import Row, median, percentile

_PIXELS: Final = 2000
_MONTH: Final = 30
_TRIES: Final = 9
_TRENDS: Final = 60
_INGEST_PER_S: Final = 5_000
_TICK_S: Final = 0.1
_WAIT_S: Final = 60.0

_GROUPED: Final = (
    "SELECT ts / :width, min(v), max(v) FROM sample WHERE signal_id = :signal AND ts >= :start AND ts < :end "
    "GROUP BY ts / :width"
)


def measure(*, full: bool = False) -> list[Row]:
    """Return all figures; ``full`` has ten machines, not one."""
    floor = Floor(machines=10 if full else 1, days=_MONTH)
    store = floor_file(floor)
    history = History(SqliteDatabase(store))
    try:
        exact = _exact(history, floor)
        points = _points(history)
    finally:
        history.close()
    return [*_while_collecting(store, floor), *exact, *points, *_newest(), _packed(store)]


# -- a trend -----------------------------------------------------------------------------------------------------------


def _while_collecting(file: Path, floor: Floor) -> list[Row]:
    """Ask for a month again and again, as a window that follows the present does, while the floor goes on."""
    with tempfile.TemporaryDirectory(prefix="hmi-perf-") as name:
        shutil.copy(file, Path(name) / FILE_NAME)
        began_s = time.monotonic()

        def now_us() -> int:
            return END_US + round((time.monotonic() - began_s) * SECOND_US)

        store = open_store(Path(name), now_us, StoreSettings(retention=Retention(samples_days=2 * floor.days)))
        try:
            with _collecting(store, floor, now_us) as stored:
                asked = [_ask(store.history, now_us() + 2 * SECOND_US) for _ in range(_TRENDS)]
                rate = stored()
        finally:
            store.close()
    which = f"{_MONTH} d of a 1 Hz signal to {_PIXELS} px while {rate:,.0f} observations/s are stored"
    return [
        Row(f"{which}, p95", percentile([wall for wall, _ in asked], 0.95), "ms", goal=50),
        Row("the same, median", median([wall for wall, _ in asked]), "ms"),
        Row("the same, CPU, p95", percentile([cpu for _, cpu in asked], 0.95), "ms"),
    ]


def _ask(history: History, end_us: int) -> tuple[float, float]:
    """Return how many milliseconds an answer took, waiting for a thread included, and how many of a CPU."""

    def answer() -> float:
        begin = time.thread_time()
        found = history.trend(machine_name(0), [FAST], end_us - _MONTH * DAY_US, end_us, _PIXELS)
        assert len(found[FAST].times_us) > _PIXELS
        return (time.thread_time() - begin) * 1000

    begin = time.perf_counter()
    cpu = history.submit(answer).result(_WAIT_S)
    return (time.perf_counter() - begin) * 1000, cpu


@contextmanager
def _collecting(store: Store, floor: Floor, now_us: Callable[[], int]) -> Iterator[Callable[[], float]]:
    """Let machine 1 say five thousand things a second meanwhile; yield what tells how many were stored a second."""
    ended = threading.Event()
    sent = sum(len(columns.ts) for columns in observations(floor, 0))
    begin_s, before = time.monotonic(), store.writer.health().stored

    def collect() -> None:
        sequence = sent
        tick = 0
        while not ended.wait(max(begin_s + tick * _TICK_S - time.monotonic(), 0)):
            batch, sequence = _batch(sequence, now_us(), tick)
            if not store.writer.offer(Entry(batch)):
                raise RuntimeError("the writer does not keep up")
            tick += 1

    thread = threading.Thread(target=collect)
    thread.start()
    try:
        yield lambda: (store.writer.health().stored - before) / (time.monotonic() - begin_s)
    finally:
        ended.set()
        thread.join()


def _batch(sequence: int, now_us: int, tick: int) -> tuple[Batch, int]:
    name = machine_name(0)
    slow = SIGNALS[1:]
    keys = [slow[n % len(slow)] for n in range(round(_INGEST_PER_S * _TICK_S))]
    if tick % round(1 / _TICK_S) == 0:
        keys.append(FAST)
    said = tuple(
        Observation(name, key, now_us + n, float(n), Quality.GOOD, sequence + 1 + n) for n, key in enumerate(keys)
    )
    sequence += len(said)
    return Batch(Cursor("http://agent-1:5000", agent_instance(0), sequence + 1), said, now_us), sequence


def _exact(history: History, floor: Floor) -> list[Row]:
    """Ask for buckets of all observations, and let SQL group the same observations kept as rows."""
    month = [_cpu_ms(lambda: _buckets(history)) for _ in range(_TRIES)]
    with tempfile.TemporaryDirectory(prefix="hmi-perf-") as name:
        rows = _rows_only(Path(name) / "rows.db", floor)
        with closing(sqlite3.connect(rows)) as connection:
            ratios = []
            for _ in range(3):
                grouped = _cpu_ms(lambda: _grouped(connection))
                ratios.append(grouped / median([_cpu_ms(lambda: _buckets(history)) for _ in range(5)]))
    return [
        Row(f"the same exact, from {_MONTH * 86_400:,} observations in packed hours, CPU", median(month), "ms", 100),
        Row("GROUP BY over the same observations as rows against it, CPU", median(ratios), "×", 8, at_least=True),
    ]


def _buckets(history: History) -> None:
    found = history.trend(machine_name(0), [FAST], END_US - _MONTH * DAY_US, END_US, _PIXELS, exact=True)
    assert len(found[FAST].times_us) >= _PIXELS


def _grouped(connection: sqlite3.Connection) -> None:
    window = {"signal": 1, "start": END_US - _MONTH * DAY_US, "end": END_US, "width": _MONTH * DAY_US // _PIXELS}
    assert len(connection.execute(_GROUPED, window).fetchall()) >= _PIXELS


def _rows_only(path: Path, floor: Floor) -> Path:
    """Return a store that keeps the fast signal of machine 1 as rows."""
    database = SqliteDatabase(path)
    database.prepare()
    columns = observations(floor, 0)[0]
    with closing(sqlite3.connect(path)) as connection, connection:
        values = (column.tolist() for column in columns)
        connection.executemany("INSERT INTO sample VALUES (1, ?, ?, ?, ?, ?)", zip(*values, strict=True))
    return path


# -- points and newest values ------------------------------------------------------------------------------------------


def _points(history: History) -> list[Row]:
    begin = time.perf_counter()
    count = sum(1 for _ in history.points(machine_name(0), FAST, END_US - DAY_US, END_US))
    return [Row("points of a day read one by one", count / (time.perf_counter() - begin), "/s")]


def _newest() -> list[Row]:
    """Ask for the newest value of 200 machines with 50 signals each, stored by the writer."""
    with tempfile.TemporaryDirectory(prefix="hmi-perf-") as name:
        database = SqliteDatabase(Path(name) / FILE_NAME)
        database.prepare()
        writer = HistoryWriter(database, lambda: END_US)
        writer.start()
        for number in range(200):
            machine = Machine(f"Machine {number}")
            signals = [
                Signal(machine.key, f"signal{n}", SignalKind.TEXT if n % 5 == 0 else SignalKind.NUMBER, f"s{n}", "X")
                for n in range(50)
            ]
            said = tuple(
                Observation(s.machine, s.key, END_US + n, "ACTIVE" if n % 5 == 0 else 1.5 * n, Quality.GOOD, n)
                for n, s in enumerate(signals)
            )
            writer.declare(machine, signals)
            assert writer.offer(Entry(Batch(Cursor(f"agent {number}", 1, 50), said, END_US)))
        assert writer.flush(_WAIT_S)
        writer.stop()
        history = History(database)
        spent = [_ms(lambda: _all_newest(history)) for _ in range(_TRIES)]
        history.close()
    return [Row("newest value of every signal, 200 machines × 50 signals", median(spent), "ms", goal=50)]


def _all_newest(history: History) -> None:
    assert len(history.latest()) == 200 * 50


def _packed(store: Path) -> Row:
    """Return what a packed observation takes of the disk, its row and its place in the index included."""
    with tempfile.TemporaryDirectory(prefix="hmi-perf-") as name:
        path = Path(name) / "chunks.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA page_size = 8192")
            connection.execute("ATTACH ? AS store", (str(store),))
            (table,) = connection.execute("SELECT sql FROM store.sqlite_master WHERE name = 'sample_chunk'").fetchone()
            connection.execute(table)
            connection.execute("INSERT INTO main.sample_chunk SELECT * FROM store.sample_chunk")
            connection.commit()
            (count,) = connection.execute("SELECT sum(n) FROM main.sample_chunk").fetchone()
        size = path.stat().st_size
    return Row("bytes on disk of a packed observation, mixed data set", size / count, "B", goal=6)


def _ms(work: Callable[[], None]) -> float:
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


def _cpu_ms(work: Callable[[], None]) -> float:
    """Return the CPU time of this thread, in which work is done that nobody else shares."""
    begin = time.thread_time()
    work()
    return (time.thread_time() - begin) * 1000
