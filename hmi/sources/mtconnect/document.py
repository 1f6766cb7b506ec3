"""Opens an MTConnect document: hardened XML, judged by its root element, with its header."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from lxml import etree

from hmi.sources.mtconnect.failure import AgentError, MalformedDocument, NotAnAgent
from hmi.sources.mtconnect.timestamp import parse_us

_BOM = b"\xef\xbb\xbf"
_PROLOG = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_ROOT = re.compile(rb"<(?:[\w.\-]+:)?([\w.\-]+)")
_HEADER = re.compile(rb"<(?:[\w.\-]+:)?Header(\s[^<>]*?)/?>")
_ILLEGAL_CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D})
"""Bytes that no XML document may contain; controllers put them into program comments, and agents pass them on."""


class Kind(Enum):
    """What a document is, by the local name of its root element."""

    STREAMS = "MTConnectStreams"
    DEVICES = "MTConnectDevices"
    ERROR = "MTConnectError"
    ASSETS = "MTConnectAssets"


_KINDS = {kind.value.encode(): kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a document; None or empty where the agent did not say it, or said no number.

    ``first_sequence`` to ``last_sequence`` is what the agent's buffer holds, ``next_sequence`` where the next request
    goes on. ``created_us`` is the agent's clock, mostly in whole seconds. ``model_changed`` is when a device last
    became another one, in the agent's words, which are only compared.
    """

    instance: int | None = None
    version: str = ""
    buffer_size: int | None = None
    first_sequence: int | None = None
    last_sequence: int | None = None
    next_sequence: int | None = None
    created_us: int | None = None
    model_changed: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """An opened document."""

    kind: Kind
    header: Header
    root: etree._Element


class _Parsers(threading.local):
    """One parser per thread, because lxml lets one thread wait for another that uses the same parser."""

    def __init__(self) -> None:
        # huge_tree lifts libxml2's limit of 10 MB per text; our own limit on documents stands before it, and a
        # document type declaration, whose entities the limit is about, is refused before the parser sees it
        self.parser = etree.XMLParser(
            resolve_entities=False,
            load_dtd=False,
            dtd_validation=False,
            no_network=True,
            huge_tree=True,
            remove_comments=True,
            remove_pis=True,
            collect_ids=False,
        )


_parsers = _Parsers()


def open_document(body: bytes) -> Document:
    """Open a document of any schema version, with or without namespace, byte order mark and leading blank lines.

    Raises NotAnAgent when the root element is none of MTConnect's, and MalformedDocument when the XML cannot be read
    or carries a document type declaration. Control characters that XML forbids and broken UTF-8 are passed over, so
    that one program comment does not block everything behind it.
    """
    body = body.lstrip().removeprefix(_BOM).lstrip()
    kind = _kind_of(body)
    complaint = ""
    for reading in _readings(body):
        try:
            root = etree.fromstring(reading, _parsers.parser)
        except etree.XMLSyntaxError as error:
            complaint = str(error)
        else:
            return Document(kind, _header_of(root), root)
    raise MalformedDocument(complaint)


def _readings(body: bytes) -> Iterator[bytes]:
    """Return a document as it came, then without forbidden characters, then without broken UTF-8 too."""
    yield body
    clean = body.translate(None, _ILLEGAL_CONTROLS)
    yield clean
    yield clean.decode("utf-8", "replace").encode()


def open_head(body: bytes) -> Document:
    """Open a document as far as its header, whatever comes after it.

    Raises NotAnAgent for what is no MTConnect document, and MalformedDocument where there is no header to read.
    """
    kind = _kind_of(body.removeprefix(_BOM).lstrip())
    found = _HEADER.search(body)
    if found is None:
        raise MalformedDocument("no header")
    try:
        root = etree.fromstring(b"<Head><Header%s/></Head>" % found.group(1), _parsers.parser)
    except etree.XMLSyntaxError as error:
        raise MalformedDocument(str(error)) from None
    return Document(kind, _header_of(root), root)


def errors_of(document: Document) -> tuple[AgentError, ...]:
    """Return what an MTConnectError document says, in the one-error form of 1.0, the list of 1.x and the typed one of
    2.6 alike. An error whose text is an error document itself, as agents send it within a stream, gives that one's.
    """
    return tuple(inner for error in _listed(document) for inner in _unwrapped(error))


def _listed(document: Document) -> list[AgentError]:
    listed = [child for child in document.root if local_name(child) == "Errors"]
    elements = list(listed[0]) if listed else [e for e in document.root if local_name(e) != "Header"]
    return [_error_of(element) for element in elements]


def _unwrapped(error: AgentError) -> list[AgentError]:
    if not error.text.startswith("<"):
        return [error]
    try:
        inner = open_document(error.text.encode())
    except (NotAnAgent, MalformedDocument):
        return [error]
    return (_listed(inner) if inner.kind is Kind.ERROR else []) or [error]


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    tag = str(element.tag)
    return tag[tag.rfind("}") + 1 :]


def _kind_of(body: bytes) -> Kind:
    prolog = _PROLOG.match(body)
    start = prolog.end() if prolog else 0
    root = _ROOT.match(body, start)
    kind = _KINDS.get(root.group(1)) if root else None
    if kind is not None:
        return kind
    head = body[start : start + 80].decode("utf-8", "replace")
    if not head:
        raise MalformedDocument("an empty document")
    if re.match(r"(?i)<!DOCTYPE\s+(?:\w+:)?MTConnect", head):
        raise MalformedDocument("a document type declaration is refused")
    raise NotAnAgent(f"begins with {head}")


def _header_of(root: etree._Element) -> Header:
    element = next((child for child in root if local_name(child) == "Header"), None)
    if element is None:
        return Header()
    created = element.get("creationTime")
    return Header(
        instance=_whole(element.get("instanceId")),
        version=element.get("version") or "",
        buffer_size=_whole(element.get("bufferSize")),
        first_sequence=_whole(element.get("firstSequence")),
        last_sequence=_whole(element.get("lastSequence")),
        next_sequence=_whole(element.get("nextSequence")),
        created_us=_moment(created) if created else None,
        model_changed=element.get("deviceModelChangeTime") or "",
    )


def _whole(text: str | None) -> int | None:
    """Return a number of the header; None for anything else, and for more than the 64 bits that agents count in."""
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 19:
        return None
    number = int(text)
    return number if number < 1 << 63 else None


def _moment(text: str) -> int | None:
    try:
        return parse_us(text)
    except (ValueError, OverflowError):
        return None


def _error_of(element: etree._Element) -> AgentError:
    message = next((child for child in element if local_name(child) == "ErrorMessage"), element)
    code = element.get("errorCode") or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", local_name(element)).upper()
    return AgentError(code, (message.text or "").strip())
