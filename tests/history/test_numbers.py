"""What a writer keeps of number signals beside their rows: nothing twice when hours are sealed, nothing held back."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmi.domain.records import Entry
from hmi.history.chunks.late import SealedHours
from hmi.history.chunks.sealer import Sealer
from hmi.history.rollups import growing
from hmi.history.store import FILE_NAME
from tests.history.making import LOAD, SPEED, WAIT_S, batch, rows, seen, writing
from tests.history.rollups.checking import HOUR_US, wrong_rollups
from tests.history.test_writer_trouble import until

_MINUTE_US = 60_000_000


def of_hour(hour: int, count: int = 60) -> Entry:
    """Return an observation every minute of an hour, numbered through all hours."""
    first = hour * 60
    return Entry(batch(seen(LOAD, first + i + 1, float(i), (first + i) * _MINUTE_US) for i in range(count)))


def test_what_comes_again_after_its_hour_was_sealed_is_not_stored_twice(tmp_path: Path) -> None:
    sealed = SealedHours()
    clock = [10 * HOUR_US]
    with writing(tmp_path, clock_us=lambda: clock[0], chores=(Sealer(sealed),), sealed=sealed, linger_s=0.0) as writer:
        writer.offer(of_hour(0))
        writer.offer(of_hour(9))
        assert writer.flush(WAIT_S)
        until(lambda: rows(tmp_path, "SELECT n FROM sample_chunk") == [(60,)])
        again = of_hour(0)
        assert again.batch is not None
        writer.offer(again)
        writer.offer(Entry(batch([seen(LOAD, 9000, 7.5, 30 * _MINUTE_US + 1)])))  # this one is new
        assert writer.flush(WAIT_S)
        assert writer.health().stored == 121
        until(lambda: rows(tmp_path, "SELECT count(*) FROM dirty_hour") == [(0,)])
    assert rows(tmp_path, "SELECT n, vmax FROM rollup_1h ORDER BY b") == [(61, 59.0), (60, 59.0)]


def test_rollups_that_are_held_back_are_written_when_the_program_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growing, "_MANY_SIGNALS", 1)
    with writing(tmp_path) as writer:
        writer.offer(Entry(batch([seen(LOAD, 1), seen(SPEED, 2)])))
        assert writer.flush(WAIT_S)
        assert rows(tmp_path, "SELECT count(*) FROM rollup_1h") == [(0,)]
        assert rows(tmp_path, "SELECT count(*) FROM dirty_hour") == [(2,)]
    assert rows(tmp_path, "SELECT count(*) FROM rollup_1h") == [(2,)]
    assert wrong_rollups(tmp_path / FILE_NAME) == (set(), set())
