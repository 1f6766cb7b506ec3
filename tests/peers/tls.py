"""A server that ends TLS before an agent that speaks plain HTTP, as reverse proxies do in a shop."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from tests.peers.certificates import AGENT, Identity

_PATIENCE_S = 20.0


class TlsFront:
    """Passes every request on to the agent at ``agent``, a request per connection, on a free port of this computer.

    ``clients`` is the CA whose certificates clients have to show, ``authorization`` the header that they have to send
    and ``location`` where they are sent instead. It runs on threads, because asyncio drops the alerts of a handshake
    that fails, which a real server sends.
    """

    def __init__(
        self,
        agent: str,
        identity: Identity,
        *,
        clients: Path | None = None,
        authorization: str = "",
        location: str = "",
    ) -> None:
        parts = urlsplit(agent)
        self._agent = (parts.hostname or "", parts.port or 80)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(identity.certificate, identity.key)
        if clients is not None:
            self._context.verify_mode = ssl.CERT_REQUIRED
            self._context.load_verify_locations(clients)
        self.authorization = authorization
        self.location = location
        self._listening = socket.create_server((AGENT, 0))
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._start(self._listen)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.drop()
        for thread in self._threads:
            thread.join(_PATIENCE_S)
            assert not thread.is_alive()

    @property
    def port(self) -> int:
        port: int = self._listening.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"https://{AGENT}:{self.port}"

    def drop(self) -> None:
        """Cut every connection."""
        with self._lock:
            for one in self._open:
                with suppress(OSError):
                    socket.socket.shutdown(one, socket.SHUT_RDWR)

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, name="tls-front", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while True:
            try:
                plain, _ = self._listening.accept()
            except OSError:
                return  # closed, which is the way to end it
            self._start(self._serve, plain)

    def _serve(self, plain: socket.socket) -> None:
        with ExitStack() as held, suppress(OSError):
            plain.settimeout(_PATIENCE_S)
            client = self._context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)
            self._hold(held, client)
            try:
                client.do_handshake()
                self._answer(held, client)
            except ssl.SSLError:
                _linger(client)

    def _answer(self, held: ExitStack, client: ssl.SSLSocket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            received = client.recv(65536)
            if not received:
                return
            head += received
        if self.location:
            client.sendall(_without_body("302 Found", f"Location: {self.location}"))
        elif self.authorization and f"\r\nauthorization: {self.authorization}\r\n".encode() not in _small_names(head):
            scheme = self.authorization.partition(" ")[0]
            client.sendall(_without_body("401 Unauthorized", f'WWW-Authenticate: {scheme} realm="shop"'))
        else:
            agent = socket.create_connection(self._agent, _PATIENCE_S)
            self._hold(held, agent)
            agent.sendall(head.replace(b"Connection: keep-alive", b"Connection: close"))
            while document := agent.recv(65536):
                client.sendall(document)

    def _hold(self, held: ExitStack, one: socket.socket) -> None:
        """Have a socket closed in the end, and cut when connections are dropped."""
        with self._lock:
            self._open.add(one)

        def let_go() -> None:
            with self._lock:
                self._open.discard(one)
            one.close()

        held.callback(let_go)


def _small_names(head: bytes) -> bytes:
    """Return a request's head with the names of its headers in lower case."""
    lines = head.split(b"\r\n")
    return b"\r\n".join(name.lower() + colon + value for name, colon, value in (line.partition(b":") for line in lines))


def _without_body(status: str, header: str) -> bytes:
    return f"HTTP/1.1 {status}\r\n{header}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()


def _linger(client: ssl.SSLSocket) -> None:
    """Let the client read our alert: a socket that is closed with something unread is reset, alert and all."""
    socket.socket.shutdown(client, socket.SHUT_WR)
    while socket.socket.recv(client, 65536):
        pass
