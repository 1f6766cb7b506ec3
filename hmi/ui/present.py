"""What the history says, brought up to the present by what has been seen live since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hmi.domain.records import StateInterval, TextSpan
from hmi.live.feed import MachineLive


def states_now(stored: Sequence[StateInterval], live: MachineLive) -> list[StateInterval]:
    """Return a machine's stored intervals, ascending, with the state it is in now at the end."""
    if live.since_us is None:
        return list(stored)
    since_us = live.since_us
    earlier = [interval for interval in stored if interval.start_us < since_us]
    if earlier:
        end_us = earlier[-1].end_us
        if end_us is None or end_us > since_us:
            earlier[-1] = replace(earlier[-1], end_us=since_us)
    return [*earlier, StateInterval(live.machine.key, since_us, None, live.verdict)]


def texts_now(stored: Sequence[TextSpan], live: MachineLive, signal: str) -> list[TextSpan]:
    """Return a text signal's stored values, ascending, with the value it has now at the end."""
    spans = list(stored)
    latest = live.values.get(signal)
    if latest is None or (spans and latest.time_us < spans[-1].start_us):
        return spans
    text = None if latest.value is None else str(latest.value)
    if not spans or spans[-1].text != text:
        spans.append(TextSpan(latest.time_us, text))
    return spans
