"""What a first look at an endpoint means for a person: each check with its grade and its sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from hmi.domain import finding_words as words
from hmi.domain.inspection import WANTED, InspectedDevice, Inspection
from hmi.domain.link import SKEW_LIMIT_US, LinkFault, LinkReason
from hmi.domain.phrase import NOTHING, Argument, Count, Phrase, Rate, Roles, Span
from hmi.domain.signal import Role
from hmi.domain.state import Verdict

_OUTAGE_US: Final = 3_600_000_000
"""An outage that should lose nothing: switching a network over, starting a computer again, takes less than an hour."""
_SECOND_US: Final = 1_000_000
_ADVISED_S: Final = 4 * 3600
"""A buffer of half a shift outlasts what is noticed and put right in the same shift."""
_MOST_EXPONENT: Final = 24
"""A larger buffer costs the agent gigabytes of memory."""
_FILLING_US: Final = 60 * _SECOND_US
"""An agent that has just started says everything that it knows at once; that is not how it goes on."""
_STALE_US: Final = 10 * _SECOND_US
"""What has just come may have been gathered for a while; older than this, it was stamped by another clock."""
_AHEAD_US: Final = 2 * _SECOND_US
_NAMED: Final = 6
"""More devices than these are counted, not named."""


class Check(Enum):
    """What is looked at, in the order in which it is told."""

    ANSWER = "answer"
    MACHINES = "machines"
    SIGNALS = "signals"
    FLOW = "flow"
    BUFFER = "buffer"
    CLOCK = "clock"
    SECURITY = "security"


class Grade(Enum):
    """How a check went."""

    GOOD = "good"
    LOOK = "look"
    """It works, and somebody should look at this."""
    BAD = "bad"
    """It does not work like this."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was found in few words, what it means, and the figure at the end of its line."""

    check: Check
    grade: Grade
    title: Phrase
    detail: Phrase
    figure: Phrase = NOTHING


def summary(inspection: Inspection) -> Phrase:
    """Return the one sentence over all findings."""
    grades = [finding.grade for finding in findings(inspection)]
    looks = grades.count(Grade.LOOK)
    if not grades or Grade.BAD in grades:
        return Phrase(words.WORKS_NOT)
    if looks > 1:
        return Phrase(words.WORKS_BUT_MANY, (Count(looks),))
    return Phrase(words.WORKS_BUT_ONE if looks else words.WORKS)


def findings(inspection: Inspection) -> tuple[Finding, ...]:
    """Return what each check came to, in the order of the checks; one that could not be made is not there."""
    return tuple(_judged(inspection))


def _judged(found: Inspection) -> Iterator[Finding]:
    if found.answer_us is None:
        if found.reason is not None:
            yield _no_answer(found.reason)
        return
    yield _answer(found.version, found.answer_us)
    yield _machines(found)
    if found.devices:
        yield _signals(found.devices)
        yield _flow(found)
        if found.buffer_size is not None:
            yield _buffer(found, found.buffer_size)
    if found.skew_us is not None:
        yield _clock(found.skew_us)
    yield _security(found)


# -- it answers ------------------------------------------------------------------------------------------------------


def _no_answer(reason: LinkReason) -> Finding:
    title = words.REFUSALS.get(reason.fault, words.ANSWERS_NOT)
    return Finding(Check.ANSWER, Grade.BAD, Phrase(title), Phrase(_advice(reason), (reason,)))


def _advice(reason: LinkReason) -> str:
    return words.ADVICE.get(reason.fault, words.LISTED)


def _answer(version: str, answer_us: int) -> Finding:
    detail = Phrase(words.AN_AGENT_OF_VERSION, (version,)) if version else Phrase(words.AN_AGENT)
    return Finding(Check.ANSWER, Grade.GOOD, Phrase(words.ANSWERS), detail, Phrase(words.ONLY, (Span(answer_us),)))


# -- what it has -----------------------------------------------------------------------------------------------------


def _machines(found: Inspection) -> Finding:
    devices, reason = found.devices, found.reason
    if not devices:
        missing = reason is not None and reason.fault is LinkFault.DEVICE_MISSING
        title = Phrase(words.NO_SUCH_MACHINE if missing else words.NO_MACHINE)
        detail = Phrase(words.NO_DEVICE) if reason is None else Phrase(_advice(reason), (reason,))
        return Finding(Check.MACHINES, Grade.BAD, title, detail)
    if len(devices) == 1:
        detail, figure = _device(devices[0]), Phrase(words.ONE_DEVICE)
        return Finding(Check.MACHINES, Grade.GOOD, Phrase(words.ONE_MACHINE), detail, figure)
    count = Count(len(devices))
    names = ", ".join(f"“{device.name}”" for device in devices[:_NAMED])
    more = len(devices) - _NAMED
    detail = Phrase(words.DEVICES_AND_MORE, (names, Count(more))) if more > 0 else Phrase(words.LISTED, (names,))
    title, figure = Phrase(words.MANY_MACHINES, (count,)), Phrase(words.MANY_DEVICES, (count,))
    return Finding(Check.MACHINES, Grade.GOOD, title, detail, figure)


def _device(device: InspectedDevice) -> Phrase:
    known: tuple[Argument, ...] = (device.name, Count(len(device.signals)))
    if device.serial:
        known = (*known, device.serial)
    several = (words.DEVICE_SERIAL_PATHS if device.serial else words.DEVICE_PATHS, (*known, Count(device.paths)))
    match device.paths:
        case 0:
            return Phrase(words.DEVICE_SERIAL if device.serial else words.DEVICE, known)
        case 1:
            return Phrase(words.DEVICE_SERIAL_ONE_PATH if device.serial else words.DEVICE_ONE_PATH, known)
        case _:
            return Phrase(*several)


def _signals(devices: tuple[InspectedDevice, ...]) -> Finding:
    lacking = [(device, _missing(device)) for device in devices]
    lacking = [(device, missing) for device, missing in lacking if missing]
    worst, missing = max(lacking, key=lambda one: len(one[1]), default=(devices[0], ()))
    present = len(WANTED) - len(missing)
    figure = Phrase(words.OF, (Count(present), Count(len(WANTED))))
    if not lacking:
        detail = Phrase(words.LISTED, (Roles(WANTED),))
        return Finding(Check.SIGNALS, Grade.GOOD, Phrase(words.SIGNALS), detail, figure)
    if all(len(missing) == len(WANTED) for _, missing in lacking) and len(lacking) == len(devices):
        return Finding(Check.SIGNALS, Grade.BAD, Phrase(words.NO_SIGNALS), Phrase(words.MISSING_ALL), figure)
    if len(devices) > 1:
        detail = Phrase(words.MISSING_AT_SOME, (worst.name, Roles(missing), Count(len(lacking))))
    else:
        advice = words.MISSING_EXECUTION if Role.EXECUTION in missing else words.MISSING
        detail = Phrase(advice, (Roles(missing),))
    return Finding(Check.SIGNALS, Grade.LOOK, Phrase(words.SOME_SIGNALS), detail, figure)


def _missing(device: InspectedDevice) -> tuple[str, ...]:
    return tuple(role for role in WANTED if not device.wanted.get(role))


# -- what it says ----------------------------------------------------------------------------------------------------


def _flow(found: Inspection) -> Finding:
    if found.reason is not None:
        detail = Phrase(_advice(found.reason), (found.reason,))
        return Finding(Check.FLOW, Grade.BAD, Phrase(words.BREAKS_OFF), detail)
    age_us, span = found.newest_age_us, Span(found.listened_us)
    verdict = found.devices[0].verdict if len(found.devices) == 1 else None
    if not found.heard:
        # a machine that is off has nothing to say, and nothing is wrong with its link
        figure = NOTHING if age_us is None else Phrase(words.NEWEST, (Span(max(age_us, 0)),))
        detail = Phrase(words.HEARD_NOTHING_IN, (span, verdict)) if verdict else Phrase(words.HEARD_NOTHING, (span,))
        return Finding(Check.FLOW, Grade.LOOK, Phrase(words.FLOWS_NOT), detail, figure)
    figure = Phrase(words.PER_SECOND, (Rate(found.rate or 0.0),))
    age_us = age_us or 0
    if not -_AHEAD_US <= age_us <= _STALE_US:
        detail = Phrase(words.HEARD_BEHIND if age_us > 0 else words.HEARD_AHEAD, (Span(abs(age_us)),))
        return Finding(Check.FLOW, Grade.LOOK, Phrase(words.FLOWS_STALE), detail, figure)
    detail = _heard(found, span, Span(max(age_us, 0)), verdict)
    return Finding(Check.FLOW, Grade.GOOD, Phrase(words.FLOWS), detail, figure)


def _heard(found: Inspection, span: Span, age: Span, verdict: Verdict | None) -> Phrase:
    if found.heard == 1:
        return Phrase(words.HEARD_ONE, (span, age))
    known = (Count(found.heard), span, age)
    if not found.streams:
        return Phrase(words.HEARD_POLLING, known)
    return Phrase(words.HEARD_IN, (*known, verdict)) if verdict else Phrase(words.HEARD, known)


# -- how long it remembers -------------------------------------------------------------------------------------------


def _buffer(found: Inspection, size: int) -> Finding:
    rate = _busiest(found)
    count = Count(size)
    if not rate:
        detail = Phrase(words.COVERS_UNKNOWN, (count,))
        return Finding(Check.BUFFER, Grade.GOOD, Phrase(words.BUFFER_UNKNOWN), detail)
    covers = Span(int(size / rate * _SECOND_US))
    figure = Phrase(words.ONLY, (covers,))
    if covers.us >= _OUTAGE_US:
        return Finding(
            Check.BUFFER, Grade.GOOD, Phrase(words.BUFFER_ENOUGH), Phrase(words.COVERS, (count, covers)), figure
        )
    exponent = min(max(math.ceil(math.log2(rate * _ADVISED_S)), 0), _MOST_EXPONENT)
    if size >= 1 << exponent:
        detail = Phrase(words.COVERS_LITTLE_AT_MOST, (count, covers))
    else:
        gives = Span(int((1 << exponent) / rate * _SECOND_US))
        detail = Phrase(words.COVERS_LITTLE, (count, covers, str(exponent), gives))
    return Finding(Check.BUFFER, Grade.LOOK, Phrase(words.BUFFER_SMALL), detail, figure)


def _busiest(found: Inspection) -> float:
    """Return observations a second: as listened to or as the buffer was filled, whichever was more.

    A buffer that holds a quiet night would not hold as long by day, and some quiet seconds say nothing of the day.
    """
    filled = 0.0
    if found.buffered and found.buffered_us is not None and found.buffered_us >= _FILLING_US:
        filled = found.buffered / found.buffered_us * _SECOND_US
    return max(found.rate or 0.0, filled)


# -- how it tells the time, and whether others can listen ------------------------------------------------------------


def _clock(skew_us: int) -> Finding:
    span = Span(abs(skew_us))
    figure = Phrase(words.ONLY, (span,))
    if span.us > SKEW_LIMIT_US:
        detail = Phrase(words.CLOCK_FAR_AHEAD if skew_us > 0 else words.CLOCK_FAR_BEHIND, (span,))
        return Finding(Check.CLOCK, Grade.LOOK, Phrase(words.CLOCKS_DIFFER), detail, figure)
    if span.us < _SECOND_US:
        # agents tell their time in whole seconds, so that a smaller difference is not told from none
        detail, figure = Phrase(words.CLOCK_CLOSE), Phrase(words.LESS_THAN, (Span(_SECOND_US),))
    else:
        detail = Phrase(words.CLOCK_AHEAD if skew_us > 0 else words.CLOCK_BEHIND, (span,))
    return Finding(Check.CLOCK, Grade.GOOD, Phrase(words.CLOCKS_AGREE), detail, figure)


def _security(found: Inspection) -> Finding:
    security = found.security
    if not security.encrypted:
        figure = Phrase(words.ONLY, ("http",))
        if security.credentials:
            return Finding(Check.SECURITY, Grade.LOOK, Phrase(words.SENDS_OPENLY), Phrase(words.OPEN_SECRET), figure)
        return Finding(Check.SECURITY, Grade.GOOD, Phrase(words.ASKS_NOTHING), Phrase(words.OPEN), figure)
    title = words.SENDS_CERTIFICATE if security.client_certificate else words.ASKS_NOTHING
    if security.credentials:
        title = words.SENDS_TOKEN if security.credentials == "bearer" else words.SENDS_SECRET
    detail = Phrase(words.ENCRYPTED_OWN_CA if security.own_ca else words.ENCRYPTED)
    return Finding(Check.SECURITY, Grade.GOOD, Phrase(title), detail, Phrase(words.ONLY, ("https",)))
