"""Only one process collects into a folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hmi.history.errors import AlreadyCollecting, StoreError
from hmi.history.lease import HOLDER_FILE, acquire_lease

_HOLD = (
    "import sys; from pathlib import Path; from hmi.history.lease import acquire_lease\n"
    "lease = acquire_lease(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
)


def test_a_second_process_is_told_who_collects_since_when(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(AlreadyCollecting, match=f"Process {holder.pid} .* has been collecting") as refused:
            acquire_lease(tmp_path)
        assert refused.value.pid == holder.pid
        assert refused.value.since_us is not None
    finally:
        holder.kill()
        holder.communicate()
    acquire_lease(tmp_path).release()  # the killed process has lost it


def test_this_process_cannot_take_it_twice(tmp_path: Path) -> None:
    lease = acquire_lease(tmp_path)
    with pytest.raises(AlreadyCollecting) as refused:
        acquire_lease(tmp_path)
    assert refused.value.pid == os.getpid()
    lease.release()
    again = acquire_lease(tmp_path)
    lease.release()  # of the old holder: means nothing any more
    with pytest.raises(AlreadyCollecting):
        acquire_lease(tmp_path)
    again.release()


@pytest.mark.parametrize("note", ["", "{}", "[]", '{"pid": "x", "since_us": 1, "host": ""}', "\x00"])
def test_a_holder_that_has_not_said_who_it_is_holds_it_all_the_same(tmp_path: Path, note: str) -> None:
    lease = acquire_lease(tmp_path)
    (tmp_path / HOLDER_FILE).write_text(note, encoding="utf-8")
    with pytest.raises(AlreadyCollecting, match="Another process has been collecting") as refused:
        acquire_lease(tmp_path)
    assert refused.value.pid is None
    lease.release()


def test_a_folder_that_takes_no_files_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        acquire_lease(tmp_path / "missing")
    (tmp_path / HOLDER_FILE).mkdir()  # a note that cannot be written
    with pytest.raises(StoreError, match="cannot be written"):
        acquire_lease(tmp_path)
