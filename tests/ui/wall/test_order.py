"""Filter and order of the wall."""

from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.machine import Machine
from hmi.domain.observation import Quality
from hmi.domain.signal import Role
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.live.feed import LiveValue, MachineLive
from hmi.ui.wall.order import (
    AS_LISTED,
    WORST_FIRST,
    Filter,
    Group,
    Order,
    arrange,
    choices,
    counts,
    value_of,
)
from tests.ui.scene import scene

_names = st.sampled_from(["Torno", "Centro", "Fresa", "Retífica"])
_lives = st.lists(
    st.builds(
        lambda name, number, plant, cell, model, state, since: MachineLive(
            Machine(f"{name} {number}", plant, cell, model),
            Verdict(state, "1", Reason.CUTTING),
            since_us=since,
        ),
        _names,
        st.integers(1, 120),
        st.sampled_from(["", "Joinville 1", "Joinville 2"]),
        st.sampled_from(["", "A", "B"]),
        st.sampled_from(["", "Romi GL 240", "Haas VF-4"]),
        st.sampled_from(MachineState),
        st.none() | st.integers(0, 10**15),
    ),
    unique_by=lambda live: live.machine.key,
    max_size=20,
)
_filters = st.builds(
    lambda text, states, plants, models: Filter(
        text,
        {
            Group.STATE: frozenset(states),
            Group.PLANT: frozenset(plants),
            Group.MODEL: frozenset(models),
        },
    ),
    st.sampled_from(["", "torno", "RETIFICA", "1 fresa", "nothing of that kind"]),
    st.sets(st.sampled_from(MachineState), max_size=3),
    st.sets(st.sampled_from(["", "Joinville 1"])),
    st.sets(st.sampled_from(["Romi", "Haas"])),
)


def _live(name: str, state: MachineState = MachineState.RUNNING, since_us: int | None = 0) -> MachineLive:
    return MachineLive(Machine(name), Verdict(state, "1", Reason.CUTTING), since_us=since_us)


@given(_lives, _filters, st.sampled_from(Order))
def test_the_wall_shows_each_machine_that_passes_exactly_once(
    lives: list[MachineLive], wanted: Filter, order: Order
) -> None:
    keys = arrange(lives, wanted, order)
    assert sorted(keys) == sorted(live.machine.key for live in lives if wanted.accepts(live))


@given(_lives)
def test_an_empty_filter_lets_everything_pass(lives: list[MachineLive]) -> None:
    assert Filter().empty
    assert all(Filter().accepts(live) for live in lives)


@given(_lives, _filters)
def test_another_chosen_value_in_a_group_never_shows_less(lives: list[MachineLive], wanted: Filter) -> None:
    chosen = wanted.chosen[Group.STATE]
    if not chosen:
        return
    wider = wanted.with_group(Group.STATE, {*chosen, MachineState.ALARM})
    assert {live.machine.key for live in lives if wanted.accepts(live)} <= {
        live.machine.key for live in lives if wider.accepts(live)
    }


@given(_lives, _filters, st.sampled_from(Group))
def test_choosing_a_value_shows_as_many_machines_as_its_count_says(
    lives: list[MachineLive], wanted: Filter, group: Group
) -> None:
    for value, machines in choices(lives, wanted)[group].items():
        only = wanted.with_group(group, {value})
        assert machines == sum(only.accepts(live) for live in lives)


@given(_lives)
def test_worst_comes_first_and_among_equals_what_lasts_longest(lives: list[MachineLive]) -> None:
    by_key = {live.machine.key: live for live in lives}
    ordered = [by_key[key] for key in arrange(lives, Filter(), Order.WORST)]
    for before, after in itertools.pairwise(ordered):
        ranks = [WORST_FIRST.index(live.verdict.state) for live in (before, after)]
        assert ranks[0] <= ranks[1]
        if ranks[0] == ranks[1] and after.since_us is not None:
            assert before.since_us is not None
            assert before.since_us <= after.since_us


@given(st.lists(_lives.filter(bool).map(lambda lives: lives[0]), max_size=6))
def test_the_order_does_not_depend_on_the_order_of_arrival(lives: list[MachineLive]) -> None:
    distinct = list({live.machine.key: live for live in lives}.values())
    for order in Order:
        assert arrange(distinct, Filter(), order) == arrange(distinct[::-1], Filter(), order)


def test_since_when_is_compared_on_one_clock() -> None:
    early = replace(_live("A", MachineState.STOPPED, since_us=1_000), clock_offset_us=0)
    late_but_fast = replace(_live("B", MachineState.STOPPED, since_us=5_000), clock_offset_us=4_500)
    assert arrange([early, late_but_fast], Filter(), Order.WORST) == ["B", "A"]


def test_names_are_sorted_as_people_count() -> None:
    lives = [_live(name) for name in ("Torno 10", "torno 9", "Árvore 1", "Torno 09")]
    assert arrange(lives, Filter(), Order.NAME) == ["Árvore 1", "Torno 09", "torno 9", "Torno 10"]


def test_by_cell_keeps_plants_and_cells_together() -> None:
    machines = scene().machines
    order = arrange(machines, Filter(), Order.CELL)
    places = {live.machine.key: (live.machine.plant, live.machine.cell) for live in machines}
    runs = [places[key] for key in order]
    assert len(set(runs)) == 1 + sum(before != after for before, after in itertools.pairwise(runs))


def test_a_search_finds_words_in_any_order_without_accents_and_case() -> None:
    by_key = {live.machine.key: live for live in scene().machines}
    assert Filter("retifica").accepts(by_key["Retífica 1"])
    assert Filter("240 ROMI").accepts(by_key["Torno 01"])
    assert Filter("o1040").accepts(by_key["Torno 01"])
    assert Filter("flange").accepts(by_key["Torno 02"])
    assert not Filter("romi haas").accepts(by_key["Torno 01"])


def test_a_search_looks_into_the_program_that_runs_now() -> None:
    live = replace(_live("A"), values={Role.PROGRAM: LiveValue("O77", Quality.GOOD, 0)})
    assert Filter("o77").accepts(live)
    assert not Filter("o77").accepts(_live("A"))


def test_the_brand_is_the_first_word_of_the_model() -> None:
    live = next(live for live in scene().machines if live.machine.model.startswith("DMG"))
    assert value_of(live, Group.MODEL) == "DMG"
    assert value_of(_live("A"), Group.MODEL) == ""


def test_choices_are_listed_as_the_rail_shows_them() -> None:
    found = choices(scene().machines, Filter())
    assert tuple(found[Group.STATE]) == AS_LISTED
    assert found[Group.PLANT] == {"Joinville 1": 17, "Joinville 2": 7}
    assert list(found[Group.CELL].items()) == [("Tornos A", 6), ("Tornos B", 5), ("Centros", 10), ("Acabamento", 3)]
    assert list(found[Group.MODEL].items())[:3] == [("Romi", 6), ("Haas", 4), ("Mazak", 4)]


def test_toggling_twice_changes_nothing() -> None:
    wanted = Filter().toggled(Group.PLANT, "Joinville 1")
    assert not wanted.empty
    assert wanted.toggled(Group.PLANT, "Joinville 1").empty


def test_every_state_is_counted_even_where_there_is_none() -> None:
    assert counts([_live("A")]) == {state: int(state is MachineState.RUNNING) for state in AS_LISTED}
