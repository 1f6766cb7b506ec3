"""What a backup costs the collecting beside it."""

from __future__ import annotations

import itertools
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hmi.domain.clock import now_us
from hmi.domain.machine import Machine
from hmi.domain.observation import Batch, Cursor, Observation, Quality
from hmi.domain.records import Entry
from hmi.domain.signal import Signal, SignalKind
from hmi.history.backup.keeper import SHARE
from hmi.history.backup.making import back_up_file
from hmi.history.backup.pace import Pace
from hmi.history.backup.shelf import Shelf
from hmi.history.sqlite.database import SqliteDatabase
from hmi.history.sqlite.engine import write_engine
from hmi.history.store import FILE_NAME, Store, open_store
from tests.perf.rows import Row, median

_GIGABYTE = 1_000_000_000
_SHORT = 150_000_000
_CHUNK = 8_000
"""Bytes of a sealed hour of a signal that is read every second."""
_SIGNALS = 200
_HOUR_US = 3_600_000_000
_TIMES = 3
_UNDISTURBED_S = 4.0
_SOURCE = "http://agent:5000"


def measure(*, full: bool = False) -> list[Row]:
    """Return the rate of ingest while a store is backed up, over that before and after; ``full``: 1 GB, not 150 MB."""
    size = _GIGABYTE if full else _SHORT
    with tempfile.TemporaryDirectory(prefix="hmi-perf-") as name:
        folder = Path(name)
        _fill(folder, size)
        ratios, spans = _disturb(folder)
    which = "1 GB" if full else "150 MB"
    return [
        Row(f"ingest while {which} are backed up, of undisturbed", median(ratios), "×", 0.7, at_least=True),
        Row(f"the same, worst of {len(ratios)}", min(ratios), "×"),
        Row(f"backup of {which} while collecting", median(spans), "s"),
    ]


def _fill(folder: Path, size: int) -> None:
    """Make a store of so many bytes: a quarter rows of the newest hours, the rest sealed hours."""
    database = SqliteDatabase(folder / FILE_NAME)
    database.prepare()
    engine = write_engine(database.path)
    rows, chunks = size // 4 // 30 // _SIGNALS, size * 3 // 4 // _CHUNK
    counted = "WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
    start, hour = now_us() - _HOUR_US, now_us() // _HOUR_US * _HOUR_US
    sample = "INSERT INTO sample SELECT 1000 + i / ?, ? + i % ? * 100, 1, i, i % 997 / 10.0, 0 FROM n"
    chunk = "INSERT INTO sample_chunk SELECT i % 1000, ? - (i / 1000 + 3) * ?, 3600, 1, 0, randomblob(?) FROM n"
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"{counted} {sample}", (rows * _SIGNALS - 1, rows, start, rows))
            connection.exec_driver_sql(f"{counted} {chunk}", (chunks - 1, hour, _HOUR_US, _CHUNK))
    finally:
        engine.dispose()


def _disturb(folder: Path) -> tuple[list[float], list[float]]:
    """Return, per backup, the rate of ingest during it over that around it, and how long it took in seconds."""
    store = open_store(folder)
    try:
        with _ingest(store):
            around, during, spans = [_rate(store, lambda: time.sleep(_UNDISTURBED_S))], [], []
            for _ in range(_TIMES):
                began = time.monotonic()
                during.append(_rate(store, lambda: _back_up(folder)))
                spans.append(time.monotonic() - began)
                around.append(_rate(store, lambda: time.sleep(_UNDISTURBED_S)))
    finally:
        store.close(60)
    pairs = zip(during, itertools.pairwise(around), strict=True)
    return [rate * 2 / (before + after) for rate, (before, after) in pairs], spans


def _back_up(folder: Path) -> None:
    back_up_file(folder / FILE_NAME, Shelf(folder / "backups", "store"), now_us(), Pace(SHARE))


def _rate(store: Store, meanwhile: Callable[[], None]) -> float:
    before, began = store.writer.health().stored, time.monotonic()
    meanwhile()
    return (store.writer.health().stored - before) / (time.monotonic() - began)


@contextmanager
def _ingest(store: Store) -> Iterator[None]:
    """Offer the writer more than it can store, as a source does that catches up."""
    stop = threading.Event()

    def offer() -> None:
        for number in itertools.count():
            entry = _entry(number)
            while not store.writer.offer(entry):
                if stop.wait(0.005):
                    return
            if stop.is_set():
                return

    signals = [Signal("Mill", f"signal {i}", SignalKind.NUMBER, f"s{i}", "LOAD") for i in range(_SIGNALS)]
    store.writer.declare(Machine("Mill", "", "", "", _SOURCE), signals)
    thread = threading.Thread(target=offer, name="offer")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _entry(number: int) -> Entry:
    start = number * 1000
    now = now_us()
    seen = tuple(
        Observation("Mill", f"signal {i % _SIGNALS}", now + i, float(i % 97), Quality.GOOD, start + i + 1)
        for i in range(1000)
    )
    return Entry(Batch(Cursor(_SOURCE, 1, start + 1001), seen, now))
