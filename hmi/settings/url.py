"""The one form in which the URL of an endpoint is known to the program."""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_AGENT_PORT: Final = 5000
_LABEL: Final = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
_EXAMPLE: Final = "http://192.168.0.10:5000"
_EXAMPLE_IPV6: Final = "http://[fd00::10]:5000"
_REQUESTS: Final = ("probe", "current", "sample", "asset", "assets")


class UrlError(ValueError):
    """The URL cannot be an endpoint; the text says what to do and never repeats the URL, which may hold a password."""


def normalise_url(url: str) -> str:
    """Return ``url`` with scheme and host in lower case, without its scheme's own port and without a trailing slash.

    Raises UrlError for anything but http(s)://host[:port][/path].
    """
    if not url.isprintable() or " " in url or "\\" in url:
        raise UrlError(f"must not contain spaces, line breaks or backslashes; write it like {_EXAMPLE}")
    if "@" in url:
        raise UrlError(
            "must not contain a user name or password; give username, and password as a secret reference such as "
            "{env: HMI_AGENT_PASSWORD}"
        )
    if "://" not in url:
        raise UrlError(f"must begin with http:// or https://; write it like {_EXAMPLE}")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise UrlError(f"cannot be read as a URL; write it like {_EXAMPLE} or {_EXAMPLE_IPV6}") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise UrlError("must begin with http:// or https://; machines are not read by another protocol")
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise UrlError("has a port that is not a whole number from 1 to 65535; an MTConnect agent often has 5000")
    if "?" in url or "#" in url:
        raise UrlError("must end before any ? or #; give the device by 'device' and leave the rest to the program")
    path = parts.path.rstrip("/")
    if path.rpartition("/")[2] in _REQUESTS:
        raise UrlError(f"must be the agent's own address; leave out the /{path.rpartition('/')[2]} at its end")
    host = _host(parts.hostname or "", bracketed="[" in parts.netloc)
    shown_port = "" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{shown_port}{path}"


def typed_url(text: str) -> str:
    """Return the URL that somebody means who types ``host``, ``host:port`` or an address copied from a browser.

    Without a scheme it is http, and without a port an agent's usual one; what an agent is asked for is left out.
    Raises UrlError like :func:`normalise_url`.
    """
    url = text.strip()
    if "://" not in url:
        url = f"http://{_with_port(url)}"
    place, _, _query = url.partition("?")
    base, _, request = place.rstrip("/").rpartition("/")
    return normalise_url(base if request.lower() in _REQUESTS and not base.endswith("/") else url)


def _with_port(url: str) -> str:
    host, slash, path = url.partition("/")
    try:
        return f"[{ipaddress.IPv6Address(host)}]:{_AGENT_PORT}{slash}{path}"
    except ValueError:
        pass  # the colons in it are no IPv6 address's
    named = not host or ":" in host.rpartition("]")[2] or "@" in host
    return url if named else f"{host}:{_AGENT_PORT}{slash}{path}"


def _host(host: str, *, bracketed: bool) -> str:
    if not host:
        raise UrlError(f"names no computer; write it like {_EXAMPLE}")
    if bracketed:
        try:
            return f"[{ipaddress.IPv6Address(host)}]"
        except ValueError:
            raise UrlError(f"has an address that is not IPv6; write it like {_EXAMPLE_IPV6}") from None
    labels = host.removesuffix(".").split(".")
    if all(label.isdecimal() for label in labels):
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError:
            raise UrlError("has an IP address that does not exist; it needs four numbers from 0 to 255") from None
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise UrlError("has a computer name that cannot exist; use letters, digits, hyphens and dots")
    return host
