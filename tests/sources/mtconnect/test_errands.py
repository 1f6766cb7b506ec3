"""The tools that an agent is asked for beside its stream."""

from __future__ import annotations

from dataclasses import replace

from hmi.domain.link import LinkMode
from tests.fakes.sink import FakeSink
from tests.fakes.wire import Reply, Request, ScriptedServer
from tests.sources.mtconnect.making import LATHE, devices, document, machines
from tests.sources.mtconnect.odd import OddAgent
from tests.sources.mtconnect.shop import QUICK, reading

MILL = LATHE.replace('name="Lathe" uuid="L-1"', 'name="Mill" uuid="M-1"').replace(' id="', ' id="m_')
WITH_NEWS = LATHE.replace("<DataItems>", '<DataItems><DataItem id="chg" category="EVENT" type="ASSET_CHANGED"/>', 1)


def tool(asset: str, owner: str = "L-1", more: str = "") -> str:
    return (
        f'<CuttingTool assetId="{asset}" deviceUuid="{owner}" toolId="t" timestamp="2026-04-22T15:51:20Z" {more}>'
        f"<CuttingToolLifeCycle><ProgramToolNumber>{asset}</ProgramToolNumber></CuttingToolLifeCycle></CuttingTool>"
    )


class Magazine:
    """Answers asset requests of an odd agent with what it holds."""

    def __init__(self, agent: OddAgent, *tools: str) -> None:
        self.tools = list(tools)
        self.asked: list[dict[str, str]] = []
        agent.odd = self.answer

    async def answer(self, request: Request, reply: Reply) -> bool:
        if request.path == "/assets":
            self.asked.append(dict(request.query))
            await reply.document(document("MTConnectAssets", f"<Assets>{''.join(self.tools)}</Assets>"))
        return request.path == "/assets"


def numbers(sink: FakeSink, machine: str = "Torno 1") -> list[str] | None:
    told = sink.told_tools.get(machine)
    return None if told is None else [one.number for one in told]


async def test_the_tools_of_each_machine_are_told(sink: FakeSink) -> None:
    agent = OddAgent(texts=["READY"], probe=devices(LATHE, MILL))
    Magazine(agent, tool("1"), tool("7", "M-1"), tool("2"), tool("9", "somebody else"))
    async with ScriptedServer(agent) as server:
        settings = machines(server.url, ("Torno 1", "Lathe"), ("Centro 1", "Mill"))
        async with reading(server.url, sink, settings):
            await sink.until(lambda: len(sink.told_tools) == 2)
    assert (numbers(sink), numbers(sink, "Centro 1")) == (["1", "2"], ["7"])


async def test_a_tool_without_an_owner_belongs_to_the_only_machine_of_the_agent(sink: FakeSink) -> None:
    agent = OddAgent(texts=["READY"])
    Magazine(agent, tool("1", ""))
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: numbers(sink) == ["1"])


async def test_a_tool_that_was_removed_is_not_told(sink: FakeSink) -> None:
    agent = OddAgent(texts=["READY"])
    Magazine(agent, tool("1", more='removed="true"'), tool("2"))
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: numbers(sink) is not None)
    assert numbers(sink) == ["2"]


async def test_news_of_an_asset_lets_the_tools_be_asked_for_again(sink: FakeSink) -> None:
    agent = OddAgent(texts=["READY"], probe=devices(WITH_NEWS))
    magazine = Magazine(agent, tool("1"))
    patience = replace(QUICK, tools_s=0.02)
    async with ScriptedServer(agent) as server, reading(server.url, sink, patience=patience):
        await sink.until(lambda: numbers(sink) == ["1"] and sink.status.mode is LinkMode.STREAMING)
        asked = len(magazine.asked)
        agent.say("ACTIVE")
        await sink.until(lambda: len(sink.stored) == 2)
        assert len(magazine.asked) == asked
        magazine.tools.append(tool("2"))
        agent.item = "chg"
        agent.say("2")
        await sink.until(lambda: numbers(sink) == ["1", "2"])


async def test_all_tools_are_asked_for_at_once(sink: FakeSink) -> None:
    agent = OddAgent(texts=["READY"])
    magazine = Magazine(agent, tool("1"))
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: numbers(sink) == ["1"])
    assert magazine.asked[0] == {"type": "CuttingTool", "count": "1024"}


async def test_an_agent_that_cannot_tell_its_tools_now_is_asked_again(sink: FakeSink) -> None:
    agent = OddAgent(texts=["READY"])
    patience = replace(QUICK, tools_s=0.02, audit_s=0.05)
    async with ScriptedServer(agent) as server, reading(server.url, sink, patience=patience):
        await sink.until(lambda: sink.status.tools_reason is not None)
        Magazine(agent, tool("1"))
        await sink.until(lambda: numbers(sink) == ["1"] and sink.status.tools_reason is None)


async def test_an_agent_that_never_answers_for_its_tools_is_followed_all_the_same(sink: FakeSink) -> None:
    agent = OddAgent(texts=["READY"])

    async def never(request: Request, reply: Reply) -> bool:
        if request.path == "/assets":
            await reply.until_closed()
        return request.path == "/assets"

    agent.odd = never
    async with ScriptedServer(agent) as server, reading(server.url, sink):
        await sink.until(lambda: sink.status.mode is LinkMode.STREAMING)
        agent.say("ACTIVE")
        await sink.until(lambda: sink.values("execution") == ["READY", "ACTIVE"])
    assert sink.told_tools == {}
