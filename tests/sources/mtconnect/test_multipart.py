from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmi.sources.mtconnect.failure import BrokenFraming, TooLarge
from hmi.sources.mtconnect.multipart import Framer, Part, boundary_of

Make = Callable[..., bytes]
BOUNDARY = "frontier"
BODIES = (b"<a>one</a>", b"", b"<b>\r\n--frontie\r\nnot a boundary --frontier\n</b>", b"<c>\xc3\xa9</c>\r\n")


def counted(body: bytes, eol: bytes = b"\r\n", name: bytes = b"Content-length") -> bytes:
    head = [b"--" + BOUNDARY.encode(), b"Content-type: text/xml", name + b": " + str(len(body)).encode(), b""]
    return eol + eol.join(head) + eol + body


def uncounted(body: bytes, eol: bytes = b"\r\n") -> bytes:
    return eol + b"--" + BOUNDARY.encode() + eol + b"Content-Type: text/xml" + eol + eol + body


def fed(framer: Framer, data: bytes, *cuts: int) -> list[Part]:
    edges = [0, *sorted(cuts), len(data)]
    return [part for start, end in pairwise(edges) for part in framer.feed(data[start:end])]


def bodies(data: bytes, *cuts: int, boundary: str = BOUNDARY) -> list[bytes]:
    return [part.body for part in fed(Framer(boundary), data, *cuts)]


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/x-mixed-replace;boundary=b6d6ec2b57", "b6d6ec2b57"),
        ("multipart/mixed;boundary=11d2-4c", "11d2-4c"),
        ('multipart/x-mixed-replace; boundary="a b:c"', "a b:c"),
        ("Multipart/Mixed; charset=utf-8; BOUNDARY=x", "x"),
        ("text/xml", None),
        ("text/xml; boundary=x", None),
        ("multipart/mixed", None),
        ('multipart/mixed; boundary=""', None),
        ("", None),
    ],
)
def test_the_boundary_comes_from_the_content_type(content_type: str, boundary: str | None) -> None:
    assert boundary_of(content_type) == boundary


@pytest.mark.parametrize("eol", [b"\r\n", b"\n"])
@pytest.mark.parametrize("make", [counted, uncounted])
def test_a_stream_split_at_every_byte_gives_the_same_parts(make: Make, eol: bytes) -> None:
    data = b"".join(make(body, eol) for body in BODIES) + eol + b"--frontier--" + eol
    # without a length the line end before the boundary is the boundary's, and a body cannot end with one of its own
    expected = [
        body if make is counted else body.removesuffix(b"\r\n") + b"\r\n" * body.endswith(b"\r\n") for body in BODIES
    ]
    assert bodies(data) == expected
    for cut in range(len(data) + 1):
        assert bodies(data, cut) == expected
    assert bodies(data, *range(len(data))) == expected


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.binary(max_size=200), st.booleans()), max_size=8),
    st.lists(st.integers(0, 2500), max_size=30),
    st.sampled_from([b"", b"HTTP preamble\r\nof two lines", b"\r\n\r\n"]),
    st.sampled_from([b"\r\n", b"\n"]),
)
def test_any_parts_in_any_pieces_come_out_whole(
    parts: list[tuple[bytes, bool]], cuts: list[int], preamble: bytes, eol: bytes
) -> None:
    parts = [(body.replace(b"--", b"=="), has_length) for body, has_length in parts]
    data = preamble + b"".join(counted(b, eol) if has_length else uncounted(b, eol) for b, has_length in parts)
    framer = Framer(BOUNDARY)
    found = fed(framer, data + eol + b"--frontier--", *(min(cut, len(data)) for cut in cuts))
    expected = [b if has_length else _without_line_end(b, eol) for b, has_length in parts]
    assert [part.body for part in found] == expected
    assert framer.ended


def _without_line_end(body: bytes, eol: bytes) -> bytes:
    """A body that ends in CR cannot be told from a longer line end when the lines end in LF alone."""
    return body.removesuffix(b"\r") if eol == b"\n" else body


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(max_size=300), max_size=10))
def test_rubbish_never_does_worse_than_a_framing_error(chunks: list[bytes]) -> None:
    framer = Framer("f", max_part=200, max_headers=100)
    try:
        for chunk in chunks:
            for part in framer.feed(chunk):
                assert len(part.body) <= 200
            assert framer.ended or len(framer._buffer) <= 200 + 100 + 300
    except BrokenFraming:
        return


def test_header_names_are_read_in_any_case() -> None:
    part = fed(Framer(BOUNDARY), counted(b"<a/>", name=b"CONTENT-LENGTH"))[0]
    assert part == Part({"content-type": "text/xml", "content-length": "4"}, b"<a/>")


def test_a_counted_part_is_there_with_its_last_byte() -> None:
    data = counted(b"<a/>")
    framer = Framer(BOUNDARY)
    assert framer.feed(data[:-1]) == []
    assert [part.body for part in framer.feed(data[-1:])] == [b"<a/>"]


def test_several_parts_in_one_piece_all_come() -> None:
    assert bodies(b"".join(counted(b"<%d/>" % n) for n in range(50))) == [b"<%d/>" % n for n in range(50)]


def test_preamble_and_blank_lines_are_skipped() -> None:
    data = b"This is multipart.\r\n\r\n\r\n" + counted(b"<a/>") + b"\r\n\r\n\n\r\n" + counted(b"<b/>")
    assert bodies(data) == [b"<a/>", b"<b/>"]


def test_blank_lines_may_come_for_ever() -> None:
    framer = Framer(BOUNDARY)
    for _ in range(20_000):
        assert framer.feed(b"\r\n") == []
    assert [part.body for part in framer.feed(counted(b"<a/>"))] == [b"<a/>"]


def test_a_longer_boundary_is_not_ours() -> None:
    data = uncounted(b"<a>\r\n--frontiers\r\n</a>") + b"\r\n--frontier\r\n\r\n<b/>\r\n--frontier--"
    assert bodies(data, *range(len(data))) == [b"<a>\r\n--frontiers\r\n</a>", b"<b/>"]


def test_a_boundary_line_may_end_in_blanks() -> None:
    assert bodies(b"--frontier \t\r\n\r\n<a/>\r\n--frontier--") == [b"<a/>"]


def test_what_follows_the_closing_boundary_is_ignored() -> None:
    framer = Framer(BOUNDARY)
    assert [part.body for part in framer.feed(counted(b"<a/>") + b"\r\n--frontier--\r\nepilogue")] == [b"<a/>"]
    assert framer.ended
    assert framer.feed(counted(b"<b/>")) == []


@pytest.mark.parametrize("length", [b"-1", b"1e3", b"", b"12 bytes"])
def test_a_length_that_is_none_is_an_error(length: bytes) -> None:
    with pytest.raises(BrokenFraming, match="Content-length"):
        Framer(BOUNDARY).feed(b"--frontier\r\nContent-length: " + length + b"\r\n\r\n")


def test_a_length_that_is_too_short_is_noticed_at_the_next_boundary() -> None:
    framer = Framer(BOUNDARY, max_headers=64)
    framer.feed(b"--frontier\r\nContent-length: 4\r\n\r\n<a/>")
    with pytest.raises(TooLarge, match="no boundary"):
        framer.feed(b"<b>" + b"x" * 64)


def test_a_header_without_a_colon_is_an_error() -> None:
    with pytest.raises(BrokenFraming, match="none"):
        Framer(BOUNDARY).feed(b"--frontier\r\n<?xml version='1.0'?>\r\n")


@pytest.mark.parametrize("length", [b"201", b"99999999999999999999999999"])
def test_a_declared_length_beyond_the_limit_is_refused_at_once(length: bytes) -> None:
    with pytest.raises(TooLarge):
        Framer(BOUNDARY, max_part=200).feed(b"--frontier\r\nContent-length: " + length + b"\r\n\r\n")


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_body_beyond_the_limit_is_refused_however_it_arrives(size: int) -> None:
    framer = Framer(BOUNDARY, max_part=200)
    data = uncounted(b"x" * 300) + b"\r\n--frontier\r\n"
    with pytest.raises(TooLarge):
        fed(framer, data, *range(0, len(data), size))
    assert len(bodies(uncounted(b"x" * 200) + b"\r\n--frontier\r\n")[0]) == 200


@pytest.mark.parametrize("size", [1, 1000])
def test_headers_beyond_the_limit_are_refused(size: int) -> None:
    data = b"--frontier\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(40))
    with pytest.raises(TooLarge, match="headers"):
        fed(Framer(BOUNDARY, max_headers=100), data, *range(0, len(data), size))


@pytest.mark.parametrize("size", [1, 1000])
def test_text_without_any_boundary_is_refused(size: int) -> None:
    data = b"<html>" * 50
    with pytest.raises(TooLarge, match="no boundary"):
        fed(Framer(BOUNDARY, max_headers=100), data, *range(0, len(data), size))


class CountingBuffer(bytearray):
    """Counts the bytes that are searched."""

    searched = 0

    def find(self, what: Any, start: Any = None, end: Any = None) -> int:
        self.searched += len(self) - (start or 0)
        return super().find(what, start, end)


@pytest.mark.parametrize("make", [counted, uncounted])
def test_no_byte_is_searched_again_with_every_piece(make: Make) -> None:
    data = make(b"\r\n--frontie" * 20_000) + b"\r\n--frontier\r\n"
    framer = Framer(BOUNDARY)
    buffer = framer._buffer = CountingBuffer()
    assert len(fed(framer, data, *range(0, len(data), 100))) == 1
    assert buffer.searched < 2 * len(data)
