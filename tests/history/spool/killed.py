"""A collector with a spool that is going to be killed: stores without end and says what was acknowledged."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from hmi.domain.records import Entry, Gap, GapReason
from hmi.history.store import open_store
from hmi.settings.secrets import SecretReference
from hmi.settings.site import StoreSettings
from tests.history.making import EXECUTION, FAULT, LOAD, MACHINE, SIGNALS, SOURCE, SYSTEM, batch, said, seen, state

EVERY = 40
"""Observations in one entry."""


def main(folder: Path, url: str) -> None:
    """Print a line with the first sequence that is neither stored nor spooled for certain, after every flush."""
    variable = json.loads(os.environ["KILLED_PW"])
    password = SecretReference(env=variable) if variable else None
    store = open_store(folder, settings=StoreSettings(url=url, password=password))
    store.writer.declare(MACHINE, SIGNALS)
    (cursor,) = store.remember().cursors or (None,)
    sequence = cursor.next_sequence if cursor else 1
    while True:
        for _ in range(20):
            observations = []
            for _ in range(EVERY):
                kind = sequence % 20
                if kind == 0:
                    observations.append(seen(EXECUTION, sequence, f"text {sequence % 97}"))
                elif kind == 1:
                    observations.append(seen(SYSTEM, sequence, said(FAULT, str(sequence % 7))))
                else:
                    observations.append(seen(LOAD, sequence, float(sequence)))
                sequence += 1
            received_us = time.time_ns() // 1000
            gaps = (Gap(SOURCE, 1, 2, GapReason.OVERRUN, 1),)
            entry = Entry(batch(observations, received_us=received_us), (state(1000 * sequence),), gaps)
            while not store.writer.offer(entry):
                store.writer.flush(10)
        if store.writer.flush(10):
            print(sequence, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
