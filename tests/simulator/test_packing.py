"""Parts of a stream that are packed as in the field."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping

import httpx
import pytest
from lxml import etree

from hmi.simulator.agent import Agent
from hmi.simulator.dialect import DIALECTS, Flavour
from hmi.simulator.faults import inflict
from hmi.simulator.packing import Packer, Packing, proper
from tests.simulator.wire import loads, read

_DOCUMENT = b'<?xml version="1.0" encoding="UTF-8"?>\n<MTConnectStreams><Header/></MTConnectStreams>\n'
_BOTH = pytest.mark.parametrize("flavour", list(Flavour))


def _pack(kind: Packing, flavour: Flavour, **more: int) -> tuple[dict[str, str], bytes]:
    """Return the headers of a packed part, with their names as they are, and everything behind them."""
    part = Packer(kind, **more).pack(_DOCUMENT, "b", DIALECTS[flavour].part_header)
    head, _, rest = part.partition(b"\r\n\r\n--b\r\n" if part.startswith(b"\r\n") else b"--b\r\n")[2].partition(
        b"\r\n\r\n"
    )
    return dict(line.split(": ", 1) for line in head.decode().split("\r\n")), rest


def _length(headers: Mapping[str, str]) -> int:
    return int(next(value for name, value in headers.items() if name.lower() == "content-length"))


@_BOTH
def test_a_proper_part_is_as_long_as_it_says(flavour: Flavour) -> None:
    part = proper(_DOCUMENT, "b", DIALECTS[flavour].part_header)
    head, _, rest = part.partition(b"\r\n\r\n")
    assert head.startswith(b"--b\r\n")
    assert rest == _DOCUMENT + b"\r\n"
    assert head.lower().endswith(b"content-length: %d" % len(_DOCUMENT))


@_BOTH
@pytest.mark.parametrize("kind", [Packing.ODD_CASE, Packing.BOM, Packing.GZIP, Packing.DEFLATE, Packing.BLANK_LINES])
def test_a_readable_part_keeps_its_length_and_its_document(flavour: Flavour, kind: Packing) -> None:
    headers, rest = _pack(kind, flavour)
    body = rest[: _length(headers)]
    assert rest == body + b"\r\n"
    document = body
    if kind is Packing.GZIP:
        assert headers["Content-Encoding"] == "gzip"
        document = gzip.decompress(body)
    elif kind is Packing.DEFLATE:
        assert headers["Content-Encoding"] == "deflate"
        document = zlib.decompress(body)
    assert document.lstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf") == _DOCUMENT
    assert (body == _DOCUMENT) is (kind is Packing.ODD_CASE)


@_BOTH
def test_header_names_come_in_a_case_that_no_agent_writes(flavour: Flavour) -> None:
    headers, _ = _pack(Packing.ODD_CASE, flavour)
    proper_headers, _ = _pack(Packing.BOM, flavour)
    assert not set(headers) & set(proper_headers)
    assert {name.lower() for name in headers} == {name.lower() for name in proper_headers}


@_BOTH
def test_a_part_without_length_is_otherwise_the_same(flavour: Flavour) -> None:
    headers, rest = _pack(Packing.NO_LENGTH, flavour)
    assert {name.lower(): value for name, value in headers.items()} == {"content-type": "text/xml"}
    assert rest == _DOCUMENT + b"\r\n"


@_BOTH
def test_a_truncated_part_promises_the_whole(flavour: Flavour) -> None:
    headers, rest = _pack(Packing.TRUNCATED, flavour)
    assert _length(headers) == len(_DOCUMENT)
    assert rest == _DOCUMENT[: len(_DOCUMENT) // 2] + b"\r\n"


@_BOTH
def test_an_interleaved_part_has_another_one_inside(flavour: Flavour) -> None:
    headers, rest = _pack(Packing.INTERLEAVED, flavour)
    assert _length(headers) == len(_DOCUMENT)
    before, boundary, after = rest.partition(b"\r\n--b\r\n")
    assert boundary
    assert _DOCUMENT.startswith(before)
    assert _DOCUMENT in after
    assert before + after.rpartition(_DOCUMENT + b"\r\n")[2].removesuffix(b"\r\n") == _DOCUMENT


@pytest.mark.parametrize(("by", "length"), [(64, len(_DOCUMENT) + 64), (-10, len(_DOCUMENT) - 10), (-10_000, 0)])
def test_a_wrong_length_is_too_large_or_too_small(by: int, length: int) -> None:
    headers, rest = _pack(Packing.WRONG_LENGTH, Flavour.V1, by=by)
    assert (_length(headers), rest) == (length, _DOCUMENT + b"\r\n")


def test_after_so_many_parts_they_are_proper_again() -> None:
    packer, header = Packer(Packing.TRUNCATED, left=2), DIALECTS[Flavour.V2].part_header
    usual = proper(_DOCUMENT, "b", header)
    assert [packer.pack(_DOCUMENT, "b", header) == usual for _ in range(4)] == [False, False, True, True]


@pytest.mark.parametrize("generation", [1, 2])
async def test_a_stream_is_broken_for_some_parts_and_then_goes_on(
    agent: Agent, agent2: Agent, http: httpx.AsyncClient, generation: int
) -> None:
    one = (agent, agent2)[generation - 1]
    one.observe(loads(1))  # the second generation tells once that the machine is connected
    start = one.instance.next
    await inflict(one, {"fault": "parts", "kind": "truncated", "times": 1})
    async with http.stream("GET", f"{one.url}/sample?from={start}&interval=1&heartbeat=600000") as response:
        boundary = b"--" + response.headers["content-type"].partition("boundary=")[2].encode()
        received = b""
        async for block in response.aiter_raw():
            received += block
            if received.count(boundary) == 1:
                one.observe(loads(3))
            elif received.endswith(b"</MTConnectStreams>\n\r\n"):
                break
    _, broken, whole = received.split(boundary)
    with pytest.raises(etree.XMLSyntaxError):
        read(broken.partition(b"\r\n\r\n")[2])
    assert read(whole.partition(b"\r\n\r\n")[2].strip()).sequences == [start, start + 1, start + 2]
