"""Recordings that are played again."""

from __future__ import annotations

import json
import os
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmi.simulator.agent import Agent, AgentSettings
from hmi.simulator.device import Category
from hmi.simulator.record import Activation, Emission, Entries, Level, Marked
from hmi.simulator.replay import LONGEST_IDLE_S, Recording, Replay, ReplayError, read_recording
from tests.simulator.wire import START_US, parts, read

_STREAMS = """<?xml version="1.0" encoding="UTF-8"?>
<MTConnectStreams xmlns="urn:mtconnect.org:MTConnectStreams:1.3" xmlns:x="urn:example.org:Own:1.3"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<Header creationTime="2016-09-28T17:26:15Z" instanceId="7" nextSequence="20" firstSequence="1" lastSequence="19"/>
<Streams><DeviceStream name="GF01" uuid="u-1">
<ComponentStream component="Device" name="GF01" componentId="GF01"><Events>
 <Availability dataItemId="av" timestamp="2016-05-02T10:00:00Z" name="avail" sequence="1">AVAILABLE</Availability>
 <Availability dataItemId="av" timestamp="2016-05-01T00:00:00Z" name="avail" sequence="5">UNAVAILABLE</Availability>
 <AssetChanged dataItemId="ac" timestamp="2016-05-02T10:00:00Z" sequence="6" assetType="CuttingTool">T1</AssetChanged>
 <Broken dataItemId="br" timestamp="2016-05-02T10:00:00Z" sequence="221=">1</Broken>
 <Broken dataItemId="br" timestamp="yesterday" sequence="222">1</Broken>
 <Broken timestamp="2016-05-02T10:00:00Z" sequence="223">1</Broken>
</Events><Condition>
 <Fault dataItemId="sys" timestamp="2016-05-02T10:00:01.25Z" name="system" sequence="4" type="SYSTEM"
   nativeCode="454A" nativeSeverity="2" qualifier="HIGH">Limit &lt;switch&gt; Y+</Fault>
</Condition></ComponentStream>
<ComponentStream component="Linear" name="X" componentId="GF01-X"><Samples>
 <Position dataItemId="x" timestamp="2016-05-02T10:00:02.5" name="Xabs" sequence="3" subType="ACTUAL">1.5</Position>
 <x:Motion dataItemId="mo" timestamp="2016-05-02T15:00:00+05:00" sequence="2">7</x:Motion>
 <PositionTimeSeries dataItemId="ts" timestamp="2016-05-02T20:00:00.1234567Z" sequence="8"
   sampleCount="3">1 2 3</PositionTimeSeries>
</Samples></ComponentStream>
<ComponentStream component="Path" name="path" componentId="GF01-P"><Events>
 <VariableDataSet dataItemId="va" timestamp="2016-05-02T10:00:00Z" sequence="7" count="2" resetTriggered="DAY">
  <Entry key="a">1 &amp; 2</Entry><Entry key="b" removed="true"/><Entry key="c"><Cell key="X">9</Cell></Entry>
 </VariableDataSet>
</Events></ComponentStream>
</DeviceStream></Streams></MTConnectStreams>"""

_CORPUS = pytest.mark.skipif("HMI_CORPUS" not in os.environ, reason="HMI_CORPUS names no documents of real agents")


def _corpus() -> list[Path]:
    folder = os.environ.get("HMI_CORPUS")
    return (
        sorted(path for path in Path(folder).rglob("*.xml") if b"<MTConnectStreams" in path.read_bytes()[:2000])
        if folder
        else []
    )


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    path = tmp_path / "streams.xml"
    path.write_text(_STREAMS, encoding="utf-8")
    return read_recording(path)


def test_observations_come_in_the_order_of_their_sequence(recording: Recording) -> None:
    assert [emission.item for emission in recording.emissions] == ["av", "mo", "x", "sys", "av", "ac", "va", "ts"]
    assert recording.skipped == 3


def test_times_are_read_with_or_without_zone_and_with_any_fraction(recording: Recording) -> None:
    first, motion, position, *_, series = recording.emissions
    assert motion.time_us == first.time_us
    assert position.time_us == first.time_us + 2_500_000
    assert series.time_us == first.time_us + 36_000_123_456


def test_everything_of_an_observation_is_kept(recording: Recording) -> None:
    values = {emission.item: emission.value for emission in recording.emissions}
    assert values["sys"] == Activation(Level.FAULT, "454A", "Limit <switch> Y+", "HIGH", "2")
    assert values["ac"] == Marked("T1", ' assetType="CuttingTool"')
    assert values["ts"] == Marked("1 2 3", ' sampleCount="3"')
    changed = {"a": "1 &amp; 2", "b": None, "c": '<Cell key="X">9</Cell>'}
    assert values["va"] == Entries(changed, ' resetTriggered="DAY"', reset=True)


def test_a_probe_is_made_from_what_is_seen(recording: Recording) -> None:
    (device,) = recording.devices
    items = {item.id: item for item in device.items}
    assert (device.name, device.uuid) == ("GF01", "u-1")
    assert (items["x"].type, items["x"].sub_type, items["x"].units) == ("POSITION", "ACTUAL", "MILLIMETER")
    assert (items["sys"].type, items["sys"].category) == ("SYSTEM", Category.CONDITION)
    assert (items["va"].type, items["va"].representation) == ("VARIABLE", "DATA_SET")
    assert items["mo"].element == "x:Motion"
    assert recording.namespaces == {"x": "urn:example.org:Own:1.3"}
    inside = {component.tag: [one.tag for one in component.components] for component in device.root.walk()}
    assert inside == {
        "Device": ["Axes", "Controller"],
        "Axes": ["Linear"],
        "Linear": [],
        "Controller": ["Path"],
        "Path": [],
    }


async def test_a_recording_is_served_like_a_machine(recording: Recording, http: httpx.AsyncClient) -> None:
    agent = Agent(recording.devices, AgentSettings(namespaces=recording.namespaces))
    await agent.start(recording.emissions, started_us=0)
    probe = read((await http.get(f"{agent.url}/probe")).content)
    assert {item.get("id") for item in probe.element.iter("{*}DataItem")} == {"av", "ac", "sys", "x", "mo", "ts", "va"}
    async with http.stream("GET", f"{agent.url}/sample?from=8&interval=10") as response:
        document = read(await anext(parts(response)))
    assert [one["nativeCode"] for one in document.of("sys")] == ["454A"]
    assert document.of("mo")[0]["tag"] == "Motion"
    assert document.of("ts")[0]["tag"] == "PositionTimeSeries"
    assert document.of("va")[0]["resetTriggered"] == "DAY"
    await agent.stop()


def test_idle_time_is_bounded_and_time_that_runs_backwards_is_none(recording: Recording) -> None:
    replay = Replay(recording, START_US, loop=False)
    played = replay.until(START_US + 3_600_000_000)
    offsets = [(emission.time_us - START_US) / 1e6 for emission in played]
    assert offsets == [0, 0, 2.5, 2.5, 2.5, 12.5, 12.5, 22.5]
    assert offsets[-1] - offsets[-2] == LONGEST_IDLE_S
    assert replay.until(START_US + 7_200_000_000) == []


def test_a_recording_can_be_played_faster_and_with_its_own_times(recording: Recording) -> None:
    replay = Replay(recording, START_US, speed=10, original_times=True, loop=False)
    assert replay.until(START_US + 249_999) == list(recording.emissions[:2])
    assert replay.until(START_US + 250_000) == list(recording.emissions[2:5])
    assert replay.until(START_US + 20_250_000) == list(recording.emissions[5:])


def test_a_recording_begins_again(recording: Recording) -> None:
    played = Replay(recording, START_US).until(START_US + 50_000_000)
    assert [emission.item for emission in played[8:16]] == [emission.item for emission in recording.emissions]
    times = [emission.time_us for emission in played]
    assert times == sorted(times)


def test_time_that_nobody_played_is_skipped(recording: Recording) -> None:
    replay = Replay(recording, START_US, loop=False)
    replay.until(START_US)
    replay.skim_until(START_US + 60_000_000)
    assert [emission.item for emission in replay.until(START_US + 60_000_000)] == ["x", "sys", "av"]
    replay.skim_until(START_US + 60_500_000)
    assert [emission.time_us - START_US for emission in replay.until(START_US + 71_000_000)] == [70_000_000, 70_000_000]


@settings(max_examples=60)
@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=20), st.floats(0.5, 50))
def test_played_times_never_run_backwards_and_never_pause_long(times: list[int], speed: float) -> None:
    emissions = tuple(Emission(START_US + time_us, "x", "1") for time_us in times)
    replay = Replay(Recording((), emissions, {}), START_US, speed=speed)
    played = [emission.time_us for emission in replay.until(START_US + 100_000_000)]
    assert played[0] == START_US
    for before, after in pairwise(played):
        assert 0 <= after - before <= LONGEST_IDLE_S * 1e6 + 1_000_001


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "not well-formed"),
        ("<MTConnectStreams><Header/>", "not well-formed"),
        ("<MTConnectError/>", "not an MTConnectStreams document but MTConnectError"),
        ("<MTConnectStreams><Header/><Streams/></MTConnectStreams>", "no observations"),
        ('<!DOCTYPE a [<!ENTITY e "x">]><MTConnectStreams>&e;</MTConnectStreams>', "document type declaration"),
        ('<!DOCTYPE a SYSTEM "file:///etc/hostname"><MTConnectStreams/>', "document type declaration"),
    ],
)
def test_what_cannot_be_played_is_refused_in_one_sentence(tmp_path: Path, content: str, complaint: str) -> None:
    path = tmp_path / "bad.xml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReplayError, match=complaint) as caught:
        read_recording(path)
    assert str(caught.value).startswith(str(path))
    assert str(caught.value).endswith(".")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReplayError, match="cannot be read: No such file"):
        read_recording(tmp_path / "none.xml")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hmi.simulator.replay.MOST_BYTES", 10)
    path = tmp_path / "large.xml"
    path.write_text(_STREAMS, encoding="utf-8")
    with pytest.raises(ReplayError, match="larger than"):
        read_recording(path)


@pytest.mark.corpus
@_CORPUS
@pytest.mark.parametrize("path", _corpus(), ids=lambda path: path.name)
async def test_a_real_document_comes_out_as_it_went_in(path: Path, http: httpx.AsyncClient) -> None:
    recording = read_recording(path)
    expected = json.loads((Path(os.environ["HMI_CORPUS"]) / "EXPECTED.json").read_text())[path.name]
    assert len(recording.emissions) + recording.skipped == expected["obs"]

    content = path.read_bytes()  # noqa: ASYNC240  nothing else waits for this loop
    original = {int(o["sequence"]): o for o in read(content).observations if o["sequence"].isdecimal()}
    agent = Agent(recording.devices, AgentSettings(namespaces=recording.namespaces, buffer_size=2**15))
    await agent.start(recording.emissions, started_us=0)
    first = agent.instance.next - len(recording.emissions)
    content = (await http.get(f"{agent.url}/sample?from={first}&count={2**15}")).content
    await agent.stop()

    ours = {int(o["sequence"]) - first: o for o in read(content).observations}
    for index, sequence in enumerate(sorted(original)):
        mine, theirs = ours[index], original[sequence]
        for key in {*mine, *theirs} - {"sequence", "timestamp", "count"}:
            assert mine.get(key, "").strip() == theirs.get(key, "").strip(), (key, theirs)
