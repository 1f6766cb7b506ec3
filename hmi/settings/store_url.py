"""The URL of a database that the history lives in: what may stand in it, and what must not."""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from hmi.settings.suggestion import closest, did_you_mean
from hmi.settings.url import UrlError

SCHEME: Final = "postgresql+psycopg"
_EXAMPLE: Final = f"{SCHEME}://hmi@192.168.0.5:5432/history"
_EXAMPLE_IPV6: Final = f"{SCHEME}://hmi@[fd00::5]/history"
_LABEL: Final = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
_SSL_MODES: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
OPTIONS: Final = (
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "host",
    "connect_timeout",
    "application_name",
    "target_session_attrs",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "channel_binding",
    "gssencmode",
    "options",
)
"""What may follow the ``?``: parameters of PostgreSQL's client library that hold no secret."""


def normalise_store_url(url: str) -> str:
    """Return ``url`` with its scheme in lower case.

    Raises UrlError for anything but postgresql+psycopg://[user@]host[:port]/database[?option=value], and for one that
    holds a password. The host may be left out where the option ``host`` names the folder of a socket.
    """
    if not url.isprintable() or " " in url or "\\" in url:
        raise UrlError(f"must not contain spaces, line breaks or backslashes; write it like {_EXAMPLE}")
    scheme, slashes, rest = url.partition("://")
    if not slashes:
        raise UrlError(f"must begin with {SCHEME}://; write it like {_EXAMPLE}")
    _refuse_password(rest)
    if scheme.lower() != SCHEME:
        raise UrlError(_scheme_advice(scheme.lower()))
    try:
        parts = urlsplit(f"{SCHEME}://{rest}")
    except ValueError:
        raise UrlError(f"has an address that is not IPv6; write it like {_EXAMPLE_IPV6}") from None
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise UrlError("has a port that is not a whole number from 1 to 65535; PostgreSQL often has 5432")
    if parts.fragment or "#" in rest:
        raise UrlError("must not contain #; write %23 for one that belongs to a name")
    options = _options(parts.query)
    database = unquote(parts.path.removeprefix("/"))
    if not database or "/" in database:
        raise UrlError(f"must end in the name of one database; write it like {_EXAMPLE}")
    if parts.hostname:
        _check_host(parts.hostname, bracketed="[" in parts.netloc)
    elif not options.get("host"):
        raise UrlError(f"names no computer; write it like {_EXAMPLE}")
    return f"{SCHEME}://{rest}"


def _refuse_password(rest: str) -> None:
    user, at, _place = rest.rpartition("@")
    if at and ":" in user:
        raise UrlError(
            "must not contain a password; write only the user before the @, and below the url "
            "'password: {env: HMI_STORE_PASSWORD}'"
        )


def _scheme_advice(scheme: str) -> str:
    if scheme.startswith("sqlite"):
        return "is not needed for a history in a file, which lies in the data folder; delete the line"
    if scheme.partition("+")[0] in ("postgresql", "postgres"):
        return f"must begin with {SCHEME}://; write it like {_EXAMPLE}"
    return f"must begin with {SCHEME}://; the history lives in PostgreSQL or, without a url, in a file"


def _options(query: str) -> dict[str, str]:
    try:
        options = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)))
    except ValueError:
        raise UrlError("has options that cannot be read; write them like ?sslmode=verify-full") from None
    for name, value in options.items():
        if name in ("password", "passfile", "sslpassword"):
            raise UrlError("must not contain a password; write 'password: {env: HMI_STORE_PASSWORD}' below the url")
        if name not in OPTIONS:
            near = did_you_mean(closest(name, OPTIONS))
            raise UrlError(f"has an option after the ? that is not known; use those of {', '.join(OPTIONS)}{near}")
        if name == "sslmode" and value not in _SSL_MODES:
            raise UrlError(f"has an sslmode that does not exist; use one of {', '.join(_SSL_MODES)}")
    return options


def _check_host(host: str, *, bracketed: bool) -> None:
    if bracketed:
        try:
            ipaddress.IPv6Address(host)
        except ValueError:
            raise UrlError(f"has an address that is not IPv6; write it like {_EXAMPLE_IPV6}") from None
        return
    labels = host.removesuffix(".").split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise UrlError("has a computer name that cannot exist; use letters, digits, hyphens and dots")
