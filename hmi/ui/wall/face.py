"""What a machine's tile says, as texts and shares that are ready to paint."""

from __future__ import annotations

from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from hmi.domain.link import LinkReason
from hmi.domain.machine import Band
from hmi.domain.signal import Role
from hmi.domain.state import MachineState
from hmi.live.feed import MachineLive
from hmi.ui.figures import MISSING, clock, count, duration, number
from hmi.ui.words import fault_words, rule_words, state_word, why_words

_LOAD_SCALE: Final = 120.0
"""Where a spindle load bar ends unless the machine's band says otherwise, in percent."""
_FEED_SCALE: Final = 150.0
"""Where a feed override bar ends unless the machine's band says otherwise, in percent."""


class Gauge(NamedTuple):
    """A value on its scale; the shares (0 to 1 of the scale) are None where there is nothing to draw."""

    text: str
    pointer: float | None = None
    low: float | None = None
    high: float | None = None
    line: float | None = None
    strong: bool = False
    """The value is not what it should be while the machine runs."""

    @property
    def scale(self) -> tuple[float | None, ...]:
        """What stays while only the value moves."""
        return self.low, self.high, self.line


class Face(NamedTuple):
    """Everything on a tile but its ribbon; equal faces look alike."""

    name: str
    model: str
    program: str
    state: MachineState
    word: str
    lasted: str
    why: str
    stale: str
    """How old the data are; empty while they are current."""
    parts: str
    load: Gauge
    feed: Gauge

    @property
    def still(self) -> tuple[object, ...]:
        """What stays while only the values move."""
        return *self[:_VALUES], self.load.scale, self.feed.scale


_VALUES: Final = Face._fields.index("load")


def face_of(live: MachineLive, age_us: int | None, now_us: int, zone: ZoneInfo) -> Face:
    """Return a machine's face at a moment of this computer's clock; ``age_us`` is set where its data are old."""
    machine = live.machine
    # an endpoint that is lost says nothing about the machine now, so its last values are not shown as if it did
    values = None if live.verdict.state is MachineState.OFFLINE else live
    running = live.verdict.state is MachineState.RUNNING
    return Face(
        name=machine.name,
        model=machine.model,
        program=(values and values.text(Role.PROGRAM)) or MISSING,
        state=live.verdict.state,
        word=state_word(live.verdict.state),
        lasted=lasted(live, now_us),
        why=why(live, now_us, zone),
        stale=stale_words(age_us),
        parts=parts_words(values),
        load=_gauge(values, Role.SPINDLE_LOAD, machine.bands.get(Role.SPINDLE_LOAD), _LOAD_SCALE, running=running),
        feed=_gauge(
            values, Role.FEED_OVERRIDE, machine.bands.get(Role.FEED_OVERRIDE), _FEED_SCALE, running=running, usual=100.0
        ),
    )


def lasted(live: MachineLive, now_us: int) -> str:
    """Return how long a machine has been in its state."""
    return duration(None if live.since_us is None else now_us + live.clock_offset_us - live.since_us)


def why(live: MachineLive, now_us: int, zone: ZoneInfo) -> str:
    """Return why a machine is in its state, or what it makes; for a lost link also since when."""
    lost = live.lost
    if live.verdict.state is not MachineState.OFFLINE or live.since_us is None:
        return why_words(live)
    reason = why_words(live) if lost is None else fault_words(LinkReason(lost.fault))
    since = clock(live.since_us - live.clock_offset_us, zone, now_us)
    return QCoreApplication.translate("Wall", "%1 since %2").replace("%2", since).replace("%1", reason)


def stale_words(age_us: int | None) -> str:
    """Return how old data are; empty while they are current."""
    if age_us is None:
        return ""
    return QCoreApplication.translate("Wall", "data %1 old").replace("%1", duration(age_us))


def parts_words(live: MachineLive | None) -> str:
    """Return how many parts the machine has counted."""
    made = None if live is None else live.number(Role.PART_COUNT)
    return MISSING if made is None else count(int(made))


def spoken(live: MachineLive, face: Face) -> str:
    """Return a tile in one sentence, for those who listen: ``Torno 03, Stopped, 23 min, Feed hold``."""
    said = [face.name, face.word, face.lasted, face.why, face.stale]
    if live.verdict.uncertain:
        said.append(QCoreApplication.translate("Wall", "the source contradicts itself"))
    return ", ".join(part for part in said if part not in ("", MISSING))


def explained(live: MachineLive, face: Face) -> str:
    """Return what a tile has no room for: the reason in full and the rule that fired."""
    lost = live.lost
    said = [face.name, face.why if lost is None else fault_words(lost), rule_words(live.verdict)]
    if live.verdict.uncertain:
        said.append(QCoreApplication.translate("Wall", "the source contradicts itself"))
    return "\n".join(dict.fromkeys(said))


def _gauge(
    live: MachineLive | None,
    role: str,
    band: Band | None,
    scale: float,
    *,
    running: bool,
    usual: float | None = None,
) -> Gauge:
    value = None if live is None else live.number(role)
    start = 0.0 if band is None else band.scale_low
    end = scale if band is None or band.scale_high is None else band.scale_high

    def share(at: float | None) -> float | None:
        return None if at is None or end <= start else min(max((at - start) / (end - start), 0.0), 1.0)

    strong = False
    if running and value is not None:
        strong = not band.low <= value <= band.high if band is not None else usual is not None and value < usual
    return Gauge(
        text=MISSING if value is None else f"{number(value, 0)} %",
        pointer=share(value),
        low=share(None if band is None else band.low),
        high=share(None if band is None else band.high),
        line=share(usual),
        strong=strong,
    )
