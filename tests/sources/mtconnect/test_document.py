from __future__ import annotations

import threading
from contextlib import suppress
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmi.sources.mtconnect.document import Header, Kind, errors_of, open_document, open_head
from hmi.sources.mtconnect.failure import AgentError, EndpointFailure, MalformedDocument, NotAnAgent
from tests.sources.mtconnect.making import devices, document, error, header, said, streams


@pytest.mark.parametrize("kind", list(Kind))
def test_the_root_element_decides_what_a_document_is(kind: Kind) -> None:
    assert open_document(document(kind.value, "")).kind is kind


@pytest.mark.parametrize(
    "body",
    [
        devices(version=None),
        devices(version="0.9"),
        devices(version="2.7"),
        b"\xef\xbb\xbf" + devices(),
        b"\r\n\n  " + devices(),
        b"\n\xef\xbb\xbf\n" + devices(),
        b"<!-- made by hand --><?xml-stylesheet href='x'?>\n" + devices().partition(b"\n")[2],
        b'<m:MTConnectDevices xmlns:m="urn:mtconnect.org:MTConnectDevices:1.3"/>',
    ],
)
def test_any_schema_version_namespace_mark_and_prolog_will_do(body: bytes) -> None:
    assert open_document(body).kind is Kind.DEVICES


def test_the_header_is_read_as_numbers() -> None:
    opened = open_document(streams(head=header(instance=7, first=5, last=9, next_=10)))
    assert opened.header == Header(7, "1.7.0.3", 131072, 5, 9, 10, 1_776_873_081_000_000)


@pytest.mark.parametrize("odd", ["String", "", "-1", "1.5", "99999999999999999999", "9223372036854775808", "٣"])
def test_a_header_number_that_is_none_is_absent(odd: str) -> None:
    assert open_document(streams(head=header(instance=odd))).header.instance is None


def test_a_document_without_header_has_an_empty_one() -> None:
    assert open_document(b"<MTConnectDevices><Devices/></MTConnectDevices>").header == Header()
    assert open_document(streams(head="<Header creationTime='soon'/>")).header == Header()


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>Welcome to nginx</body></html>",
        b"<!DOCTYPE html><html></html>",
        b'{"MTConnectDevices": {}}',
        b"404 page not found",
        b"<MTConnectFiles/>",
        "MTConnectDevices".encode("utf-16"),
    ],
)
def test_what_is_no_mtconnect_document_is_told_apart_from_a_broken_one(body: bytes) -> None:
    with pytest.raises(NotAnAgent):
        open_document(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  \r\n",
        streams()[:-5],
        streams() + b"<more/>",
        streams(said("exec", 1, "\x1a\xff"))[:-5],
        streams().replace(b"<Streams>", b"<Streams>&undefined;"),
        b"<MTConnectStreams>" * 3000,
    ],
)
def test_a_broken_document_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedDocument):
        open_document(body)


BOMB = b"""<!DOCTYPE MTConnectStreams [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<MTConnectStreams x="&b;"/>"""
EXTERNAL = b"""<?xml version="1.0"?><!DOCTYPE m:MTConnectStreams SYSTEM "file:///etc/passwd" >
<MTConnectStreams/>"""


@pytest.mark.parametrize("body", [BOMB, EXTERNAL, b"<!-- x -->" + BOMB, b"\xef\xbb\xbf" + EXTERNAL])
def test_a_document_type_declaration_is_refused_before_it_is_parsed(body: bytes) -> None:
    with pytest.raises(MalformedDocument, match="document type declaration"):
        open_document(body)


@pytest.mark.parametrize("odd", [b"\x00", b"\x1a", b"\x08\x0b", b"\xff\xfe", b"\xc3"])
def test_a_character_that_xml_forbids_does_not_block_the_document(odd: bytes) -> None:
    body = streams(said("exec", 1, "O1234 (SHAFT@)")).replace(b"@", odd)
    assert open_document(body).kind is Kind.STREAMS


def test_a_forbidden_character_leaves_other_encodings_alone() -> None:
    latin = streams(said("exec", 1, "Größe\x1a")).replace(b"UTF-8", b"ISO-8859-1")
    opened = open_document(latin.decode().encode("iso-8859-1"))
    assert [element.text for element in opened.root.iter("{*}Value")] == ["Größe"]


def test_a_text_of_twelve_megabytes_is_read() -> None:
    body = streams(said("vars", 1, "x" * 12_000_000))
    assert open_document(body).kind is Kind.STREAMS


def test_errors_are_read_in_all_three_forms() -> None:
    assert errors_of(open_document(error("OUT_OF_RANGE", "'from' must be greater"))) == (
        AgentError("OUT_OF_RANGE", "'from' must be greater"),
    )
    old = document("MTConnectError", '<Error errorCode="NO_DEVICE">no such device</Error>', version="1.0")
    assert errors_of(open_document(old)) == (AgentError("NO_DEVICE", "no such device"),)
    typed = document(
        "MTConnectError",
        "<Errors><OutOfRange><URI>/sample</URI><ErrorMessage>too small</ErrorMessage></OutOfRange></Errors>",
        version="2.6",
    )
    assert errors_of(open_document(typed)) == (AgentError("OUT_OF_RANGE", "too small"),)
    assert errors_of(open_document(document("MTConnectError", ""))) == ()


def test_an_error_document_within_the_text_of_an_error_speaks_for_it() -> None:
    inner = error("OUT_OF_RANGE", "'from' must be less than 88").decode()
    assert errors_of(open_document(error("BAD_REQUEST", escape(inner)))) == (
        AgentError("OUT_OF_RANGE", "'from' must be less than 88"),
    )


@pytest.mark.parametrize("text", ["<html><p>no</p></html>", "<MTConnectError", document("MTConnectError", "").decode()])
def test_an_error_that_only_looks_like_a_document_keeps_its_text(text: str) -> None:
    assert errors_of(open_document(error("BAD_REQUEST", escape(text)))) == (AgentError("BAD_REQUEST", text.strip()),)


def test_threads_do_not_wait_for_one_parser() -> None:
    opened: list[Kind] = []
    threads = [threading.Thread(target=lambda: opened.append(open_document(streams()).kind)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert opened == [Kind.STREAMS] * 4


@settings(deadline=None)
@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_do_worse_than_an_endpoint_failure(noise: bytes, inside: bool) -> None:
    body = streams().replace(b"<Streams>", b"<Streams>" + noise) if inside else noise
    with suppress(EndpointFailure):
        assert open_document(body).kind in Kind


@pytest.mark.parametrize("rest", ["<Streams><Broken", "<Streams>a < b & c</Streams>", ""])
def test_the_header_can_be_read_whatever_comes_after_it(rest: str) -> None:
    body = streams(head=header(instance=7, first=5, last=9, next_=10))
    whole = open_document(body)
    cut = body[: body.index(b"<Streams>")] + rest.encode()
    assert open_head(b"\xef\xbb\xbf" + cut).header == whole.header
    assert open_head(cut.replace(b"Header", b"m:Header")).kind is Kind.STREAMS


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (b"<html/>", NotAnAgent),
        (b"<MTConnectStreams/>", MalformedDocument),
        (b"<MTConnectStreams><Header instanceId=7/>", MalformedDocument),
        (b'<!DOCTYPE MTConnectStreams><MTConnectStreams><Header instanceId="7"/>', MalformedDocument),
    ],
)
def test_what_has_no_header_to_read_is_refused(body: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        open_head(body)
