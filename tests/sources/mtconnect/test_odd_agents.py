"""Agents that do what no agent should, and some do."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from itertools import count

import pytest

from hmi.domain.link import LinkFault, LinkMode
from hmi.domain.observation import Cursor
from hmi.domain.records import GapReason
from hmi.sources.mtconnect.reader import CATCH_UP_COUNT
from tests.fakes.sink import FakeSink
from tests.fakes.wire import Reply, Request, ScriptedServer, part
from tests.sources.mtconnect.making import LATHE, condition, devices, document, error, header, machines, said, streams
from tests.sources.mtconnect.odd import OddAgent
from tests.sources.mtconnect.shop import QUICK, reading


def words(count: int, start: int = 0) -> list[str]:
    return [f"word {n}" for n in range(start, start + count)]


async def test_an_agent_that_does_not_stream_is_polled_and_every_value_comes(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(3))

    async def no_streams(request: Request, reply: Reply) -> bool:
        if request.streaming:
            await reply.document(agent.document(int(request.query["from"])))
        return request.streaming

    agent.odd = no_streams
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: sink.status.mode is LinkMode.POLLING)
        agent.say(*words(50, 3))
        await sink.until(lambda: len(sink.stored) == 53)
        asked = len([request for request in server.requests if request.streaming])
        await sink.until(lambda: len([request for request in server.requests if request.streaming]) > asked)
        agent.odd = None
        await sink.until(lambda: sink.status.mode is LinkMode.STREAMING)
        agent.say("word 53")
        await sink.until(lambda: len(sink.stored) == 54)
    assert sink.values("execution") == words(54)
    assert [request for request in server.requests if request.path == "/current" and not request.query][1:] == []
    assert LinkMode.WAITING not in sink.modes


async def test_sequences_that_run_backwards_are_a_restart_although_the_id_is_the_same(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(20))
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: len(sink.stored) == 20 and agent.streams_open)
        agent.restart(*words(5, 100))
        await sink.until(lambda: len(sink.stored) == 25)
        agent.say("word 105")
        await sink.until(lambda: len(sink.stored) == 26)
        second = Cursor(server.url, 7 + (1 << 48), 7)
        assert sink.cursors[server.url] == second
        assert sink.status.instance == 7
    assert [(gap.reason, gap.lost) for gap in sink.gaps] == [(GapReason.RESTART, None)]
    assert sink.values("execution") == [*words(20), *words(6, 100)]
    async with ScriptedServer(agent) as again:
        sink.cursors[again.url] = Cursor(again.url, second.instance, second.next_sequence)
        async with reading(again.url, sink):
            agent.say("word 106")
            await sink.until(lambda: len(sink.stored) == 27)
    assert len(sink.gaps) == 1


async def test_one_header_that_steps_back_is_looked_into_and_is_no_restart(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(20))
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: len(sink.stored) == 20 and agent.streams_open)
        agent.header["next_"] = 5
        agent.say("word 20")
        await sink.until(lambda: sink.status.mode is not LinkMode.STREAMING)
        agent.header.clear()
        await sink.until(lambda: len(sink.stored) == 21 and sink.status.mode is LinkMode.STREAMING)
    assert sink.gaps == []
    assert sink.values("execution") == words(21)


async def test_documents_that_overlap_are_stored_once(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(20))

    async def repeat(request: Request, reply: Reply) -> bool:
        if request.streaming:
            await agent.stream(max(1, int(request.query["from"]) - 7), reply)
        return request.streaming

    agent.odd = repeat
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: agent.streams_open)
        agent.say(*words(5, 20))
        await sink.until(lambda: len(sink.stored) >= 25)
    assert sink.values("execution") == words(25)


async def test_another_instance_in_the_middle_of_a_stream_is_a_restart(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(20))
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: len(sink.stored) == 20 and agent.streams_open)
        agent.instance = 8
        agent.texts[:] = words(5, 100)
        agent.say()
        await sink.until(lambda: len(sink.stored) == 25)
        assert sink.cursors[server.url] == Cursor(server.url, 8, 6)
    assert [gap.reason for gap in sink.gaps] == [GapReason.RESTART]


async def test_an_agent_without_a_usable_instance_is_read_all_the_same(sink: FakeSink) -> None:
    agent = OddAgent(instance="String", texts=words(3))
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: len(sink.stored) == 3)
        assert sink.cursors[server.url] == Cursor(server.url, 0, 4)


async def test_a_first_sequence_that_lies_is_no_loss_and_no_endless_loop(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(20))

    async def first_of_document(request: Request, reply: Reply) -> bool:
        if request.path == "/sample":
            agent.header["first"] = int(request.query["from"]) + 3
        else:
            agent.header.clear()
        return False

    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: len(sink.stored) == 20)
        agent.odd = first_of_document
        agent.say("word 20")
        await sink.until(lambda: len(sink.stored) == 21)
        agent.say(*words(5, 21))
        await sink.until(lambda: len(sink.stored) == 26)
        assert len(server.requests) < 30
    assert sink.gaps == []
    assert sink.values("execution") == words(26)


async def test_a_stream_that_was_overtaken_counts_what_it_missed(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(20))
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: len(sink.stored) == 20 and agent.streams_open)
        agent.texts += words(100, 20)
        agent.forget(50)
        agent.say()
        await sink.until(lambda: sink.cursors[server.url].next_sequence == 121)
    assert [(gap.reason, gap.lost) for gap in sink.gaps] == [(GapReason.OVERRUN, 30)]
    assert sink.values("execution") == [*words(20), *words(70, 50)]
    assert sink.status.lost == 30


async def test_falling_behind_inside_a_stream_is_recovered_without_waiting(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(20))
    thrown = 0

    async def throw_out_once(request: Request, reply: Reply) -> bool:
        nonlocal thrown
        if not request.streaming or thrown:
            return False
        thrown += 1
        await reply.begin_stream()
        await reply.raw(part(agent.document(21)) + part(error("OUT_OF_RANGE", "Client fell too far behind")))
        return True

    agent.odd = throw_out_once
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: agent.streams_open)
        agent.say("word 20")
        await sink.until(lambda: len(sink.stored) == 21)
    assert thrown == 1
    assert sink.gaps == []
    assert LinkMode.WAITING not in sink.modes
    assert server.asked("/probe")[1:] == []


async def test_a_start_that_is_overwritten_meanwhile_is_tried_further_on(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(500))

    async def moves_on(request: Request, reply: Reply) -> bool:
        if request.path == "/sample" and agent.first < 60:
            agent.forget(20)
            agent.texts += words(20, agent.next - 1)
        return False

    agent.odd = moves_on
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: sink.cursors and sink.cursors[server.url].next_sequence == agent.next)
    sequences = sink.sequences()
    assert sequences == list(range(sequences[0], agent.next))
    assert sequences[0] <= 200
    assert sink.gaps == []


async def test_an_agent_that_refuses_every_start_is_told_and_waited_for(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(5))

    async def refuse(request: Request, reply: Reply) -> bool:
        if request.path == "/sample":
            await reply.document(error("OUT_OF_RANGE", "never"))
        return request.path == "/sample"

    agent.odd = refuse
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: sink.status.attempt >= 2)
        assert sink.status.reason is not None
        assert sink.status.reason.fault is LinkFault.AGENT_ERROR
        agent.odd = None
        await sink.until(lambda: len(sink.stored) == 5)


async def test_an_agent_that_refuses_only_streams_is_told_and_waited_for(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(5))

    async def refuse(request: Request, reply: Reply) -> bool:
        if request.streaming:
            await reply.document(error("UNSUPPORTED", "no streams here"))
        return request.streaming

    agent.odd = refuse
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: sink.status.attempt >= 2)
        assert sink.status.reason is not None
        assert sink.status.reason.detail == "UNSUPPORTED no streams here"
    assert len(sink.stored) == 5


async def test_an_agent_that_does_not_give_what_it_says_it_has_is_no_endless_loop(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(3), header={"last": 9000})
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: sink.status.mode is LinkMode.STREAMING)
        plain = [request for request in server.asked("/sample") if not request.streaming]
        assert [request.query for request in plain] == [
            {"from": "1", "count": str(CATCH_UP_COUNT)},
            {"from": "4", "count": str(CATCH_UP_COUNT)},
        ]


async def test_a_header_without_next_sequence_is_malformed(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(3), header={"next_": None})
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: sink.status.mode is LinkMode.WAITING)
        assert sink.status.reason is not None
        assert (sink.status.reason.fault, sink.status.reason.detail) == (
            LinkFault.MALFORMED,
            "a header without nextSequence",
        )


@pytest.mark.parametrize("garbled", [2_000_002, (1 << 63) - 1])
async def test_a_garbled_sequence_is_rejected_and_reading_goes_on_where_it_was(sink: FakeSink, garbled: int) -> None:
    agent = OddAgent(texts=words(3))

    async def spoil(request: Request, reply: Reply) -> bool:
        if request.path != "/sample" or request.streaming:
            return False
        good = said("exec", 1, "word 0") + said("exec", 3, "word 2")
        await reply.document(streams(said("exec", garbled, "word 1") + good, head=agent.head()))
        return True

    agent.odd = spoil
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: agent.streams_open)
        agent.say("word 3")
        await sink.until(lambda: "word 3" in sink.values("execution"))
        assert sink.cursors[server.url] == Cursor(server.url, 7, 5)
    assert sink.sequences() == [1, 3, 4]
    assert (sink.status.rejected, sink.gaps) == (1, [])


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


async def test_a_restart_that_the_repeated_question_finds_is_a_restart(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(3))

    async def new_probe_old_stream(request: Request, reply: Reply) -> bool:
        if request.path == "/probe" and agent.streams_open == 1:
            agent.instance = 8
            agent.texts[:] = words(2, 50)
        return False

    agent.odd = new_probe_old_stream
    async with (
        ScriptedServer(agent) as server,
        reading(server.url, sink, machines(server.url, ("Torno 1", "Lathe"), ("Torno 2", "Haas"))),
    ):
        await sink.until(lambda: len(sink.stored) == 5)
    assert [gap.reason for gap in sink.gaps] == [GapReason.RESTART]


async def test_assets_in_place_of_observations_are_told(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(3))

    async def wrong_document(request: Request, reply: Reply) -> bool:
        if request.path == "/current":
            await reply.document(document("MTConnectAssets", "<Assets/>"))
        return request.path == "/current"

    agent.odd = wrong_document
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: sink.status.mode is LinkMode.WAITING)
        assert sink.status.reason is not None
        assert sink.status.reason.fault is LinkFault.NOT_AN_AGENT


# -- what cannot be read ----------------------------------------------------------------------------------------------


async def test_one_observation_that_breaks_every_document_is_stepped_over_and_is_a_gap_of_one(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(40))
    agent.texts[20] = "<unclosed"
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: len(sink.stored) == 39)
        agent.say("word 40")
        await sink.until(lambda: len(sink.stored) == 40)
        assert sink.cursors[server.url].next_sequence == 42
    assert sink.values("execution") == [*words(20), *words(20, 21)]
    assert [(gap.reason, gap.lost) for gap in sink.gaps] == [(GapReason.UNREADABLE, 1)]
    assert sink.status.lost == 1
    assert sink.status.parse_errors >= 2


async def test_two_unreadable_observations_in_a_row_cost_no_other(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(40))
    agent.texts[7:9] = ["<unclosed", "</mismatched>"]
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: len(sink.stored) == 38)
    assert sum(gap.lost or 0 for gap in sink.gaps) == 2


async def test_what_cannot_be_read_is_counted_once_although_the_history_takes_nothing_yet(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(40))
    agent.texts[20] = "<unclosed"
    sink.full = True
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: sink.waiting_gaps and agent.streams_open)
        sink.full = False
        agent.say("word 40")
        await sink.until(lambda: len(sink.stored) == 40)
    assert [(gap.reason, gap.lost) for gap in sink.gaps] == [(GapReason.UNREADABLE, 1)]
    assert sink.status.lost == 1


async def test_a_newest_value_that_breaks_every_present_costs_no_other_observation(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(3))

    async def unreadable_present(request: Request, reply: Reply) -> bool:
        if request.path == "/current":
            broken = said("mode", 2, "TOOL LIFE < 10") + said("exec", 3, "word 2")
            await reply.document(streams(broken, head=agent.head()))
        return request.path == "/current"

    agent.odd = unreadable_present
    patience = replace(QUICK, audit_s=0.05)
    async with ScriptedServer(agent) as server, reading(server.url, sink, patience=patience):
        await sink.until(lambda: len(sink.stored) == 3 and sink.status.mode is LinkMode.STREAMING)
        agent.say("word 3")
        await sink.until(lambda: len(sink.stored) == 4)
        assert (sink.audits, sink.status.lost) == ([], 0)
        agent.odd = None
        agent.instance = 8
        agent.restart("word 4")
        await sink.until(lambda: len(sink.stored) == 5)
    assert sink.values("execution") == words(5)
    assert sink.status.parse_errors >= 2


async def test_the_present_that_could_not_be_read_is_told_with_the_next_one(sink: FakeSink) -> None:
    agent = OddAgent(first=3, texts=words(3))
    readable = False

    async def present(request: Request, reply: Reply) -> bool:
        if request.path == "/current":
            mode = said("mode", 2, "AUTOMATIC" if readable else "TOOL LIFE < 10")
            await reply.document(streams(mode, head=agent.head()))
        return request.path == "/current"

    agent.odd = present
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: len(sink.stored) == 3 and agent.streams_open)
        readable = True
        agent.restart(*agent.texts)
        agent.first = 3
        await sink.until(lambda: sink.snapshots)
    assert [[o.value for o in batch.observations] for batch in sink.snapshots] == [["AUTOMATIC"]]
    assert (sink.values("execution"), sink.gaps) == (words(3), [])


async def test_an_agent_of_which_nothing_can_be_read_costs_nothing(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(10))
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: len(sink.stored) == 10 and agent.streams_open)

        async def broken(request: Request, reply: Reply) -> bool:
            if request.path == "/sample":
                await reply.document(b"<MTConnectStreams><unclosed")
            return request.path == "/sample"

        agent.odd = broken
        agent.restart(*agent.texts, *words(20, 10))
        await sink.until(lambda: sink.status.parse_errors > 4)
        assert sink.status.reason is not None
        assert sink.status.reason.fault is LinkFault.MALFORMED
        agent.odd = None
        await sink.until(lambda: len(sink.stored) == 30)
    assert sink.gaps == []
    assert sink.values("execution") == words(30)


# -- a model that changes ---------------------------------------------------------------------------------------------


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


# -- beside the stream ------------------------------------------------------------------------------------------------


async def test_conditions_are_audited_against_the_present_from_time_to_time(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(3))

    async def with_fault(request: Request, reply: Reply) -> bool:
        if request.path == "/current":
            fault = condition(said("system", 2, "boom", tag="Fault", more='nativeCode="9"'))
            await reply.document(streams(fault, said("exec", 3, "word 2"), head=agent.head()))
        return request.path == "/current"

    agent.odd = with_fault
    sink.differing = 1
    patience = replace(QUICK, audit_s=0.05)
    async with ScriptedServer(agent) as server, reading(server.url, sink, patience=patience):
        await sink.until(lambda: sink.status.audits >= 2)
        audit = sink.audits[0]
        assert audit.cursor == sink.cursors[server.url]
    assert audit.snapshot
    assert [o.signal for o in audit.observations] == ["controller.system.condition"]
    assert sink.status.healed == sink.status.audits


async def test_an_agent_that_refuses_assets_is_followed_all_the_same_and_says_why(sink: FakeSink) -> None:
    agent = OddAgent(texts=words(3))
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: sink.status.tools_reason is not None and sink.status.mode is LinkMode.STREAMING)
        agent.say("word 3")
        await sink.until(lambda: len(sink.stored) == 4)
    reason = sink.status.tools_reason
    assert reason is not None
    assert (reason.fault, reason.detail) == (LinkFault.AGENT_ERROR, "UNSUPPORTED no assets here")
    assert sink.status.reconnects == 0


async def test_sets_are_known_from_the_present_where_the_agent_has_overwritten_the_position(sink: FakeSink) -> None:
    agent = OddAgent(item="vars", first=11, texts=['<Entry key="b">2</Entry>', '<Entry key="c">3</Entry>'])

    async def whole(request: Request, reply: Reply) -> bool:
        if request.path != "/current":
            return False
        if "at" in request.query:
            await reply.document(error("OUT_OF_RANGE", "'at' must be greater"))
        else:
            known = "".join(f'<Entry key="{key}">{n}</Entry>' for n, key in enumerate("abc", start=1))
            await reply.document(streams(said("vars", 12, known), head=agent.head()))
        return True

    agent.odd = whole
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: len(sink.stored) == 2 and agent.streams_open)
        agent.say('<Entry key="a" removed="true"/>')
        await sink.until(lambda: len(sink.stored) == 3)
    held = [json.loads(str(value)) for value in sink.values("path.variable")]
    assert held == [{"b": "2"}, {"a": "1", "b": "2", "c": "3"}, {"b": "2", "c": "3"}]


async def test_a_restart_before_the_sets_are_asked_for_is_a_restart(sink: FakeSink) -> None:
    agent = OddAgent(item="vars", texts=['<Entry key="a">1</Entry>', '<Entry key="b">2</Entry>'])

    async def restarts(request: Request, reply: Reply) -> bool:
        if "at" in request.query and agent.instance == 7:
            agent.instance = 8
            agent.restart('<Entry key="c">3</Entry>')
        return False

    agent.odd = restarts
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: sink.cursors.get(server.url) == Cursor(server.url, 8, 2))
    assert [json.loads(str(value)) for value in sink.values("path.variable")] == [{"c": "3"}]


async def test_sets_are_whole_from_the_position_on_where_reading_is_resumed(sink: FakeSink) -> None:
    agent = OddAgent(item="vars", texts=['<Entry key="a">1</Entry>', '<Entry key="b">2</Entry>'])
    async with ScriptedServer(agent) as server:

        async def whole(request: Request, reply: Reply) -> bool:
            if request.path == "/current" and "at" in request.query:
                known = '<Entry key="a">1</Entry><Entry key="b">2</Entry>'
                await reply.document(streams(said("vars", request.query["at"], known), head=agent.head()))
                return True
            return False

        sink.cursors[server.url] = Cursor(server.url, 7, 3)
        agent.say('<Entry key="a" removed="true"/>', '<Entry key="c">3</Entry>')
        agent.odd = whole
        async with reading(server.url, sink):
            await sink.until(lambda: len(sink.stored) == 2)
    assert [json.loads(str(value)) for value in sink.values("path.variable")] == [{"b": "2"}, {"b": "2", "c": "3"}]
