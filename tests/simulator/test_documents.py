"""Documents as text."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from hmi.simulator.cnc_model import cnc_device
from hmi.simulator.device import element_name
from hmi.simulator.dialect import DIALECTS, Flavour
from hmi.simulator.documents import Header, Press, stamp
from hmi.simulator.fleet import demo_fleet
from hmi.simulator.record import Activation, Entries, Level, Marked, Record, unavailable
from tests.simulator.wire import EXECUTION, LOAD, MODE, OTHER, SPEED, START_US, SYSTEM, VARIABLES, read, two_devices

_HEADER = Header(START_US, 1_800_000_000, 1024, "test", START_US, 1, 10, 9)


def _press(flavour: Flavour = Flavour.V1) -> Press:
    return Press(DIALECTS[flavour], two_devices())


@pytest.mark.parametrize(
    ("item_type", "element"),
    [
        ("PATH_FEEDRATE", "PathFeedrate"),
        ("EXECUTION", "Execution"),
        ("MTCONNECT_VERSION", "MTConnectVersion"),
        ("ADAPTER_URI", "AdapterURI"),
        ("VOLTAGE_AC", "VoltageAC"),
        ("x:TURRET_LOCK", "x:TurretLock"),
    ],
)
def test_a_type_becomes_its_element(item_type: str, element: str) -> None:
    assert element_name(item_type) == element


def test_a_time_carries_its_microseconds() -> None:
    assert stamp(1_795_353_728_000_042) == "2026-11-22T13:22:08.000042Z"


def test_observations_are_grouped_by_component_and_not_by_sequence() -> None:
    records = [
        Record(1, START_US, EXECUTION, "ACTIVE"),
        Record(2, START_US, LOAD, "5"),
        Record(3, START_US, OTHER, "7"),
        Record(4, START_US, SYSTEM, Activation(Level.FAULT, "EX1001", "E-STOP", "HIGH", "2")),
        Record(5, START_US, LOAD, "6"),
        Record(6, START_US, MODE, "SPINDLE"),
    ]
    document = read(_press().streams(_HEADER, records))

    assert [int(one["sequence"]) for one in document.observations] == [2, 5, 6, 4, 1, 3]
    streams = [(one.get("component"), one.get("name")) for one in document.element.iter("{*}ComponentStream")]
    assert streams == [("Rotary", "C"), ("Controller", "controller"), ("Path", "path"), ("Device", "Centro01")]
    assert [one.get("name") for one in document.element.iter("{*}DeviceStream")] == ["Torno01", "Centro01"]
    rotary = next(document.element.iter("{*}ComponentStream"))
    assert [etree.QName(one).localname for one in rotary] == ["Samples", "Events"]
    (system,) = document.of(SYSTEM)
    assert system == {
        "tag": "Fault",
        "text": "E-STOP",
        "dataItemId": "m1-system",
        "timestamp": "2027-01-15T08:00:00.000000Z",
        "name": "system",
        "sequence": "4",
        "type": "SYSTEM",
        "nativeCode": "EX1001",
        "nativeSeverity": "2",
        "qualifier": "HIGH",
    }


def test_a_document_without_observations_has_an_empty_streams_element() -> None:
    assert b"<Streams/>" in _press().streams(_HEADER, [])


@pytest.mark.parametrize(("flavour", "schema"), [(Flavour.V1, "1.7"), (Flavour.V2, "2.3")])
def test_the_namespace_says_the_generation(flavour: Flavour, schema: str) -> None:
    press = _press(flavour)
    assert read(press.streams(_HEADER, [])).namespace == f"urn:mtconnect.org:MTConnectStreams:{schema}"
    assert read(press.probe(_HEADER)).namespace == f"urn:mtconnect.org:MTConnectDevices:{schema}"
    assert read(press.error(_HEADER, "NO_DEVICE", "<none>")).namespace == f"urn:mtconnect.org:MTConnectError:{schema}"


@given(st.text())
def test_any_text_makes_a_well_formed_document(text: str) -> None:
    records = [
        Record(1, START_US, EXECUTION, text),
        Record(2, START_US, SYSTEM, Activation(Level.WARNING, "1", text)),
    ]
    document = read(_press().streams(_HEADER, records))
    if text.isprintable():
        assert document.values(EXECUTION) == document.values(SYSTEM) == [text]


def test_a_data_set_shows_its_entries_and_a_removal() -> None:
    value = Entries({"a": "1", "b": None, 'c"': '<Cell key="x">2</Cell>'}, ' resetTriggered="DAY"')
    content = _press().streams(_HEADER, [Record(1, START_US, VARIABLES, value)])
    (one,) = read(content).of(VARIABLES)
    assert (one["tag"], one["count"], one["resetTriggered"]) == ("VariableDataSet", "3", "DAY")
    entries = list(read(content).element.iter("{*}Entry"))
    assert [(entry.get("key"), entry.get("removed"), len(entry)) for entry in entries] == [
        ("a", None, 0),
        ("b", "true", 0),
        ('c"', None, 1),
    ]


def test_an_observation_keeps_attributes_of_its_own() -> None:
    value = Marked("1 2 3", ' sampleCount="3"')
    (one,) = read(_press().streams(_HEADER, [Record(1, START_US, SPEED, value)])).of(SPEED)
    assert (one["sampleCount"], one["subType"], one["text"]) == ("3", "ACTUAL", "1 2 3")


def test_a_probe_shows_what_each_data_item_is() -> None:
    document = read(_press().probe(_HEADER))
    items = {item.get("id"): item for item in document.element.iter("{*}DataItem")}
    assert set(items) == {"m1-load", "m1-rpm", "m1-smode", "m1-exec", "m1-vars", "m1-system", "m2-load"}
    assert dict(items["m1-load"].attrib.items()) == {
        "category": "SAMPLE",
        "id": "m1-load",
        "name": "Sload",
        "type": "LOAD",
        "units": "PERCENT",
    }
    assert [value.text for value in items["m1-smode"].iter("{*}Value")] == ["SPINDLE"]
    description = next(document.element.iter("{*}Description"))
    assert dict(description.attrib.items()) == {"manufacturer": "Romi", "model": "GL 240", "serialNumber": "4711"}
    assert document.header["assetCount"] == "0"


@pytest.mark.corpus
@pytest.mark.skipif("HMI_CORPUS" not in os.environ, reason="HMI_CORPUS names no documents of real agents")
def test_our_documents_use_only_what_real_ones_use() -> None:
    """Every attribute that we write, real agents write; and no required one is missing."""
    real: dict[str, set[str]] = {}
    for path in Path(os.environ["HMI_CORPUS"]).rglob("*.xml"):
        try:
            root = etree.parse(path).getroot()
        except etree.XMLSyntaxError:
            continue
        for element in root.iter(etree.Element):
            real.setdefault(etree.QName(element).localname, set()).update(map(str, element.attrib))
    press = Press(DIALECTS[Flavour.V2], tuple(cnc_device(machine) for machine in demo_fleet(2)))
    records = [Record(n, START_US, item, unavailable(item)) for d in press.devices for n, item in enumerate(d.items, 1)]
    for content in (press.probe(_HEADER), press.streams(_HEADER, records)):
        for element in etree.fromstring(content).iter(etree.Element):
            name = etree.QName(element).localname
            if name in ("Header", "DeviceStream", "ComponentStream", "DataItem", "Device", "Linear", "Rotary", "Path"):
                assert set(map(str, element.attrib)) <= real[name], name
