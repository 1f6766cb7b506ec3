"""Takes secrets out of text before it is written anywhere."""

from __future__ import annotations

import logging
import re
import threading
from typing import Final
from urllib.parse import quote

MASK: Final = "***"

_USER_INFO: Final = re.compile(r"(?<=://)[^/?#\s]*@")
_QUOTED_AUTHORIZATION: Final = re.compile(
    r"""(?i)(authorization(?P<key_end>["'])?\s*[:=,]\s*b?(?P<quote>["'])).*?(?=(?P=quote)|$)""", re.MULTILINE
)
_PLAIN_AUTHORIZATION: Final = re.compile(r"""(?i)(authorization\s*[:=]\s*)(?!b?["'])[^\s].*""")
_BEARER: Final = re.compile(r"(?i)\b(bearer\s+)[\w.~+/-]+=*")


class _KnownSecrets:
    """The secrets that the program holds; safe to use from every thread, because the pattern is replaced as a whole."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._forms: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def add(self, value: str) -> None:
        # The forms in which a secret turns up: as it is, in a URL, in the repr of a string or of bytes.
        encoded = value.encode("utf-8", "surrogateescape")
        forms = {value, quote(encoded, safe=""), repr(value)[1:-1], repr(encoded)[2:-1]} - {""}
        with self._lock:
            self._forms |= forms
            # Longest first: a secret that begins with another one must not leave its tail behind.
            self._pattern = re.compile("|".join(map(re.escape, sorted(self._forms, key=len, reverse=True))))

    def mask(self, text: str) -> str:
        return self._pattern.sub(MASK, text) if self._pattern else text


_known = _KnownSecrets()


def register_secret(value: str) -> None:
    """Have ``value`` masked in everything that is redacted from now on; Secret references do it when they resolve."""
    _known.add(value)


def redact(text: str) -> str:
    """Return ``text`` without credentials in URLs, Authorization values, bearer tokens and known secrets."""
    text = _known.mask(text)
    text = _USER_INFO.sub(f"{MASK}@", text)
    text = _QUOTED_AUTHORIZATION.sub(rf"\g<1>{MASK}", text)
    text = _PLAIN_AUTHORIZATION.sub(rf"\g<1>{MASK}", text)
    return _BEARER.sub(rf"\g<1>{MASK}", text)


class RedactingFormatter(logging.Formatter):
    """Formats a record and redacts the whole of it: arguments, exception text and stack included."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))
