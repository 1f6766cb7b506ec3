"""Reads documents of real agents and compares with the counts that another parser found.

``HMI_CORPUS`` names the folder; EXPECTED.json in it holds the counts.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from hmi.domain.observation import Condition
from hmi.sources.mtconnect.document import Kind, open_document
from hmi.sources.mtconnect.failure import NotAnAgent
from hmi.sources.mtconnect.model import Bindings, model_of
from hmi.sources.mtconnect.probe import read_devices
from hmi.sources.mtconnect.streams import Streams, read_streams
from tests.sources.mtconnect.implied import implied_models

_FOLDER = os.environ.get("HMI_CORPUS", "")
_EXPECTED: dict[str, dict[str, Any]] = (
    json.loads((Path(_FOLDER) / "EXPECTED.json").read_text(encoding="utf-8")) if _FOLDER else {}
)

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not _FOLDER, reason="HMI_CORPUS names no folder with documents of real agents"),
]


def _documents(root: str) -> list[str]:
    return sorted(name for name, expected in _EXPECTED.items() if expected.get("root") == root)


def _body(name: str) -> bytes:
    return (Path(_FOLDER) / name).read_bytes()


def _known(number: object) -> int | None:
    """Return a header number of EXPECTED.json; it keeps what is no number as it stands."""
    return int(number) if isinstance(number, str) and number.isdigit() else None


def _read(name: str) -> Streams:
    document = open_document(_body(name))
    assert document.kind is Kind.STREAMS
    return read_streams(document, Bindings(implied_models(document.root)))


@pytest.mark.parametrize("name", _documents("MTConnectStreams"))
def test_every_observation_of_a_real_document_is_read(name: str) -> None:
    expected, found = _EXPECTED[name], _read(name)
    by_sequence = {o.sequence: o for o in found.observations}
    assert (found.heard, found.rejected, found.unknown) == (expected["obs"], 0, 0)
    assert len(by_sequence) == expected["uniqueSeq"]
    assert sum(o.quality.name == "UNAVAILABLE" for o in by_sequence.values()) == expected["unavailable"]
    levels = Counter(o.value.level.name.title() for o in by_sequence.values() if isinstance(o.value, Condition))
    assert levels == expected["conditions"]
    tables = [json.loads(o.value) for o in by_sequence.values() if isinstance(o.value, str) and o.value[:1] == "{"]
    assert sum(map(len, tables)) == expected["entries"]
    assert not [o for o in found.observations if o.quality.name == "BAD"]


@pytest.mark.parametrize("name", _documents("MTConnectStreams") + _documents("MTConnectDevices"))
def test_the_header_of_a_real_document_is_read(name: str) -> None:
    expected, header = _EXPECTED[name], open_document(_body(name)).header
    assert header.instance == _known(expected["instanceId"])
    assert header.buffer_size == _known(expected["bufferSize"])
    assert header.next_sequence == _known(expected["next"])
    assert header.version == (expected["version"] or "")


@pytest.mark.parametrize("name", _documents("MTConnectDevices"))
def test_every_data_item_of_a_real_probe_becomes_a_signal(name: str) -> None:
    expected = _EXPECTED[name]
    devices = read_devices(open_document(_body(name)))
    assert len(devices) == expected["devices"]
    assert sum(len(component.items) for device in devices for component in device.components) == expected["dataItems"]
    for device in devices:
        model = model_of("m", device)
        assert len({signal.key for signal in model.signals}) == len(model.signals)
        assert {signal.source_id for signal in model.signals} == {i.id for c in device.components for i in c.items}


@pytest.mark.parametrize("name", _documents("MTConnectAssets"))
def test_assets_are_known_for_what_they_are(name: str) -> None:
    assert open_document(_body(name)).kind is Kind.ASSETS


@pytest.mark.parametrize("name", sorted(name for name, expected in _EXPECTED.items() if expected.get("json")))
def test_json_is_told_apart_from_a_broken_document(name: str) -> None:
    with pytest.raises(NotAnAgent):
        open_document(_body(name))


def test_consecutive_chunks_continue_each_other() -> None:
    names = [name for name in _documents("MTConnectStreams") if "_chunk" in name]
    first, second = (_read(name) for name in names)
    assert first.header.next_sequence == second.observations[0].sequence == first.observations[-1].sequence + 1


def test_the_machines_of_the_public_test_bed_have_the_signals_that_the_screens_need() -> None:
    (name,) = [name for name in _documents("MTConnectDevices") if name.endswith("usnistgov__Devices.xml")]
    device = next(d for d in read_devices(open_document(_body(name))) if d.name == "Mazak01")
    signals = {signal.key: signal for signal in model_of("m", device).signals}
    wanted = {
        "availability", "execution", "controller_mode", "program", "part_count", "tool", "line", "emergency_stop",
        "feed_rate", "feed_override", "rapid_override", "spindle_speed", "spindle_load", "spindle_temperature",
        "spindle_override",
    }  # fmt: skip
    assert wanted <= signals.keys()
    assert signals["spindle_load"].name == "Sload"
    assert signals["spindle_load@Mazak01-C2"].name == "S2load"
