"""Makes an agent's address of what somebody types or pastes."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import SplitResult, urlsplit

from hmi.domain.phrase import Phrase
from hmi.settings.url import UrlError, normalise_url
from hmi.ui.adding import words

USUAL_PORT: Final = 5000
"""Where agents listen when nobody says otherwise."""
_REQUESTS: Final = frozenset({"probe", "current", "sample", "asset", "assets"})
_SCHEMES: Final = ("http", "https")


class AddressError(ValueError):
    """What was typed is no address; ``phrase`` says what to write."""

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(phrase.template)
        self.phrase = phrase


def read_address(typed: str) -> str:
    """Return the agent's URL as the settings know it.

    Takes ``host``, ``host:port`` and whole addresses, also those of a request to the agent as a browser shows them.
    A bare ``host`` is taken at the agents' usual port, an address with a scheme at the scheme's. Raises AddressError.
    """
    text = typed.strip()
    if not text:
        raise AddressError(words.ADDRESS_EMPTY)
    if "@" in text:
        raise AddressError(words.ADDRESS_WITH_SECRET)
    scheme, separator, _rest = text.partition("://")
    if separator and scheme.lower() not in _SCHEMES:
        raise AddressError(words.ADDRESS_OF_ANOTHER_KIND)
    try:
        parts = urlsplit(text if separator else f"http://{_bracketed(text)}")
    except ValueError:
        raise AddressError(words.ADDRESS_INVALID) from None
    port = _port(parts)
    usual = "" if separator or port is not None else f":{USUAL_PORT}"
    try:
        return normalise_url(f"{parts.scheme}://{parts.netloc}{usual}{_base(parts.path)}")
    except UrlError:
        raise AddressError(words.ADDRESS_INVALID) from None


def _bracketed(text: str) -> str:
    """An IPv6 address by itself is taken without its brackets too."""
    try:
        return f"[{ipaddress.IPv6Address(text)}]"
    except ValueError:
        return text


def _port(parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0 or parts.netloc.endswith(":"):
        raise AddressError(words.ADDRESS_WITH_BAD_PORT)
    return port


def _base(path: str) -> str:
    """Return the path without the request at its end, such as ``/probe`` or ``/asset/M1.2``."""
    steps = path.rstrip("/").split("/")
    for at, step in enumerate(steps):
        if step.lower() in _REQUESTS:
            return "/".join(steps[:at])
    return "/".join(steps)
