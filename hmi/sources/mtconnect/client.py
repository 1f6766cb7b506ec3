"""The wire to one agent: asks, listens, and turns whatever goes wrong into one of our failures."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, Self, TypeVar

import httpx

from hmi.domain.link import Security
from hmi.settings.site import SourceSettings
from hmi.sources.mtconnect.assets import AssetTool, read_tools
from hmi.sources.mtconnect.document import Document, Header, Kind, errors_of, open_document, open_head
from hmi.sources.mtconnect.failure import (
    AgentRefused,
    ConnectionClosed,
    Malformed,
    MalformedDocument,
    NoAnswer,
    NotAnAgent,
    NotAStream,
    TooLarge,
)
from hmi.sources.mtconnect.model import Bindings
from hmi.sources.mtconnect.multipart import MAX_PART, Framer, Part, boundary_of
from hmi.sources.mtconnect.patience import Patience
from hmi.sources.mtconnect.probe import Device, read_devices
from hmi.sources.mtconnect.refusal import refusal_by_body, refusal_by_head, status_words
from hmi.sources.mtconnect.security import Credentials, security_of, tls_context
from hmi.sources.mtconnect.streams import Streams, read_streams
from hmi.sources.mtconnect.trouble import failure_of

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True)
_LARGE = 200_000
"""Bytes of a document that is read on a worker thread, because the loop must not compute for over 20 ms."""
_GZIP_OR_ZLIB = 47
_MOST_TOOLS = 1024
"""As many assets as the reference agent keeps; without a number it gives 100."""
_SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Heard(Generic[_T_co]):
    """What an agent said, when it arrived on this computer's clock, and how many bytes it took."""

    content: _T_co
    received_us: int
    size: int


@dataclass(frozen=True, slots=True)
class Probe:
    """What an agent has."""

    header: Header
    devices: tuple[Device, ...]


class AgentClient:
    """One agent; use it as an asynchronous context manager, on one loop.

    Entering it and every method raise an EndpointFailure for whatever keeps them from their answer, and nothing else.
    The environment's proxies are not used, and redirects are not followed: a shop's agents are in its own network, and
    our password is for the one that the site file names. Files and passwords for TLS are as they were on entering.
    """

    def __init__(
        self, url: str, clock_us: Callable[[], int], patience: Patience, settings: SourceSettings | None = None
    ) -> None:
        self._url = url
        self._settings = settings
        self._clock_us = clock_us
        self._patience = patience
        self._http: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        settings = self._settings
        self._http = httpx.AsyncClient(
            auth=None if settings is None else Credentials(settings),
            verify=await tls_context(None if settings is None else settings.tls),
            event_hooks={"response": [self._refuse]},
            trust_env=False,
            follow_redirects=False,
            headers={"Accept": "text/xml, application/xml", "Accept-Encoding": "identity", "User-Agent": "hmi"},
            timeout=self._timeout(self._patience.answer_s),
            # a stream, and a question beside it
            limits=httpx.Limits(max_connections=4, max_keepalive_connections=1),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def _refuse(self, response: httpx.Response) -> None:
        """Raise what the head of an answer decides, before its body is read."""
        security = Security() if self._settings is None else security_of(self._settings)
        failure = refusal_by_head(response, security)
        if failure is not None:
            raise failure

    async def probe(self) -> Heard[Probe]:
        """Ask what the agent has."""

        def read(document: Document) -> Probe:
            return Probe(document.header, read_devices(document))

        return await self._ask("/probe", {}, Kind.DEVICES, read)

    async def current(self, bindings: Bindings, at: int | None = None) -> Heard[Streams]:
        """Ask for the value of everything, now or after the observation ``at``, which the buffer has to hold."""
        query = {} if at is None else {"at": at}
        return await self._ask("/current", query, Kind.STREAMS, lambda document: read_streams(document, bindings))

    async def head(self) -> Heard[Streams]:
        """Ask where an agent stands whose present cannot be read: of the answer to ``/current``, the header alone."""
        return await self._ask("/current", {}, Kind.STREAMS, lambda document: Streams(document.header), open_head)

    async def assets(self) -> Heard[tuple[AssetTool, ...]]:
        """Ask for all cutting tools; an agent without any may refuse."""
        query: dict[str, int | str] = {"type": "CuttingTool", "count": _MOST_TOOLS}
        return await self._ask("/assets", query, Kind.ASSETS, read_tools)

    async def sample(self, start: int, count: int, bindings: Bindings) -> Heard[Streams]:
        """Ask for the observations from a sequence on, ``count`` at most."""
        query = {"from": start, "count": count}
        return await self._ask("/sample", query, Kind.STREAMS, lambda document: read_streams(document, bindings))

    @asynccontextmanager
    async def stream(
        self, start: int, count: int, interval_s: float, heartbeat_s: float, silence_s: float, bindings: Bindings
    ) -> AsyncIterator[AsyncIterator[Heard[Streams]]]:
        """Open a stream from a sequence on; the block is entered when the agent has begun to answer.

        The iterator gives each document as it arrives, empty ones too: they prove that the agent lives. It never ends
        by itself: it raises NoAnswer after ``silence_s`` without a byte and ConnectionClosed when the agent ends it.
        Raises NotAStream on entering when the agent answers with a single document instead.
        """
        query = {
            "from": start,
            "count": count,
            "interval": round(interval_s * 1000),
            "heartbeat": round(heartbeat_s * 1000),
        }
        async with AsyncExitStack() as open_things:
            try:
                response = await open_things.enter_async_context(
                    self._client.stream("GET", f"{self._url}/sample", params=query, timeout=self._timeout(silence_s))
                )
                boundary = boundary_of(response.headers.get("content-type", ""))
                if boundary is None:
                    async with asyncio.timeout(self._patience.whole_s):
                        body = await self._whole_body(response)
                    await self._read(body, _status(response), Kind.STREAMS, _nothing)
                    raise NotAStream("answered the streaming request with a single document")
            except (httpx.HTTPError, OSError) as error:
                raise failure_of(error) from error
            documents = self._documents(response, Framer(boundary), silence_s, bindings)
            yield await open_things.enter_async_context(aclosing(documents))

    async def _documents(
        self, response: httpx.Response, framer: Framer, silence_s: float, bindings: Bindings
    ) -> AsyncGenerator[Heard[Streams], None]:
        loop = asyncio.get_running_loop()
        last_part_s = loop.time()
        try:
            async for chunk in response.aiter_bytes():
                parts = framer.feed(chunk)
                received_us = self._clock_us()
                for part in parts:
                    streams = await self._read(
                        _unpacked(part), "", Kind.STREAMS, lambda document: read_streams(document, bindings)
                    )
                    yield Heard(streams, received_us, len(part.body))
                if framer.ended:
                    break
                if parts:
                    last_part_s = loop.time()
                elif loop.time() - last_part_s > self._patience.whole_s:
                    raise NoAnswer(f"no whole document within {self._patience.whole_s:g} s", silent=True)
        except httpx.ReadTimeout:
            raise NoAnswer(f"nothing for {silence_s:g} s", silent=True) from None
        except (httpx.HTTPError, OSError) as error:
            raise failure_of(error) from error
        raise ConnectionClosed("the agent ended the stream")

    async def _ask(
        self,
        path: str,
        query: Mapping[str, int | str],
        kind: Kind,
        read: Callable[[Document], _T],
        opened: Callable[[bytes], Document] = open_document,
    ) -> Heard[_T]:
        try:
            async with (
                asyncio.timeout(self._patience.whole_s),
                self._client.stream("GET", self._url + path, params=dict(query)) as response,
            ):
                body = await self._whole_body(response)
        except (httpx.HTTPError, OSError) as error:
            raise failure_of(error) from error
        received_us = self._clock_us()
        return Heard(await self._read(body, _status(response), kind, read, opened), received_us, len(body))

    async def _whole_body(self, response: httpx.Response) -> bytes:
        chunks: list[bytes] = []
        size = 0
        async for chunk in response.aiter_bytes():
            size += len(chunk)
            if size > MAX_PART:
                raise TooLarge(f"a document of more than {MAX_PART} bytes")
            chunks.append(chunk)
        return b"".join(chunks)

    async def _read(
        self,
        body: bytes,
        status: str,
        kind: Kind,
        read: Callable[[Document], _T],
        opened: Callable[[bytes], Document] = open_document,
    ) -> _T:
        def work() -> _T:
            return read(_document(body, status, kind, opened))

        return await asyncio.to_thread(work) if len(body) > _LARGE else work()

    @property
    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            raise RuntimeError("the client is used outside its context")
        return self._http

    def _timeout(self, read_s: float) -> httpx.Timeout:
        return httpx.Timeout(read_s, connect=self._patience.connect_s)


def _nothing(_: Document) -> None:
    return None


def _status(response: httpx.Response) -> str:
    """Return a status that is no success in words; empty for success."""
    return "" if response.is_success else status_words(response)


def _document(body: bytes, status: str, kind: Kind, opened: Callable[[bytes], Document]) -> Document:
    """Open what an agent answered. Its root element decides before its status does: 1.x agents send errors with 200."""
    try:
        document = opened(body)
    except (NotAnAgent, MalformedDocument):
        if status:
            raise refusal_by_body(status, body) from None
        raise
    if document.kind is Kind.ERROR:
        raise AgentRefused(errors_of(document))
    if document.kind is not kind:
        raise NotAnAgent(f"{document.kind.value} in place of {kind.value}")
    return document


def _unpacked(part: Part) -> bytes:
    """Return a part's document; some agents compress part by part, whatever was asked for."""
    encoding = part.headers.get("content-encoding", "identity").lower()
    if encoding == "identity":
        return part.body
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise Malformed(f"Content-encoding {encoding}")
    unpacking = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        body = unpacking.decompress(part.body, MAX_PART)
    except zlib.error as error:
        raise Malformed(str(error)) from None
    if not unpacking.eof:
        raise TooLarge(f"a part that unpacks to more than {MAX_PART} bytes, or is cut short")
    return body
