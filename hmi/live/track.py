"""One machine's latest values and state, kept current observation by observation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hmi.domain.condition import NONE, Active, applied
from hmi.domain.link import LinkStatus
from hmi.domain.machine import Machine
from hmi.domain.observation import Condition, ConditionLevel, Observation
from hmi.domain.records import Latest, StateChange, StateInterval
from hmi.domain.signal import Role, Signal
from hmi.domain.state import NOTHING_YET, SECOND_US, Facts, MachineState, Timing, Verdict, judge
from hmi.domain.tool import Tool
from hmi.live.facts import JUDGED, active_faults, facts_of
from hmi.live.feed import ActiveCondition, LiveValue, MachineLive

_MOTION = frozenset({Role.SPINDLE_SPEED, Role.FEED_RATE})
_TOGETHER_US = 20_000
"""An agent that loses an adapter calls its items unavailable one after the other, some microseconds apart; judged one
by one, an alarm of a few microseconds stands in the history."""
_AHEAD_US = 5 * SECOND_US
"""An adapter's clock is not its agent's; what is stamped this far ahead may still be meant so."""


class Track:
    """One machine, mutable, used on one thread only.

    Every method that may change the state returns the changes for the history. Times are on the machine's clock.
    """

    def __init__(self, machine: Machine, timing: Timing | None = None) -> None:
        self.machine = machine
        self.verdict = NOTHING_YET
        self.since_us: int | None = None
        self.newest_us: int | None = None
        self.received_us: int | None = None
        self.tools: tuple[Tool, ...] = ()
        self._timing = timing or Timing()
        self._signals: dict[str, Signal] = {}
        self._judged: tuple[Signal, ...] = ()
        self._has_execution = False
        self._values: dict[str, LiveValue] = {}
        self._conditions: dict[str, Active] = {}
        self._listed: tuple[ActiveCondition, ...] | None = None
        self._previous: tuple[Verdict, int] | None = None
        self._lost_us: int | None = None
        self._lost_detail = ""
        self._floor_us: int | None = None
        self._motion_us: int | None = None
        self._part_us: int | None = None
        self._heard_us: int | None = None
        self._remembered = False

    # -- what the machine has -------------------------------------------------------------------------------------

    def describe(self, signals: Sequence[Signal]) -> None:
        """Take the machine's signals; values of signals that are gone are forgotten."""
        self._signals = {signal.key: signal for signal in signals}
        self._judged = tuple(signal for signal in signals if signal.role in JUDGED)
        self._has_execution = any(signal.role == Role.EXECUTION for signal in signals)
        self._values = {key: value for key, value in self._values.items() if key in self._signals}
        self._conditions = {key: active for key, active in self._conditions.items() if key in self._signals}
        self._listed = None
        if self._remembered:
            self._resume_deadline()

    def _resume_deadline(self) -> None:
        """Find out until when a remembered verdict holds: the history keeps the verdict, not its deadline."""
        self._remembered = False
        if self.since_us is None:
            return
        if self.verdict.rule in ("10", "11") and self.verdict.state is not MachineState.IDLE:
            # when it moved or finished a part is not kept either; it was not after the newest that is known
            self._motion_us = self.newest_us
        verdict = judge(self._facts(), self.since_us, self._timing)
        if verdict.state is self.verdict.state:
            self.verdict = verdict

    def remember(self, latest: Iterable[Latest], open_state: StateInterval | None) -> None:
        """Start from what the history knows; what happened since is still to be read or unknown."""
        for known in latest:
            if isinstance(known.value, Condition):
                active = self._conditions.get(known.signal, NONE)
                self._conditions[known.signal] = applied(active, known.value, known.time_us)
            else:
                self._values[known.signal] = LiveValue(known.value, known.quality, known.time_us)
            self.newest_us = max(self.newest_us or known.time_us, known.time_us)
        if open_state is not None:
            self.verdict, self.since_us = open_state.verdict, open_state.start_us
            self._remembered = True
            if open_state.verdict.state is MachineState.OFFLINE:
                self._lost_us = open_state.start_us

    def part_with(self, open_state: StateInterval, newest_us: int) -> list[StateChange]:
        """End the stay that the history left open where the history ends; from there on nothing is known."""
        self.verdict, self.since_us = NOTHING_YET, max(open_state.start_us, newest_us)
        return [StateChange(self.machine.key, self.since_us, self.verdict)]

    def differs(self, signal: str, told: Sequence[Observation]) -> bool:
        """Return whether the active conditions of a signal are others than these reports leave."""
        active = NONE
        for observation in told:
            if isinstance(observation.value, Condition):
                active = applied(active, observation.value, observation.time_us)
        known = self._conditions.get(signal, NONE)
        return {key: kept.condition for key, kept in active.items()} != {
            key: kept.condition for key, kept in known.items()
        }

    # -- what happens ----------------------------------------------------------------------------------------------

    def hear(self, now_us: int) -> None:
        """The machine is about to be observed; ``now_us`` is its clock. What it stamps later than that cannot be so."""
        self._heard_us = now_us

    def observe(self, observations: Sequence[Observation], *, snapshot: bool) -> list[StateChange]:
        """Take observations in ascending sequence; a snapshot's conditions replace the sets known before."""
        changes: list[StateChange] = []
        if snapshot:
            self._listed = None
            for observation in observations:
                if isinstance(observation.value, Condition):
                    self._conditions[observation.signal] = NONE
        pending_us: int | None = None
        for observation in observations:
            stamp_us = observation.time_us
            if pending_us is not None and not 0 <= stamp_us - pending_us <= _TOGETHER_US:
                # what is stamped almost alike happened together, so it is judged together
                changes += self._judge(pending_us)
                pending_us = None
            time_us = self._believed(stamp_us)
            changes += self._pass(time_us)
            taken = self._take(observation if time_us == stamp_us else observation._replace(time_us=time_us))
            if taken and pending_us is None:
                pending_us = stamp_us
        if pending_us is not None:
            changes += self._judge(pending_us)
        self._heard_us = None
        return changes

    def _believed(self, stamp_us: int) -> int:
        """Return when something happened; a clock that runs far ahead must not hold up all that comes after."""
        return self._heard_us if self._heard_us is not None and self._is_ahead(stamp_us) else stamp_us

    def _is_ahead(self, stamp_us: int) -> bool:
        return self._heard_us is not None and stamp_us > self._heard_us + _AHEAD_US

    def lose(self, proof_us: int, detail: str) -> list[StateChange]:
        """The link is lost; the machine showed its last sign of life at ``proof_us``."""
        self._lost_detail = detail
        if self._lost_us is None:
            self._lost_us = proof_us
        return self._judge(self._lost_us)

    def find(self) -> list[StateChange]:
        """The link is back and the endpoint still has everything: what the machine did meanwhile is about to be known.

        The time offline is taken back; the state from before it goes on until the observations say otherwise.
        """
        if self._lost_us is None:
            return []
        lost_us, self._lost_us = self._lost_us, None
        if self._floor_us is None and not (self._values or self._conditions):
            # nothing was ever heard of it; the agent may know since when, and that can be long ago
            self.verdict, self.since_us = NOTHING_YET, None
            return []
        if self._floor_us is not None or self._previous is None or self.since_us is None:
            return self._judge(max(lost_us, self._floor_us or lost_us))
        if self.verdict.state is not MachineState.OFFLINE:
            return self._judge(lost_us)
        self.verdict, self.since_us = self._previous[0], self._previous[1]
        self._previous = None
        return [StateChange(self.machine.key, self.since_us, self.verdict), *self._judge(lost_us)]

    def miss(self, end_us: int) -> None:
        """Observations up to ``end_us`` are lost: nothing that is reported later may claim the time before it."""
        self._floor_us = max(self._floor_us or end_us, end_us)

    def elapse(self, now_us: int) -> list[StateChange]:
        """Time has passed without news; some rules change their mind by themselves."""
        return self._pass(now_us)

    @property
    def lost(self) -> bool:
        """Whether the link counts as lost."""
        return self._lost_us is not None

    # -- what readers get ------------------------------------------------------------------------------------------

    def snapshot(self, link: LinkStatus | None, clock_offset_us: int) -> MachineLive:
        """Return the machine as it is now."""
        previous, previous_us = None, 0
        if self._previous is not None and self.since_us is not None:
            previous, previous_us = self._previous[0], self.since_us - self._previous[1]
        return MachineLive(
            machine=self.machine,
            verdict=self.verdict,
            since_us=self.since_us,
            previous=previous,
            previous_us=previous_us,
            values=dict(self._values),
            signals=self._signals,
            conditions=self._active(),
            tools=self.tools,
            clock_offset_us=clock_offset_us,
            proof_us=link.last_data_us if link else None,
            newest_us=self.newest_us,
            received_us=self.received_us,
            link=link,
        )

    def _active(self) -> tuple[ActiveCondition, ...]:
        if self._listed is None:  # eight snapshots a second of hundreds of machines, but few changes
            every = (
                ActiveCondition(signal, activation.condition, activation.since_us)
                for signal, active in self._conditions.items()
                for activation in active.values()
            )
            faults_first = sorted(every, key=lambda c: (c.condition.level is not ConditionLevel.FAULT, -c.since_us))
            self._listed = tuple(faults_first)
        return self._listed

    # -- judging ---------------------------------------------------------------------------------------------------

    def _take(self, observation: Observation) -> bool:
        """Keep one observation; return whether the state must be judged again."""
        key, time_us, value = observation.signal, observation.time_us, observation.value
        if self.newest_us is None or time_us > self.newest_us:
            self.newest_us = time_us
        if isinstance(value, Condition):
            self._conditions[key] = applied(self._conditions.get(key, NONE), value, time_us)
            self._listed = None
            return True
        before = self._values.get(key)
        self._values[key] = LiveValue(value, observation.quality, time_us)
        signal = self._signals.get(key)
        if signal is None:
            return False
        role = signal.role
        if role in _MOTION:
            return self._moved(time_us)
        if role == Role.PART_COUNT:
            if before and isinstance(before.value, float) and isinstance(value, float) and value > before.value:
                self._part_us = time_us
                return self.verdict.rule == "11"
            return False
        if role not in JUDGED:
            return False
        if before is not None and before.value == value:
            # repeated: the reading keeps the time since when it holds, which the rules count from
            self._values[key] = LiveValue(value, observation.quality, before.time_us)
        return True

    def _moved(self, time_us: int) -> bool:
        signs = [self._is_moving(role) for role in _MOTION if role in self._values]
        # without an Execution only turning and feeding together say that the machine cuts
        if any(signs) if self._has_execution else bool(signs) and all(signs):
            self._motion_us = time_us
            return self.verdict.rule in ("10", "11")
        return False

    def _is_moving(self, role: str) -> bool:
        latest = self._values.get(role)
        return latest is not None and isinstance(latest.value, float) and abs(latest.value) > 0

    def _pass(self, now_us: int) -> list[StateChange]:
        """Let deadlines before ``now_us`` fall, each at its own moment."""
        changes: list[StateChange] = []
        for _ in range(8):  # a verdict's deadline leads to a later one at most a few times
            until_us = self.verdict.until_us
            if until_us is None or until_us > now_us:
                break
            changes += self._judge(until_us)
            if self.verdict.until_us == until_us:
                break
        return changes

    def _judge(self, stamp_us: int) -> list[StateChange]:
        time_us = self._believed(stamp_us)
        verdict = judge(self._facts(), time_us, self._timing)
        since_us = self.since_us
        if since_us is not None and self._is_ahead(since_us):
            # the clock was set back: a stay that has not begun yet gives way, and what came before it is unknown
            since_us = self._previous = None
        if verdict.state is self.verdict.state and since_us is not None:
            self.verdict = verdict
            return []
        start_us = max(time_us, since_us or time_us, self._believed(self._floor_us or time_us))
        if since_us is not None and start_us > since_us:
            self._previous = (self.verdict, since_us)
        self._floor_us = None
        self.verdict, self.since_us = verdict, start_us
        return [StateChange(self.machine.key, start_us, verdict, clamped=start_us != stamp_us)]

    def _facts(self) -> Facts:
        facts = facts_of(self._judged, self._values, active_faults(self._conditions, self._signals))
        return replace(
            facts,
            link_lost_us=self._lost_us,
            link_detail=self._lost_detail,
            seen=bool(self._values or self._conditions),
            last_motion_us=self._motion_us,
            last_part_us=self._part_us,
        )
