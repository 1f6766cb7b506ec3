"""What the rules look at, taken from a machine's latest values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hmi.domain.condition import Active
from hmi.domain.observation import ConditionLevel
from hmi.domain.signal import Role, Signal
from hmi.domain.state import ActiveFault, Facts, PathFacts, Reading
from hmi.live.feed import LiveValue

_PATH_ROLES = {
    Role.EXECUTION: "execution",
    Role.CONTROLLER_MODE: "mode",
    Role.FUNCTIONAL_MODE: "functional_mode",
    Role.FEED_OVERRIDE: "feed_override",
}
_MACHINE_ROLES = frozenset({Role.AVAILABILITY, Role.EMERGENCY_STOP, Role.POWER_STATE})
JUDGED = frozenset(_PATH_ROLES) | _MACHINE_ROLES
"""Roles whose every change may change the state."""
_NOT_THE_MACHINE = frozenset({"Agent", "Adapter", "Adapters", "Environmental", "Interfaces", "Materials"})
"""Components whose faults do not stop a machine."""


def facts_of(judged: Sequence[Signal], values: Mapping[str, LiveValue], faults: Iterator[ActiveFault]) -> Facts:
    """Return what the values of the ``judged`` signals say; link, motion and parts are for the caller to add."""
    paths: dict[str, dict[str, Reading]] = {}
    stops: list[Reading] = []
    availability = power = None
    for signal in judged:
        latest = values.get(signal.key)
        reading = Reading(None, 0) if latest is None else Reading(latest.value, latest.time_us)
        if signal.role == Role.AVAILABILITY:
            availability = reading if latest else None
        elif signal.role == Role.POWER_STATE:
            power = reading
        elif signal.role == Role.EMERGENCY_STOP:
            stops.append(reading)
        else:
            paths.setdefault(signal.path, {}).setdefault(_PATH_ROLES[signal.role], reading)
    return Facts(
        availability=availability,
        power=power,
        emergency_stops=tuple(stops),
        faults=tuple(faults),
        paths=_by_path(paths),
    )


def active_faults(conditions: Mapping[str, Active], signals: Mapping[str, Signal]) -> Iterator[ActiveFault]:
    """Return the faults that stop a machine."""
    for key, active in conditions.items():
        signal = signals.get(key)
        if signal is None or signal.component in _NOT_THE_MACHINE:
            continue
        for activation in active.values():
            if activation.condition.level is ConditionLevel.FAULT:
                condition = activation.condition
                yield ActiveFault(condition.code, condition.text, activation.since_us, signal.path)


def _by_path(paths: dict[str, dict[str, Reading]]) -> dict[str, PathFacts]:
    """Return the facts of each path; what stands outside the paths (a mode of the whole controller) holds for all."""
    own = {path: facts for path, facts in paths.items() if "execution" in facts}
    if not own:
        return {path: PathFacts(**facts) for path, facts in paths.items()}
    common: dict[str, Reading] = {}
    for path, facts in paths.items():
        if path not in own:
            common.update(facts)
    return {path: PathFacts(**{**common, **facts}) for path, facts in own.items()}
