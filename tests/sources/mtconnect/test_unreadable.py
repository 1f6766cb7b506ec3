"""Documents and observations that cannot be read, and what they cost."""

from __future__ import annotations

from dataclasses import replace

from hmi.domain.link import LinkFault, LinkMode
from hmi.domain.records import GapReason
from tests.fakes.sink import FakeSink
from tests.fakes.wire import Reply, Request, ScriptedServer
from tests.sources.mtconnect.making import said, streams
from tests.sources.mtconnect.odd import OddAgent, words
from tests.sources.mtconnect.shop import QUICK, reading


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
