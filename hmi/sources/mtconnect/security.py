"""How the connection to an agent is protected: whom we believe, and how we prove who we are."""

from __future__ import annotations

import asyncio
import re
import ssl
import threading
import time
from base64 import b64encode
from collections.abc import AsyncGenerator, Callable
from typing import Final

import httpx

from hmi.domain.link import LinkFault, Security
from hmi.settings.pem import PemError, load_tls
from hmi.settings.secrets import SecretError
from hmi.settings.site import SourceSettings, TlsSettings
from hmi.sources.mtconnect.failure import ConnectFailure, NoCredentials

_READ_AGAIN_S: Final = 60.0
_TOKEN: Final = re.compile(r"[!-~]+")


def security_of(settings: SourceSettings) -> Security:
    """Return how a connection is protected, for display."""
    tls = settings.tls or TlsSettings()
    credentials = "bearer" if settings.token is not None else "basic" if settings.password is not None else ""
    return Security(settings.url.startswith("https:"), tls.ca is not None, tls.certificate is not None, credentials)


async def tls_context(tls: TlsSettings | None) -> ssl.SSLContext:
    """Return a context that verifies the agent's certificate and its name, made off the loop.

    With ``tls`` it is made anew from the files and secrets as they are now, so that what is replaced or mended counts
    at the next attempt; without, all sources share one. Raises ConnectFailure for a file that cannot be used and
    NoCredentials for a password that cannot be had.
    """
    try:
        return await (asyncio.to_thread(_computers_own.context) if tls is None else asyncio.to_thread(_made_for, tls))
    except PemError as error:
        raise ConnectFailure(LinkFault.CERTIFICATE_FILE, str(error)) from None
    except SecretError as error:
        raise NoCredentials(str(error)) from None


def doubt_authorities() -> None:
    """Have the computer's own authorities read again for the next connection: an agent's is not among them.

    Somebody may just install it. Once a minute at most, because it takes 40 ms of a core.
    """
    _computers_own.doubt()


def _made_for(tls: TlsSettings) -> ssl.SSLContext:
    if tls.ca is None:
        context = ssl.create_default_context()
    else:
        # not create_default_context, which from Python 3.13 on refuses what many a shop's own CA leaves out
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        # what the site names is believed, even if it is an intermediate CA or the agent's own certificate
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    load_tls(context, tls)
    return context


class ComputersOwn:
    """The context with the authorities of this computer, which takes 40 ms to make and so is shared; any thread.

    ``clock_s`` never runs backwards.
    """

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._making = threading.Lock()
        self._context: ssl.SSLContext | None = None
        self._made_s = 0.0
        self._doubted = False

    def context(self) -> ssl.SSLContext:
        """Return the context, made anew where it is in doubt and a minute old."""
        with self._making:
            old = self._doubted and self._clock_s() - self._made_s >= _READ_AGAIN_S
            if self._context is None or old:
                self._context = ssl.create_default_context()
                self._context.minimum_version = ssl.TLSVersion.TLSv1_2
                self._made_s = self._clock_s()
                self._doubted = False
            return self._context

    def doubt(self) -> None:
        """Have the authorities read again, once they are a minute old."""
        self._doubted = True  # without the lock, which is held for long; who comes too late is served a minute later


_computers_own = ComputersOwn()


class Credentials(httpx.Auth):
    """A password (RFC 7617) or a token (RFC 6750) in every request.

    The secret is looked up anew each time, off the loop, so that one that was missing or has changed needs no restart.
    Raises NoCredentials where it cannot be had.
    """

    def __init__(self, settings: SourceSettings) -> None:
        self._settings = settings

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        header = await asyncio.to_thread(self._header)
        if header:
            request.headers["Authorization"] = header
        yield request

    def _header(self) -> str:
        settings = self._settings
        try:
            if settings.token is not None:
                token = settings.token.resolve().reveal()
                if not _TOKEN.fullmatch(token):
                    # told here, because h11 would repeat the token in its error
                    raise NoCredentials(f"{settings.token} holds more than one word of plain letters; correct it")
                return f"Bearer {token}"
            if settings.password is not None:
                pair = f"{settings.username}:{settings.password.resolve().reveal()}"
                return f"Basic {b64encode(pair.encode()).decode()}"
        except SecretError as error:
            raise NoCredentials(str(error)) from None
        return ""
