"""A first look at an agent: what it has, how it does, and what is in the way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from hmi.domain.clock import now_us
from hmi.domain.inspection import WANTED, Inspection
from hmi.domain.link import LinkFault, Security
from hmi.domain.signal import Role
from hmi.settings.secrets import SecretReference
from hmi.settings.site import SourceSettings, SourceType
from hmi.simulator.options import SimulatorOptions
from hmi.simulator.process import SimulatorProcess, start_simulator
from hmi.sources.mtconnect.inspector import LOOKING, Seen, inspect
from hmi.sources.mtconnect.patience import Patience
from tests.fakes.wire import Reply, Request, ScriptedServer
from tests.sources.mtconnect.making import LATHE, STAMP_US, devices, error, header
from tests.sources.mtconnect.odd import OddAgent

SECOND = 1_000_000
QUICK = Patience(connect_s=2.0, answer_s=0.5, whole_s=1.0, silence_s=0.5)
BARE = '<Device id="{id}" name="{name}" uuid="{uuid}"><DataItems><DataItem id="{id}a" category="EVENT" type="AVAILABILITY"/></DataItems></Device>'  # noqa: E501


@pytest.fixture(scope="module")
def shop() -> Iterator[SimulatorProcess]:
    """An agent with one machine, and one with two."""
    with start_simulator(SimulatorOptions(port=0, machines=3, agents=2, rate=60, history_h=0.05)) as simulator:
        yield simulator


@pytest.fixture
def simulator(shop: SimulatorProcess) -> Iterator[SimulatorProcess]:
    """The shop, which is sound again afterwards."""
    yield shop
    for agent in range(len(shop.agents)):
        shop.fault("heal", agent)
        shop.fault("accept", agent)


def source(url: str, device: str = "") -> SourceSettings:
    return SourceSettings(SourceType.MTCONNECT, url, device)


def alone(simulator: SimulatorProcess) -> tuple[int, str]:
    """Return the number and the url of the agent with one machine."""
    return next((n, agent.url) for n, agent in enumerate(simulator.agents) if len(agent.devices) == 1)


async def look(url: str, listen_s: float = 0.6, patience: Patience = QUICK, device: str = "") -> Inspection:
    return (await inspect(source(url, device), now_us, listen_s, patience)).inspection


async def test_a_sound_agent_tells_all_that_the_program_wants_to_know(simulator: SimulatorProcess) -> None:
    _, url = alone(simulator)
    seen = await inspect(source(url), now_us, 1.5, LOOKING)
    found = seen.inspection
    assert (found.url, found.reason, found.streams) == (url, None, True)
    assert found.answer_us is not None
    assert 0 < found.answer_us < 5 * SECOND
    assert found.version.startswith("1.7")
    (device,) = found.devices
    assert device.name == simulator.agents[0].devices[0]["name"]
    assert device.key == ""
    assert device.serial == simulator.agents[0].devices[0]["uuid"]
    assert device.model == "Romi GL 240"
    assert device.paths == 1
    assert device.wanted == dict.fromkeys(WANTED, True)
    assert {signal.role for signal in device.signals} >= set(WANTED)
    assert device.values[Role.AVAILABILITY] == "AVAILABLE"
    assert device.values.keys() <= {signal.key for signal in device.signals}
    assert found.heard > 20
    assert 1.4 * SECOND <= found.listened_us < 4 * SECOND
    assert found.newest_age_us is not None
    assert -SECOND < found.newest_age_us < 2 * SECOND
    assert found.buffer_size == 131_072
    assert found.buffered is not None
    assert found.buffered > 100
    assert found.buffered_us is not None
    assert 170 * SECOND < found.buffered_us < 3600 * SECOND
    assert found.skew_us is not None
    assert abs(found.skew_us) < SECOND
    assert found.took_us >= found.listened_us
    assert found.security == Security()
    assert seen.present[0]
    assert seen.followed[0]
    assert seen.present[0][-1].sequence < seen.followed[0][0].sequence


async def test_every_device_has_a_key_that_names_it_alone(simulator: SimulatorProcess) -> None:
    agent = next(agent for agent in simulator.agents if len(agent.devices) == 2)
    seen = await inspect(source(agent.url), now_us, 0.6, QUICK)
    names = [device["name"] for device in agent.devices]
    assert [device.key for device in seen.inspection.devices] == names
    for device, present in zip(seen.inspection.devices, seen.present, strict=True):
        assert {o.machine for o in present} == {device.name}
    wanted = await look(agent.url, device=names[1].lower())
    assert [device.name for device in wanted.devices] == [names[1]]


async def test_a_device_that_is_not_there_is_told_with_those_that_are(simulator: SimulatorProcess) -> None:
    _, url = alone(simulator)
    found = await look(url, device="Saw")
    assert found.reason is not None
    assert found.reason.fault is LinkFault.DEVICE_MISSING
    assert simulator.agents[0].devices[0]["name"] in found.reason.detail
    assert found.answer_us is not None
    assert found.devices == ()


@pytest.mark.parametrize(
    ("fault", "more", "reason"),
    [
        ("refuse", {}, LinkFault.REFUSED),
        ("freeze", {}, LinkFault.TIMEOUT),
        ("rubbish", {"kind": "html"}, LinkFault.NOT_AN_AGENT),
        ("rubbish", {"kind": "truncated"}, LinkFault.MALFORMED),
        ("rubbish", {"kind": "wrong_length"}, LinkFault.CLOSED),
        ("rubbish", {"kind": "not_found"}, LinkFault.HTTP_STATUS),
        ("error", {"code": "NO_DEVICE"}, LinkFault.AGENT_ERROR),
    ],
)
async def test_an_agent_that_does_not_answer_rightly_is_a_reason_and_no_error(
    simulator: SimulatorProcess, fault: str, more: dict[str, str], reason: LinkFault
) -> None:
    number, url = alone(simulator)
    simulator.fault(fault, number, **more)
    found = await look(url)
    assert found.reason is not None
    assert found.reason.fault is reason
    assert found.answer_us is None
    assert found.devices == ()


async def test_a_name_that_nobody_knows_is_a_reason() -> None:
    found = await look("http://agent.invalid:5000")
    assert found.reason is not None
    assert found.reason.fault is LinkFault.NAME_UNKNOWN


async def test_a_password_that_cannot_be_had_is_a_reason(simulator: SimulatorProcess) -> None:
    _, url = alone(simulator)
    asking = replace(source(url), username="hmi", password=SecretReference(env="HMI_TEST_NOWHERE"))
    found = (await inspect(asking, now_us, 0.1, QUICK)).inspection
    assert found.reason is not None
    assert found.reason.fault is LinkFault.CREDENTIALS
    assert "HMI_TEST_NOWHERE" in found.reason.detail
    assert found.security.credentials == "basic"


async def test_what_was_learnt_before_the_data_failed_is_kept(simulator: SimulatorProcess) -> None:
    number, url = alone(simulator)
    simulator.fault("error", number, code="INTERNAL_ERROR", only="sample")
    found = await look(url)
    assert found.reason is not None
    assert found.reason.fault is LinkFault.AGENT_ERROR
    assert found.answer_us is not None
    assert len(found.devices) == 1
    assert found.devices[0].values
    assert found.heard == 0


async def test_bytes_that_drip_do_not_hold_up_a_look_for_ever(simulator: SimulatorProcess) -> None:
    number, url = alone(simulator)
    simulator.fault("drip", number, bytes_per_s=500.0)
    began_s = time.monotonic()
    found = await look(url, listen_s=0.1)
    assert time.monotonic() - began_s < 5
    assert found.reason is not None
    assert found.reason.fault is LinkFault.TIMEOUT


async def test_a_slow_line_is_not_taken_for_a_wrong_clock(simulator: SimulatorProcess) -> None:
    number, url = alone(simulator)
    simulator.fault("drip", number, bytes_per_s=5000.0)
    found = await look(url, 0.1, Patience(connect_s=2, answer_s=5, whole_s=5, silence_s=0.5))
    assert found.answer_us is not None
    assert found.answer_us > SECOND
    assert found.skew_us is not None
    assert abs(found.skew_us) < SECOND


@pytest.mark.parametrize("seconds", [-40.0, 7.0])
async def test_a_clock_that_is_wrong_is_told_by_how_much(simulator: SimulatorProcess, seconds: float) -> None:
    number, url = alone(simulator)
    simulator.fault("skew", number, seconds=seconds)
    found = await look(url, listen_s=1.2)
    assert found.skew_us is not None
    assert found.skew_us / SECOND == pytest.approx(seconds, abs=1.1)
    assert found.newest_age_us is not None
    assert abs(found.newest_age_us) < 3 * SECOND


async def test_an_agent_that_does_not_stream_is_polled(simulator: SimulatorProcess) -> None:
    number, url = alone(simulator)
    simulator.fault("no_stream", number)
    found = await look(url, listen_s=1.2)
    assert (found.streams, found.reason) == (False, None)
    assert found.heard > 20


async def test_a_buffer_that_is_full_is_asked_for_what_it_holds() -> None:
    with start_simulator(SimulatorOptions(port=0, machines=1, rate=60, buffer=128, history_h=0.1)) as simulator:
        found = await look(simulator.agents[0].url, listen_s=1.2)
    assert found.reason is None
    assert (found.buffer_size, found.buffered) == (128, 128)
    assert found.buffered_us is not None
    assert found.buffered_us < 400 * SECOND
    assert found.heard > 20


# -- agents that err where the test wants it ---------------------------------------------------------------------------


async def test_an_oldest_observation_that_is_overwritten_meanwhile_is_asked_for_further_on() -> None:
    agent = OddAgent(texts=[str(n) for n in range(200)])
    refused = []

    async def odd(request: Request, reply: Reply) -> bool:
        if request.path != "/sample" or request.streaming or int(request.query["from"]) > 16:
            return False
        refused.append(request.query["from"])
        await reply.document(error("OUT_OF_RANGE", "'from' must be greater"))
        return True

    agent.odd = odd
    async with ScriptedServer(agent) as server:
        found = await look(server.url, listen_s=0.2)
    assert refused == ["1"]
    assert found.buffered == 200
    assert found.buffered_us is not None
    assert found.buffered_us == pytest.approx(now_us() + (found.skew_us or 0) - STAMP_US, abs=60 * SECOND)


@pytest.mark.parametrize(("refusals", "works"), [(1, True), (100, False)])
async def test_a_start_that_is_overwritten_meanwhile_is_taken_anew(refusals: int, works: bool) -> None:
    asked = []

    async def odd(request: Request, reply: Reply) -> bool:
        asked.append(request.streaming)
        if not request.streaming or asked.count(True) > refusals:
            return False
        await reply.document(error("OUT_OF_RANGE", "'from' must be greater"))
        return True

    async with ScriptedServer(OddAgent(texts=["ACTIVE"], odd=odd)) as server:
        found = await look(server.url, listen_s=0.2)
    assert (found.reason is None) is works
    assert asked.count(True) == (2 if works else 4)


async def test_a_stream_that_begins_and_says_nothing_is_a_silent_agent() -> None:
    async def odd(request: Request, reply: Reply) -> bool:
        if request.streaming:
            await reply.begin_stream()
            await reply.until_closed()
        return request.streaming

    async with ScriptedServer(OddAgent(texts=["ACTIVE"], odd=odd)) as server:
        found = await look(server.url, listen_s=0.1)
    assert found.reason is not None
    assert found.reason.fault is LinkFault.SILENT
    assert len(found.devices) == 1


async def test_a_stream_that_ends_is_told() -> None:
    async def odd(request: Request, reply: Reply) -> bool:
        if request.streaming:
            await reply.begin_stream()
        return request.streaming

    async with ScriptedServer(OddAgent(texts=["ACTIVE"], odd=odd)) as server:
        found = await look(server.url, listen_s=5.0)
    assert found.reason is not None
    assert found.reason.fault is LinkFault.CLOSED


async def test_a_machine_that_is_quiet_is_no_fault() -> None:
    async with ScriptedServer(OddAgent(texts=["ACTIVE"])) as server:
        found = await look(server.url, listen_s=0.2)
    assert (found.reason, found.heard) == (None, 0)
    assert found.listened_us >= 0.2 * SECOND


async def test_an_agent_that_says_nothing_of_its_buffer_is_looked_at_all_the_same() -> None:
    agent = OddAgent(texts=["ACTIVE"], header={"first": None, "bufferSize": None, "creationTime": None})
    probe = devices(LATHE, head=header(bufferSize=None, creationTime=None))
    async with ScriptedServer(replace(agent, probe=probe)) as server:
        found = await look(server.url, listen_s=0.2)
    assert found.reason is None
    assert (found.buffer_size, found.buffered, found.buffered_us, found.skew_us) == (None, None, None, None)


async def probed(*inside: str) -> Seen:
    async with ScriptedServer(OddAgent(texts=["ACTIVE"], probe=devices(*inside))) as server:
        return await inspect(source(server.url), now_us, 0.1, QUICK)


async def test_devices_of_one_name_are_told_apart_by_uuid_and_id() -> None:
    seen = await probed(
        BARE.format(id="a", name="Mill", uuid="M-1"),
        BARE.format(id="b", name="Mill", uuid="M-2"),
        BARE.format(id="c", name="Mill", uuid=""),
        BARE.format(id="d", name="", uuid=""),
        '<Agent id="agent" name="Agent" uuid="A"/>',
    )
    found = seen.inspection.devices
    assert [(device.name, device.key) for device in found] == [
        ("Mill", "Mill"),
        ("Mill", "M-2"),
        ("Mill", "c"),
        ("d", "d"),
    ]


async def test_an_agent_without_machines_is_no_fault() -> None:
    found = (await probed('<Agent id="agent" name="Agent" uuid="A"/>')).inspection
    assert (found.reason, found.devices) == (None, ())
    assert found.answer_us is not None


async def test_who_made_a_machine_is_told_once() -> None:
    described = BARE.format(id="a", name="Mill", uuid="M-1").replace(
        "<DataItems>",
        '<Description manufacturer="Okuma" model="OKUMA GENOS  L300" serialNumber="218744">x</Description><DataItems>',
        1,
    )
    (device,) = (await probed(described)).inspection.devices
    assert (device.model, device.serial) == ("OKUMA GENOS L300", "218744")
    empty = described.replace("218744", "UNAVAILABLE").replace('model="OKUMA GENOS  L300"', "")
    (device,) = (await probed(empty)).inspection.devices
    assert (device.model, device.serial) == ("Okuma", "")


async def test_a_look_that_is_given_up_leaves_nothing_behind(simulator: SimulatorProcess) -> None:
    _, url = alone(simulator)
    before = asyncio.all_tasks()
    task = asyncio.create_task(inspect(source(url), now_us, 30.0))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asyncio.all_tasks() == before
