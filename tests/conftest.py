"""What all tests share: Qt draws into memory, the computer's own settings and proxies stay out."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.peers.postgresql import Server

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for variable in ("HMI_DATA", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
    os.environ.pop(variable, None)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A PostgreSQL server for all tests of this process."""
    from tests.peers.postgresql import running_server

    with running_server() as server:
        yield server


@pytest.fixture(autouse=True)
def no_thread_is_left_behind() -> Iterator[None]:
    """Fail a test that leaves a thread of ours running."""
    before = set(threading.enumerate())
    yield
    ours = ("background", "backup", "writer", "query", "opener", "log")
    left = [t for t in threading.enumerate() if t not in before and t.is_alive() and t.name.startswith(ours)]
    for thread in left:
        thread.join(5)
    assert not [thread for thread in left if thread.is_alive()]
