"""Cuts an endless multipart response into its parts (RFC 2046), however the network splits it.

MTConnect agents send ``multipart/x-mixed-replace`` (1.x) or ``multipart/mixed`` (2.x). The agents known give each part
a Content-length, others need not. The framer does no I/O. Its cost is linear in the bytes fed: what has been searched
once is not searched again, and a finished part leaves the front of the buffer without moving the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from enum import Enum, auto

from hmi.sources.mtconnect.failure import BrokenFraming, TooLarge

MAX_PART = 16 * 1024 * 1024
MAX_HEADERS = 8 * 1024
"""Bytes of one part's headers; also of the text before the first boundary or between two parts."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its headers with names in lower case, and its body."""

    headers: dict[str, str]
    body: bytes


def boundary_of(content_type: str) -> str | None:
    """Return the boundary that a Content-Type declares, quoted or not; None when it is not multipart or names none."""
    message = Message()
    message["content-type"] = content_type
    if message.get_content_maintype() != "multipart":
        return None
    return message.get_boundary() or None


_LF = 0x0A


class _Expect(Enum):
    BOUNDARY = auto()
    HEADERS = auto()
    COUNTED_BODY = auto()
    BODY_TO_BOUNDARY = auto()
    NOTHING = auto()


class Framer:
    """Takes a response body in pieces of any size and gives back the parts that became complete.

    Raises BrokenFraming, and TooLarge for what exceeds a limit, on a stream that cannot be followed; the framer is of
    no use afterwards. Lines may end in CRLF or LF. Blank lines and a preamble before a boundary are skipped.
    """

    def __init__(self, boundary: str, max_part: int = MAX_PART, max_headers: int = MAX_HEADERS) -> None:
        self._marker = b"--" + boundary.encode("latin-1", "replace")
        self._max_part = max_part
        self._max_headers = max_headers
        self._expect = _Expect.BOUNDARY
        self._buffer = bytearray()
        self._scanned = 0
        self._line_bytes = 0
        self._headers: dict[str, str] = {}
        self._length = 0

    @property
    def ended(self) -> bool:
        """Whether the closing boundary has come; what follows it is ignored."""
        return self._expect is _Expect.NOTHING

    def feed(self, data: bytes) -> list[Part]:
        """Take the next piece of the body; return the parts that it completes, in order."""
        parts: list[Part] = []
        if self.ended:
            return parts
        self._buffer += data
        while True:
            match self._expect:
                case _Expect.BOUNDARY:
                    went_on = self._find_boundary()
                case _Expect.HEADERS:
                    went_on = self._read_header_line()
                case _Expect.COUNTED_BODY:
                    went_on = self._take_counted_body(parts)
                case _Expect.BODY_TO_BOUNDARY:
                    went_on = self._take_body_to_boundary(parts)
                case _Expect.NOTHING:
                    self._buffer.clear()
                    return parts
            if not went_on:
                return parts

    def _find_boundary(self) -> bool:
        before = self._line_bytes
        line = self._next_line("no boundary in the stream")
        if line is None:
            if not self._buffer.startswith(self._marker + b"--"):
                return False
            self._expect = _Expect.NOTHING  # the closing boundary may be the very last bytes, without a line end
        elif line.startswith(self._marker + b"--"):
            self._expect = _Expect.NOTHING
        elif line.rstrip(b" \t") == self._marker:
            self._begin(_Expect.HEADERS)
            self._headers = {}
        elif not line.strip():
            self._line_bytes = before  # an agent may send blank lines for ever, to keep the connection alive
        return True

    def _read_header_line(self) -> bool:
        line = self._next_line("the headers of a part have no end")
        if line is None:
            return False
        if line:
            name, colon, value = line.decode("latin-1").partition(":")
            if not colon:
                raise BrokenFraming(f"a header of a part that is none: {name}")
            self._headers[name.strip().lower()] = value.strip()
        elif "content-length" in self._headers:
            self._length = self._declared_length(self._headers["content-length"])
            self._begin(_Expect.COUNTED_BODY)
        else:
            self._begin(_Expect.BODY_TO_BOUNDARY)
        return True

    def _declared_length(self, text: str) -> int:
        if not (text.isascii() and text.isdigit()):
            raise BrokenFraming(f"Content-length {text}")
        if len(text) > 12 or int(text) > self._max_part:
            raise TooLarge(f"a part of {text} bytes")
        return int(text)

    def _take_counted_body(self, parts: list[Part]) -> bool:
        if len(self._buffer) < self._length:
            return False
        parts.append(Part(self._headers, self._cut(0, self._length, self._length)))
        self._begin(_Expect.BOUNDARY)
        return True

    def _take_body_to_boundary(self, parts: list[Part]) -> bool:
        while (at := self._buffer.find(self._marker, self._scanned)) >= 0:
            self._scanned = at
            end = at + len(self._marker)
            if end == len(self._buffer):
                return False
            at_line_start = at == 0 or self._buffer[at - 1] == _LF
            if at_line_start and self._buffer[end] in b"\r\n\t -":
                # the line end before a boundary belongs to the boundary
                body = self._cut(0, at, at).removesuffix(b"\n").removesuffix(b"\r")
                self._check_size(len(body))
                parts.append(Part(self._headers, body))
                self._begin(_Expect.BOUNDARY)
                return True
            self._scanned = at + 1
        self._scanned = max(self._scanned, len(self._buffer) - len(self._marker) + 1)
        self._check_size(self._scanned - len(b"\r\n"))
        return False

    def _check_size(self, size: int) -> None:
        if size > self._max_part:
            raise TooLarge(f"a part of more than {self._max_part} bytes")

    def _begin(self, expect: _Expect) -> None:
        self._expect = expect
        self._scanned = 0
        self._line_bytes = 0

    def _cut(self, start: int, end: int, drop: int) -> bytes:
        """Copy ``start`` to ``end`` out of the buffer and drop everything before ``drop``."""
        with memoryview(self._buffer) as view:
            copy = bytes(view[start:end])
        del self._buffer[:drop]
        return copy

    def _next_line(self, complaint: str) -> bytes | None:
        """Return the next line without its end, or None while it is incomplete."""
        end = self._buffer.find(b"\n", self._scanned)
        if end < 0:
            self._scanned = len(self._buffer)
        if self._line_bytes + (self._scanned if end < 0 else end) > self._max_headers:
            raise TooLarge(complaint)
        if end < 0:
            return None
        self._line_bytes += end + 1
        self._scanned = 0
        return self._cut(0, end, end + 1).removesuffix(b"\r")
