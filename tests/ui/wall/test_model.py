"""The machines row by row."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from hmi.domain.machine import Machine
from hmi.domain.observation import Quality
from hmi.domain.signal import Role
from hmi.domain.state import MachineState
from hmi.live.feed import Changes, LiveValue, MachineLive
from hmi.ui.look import Look
from hmi.ui.wall.model import VALUES_ROLE, WallModel, runs
from hmi.ui.wall.ribbons import Ribbons
from tests.ui.scene import MINUTE_US, NOW_US, ZONE, scene

_ALL = range(1000)


class _Watch:
    """Notes which rows a model reports as changed, and how."""

    def __init__(self, model: WallModel) -> None:
        self.seen: list[tuple[int, int, bool]] = []
        model.dataChanged.connect(self._note)

    def _note(self, first: QModelIndex, last: QModelIndex, roles: list[int]) -> None:
        self.seen.append((first.row(), last.row(), roles == [VALUES_ROLE]))


@pytest.fixture
def model(look: Look) -> WallModel:
    made = WallModel(ZONE, Ribbons(None))
    made.apply(scene(), NOW_US, _ALL)
    made.arrange([live.machine.key for live in scene().machines])
    for row in range(made.rowCount()):
        made.face(row)  # as a painter does
    return made


def _said(model: WallModel, key: str, values: dict[str, float | str]) -> MachineLive:
    live = model.fleet.lives[key]
    told = {role: LiveValue(value, Quality.GOOD, NOW_US) for role, value in values.items()}
    return replace(live, values={**live.values, **told})


@given(st.sets(st.integers(0, 40)))
def test_rows_are_reported_in_stretches(rows: set[int]) -> None:
    found = list(runs(rows))
    assert {row for first, last in found for row in range(first, last + 1)} == rows
    assert all(later[0] > earlier[1] + 1 for earlier, later in itertools.pairwise(found))


def test_the_model_keeps_qts_rules_while_rows_come_go_and_move(model: WallModel, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    keys = list(model.keys)
    for wanted in (keys[::-1], keys[3:9], [], keys[10:], [keys[0], *keys[5:7]], keys):
        model.arrange(wanted)
        assert list(model.keys) == wanted
        assert [model.row(key) for key in wanted] == list(range(len(wanted)))
    qtmodeltester.check(model, force_py=True)  # type: ignore[no-untyped-call]


@given(data=st.data())
def test_a_chosen_row_stays_with_its_machine(data: st.DataObject) -> None:
    model = WallModel(ZONE, Ribbons(None))
    machines = tuple(MachineLive(Machine(name)) for name in "ABCDEFGH")
    model.apply(Changes(machines), NOW_US, _ALL)
    model.arrange(data.draw(st.permutations("ABCDEFGH")))
    kept = {key: QPersistentModelIndex(model.index(row)) for row, key in enumerate(model.keys)}
    wanted = data.draw(st.lists(st.sampled_from("ABCDEFGH"), unique=True))
    model.arrange(wanted)
    for key, index in kept.items():
        assert index.isValid() == (key in wanted)
        if index.isValid():
            assert model.key(index.row()) == key


def test_what_a_row_says(model: WallModel) -> None:
    index = model.index(model.keys.index("Torno 03"))
    assert index.data() == "Torno 03"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Torno 03, Stopped, 23 min, Feed hold"
    assert "rule 8" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Qt.ItemDataRole.DecorationRole) is None
    assert model.data(QModelIndex()) is None
    assert model.rowCount(index) == 0


def test_one_report_per_stretch_of_rows_that_look_different(model: WallModel) -> None:
    watch = _Watch(model)
    changed = [_said(model, key, {Role.PROGRAM: "O9"}) for key in ("Torno 01", "Torno 02", "Torno 03", "Torno 05")]
    model.apply(Changes(tuple(changed)), NOW_US, _ALL)
    assert watch.seen == [(0, 2, False), (4, 4, False)]


def test_moving_values_are_reported_as_that(model: WallModel) -> None:
    watch = _Watch(model)
    changed = [_said(model, key, {Role.SPINDLE_LOAD: 11.0}) for key in ("Torno 01", "Torno 02")]
    changed.append(_said(model, "Torno 03", {Role.PART_COUNT: 39.0}))
    model.apply(Changes(tuple(changed)), NOW_US, _ALL)
    assert sorted(watch.seen) == [(0, 1, True), (2, 2, False)]


def test_what_no_tile_shows_is_not_reported(model: WallModel) -> None:
    watch = _Watch(model)
    live = _said(model, "Torno 01", {Role.TOOL: "T7", "x.load": 44.0})
    model.apply(Changes((replace(live, received_us=NOW_US),)), NOW_US, _ALL)
    assert watch.seen == []


def test_a_row_out_of_sight_is_made_out_when_it_comes_into_sight(model: WallModel) -> None:
    model.apply(Changes((_said(model, "Torno 05", {Role.PROGRAM: "O9"}),)), NOW_US, range(2))
    assert model.face(model.keys.index("Torno 05")).program == "O9"


def test_a_new_machine_waits_until_it_gets_a_place(model: WallModel) -> None:
    watch = _Watch(model)
    model.apply(Changes((MachineLive(Machine("Neu")),)), NOW_US, _ALL)
    assert watch.seen == []
    assert model.row("Neu") is None


def test_time_passes_only_on_rows_whose_text_it_changes(model: WallModel) -> None:
    watch = _Watch(model)
    model.tick(NOW_US + 1_000_000, range(24))
    assert watch.seen == []
    model.tick(NOW_US + MINUTE_US, range(2))
    assert watch.seen == [(0, 1, False)]
    assert model.face(0).lasted == "53 min"


def test_rows_that_nobody_sees_do_not_age(model: WallModel) -> None:
    model.tick(NOW_US + MINUTE_US, range(20, 500))
    watch = _Watch(model)
    model.tick(NOW_US + 2 * MINUTE_US, range(0))
    assert watch.seen == []
    assert model.face(0).lasted == "54 min"


def test_silence_makes_a_row_stale_as_time_passes(model: WallModel) -> None:
    row = model.keys.index("Torno 01")
    assert model.face(row).stale == ""
    model.tick(NOW_US + 20_000_000, range(24))
    assert model.face(row).stale == "data 20 s old"


def test_a_new_state_reaches_the_ribbon_at_once(model: WallModel) -> None:
    row = model.keys.index("Torno 01")
    stopped = replace(
        model.fleet.lives["Torno 01"], verdict=model.fleet.lives["Torno 03"].verdict, since_us=NOW_US - MINUTE_US
    )
    model.apply(Changes((stopped,)), NOW_US, _ALL)
    ribbon, _until = model.ribbon(row)
    assert [stay.verdict.state for stay in ribbon] == [MachineState.RUNNING, MachineState.STOPPED]


def test_ribbons_that_moved_on_repaint_every_row(model: WallModel, qtbot: QtBot) -> None:
    watch = _Watch(model)
    model.ribbons.tick(NOW_US)
    assert watch.seen == [(0, 23, False)]
    assert model.ribbon(0)[1] == NOW_US


def test_another_language_is_another_face(model: WallModel, portuguese: object) -> None:
    watch = _Watch(model)
    model.retranslate()
    assert watch.seen == [(0, 23, False)]
    assert model.face(0).word == "Usinando"
