"""What a simulator is asked to be, and the command line that says so."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

DEFAULT_PORT: Final = 5000
DEFAULT_MACHINES: Final = 12
DEFAULT_SEED: Final = 2
"""With this one, a machine among the first overheats now and then, which makes a good story to show."""
MOST_MACHINES: Final = 500
MOST_AGENTS: Final = 500
LEAST_BUFFER: Final = 128
MOST_BUFFER: Final = 2**22
MOST_HISTORY_HOURS: Final = 72.0


@dataclass(frozen=True, slots=True)
class SimulatorOptions:
    """A simulator: ``machines`` on ``agents`` agents at the ports from ``port`` on; port 0 takes free ones.

    ``rate`` is observations per second and machine, None for what such machines naturally say. ``buffer`` is the size
    of each agent's buffer, None for 2**17 or what the history needs. ``history_h`` are the hours that lie in the
    buffers at the start. ``seconds`` ends the simulator after that time. ``replay`` plays a recording instead of
    machines. ``stop_with_stdin`` ends it when its standard input closes.
    """

    port: int = DEFAULT_PORT
    machines: int = DEFAULT_MACHINES
    agents: int = 1
    rate: float | None = None
    buffer: int | None = None
    speed: float = 1.0
    seed: int = DEFAULT_SEED
    history_h: float = 0.0
    flavour: int = 1
    seconds: float | None = None
    replay: Path | None = None
    original_times: bool = False
    once: bool = False
    json: bool = False
    stop_with_stdin: bool = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the simulator's arguments to a parser."""
    add = parser.add_argument
    add(
        "--mtconnect",
        dest="port",
        metavar="PORT",
        type=_whole(0, 65535),
        default=DEFAULT_PORT,
        help="port of the MTConnect agent on 127.0.0.1; 0 takes a free one (default: %(default)s)",
    )
    add(
        "--machines",
        metavar="N",
        type=_whole(1, MOST_MACHINES),
        default=DEFAULT_MACHINES,
        help="how many machines (default: %(default)s)",
    )
    add(
        "--agents",
        metavar="N",
        type=_whole(1, MOST_AGENTS),
        default=1,
        help="spread the machines over N agents at PORT, PORT+1 and so on (default: %(default)s)",
    )
    add(
        "--rate",
        metavar="OBS_PER_S",
        type=_number(0.1, 5000),
        help="observations per second and machine (default: what such machines say)",
    )
    add(
        "--buffer",
        metavar="N",
        type=_whole(LEAST_BUFFER, MOST_BUFFER),
        help="observations that an agent keeps (default: 131072, or what the history needs)",
    )
    add("--speed", metavar="F", type=_number(0.1, 100), default=1.0, help="how fast time goes (default: %(default)s)")
    add(
        "--seed",
        metavar="N",
        type=int,
        default=DEFAULT_SEED,
        help="another number makes other machines (default: %(default)s)",
    )
    add(
        "--history",
        dest="history_h",
        metavar="HOURS",
        type=_number(0, MOST_HISTORY_HOURS),
        default=0.0,
        help="hours that have already happened at the start (default: %(default)s)",
    )
    add(
        "--flavour",
        type=int,
        choices=(1, 2),
        default=1,
        help="behave like an agent of generation 1.x or 2.x (default: %(default)s)",
    )
    add("--seconds", metavar="S", type=_number(0.1, 1e9), help="end after this time (default: run until stopped)")
    add("--replay", metavar="FILE", type=Path, help="play a recorded MTConnectStreams document instead of machines")
    add("--original-times", action="store_true", help="keep a recording's time stamps")
    add("--once", action="store_true", help="do not begin a recording again at its end")
    add("--json", action="store_true", help="announce readiness as one line of JSON")
    add("--stop-with-stdin", action="store_true", help="end when standard input closes")


def from_arguments(arguments: argparse.Namespace) -> SimulatorOptions:
    """Return the options that parsed arguments say."""
    names = SimulatorOptions.__dataclass_fields__
    return SimulatorOptions(**{name: getattr(arguments, name) for name in names})


def to_arguments(options: SimulatorOptions) -> list[str]:
    """Return the command line that says these options."""
    line = [
        f"--mtconnect={options.port}",
        f"--machines={options.machines}",
        f"--agents={options.agents}",
        f"--speed={options.speed}",
        f"--seed={options.seed}",
        f"--history={options.history_h}",
        f"--flavour={options.flavour}",
    ]
    for name, value in (
        ("rate", options.rate),
        ("buffer", options.buffer),
        ("seconds", options.seconds),
        ("replay", options.replay),
    ):
        if value is not None:
            line.append(f"--{name}={value}")
    for name, wanted in (
        ("original-times", options.original_times),
        ("once", options.once),
        ("json", options.json),
        ("stop-with-stdin", options.stop_with_stdin),
    ):
        if wanted:
            line.append(f"--{name}")
    return line


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{value} is not between {least} and {most}")
        return value

    read.__name__ = "whole number"
    return read


def _number(least: float, most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = float(text)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text} is not between {least:g} and {most:g}")
        return value

    read.__name__ = "number"
    return read
