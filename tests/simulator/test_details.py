"""Sets, tables, time series and messages."""

from __future__ import annotations

from functools import lru_cache

import pytest

from hmi.simulator.agent import Agent, AgentSettings
from hmi.simulator.checkpoint import Checkpoint
from hmi.simulator.cnc import Machine
from hmi.simulator.cnc_model import cnc_device
from hmi.simulator.details import SAMPLE_RATE, SAMPLES, Details, detailed
from hmi.simulator.dialect import Flavour
from hmi.simulator.equipped import EquippedMachine
from hmi.simulator.fleet import demo_fleet
from hmi.simulator.record import UNAVAILABLE, Activation, Asset, Emission, Entries, Level, Marked, Record, Reported
from tests.simulator.wire import START_US, read

_TALKATIVE = next(machine for machine in demo_fleet(12) if machine.make.detailed)
_KEYS = ("macros", "offsets", "Svib", "finished", "toolc")


def _details(flavour: Flavour = Flavour.V2) -> Details:
    return Details(detailed(cnc_device(_TALKATIVE), flavour), 1)


def _values(emissions: list[Emission], key: str) -> list[Reported]:
    return [one.value for one in emissions if one.item == f"{_TALKATIVE.device}-{key}"]


@lru_cache(maxsize=4)
def _shift(flavour: Flavour) -> tuple[Emission, ...]:
    machine = Machine(_TALKATIVE, 1, START_US, history_s=8 * 3600)
    return tuple(EquippedMachine(machine, 1, flavour).until(START_US + 1_800_000_000))


def test_one_machine_of_a_small_fleet_tells_details() -> None:
    assert [machine.make.detailed for machine in demo_fleet(6)].count(True) == 1
    assert _TALKATIVE in demo_fleet(4)


@pytest.mark.parametrize("flavour", list(Flavour))
def test_the_probe_says_their_shape(flavour: Flavour) -> None:
    items = {item.name: item for item in detailed(cnc_device(_TALKATIVE), flavour).items}
    assert (items["macros"].representation, items["macros"].element) == ("DATA_SET", "VariableDataSet")
    assert (items["offsets"].representation, items["offsets"].element) == ("TABLE", "WorkOffsetsTable")
    assert (items["Svib"].representation, items["Svib"].element) == ("TIME_SERIES", "AccelerationTimeSeries")
    assert items["finished"].discrete
    assert ("toolc" in items) is (flavour is Flavour.V2)


def test_a_machine_lives_the_same_days_with_its_details() -> None:
    alone = Machine(_TALKATIVE, 1, START_US, history_s=8 * 3600).until(START_US + 1_800_000_000)
    more = {f"{_TALKATIVE.device}-{key}" for key in _KEYS}
    own = [one for one in _shift(Flavour.V2) if one.item not in more and not isinstance(one.value, Asset)]
    assert own == alone
    assert len(_shift(Flavour.V2)) < 1.15 * len(alone)


def test_a_time_series_has_as_many_values_as_it_says() -> None:
    (told,) = _details().loaded(START_US, 60.0)
    assert isinstance(told.value, Marked)
    assert told.value.attributes == f' sampleCount="{SAMPLES}" sampleRate="{SAMPLE_RATE}"'
    assert len([float(value) for value in told.value.text.split(" ")]) == SAMPLES


def test_vibrations_are_told_while_the_spindle_cuts_and_not_too_often() -> None:
    details = _details()
    assert details.loaded(START_US, 5.0) == []
    said = [s for s in range(60) if details.loaded(START_US + s * 1_000_000, 60.0)]
    assert said == [0, 15, 30, 45]


def test_a_finished_part_repeats_its_message() -> None:
    details = _details()
    first, second = (_values(details.part_made(START_US, n), "finished") for n in (1, 2))
    assert first == second == [Marked("PART FINISHED", ' nativeCode="3901"')]


def test_a_set_changes_by_what_is_told_and_begins_anew_when_it_is_reset() -> None:
    details = _details()
    item = next(item for item in detailed(cnc_device(_TALKATIVE), Flavour.V1).items if item.name == "macros")
    checkpoint = Checkpoint()

    def keys(emissions: list[Emission]) -> set[str]:
        for number, value in enumerate(_values(emissions, "macros"), 1):
            checkpoint.add(Record(number, START_US, item, value))
        (record,) = checkpoint.records()
        assert isinstance(record.value, Entries)
        return set(record.value.entries)

    assert keys(details.switched_on(START_US)) == {"500", "501", "3901", "4120"}
    assert keys(details.tool_changed(START_US, "5")) == {"500", "501", "3901", "4120", "100"}
    assert keys(details.part_made(START_US, 1)) == {"500", "501", "3901", "4120"}
    reset = details.set_up(START_US)
    assert keys(reset) == {"500", "3901"}
    (value,) = _values(reset, "macros")
    assert isinstance(value, Entries)
    assert (value.reset, value.attributes) == (True, ' resetTriggered="MANUAL"')


def test_work_offsets_are_a_table_whose_rows_come_and_go() -> None:
    details = _details()
    (whole,) = _values(details.switched_on(START_US), "offsets")
    assert isinstance(whole, Entries)
    assert whole.reset
    assert (whole.entries["G54"] or "").startswith('<Cell key="X">-412.350</Cell><Cell key="Y">')
    measured = [n for n in range(1, 20) if _values(details.part_made(START_US, n), "offsets")]
    assert measured == [8, 16]
    thirds = set()
    for _ in range(20):
        (value,) = _values(details.set_up(START_US), "offsets")
        assert isinstance(value, Entries)
        assert set(value.entries) == {"G54", "G55", "G56"}
        thirds.add(value.entries["G56"] is None)
    assert thirds == {True, False}


def test_several_worn_tools_share_a_code_and_differ_by_condition_id() -> None:
    details = _details()
    both = _values(details.tools_worn(START_US, {"a", "b"}), "toolc")
    assert [(one.level, one.code, one.condition_id) for one in both if isinstance(one, Activation)] == [
        (Level.WARNING, "EX2071", "a"),
        (Level.WARNING, "EX2071", "b"),
    ]
    assert details.tools_worn(START_US, {"a", "b"}) == []
    assert _values(details.tools_worn(START_US, {"b"}), "toolc") == [
        Activation(Level.NORMAL, "EX2071", condition_id="a")
    ]
    assert _details(Flavour.V1).tools_worn(START_US, {"a"}) == []


def test_a_machine_that_is_switched_off_has_no_details() -> None:
    told = _details().switched_off(START_US)
    assert [_values(told, key) for key in _KEYS] == [[UNAVAILABLE]] * 4 + [[Activation(Level.UNAVAILABLE)]]


@pytest.mark.parametrize("flavour", list(Flavour))
async def test_everything_reaches_the_wire(flavour: Flavour) -> None:
    device = detailed(cnc_device(_TALKATIVE), flavour)
    agent = Agent([device], AgentSettings(flavour=flavour))
    await agent.start(_shift(flavour), START_US - 9 * 3_600_000_000)
    present = read(agent.instance.current(None))
    await agent.stop()
    name = _TALKATIVE.device
    (macros,) = present.of(f"{name}-macros")
    (offsets,) = present.of(f"{name}-offsets")
    assert (macros["tag"], offsets["tag"]) == ("VariableDataSet", "WorkOffsetsTable")
    assert int(macros["count"]) >= 3
    assert len(present.values(f"{name}-Svib")[0].split()) == SAMPLES
    assert present.of(f"{name}-finished")[0]["nativeCode"] == "3901"
    assert {cell.get("key") for cell in present.element.iter("{*}Cell")} == {"X", "Y", "Z"}
    worn = present.of(f"{name}-toolc")
    assert bool(worn) is (flavour is Flavour.V2)
    assert all(one["conditionId"].startswith(f"{name}.T") for one in worn if one["tag"] == "Warning")
