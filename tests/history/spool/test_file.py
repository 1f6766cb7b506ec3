"""What waits in the spool's file stays there in its order until it is done, whatever happens to the program or disk."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from hmi.history.errors import Trouble
from hmi.history.health import Spooled
from hmi.history.spool.file import FILE_NAME, Refused, SpoolError, SpoolFile, open_spool


def opened(folder: Path, quota: int = 2**30) -> SpoolFile:
    return open_spool(folder / FILE_NAME, 1_700_000_000_000_000, quota=quota)


def put(spool: SpoolFile, *payloads: bytes) -> None:
    for number, payload in enumerate(payloads, 1):
        spool.append(payload, observations=10 * number, received_us=1000 * number, known={("cursor", "a"): str(number)})


def drained(spool: SpoolFile) -> list[bytes]:
    found = []
    while (first := spool.first()) is not None:
        found.append(first.payload)
        spool.done(first.id)
    return found


def test_loads_come_out_in_the_order_in_which_they_went_in_also_after_a_restart(tmp_path: Path) -> None:
    spool = opened(tmp_path)
    put(spool, b"one", b"two")
    name = spool.name
    spool.close()
    again = opened(tmp_path)
    assert again.name == name
    assert again.spooled() == Spooled(2, 30, 6, 1000)
    assert again.known() == {("cursor", "a"): "2"}
    put(again, b"three")
    assert drained(again) == [b"one", b"two", b"three"]
    assert again.spooled() == Spooled()
    again.close()


def test_a_number_is_never_used_twice(tmp_path: Path) -> None:
    spool = opened(tmp_path)
    put(spool, b"one", b"two")
    drained(spool)
    spool.close()
    spool = opened(tmp_path)
    put(spool, b"three")
    first = spool.first()
    assert first is not None
    assert first.id == 3
    spool.close()


def test_a_spool_that_is_full_says_so_keeps_what_it_has_and_takes_more_once_some_is_done(tmp_path: Path) -> None:
    spool = opened(tmp_path, quota=2_000_000)
    payload = bytes(100_000)
    with pytest.raises(SpoolError) as refused:
        put(spool, *[payload] * 100)
    assert refused.value.trouble is Trouble.SPOOL_FULL
    loads = spool.spooled().loads
    assert 10 <= loads < 20
    assert spool.known() == {("cursor", "a"): str(loads)}  # the cursor goes with its load, or not at all
    first = spool.first()
    assert first is not None
    spool.done(first.id + 3)
    put(spool, payload)
    assert spool.spooled().loads == loads - 3
    assert (tmp_path / FILE_NAME).stat().st_size <= 2_000_000
    spool.close()


def test_the_file_shrinks_once_all_is_done(tmp_path: Path) -> None:
    spool = opened(tmp_path)
    put(spool, *[bytes(1_000_000)] * 20)
    drained(spool)
    spool.shrink()
    sizes = [(tmp_path / f"{FILE_NAME}{ending}").stat().st_size for ending in ("", "-wal")]
    assert sum(sizes) < 200_000
    spool.close()


@pytest.mark.parametrize("content", [b"no database at all, but text" * 100, b"SQLite format 3\x00" + bytes(5000)])
def test_a_damaged_spool_is_given_another_name_and_a_new_one_begun(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    spool = opened(tmp_path)
    put(spool, b"one")
    assert drained(spool) == [b"one"]
    spool.close()
    (aside,) = [path for path in tmp_path.iterdir() if "set-aside" in path.name]
    assert aside.read_bytes() == content
    assert f"it is kept as {aside}" in caplog.text


def test_a_spool_of_a_later_version_is_kept_and_a_new_one_begun(tmp_path: Path) -> None:
    spool = opened(tmp_path)
    put(spool, b"one")
    spool.close()
    later = sqlite3.connect(tmp_path / FILE_NAME)
    later.execute("PRAGMA user_version = 99")
    later.close()
    spool = opened(tmp_path)
    assert spool.first() is None
    spool.close()
    assert len(list(tmp_path.glob("*set-aside*"))) == 1


def test_what_is_set_aside_is_kept_with_its_reason_and_once(tmp_path: Path) -> None:
    spool = opened(tmp_path)
    for reason in ("first", "no \ud800 text"):
        spool.set_aside(Refused(1, 2, 7, reason, b"data"), 5)
    assert spool.refused() == [Refused(1, 2, 7, "no ? text", b"data")]
    assert spool.first() is None
    spool.close()


def test_a_folder_that_takes_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SpoolError) as refused:
        opened(tmp_path / "missing")
    assert refused.value.trouble is Trouble.UNREACHABLE


_KILLED = """
import sys
from pathlib import Path
from hmi.history.spool.file import open_spool
spool = open_spool(Path(sys.argv[1]), 0)
number = 0
while True:
    number += 1
    spool.append(b"%d" % number + bytes(10_000), observations=1, received_us=number, known={("n", "n"): str(number)})
    print(number, flush=True)
"""


def test_a_program_that_is_killed_leaves_everything_that_it_had_put_in(tmp_path: Path) -> None:
    for lines in (1, 7, 30):
        folder = tmp_path / str(lines)
        folder.mkdir()
        process = subprocess.Popen(
            [sys.executable, "-c", _KILLED, str(folder / FILE_NAME)], stdout=subprocess.PIPE, text=True
        )
        try:
            assert process.stdout is not None
            said = [process.stdout.readline() for _ in range(lines)]
        finally:
            process.kill()
            rest, _ = process.communicate()
        acknowledged = max(int(line) for line in (*said, *rest.splitlines(keepends=True)) if line.endswith("\n"))
        spool = opened(folder)
        loads = spool.spooled().loads
        assert loads >= acknowledged
        assert spool.known() == {("n", "n"): str(loads)}
        assert [int(payload.rstrip(b"\0")) for payload in drained(spool)] == list(range(1, loads + 1))
        spool.close()
