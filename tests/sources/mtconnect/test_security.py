"""Agents behind TLS and passwords, on real sockets with certificates made for the occasion."""

from __future__ import annotations

import logging
import ssl
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from hmi.domain.clock import now_us
from hmi.domain.link import LinkFault, LinkMode, LinkReason, Security
from hmi.settings.secrets import SecretReference
from hmi.settings.site import MachineSettings, SourceSettings, SourceType, TlsSettings
from hmi.simulator.options import SimulatorOptions
from hmi.simulator.process import start_simulator
from hmi.sources.mtconnect.client import AgentClient
from hmi.sources.mtconnect.failure import EndpointFailure
from hmi.sources.mtconnect.model import Bindings, model_of
from hmi.sources.mtconnect.patience import Patience
from hmi.sources.mtconnect.security import ComputersOwn, security_of, tls_context
from tests.fakes.sink import FakeSink
from tests.fakes.wire import Reply, Request, ScriptedServer
from tests.peers.certificates import Authority, Identity
from tests.peers.tls import TlsFront
from tests.sources.mtconnect.shop import QUICK, reading, streaming

SECRET = "k3y-s3cret"  # noqa: S105 - it opens what this test has locked
VARIABLE = "HMI_TEST_SECRET"
REFERENCE = SecretReference(env=VARIABLE)
BASIC = f"Basic {b64encode(f'ana:{SECRET}'.encode()).decode()}"
PATIENT = Patience(connect_s=10.0, answer_s=10.0, whole_s=20.0)


@pytest.fixture(scope="module")
def agent() -> Iterator[str]:
    """The URL of a simulated agent with one machine, in a process of its own."""
    with start_simulator(SimulatorOptions(port=0, machines=1)) as simulator:
        yield simulator.agents[0].url


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop's CA, its agent's certificate, and an authority that nobody there knows."""

    authority: Authority
    agent: Identity
    stranger: Authority


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    authority = Authority(tmp_path)
    return Shop(authority, authority.issue("agent"), Authority(tmp_path, "stranger"))


def source(
    url: str,
    tls: TlsSettings | None = None,
    password: SecretReference | None = None,
    token: SecretReference | None = None,
) -> SourceSettings:
    username = "ana" if password is not None else ""
    return SourceSettings(SourceType.MTCONNECT, url, "", 0.25, 0.02, username, password, token, tls)


async def refused(settings: SourceSettings) -> LinkReason:
    """Ask an agent that will not answer, and return why."""
    with pytest.raises(EndpointFailure) as caught:
        async with AgentClient(settings.url, now_us, PATIENT, settings) as client:
            await client.probe()
    return caught.value.reason


async def answers(settings: SourceSettings) -> bool:
    async with AgentClient(settings.url, now_us, PATIENT, settings) as client:
        return bool((await client.probe()).content.devices)


# -- whom we believe ---------------------------------------------------------------------------------------------------


async def test_an_agent_of_the_shops_own_ca_is_asked_and_listened_to(agent: str, shop: Shop) -> None:
    with TlsFront(agent, shop.agent) as front:
        settings = source(front.url, TlsSettings(ca=shop.authority.ca))
        async with AgentClient(front.url, now_us, PATIENT, settings) as client:
            (device,) = (await client.probe()).content.devices
            bindings = Bindings((model_of("Torno 01", device),))
            present = (await client.current(bindings)).content
            assert present.observations
            start = present.header.next_sequence or 0
            async with client.stream(start, 1000, 0.02, 0.25, 20.0, bindings) as documents:
                heard = [await anext(documents) for _ in range(3)]
    assert [document.content.header.instance for document in heard] == 3 * [present.header.instance]


async def test_a_source_behind_tls_delivers(agent: str, shop: Shop, sink: FakeSink) -> None:
    with TlsFront(agent, shop.agent) as front:
        settings = [MachineSettings("Torno 01", source(front.url, TlsSettings(ca=shop.authority.ca)))]
        async with reading(front.url, sink, settings):
            await sink.until(lambda: streaming(sink) and sink.batches)


async def test_an_agent_may_be_believed_for_its_own_certificate(agent: str, shop: Shop) -> None:
    with TlsFront(agent, shop.agent) as front:
        assert await answers(source(front.url, TlsSettings(ca=shop.agent.certificate)))


async def test_an_agent_of_an_unknown_ca_is_not_believed(agent: str, shop: Shop) -> None:
    with TlsFront(agent, shop.agent) as front:
        for tls in (None, TlsSettings(ca=shop.stranger.ca)):
            reason = await refused(source(front.url, tls))
            assert reason.fault is LinkFault.CERTIFICATE_UNTRUSTED
            assert "certificate" in reason.detail


async def test_a_certificate_for_another_host_is_not_believed(agent: str, shop: Shop) -> None:
    elsewhere = shop.authority.issue("elsewhere", "agent.shop.example")
    with TlsFront(agent, elsewhere) as front:
        for url in (front.url, front.url.replace("127.0.0.1", "localhost")):
            reason = await refused(source(url, TlsSettings(ca=shop.authority.ca)))
            assert reason.fault is LinkFault.CERTIFICATE_WRONG_NAME
            assert "not valid for" in reason.detail


async def test_a_certificate_that_has_expired_is_not_believed(agent: str, shop: Shop) -> None:
    with TlsFront(agent, shop.authority.issue("old", expired=True)) as front:
        reason = await refused(source(front.url, TlsSettings(ca=shop.authority.ca)))
    assert reason == LinkReason(LinkFault.CERTIFICATE_EXPIRED, "certificate has expired")


async def test_https_to_an_agent_without_it_is_told(agent: str) -> None:
    reason = await refused(source(agent.replace("http:", "https:")))
    assert reason.fault is LinkFault.TLS_MISSING


async def test_http_to_an_agent_with_tls_is_told(agent: str, shop: Shop) -> None:
    with TlsFront(agent, shop.agent) as front:
        reason = await refused(source(front.url.replace("https:", "http:")))
    assert reason.fault is LinkFault.CLOSED
    assert "if it expects https" in reason.detail


@pytest.mark.parametrize("tls", [None, "ca", "certificate"])
async def test_every_context_verifies_the_certificate_and_the_name(shop: Shop, tls: str | None) -> None:
    settings = {
        None: None,
        "ca": TlsSettings(ca=shop.authority.ca),
        "certificate": TlsSettings(certificate=shop.agent.certificate, key=shop.agent.key),
    }[tls]
    context = await tls_context(settings)
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


async def test_agents_without_a_tls_group_share_one_context() -> None:
    assert await tls_context(None) is await tls_context(None)


def test_the_computers_authorities_are_read_again_once_a_minute_when_they_are_doubted() -> None:
    now_s = 1000.0
    own = ComputersOwn(lambda: now_s)
    first = own.context()
    own.doubt()
    assert own.context() is first
    now_s += 61.0
    second = own.context()
    assert second is not first
    now_s += 61.0
    assert own.context() is second


# -- who we are --------------------------------------------------------------------------------------------------------


async def test_a_certificate_of_ours_opens_an_agent_that_demands_one(agent: str, shop: Shop) -> None:
    ours = shop.authority.issue("hmi")
    with TlsFront(agent, shop.agent, clients=shop.authority.ca) as front:
        assert await answers(source(front.url, TlsSettings(shop.authority.ca, ours.certificate, ours.key)))


async def test_a_certificate_and_its_key_may_be_one_file(agent: str, shop: Shop) -> None:
    ours = shop.authority.issue("hmi")
    ours.certificate.write_bytes(ours.key.read_bytes() + ours.certificate.read_bytes())
    with TlsFront(agent, shop.agent, clients=shop.authority.ca) as front:
        assert await answers(source(front.url, TlsSettings(shop.authority.ca, ours.certificate)))


async def test_an_agent_that_demands_a_certificate_says_so(agent: str, shop: Shop) -> None:
    with TlsFront(agent, shop.agent, clients=shop.authority.ca) as front:
        reason = await refused(source(front.url, TlsSettings(ca=shop.authority.ca)))
    assert reason.fault is LinkFault.CERTIFICATE_ASKED


async def test_an_agent_that_does_not_know_our_ca_says_so(agent: str, shop: Shop) -> None:
    ours = shop.stranger.issue("hmi")
    with TlsFront(agent, shop.agent, clients=shop.authority.ca) as front:
        reason = await refused(source(front.url, TlsSettings(shop.authority.ca, ours.certificate, ours.key)))
    assert reason.fault is LinkFault.CERTIFICATE_REFUSED


@pytest.mark.parametrize(
    ("password", "reference", "fault", "said"),
    [
        (SECRET, REFERENCE, None, ""),
        ("wrong-s3cret", REFERENCE, LinkFault.CERTIFICATE_FILE, "does not open with its password"),
        ("wrong-s3cret" * 200, REFERENCE, LinkFault.CERTIFICATE_FILE, "has no password as long"),
        (None, REFERENCE, LinkFault.CREDENTIALS, f"{VARIABLE} is not set"),
        (SECRET, None, LinkFault.CERTIFICATE_FILE, "add key_password"),
    ],
    ids=["right", "wrong", "too long", "missing", "not named"],
)
async def test_an_encrypted_key_opens_with_its_password_alone(
    agent: str,
    shop: Shop,
    monkeypatch: pytest.MonkeyPatch,
    password: str | None,
    reference: SecretReference | None,
    fault: LinkFault | None,
    said: str,
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    if password is not None:
        monkeypatch.setenv(VARIABLE, password)
    ours = shop.authority.issue("hmi", password=SECRET)
    tls = TlsSettings(shop.authority.ca, ours.certificate, ours.key, reference)
    with TlsFront(agent, shop.agent, clients=shop.authority.ca) as front:
        if fault is None:
            assert await answers(source(front.url, tls))
            return
        reason = await refused(source(front.url, tls))
    assert reason.fault is fault
    assert said in reason.detail
    assert "s3cret" not in reason.detail


@pytest.mark.parametrize(
    ("authorization", "password", "token"),
    [(BASIC, REFERENCE, None), (f"Bearer {SECRET}", None, REFERENCE)],
    ids=["basic", "bearer"],
)
async def test_an_agent_opens_to_the_right_credentials_alone(
    agent: str,
    shop: Shop,
    monkeypatch: pytest.MonkeyPatch,
    authorization: str,
    password: SecretReference | None,
    token: SecretReference | None,
) -> None:
    tls = TlsSettings(ca=shop.authority.ca)
    scheme = authorization.partition(" ")[0]
    with TlsFront(agent, shop.agent, authorization=authorization) as front:
        monkeypatch.setenv(VARIABLE, SECRET)
        assert await answers(source(front.url, tls, password, token))
        monkeypatch.setenv(VARIABLE, "wrong-s3cret")
        said = f"401 Unauthorized (asks for {scheme})"
        assert await refused(source(front.url, tls, password, token)) == LinkReason(LinkFault.CREDENTIALS_REFUSED, said)
        assert await refused(source(front.url, tls)) == LinkReason(LinkFault.CREDENTIALS_ASKED, said)


@pytest.mark.parametrize("credentials", [True, False])
async def test_a_redirect_is_told_and_not_followed(
    agent: str, shop: Shop, monkeypatch: pytest.MonkeyPatch, credentials: bool
) -> None:
    monkeypatch.setenv(VARIABLE, SECRET)

    async def follow(_request: Request, reply: Reply) -> None:
        await reply.document(b"")

    async with ScriptedServer(follow) as elsewhere:
        location = f"{elsewhere.url.replace('://', '://me:s3cret@')}/probe?token=s3cret#s3cret"
        with TlsFront(agent, shop.agent, location=location) as front:
            settings = source(front.url, TlsSettings(shop.authority.ca), REFERENCE if credentials else None)
            reason = await refused(settings)
        assert elsewhere.requests == []
        assert reason == LinkReason(LinkFault.REDIRECTED, f"{elsewhere.url}/probe")


# -- what is mended while the program runs -----------------------------------------------------------------------------


async def test_a_ca_file_that_vanishes_and_comes_back_needs_no_restart(agent: str, shop: Shop, sink: FakeSink) -> None:
    away = shop.authority.ca.with_suffix(".away")
    with TlsFront(agent, shop.agent) as front:
        settings = [MachineSettings("Torno 01", source(front.url, TlsSettings(ca=shop.authority.ca)))]
        async with reading(front.url, sink, settings):
            await sink.until(lambda: streaming(sink))
            shop.authority.ca.rename(away)
            front.drop()
            await sink.until(lambda: sink.status.reason and sink.status.reason.fault is LinkFault.CERTIFICATE_FILE)
            assert sink.status.reason is not None
            assert str(shop.authority.ca) in sink.status.reason.detail
            away.rename(shop.authority.ca)
            await sink.until(lambda: streaming(sink))
            assert sink.status.reason is None


async def test_an_attempt_that_fails_before_it_connects_counts_as_a_failure(
    agent: str, shop: Shop, sink: FakeSink
) -> None:
    patience = replace(QUICK, retry_s=36_000.0, longest_retry_s=36_000.0)
    with TlsFront(agent, shop.agent) as front:
        settings = [MachineSettings("Torno 01", source(front.url, TlsSettings(ca=shop.authority.ca)))]
        async with reading(front.url, sink, settings, patience):
            await sink.until(lambda: streaming(sink))
            heard_us = sink.status.last_data_us or 0
            await sink.until(lambda: (sink.status.last_data_us or 0) > heard_us + 100_000)
            shop.authority.ca.unlink()
            front.drop()
            await sink.until(lambda: sink.status.mode is LinkMode.WAITING and sink.status.attempt == 2)
            assert (sink.status.retry_us or 0) > now_us() + 10_000_000


async def test_a_password_that_is_corrected_needs_no_restart(
    agent: str, shop: Shop, sink: FakeSink, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = tmp_path / "secret.txt"
    secret.write_text("wrong-s3cret\n")
    reference = SecretReference(file=secret)
    ours = shop.authority.issue("hmi", password=SECRET)
    tls = TlsSettings(shop.authority.ca, ours.certificate, ours.key, reference)
    with TlsFront(agent, shop.agent, clients=shop.authority.ca, authorization=BASIC) as front:
        settings = [MachineSettings("Torno 01", source(front.url, tls, reference))]
        async with reading(front.url, sink, settings):
            await sink.until(lambda: sink.status.attempt >= 2)
            assert sink.status.reason is not None
            assert sink.status.reason.fault is LinkFault.CERTIFICATE_FILE
            secret.write_text(f"{SECRET}\n")
            await sink.until(lambda: streaming(sink) and sink.batches)
            front.authorization = "Basic other"
            front.drop()
            await sink.until(lambda: sink.status.reason and sink.status.reason.fault is LinkFault.CREDENTIALS_REFUSED)
            front.authorization = BASIC
            await sink.until(lambda: streaming(sink))
    shown = caplog.text + repr(sink.statuses) + repr(settings)
    assert "link lost" in shown
    for form in ("s3cret", BASIC.partition(" ")[2], b64encode(b"ana:wrong-s3cret").decode()):
        assert form not in shown


# -- for display -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "security"),
    [
        (source("http://a"), Security()),
        (source("https://a"), Security(encrypted=True)),
        (source("http://a", password=REFERENCE), Security(credentials="basic")),
        (source("https://a", TlsSettings(ca=Path("ca")), token=REFERENCE), Security(True, True, False, "bearer")),
        (source("https://a", TlsSettings(certificate=Path("c"))), Security(True, False, True)),
    ],
)
def test_the_security_of_a_connection_is_told(settings: SourceSettings, security: Security) -> None:
    assert security_of(settings) == security
