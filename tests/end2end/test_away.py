"""The program beside a PostgreSQL that goes away: what agents said is all in the database once that is back."""

from __future__ import annotations

import json
import os
import random
import threading
from pathlib import Path
from typing import Any

from hmi.history.spool.file import FILE_NAME as SPOOL
from hmi.history.sqlite.database import SqliteDatabase
from hmi.history.store import FILE_NAME
from hmi.history.transfer.copying import copy_store
from hmi.simulator.options import SimulatorOptions
from hmi.simulator.process import start_simulator
from tests.end2end.ledger import differences, held, stored
from tests.end2end.site import hmi, start_hmi, wait_until, write_site
from tests.peers.cut_off import CutOff, cut_off
from tests.peers.postgresql import Server

FAST = ", heartbeat: 0.5, interval: 0.1"


def name_store(site: Path, away: CutOff) -> None:
    """Let a site file name the database."""
    lines = ["store:", f"  url: '{away.url}'"]
    if away.server.password is not None:
        lines.append(f"  password: {{env: {away.server.password.env}}}")
    site.write_text(f"{site.read_text(encoding='utf-8')}{os.linesep.join(lines)}\n", encoding="utf-8")


def collect(site: Path, data: Path, seconds: float = 3) -> dict[str, Any]:
    """Collect for some seconds and return what was said in the end."""
    done = hmi("collect", "--config", site, "--data", data, "--seconds", str(seconds), "--json")
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_a_database_that_goes_away_and_comes_back_has_what_the_agent_said_and_nothing_twice(
    tmp_path: Path, postgresql_server: Server
) -> None:
    chance = random.Random(4)
    options = SimulatorOptions(port=0, machines=2, rate=200, buffer=2**20)
    with cut_off(postgresql_server) as away, start_simulator(options) as simulator:
        (agent,) = simulator.agents
        site, data = write_site(tmp_path, simulator.agents, FAST), tmp_path / "data"
        name_store(site, away)
        said = collect(site, data)
        assert said["spool"]["observations"] == said["spool"]["loads"] == 0
        assert said["all"]["observations"] > 0

        away.line.cut()
        for _ in range(2):
            collector = start_hmi("collect", "--config", site, "--data", data)
            try:
                wait_until((data / SPOOL).exists, "the spool")
                threading.Event().wait(chance.uniform(1, 3))  # to kill it at another moment each time
            finally:
                collector.kill()
                collector.communicate()
        said = collect(site, data)
        spool = said["spool"]
        assert said["all"]["observations"] == 0
        assert spool["observations"] > 500
        assert spool["bytes"] > 0
        assert spool["trouble"] == "unreachable"
        assert spool["away_since_us"] > spool["since_us"]  # this program began later than the first that spooled

        away.line.mend()
        for _ in range(10):
            if collect(site, data, 2)["spool"]["loads"] == 0:
                break
        else:
            raise AssertionError("it was never all stored")

        copied = tmp_path / "copied"
        copied.mkdir()
        target = SqliteDatabase(copied / FILE_NAME)
        target.prepare()
        copy_store(postgresql_server.database(away.name), target)
        found = stored(copied)
        assert found.cursor is not None
        kept = held(agent.url, below=found.cursor.next)
    assert list(found.runs) == [kept.instance]
    assert kept.first == 1
    assert found.sequences == list(range(1, found.cursor.next))
    assert differences(kept.observations, found.runs[kept.instance]) == []
    assert found.gaps == ()
