from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from hmi.domain.clock import now_us
from hmi.domain.link import LinkFault, LinkReason
from hmi.settings.secrets import SecretReference
from hmi.settings.site import SourceSettings, SourceType
from hmi.sources.mtconnect.client import AgentClient, Heard
from hmi.sources.mtconnect.failure import (
    AgentRefused,
    ConnectionClosed,
    EndpointFailure,
    HttpFailure,
    Malformed,
    NoAnswer,
    NoCredentials,
    NotAnAgent,
    NotAStream,
    TooLarge,
)
from hmi.sources.mtconnect.model import Bindings
from hmi.sources.mtconnect.multipart import MAX_PART
from hmi.sources.mtconnect.patience import Patience
from hmi.sources.mtconnect.streams import Streams
from tests.fakes.wire import Reply, Request, Script, ScriptedServer, part
from tests.sources.mtconnect.making import LATHE, devices, error, header, lathe, said, streams

QUICK = Patience(connect_s=5.0, answer_s=0.3, whole_s=0.6)
BINDINGS = Bindings((lathe(),))


@asynccontextmanager
async def talking_to(script: Script, patience: Patience = QUICK) -> AsyncIterator[tuple[AgentClient, ScriptedServer]]:
    async with ScriptedServer(script) as server, AgentClient(server.url, now_us, patience) as client:
        yield client, server


def answering(body: bytes, status: str = "200 OK", *headers: str) -> Script:
    async def script(request: Request, reply: Reply) -> None:
        await reply.document(body, status, *headers)

    return script


def streaming(
    *pieces: bytes, content_type: str = "multipart/x-mixed-replace;boundary=frontier", then: str = "wait"
) -> Script:
    async def script(request: Request, reply: Reply) -> None:
        await reply.begin_stream(content_type)
        for piece in pieces:
            await reply.raw(piece)
        if then == "wait":
            await reply.until_closed()

    return script


async def listen(client: AgentClient, documents: int = 1, silence_s: float = 20.0) -> list[Heard[Streams]]:
    heard: list[Heard[Streams]] = []
    async with client.stream(1, 1000, 0.25, 2.5, silence_s, BINDINGS) as stream:
        async for document in stream:
            heard.append(document)
            if len(heard) == documents:
                break
    return heard


async def test_the_probe_is_read_with_its_devices() -> None:
    async with talking_to(answering(devices(LATHE))) as (client, server):
        before_us = now_us()
        heard = await client.probe()
    assert [device.name for device in heard.content.devices] == ["Lathe"]
    assert heard.content.header.instance == 7
    assert heard.size == len(devices(LATHE))
    assert before_us <= heard.received_us <= now_us()
    (request,) = server.requests
    assert request.path == "/probe"
    assert request.headers["accept-encoding"] == "identity"


async def test_current_and_sample_are_read_as_observations() -> None:
    async with talking_to(answering(streams(said("exec", 5, "ACTIVE")))) as (client, server):
        assert (await client.current(BINDINGS)).content.observations[0].value == "ACTIVE"
        assert (await client.sample(5, 2000, BINDINGS)).content.observations[0].sequence == 5
    assert [request.path for request in server.requests] == ["/current", "/sample"]
    assert server.requests[1].query == {"from": "5", "count": "2000"}


async def test_a_large_document_is_read_off_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[object] = []
    to_thread = asyncio.to_thread

    async def note(function: object, *args: object) -> object:
        used.append(function)
        return await to_thread(function, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(asyncio, "to_thread", note)
    large = streams("".join(said("exec", n, "ACTIVE") for n in range(3000)))
    async with talking_to(answering(large)) as (client, _):
        used.clear()
        assert len((await client.current(BINDINGS)).content.observations) == 3000
    assert len(used) == 1


@pytest.mark.parametrize(
    ("script", "failure", "fault", "words"),
    [
        (
            answering(error("NO_DEVICE", "Could not find")),
            AgentRefused,
            LinkFault.AGENT_ERROR,
            "NO_DEVICE Could not find",
        ),
        (answering(error("NO_DEVICE"), "404 Not Found"), AgentRefused, LinkFault.AGENT_ERROR, "NO_DEVICE"),
        (answering(b"<html>nginx</html>"), NotAnAgent, LinkFault.NOT_AN_AGENT, "begins with <html>nginx"),
        (answering(b"<html>x</html>", "502 Bad Gateway"), HttpFailure, LinkFault.HTTP_STATUS, "502 Bad Gateway"),
        (answering(b"", "401 Unauthorized"), HttpFailure, LinkFault.CREDENTIALS_ASKED, "401 Unauthorized"),
        (
            answering(devices(LATHE), "401 Unauthorized", 'WWW-Authenticate: Basic realm="token"'),
            HttpFailure,
            LinkFault.CREDENTIALS_ASKED,
            "401 Unauthorized (asks for Basic)",
        ),
        (answering(b"", "403 Forbidden"), HttpFailure, LinkFault.CREDENTIALS_ASKED, "403 Forbidden"),
        (
            answering(b"", "302 Found", "Location: //me:token@elsewhere:8443/agent?token=x#token"),
            HttpFailure,
            LinkFault.REDIRECTED,
            "http://elsewhere:8443/agent",
        ),
        (
            answering(b"", "308 Permanent Redirect", "Location: https://[fd00::1]/probe"),
            HttpFailure,
            LinkFault.REDIRECTED,
            "https://[fd00::1]/probe",
        ),
        (
            answering(b"", "302 Found", "Location: http://a:token/"),
            HttpFailure,
            LinkFault.REDIRECTED,
            "302 Found",
        ),
        (answering(b"", "304 Not Modified"), HttpFailure, LinkFault.HTTP_STATUS, "304 Not Modified"),
        (
            answering(b"<center>The plain HTTP request was sent to HTTPS port</center>", "400 Bad Request"),
            HttpFailure,
            LinkFault.TLS_ONLY,
            "",
        ),
        (
            answering(b"<center>No required SSL certificate was sent</center>", "400 Bad Request"),
            HttpFailure,
            LinkFault.CERTIFICATE_ASKED,
            "",
        ),
        (answering(b""), Malformed, LinkFault.MALFORMED, "an empty document"),
        (answering(devices(LATHE)[:-9]), Malformed, LinkFault.MALFORMED, ""),
        (answering(streams()), NotAnAgent, LinkFault.NOT_AN_AGENT, "MTConnectStreams in place of MTConnectDevices"),
        (answering(b"x" * 50, "200 OK", "Content-Encoding: gzip"), Malformed, LinkFault.MALFORMED, ""),
    ],
)
async def test_every_wrong_answer_is_a_typed_failure(
    script: Script, failure: type[EndpointFailure], fault: LinkFault, words: str
) -> None:
    async with talking_to(script) as (client, _):
        with pytest.raises(failure) as caught:
            await client.probe()
    assert caught.value.reason.fault is fault
    assert words in caught.value.reason.detail
    assert "token" not in caught.value.reason.detail


async def test_a_success_with_an_odd_status_is_still_read() -> None:
    async with talking_to(answering(devices(LATHE), "400 Bad Request")) as (client, _):
        assert (await client.probe()).content.devices


async def test_a_compressed_answer_is_read() -> None:
    packed = gzip.compress(devices(LATHE))
    async with talking_to(answering(packed, "200 OK", "Content-Encoding: gzip")) as (client, _):
        assert (await client.probe()).content.devices


async def test_a_refused_connection_is_told() -> None:
    async with ScriptedServer(answering(b"")) as server:
        url = server.url
    async with AgentClient(url, now_us, QUICK) as client:
        with pytest.raises(EndpointFailure) as caught:
            await client.probe()
    assert caught.value.reason.fault is LinkFault.REFUSED


async def test_an_unknown_name_is_told() -> None:
    async with AgentClient("http://no-such-machine.invalid:5000", now_us, QUICK) as client:
        with pytest.raises(EndpointFailure) as caught:
            await client.probe()
    assert caught.value.reason.fault in (LinkFault.NAME_UNKNOWN, LinkFault.UNREACHABLE)


async def test_tls_to_a_server_without_tls_is_told() -> None:
    async with (
        ScriptedServer(answering(b"")) as server,
        AgentClient(server.url.replace("http:", "https:"), now_us, Patience(connect_s=0.5)) as client,
    ):
        with pytest.raises(EndpointFailure) as caught:
            await client.probe()
    assert caught.value.reason.fault in (LinkFault.TLS, LinkFault.CLOSED, LinkFault.UNREACHABLE)


async def test_plain_http_to_a_server_that_answers_with_an_alert_of_tls_is_told() -> None:
    async def script(request: Request, reply: Reply) -> None:
        await reply.raw(bytes.fromhex("15 03 03 00 02 02 50"))

    async with talking_to(script) as (client, _):
        with pytest.raises(NotAnAgent, match="if it expects https"):
            await client.probe()


async def test_something_that_does_not_speak_http_is_no_agent() -> None:
    async def script(request: Request, reply: Reply) -> None:
        await reply.raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")

    async with talking_to(script) as (client, _):
        with pytest.raises(NotAnAgent, match="HTTP"):
            await client.probe()


async def test_an_agent_that_hangs_up_is_told() -> None:
    async def script(request: Request, reply: Reply) -> None:
        await reply.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<MTConnectDevices>")

    async with talking_to(script) as (client, _):
        with pytest.raises(ConnectionClosed):
            await client.probe()


async def test_an_agent_that_does_not_answer_times_out() -> None:
    async def script(request: Request, reply: Reply) -> None:
        await reply.until_closed()

    async with talking_to(script) as (client, _):
        with pytest.raises(NoAnswer) as caught:
            await client.probe()
    assert caught.value.reason.fault is LinkFault.TIMEOUT


async def test_bytes_that_trickle_in_are_no_answer() -> None:
    async def script(request: Request, reply: Reply) -> None:
        await reply.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            await reply.raw(b" ")
            await asyncio.sleep(0.05)

    async with talking_to(script) as (client, _):
        with pytest.raises(NoAnswer, match="did not end"):
            await client.probe()


async def test_an_endless_answer_that_is_no_stream_is_no_answer() -> None:
    async def script(request: Request, reply: Reply) -> None:
        await reply.begin_stream("text/xml")
        while True:
            await reply.raw(b" ")
            await asyncio.sleep(0.05)

    async with talking_to(script) as (client, _):
        with pytest.raises(NoAnswer, match="did not end"):
            await listen(client)


async def test_a_document_beyond_the_limit_is_refused() -> None:
    async def script(request: Request, reply: Reply) -> None:
        await reply.raw(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(MAX_PART // 1_000_000 + 2):
            await reply.raw(b" " * 1_000_000)

    async with talking_to(script, Patience()) as (client, _):
        with pytest.raises(TooLarge):
            await client.probe()


# -- streams ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/x-mixed-replace;boundary=frontier", "frontier"),
        ("multipart/mixed;boundary=frontier", "frontier"),
        ('multipart/x-mixed-replace; boundary="a b"', "a b"),
    ],
)
async def test_a_stream_gives_its_documents_as_they_arrive(content_type: str, boundary: str) -> None:
    first, second = streams(said("exec", 1, "READY")), streams()
    script = streaming(part(first, boundary), part(second, boundary), content_type=content_type)
    async with talking_to(script) as (client, server):
        heard = await listen(client, 2)
    assert [len(document.content.observations) for document in heard] == [1, 0]
    assert [document.size for document in heard] == [len(first), len(second)]
    assert server.requests[0].query == {"from": "1", "count": "1000", "interval": "250", "heartbeat": "2500"}


async def test_a_stream_in_single_bytes_gives_the_same_documents() -> None:
    data = part(streams(said("exec", 1, "READY"))) + part(streams(said("exec", 2, "ACTIVE")))
    script = streaming(*(data[n : n + 1] for n in range(len(data))))
    async with talking_to(script) as (client, _):
        heard = await listen(client, 2)
    assert [document.content.observations[0].value for document in heard] == ["READY", "ACTIVE"]


async def test_silence_ends_a_stream() -> None:
    async with talking_to(streaming(part(streams()))) as (client, _):
        with pytest.raises(NoAnswer) as caught:
            await listen(client, 2, silence_s=0.2)
    assert caught.value.reason.fault is LinkFault.SILENT


async def test_bytes_without_a_whole_part_are_silence_too() -> None:
    async def script(request: Request, reply: Reply) -> None:
        await reply.begin_stream()
        await reply.raw(b"\r\n--frontier\r\nContent-length: 100000\r\n\r\n")
        while True:
            await reply.raw(b" ")
            await asyncio.sleep(0.05)

    async with talking_to(script) as (client, _):
        with pytest.raises(NoAnswer, match="whole document") as caught:
            await listen(client)
    assert caught.value.reason.fault is LinkFault.SILENT


@pytest.mark.parametrize("ending", [b"", b"\r\n--frontier--\r\n", b"\r\n--frontier\r\nContent-length: 90\r\n\r\n<MTC"])
async def test_a_stream_that_ends_is_a_closed_connection(ending: bytes) -> None:
    async with talking_to(streaming(part(streams()), ending, then="close")) as (client, _):
        with pytest.raises(ConnectionClosed):
            await listen(client, 2)


async def test_the_closing_boundary_ends_a_stream_although_the_connection_stays() -> None:
    async with talking_to(streaming(part(streams()), b"\r\n--frontier--\r\n")) as (client, _):
        with pytest.raises(ConnectionClosed):
            await listen(client, 2)


async def test_an_error_inside_a_stream_is_the_agents_refusal() -> None:
    async with talking_to(streaming(part(streams()), part(error("OUT_OF_RANGE", "fell behind")))) as (client, _):
        with pytest.raises(AgentRefused, match="OUT_OF_RANGE fell behind"):
            await listen(client, 2)


async def test_a_broken_part_ends_the_stream() -> None:
    async with talking_to(streaming(part(b"<MTConnectStreams>"))) as (client, _):
        with pytest.raises(Malformed):
            await listen(client)


async def test_a_part_that_is_compressed_by_itself_is_read() -> None:
    body = streams(said("exec", 1, "READY"))
    script = streaming(
        part(gzip.compress(body), "frontier", "Content-Encoding: gzip"),
        part(zlib.compress(body), "frontier", "content-encoding: deflate"),
        part(body, "frontier", "Content-Encoding: identity"),
    )
    async with talking_to(script) as (client, _):
        assert [len(document.content.observations) for document in await listen(client, 3)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("body", "encoding", "failure"),
    [
        (gzip.compress(b" " * (MAX_PART + 1)), "gzip", TooLarge),
        (b"no gzip", "gzip", Malformed),
        (b"x", "br", Malformed),
    ],
)
async def test_a_part_that_cannot_be_unpacked_ends_the_stream(
    body: bytes, encoding: str, failure: type[Malformed]
) -> None:
    async with talking_to(streaming(part(body, "frontier", f"Content-Encoding: {encoding}"))) as (client, _):
        with pytest.raises(failure):
            await listen(client)


@pytest.mark.parametrize(
    ("script", "failure"),
    [
        (answering(streams(said("exec", 1, "READY"))), NotAStream),
        (answering(error("OUT_OF_RANGE")), AgentRefused),
        (answering(b"<html/>"), NotAnAgent),
        (answering(b"", "503 Service Unavailable"), HttpFailure),
        (answering(streams(), "200 OK", "Content-Type: multipart/mixed"), NotAStream),
    ],
)
async def test_a_single_document_is_no_stream(script: Script, failure: type[EndpointFailure]) -> None:
    async with talking_to(script) as (client, _):
        with pytest.raises(failure):
            await listen(client)


async def test_leaving_a_stream_early_leaves_nothing_behind() -> None:
    async with talking_to(streaming(part(streams()), part(streams()), part(streams()))) as (client, _):
        await listen(client, 1)
        names = [task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    assert not [name for name in names if "stream" in name]
    assert header() in streams().decode()


async def test_a_client_outside_its_context_is_a_defect() -> None:
    with pytest.raises(RuntimeError, match="outside"):
        await AgentClient("http://127.0.0.1:1", now_us, QUICK).probe()


def guarded(*, password: SecretReference | None = None, token: SecretReference | None = None) -> SourceSettings:
    return SourceSettings(SourceType.MTCONNECT, "http://agent", username="ana", password=password, token=token)


@pytest.mark.parametrize(
    ("settings", "header"),
    [
        (guarded(password=SecretReference(env="HMI_TEST_SECRET")), "Basic YW5hOnMzY3JldA=="),
        (guarded(token=SecretReference(env="HMI_TEST_SECRET")), "Bearer s3cret"),
        (guarded(), None),
    ],
)
async def test_a_password_or_token_is_sent_with_every_request(
    settings: SourceSettings, header: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HMI_TEST_SECRET", "s3cret")
    async with ScriptedServer(answering(devices(LATHE))) as server:
        async with AgentClient(server.url, now_us, QUICK, settings) as client:
            await client.probe()
        (request,) = server.requests
    assert request.headers.get("authorization") == header


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
async def test_a_secret_that_the_agent_does_not_accept_is_told_apart_from_one_that_is_missing(
    status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HMI_TEST_SECRET", "s3cret")
    settings = guarded(token=SecretReference(env="HMI_TEST_SECRET"))
    async with (
        ScriptedServer(answering(b"", status)) as server,
        AgentClient(server.url, now_us, QUICK, settings) as client,
    ):
        with pytest.raises(HttpFailure) as caught:
            await client.probe()
    assert caught.value.reason == LinkReason(LinkFault.CREDENTIALS_REFUSED, status)


@pytest.mark.parametrize("token", ["s3cret\nX-Other: s3cret", "s3cret café", "s3cret s3cret"])
async def test_a_token_that_is_none_is_a_failure_that_does_not_repeat_it(
    token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HMI_TEST_SECRET", token)
    settings = guarded(token=SecretReference(env="HMI_TEST_SECRET"))
    async with ScriptedServer(answering(devices(LATHE))) as server:
        async with AgentClient(server.url, now_us, QUICK, settings) as client:
            with pytest.raises(NoCredentials, match="HMI_TEST_SECRET") as caught:
                await client.probe()
        assert server.requests == []
    assert "s3cret" not in repr(caught.value)


async def test_a_secret_that_cannot_be_had_is_a_failure_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HMI_TEST_SECRET", raising=False)
    settings = guarded(token=SecretReference(env="HMI_TEST_SECRET"))
    async with ScriptedServer(answering(devices(LATHE))) as server:
        async with AgentClient(server.url, now_us, QUICK, settings) as client:
            with pytest.raises(NoCredentials, match="HMI_TEST_SECRET"):
                await client.probe()
        assert server.requests == []
