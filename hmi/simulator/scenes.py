"""What a simulated machine and its operator can do: the scenes of which its days are made."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final

from hmi.simulator.batch import Batch
from hmi.simulator.body import HOME, Body
from hmi.simulator.cnc_model import CONDITIONS
from hmi.simulator.fleet import SimulatedMachine
from hmi.simulator.parts import MachineKind, Operation
from hmi.simulator.record import UNAVAILABLE, Activation, Level
from hmi.simulator.segment import Motion, Point, Reports, Segment
from hmi.simulator.toolpath import motion_of
from hmi.simulator.trouble import Alarm

_APPROACH_MM_S: Final = 20.0


class Scenes:
    """The state of the work at one machine, and the scenes that change it.

    A scene yields segments and moves ``clock`` (simulated seconds) on. ``pending`` is said as the next segment begins.
    """

    def __init__(self, machine: SimulatedMachine, body: Body, fate: Random, clock: float) -> None:
        self.clock = clock
        self.pending: list[tuple[str, str | Activation]] = []
        self.feed_override = 100
        self.tool = 0
        self._body = body
        self._fate = fate
        self._kind = machine.kind
        self._spindle_max = machine.make.spindle_max
        self._automatic = machine.personality.automatic
        self.batch = Batch(machine.kind, machine.personality.batch, fate)
        self._wear: dict[int, float] = {}

    @property
    def home(self) -> Point:
        """Where the tool is out of the way."""
        return HOME[self._kind]

    def do(
        self,
        seconds: float,
        reports: Reports = (),
        *,
        rpm: float = 0.0,
        feed: float = 0.0,
        goto: Point | None = None,
        lines: tuple[int, int] = (0, 0),
        coolant: bool = False,
        pressure_bar: float | None = None,
        powered: bool = True,
    ) -> Segment:
        """Return a segment without cutting, and move the clock to its end."""
        self.clock += seconds
        reports = (*self.pending, *reports)
        self.pending.clear()
        return Segment(
            seconds,
            reports,
            rpm=rpm,
            feed=feed,
            goto=goto,
            lines=lines,
            coolant=coolant,
            pressure_bar=pressure_bar,
            powered=powered,
        )

    def speed(self, operation: Operation) -> float:
        """Return the spindle speed of an operation on this machine, in rev/min."""
        return min(operation.rpm, self._spindle_max)

    def connect(self) -> Iterator[Segment]:
        """The machine is on and its adapter begins to speak."""
        yield self.do(1.0, self._everything("ARMED", "AUTOMATIC"))

    # -- making a part -------------------------------------------------------------------------------------------------

    def start(self) -> Iterator[Segment]:
        """Cycle start."""
        self.tool = 0
        yield self.do(1.5, (("execution", "ACTIVE"), ("mode", "AUTOMATIC")), lines=(1, 10), goto=self.home)

    def change_tool(self, operation: Operation, index: int) -> Iterator[Segment]:
        """Index the turret, or change the tool in the spindle, unless it is the tool that is there."""
        if operation.tool == self.tool:
            return
        self.tool = operation.tool
        lines = (100 * index + 100, 100 * index + 104)
        tool = (("tool", f"{operation.tool}"),)
        if self._kind is MachineKind.LATHE:
            yield self.do(2.4, tool, goto=self.home, lines=lines)
        else:
            x, y, _ = self._body.position
            yield self.do(1.2, goto=(x, y, 0.0), lines=lines)
            yield self.do(4.3, tool, lines=lines)

    def approach(self, operation: Operation, motion: Motion, done: float) -> Iterator[Segment]:
        """Start the spindle and bring the tool to where it goes on cutting."""
        feed = min(_APPROACH_MM_S, 3.0 * operation.feed / 60.0)
        yield self.do(2.2, goto=motion.at(done), rpm=self.speed(operation), feed=feed, coolant=True)

    def wear(self, tool: int) -> float:
        """Return how worn a tool is, from 0 to 1, and wear it a little more."""
        wear = self._wear.get(tool)
        wear = self._fate.uniform(0.0, 0.8) if wear is None else wear
        self._wear[tool] = wear + self._fate.uniform(0.008, 0.025)
        return min(1.0, wear)

    def finish(self) -> Iterator[Segment]:
        """End the program; the part counts."""
        yield self.do(3.0, goto=self.home, lines=(9990, 9999))
        self.batch.count()

    def change_part(self, away_s: float) -> Iterator[Segment]:
        """Unload the part that is finished and load the next; an operator comes ``away_s`` late."""
        if self._automatic:
            word = "MATERIAL_LOAD" if self._kind is MachineKind.LATHE else "PART_LOAD"
            yield self.do(2.0, (("execution", "WAIT"), ("wait", word), *self.batch.counters()))
            yield self.do(self._fate.uniform(5, 12), self._chuck("OPEN"))
            yield self.do(2.0, self._chuck("CLOSED"))
            self.pending.append(("wait", UNAVAILABLE))
            return
        yield self.do(3.0, (("execution", "PROGRAM_COMPLETED"), *self.batch.counters()))
        yield self.do(4.0 + away_s)
        yield self.do(
            self.batch.program.change_s * self._fate.uniform(0.6, 1.1), (("door", "OPEN"), *self._chuck("OPEN"))
        )
        yield self.do(3.0, self._chuck("CLOSED"))
        yield self.do(2.0, (("door", "CLOSED"), ("execution", "READY")))

    # -- stops ---------------------------------------------------------------------------------------------------------

    def hold(self, operation: Operation, motion: Motion, done: float, seconds: float) -> Iterator[Segment]:
        """The operator presses feed hold and looks; if it takes long, also stops the spindle and opens the door."""
        look_s = min(seconds, 35.0)
        yield self.do(look_s, (("execution", "FEED_HOLD"),), rpm=self.speed(operation), coolant=True)
        if seconds > look_s:
            x, y, z = self._body.position
            yield self.do(4.0, goto=(x + 5.0, y, z + 20.0))
            yield self.do(seconds - look_s, (("door", "OPEN"),))
            yield self.do(2.0, (("door", "CLOSED"),))
            self.pending.append(("execution", "ACTIVE"))
            yield from self.approach(operation, motion, done)
        else:
            self.pending.append(("execution", "ACTIVE"))

    def stop(self, execution: str, message: str, seconds: float) -> Iterator[Segment]:
        """The program stops for the operator, with the tool out of the way."""
        yield self.do(3.0, goto=self.home)
        yield self.do(5.0, (("execution", execution), ("msg", message)))
        yield self.do(max(10.0, seconds - 10.0), (("door", "OPEN"),))
        yield self.do(2.0, (("door", "CLOSED"), ("msg", "")))
        self.pending.append(("execution", "ACTIVE"))

    def alarm(self, alarm: Alarm, seconds: float) -> Iterator[Segment]:
        """A fault stops the machine until somebody has cleared it and driven the tool out; the cycle is lost."""
        faults = [Activation(Level.FAULT, alarm.code, alarm.text, alarm.qualifier)]
        if alarm.also is not None:
            faults.append(Activation(Level.FAULT, *alarm.also))
        raised: Reports = tuple((alarm.condition, fault) for fault in faults)
        cleared: Reports = tuple((alarm.condition, Activation(Level.NORMAL, fault.code)) for fault in faults)
        pressed: Reports = (("estop", "TRIGGERED"),) if alarm.emergency else ()
        released: Reports = (("estop", "ARMED"),) if alarm.emergency else ()
        yield self.do(
            seconds * 0.6, (*raised, *pressed, ("execution", alarm.execution)), pressure_bar=alarm.pressure_bar
        )
        yield self.do(seconds * 0.4, (("door", "OPEN"),), pressure_bar=alarm.pressure_bar)
        yield self.do(3.0, (*cleared, *released, ("door", "CLOSED"), ("execution", "READY"), ("mode", "MANUAL")))
        yield self.do(self._fate.uniform(15, 45), goto=self.home)
        yield self.do(5.0, (("mode", "AUTOMATIC"),))

    def wait_for_material(self, seconds: float) -> Iterator[Segment]:
        """The machine is ready and has nothing to do."""
        yield self.do(seconds, (("execution", "READY"), ("msg", "WAITING FOR MATERIAL")))
        self.pending.append(("msg", ""))

    def pause(self, seconds: float) -> Iterator[Segment]:
        """The operator has a break, or the shift changes."""
        yield self.do(seconds, (("execution", "READY"),))

    def change_inserts(self) -> Iterator[Segment]:
        """Change the inserts of a tool that is worn out, if there is one."""
        tool = next((tool for tool, wear in self._wear.items() if wear >= 1.0), None)
        if tool is None:
            return
        self._wear[tool] = 0.0
        yield self.do(5.0, (("execution", "OPTIONAL_STOP"), ("msg", f"INSERT CHANGE T{tool:02d}")))
        yield self.do(self._fate.uniform(100, 260), (("door", "OPEN"),))
        yield self.do(2.0, (("door", "CLOSED"), ("msg", ""), ("execution", "READY")))

    # -- set-up and switching off --------------------------------------------------------------------------------------

    def set_up(self, seconds: float) -> Iterator[Segment]:
        """Make the machine ready for another part: by hand, then in MDI, then a test run with low override."""
        ends = self.clock + seconds
        by_hand = (("execution", "READY"), ("mode", "MANUAL"), ("fmode", "SETUP"), ("msg", "SET-UP"), ("rovr", "25"))
        yield self.do(20.0, by_hand)
        yield self.do(self._fate.uniform(60, 160), (("door", "OPEN"), *self._chuck("OPEN")))
        test_s = min(240.0, seconds * 0.3)
        while self.clock < ends - test_s - 120.0:
            x, y, z = self.home
            sideways = 0.0 if self._kind is MachineKind.LATHE else self._fate.uniform(10, 90)
            there = (x - self._fate.uniform(40, 190), y - sideways, z - self._fate.uniform(60, 300))
            jog_mm_s = self._fate.uniform(4, 12)
            yield self.do(self._fate.uniform(15, 40), self._chuck("CLOSED"), goto=there, feed=jog_mm_s)
            yield self.do(self._fate.uniform(20, 70))
        by_input = (("door", "CLOSED"), ("mode", "MANUAL_DATA_INPUT"), ("execution", "ACTIVE"))
        yield self.do(8.0, (*by_input, *self._chuck("CLOSED")), goto=self.home)
        yield self.do(25.0, (("block", "M03 S500"),), rpm=500.0)
        self.batch.take_next()
        self._wear.clear()
        yield self.do(30.0, (("execution", "READY"), ("mode", "EDIT"), *self.batch.told()))
        yield from self._test_run(max(60.0, ends - self.clock))
        self.feed_override = 100
        ready = (("execution", "READY"), ("fmode", "PRODUCTION"), ("fovr", "100"), ("rovr", "100"), ("msg", ""))
        yield self.do(15.0, ready, goto=self.home)

    def switch_off(self, seconds: float) -> Iterator[Segment]:
        """Switch the machine off, and on again after ``seconds``, with its spindle warmed up."""
        yield self.do(10.0, (("execution", "READY"),), goto=self.home)
        yield self.do(max(60.0, seconds - 10.0), powered=False)
        yield self.do(self._fate.uniform(20, 45), self._everything("TRIGGERED", "MANUAL"))
        yield self.do(self._fate.uniform(15, 30), (("estop", "ARMED"),), goto=self.home)
        self.pending += (
            ("mode", "AUTOMATIC"),
            ("fmode", "SETUP"),
            ("program", "O9001"),
            ("comment", "SPINDLE WARM UP"),
        )
        for share in (0.1, 0.25, 0.45):
            yield self.do(80.0, (("execution", "ACTIVE"),), rpm=self._spindle_max * share)
        yield self.do(6.0, (("execution", "READY"), ("fmode", "PRODUCTION"), *self.batch.told()))

    def _test_run(self, seconds: float) -> Iterator[Segment]:
        """Run the first tool of the new program, slowly."""
        operation = self.batch.program.operations[0]
        self.tool = operation.tool
        motion = motion_of(self.batch.program, operation, 0)
        slow = (("mode", "AUTOMATIC"), ("execution", "ACTIVE"), ("fovr", "40"), ("tool", f"{operation.tool}"))
        yield self.do(4.0, slow, goto=self.home, lines=(1, 10))
        yield from self.approach(operation, motion, 0.0)
        self.clock += seconds
        yield Segment(
            seconds,
            rpm=self.speed(operation),
            feed=operation.feed / 60.0 * 0.4,
            load=operation.load * 0.6,
            motion=motion,
            lines=(110, 195),
            coolant=True,
        )
        yield self.do(4.0, goto=self.home)

    # -- reports -------------------------------------------------------------------------------------------------------

    def _everything(self, emergency_stop: str, mode: str) -> Reports:
        """Return what a machine says whose adapter has just connected."""
        return (
            ("avail", "AVAILABLE"),
            ("power", "ON"),
            ("estop", emergency_stop),
            ("mode", mode),
            ("fmode", "PRODUCTION"),
            ("execution", "READY"),
            ("door", "CLOSED"),
            ("wait", UNAVAILABLE),
            ("msg", ""),
            ("fovr", f"{self.feed_override}"),
            ("rovr", "100"),
            ("Sovr", "100"),
            ("tool", f"{self.tool}"),
            *self._chuck("CLOSED"),
            *self.batch.told(),
            *((key, Activation(Level.NORMAL)) for key in CONDITIONS),
        )

    def _chuck(self, state: str) -> Reports:
        return (("chuck", state),) if self._kind is MachineKind.LATHE else ()
