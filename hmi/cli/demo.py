"""``hmi demo``: opens the window on machines that do not exist, on the same wire as real ones."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hmi.cli.common import UserError, add_data_argument, data_folder, say, seconds

if TYPE_CHECKING:
    from hmi.app import Plan
    from hmi.runtime import Runtime
    from hmi.settings.site import MachineSettings
    from hmi.simulator.fleet import SimulatedMachine
    from hmi.simulator.process import AnnouncedAgent, SimulatorProcess

EXAMPLE = """example:
  hmi demo --machines 10
  starts ten simulated machines on loopback ports and opens the window on them"""

PAST_H = 8.0
"""How much has already happened in a shop that is opened for the first time."""
_MARK = "demo.txt"
_SITE = "Aroeira Usinagem"
_ZONE = ZoneInfo("America/Sao_Paulo")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("--machines", type=_some, default=10, metavar="N", help="how many machines (default: 10)")
    parser.add_argument("--seconds", type=seconds, metavar="S", help="close by itself after S seconds")
    parser.add_argument("--screenshot", type=Path, metavar="FILE", help="save a picture of the window before it closes")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed is another shift (default: 1)")
    add_data_argument(parser)


def _some(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 500):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of machines from 1 to 500")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Open the window and stay until it is closed."""
    from hmi.settings.logs import configure_logging, install_exception_hook

    if options.screenshot is not None and options.seconds is None:
        raise UserError("A screenshot is taken before the window closes by itself: say after how many --seconds.")
    folder = data_folder(options, demo=True)
    install_exception_hook(configure_logging(folder / "logs"))
    from hmi.app import run_window

    plan = demo_plan(options.machines, options.seed, folder)
    status = run_window(plan, seconds=options.seconds, screenshot=options.screenshot)
    if options.screenshot is not None:
        if status != 0:
            raise UserError(f"No picture could be written to {options.screenshot}: name a .png in a folder of yours.")
        say(f"The window as it looked: {options.screenshot}")
    return status


def demo_plan(machines: int, seed: int, folder: Path) -> Plan:
    """Return the plan of a window on simulated machines, one agent each, in one process beside this one."""
    from hmi.app import Plan
    from hmi.domain.machine import Machine
    from hmi.simulator.fleet import demo_fleet

    fleet = demo_fleet(machines)
    shop = _Shop(fleet, seed, folder)
    # their addresses are known once they run; the wall needs only their names
    shown = [Machine(m.name, m.plant, m.cell, m.model, "", m.bands) for m in fleet]
    return Plan(_SITE, _ZONE, None, shown, folder, shop.open, shop.close)


class _Shop:
    """The simulated machines with the runtime on them."""

    def __init__(self, fleet: list[SimulatedMachine], seed: int, folder: Path) -> None:
        self._fleet = fleet
        self._seed = seed
        self._folder = folder
        self._simulator: SimulatorProcess | None = None
        self._runtime: Runtime | None = None

    def open(self) -> Runtime:
        """Start the machines, then collect from them."""
        from hmi.app import CannotOpenError
        from hmi.runtime import Runtime
        from hmi.settings.site import Site
        from hmi.simulator.options import SimulatorOptions
        from hmi.simulator.process import SimulatorError, start_simulator

        claim(self._folder)
        count = len(self._fleet)
        options = SimulatorOptions(
            port=0, machines=count, agents=count, seed=self._seed, history_h=unlived_hours(self._folder)
        )
        if self._simulator is None:  # a second time after a damaged history was put aside, with the same machines
            try:
                self._simulator = start_simulator(options)
            except SimulatorError as error:
                raise CannotOpenError(str(error)) from error
        machines = settings_of(self._fleet, self._simulator.agents)
        self._runtime = Runtime(Site(_SITE, _ZONE, machines), self._folder)
        self._runtime.start()
        return self._runtime

    def close(self) -> None:
        """Store what has arrived, then stop the machines."""
        try:
            if self._runtime is not None:
                self._runtime.stop()
        finally:
            if self._simulator is not None:
                self._simulator.stop()


def claim(folder: Path) -> None:
    """Mark a folder as a demo's, so that simulated machines never get into the history of real ones.

    Raises CannotOpenError where the folder already has a history that is none.
    """
    from hmi.app import CannotOpenError
    from hmi.history.store import FILE_NAME

    mark = folder / _MARK
    if mark.exists():
        return
    if (folder / FILE_NAME).exists():
        raise CannotOpenError(
            f"{folder} holds the history of real machines, where simulated ones have no place: "
            "name another folder with --data."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        mark.write_text("The machines of this history do not exist: hmi demo made it.\n", encoding="utf-8")
    except OSError as error:
        raise CannotOpenError(
            f"{folder} cannot be written ({error.strerror}): name another folder with --data."
        ) from error


def settings_of(fleet: list[SimulatedMachine], agents: tuple[AnnouncedAgent, ...]) -> tuple[MachineSettings, ...]:
    """Return the settings of simulated machines, in the fleet's order."""
    from hmi.settings.site import MachineSettings, SourceSettings, SourceType

    urls = {device["name"]: agent.url for agent in agents for device in agent.devices}
    return tuple(
        MachineSettings(
            name=machine.name,
            source=SourceSettings(SourceType.MTCONNECT, urls[machine.device], machine.device),
            plant=machine.plant,
            cell=machine.cell,
            model=machine.model,
            bands=machine.bands,
        )
        for machine in fleet
    )


def unlived_hours(folder: Path) -> float:
    """Return how many hours the machines have still to live through, so that no hour happens twice in the history."""
    from hmi.history.errors import HistoryError
    from hmi.history.store import open_history

    try:
        history = open_history(folder)
    except HistoryError:
        return PAST_H  # there is no history yet; what is wrong with one is told when it is opened to write
    try:
        newest_us = max((latest.time_us for latest in history.memory().latest), default=0)
    finally:
        history.close()
    return min(max((time.time() - newest_us / 1e6) / 3600, 0.0), PAST_H)
