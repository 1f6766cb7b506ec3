"""Which signals of a machine come first, which can be drawn, and which are drawn at the beginning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hmi.domain.signal import Role, Signal, SignalKind
from hmi.live.feed import MachineLive

MOST_IN_TREND = 4

NUMBER_ROLES = (
    Role.SPINDLE_LOAD,
    Role.SPINDLE_SPEED,
    Role.SPINDLE_TEMPERATURE,
    Role.SPINDLE_OVERRIDE,
    Role.FEED_RATE,
    Role.FEED_OVERRIDE,
    Role.RAPID_OVERRIDE,
)
TEXT_ROLES = (
    Role.EXECUTION,
    Role.CONTROLLER_MODE,
    Role.FUNCTIONAL_MODE,
    Role.PROGRAM,
    Role.PROGRAM_COMMENT,
    Role.PART,
    Role.PART_COUNT,
    Role.TOOL,
    Role.LINE,
    Role.MESSAGE,
    Role.WAIT_STATE,
    Role.EMERGENCY_STOP,
    Role.POWER_STATE,
    Role.AVAILABILITY,
)
_ROLES = (*NUMBER_ROLES, *TEXT_ROLES)
_FIRST_DRAWN = (Role.SPINDLE_LOAD, Role.SPINDLE_TEMPERATURE, Role.FEED_RATE)


def signals_of(live: MachineLive) -> Mapping[str, Signal]:
    """Return a machine's signals; values that the history remembers from before its source was heard count too."""
    missing = [key for key in live.values if key not in live.signals]
    if not missing:
        return live.signals
    return {**live.signals, **{key: _remembered(live, key) for key in missing}}


def _remembered(live: MachineLive, key: str) -> Signal:
    """Make up a signal of which only the key and a value are known."""
    stem = key.split("@", 1)[0]
    kind = SignalKind.NUMBER if isinstance(live.values[key].value, float) else SignalKind.TEXT
    role = stem if stem in _ROLES else ""
    return Signal(live.machine.key, key, kind, source_id="", type=stem.rsplit(".", 1)[-1], role=role)


def role_order(signal: Signal) -> tuple[int, int, str]:
    """Return the place of a signal among those that come first: known numbers, numbers with a band, known texts."""
    if signal.role in NUMBER_ROLES:
        return 0, NUMBER_ROLES.index(signal.role), signal.key
    if signal.role in TEXT_ROLES:
        return 2, TEXT_ROLES.index(signal.role), signal.key
    return 1, 0, signal.key


def split(live: MachineLive) -> tuple[list[Signal], list[Signal]]:
    """Return the signals that come first, in order, and the rest by component; conditions are neither."""
    values = [signal for signal in signals_of(live).values() if signal.kind is not SignalKind.CONDITION]
    bands = live.machine.bands
    known = [s for s in values if s.role in _ROLES or (s.kind is SignalKind.NUMBER and s.key in bands)]
    rest = [s for s in values if not (s.role in _ROLES or (s.kind is SignalKind.NUMBER and s.key in bands))]
    return sorted(known, key=role_order), sorted(rest, key=lambda s: (component_of(s).casefold(), s.key))


def component_of(signal: Signal) -> str:
    """Return the name under which a signal is grouped; empty where its source names no component."""
    return signal.component_name or signal.component


def drawable(live: MachineLive) -> list[str]:
    """Return the keys of the signals that a trend can show, in the order of the list."""
    first, rest = split(live)
    return [signal.key for signal in (*first, *rest) if signal.kind is SignalKind.NUMBER]


def first_drawn(live: MachineLive) -> tuple[str, ...]:
    """Return what the trend shows before anybody chose: the three that tell most, or the first three there are."""
    keys = drawable(live)
    return tuple(key for key in _FIRST_DRAWN if key in keys) or tuple(keys[:3])


def kept(chosen: Sequence[str], live: MachineLive) -> tuple[str, ...]:
    """Return what of a choice a machine can show."""
    keys = set(drawable(live))
    return tuple(key for key in dict.fromkeys(chosen) if key in keys)[:MOST_IN_TREND]


def role_set(live: MachineLive) -> str:
    """Return the name under which a choice is remembered: machines with the same known numbers share it."""
    return " ".join(sorted(key for key in drawable(live) if key.split("@", 1)[0] in _ROLES))


def same_signals(before: MachineLive, live: MachineLive) -> bool:
    """Return whether two snapshots are of the same machine with the same signals; cheap, as nearly all are."""
    if before.machine is not live.machine and before.machine != live.machine:
        return False
    if before.signals is not live.signals and before.signals != live.signals:
        return False
    # Values that no signal describes are signals too.
    return before.values is live.values or before.values.keys() == live.values.keys()
