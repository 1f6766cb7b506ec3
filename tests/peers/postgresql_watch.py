"""Ends the PostgreSQL of tests once they are gone, also when they were killed: ``postgresql_watch.py PLACE PID``."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path


def main(place: Path, tests: int) -> None:
    """Wait until nobody holds our input any more, then end what those tests alone have used."""
    sys.stdin.read()
    users = place / ".handle_pids.json"
    with suppress(FileNotFoundError):  # they have ended it themselves, as they should
        others = [user for user in json.loads(users.read_text()) if user != tests]
        if others:
            users.write_text(json.dumps(others))
            return
        server = int((place / "postmaster.pid").read_text().split()[0])
        with suppress(ProcessLookupError):
            os.kill(server, getattr(signal, "SIGQUIT", signal.SIGTERM))
    shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
