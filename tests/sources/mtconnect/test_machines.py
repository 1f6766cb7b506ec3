"""Several machines behind one agent."""

from __future__ import annotations

from hmi.domain.link import LinkFault, LinkMode, LinkReason
from hmi.domain.observation import Cursor
from tests.fakes.sink import FakeSink
from tests.sources.mtconnect.making import machines
from tests.sources.mtconnect.shop import ITEMS, agent_of, caught_up, device, emit, every, reading, say, streaming


async def test_two_machines_share_one_agent(sink: FakeSink) -> None:
    async with (
        agent_of(device("Lathe"), device("Mill")) as agent,
        reading(agent.url, sink, machines(agent.url, ("Torno 1", "Lathe"), ("Centro 1", "U-Mill"))),
    ):
        await sink.until(lambda: caught_up(sink, agent))
        emit(agent, 10, "Lathe_feed")
        emit(agent, 10, "Mill_feed", start=10)
        await sink.until(lambda: caught_up(sink, agent))
    assert sink.values("feed_rate", "Torno 1") == [None, *every(range(10))]
    assert sink.values("feed_rate", "Centro 1") == [None, *every(range(10, 20))]
    assert {batch.cursor.source for batch in sink.batches} == {agent.url}


async def test_a_neighbour_that_nobody_wants_moves_the_cursor_and_is_no_loss(sink: FakeSink) -> None:
    async with agent_of(device("Lathe"), device("Mill"), buffer_size=64) as agent:
        wanted = machines(agent.url, ("Torno 1", "Lathe"))
        async with reading(agent.url, sink, wanted):
            for round_ in range(5):
                await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
                emit(agent, 50, "Mill_feed", start=50 * round_)
            await sink.until(lambda: caught_up(sink, agent))
        async with reading(agent.url, sink, wanted):
            await sink.until(lambda: streaming(sink))
    assert len(sink.stored) == ITEMS
    assert sink.gaps == []


async def test_a_machine_that_the_agent_does_not_have_is_told_and_the_others_go_on(sink: FakeSink) -> None:
    async with agent_of(device("Lathe"), device("Mill")) as agent:
        wanted = machines(agent.url, ("Torno 1", "Lathe"), ("Torno 2", "Haas"), ("Torno 3", "U-Lathe"))
        async with reading(agent.url, sink, wanted):
            await sink.until(lambda: caught_up(sink, agent) and streaming(sink))
            emit(agent, 10, "Lathe_feed")
            await sink.until(lambda: caught_up(sink, agent))
            assert sink.status.machine_reasons == {
                "Torno 2": LinkReason(LinkFault.DEVICE_MISSING, "the agent has Lathe, Mill"),
                "Torno 3": LinkReason(LinkFault.DEVICE_MISSING, "Lathe is already Torno 1"),
            }
            assert sink.status.mode is LinkMode.STREAMING
    assert sink.values("feed_rate", "Torno 1") == [None, *every(range(10))]


async def test_an_agent_without_any_of_the_machines_writes_no_cursor(sink: FakeSink) -> None:
    async with agent_of() as agent:
        async with reading(agent.url, sink, machines(agent.url, ("Torno 2", "Haas"))):
            await sink.until(lambda: streaming(sink))
            emit(agent, 10)
            await sink.until(lambda: sink.status.agent_next_sequence == agent.instance.next)
            assert set(sink.status.machine_reasons) == {"Torno 2"}
        assert (sink.batches, sink.refused, sink.gaps) == ([], [], [])
        async with reading(agent.url, sink, machines(agent.url, ("Torno 2", "Lathe"))):
            await sink.until(lambda: caught_up(sink, agent))
    assert sorted(sink.sequences()) == list(range(1, ITEMS + 11))


async def test_a_machine_that_is_new_in_the_site_file_gets_its_present_told(sink: FakeSink) -> None:
    async with agent_of(device("Lathe"), device("Mill")) as agent:
        async with reading(agent.url, sink, machines(agent.url, ("Torno 1", "Lathe"))):
            say(agent, "Mill_exec", "ACTIVE")
            await sink.until(lambda: caught_up(sink, agent))
        both = machines(agent.url, ("Torno 1", "Lathe"), ("Centro 1", "Mill"))
        async with reading(agent.url, sink, both, knows=lambda machine: machine == "Torno 1"):
            await sink.until(lambda: sink.snapshots)
    (snapshot,) = sink.snapshots
    assert {o.machine for o in snapshot.observations} == {"Centro 1"}
    assert {o.signal: o.value for o in snapshot.observations}["execution"] == "ACTIVE"
    assert snapshot.cursor == Cursor(agent.url, agent.instance.identity, agent.instance.next)
