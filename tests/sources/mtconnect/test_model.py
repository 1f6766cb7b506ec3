from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.signal import Role, Signal, SignalKind
from hmi.sources.mtconnect.document import open_document
from hmi.sources.mtconnect.model import Bindings, Form, find_device, model_of
from hmi.sources.mtconnect.probe import Component, DataItem, Device, read_devices
from tests.sources.mtconnect.making import LATHE, devices, lathe


def device(*components: Component, name: str = "Lathe", uuid: str = "L-1", id_: str = "d") -> Device:
    return Device(id_, name, uuid, False, (Component("Device", id_, name), *components))


def path(*items: DataItem, name: str = "path", id_: str = "p1") -> Component:
    return Component("Path", id_, name, path=id_, items=items)


def rotary(*items: DataItem, name: str = "C", id_: str = "c") -> Component:
    return Component("Rotary", id_, name, items=items)


def event(id_: str, type_: str, sub_type: str = "", **more: Any) -> DataItem:
    return DataItem(id_, type_, "EVENT", sub_type, **more)


def sample(id_: str, type_: str, sub_type: str = "", **more: Any) -> DataItem:
    return DataItem(id_, type_, "SAMPLE", sub_type, **more)


def keys(device: Device) -> dict[str, str]:
    """Return data item id to signal key; of a vector, the first part."""
    return {item: binding.keys[0] for item, binding in model_of("m", device).bindings.items()}


def by_key(signals: Iterable[Signal]) -> dict[str, Signal]:
    return {signal.key: signal for signal in signals}


def test_a_lathe_has_the_signals_that_the_product_knows() -> None:
    model = lathe()
    signals = by_key(model.signals)
    assert list(signals) == [
        "availability",
        "x.position.actual",
        "x.load",
        "x.load.condition",
        "spindle_speed",
        "spindle_load",
        "emergency_stop",
        "controller.system.condition",
        "execution",
        "controller_mode",
        "part_count",
        "path.path_position.x",
        "path.path_position.y",
        "path.path_position.z",
        "path.variable",
        "path.position",
    ]
    assert signals["spindle_load"] == Signal(
        machine="Torno 1",
        key="spindle_load",
        kind=SignalKind.NUMBER,
        source_id="sload",
        type="LOAD",
        component="Rotary",
        component_name="C",
        role=Role.SPINDLE_LOAD,
        unit="PERCENT",
    )
    assert (signals["execution"].kind, signals["execution"].path) == (SignalKind.TEXT, "p1")
    assert signals["part_count"].kind is SignalKind.NUMBER
    assert signals["x.load.condition"].kind is SignalKind.CONDITION
    assert signals["x.load.condition"].role == Role.CONDITION
    assert signals["path.variable"].kind is SignalKind.TEXT
    assert signals["path.position"].kind is SignalKind.NUMBER


def test_a_vector_is_three_signals_of_one_data_item() -> None:
    model = lathe()
    parts = [signal for signal in model.signals if signal.source_id == "pos"]
    assert [(part.axis, part.unit, part.kind) for part in parts] == [
        (axis, "MILLIMETER", SignalKind.NUMBER) for axis in "xyz"
    ]
    assert model.bindings["pos"].form is Form.VECTOR


def test_the_same_probe_gives_the_same_keys() -> None:
    assert lathe().signals == lathe().signals


def test_the_second_path_gets_its_name() -> None:
    two = device(
        path(event("e1", "EXECUTION"), event("p1p", "PROGRAM"), name="path1", id_="a"),
        path(event("e2", "EXECUTION"), event("p2p", "PROGRAM"), name="path2", id_="b"),
    )
    assert keys(two) == {"e1": "execution", "p1p": "program", "e2": "execution@path2", "p2p": "program@path2"}
    signals = by_key(model_of("m", two).signals)
    assert (signals["execution"].path, signals["execution@path2"].path) == ("a", "b")
    assert signals["execution@path2"].role == Role.EXECUTION


def test_components_of_one_name_are_told_apart_by_id() -> None:
    two = device(
        rotary(sample("r1", "ROTARY_VELOCITY"), sample("t1", "ANGLE"), id_="c1"),
        rotary(sample("r2", "ROTARY_VELOCITY"), sample("t2", "ANGLE"), id_="c2"),
    )
    assert keys(two) == {"r1": "spindle_speed", "t1": "c1.angle", "r2": "spindle_speed@c2", "t2": "c2.angle"}


def test_a_path_says_more_than_the_controller_and_that_more_than_the_device() -> None:
    both = device(
        Component("Controller", "k", "ctl", items=(event("e1", "EXECUTION"),)), path(event("e2", "EXECUTION"))
    )
    assert keys(both) == {"e1": "execution@ctl", "e2": "execution"}


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (
            [event("a", "PART_COUNT", "GOOD"), event("b", "PART_COUNT"), event("c", "PART_COUNT", "ALL")],
            {"a": "part_count.good", "b": "path.part_count", "c": "part_count"},
        ),
        ([event("a", "PART_COUNT", "GOOD"), event("b", "PART_COUNT")], {"a": "part_count.good", "b": "part_count"}),
        ([event("a", "PART_COUNT", "BAD")], {"a": "part_count.bad"}),
        (
            [event("a", "PART_COUNT", "x:SCRAP"), event("b", "PART_COUNT", "TARGET")],
            {"a": "part_count.scrap", "b": "part_count.target"},
        ),
        (
            [event("a", "PROGRAM", "ACTIVE"), event("b", "PROGRAM", "MAIN"), event("c", "PROGRAM", "x:SUB")],
            {"a": "program.active", "b": "program", "c": "program.sub"},
        ),
        ([event("a", "PROGRAM", "ACTIVE")], {"a": "program"}),
        ([event("a", "TOOL_ID"), event("b", "TOOL_NUMBER")], {"a": "path.tool_id", "b": "tool"}),
        ([event("a", "TOOL_ID")], {"a": "tool"}),
        ([event("a", "x:PROGRAM_COMMENT")], {"a": "program_comment"}),
        ([event("a", "LINE"), event("b", "LINE_NUMBER", "INCREMENTAL")], {"a": "line", "b": "line.incremental"}),
        (
            [
                sample("a", "PATH_FEEDRATE", units="MILLIMETER/SECOND"),
                sample("b", "PATH_FEEDRATE", units="PERCENT"),
                sample("c", "PATH_FEEDRATE", "COMMANDED", units="MILLIMETER/SECOND"),
            ],
            {"a": "feed_rate", "b": "feed_override", "c": "feed_rate.commanded"},
        ),
        (
            [
                sample("a", "PATH_FEEDRATE", "OVERRIDE"),
                event("b", "PATH_FEEDRATE_OVERRIDE", "PROGRAMMED"),
                event("c", "PATH_FEEDRATE_OVERRIDE", "RAPID"),
                event("d", "PATH_FEEDRATE_OVERRIDE", "JOG"),
            ],
            {"a": "feed_override.override", "b": "feed_override", "c": "rapid_override", "d": "feed_override.jog"},
        ),
        ([sample("a", "PATH_FEEDRATE", "RAPID", units="PERCENT")], {"a": "rapid_override"}),
        ([event("a", "ROTARY_VELOCITY_OVERRIDE")], {"a": "spindle_override"}),
        ([event("a", "PART_ID"), event("b", "PART_NUMBER")], {"a": "part", "b": "path.part_number"}),
    ],
)
def test_roles_go_to_the_best_of_a_path(items: list[DataItem], expected: dict[str, str]) -> None:
    assert keys(device(path(*items))) == expected


def test_a_variant_of_a_role_stays_with_its_component() -> None:
    two = device(
        rotary(sample("a", "ROTARY_VELOCITY", "ACTUAL"), name="C", id_="c1"),
        rotary(
            sample("b", "ROTARY_VELOCITY", "ACTUAL"), sample("c", "ROTARY_VELOCITY", "COMMANDED"), name="C2", id_="c2"
        ),
    )
    assert keys(two) == {"a": "spindle_speed", "b": "spindle_speed@C2", "c": "spindle_speed.commanded@C2"}


@pytest.mark.parametrize(
    ("component", "is_spindle"),
    [
        (rotary(sample("s", "ROTARY_VELOCITY"), sample("l", "LOAD")), True),
        (rotary(sample("s", "SPINDLE_SPEED"), sample("l", "LOAD")), True),
        (rotary(DataItem("m", "ROTARY_MODE", "EVENT", allowed=("SPINDLE",)), sample("l", "LOAD")), True),
        (rotary(DataItem("m", "ROTARY_MODE", "EVENT", allowed=("SPINDLE", "INDEX")), sample("l", "LOAD")), False),
        (
            rotary(
                DataItem("m", "ROTARY_MODE", "EVENT", allowed=("CONTOUR", "INDEX")),
                sample("s", "ROTARY_VELOCITY"),
                sample("l", "LOAD"),
            ),
            False,
        ),
        (rotary(sample("l", "LOAD")), False),
        (rotary(DataItem("s", "ROTARY_VELOCITY", "CONDITION"), sample("l", "LOAD")), False),
        (Component("Spindle", "s", "S", items=(sample("l", "LOAD"),)), True),
        (Component("Linear", "x", "X", items=(sample("s", "ROTARY_VELOCITY"), sample("l", "LOAD"))), False),
    ],
)
def test_a_spindle_is_a_rotary_axis_that_turns(component: Component, is_spindle: bool) -> None:
    assert (keys(device(component))["l"] == "spindle_load") is is_spindle


def test_the_load_of_the_spindle_is_not_the_load_of_its_positioning_axis() -> None:
    mazak = rotary(
        sample("Mazak-C_1", "LOAD", name="Cload"),
        sample("Mazak-C_2", "LOAD", name="Sload"),
        sample("Mazak-C_3", "ROTARY_VELOCITY", name="Srpm"),
        sample("Mazak-C_4", "TEMPERATURE", name="Stemp"),
    )
    assert keys(device(mazak)) == {
        "Mazak-C_1": "c.load",
        "Mazak-C_2": "spindle_load",
        "Mazak-C_3": "spindle_speed",
        "Mazak-C_4": "spindle_temperature",
    }


def test_every_emergency_stop_and_message_plays_its_role() -> None:
    panel = Component(
        "Controller", "k", "ctl", items=(event("a", "EMERGENCY_STOP"), event("b", "EMERGENCY_STOP", name="door"))
    )
    signals = by_key(model_of("m", device(panel)).signals)
    assert {key: signal.role for key, signal in signals.items()} == {
        "emergency_stop": Role.EMERGENCY_STOP,
        "emergency_stop@ctl": Role.EMERGENCY_STOP,
    }


def test_two_items_of_one_kind_are_told_apart_by_what_distinguishes_them() -> None:
    axis = Component(
        "Linear",
        "x",
        "X",
        items=(
            sample("x1", "POSITION", coordinate_system="MACHINE"),
            sample("x2", "POSITION", coordinate_system="WORK"),
            sample("x3", "POSITION", name="X-Pos"),
            sample("x4", "POSITION"),
            sample("x5", "POSITION", name="X-Pos"),
        ),
    )
    assert list(keys(device(axis)).values()) == [
        "x.position",
        "x.position.work",
        "x.position.x_pos",
        "x.position.x4",
        "x.position.x5",
    ]


def test_the_era_of_mtconnect_1_0_maps_to_todays_words() -> None:
    old = """<Device id="4" name="LinuxCNC">
      <DataItems><DataItem type="ALARM" category="EVENT" id="3" name="alarm"/></DataItems>
      <Components>
        <Axes name="Axes" id="5"><DataItems>
          <DataItem type="PATH_FEEDRATE" category="SAMPLE" units="MILLIMETER/SECOND" id="6" subType="ACTUAL"/>
          <DataItem type="PATH_FEEDRATE" category="SAMPLE" units="PERCENT" id="25" subType="OVERRIDE"/>
        </DataItems><Components><Spindle name="S" id="10"><DataItems>
          <DataItem type="SPINDLE_SPEED" category="SAMPLE" id="12" subType="ACTUAL"/>
          <DataItem type="SPINDLE_SPEED" category="SAMPLE" id="13" subType="OVERRIDE"/>
        </DataItems></Spindle></Components></Axes>
        <Power name="power" id="2"><DataItems>
          <DataItem type="POWER_STATUS" category="EVENT" id="1"/>
        </DataItems></Power>
      </Components></Device>"""
    (found,) = read_devices(open_document(devices(old, version=None)))
    assert keys(found) == {
        "3": "device.alarm.condition",
        "6": "feed_rate",
        "25": "feed_override",
        "12": "spindle_speed",
        "13": "spindle_override",
        "1": "power_state",
    }
    assert model_of("m", found).bindings["3"].form is Form.ALARM


def test_a_device_is_found_by_name_uuid_or_id() -> None:
    one, two = device(name="Okuma", uuid="O.1", id_="d1"), device(name="Mazak", uuid="M.1", id_="d2")
    agent = Device("a", "Agent", "A.1", True, (Component("Agent", "a"),))
    every = (agent, one, two)
    assert [find_device(every, wanted) for wanted in ("Okuma", "okuma", "O.1", "d1")] == [one] * 4
    assert find_device(every, "Haas") is None
    assert find_device(every, "Agent") is None
    assert find_device(every, "") is None
    assert find_device((agent, one), "") is one
    assert find_device((agent,), "") is None


def test_a_device_stream_is_known_by_name_and_uuid_together() -> None:
    shared = [model_of(name, device(path(event("e", "EXECUTION")), name=name, uuid="000")) for name in ("A", "B")]
    bindings = Bindings(shared)
    assert bindings.of("B", "000") is shared[1].bindings
    assert bindings.of("A", "000") is shared[0].bindings
    assert bindings.of("A", "") is shared[0].bindings
    assert bindings.of("C", "111") is None
    assert Bindings(()).of("A", "000") is None


def test_a_device_that_nobody_wants_is_not_taken_for_one_of_the_same_name() -> None:
    wanted, other = (device(path(event("e", "EXECUTION")), name="A", uuid=uuid) for uuid in ("1", "2"))
    model = model_of("m", wanted)
    bindings = Bindings([model], [wanted, other])
    assert bindings.of("A", "1") is model.bindings
    assert bindings.of("A", "2") is None
    assert bindings.of("A", "3") is model.bindings
    assert (bindings.names("A", "2"), bindings.names("A", "3"), bindings.names("A", "")) == (True, False, True)


def test_a_second_data_item_of_one_id_is_left_out() -> None:
    twice = device(path(event("e", "EXECUTION"), event("e", "CONTROLLER_MODE"), event("", "PROGRAM")))
    assert keys(twice) == {"e": "execution"}


def test_a_probe_may_nest_deeper_than_python_does() -> None:
    depth = 1500
    deep = '<Device id="d" name="n"><Components>' + "<Axes><Components>" * (depth // 2)
    deep += "<Linear id='x'/>" + "</Components></Axes>" * (depth // 2) + "</Components></Device>"
    (found,) = read_devices(open_document(devices(deep)))
    assert found.components[-1].type == "Linear"


def test_compositions_and_the_path_are_inherited() -> None:
    axis = """<Device id="d" name="n"><Components><Path id="p7" name="path"><Components><Linear id="x" name="X">
      <DataItems><DataItem id="t" category="SAMPLE" type="TEMPERATURE" compositionId="m"/></DataItems>
      <Compositions><Composition id="m" type="MOTOR"/></Compositions>
      </Linear></Components></Path></Components></Device>"""
    (found,) = read_devices(open_document(devices(axis)))
    linear = found.components[-1]
    assert (linear.path, linear.items[0].composition) == ("p7", "MOTOR")
    assert read_devices(open_document(devices())) == ()


_words = st.sampled_from(
    ["", "LOAD", "EXECUTION", "PART_COUNT", "x:LOAD", "ALL", "GOOD", "ACTUAL", "X", "Größe 1", "-"]
)
_items = st.builds(
    DataItem,
    id=st.sampled_from([f"i{n}" for n in range(12)]),
    type=_words,
    category=st.sampled_from(["SAMPLE", "EVENT", "CONDITION", ""]),
    sub_type=_words,
    name=_words,
    units=st.sampled_from(["", "PERCENT", "MILLIMETER_3D"]),
    representation=st.sampled_from(["", "TABLE", "TIME_SERIES"]),
)
_components = st.builds(
    Component,
    type=st.sampled_from(["Path", "Rotary", "Linear", "Controller", "Device", "x:Pump"]),
    id=st.sampled_from(["a", "b", "c", ""]),
    name=_words,
    items=st.lists(_items, max_size=8).map(tuple),
)


@given(st.lists(_components, max_size=6))
def test_whatever_a_probe_says_the_keys_of_a_machine_are_unique(components: list[Component]) -> None:
    model = model_of("m", device(*components))
    assert len({signal.key for signal in model.signals}) == len(model.signals)
    assert all(signal.key for signal in model.signals)
    played = {signal.role for signal in model.signals} - {"", Role.CONDITION}
    assert played <= {signal.key for signal in model.signals if signal.role == signal.key}


def test_the_lathe_of_these_tests_is_read_whole() -> None:
    (found,) = read_devices(open_document(devices(LATHE)))
    assert [component.type for component in found.components] == [
        "Device",
        "Axes",
        "Linear",
        "Rotary",
        "Controller",
        "Path",
    ]
    assert (found.label, found.is_agent) == ("Lathe", False)
