"""One client's connection: requests in, documents out."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from http import HTTPStatus
from typing import Protocol
from uuid import uuid4

import h11

from hmi.simulator.dialect import Dialect
from hmi.simulator.faults import Faults, Refusal, Rubbish
from hmi.simulator.instance import Instance
from hmi.simulator.packing import DEFAULT_ERROR, proper
from hmi.simulator.queries import Kind, Query, RequestError, in_range, read
from hmi.simulator.stream import FellBehindError, samples, snapshots

IDLE_S = 75.0
"""How long a connection without a request is kept."""
WRITE_S = 30.0
"""How long a client may leave a document unread; the reference agent allows the same."""
_REQUEST_BYTES = 32 * 1024
_BODY_BYTES = 64 * 1024
_SEND_BUFFER_BYTES = 512 * 1024
_HTML = b"<html><head><title>Gateway</title></head><body><p>Please sign in.<br></body></html>"


class Host(Protocol):
    """What a connection needs of its agent."""

    @property
    def faults(self) -> Faults: ...

    @property
    def dialect(self) -> Dialect: ...

    @property
    def instance(self) -> Instance: ...

    @property
    def buffer_size(self) -> int: ...

    @property
    def bells(self) -> set[asyncio.Event]: ...


class _RequestTooLongError(Exception):
    """A request body that no request of this protocol has."""


class Connection:
    """Serves one client until it leaves, asks to close, or does not read what it is sent."""

    def __init__(self, host: Host, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._host = host
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_REQUEST_BYTES)
        # a client that does not read is noticed after half a MiB, not after the megabytes that a kernel would take
        with suppress(OSError):  # the client may have left already, which the first read finds out
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)

    async def serve(self) -> None:
        """Answer request after request; returns when the connection is closed."""
        try:
            while await self._exchange():
                self._http.start_next_cycle()
        except h11.RemoteProtocolError as error:
            with suppress(ConnectionError, TimeoutError):
                await self._refuse(HTTPStatus(error.error_status_hint), str(error))
        except _RequestTooLongError:
            with suppress(ConnectionError, TimeoutError):
                await self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "No request has a body here.")
        except (ConnectionError, TimeoutError):
            pass  # the client has left, or has stopped reading or asking; there is nobody to tell
        finally:
            await self._close()

    def abort(self) -> None:
        """Cut the connection."""
        self._writer.transport.abort()

    async def _close(self) -> None:
        self._writer.close()
        try:
            async with asyncio.timeout(1.0):
                await self._writer.wait_closed()
        except (ConnectionError, TimeoutError):
            self.abort()

    async def _exchange(self) -> bool:
        """Read one request and answer it; return whether the connection can be used again."""
        event = await self._next_event()
        if not isinstance(event, h11.Request):
            return False
        request, received = event, 0
        while not isinstance(event := await self._next_event(), h11.EndOfMessage):
            if not isinstance(event, h11.Data):
                return False
            received += len(event.data)
            if received > _BODY_BYTES:
                raise _RequestTooLongError
        await self._answer(request)
        return self._http.our_state is h11.DONE and self._http.their_state is h11.DONE

    async def _next_event(self) -> h11.Event | type[h11.PAUSED] | type[h11.NEED_DATA]:
        while True:
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return event
            async with asyncio.timeout(IDLE_S):
                self._http.receive_data(await self._reader.read(64 * 1024))

    async def _answer(self, request: h11.Request) -> None:
        head = request.method == b"HEAD"
        instance = self._host.instance
        try:
            if request.method not in (b"GET", b"HEAD"):
                raise RequestError("UNSUPPORTED", "Only the HTTP GET request is supported", HTTPStatus.NOT_FOUND)
            query = read(
                request.target.decode("ascii", "replace"),
                self._host.dialect,
                lambda name: instance.device(name) is not None,
                self._host.buffer_size,
            )
            if (refusal := self._host.faults.refusal_of(query.kind)) is not None:
                await self._turn_down(instance, refusal, request.target.decode("ascii", "replace"), head)
                return
            if query.interval_ms is not None and not head and not self._host.faults.no_stream:
                await self._stream(instance, query)
                return
            document = instance.answer(query)
        except RequestError as error:
            document = instance.error(error)
            await self._send_document(document, self._host.dialect.status(error.status), head)
            return
        await self._send_document(document, HTTPStatus.OK, head)

    async def _turn_down(self, instance: Instance, refusal: Refusal, target: str, head: bool) -> None:
        """Answer with the error that a fault asks for."""
        error = RequestError(refusal.code, f"The simulator was asked to answer with {refusal.code}.")
        missing = refusal.code in ("NO_DEVICE", "UNSUPPORTED", "ASSET_NOT_FOUND")
        usual = self._host.dialect.status(HTTPStatus.NOT_FOUND if missing else HTTPStatus.BAD_REQUEST)
        document = instance.error(error, refusal.style, target)
        await self._send_document(document, usual if refusal.status is None else refusal.status, head)

    async def _send_document(self, document: bytes, status: HTTPStatus, head: bool) -> None:
        """Send a plain answer, or the rubbish that is asked for."""
        rubbish = self._host.faults.rubbish
        media_type, declared = "text/xml", None
        if rubbish in (Rubbish.HTML, Rubbish.NOT_FOUND):
            document, media_type = _HTML, "text/html"
            status = HTTPStatus.NOT_FOUND if rubbish is Rubbish.NOT_FOUND else HTTPStatus.OK
        elif rubbish is Rubbish.TRUNCATED:
            document = _cut(document)
        elif rubbish is Rubbish.WRONG_LENGTH:
            declared = len(document) + DEFAULT_ERROR
        await self._respond(status, media_type, document, head, declared)

    async def _respond(
        self, status: HTTPStatus, media_type: str, body: bytes, head: bool, declared: int | None = None
    ) -> None:
        headers = [
            ("Server", "MTConnectAgent"),
            ("Content-Type", media_type),
            ("Cache-Control", "no-store, max-age=0"),
            ("Expires", "-1"),
            ("Content-Length", str(len(body) if declared is None else declared)),
        ]
        if declared is not None:
            headers.append(("Connection", "close"))
        answer = self._http.send(h11.Response(status_code=status, headers=headers, reason=status.phrase)) or b""
        if not head:
            answer += self._http.send(h11.Data(data=body)) or b""
        if declared is None:
            answer += self._http.send(h11.EndOfMessage()) or b""
        await self._write(answer)

    async def _refuse(self, status: HTTPStatus, text: str) -> None:
        if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            await self._respond(status, "text/plain", text.encode(), head=False)

    async def _stream(self, instance: Instance, query: Query) -> None:
        """Send documents until the client leaves. Raises RequestError while nothing has been sent yet."""
        instance.check_start(query.start)
        in_range("count", query.count, 1, self._host.buffer_size)
        only = instance.filter(query)
        bell = asyncio.Event()
        self._host.bells.add(bell)
        try:
            documents = (
                samples(instance, bell, query, only) if query.kind is Kind.SAMPLE else snapshots(instance, query, only)
            )
            await self._while_connected(documents)
        finally:
            self._host.bells.discard(bell)

    async def _while_connected(self, documents: AsyncGenerator[bytes, None]) -> None:
        """Send the documents; stop as soon as the client closes its side."""
        sending = asyncio.ensure_future(self._send_parts(documents))
        leaving = asyncio.ensure_future(self._client_leaves())
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, leaving):
                task.cancel()
            results = await asyncio.gather(sending, leaving, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _client_leaves(self) -> None:
        while await self._reader.read(4096):
            pass  # nothing that a client says after its request matters

    async def _send_parts(self, documents: AsyncGenerator[bytes, None]) -> None:
        boundary = uuid4().hex
        headers = [
            ("Server", "MTConnectAgent"),
            ("Content-Type", f"{self._host.dialect.stream_media_type};boundary={boundary}"),
            ("Cache-Control", "no-cache, no-store, max-age=0"),
            ("Expires", "-1"),
            ("Connection", "close"),
        ]
        await self._write(self._http.send(h11.Response(status_code=HTTPStatus.OK, headers=headers)) or b"")
        instance = self._host.instance
        try:
            async with aclosing(documents) as open_documents:
                async for document in open_documents:
                    await self._send_part(boundary, document)
        except FellBehindError:
            error = RequestError("OUT_OF_RANGE", "Client fell too far behind, disconnecting")
            await self._send_part(boundary, instance.error(error))
        await self._write(self._http.send(h11.EndOfMessage()) or b"")

    async def _send_part(self, boundary: str, document: bytes) -> None:
        faults, header = self._host.faults, self._host.dialect.part_header
        if faults.rubbish is None:
            packer = faults.packer
            part = proper(document, boundary, header) if packer is None else packer.pack(document, boundary, header)
        elif faults.rubbish is Rubbish.TRUNCATED:
            part = proper(_cut(document), boundary, header)
        elif faults.rubbish is Rubbish.WRONG_LENGTH:
            part = proper(document, boundary, header, len(document) + DEFAULT_ERROR)
        else:
            part = proper(_HTML, boundary, header)
        await self._write(self._http.send(h11.Data(data=part)) or b"")

    async def _write(self, data: bytes) -> None:
        """Send bytes at the pace that the client and the faults allow. Raises TimeoutError, ConnectionError."""
        faults = self._host.faults
        while data:
            await faults.passage()
            drip = faults.drip_bytes_per_s
            step = len(data) if drip is None else max(1, int(drip / 10))
            self._writer.write(data[:step])
            async with asyncio.timeout(WRITE_S):
                await self._writer.drain()
            data = data[step:]
            if data:
                await asyncio.sleep(0.1)


def _cut(document: bytes) -> bytes:
    """Return a document without its end."""
    return document[: len(document) * 2 // 3]
