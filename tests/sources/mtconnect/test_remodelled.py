"""Devices and data items that come, go and change while an agent is followed."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from itertools import count

import pytest

from hmi.domain.link import LinkMode
from tests.fakes.sink import FakeSink
from tests.fakes.wire import Reply, Request, ScriptedServer
from tests.sources.mtconnect.making import LATHE, devices, header, machines, said, streams
from tests.sources.mtconnect.odd import OddAgent, words
from tests.sources.mtconnect.shop import QUICK, reading

MILL = LATHE.replace('"Lathe"', '"Mill"').replace('"L-1"', '"M-1"')


async def test_a_machine_that_comes_later_is_found_and_its_present_told(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(3), probe=devices(MILL, head=header(7)))
    wanted = ("Torno 1", "Lathe")
    async with ScriptedServer(agent) as server, reading(server.url, sink, machines(server.url, wanted, ("M", "Mill"))):
        await sink.until(lambda: "Torno 1" in sink.status.machine_reasons and sink.status.mode is LinkMode.STREAMING)
        agent.say("word 3")
        await sink.until(lambda: sink.cursors[server.url].next_sequence == 5)
        agent.probe = devices(MILL, LATHE, head=header(7))
        await sink.until(lambda: sink.snapshots)
        agent.say("word 4")
        await sink.until(lambda: sink.stored)
        assert sink.status.machine_reasons == {}
    (snapshot,) = sink.snapshots
    assert [(o.machine, o.value) for o in snapshot.observations] == [("Torno 1", "word 3")]
    assert sink.values("execution") == ["word 4"]
    assert [machine for machine, _ in sink.described] == ["M", "Torno 1"]


async def test_the_present_of_a_machine_that_comes_while_the_history_is_full_is_told_when_it_has_room(
    sink: FakeSink,
) -> None:
    agent = OddAgent(texts=words(3), probe=devices(MILL, head=header(7)))
    wanted = ("Torno 1", "Lathe")
    async with ScriptedServer(agent) as server, reading(server.url, sink, machines(server.url, wanted, ("M", "Mill"))):
        await sink.until(lambda: sink.cursors and sink.status.mode is LinkMode.STREAMING)
        sink.full = True
        agent.probe = devices(MILL, LATHE, head=header(7))
        await sink.until(lambda: any(batch.snapshot for batch in sink.refused))
        sink.full = False
        await sink.until(lambda: sink.snapshots)
        agent.say("word 3")
        await sink.until(lambda: sink.stored)
    assert [[o.value for o in batch.observations] for batch in sink.snapshots] == [["word 2"]]
    assert sink.values("execution") == ["word 3"]


async def test_a_data_item_that_comes_later_is_described_before_its_first_value_is_stored(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(3))
    patience = replace(QUICK, missing_s=3600.0)
    async with ScriptedServer(agent) as server, reading(server.url, sink, patience=patience):
        await sink.until(lambda: len(sink.stored) == 3 and agent.streams_open)
        agent.item = "pallet"
        agent.probe = devices(
            LATHE.replace(
                '<DataItem id="mode"', '<DataItem id="pallet" category="EVENT" type="PALLET_ID"/><DataItem id="mode"'
            ),
            head=header(7),
        )
        agent.say("pallet 1", "pallet 2")
        await sink.until(lambda: len(sink.values("path.pallet_id")) == 2)
        agent.say("pallet 3")
        await sink.until(lambda: len(sink.values("path.pallet_id")) == 3)
    assert sink.values("path.pallet_id") == ["pallet 1", "pallet 2", "pallet 3"]
    assert sink.sequences() == list(range(1, 7))
    assert [change.appeared for change in sink.status.model_changes] == [("path.pallet_id",)]
    assert len(sink.described) == 2


async def test_a_question_that_fails_does_not_end_a_stream_that_works(
    sink: FakeSink, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "hmi.sources.mtconnect.reader")
    agent = OddAgent(texts=words(3))
    probes = 0

    async def probe_once(request: Request, reply: Reply) -> bool:
        nonlocal probes
        if request.path != "/probe":
            return False
        probes += 1
        if probes > 1:
            await reply.document(b"<html/>")
        return probes > 1

    agent.odd = probe_once
    wanted = machines("", ("Torno 1", "Lathe"), ("Torno 2", "Haas"))
    async with ScriptedServer(agent) as server:
        wanted = machines(server.url, ("Torno 1", "Lathe"), ("Torno 2", "Haas"))
        async with reading(server.url, sink, wanted):
            await sink.until(lambda: probes >= 3)
            agent.say("word 3")
            await sink.until(lambda: len(sink.stored) == 4)
    assert LinkMode.WAITING not in sink.modes
    assert "could not be asked again" in caplog.text


async def test_a_restart_with_other_ids_goes_on_under_the_same_signals(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(5))
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: len(sink.stored) == 5 and agent.streams_open)
        agent.instance, agent.item = 8, "new_exec"
        agent.probe = devices(LATHE.replace(' id="', ' id="new_'), head=header(8))
        agent.restart(*words(3, 5))
        await sink.until(lambda: len(sink.stored) == 8)
    assert sink.values("execution") == words(8)
    assert sink.status.model_changes == ()
    before, after = ([signal.key for signal in signals] for _, signals in sink.described)
    assert after == before


async def test_what_vanished_and_what_appeared_with_a_restart_is_told(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(5))
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: len(sink.stored) == 5 and agent.streams_open)
        agent.instance = 8
        other = LATHE.replace('<DataItem id="mode" category="EVENT" type="CONTROLLER_MODE"/>', "").replace(
            '<DataItem id="estop"', '<DataItem id="door" category="EVENT" type="DOOR_STATE"/><DataItem id="estop"'
        )
        agent.probe = devices(other, head=header(8))
        agent.restart("word 5")
        await sink.until(lambda: sink.status.model_changes)
    (change,) = sink.status.model_changes
    assert (change.machine, change.appeared, change.vanished) == (
        "Torno 1",
        ("controller.door_state",),
        ("controller_mode",),
    )


async def test_a_device_that_takes_another_uuid_while_the_agent_runs_loses_nothing(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(5))

    async def renamed(request: Request, reply: Reply) -> bool:
        if request.path == "/probe":
            await reply.document(devices(LATHE.replace("L-1", "L-2"), head=header(7)))
        elif request.path in ("/current", "/sample") and not request.streaming:
            start = int(request.query.get("from", agent.next - 1))
            held = "".join(said("exec", n, agent.texts[n - 1]) for n in range(start, agent.next))
            await reply.document(streams(held, head=agent.head(), uuid="L-2"))
        elif request.streaming:
            start = int(request.query["from"])
            held = "".join(said("exec", n, agent.texts[n - 1]) for n in range(start, agent.next))
            await reply.begin_stream()
            await reply.part(streams(held, head=agent.head(), uuid="L-2") if held else streams(head=agent.head()))
            await reply.until_closed()
        return request.path != "/assets"

    async with ScriptedServer(agent) as server, reading(server.url, sink, machines(server.url, ("Torno 1", "Lathe"))):
        await sink.until(lambda: len(sink.stored) == 5 and agent.streams_open)
        agent.odd = renamed
        agent.restart(*words(8))  # only its open streams end
        await sink.until(lambda: len(sink.stored) == 8)
        probes = len(server.asked("/probe"))
        assert probes >= 2
    assert sink.values("execution") == words(8)
    assert sink.gaps == []


async def test_a_stream_that_is_deaf_to_a_device_since_its_model_changed_loses_nothing(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(5), header={"deviceModelChangeTime": "2026-04-22T15:00:00Z"})
    changed = asyncio.Event()

    async def deaf(request: Request, reply: Reply) -> bool:
        if not request.streaming or changed.is_set():
            return False
        # it was opened before the change: it counts on, and the device is missing from what it tells
        await reply.begin_stream()
        await reply.part(streams(head=agent.head()))
        await changed.wait()
        await reply.part(streams(head=agent.head()))
        await reply.until_closed()
        return True

    agent.odd = deaf
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: sink.status.mode is LinkMode.STREAMING)
        agent.header["deviceModelChangeTime"] = "2026-04-22T16:00:00Z"
        agent.say(*words(3, 5))
        changed.set()
        await sink.until(lambda: len(sink.stored) == 8)
        assert len(server.asked("/probe")) == 2
        agent.say("word 8")
        await sink.until(lambda: len(sink.stored) == 9)
    assert sink.values("execution") == words(9)
    assert sink.gaps == []
    assert LinkMode.WAITING not in sink.modes


async def test_an_agent_that_stamps_every_document_as_a_change_of_its_model_is_read_all_the_same(
    sink: FakeSink,
) -> None:
    stamps = count()

    class Stamping(OddAgent):
        def head(self, next_: int | None = None) -> str:
            self.header["deviceModelChangeTime"] = next(stamps)
            return super().head(next_)

    agent = Stamping(texts=words(5))
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: len(sink.stored) == 5)
        agent.say(*words(10, 5))
        await sink.until(lambda: len(sink.stored) == 15)
        agent.say("word 15")
        await sink.until(lambda: len(sink.stored) == 16)
    assert sink.values("execution") == words(16)
    assert sink.gaps == []
    assert LinkMode.WAITING not in sink.modes


async def test_an_item_that_no_probe_ever_has_is_asked_for_once_and_not_for_ever(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(5))
    patience = replace(QUICK, missing_s=3600.0)
    async with ScriptedServer(agent) as server, reading(server.url, sink, patience=patience):
        await sink.until(lambda: len(sink.stored) == 5 and agent.streams_open)
        agent.item = "nobody"
        agent.say("a")
        await sink.until(lambda: len(server.asked("/probe")) == 2 and sink.cursors[server.url].next_sequence == 7)
        agent.say("b")
        await sink.until(lambda: sink.cursors[server.url].next_sequence == 8)
        assert len(server.asked("/probe")) == 2
