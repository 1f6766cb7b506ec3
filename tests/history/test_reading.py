"""Texts, conditions and single points as they were stored, and the words for what is not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hmi.domain.machine import Machine
from hmi.domain.observation import Observation
from hmi.domain.records import Entry, StoredCondition, StoredPoint, TextSpan
from hmi.domain.signal import Signal, SignalKind
from hmi.history import points
from hmi.history.errors import UnknownMachineError, UnknownSignalError
from hmi.history.queries import History
from tests.history.making import (
    EXECUTION,
    FAULT,
    GOOD,
    LOAD,
    MACHINE,
    NORMAL,
    SIGNALS,
    SYSTEM,
    UNAVAILABLE,
    WAIT_S,
    batch,
    history_in,
    said,
    seen,
    writing,
)

pytestmark = pytest.mark.usefixtures("each_database")

_ALL = 2**62
AXES = tuple(Signal("Mill", f"position.{axis}", SignalKind.NUMBER, "pp", "PATH_POSITION", axis=axis) for axis in "xyz")


@contextmanager
def past(folder: Path, *observations: Observation, instance: int = 1) -> Iterator[History]:
    with writing(folder, signals=(*SIGNALS, AXES[2], AXES[0], AXES[1])) as writer:
        writer.offer(Entry(batch(observations, instance)))
        assert writer.flush(WAIT_S)
        history = history_in(folder)
        yield history
        history.close()


def test_texts_are_led_by_what_was_said_last_before_the_window(tmp_path: Path) -> None:
    said_so = [
        seen(EXECUTION, 1, "READY"),
        seen(EXECUTION, 2, "ACTIVE"),
        seen(EXECUTION, 3, None, quality=UNAVAILABLE),
        seen(EXECUTION, 4, "STOPPED"),
    ]
    with past(tmp_path, *said_so) as history:
        assert history.texts("Mill", EXECUTION.key, 2500, 4000) == [TextSpan(2000, "ACTIVE"), TextSpan(3000, None)]
        assert history.texts("Mill", EXECUTION.key, 0, 1000) == []
        assert history.texts("Mill", EXECUTION.key, 4000, 4001) == [TextSpan(3000, None), TextSpan(4000, "STOPPED")]
        assert history.texts("Mill", "nothing", 0, _ALL) == []


def test_conditions_come_back_whole_and_in_order(tmp_path: Path) -> None:
    fault = said(FAULT, "100", "spindle")._replace(qualifier="HIGH", condition_id="c-1")
    with past(tmp_path, seen(SYSTEM, 1, fault), seen(SYSTEM, 2, said(NORMAL), 500), instance=9) as history:
        assert history.conditions("Mill", 0, _ALL) == [
            StoredCondition(SYSTEM.key, 500, said(NORMAL), 9, 2),
            StoredCondition(SYSTEM.key, 1000, fault, 9, 1),
        ]
        assert history.conditions("Mill", 0, 1000) == [StoredCondition(SYSTEM.key, 500, said(NORMAL), 9, 2)]
        assert history.conditions("Lathe", 0, _ALL) == []


def test_a_condition_signal_without_a_value_has_none(tmp_path: Path) -> None:
    with past(tmp_path, seen(SYSTEM, 1, None, quality=UNAVAILABLE)) as history:
        assert history.conditions("Mill", 0, _ALL) == [StoredCondition(SYSTEM.key, 1000, None, 1, 1)]


def test_a_signal_is_found_by_its_key_or_by_the_id_of_the_source(tmp_path: Path) -> None:
    with past(tmp_path, seen(LOAD, 1, 4.5)) as history:
        expected = [StoredPoint(1000, 4.5, GOOD, 1, 1)]
        assert list(history.points("Mill", "spindle_load", 0, _ALL)) == expected
        assert list(history.points("Mill", "sl", 0, _ALL)) == expected
        assert list(history.points("Mill", "sl", 0, 1000)) == []
        assert list(history.points("Mill", "sl", 1001, _ALL)) == []


def test_the_parts_of_a_position_come_as_one_row(tmp_path: Path) -> None:
    moves = [
        *(seen(axis, 1, value) for axis, value in zip(AXES, (10.0, -0.25, 1e-7), strict=True)),
        *(seen(axis, 2, None, quality=UNAVAILABLE) for axis in AXES),
        seen(AXES[0], 3, 5.0),
        *(seen(axis, 4, value) for axis, value in zip(AXES, (1.0, None, 3.0), strict=True)),
    ]
    with past(tmp_path, *moves) as history:
        assert list(history.points("Mill", "pp", 0, _ALL)) == [
            StoredPoint(1000, "10 -0.25 1e-07", GOOD, 1, 1),
            StoredPoint(2000, None, UNAVAILABLE, 1, 2),
            StoredPoint(3000, 5.0, GOOD, 1, 3),
            StoredPoint(4000, "1 UNAVAILABLE 3", GOOD, 1, 4),
        ]
        assert [p.value for p in history.points("Mill", "position.y", 0, _ALL)] == [-0.25, None, None]


def test_pages_join_without_a_seam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "_PAGE", 7)
    monkeypatch.setattr(points, "_PACKED_PAGE", 12)
    observations = [seen(LOAD, n, float(n), time_us=1000 * (n // 5)) for n in range(1, 50)]
    with past(tmp_path, *observations) as history:
        assert [p.sequence for p in history.points("Mill", "sl", 0, _ALL)] == list(range(1, 50))


def test_conditions_and_texts_are_points_as_well(tmp_path: Path) -> None:
    with past(tmp_path, seen(SYSTEM, 1, said(FAULT, "7")), seen(EXECUTION, 2, "ACTIVE")) as history:
        assert [p.value for p in history.points("Mill", "sy", 0, _ALL)] == [said(FAULT, "7")]
        assert [p.value for p in history.points("Mill", "ex", 0, _ALL)] == ["ACTIVE"]


def test_machines_and_signals_come_back_as_they_were_declared(tmp_path: Path) -> None:
    with past(tmp_path) as history:
        assert history.machines() == [MACHINE]
        assert history.signals("Mill") == [*SIGNALS, AXES[2], AXES[0], AXES[1]]


def test_a_question_can_be_asked_without_waiting(tmp_path: Path) -> None:
    with past(tmp_path) as history:
        assert history.submit(history.machines).result(WAIT_S) == [MACHINE]


def test_an_unknown_name_is_answered_with_the_one_that_was_probably_meant(tmp_path: Path) -> None:
    with past(tmp_path) as history:
        with pytest.raises(UnknownMachineError, match="no machine 'mil' \\(did you mean 'Mill'\\?\\)") as machine:
            history.points("mil", "sl", 0, _ALL)
        assert machine.value.known == ("Mill",)
        with pytest.raises(UnknownSignalError, match=r"no signal 'spindel_load' .*'spindle_load'") as signal:
            history.points("Mill", "spindel_load", 0, _ALL)
        assert "sl" in signal.value.known
        assert "execution" in signal.value.known
        with pytest.raises(UnknownMachineError):
            history.signals("x")


def test_a_machine_without_signals_is_known(tmp_path: Path) -> None:
    with writing(tmp_path, signals=()) as writer:
        writer.declare(Machine("Saw"), [])
        assert writer.flush(WAIT_S)
        history = history_in(tmp_path)
        assert history.signals("Saw") == []
        with pytest.raises(UnknownSignalError):
            history.points("Saw", "x", 0, 1)
        history.close()
