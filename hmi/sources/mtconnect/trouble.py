"""Turns what httpx and the operating system say into our failures."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx

from hmi.domain.link import LinkFault
from hmi.sources.mtconnect.failure import (
    ConnectFailure,
    ConnectionClosed,
    EndpointFailure,
    MalformedDocument,
    NoAnswer,
    NotAnAgent,
)

_GONE = ("Server disconnected", "peer closed connection")
"""How httpcore 1.0 and h11 0.16 begin when the other side hung up; they give it no type of its own."""


def failure_of(error: httpx.HTTPError | OSError) -> EndpointFailure:
    """Return the failure behind an error of the wire."""
    match error:
        case httpx.ConnectTimeout():
            return ConnectFailure(LinkFault.UNREACHABLE, "no answer to the attempt to connect")
        case httpx.TimeoutException():
            return NoAnswer("connected, but no answer")
        case TimeoutError():
            return NoAnswer("the answer did not end in time")
        case httpx.RemoteProtocolError() if not str(error).startswith(_GONE):
            return NotAnAgent(f"does not speak HTTP: {error}")
        case httpx.DecodingError():
            return MalformedDocument(str(error))
        case httpx.ConnectError():
            return _connect_failure(error)
        case ssl.SSLError():
            return ConnectFailure(LinkFault.TLS, _tls_words(error))
        case _:
            return ConnectionClosed(str(error))


def _connect_failure(error: BaseException) -> ConnectFailure:
    """Return why no connection came about; the operating system's own error stands somewhere behind httpx's."""
    causes = list(_causes(error))
    for cause in causes:
        match cause:
            case ssl.SSLError():
                return ConnectFailure(LinkFault.TLS, _tls_words(cause))
            case socket.gaierror():
                return ConnectFailure(LinkFault.NAME_UNKNOWN, str(cause.strerror))
            case ConnectionRefusedError():
                return ConnectFailure(LinkFault.REFUSED)
    numbered = (cause for cause in causes if isinstance(cause, OSError) and cause.errno is not None)
    spoken = next((cause.strerror for cause in numbered), None)
    return ConnectFailure(LinkFault.UNREACHABLE, spoken or str(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Return an error with everything that led to it; a name with several addresses fails as a group."""
    waiting: list[BaseException] = [error]
    seen: set[int] = set()
    while waiting:
        cause = waiting.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        if isinstance(cause, BaseExceptionGroup):
            waiting.extend(cause.exceptions)
        waiting.extend(behind for behind in (cause.__cause__, cause.__context__) if behind is not None)


def _tls_words(error: ssl.SSLError) -> str:
    """Return what OpenSSL says; an error that Python made itself has neither of its two attributes."""
    return str(getattr(error, "verify_message", "") or getattr(error, "reason", "") or error)
