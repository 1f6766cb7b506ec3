from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.link import Adapter
from hmi.domain.observation import Condition, ConditionLevel, Observation, Quality
from hmi.sources.mtconnect.document import open_document
from hmi.sources.mtconnect.model import Bindings, model_of
from hmi.sources.mtconnect.probe import read_devices
from hmi.sources.mtconnect.streams import read_streams
from tests.sources.mtconnect.making import (
    LATHE,
    STAMP,
    STAMP_US,
    component,
    condition,
    devices,
    document,
    lathe,
    read,
    said,
    streams,
    values,
)


def test_an_observation_is_read_with_its_signal_time_and_sequence() -> None:
    found = read(streams(said("sload", 12, "47.5")))
    assert found.observations == (Observation("Torno 1", "spindle_load", STAMP_US, 47.5, Quality.GOOD, 12),)
    assert (found.heard, found.rejected, found.unknown) == (1, 0, 0)
    assert type(found.observations[0]) is Observation
    assert found.header.instance == 7


def test_observations_come_in_the_order_of_their_sequences() -> None:
    found = read(streams(said("sload", 30, "3") + said("sload", 10, "1"), said("exec", 20, "ACTIVE")))
    assert [o.sequence for o in found.observations] == [10, 20, 30]


def test_equal_values_are_all_kept() -> None:
    assert len(read(streams(said("exec", 1, "READY") + said("exec", 2, "READY"))).observations) == 2


@pytest.mark.parametrize(
    ("item", "text", "expected"),
    [
        ("sload", "0", (0.0, Quality.GOOD)),
        ("sload", " -1.5e3 ", (-1500.0, Quality.GOOD)),
        ("sload", "UNAVAILABLE", (None, Quality.UNAVAILABLE)),
        ("sload", "\n UNAVAILABLE \n", (None, Quality.UNAVAILABLE)),
        ("sload", "", (None, Quality.BAD)),
        ("sload", "high", (None, Quality.BAD)),
        ("sload", "nan", (None, Quality.BAD)),
        ("sload", "-inf", (None, Quality.BAD)),
        ("sload", " -381,6404", (-381.6404, Quality.GOOD)),
        ("sload", "1,234,567", (None, Quality.BAD)),
        ("sload", "1,234.5", (None, Quality.BAD)),
        ("count", "17", (17.0, Quality.GOOD)),
        ("count", "UNAVAILABLE", (None, Quality.UNAVAILABLE)),
        ("exec", "ACTIVE", ("ACTIVE", Quality.GOOD)),
        ("exec", "\n  READY ", ("READY", Quality.GOOD)),
        ("exec", "", ("", Quality.GOOD)),
        ("exec", "UNAVAILABLE", (None, Quality.UNAVAILABLE)),
        ("vars", "UNAVAILABLE", (None, Quality.UNAVAILABLE)),
    ],
)
def test_a_value_has_a_quality(item: str, text: str, expected: tuple[object, Quality]) -> None:
    (found,) = read(streams(said(item, 1, text))).observations
    assert (found.value, found.quality) == expected


@pytest.mark.parametrize(
    ("text", "expected", "quality"),
    [
        ("1 -2.5 3e2", (1.0, -2.5, 300.0), Quality.GOOD),
        ("UNAVAILABLE", (None, None, None), Quality.UNAVAILABLE),
        ("1,5 -2 3,25", (1.5, -2.0, 3.25), Quality.GOOD),
        ("1 2 x 3", (None, None, None), Quality.BAD),
        ("1 2", (None, None, None), Quality.BAD),
        ("1 2 3 4", (None, None, None), Quality.BAD),
        ("1 2 inf", (None, None, None), Quality.BAD),
        ("", (None, None, None), Quality.BAD),
    ],
)
def test_a_vector_is_three_observations_of_one_sequence(
    text: str, expected: tuple[float | None, ...], quality: Quality
) -> None:
    found = read(streams(said("pos", 5, text)))
    assert values(found.observations) == [
        (f"path.path_position.{axis}", value, quality) for axis, value in zip("xyz", expected, strict=True)
    ]
    assert {o.sequence for o in found.observations} == {5}
    assert found.heard == 1


@pytest.mark.parametrize(
    "bad",
    [
        said("exec", "221=", "ACTIVE"),
        said("exec", "", "ACTIVE"),
        said("exec", "1.5", "ACTIVE"),
        said("exec", 5, "ACTIVE", stamp="yesterday"),
        said("exec", 5, "ACTIVE", stamp=""),
        said("", 5, "ACTIVE"),
        f'<Execution timestamp="{STAMP}" sequence="5">ACTIVE</Execution>',
        '<Execution dataItemId="exec" sequence="5">ACTIVE</Execution>',
        f'<Execution dataItemId="exec" timestamp="{STAMP}">ACTIVE</Execution>',
        said("exec", -5, "ACTIVE"),
        said("exec", 1 << 63, "ACTIVE"),
        said("system", 5, tag="Alert"),
    ],
)
def test_a_bad_observation_is_rejected_and_its_neighbours_are_kept(bad: str) -> None:
    found = read(streams(said("exec", 4, "READY") + bad + said("exec", 6, "STOPPED")))
    assert [o.value for o in found.observations] == ["READY", "STOPPED"]
    assert (found.heard, found.rejected) == (2, 1)


def test_a_data_item_that_the_probe_does_not_have_is_counted_apart() -> None:
    found = read(streams(said("new", 1, "x") + said("exec", 2, "READY")))
    assert (found.heard, found.rejected, found.unknown) == (1, 0, 1)
    assert found.unnamed == {"new"}


def test_devices_that_nobody_wants_are_passed_over() -> None:
    devices_of = read_devices(open_document(devices(LATHE, LATHE.replace('name="Lathe" uuid="L-1"', 'name="Mill"'))))
    bindings = Bindings([lathe()], devices_of)
    found = read_streams(open_document(streams(said("exec", 1, "READY"), name="Mill", uuid="")), bindings)
    assert (found.observations, found.heard, found.unknown, found.unnamed) == ((), 0, 0, frozenset())


def test_a_device_that_the_probe_does_not_have_is_told() -> None:
    found = read(streams(said("exec", 1, "READY"), name="Mill", uuid="M-1"))
    assert found.observations == ()
    assert found.unnamed == {"device Mill M-1"}


def test_a_device_with_another_uuid_than_in_the_probe_is_believed_by_its_name_and_told() -> None:
    found = read(streams(said("exec", 1, "READY"), uuid="L-2"))
    assert [o.value for o in found.observations] == ["READY"]
    assert found.unnamed == {"device Lathe L-2"}


def test_one_document_serves_several_machines() -> None:
    items = '<DataItems><DataItem id="e1" category="EVENT" type="AVAILABILITY"/></DataItems>'
    probe = devices(
        f'<Device id="d1" name="A" uuid="1">{items}</Device>', f'<Device id="d2" name="B" uuid="2">{items}</Device>'
    )
    models = [model_of(f"m{device.name}", device) for device in read_devices(open_document(probe))]
    body = document(
        "MTConnectStreams",
        "<Streams>"
        f'<DeviceStream name="B" uuid="2">{component(said("e1", 2, "AVAILABLE"))}</DeviceStream>'
        f'<DeviceStream name="A" uuid="1">{component(said("e1", 1, "UNAVAILABLE"))}</DeviceStream>'
        "</Streams>",
    )
    found = read(body, *models)
    assert [(o.machine, o.value) for o in found.observations] == [("mA", None), ("mB", "AVAILABLE")]


def test_a_heartbeat_is_an_empty_document_with_a_header() -> None:
    found = read(streams())
    assert (found.observations, found.header.next_sequence) == ((), 101)


@pytest.mark.parametrize("version", ["0.9", "1.3", "2.7", None])
def test_any_namespace_will_do(version: str | None) -> None:
    assert len(read(streams(said("exec", 1, "READY"), version=version)).observations) == 1


def test_extension_elements_comments_and_odd_containers_are_no_trouble() -> None:
    extended = f'<x:Run xmlns:x="urn:x" dataItemId="exec" timestamp="{STAMP}" sequence="2">READY</x:Run>'
    body = document(
        "MTConnectStreams",
        '<Streams><!-- c --><DeviceStream name="Lathe" uuid="L-1">'
        f"<Samples>{said('sload', 1, '5')}</Samples>{component('<!-- c -->' + extended)}<Note/>"
        "</DeviceStream></Streams>",
    )
    found = read(body)
    assert [o.sequence for o in found.observations] == [1, 2]
    assert found.rejected == 0


def test_conditions_carry_level_code_text_qualifier_and_id() -> None:
    found = read(
        streams(
            condition(
                f'<Fault dataItemId="system" timestamp="{STAMP}" sequence="3" type="SYSTEM" nativeCode="454A" '
                'qualifier="HIGH" conditionId="c1">Limit switch Y+</Fault>',
                said("system", 1, tag="Unavailable", more='type="SYSTEM"'),
                said("system", 2, tag="Normal"),
                said("xloadc", 4, "near", tag="Warning", more='type="LOAD"'),
            )
        )
    )
    assert [(o.signal, o.value, o.quality) for o in found.observations] == [
        ("controller.system.condition", Condition(ConditionLevel.UNAVAILABLE, "SYSTEM"), Quality.UNAVAILABLE),
        ("controller.system.condition", Condition(ConditionLevel.NORMAL, "SYSTEM"), Quality.GOOD),
        (
            "controller.system.condition",
            Condition(ConditionLevel.FAULT, "SYSTEM", "454A", "Limit switch Y+", "HIGH", "c1"),
            Quality.GOOD,
        ),
        ("x.load.condition", Condition(ConditionLevel.WARNING, "LOAD", "", "near"), Quality.GOOD),
    ]


def test_a_data_set_is_kept_as_json_with_what_it_removes() -> None:
    entries = '<Entry key="1">0.5</Entry><Entry key="é">x</Entry><Entry key="2" removed="true"/><Entry key="3"/>'
    (found,) = read(streams(said("vars", 1, entries, tag="VariableDataSet", more='count="2"'))).observations
    assert isinstance(found.value, str)
    assert json.loads(found.value) == {"1": "0.5", "é": "x", "2": None, "3": ""}
    assert "é" in found.value


def test_a_table_is_kept_as_json_of_its_cells() -> None:
    entries = '<Entry key="G54"><Cell key="X">-1332.9</Cell><Cell key="Y">0</Cell></Entry><Entry key="G55"/>'
    (found,) = read(streams(said("vars", 1, entries))).observations
    assert isinstance(found.value, str)
    assert json.loads(found.value) == {"G54": {"X": "-1332.9", "Y": "0"}, "G55": ""}


@pytest.mark.parametrize(
    ("attributes", "text", "expected"),
    [
        ('state="ACTIVE" severity="CRITICAL" nativeCode="12" code="ESTOP"', "stop", ConditionLevel.FAULT),
        ('state="ACTIVE" severity="WARNING" nativeCode="12" code="OTHER"', "low", ConditionLevel.WARNING),
        ('state="CLEARED" severity="CRITICAL" nativeCode="12" code="ESTOP"', "", ConditionLevel.NORMAL),
        ('state="INSTANT" severity="CRITICAL" nativeCode="12" code="ESTOP"', "hit", ConditionLevel.NORMAL),
        ("", "UNAVAILABLE", ConditionLevel.UNAVAILABLE),
    ],
)
def test_an_alarm_of_1_0_becomes_a_condition(attributes: str, text: str, expected: ConditionLevel) -> None:
    probe = '<Device id="d" name="L"><DataItems><DataItem id="a" category="EVENT" type="ALARM"/></DataItems></Device>'
    model = model_of("m", read_devices(open_document(devices(probe, version=None)))[0])
    body = streams(said("a", 1, text, tag="Alarm", more=attributes), name="L", uuid="", version=None)
    (found,) = read(body, model).observations
    assert isinstance(found.value, Condition)
    assert found.value.level is expected
    assert found.value.code == ("12" if attributes else "")
    assert found.signal == "device.alarm.condition"


_numbers = st.one_of(st.integers(-5, 200).map(str), st.text("0123456789=x ", max_size=4))
_stamps = st.sampled_from([STAMP, "2026-04-22T15:51:20", "2026-04-22", "", "never", "2026-04-22T15:51:20+05:00"])
_texts = st.sampled_from(["", "UNAVAILABLE", "1", "-2.5", "1 2 3", "READY", "nan", "&lt;"])
_elements = st.builds(
    said,
    st.sampled_from(["exec", "sload", "pos", "vars", "system", "nobody", ""]),
    _numbers,
    _texts,
    st.sampled_from(["Value", "Normal", "Fault", "Unavailable"]),
    _stamps,
)


@given(st.lists(_elements, max_size=12))
def test_every_element_is_heard_rejected_or_unknown(elements: list[str]) -> None:
    found = read(streams("".join(elements)))
    assert found.heard + found.rejected + found.unknown == len(elements)
    assert [o.sequence for o in found.observations] == sorted(o.sequence for o in found.observations)
    for observation in found.observations:
        if observation.quality is not Quality.GOOD:
            assert observation.value is None or isinstance(observation.value, Condition)
        assert not (isinstance(observation.value, float) and not math.isfinite(observation.value))


def test_the_bindings_of_nobody_read_nothing() -> None:
    assert read(streams(said("exec", 1, "READY")), *()).heard == 1
    assert Bindings(()).of("Lathe", "L-1") is None
    assert lathe().bindings["exec"].machine == "Torno 1"


# -- time series ------------------------------------------------------------------------------------------------------


def spread(text: str, more: str = "", rate: str = "") -> list[tuple[int, object, Quality]]:
    """Return the values of a series with their distance from its time stamp, in microseconds."""
    model = model_of("m", read_devices(open_document(devices(SERIES.replace("RATE", rate))))[0])
    found = read(streams(said("v", 5, text, more=more)), model)
    assert {o.sequence for o in found.observations} == {5}
    assert found.heard == 1
    return [(o.time_us - STAMP_US, o.value, o.quality) for o in found.observations]


SERIES = """<Device id="d" name="Lathe" uuid="L-1"><DataItems>
  <DataItem id="v" category="SAMPLE" type="ACCELERATION" representation="TIME_SERIES" units="MILLIMETER/SECOND^2" RATE/>
</DataItems></Device>"""


def test_the_last_value_of_a_series_is_at_its_time_stamp_and_the_others_lie_before_it() -> None:
    assert spread("1 2 3.5", 'sampleRate="100" sampleCount="3"') == [
        (-20_000, 1.0, Quality.GOOD),
        (-10_000, 2.0, Quality.GOOD),
        (0, 3.5, Quality.GOOD),
    ]


def test_the_probe_says_the_rate_where_the_series_does_not() -> None:
    assert [at for at, *_ in spread("1 2 3", rate='sampleRate="1000"')] == [-2000, -1000, 0]
    assert [at for at, *_ in spread("1 2 3", 'sampleRate="10"', rate='sampleRate="1000"')] == [-200_000, -100_000, 0]


def test_a_duration_reaches_from_the_first_value_to_the_last() -> None:
    assert [at for at, *_ in spread("1 2 3", 'duration="0.5"')] == [-500_000, -250_000, 0]


@pytest.mark.parametrize("more", ["", 'sampleRate="0"', 'sampleRate="fast"', 'sampleRate="1e-9"', 'sampleRate="1e12"'])
def test_values_whose_distance_nobody_tells_keep_their_order(more: str) -> None:
    assert [at for at, *_ in spread("1 2 3", more)] == [-2, -1, 0]


@pytest.mark.parametrize(
    ("text", "quality"), [("UNAVAILABLE", Quality.UNAVAILABLE), ("", Quality.UNAVAILABLE), ("1 x 3", Quality.BAD)]
)
def test_a_series_without_numbers_ends_the_value_before_it(text: str, quality: Quality) -> None:
    assert spread(text, 'sampleRate="100"') == [(0, None, quality)]


# -- units ------------------------------------------------------------------------------------------------------------


def test_numbers_and_vectors_come_in_the_units_of_the_product() -> None:
    device = """<Device id="d" name="Lathe" uuid="L-1"><DataItems>
      <DataItem id="f" category="SAMPLE" type="PATH_FEEDRATE" units="MILLIMETER/SECOND"/>
      <DataItem id="p" category="SAMPLE" type="PATH_POSITION" units="INCH_3D"/>
      <DataItem id="t" category="SAMPLE" type="X_TEMPERATURE" units="KELVIN" representation="TIME_SERIES"/>
    </DataItems></Device>"""
    model = model_of("m", read_devices(open_document(devices(device)))[0])
    found = read(streams(said("f", 1, "10"), said("p", 2, "1 2 -1"), said("t", 3, "273.15")), model)
    assert [o.value for o in found.observations] == [600.0, 25.4, 50.8, -25.4, 0.0]
    assert [(signal.unit, signal.source_unit) for signal in model.signals] == [
        ("MILLIMETER/MINUTE", "MILLIMETER/SECOND"),
        *[("MILLIMETER", "INCH")] * 3,
        ("CELSIUS", "KELVIN"),
    ]
    assert read(streams(said("f", 1, "UNAVAILABLE")), model).observations[0].value is None


# -- what is no value of a signal -------------------------------------------------------------------------------------


def test_the_conditions_of_a_document_are_listed_for_the_audit() -> None:
    fault = said("system", 7, "boom", tag="Fault")
    found = read(streams(said("exec", 4, "READY"), condition(fault, said("xloadc", 5, tag="Normal"))))
    assert [o.sequence for o in found.conditions] == [5, 7]
    assert set(found.conditions) < set(found.observations)


def test_news_of_an_asset_is_a_text_and_tells_whose() -> None:
    device = LATHE.replace("</DataItems>", '<DataItem id="chg" category="EVENT" type="ASSET_CHANGED"/></DataItems>', 1)
    model = model_of("Torno 1", read_devices(open_document(devices(device)))[0])
    found = read(streams(said("chg", 3, "TOOL-7", tag="AssetChanged", more='assetType="CuttingTool"')), model)
    assert found.asset_news == {"Torno 1"}
    assert [o.value for o in found.observations] == ["TOOL-7"]
    assert read(streams(said("exec", 3, "READY")), model).asset_news == frozenset()


AGENT = """<Agent id="a" name="Agent" uuid="A-1"><DataItems><DataItem id="av" category="EVENT" type="AVAILABILITY"/>
  </DataItems><Components><Adapters id="as"><Components><Adapter id="ad" name="fanuc-1"><DataItems>
  <DataItem id="conn" category="EVENT" type="CONNECTION_STATUS"/>
  <DataItem id="uri" category="EVENT" type="ADAPTER_URI"/>
  </DataItems></Adapter></Components></Adapters></Components></Agent>"""


def test_the_agent_reports_its_adapters_which_are_no_machine() -> None:
    all_devices = read_devices(open_document(devices(AGENT, LATHE)))
    bindings = Bindings([lathe()], all_devices)
    inside = component(said("conn", 9, "CLOSED"), said("uri", 10, "shdr://x"), said("conn", 11, "LISTEN", stamp="?"))
    body = f'<Streams><DeviceStream name="Agent" uuid="A-1">{inside}</DeviceStream></Streams>'
    found = read_streams(open_document(document("MTConnectStreams", body)), bindings)
    assert found.adapters == (Adapter("fanuc-1", "CLOSED", STAMP_US),)
    assert (found.observations, found.rejected, found.unknown) == ((), 0, 0)


def test_a_document_without_observations_says_only_that_the_agent_lives() -> None:
    assert read(streams()).empty
    assert not read(streams(said("exec", 1, "READY"))).empty
    assert not read(streams(said("new", 1, "READY"))).empty
