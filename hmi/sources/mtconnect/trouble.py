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

_UNANSWERED = "Server disconnected"
_GONE = (_UNANSWERED, "peer closed connection")
"""How httpcore 1.0 and h11 0.16 begin when the other side hung up; they give it no type of its own."""
_BINARY = "illegal request line"
"""What h11 0.16 says of an answer that begins with a control character, as an alert of TLS does."""
_HTTPS_PERHAPS = "if it expects https, correct the url"

_VERIFY_FAULT = {
    9: LinkFault.CERTIFICATE_EXPIRED,  # X509_V_ERR_CERT_NOT_YET_VALID
    10: LinkFault.CERTIFICATE_EXPIRED,  # X509_V_ERR_CERT_HAS_EXPIRED
    62: LinkFault.CERTIFICATE_WRONG_NAME,  # X509_V_ERR_HOSTNAME_MISMATCH
    64: LinkFault.CERTIFICATE_WRONG_NAME,  # X509_V_ERR_IP_ADDRESS_MISMATCH
}
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"})
"""What OpenSSL makes of an answer in plain text; 3.0 says the first, later ones may say the others."""
_ALERT_FAULT = {
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": LinkFault.CERTIFICATE_ASKED,
    "TLSV1_ALERT_UNKNOWN_CA": LinkFault.CERTIFICATE_REFUSED,
    "TLSV1_ALERT_ACCESS_DENIED": LinkFault.CERTIFICATE_REFUSED,
    "SSLV3_ALERT_BAD_CERTIFICATE": LinkFault.CERTIFICATE_REFUSED,
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": LinkFault.CERTIFICATE_REFUSED,
    "SSLV3_ALERT_CERTIFICATE_REVOKED": LinkFault.CERTIFICATE_REFUSED,
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": LinkFault.CERTIFICATE_REFUSED,
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": LinkFault.CERTIFICATE_REFUSED,
}
"""Alerts of the agent about our certificate, by OpenSSL's names for them."""
_ALERT_WORDS = {
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "the agent refuses the handshake; it may demand a client certificate",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the agent has no version of TLS in common with us; 1.2 is the oldest",
    "UNSUPPORTED_PROTOCOL": "the agent has no version of TLS in common with us; 1.2 is the oldest",
}


def failure_of(error: httpx.HTTPError | OSError) -> EndpointFailure:
    """Return the failure behind an error of the wire."""
    match error:
        case httpx.ConnectTimeout():
            return ConnectFailure(LinkFault.UNREACHABLE, "no answer to the attempt to connect")
        case httpx.TimeoutException():
            return NoAnswer("connected, but no answer")
        case TimeoutError():
            return NoAnswer("the answer did not end in time")
        case httpx.RemoteProtocolError() if str(error) == _BINARY:
            return NotAnAgent(f"does not speak HTTP; {_HTTPS_PERHAPS}")
        case httpx.RemoteProtocolError() if not str(error).startswith(_GONE):
            return NotAnAgent(f"does not speak HTTP: {error}")
        case httpx.DecodingError():
            return MalformedDocument(str(error))
        case httpx.ConnectError():
            return _connect_failure(error)
        case _:
            return _broken_connection(error)


def _connect_failure(error: BaseException) -> ConnectFailure:
    """Return why no connection came about; the operating system's own error stands somewhere behind httpx's."""
    causes = list(_causes(error))
    for cause in causes:
        match cause:
            case ssl.SSLError():
                return _tls_failure(cause)
            case socket.gaierror():
                return ConnectFailure(LinkFault.NAME_UNKNOWN, str(cause.strerror))
            case ConnectionRefusedError():
                return ConnectFailure(LinkFault.REFUSED)
    numbered = (cause for cause in causes if isinstance(cause, OSError) and cause.errno is not None)
    spoken = next((cause.strerror for cause in numbered), None)
    return ConnectFailure(LinkFault.UNREACHABLE, spoken or str(error))


def _broken_connection(error: BaseException) -> EndpointFailure:
    """Return why a connection ended; from TLS 1.3 on, an agent that does not like our certificate says so only then."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return _tls_failure(cause)
    if str(error).startswith(_UNANSWERED) and isinstance(error, httpx.RequestError) and _in_plain_text(error):
        return ConnectionClosed(f"hung up without an answer; {_HTTPS_PERHAPS}")
    return ConnectionClosed(str(error))


def _in_plain_text(error: httpx.RequestError) -> bool:
    try:
        return error.request.url.scheme == "http"
    except RuntimeError:
        return False  # httpx gives the request to an error only where it passes through its client


def _tls_failure(error: ssl.SSLError) -> ConnectFailure:
    """Return what a failure of TLS means; an error that Python made itself lacks OpenSSL's attributes."""
    reason = getattr(error, "reason", "") or ""
    if isinstance(error, ssl.SSLCertVerificationError):
        fault = _VERIFY_FAULT.get(getattr(error, "verify_code", 0), LinkFault.CERTIFICATE_UNTRUSTED)
        return ConnectFailure(fault, getattr(error, "verify_message", "") or reason or str(error))
    if reason in _NO_TLS:
        return ConnectFailure(LinkFault.TLS_MISSING)
    return ConnectFailure(_ALERT_FAULT.get(reason, LinkFault.TLS), _ALERT_WORDS.get(reason, reason or str(error)))


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
