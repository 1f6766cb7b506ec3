"""An HTTP server whose every byte the test decides; the simulator's agent is too well-behaved for some cases."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked for."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]

    @property
    def streaming(self) -> bool:
        return "interval" in self.query


class Reply:
    """The way back to one client."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._writer.write(data)
        await self._writer.drain()

    async def document(self, body: bytes, status: str = "200 OK", *headers: str) -> None:
        """Send a whole answer."""
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
        if not any(header.lower().startswith("content-type") for header in headers):
            lines.append("Content-Type: text/xml")
        await self.raw("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    async def begin_stream(self, content_type: str = "multipart/x-mixed-replace;boundary=frontier") -> None:
        """Send the head of an answer that ends with the connection."""
        await self.raw(f"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: {content_type}\r\n\r\n".encode())

    async def part(self, body: bytes, boundary: str = "frontier", *headers: str) -> None:
        """Send one part of a stream."""
        await self.raw(part(body, boundary, *headers))

    async def until_closed(self) -> None:
        """Wait, saying nothing, until the server ends."""
        await asyncio.Event().wait()


def part(body: bytes, boundary: str = "frontier", *headers: str) -> bytes:
    """Return one part of a stream as agents send it."""
    lines = (f"--{boundary}", "Content-type: text/xml", f"Content-length: {len(body)}", *headers)
    return "".join(f"\r\n{line}" for line in lines).encode() + b"\r\n\r\n" + body


Script = Callable[[Request, Reply], Awaitable[None]]


@dataclass(slots=True)
class ScriptedServer:
    """Answers every request as ``script`` says, one request per connection, on a free port of this computer."""

    script: Script
    requests: list[Request] = field(default_factory=list)
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._welcome, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
            for task in tuple(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._server.wait_closed()

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def asked(self, path: str) -> list[Request]:
        """Every request for a path so far."""
        return [request for request in self.requests if request.path == path]

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            target = urlsplit(first.split(" ")[1])
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            request = Request(target.path, dict(parse_qsl(target.query)), headers)
            self.requests.append(request)
            await self.script(request, Reply(writer))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client went away, which is its right
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
