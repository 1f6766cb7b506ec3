"""Agents that do what no agent should, and some do."""

from __future__ import annotations

import pytest

from hmi.domain.link import LinkFault, LinkMode
from hmi.domain.observation import Cursor
from hmi.domain.records import GapReason
from hmi.sources.mtconnect.reader import CATCH_UP_COUNT
from tests.fakes.sink import FakeSink
from tests.fakes.wire import Reply, Request, ScriptedServer, part
from tests.sources.mtconnect.making import document, error, machines, said, streams
from tests.sources.mtconnect.odd import OddAgent, words
from tests.sources.mtconnect.shop import reading


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
