from __future__ import annotations

from dataclasses import replace

from hmi.domain.records import StateInterval, TextSpan
from hmi.domain.state import MachineState
from hmi.ui.present import states_now, texts_now
from tests.ui.machine.shop import (
    CUTTING,
    FEED_HOLD,
    NOW,
    at,
    lathe,
    spans_of,
    stays,
    with_values,
)


def test_the_state_of_now_ends_the_stored_one() -> None:
    live = replace(lathe(), since_us=at(14, 0), verdict=CUTTING)
    present = states_now(stays(), live)
    assert [(i.start_us, i.end_us, i.verdict.state) for i in present[-2:]] == [
        (at(13, 42), at(14, 0), MachineState.STOPPED),
        (at(14, 0), None, MachineState.RUNNING),
    ]


def test_a_state_that_the_history_knows_already_is_not_there_twice() -> None:
    present = states_now(stays(), lathe())
    assert len(present) == len(stays())
    assert present[-1].end_us is None


def test_without_a_known_state_the_history_stands() -> None:
    assert states_now(stays(), replace(lathe(), since_us=None)) == stays()
    assert states_now([], lathe()) == [StateInterval("Torno 03", at(13, 42), None, FEED_HOLD)]


def test_a_new_program_follows_the_stored_ones() -> None:
    stored = [TextSpan(at(13), "O1041")]
    assert spans_of(texts_now(stored, lathe(), "program")) == ["O1041", "O1042"]
    assert spans_of(texts_now([TextSpan(at(13), "O1042")], lathe(), "program")) == ["O1042"]
    assert spans_of(texts_now(stored, lathe(), "no.such")) == ["O1041"]
    assert spans_of(texts_now([TextSpan(at(14), "newer")], lathe(), "program")) == ["newer"]
    gone = with_values(lathe(), NOW, {"program": None})
    assert spans_of(texts_now(stored, gone, "program")) == ["O1041", None]
