"""How a document is packed as a part of a stream: properly, or in one of the ways that clients meet in the field."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Packing(Enum):
    """A way to pack a part: the first three are broken, the others unusual but readable."""

    TRUNCATED = "truncated"
    """The body is cut short while its length says the whole."""
    INTERLEAVED = "interleaved"
    """A second part with boundary and headers of its own begins before the first is complete."""
    WRONG_LENGTH = "wrong_length"
    NO_LENGTH = "no_length"
    BLANK_LINES = "blank_lines"
    """Blank lines before the boundary and before the XML declaration."""
    ODD_CASE = "odd_case"
    """Header names in another case."""
    BOM = "bom"
    """A byte order mark before the XML declaration."""
    GZIP = "gzip"
    DEFLATE = "deflate"


DEFAULT_ERROR: Final = 64


@dataclass(slots=True)
class Packer:
    """Packs parts in the ``kind`` of way, ``left`` of them (None: all); the next ones are proper again.

    ``by`` is how many bytes a wrong length is too large, or too small if negative.
    """

    kind: Packing
    left: int | None = None
    by: int = DEFAULT_ERROR

    def pack(self, document: bytes, boundary: str, header: str) -> bytes:
        """Return a part; ``header`` is the lines of a proper one's header with ``{}`` for the length."""
        if self.left is not None:
            if not self.left:
                return proper(document, boundary, header)
            self.left -= 1
        return self._odd(document, boundary, header)

    def _odd(self, document: bytes, boundary: str, header: str) -> bytes:
        half = len(document) // 2
        match self.kind:
            case Packing.TRUNCATED:
                return proper(document[:half], boundary, header, len(document))
            case Packing.INTERLEAVED:
                first, rest = document[:half], document[half:]
                begun = proper(first, boundary, header, len(document))
                return b"".join((begun, proper(document, boundary, header), rest, b"\r\n"))
            case Packing.WRONG_LENGTH:
                return proper(document, boundary, header, max(0, len(document) + self.by))
            case Packing.NO_LENGTH:
                media_type, _, _ = header.partition("\r\n")
                return proper(document, boundary, f"{media_type}\r\n\r\n")
            case Packing.BLANK_LINES:
                return b"\r\n\r\n" + proper(b"\r\n\n" + document, boundary, header)
            case Packing.ODD_CASE:
                return proper(document, boundary, _in_odd_case(header))
            case Packing.BOM:
                return proper(b"\xef\xbb\xbf" + document, boundary, header)
            case Packing.GZIP:
                return proper(gzip.compress(document), boundary, f"Content-Encoding: gzip\r\n{header}")
            case Packing.DEFLATE:
                return proper(zlib.compress(document), boundary, f"Content-Encoding: deflate\r\n{header}")


def proper(body: bytes, boundary: str, header: str, length: int | None = None) -> bytes:
    """Return a part as it should be, unless ``length`` is another than the body's."""
    lines = header.format(len(body) if length is None else length)
    return b"".join((f"--{boundary}\r\n{lines}".encode(), body, b"\r\n"))


def _in_odd_case(header: str) -> str:
    """Return header lines with their names in capitals and small letters in turn, as no agent writes them itself."""
    lines = []
    for line in header.rstrip("\r\n").split("\r\n"):
        name, colon, value = line.partition(":")
        odd = "".join(letter.upper() if index % 2 else letter.lower() for index, letter in enumerate(name))
        lines.append(f"{odd}{colon}{value}\r\n")
    return "".join(lines) + "\r\n"
