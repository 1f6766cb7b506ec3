"""What a simulated machine does all day, one segment after the other."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from dataclasses import replace
from random import Random
from typing import Final

from hmi.simulator.body import Body
from hmi.simulator.chance import SHOWN_IN_A_CUT, Chance, Event
from hmi.simulator.fleet import SimulatedMachine
from hmi.simulator.parts import Operation
from hmi.simulator.personality import Situation
from hmi.simulator.scenes import Scenes
from hmi.simulator.segment import Motion, Segment
from hmi.simulator.toolpath import motion_of
from hmi.simulator.trouble import ALARMS, WARNINGS, Alarm
from hmi.simulator.upkeep import Upkeep

_BREAK_EVERY_S: Final = 4 * 3600.0
_LUNCH_S: Final = 2700.0
_LONGEST_INSERT_CHANGE_S: Final = 270.0
_OVERHEATED: Final = 75.0
_COOL_AGAIN: Final = 58.0


class Script:
    """The life of one machine.

    ``fate`` decides everything that happens, so equal fates give equal lives. ``begins_s`` is where the clock starts;
    0 is the moment at which the simulation does. The body that carries out the segments is asked for its temperature
    and its levels between them. ``never_off`` keeps a machine on that its personality would switch off.
    """

    def __init__(
        self, machine: SimulatedMachine, body: Body, fate: Random, begins_s: float, never_off: bool = False
    ) -> None:
        self._personality = machine.personality
        self._alarms = ALARMS[machine.make.control]
        self._body = body
        self._fate = fate
        self._scenes = Scenes(machine, body, fate, begins_s)
        self._chance = Chance(machine.personality, fate, begins_s, never_off)
        self._upkeep = Upkeep(body, WARNINGS[machine.make.control], fate)
        self._break_at = begins_s + fate.uniform(0.0, _BREAK_EVERY_S)
        self._lunch = fate.random() < 0.5
        self._since_stop = 0

    def segments(self) -> Iterator[Segment]:
        """Yield what the machine does, for ever; each segment is carried out before the next one is asked for."""
        yield from self._scenes.connect()
        while True:
            yield from self._between_cycles()
            yield from self._cycle()

    # -- a cycle -------------------------------------------------------------------------------------------------------

    def _cycle(self) -> Iterator[Segment]:
        """Make one part, unless an alarm ends the cycle early."""
        scenes, fate = self._scenes, self._fate
        yield from scenes.start()
        stop_after = self._stop_after()
        for index, operation in enumerate(scenes.batch.program.operations):
            yield from scenes.change_tool(operation, index)
            finished = yield from self._cut(operation, index)
            if not finished:
                return
            if index == stop_after:
                yield from scenes.stop("OPTIONAL_STOP", "GAUGE CHECK", fate.uniform(90, 360))
        yield from scenes.finish()
        self._since_stop += 1
        scenes.pending += self._upkeep.look(scenes.clock)
        late = fate.random() < 0.08 and not self._chance.calm(scenes.clock)
        yield from scenes.change_part(fate.uniform(40, 220) if late else 0.0)

    def _stop_after(self) -> int:
        """Return the operation after which the operator measures this part; -1 for none."""
        every = self._personality.stop_every
        if not every or self._since_stop < every or self._chance.calm(self._scenes.clock):
            return -1
        self._since_stop = 0
        return self._fate.randrange(len(self._scenes.batch.program.operations))

    def _cut(self, operation: Operation, index: int) -> Generator[Segment, None, bool]:
        """Cut with one tool; return False if an alarm has ended the cycle."""
        scenes, fate = self._scenes, self._fate
        motion = motion_of(scenes.batch.program, operation, index)
        yield from scenes.approach(operation, motion, 0.0)
        seconds = operation.seconds * fate.uniform(0.97, 1.04)
        load = operation.load * (1.0 + 0.22 * scenes.wear(operation.tool)) * fate.uniform(0.96, 1.05)
        first_line = 100 * index + 110
        done = 0.0
        while done < 1.0:
            override = scenes.feed_override / 100.0
            rest = Segment(
                seconds * (1.0 - done) / override,
                rpm=scenes.speed(operation),
                feed=operation.feed / 60.0 * override,
                load=load,
                motion=motion,
                begin=done,
                lines=(first_line, first_line + 85),
                coolant=True,
            )
            hot_after_s = self._body.seconds_until_hot(_OVERHEATED, rest)
            event, part_s = self._chance.next_in_cut(rest.seconds, hot_after_s, scenes.clock)
            reached = 1.0 if event is None else done + (1.0 - done) * part_s / rest.seconds
            if part_s > 0:
                scenes.clock += part_s
                yield replace(rest, seconds=part_s, end=reached, reports=tuple(scenes.pending))
                scenes.pending.clear()
            done = reached
            if event is not None and not (yield from self._interrupted(event, operation, motion, done)):
                return False
        scenes.pending += self._upkeep.look(scenes.clock)
        return True

    def _interrupted(
        self, event: Event, operation: Operation, motion: Motion, done: float
    ) -> Generator[Segment, None, bool]:
        """Live through what interrupts a cut; return False if the cycle cannot go on."""
        scenes, chance, fate = self._scenes, self._chance, self._fate
        if event is Event.SHOW:
            seconds = chance.show(scenes.clock)
            if chance.situation is Situation.ALARM:
                yield from scenes.alarm(self._some_alarm(), seconds)
                return False
            if chance.situation is Situation.FEED_HOLD:
                yield from scenes.hold(operation, motion, done, seconds)
            else:
                yield from scenes.stop("PROGRAM_STOPPED", "M00 INSPECTION", seconds)
                yield from scenes.approach(operation, motion, done)
        elif event is Event.HEAT:
            alarm = next(alarm for alarm in self._alarms if alarm.hot)
            in_place_of_show = not chance.shown and chance.calm(scenes.clock)
            seconds = chance.show(scenes.clock) if in_place_of_show else fate.uniform(*alarm.minutes) * 60.0
            yield from scenes.alarm(alarm, max(seconds, self._body.seconds_until_cool(_COOL_AGAIN)))
            return False
        elif event is Event.ALARM:
            alarm = self._some_alarm()
            yield from scenes.alarm(alarm, fate.uniform(*alarm.minutes) * 60.0)
            chance.again(Event.ALARM, scenes.clock)
            return False
        elif event is Event.HOLD:
            yield from scenes.hold(operation, motion, done, 10.0 + fate.choice((25, 60, 150, 320)) * fate.random())
            chance.again(Event.HOLD, scenes.clock)
        elif event is Event.OVERRIDE:
            self._turn_override()
        else:
            scenes.pending += self._upkeep.turn_filter()
            clean_after_s = fate.uniform(1800, 7200)
            chance.again(Event.FILTER, scenes.clock, clean_after_s if self._upkeep.filter_clogged else math.inf)
        return True

    def _some_alarm(self) -> Alarm:
        return self._fate.choice([alarm for alarm in self._alarms if not alarm.hot])

    def _turn_override(self) -> None:
        """The operator turns the feed override: off 100 %, or after a while back to it."""
        scenes, fate = self._scenes, self._fate
        away = scenes.feed_override == 100
        scenes.feed_override = fate.choice((70, 80, 90, 90, 110)) if away else 100
        scenes.pending.append(("fovr", f"{scenes.feed_override}"))
        self._chance.again(Event.OVERRIDE, scenes.clock, fate.uniform(120, 900) if away else math.inf)

    # -- between cycles ------------------------------------------------------------------------------------------------

    def _between_cycles(self) -> Iterator[Segment]:
        scenes, chance, fate = self._scenes, self._chance, self._fate
        if self._showing_begins():
            yield from self._show()
        if chance.is_due(Event.OFF, seconds := fate.uniform(2400, 5400), scenes.clock):
            yield from self._switch_off(seconds)
            chance.again(Event.OFF, scenes.clock)
        if chance.is_due(Event.WAIT, seconds := fate.uniform(240, 780), scenes.clock):
            yield from scenes.wait_for_material(seconds)
            chance.again(Event.WAIT, scenes.clock)
        if scenes.clock >= self._break_at and chance.has_time_for(_LUNCH_S, scenes.clock):
            yield from self._pause()
        if chance.has_time_for(_LONGEST_INSERT_CHANGE_S, scenes.clock):
            yield from scenes.change_inserts()
        if scenes.batch.left <= 0 and chance.has_time_for(seconds := fate.uniform(700, 1500), scenes.clock):
            self._since_stop = 0
            yield from scenes.set_up(seconds)

    def _showing_begins(self) -> bool:
        """Whether the situation to be shown at 0 has to begin now, because another cycle would come too late."""
        chance, program = self._chance, self._scenes.batch.program
        if chance.shown or chance.situation in SHOWN_IN_A_CUT or chance.situation is Situation.RUNNING:
            return False
        cycle_s = sum(operation.seconds + 12.0 for operation in program.operations) + 2 * program.change_s
        return self._scenes.clock + 1.2 * cycle_s + 60.0 >= chance.show_at

    def _show(self) -> Iterator[Segment]:
        seconds = self._chance.show(self._scenes.clock)
        if self._chance.situation is Situation.WAITING:
            yield from self._scenes.wait_for_material(seconds)
        elif self._chance.situation is Situation.SETUP:
            yield from self._scenes.set_up(seconds)
        else:
            yield from self._switch_off(seconds)

    def _switch_off(self, seconds: float) -> Iterator[Segment]:
        self._upkeep.forget()
        yield from self._scenes.switch_off(seconds)

    def _pause(self) -> Iterator[Segment]:
        """Lunch and, half a shift later, the change of shift; machines that load themselves work on."""
        self._break_at += _BREAK_EVERY_S
        self._lunch = not self._lunch
        if not self._personality.automatic:
            yield from self._scenes.pause(_LUNCH_S if self._lunch else self._fate.uniform(500, 900))
