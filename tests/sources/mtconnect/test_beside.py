"""What is asked of an agent beside its stream: audits, assets, the whole of its sets."""

from __future__ import annotations

import json
from dataclasses import replace

from hmi.domain.link import LinkFault, LinkMode
from hmi.domain.observation import Cursor
from tests.fakes.sink import FakeSink
from tests.fakes.wire import Reply, Request, ScriptedServer
from tests.sources.mtconnect.making import condition, error, said, streams
from tests.sources.mtconnect.odd import OddAgent, words
from tests.sources.mtconnect.shop import QUICK, reading


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
