from __future__ import annotations

import errno
import socket
import ssl

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.link import LinkFault, LinkReason
from hmi.sources.mtconnect.failure import (
    AgentError,
    AgentRefused,
    ConnectFailure,
    MalformedDocument,
    NoAnswer,
    TooLarge,
    one_line,
)
from hmi.sources.mtconnect.trouble import failure_of


def behind(error: httpx.HTTPError, *causes: BaseException) -> httpx.HTTPError:
    """Return an error with a chain of causes."""
    current: BaseException = error
    for cause in causes:
        current.__cause__ = cause
        current = cause
    return error


def verifying(code: int) -> ssl.SSLCertVerificationError:
    """Return what OpenSSL raises about the agent's certificate, by its number."""
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code = code
    return error


def refusing(reason: str) -> ssl.SSLError:
    """Return what OpenSSL raises for this reason."""
    error = ssl.SSLError(1, reason)
    error.reason = reason
    return error


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (httpx.ConnectTimeout(""), LinkFault.UNREACHABLE),
        (httpx.ReadTimeout(""), LinkFault.TIMEOUT),
        (httpx.PoolTimeout(""), LinkFault.TIMEOUT),
        (TimeoutError(), LinkFault.TIMEOUT),
        (httpx.ReadError(""), LinkFault.CLOSED),
        (httpx.RemoteProtocolError("Server disconnected without sending a response."), LinkFault.CLOSED),
        (httpx.RemoteProtocolError("peer closed connection without sending"), LinkFault.CLOSED),
        (httpx.RemoteProtocolError("illegal status line"), LinkFault.NOT_AN_AGENT),
        (httpx.DecodingError("not gzip"), LinkFault.MALFORMED),
        (ConnectionResetError(errno.ECONNRESET, "reset"), LinkFault.CLOSED),
        (ssl.SSLError(1, "bad record"), LinkFault.TLS),
        (behind(httpx.ConnectError("x"), ConnectionRefusedError(errno.ECONNREFUSED, "no")), LinkFault.REFUSED),
        (behind(httpx.ConnectError("x"), socket.gaierror(-2, "Name or service not known")), LinkFault.NAME_UNKNOWN),
        (behind(httpx.ConnectError("x"), OSError(errno.EHOSTUNREACH, "No route to host")), LinkFault.UNREACHABLE),
        (behind(httpx.ConnectError("x"), ssl.SSLError(1, "no shared cipher")), LinkFault.TLS),
        (behind(httpx.ConnectError("x"), verifying(18)), LinkFault.CERTIFICATE_UNTRUSTED),
        (behind(httpx.ConnectError("x"), verifying(10)), LinkFault.CERTIFICATE_EXPIRED),
        (behind(httpx.ConnectError("x"), verifying(64)), LinkFault.CERTIFICATE_WRONG_NAME),
        (behind(httpx.ConnectError("x"), refusing("WRONG_VERSION_NUMBER")), LinkFault.TLS_MISSING),
        (behind(httpx.ReadError("x"), refusing("TLSV13_ALERT_CERTIFICATE_REQUIRED")), LinkFault.CERTIFICATE_ASKED),
        (behind(httpx.ReadError("x"), refusing("TLSV1_ALERT_UNKNOWN_CA")), LinkFault.CERTIFICATE_REFUSED),
        (behind(httpx.ReadError("x"), ssl.SSLEOFError(8, "EOF occurred")), LinkFault.CLOSED),
        (httpx.ConnectError("All connection attempts failed"), LinkFault.UNREACHABLE),
        (
            behind(
                httpx.ConnectError("All connection attempts failed"),
                OSError("All connection attempts failed"),
                ExceptionGroup("several", [ConnectionRefusedError(errno.ECONNREFUSED, "no"), OSError("other")]),
            ),
            LinkFault.REFUSED,
        ),
    ],
)
def test_every_error_of_the_wire_has_a_reason(error: httpx.HTTPError | OSError, fault: LinkFault) -> None:
    assert failure_of(error).reason.fault is fault


@pytest.mark.parametrize(("url", "hinted"), [("http://agent/probe", True), ("https://agent/probe", False)])
def test_an_agent_that_hangs_up_on_plain_http_may_expect_https(url: str, hinted: bool) -> None:
    error = httpx.RemoteProtocolError("Server disconnected without sending a response.")
    error.request = httpx.Request("GET", url)
    reason = failure_of(error).reason
    assert reason.fault is LinkFault.CLOSED
    assert ("https" in reason.detail) is hinted


def test_an_unreachable_computer_is_told_in_the_words_of_the_operating_system() -> None:
    error = behind(
        httpx.ConnectError("All connection attempts failed"), OSError(errno.EHOSTUNREACH, "No route to host")
    )
    assert failure_of(error).reason == LinkReason(LinkFault.UNREACHABLE, "No route to host")


def test_a_cycle_of_causes_is_no_endless_loop() -> None:
    error, cause = httpx.ConnectError("a"), OSError("b")
    error.__cause__, cause.__cause__ = cause, error
    assert failure_of(error).reason.fault is LinkFault.UNREACHABLE


def test_reasons_carry_the_fault_of_their_kind() -> None:
    assert NoAnswer("x").reason == LinkReason(LinkFault.TIMEOUT, "x")
    assert NoAnswer("x", silent=True).reason == LinkReason(LinkFault.SILENT, "x")
    assert ConnectFailure(LinkFault.REFUSED).reason == LinkReason(LinkFault.REFUSED)
    assert TooLarge("x").reason.fault is MalformedDocument("x").reason.fault is LinkFault.MALFORMED
    refused = AgentRefused((AgentError("OUT_OF_RANGE", "too small"), AgentError("NO_DEVICE")))
    assert refused.reason == LinkReason(LinkFault.AGENT_ERROR, "OUT_OF_RANGE too small; NO_DEVICE")


@given(st.text())
def test_a_foreign_text_becomes_one_short_line(text: str) -> None:
    line = one_line(text)
    assert line.isprintable()
    assert len(line) <= 200
    assert line == " ".join(line.split())
