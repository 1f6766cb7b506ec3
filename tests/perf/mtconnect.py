"""``dev.py bench mtconnect``: what reading agents costs, what it loses, and how soon it is stored."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import httpx
from lxml import etree

from hmi.history.store import FILE_NAME
from hmi.simulator.options import SimulatorOptions
from hmi.simulator.process import start_simulator
from hmi.sources.mtconnect.document import Kind, open_document
from hmi.sources.mtconnect.failure import EndpointFailure
from hmi.sources.mtconnect.model import Bindings, model_of
from hmi.sources.mtconnect.probe import read_devices
from hmi.sources.mtconnect.streams import read_streams
from tests.end2end.site import write_site
from tests.perf import freezing
from tests.perf.collecting import Run, collect
from tests.perf.rows import Row, median
from tests.sources.mtconnect.implied import implied_models

_TRIES = 9
_LEAST_OBSERVATIONS = 900
_BUSY_S = 15.0
_AGENTS = 100
_MANY_S, _MANY_FULL_S = 60.0, 600.0

# -- parsing -----------------------------------------------------------------------------------------------------------


def _bare(body: bytes) -> list[tuple[str | None, ...]]:
    """What no reader of these documents can do without: parse, and look at the attributes of every observation."""
    return [
        (element.get("sequence"), element.get("timestamp"), element.get("dataItemId"), element.text)
        for element in etree.fromstring(body).iter("{*}*")
        if element.get("sequence") is not None
    ]


def _ratio(body: bytes, bindings: Bindings) -> float:
    """Return our rate over the bare one, in CPU time, each run beside the other."""
    ratios = []
    for _ in range(_TRIES):
        bare_s = _cpu_s(lambda: _bare(body))
        ours_s = _cpu_s(lambda: read_streams(open_document(body), bindings))
        ratios.append(bare_s / ours_s)
    return median(ratios)


def _cpu_s(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _simulated() -> tuple[bytes, Bindings]:
    """Return a document as our agent sends it to who catches up, with the bindings of its probe."""
    with start_simulator(SimulatorOptions(port=0, machines=1, history_h=1)) as simulator:
        url = simulator.agents[0].url
        devices = read_devices(open_document(httpx.get(f"{url}/probe").content))
        body = httpx.get(f"{url}/sample", params={"count": 2000}).content
    return body, Bindings([model_of("m", device) for device in devices if not device.is_agent])


def _recorded() -> Iterator[tuple[bytes, Bindings]]:
    """Yield the large documents of real agents, where ``HMI_CORPUS`` names a folder with some."""
    folder = os.environ.get("HMI_CORPUS", "")
    for path in sorted(Path(folder).glob("*.xml")) if folder else ():
        body = path.read_bytes()
        try:
            document = open_document(body)
        except EndpointFailure:
            continue
        if document.kind is Kind.STREAMS and len(_bare(body)) >= _LEAST_OBSERVATIONS:
            yield body, Bindings(implied_models(document.root))


def _parsing() -> list[Row]:
    rows = [Row("parse and map, of bare lxml with a loop, simulator", _ratio(*_simulated()), "×", 0.5, at_least=True)]
    recorded = [_ratio(body, bindings) for body, bindings in _recorded()]
    if recorded:
        rows.append(Row("the same, real documents, worst", min(recorded), "×", 0.5, at_least=True))
    return rows


# -- collecting --------------------------------------------------------------------------------------------------------


def _busy() -> list[Row]:
    """Let ``hmi collect`` store what five machines say at 2,000 observations a second each; ask for its CPU time."""
    options = SimulatorOptions(port=0, machines=5, agents=5, rate=2000)
    with start_simulator(options) as simulator, tempfile.TemporaryDirectory(prefix="hmi-perf-") as name:
        folder = Path(name)
        site = write_site(folder, simulator.agents)
        idle = collect(site, folder / "idle", 0.5)
        busy = collect(site, folder / "busy", _BUSY_S)
    per_cpu_s = (busy.stored - idle.stored) / (busy.cpu_s - idle.cpu_s)
    return [
        Row("observations stored per second", busy.stored / _BUSY_S, "/s"),
        Row("observations per CPU second, socket to store", per_cpu_s, "/s", goal=60_000, at_least=True),
    ]


def _many(seconds: float) -> list[Row]:
    """Let ``hmi collect`` follow 100 agents at 60 observations a second each."""
    options = SimulatorOptions(port=0, machines=_AGENTS, agents=_AGENTS, rate=60)
    with start_simulator(options) as simulator, tempfile.TemporaryDirectory(prefix="hmi-perf-") as name:
        folder = Path(name)
        site = write_site(folder, simulator.agents)
        run = collect(site, folder / "data", seconds)
        missing, gaps = _missing(folder / "data" / FILE_NAME)
    which = f"{_AGENTS} agents × 60 /s × {seconds:g} s"
    return [
        Row(f"observations stored, {which}", run.stored, ""),
        Row(f"sequences missing, {which}", missing, "", goal=0),
        Row(f"gaps, {which}", gaps, "", goal=0),
        Row(f"arrival to store p99, {which}", float(run.together["latency_p99_ms"]), "ms", goal=1000),
        Row(f"arrival to store p99, slowest machine, {which}", _slowest_p99(run), "ms"),
        Row(f"CPU, {which}", run.cpu_s / run.wall_s, "cores", goal=1.0),
        Row(f"memory, last sixth over fourth, {which}", _growth(run.resident), "×", goal=1.05),
    ]


def _missing(store: Path) -> tuple[int, int]:
    """Return how many sequences before the cursors are not in the store, and how many gaps it tells.

    An agent numbers its observations from 1 without holes, and its buffer is larger than all that it says here.
    """
    tables = ("sample", "text_event", "condition_event")
    every = " UNION ".join(f"SELECT instance_id, seq FROM {table}" for table in tables)  # noqa: S608 - our own names
    with closing(sqlite3.connect(store)) as connection:
        (stored,) = connection.execute(f"SELECT count(*) FROM ({every})").fetchone()  # noqa: S608 - the same
        (heard,) = connection.execute("SELECT sum(next_seq - 1) FROM ingest_cursor").fetchone()
        (gaps,) = connection.execute("SELECT count(*) FROM gap").fetchone()
    return heard - stored, gaps


def _slowest_p99(run: Run) -> float:
    return max(float(row["latency_p99_ms"]) for row in run.machines)


def _growth(resident: Sequence[int]) -> float:
    """Return how the memory grows once SQLite's cache of 64 MiB is full, which takes five minutes of this."""
    sixth = len(resident) // 6
    return median(resident[-sixth:]) / median(resident[3 * sixth : 4 * sixth])


def measure(*, full: bool = False) -> list[Row]:
    """Return all figures of reading MTConnect agents; ``full`` follows the hundred agents for ten minutes."""
    return [*_parsing(), *_busy(), *freezing.measure(), *_many(_MANY_FULL_S if full else _MANY_S)]
