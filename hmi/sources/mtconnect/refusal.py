"""Says what an HTTP status without an MTConnect document means."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx

from hmi.domain.link import LinkFault, Security
from hmi.sources.mtconnect.failure import HttpFailure

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,30}(?![^\s,])")
_BAD_REQUEST: Final = "400"
_SAID_BY_SERVERS: Final = (
    (b"plain HTTP request was sent to HTTPS port", LinkFault.TLS_ONLY),  # nginx
    (b"speaking plain HTTP to an SSL-enabled server port", LinkFault.TLS_ONLY),  # Apache
    (b"Client sent an HTTP request to an HTTPS server", LinkFault.TLS_ONLY),  # servers in Go, such as Caddy, Traefik
    (b"No required SSL certificate was sent", LinkFault.CERTIFICATE_ASKED),  # nginx
    (b"The SSL certificate error", LinkFault.CERTIFICATE_REFUSED),  # nginx
)
"""What the servers that stand before agents write into their answer 400, for which there is no status of its own."""


def refusal_by_head(response: httpx.Response, security: Security) -> HttpFailure | None:
    """Return why an answer is none, as far as its head decides it: it sends us elsewhere, or does not let us in.

    ``security`` tells whether the request had credentials with it.
    """
    if response.has_redirect_location:
        return HttpFailure(_elsewhere(response), LinkFault.REDIRECTED)
    if response.status_code not in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return None
    fault = LinkFault.CREDENTIALS_REFUSED if security.credentials else LinkFault.CREDENTIALS_ASKED
    challenges = response.headers.get_list("www-authenticate")
    schemes = ", ".join(found.group() for challenge in challenges if (found := _SCHEME.match(challenge)))
    return HttpFailure(status_words(response) + (f" (asks for {schemes})" if schemes else ""), fault)


def refusal_by_body(status: str, body: bytes) -> HttpFailure:
    """Return what a status means whose body is no document."""
    if status.startswith(_BAD_REQUEST):
        for words, fault in _SAID_BY_SERVERS:
            if words in body:
                return HttpFailure("", fault)
    return HttpFailure(status)


def status_words(response: httpx.Response) -> str:
    """Return a status as its server words it: ``503 Service Unavailable``."""
    return f"{response.status_code} {response.reason_phrase}".strip()


def _elsewhere(response: httpx.Response) -> str:
    """Return where a redirect leads, without query and credentials, which may be secrets."""
    try:
        target = urlsplit(urljoin(str(response.request.url), response.headers["location"]))
        host, port = target.hostname or "", target.port
    except ValueError:
        return status_words(response)
    host = f"[{host}]" if ":" in host else host
    return f"{target.scheme}://{host}{'' if port is None else f':{port}'}{target.path}"
