"""Reads the values of single observations that are more than a plain number or word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import isfinite

from lxml import etree

from hmi.domain.observation import Condition, ConditionLevel, Quality
from hmi.sources.mtconnect.document import local_name
from hmi.sources.mtconnect.model import Binding, Form
from hmi.sources.mtconnect.probe import positive
from hmi.sources.mtconnect.units import Conversion

UNAVAILABLE = "UNAVAILABLE"
_LEVELS = {level.name.title(): level for level in ConditionLevel}
_SERIOUS_ALARMS = frozenset({"CRITICAL", "ERROR"})
_NO_VECTOR = (None, None, None)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+(?:,\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_LONGEST_SERIES_US = 86_400_000_000


def odd_number(text: str) -> tuple[float | None, Quality]:
    """Return what a text means that Python does not take for a number.

    Adapters on computers set to a language with a decimal comma write ``381,6404``; none writes thousands that way.
    """
    word = text.strip()
    if word == UNAVAILABLE:
        return None, Quality.UNAVAILABLE
    if _DECIMAL_COMMA.fullmatch(word):
        return float(word.replace(",", ".")), Quality.GOOD
    return None, Quality.BAD


def vector(text: str, conversion: Conversion | None) -> tuple[Sequence[float | None], Quality]:
    """Return the three parts of a 3D value in the product's unit."""
    words = text.split()
    parts = _numbers(words) if len(words) == len(_NO_VECTOR) else None
    if parts is None:
        return _NO_VECTOR, Quality.UNAVAILABLE if words == [UNAVAILABLE] else Quality.BAD
    return parts if conversion is None else [conversion.of(part) for part in parts], Quality.GOOD


def series(element: etree._Element, binding: Binding, time_us: int) -> Iterator[tuple[int, float | None, Quality]]:
    """Yield the values of a time series with their times, in microseconds; the last is at the time stamp.

    Where neither the observation nor the probe says how far apart they are, they keep their order, a microsecond
    apart. One that cannot be read ends the value before it.
    """
    words = (element.text or "").split()
    if not words or words == [UNAVAILABLE]:
        yield time_us, None, Quality.UNAVAILABLE
        return
    values = _numbers(words)
    if values is None:
        yield time_us, None, Quality.BAD
        return
    step_us = _step_us(element, binding, len(values))
    for index, value in enumerate(values):
        moment_us = time_us - round((len(values) - 1 - index) * step_us)
        yield moment_us, value if binding.conversion is None else binding.conversion.of(value), Quality.GOOD


def _step_us(element: etree._Element, binding: Binding, count: int) -> float:
    rate = positive(element.get("sampleRate")) or binding.sample_rate
    duration_s = positive(element.get("duration"))
    if rate is not None:
        step_us = 1_000_000 / rate
    elif duration_s is not None and count > 1:
        step_us = duration_s * 1_000_000 / (count - 1)
    else:
        return 1.0
    # two values of one moment would be one row in the history; more than a day is no measured series
    return max(step_us, 1.0) if step_us * count <= _LONGEST_SERIES_US else 1.0


def _numbers(words: list[str]) -> list[float] | None:
    """Return words as finite numbers, None when one is none."""
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        numbers = [number for number, _ in map(odd_number, words) if number is not None]
    return numbers if len(numbers) == len(words) and all(map(isfinite, numbers)) else None


def condition_of(element: etree._Element, binding: Binding) -> Condition | None:
    """Return a condition, or None for a level that the standard does not have."""
    if binding.form is Form.ALARM:
        return _alarm(element, binding)
    level = _LEVELS.get(local_name(element))
    if level is None:
        return None
    return Condition(
        level=level,
        type=element.get("type") or binding.type,
        code=element.get("nativeCode") or "",
        text=(element.text or "").strip(),
        qualifier=element.get("qualifier") or "",
        condition_id=element.get("conditionId") or "",
    )


def _alarm(element: etree._Element, binding: Binding) -> Condition:
    """Return an alarm of MTConnect 1.0 as the condition that it would be today.

    Its state is ACTIVE, CLEARED or INSTANT; an instant alarm lasts no time, so it is reported as one that is over.
    """
    text = (element.text or "").strip()
    if text == UNAVAILABLE:
        return Condition(ConditionLevel.UNAVAILABLE, binding.type)
    if (element.get("state") or "ACTIVE").upper() != "ACTIVE":
        level = ConditionLevel.NORMAL
    elif (element.get("severity") or "").upper() in _SERIOUS_ALARMS:
        level = ConditionLevel.FAULT
    else:
        level = ConditionLevel.WARNING
    code = element.get("nativeCode") or element.get("code") or ""
    return Condition(level, element.get("code") or binding.type, code, text)
