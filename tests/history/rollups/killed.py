"""A collector that is going to be killed while it keeps rollups: hours, some late, sealed and held back."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from hmi.domain.records import Entry
from hmi.history.rollups import growing, recompute
from hmi.history.store import open_store
from tests.history.making import GOOD, LOAD, MACHINE, SIGNALS, SPEED, UNAVAILABLE, batch, seen

_STEP_US = 5_000_000
_LATE_US = 2_400_000_000


def main(folder: Path, start_us: int, how: str) -> None:
    """Print a line with the first sequence that is not stored for certain, after every flush."""
    setattr(recompute, "_GATHER_S", 0.05)  # noqa: B010 - it is final for the product
    if how == "held":
        for module, name, constant in (
            (growing, "_MANY_SIGNALS", 0),
            (growing, "_FEW_SAMPLES", 10**6),
            (recompute, "_WRITE_EVERY_S", 0.1),
        ):
            setattr(module, name, constant)
    store = open_store(folder)
    store.writer.declare(MACHINE, SIGNALS)
    (cursor,) = store.history.memory().cursors or (None,)
    sequence = cursor.next_sequence if cursor else 1
    while True:
        for _ in range(10):
            observations = []
            for _ in range(20):
                late_us = _LATE_US if sequence % 30 == 7 else 0
                value: float | None = None if sequence % 11 == 3 else float(sequence % 1000)
                signal = LOAD if sequence % 3 else SPEED
                quality = GOOD if value is not None else UNAVAILABLE
                time_us = start_us + sequence * _STEP_US - late_us
                observations.append(seen(signal, sequence, value, time_us, quality))
                sequence += 1
            entry = Entry(batch(observations, received_us=time.time_ns() // 1000))
            while not store.writer.offer(entry):
                store.writer.flush(10)
        if store.writer.flush(10):
            print(sequence, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
