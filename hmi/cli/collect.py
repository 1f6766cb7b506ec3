"""``hmi collect``: collects into the store without a window."""

from __future__ import annotations

import argparse
import json
import math
import signal
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hmi.cli.common import (
    UserError,
    add_data_argument,
    add_site_argument,
    data_folder,
    many,
    say,
    seconds,
    site_file,
    write,
)

if TYPE_CHECKING:
    from hmi.domain.link import LinkStatus
    from hmi.history.figures import MachineFigures, WriterStatistics
    from hmi.history.health import HistoryHealth
    from hmi.settings.site import MachineSettings

EXAMPLE = """example:
  hmi collect --config site.yaml --data ./history --seconds 60
  collects for a minute and prints, per machine, what was stored"""

_TURN_S = 0.5


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    add_site_argument(parser)
    add_data_argument(parser)
    parser.add_argument("--seconds", type=seconds, metavar="S", help="stop after S seconds (default: on Ctrl+C)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(options: argparse.Namespace) -> int:
    """Collect until told to stop, then say what was stored."""
    from hmi.history.errors import HistoryError
    from hmi.history.health import spool_sentence
    from hmi.runtime import Runtime
    from hmi.settings.errors import SettingsError
    from hmi.settings.loader import load_site
    from hmi.settings.logs import configure_logging, install_exception_hook

    try:
        site = load_site(site_file(options.config))
    except SettingsError as error:
        raise UserError(str(error)) from error
    folder = data_folder(options)
    install_exception_hook(configure_logging(folder / "logs", name="collect"))
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: over.set())
    runtime = Runtime(site, folder)
    try:
        runtime.start()
    except HistoryError as error:
        runtime.stop()
        raise UserError(str(error)) from error
    try:
        say(f"Collecting from {many(len(site.machines), 'machine')} into {folder}; Ctrl+C ends it.")
        _wait(over, options.seconds)
    finally:
        links = runtime.feed.everything().links
        complete = runtime.stop()
    statistics = runtime.statistics()
    rows = report(site.machines, links, statistics)
    health = runtime.store.writer.health()
    result = {"machines": rows, "all": _figures(statistics.all_machines), "spool": spool_row(health)}
    write(json.dumps(result, indent=1) if options.json else as_table(rows))
    if health.spool is not None and (waits := spool_sentence(health.spool)):
        say(f"{health.reason} {waits}".strip())
    if not complete:
        raise UserError(health.reason or "The disk was too slow to store all that had arrived.")
    return 0


def _wait(over: threading.Event, seconds: float | None) -> None:
    """Wait in short turns: on Windows no signal gets through to a thread that waits for an event."""
    end = math.inf if seconds is None else time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 and not over.wait(min(left, _TURN_S)):
        pass


def report(
    machines: Sequence[MachineSettings], links: Sequence[LinkStatus], statistics: WriterStatistics
) -> list[dict[str, Any]]:
    """Return a row per machine: stored observations, the endpoint's reconnects and gaps, latency in milliseconds."""
    reconnects = {link.source: link.reconnects for link in links}
    reasons = {name: link.machine_reasons.get(name, link.reason) for link in links for name in link.machines}
    rows = []
    for machine in machines:
        figures = statistics.machines.get(machine.name)
        gaps = statistics.sources.get(machine.source.url)
        reason = reasons.get(machine.name)
        rows.append(
            {
                "machine": machine.name,
                "endpoint": machine.source.url,
                **_figures(figures),
                "reconnects": reconnects.get(machine.source.url, 0),
                "gaps": gaps.gaps if gaps else 0,
                "lost": gaps.lost if gaps else 0,
                "trouble": f"{reason.fault.value}: {reason.detail}".rstrip(": ") if reason else "",
            }
        )
    return rows


def spool_row(health: HistoryHealth) -> dict[str, Any] | None:
    """Return what waits on this computer for a database that is away; None where the history is a file."""
    spool = health.spool
    if spool is None:
        return None
    return {
        "away_since_us": health.waiting_since_us,
        "trouble": "" if health.trouble is None else health.trouble.value,
        "loads": spool.loads,
        "observations": spool.observations,
        "bytes": spool.size,
        "since_us": spool.since_us,
        "set_aside": spool.set_aside,
    }


def _figures(figures: MachineFigures | None) -> dict[str, Any]:
    return {
        "observations": figures.stored if figures else 0,
        "latency_p50_ms": _ms(figures.p50_us if figures else None),
        "latency_p99_ms": _ms(figures.p99_us if figures else None),
    }


def _ms(span_us: int | None) -> float | None:
    return None if span_us is None else round(span_us / 1000, 1)


def as_table(rows: Sequence[dict[str, Any]]) -> str:
    """Return the rows as columns for people."""
    names = ("machine", "observations", "reconnects", "gaps", "latency_p50_ms", "latency_p99_ms", "trouble")
    titles = ("machine", "observations", "reconnects", "gaps", "p50 ms", "p99 ms", "")
    table = [titles, *(tuple("—" if row[n] is None else str(row[n]) for n in names) for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(titles))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in (0, len(widths) - 1) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in table
    )
