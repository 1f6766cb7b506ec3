"""The documents of an agent as text: probe, streams, assets and errors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from hmi.simulator.assets import ASSET_BUFFER, StoredAsset
from hmi.simulator.device import Category, Component, DataItem, Device, element_name
from hmi.simulator.dialect import Dialect
from hmi.simulator.record import Activation, Asset, Marked, Record

_NO_XML_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@lru_cache(maxsize=4096)
def _second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def stamp(time_us: int) -> str:
    """Return a time in microseconds since 1970 UTC as an observation carries it."""
    second, fraction = divmod(time_us, 1_000_000)
    return f"{_second(second)}.{fraction:06d}Z"


def attributes(pairs: Iterable[tuple[str, object]]) -> str:
    """Return XML attributes, each with a blank before it; empty values are left out."""
    return "".join(f" {name}={quoteattr(str(value))}" for name, value in pairs if value != "")


class _Position(NamedTuple):
    """Where a data item's observations stand in a streams document, as the texts around them."""

    device: str
    component: str
    group: str


class _Template(NamedTuple):
    """The fixed parts of a data item's observations, escaped once."""

    order: int
    element: str
    head: str
    middle: str
    tail: str


class ErrorStyle(Enum):
    """How an MTConnectError document tells of an error; it has changed twice."""

    SINGLE = "single"
    """An Error directly in the root, until 1.0."""
    LIST = "list"
    """Error elements in Errors."""
    TYPED = "typed"
    """Elements named after the code, with the text and what was asked in elements of their own, since 2.6."""


_SCHEMA_OF_STYLE = {ErrorStyle.SINGLE: "1.0", ErrorStyle.TYPED: "2.6"}


@dataclass(frozen=True, slots=True)
class Header:
    """The numbers of a document's header; sequences are None where the document has none."""

    time_us: int
    instance: int
    buffer_size: int
    sender: str
    model_time_us: int
    first: int | None = None
    next: int | None = None
    last: int | None = None
    assets: int = 0


@dataclass(slots=True)
class Press:
    """Prints the documents of one agent; ``namespaces`` are the extension prefixes that its data items use."""

    dialect: Dialect
    devices: tuple[Device, ...]
    namespaces: Mapping[str, str] = field(default_factory=dict)
    _templates: dict[str, _Template] = field(init=False, default_factory=dict)
    _positions: list[_Position] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        for device in self.devices:
            device_tag = f"<DeviceStream{attributes((('name', device.name), ('uuid', device.uuid)))}>"
            for component in device.root.walk():
                pairs = (("component", component.tag), ("name", component.name), ("componentId", component.id))
                component_tag = f"<ComponentStream{attributes(pairs)}>"
                for item in sorted(component.items, key=lambda one: list(Category).index(one.category)):
                    self._templates[item.id] = _template(item, len(self._positions))
                    self._positions.append(_Position(device_tag, component_tag, item.group))

    def probe(self, header: Header, only: Device | None = None) -> bytes:
        """Return MTConnectDevices with all devices, or with one."""
        devices = "".join(_device(device, self.dialect) for device in self.devices if only in (None, device))
        return self._document("Devices", header, f"<Devices>{devices}</Devices>")

    def error(
        self, header: Header, code: str, text: str, style: ErrorStyle = ErrorStyle.LIST, asked: str = "/"
    ) -> bytes:
        """Return MTConnectError with one error; ``asked`` is the request's target, which the newest style tells."""
        named = attributes((("errorCode", code),))
        if style is ErrorStyle.TYPED:
            element = element_name(code)
            inner = f"<ErrorMessage>{escape(text)}</ErrorMessage><URI>{escape(asked)}</URI>"
            body = f"<Errors><{element}{named}>{inner}</{element}></Errors>"
        else:
            one = f"<Error{named}>{escape(text)}</Error>"
            body = one if style is ErrorStyle.SINGLE else f"<Errors>{one}</Errors>"
        return self._document("Error", header, body, _SCHEMA_OF_STYLE.get(style))

    def assets(self, header: Header, stored: Iterable[StoredAsset]) -> bytes:
        """Return MTConnectAssets."""
        body = "".join(map(_asset, stored))
        return self._document("Assets", header, f"<Assets>{body}</Assets>" if body else "<Assets/>")

    def streams(self, header: Header, records: Iterable[Record], spoilt: range = range(0)) -> bytes:
        """Return MTConnectStreams, grouped by component as real agents do and not by sequence.

        The sequences in ``spoilt`` are written as something that is no number.
        """
        groups: dict[int, list[str]] = {}
        for record in records:
            template = self._templates[record.item.id]
            mark = "=" if record.sequence in spoilt else ""
            groups.setdefault(template.order, []).append(_observation(template, record, mark))
        parts: list[str] = []
        device = component = group = ""
        for order in sorted(groups):
            position = self._positions[order]
            if position.component != component or position.device != device:
                parts += _closed(component and f"</{group}></ComponentStream>")
                group = ""
                if position.device != device:
                    parts += _closed(device and "</DeviceStream>")
                    device = position.device
                    parts.append(device)
                component = position.component
                parts.append(component)
            if position.group != group:
                parts += _closed(group and f"</{group}>")
                group = position.group
                parts.append(f"<{group}>")
            parts += groups[order]
        if not parts:
            return self._document("Streams", header, "<Streams/>")
        body = "".join(parts)
        return self._document(
            "Streams", header, f"<Streams>{body}</{group}></ComponentStream></DeviceStream></Streams>"
        )

    def _document(self, kind: str, header: Header, body: str, schema: str | None = None) -> bytes:
        schema = schema or self.dialect.schema
        urn = f"urn:mtconnect.org:MTConnect{kind}:{schema}"
        extensions = "".join(f" xmlns:{prefix}={quoteattr(name)}" for prefix, name in self.namespaces.items())
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<MTConnect{kind} xmlns:m="{urn}" xmlns="{urn}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
            f'{extensions} xsi:schemaLocation="{urn} /schemas/MTConnect{kind}_{schema}.xsd">'
            f"{_header(kind, header, self.dialect)}{body}</MTConnect{kind}>\n"
        )
        return text.encode()


def _closed(tag: str) -> tuple[str, ...]:
    return (tag,) if tag else ()


def _header(kind: str, header: Header, dialect: Dialect) -> str:
    pairs: list[tuple[str, object]] = [
        ("creationTime", f"{_second(header.time_us // 1_000_000)}Z"),
        ("sender", header.sender),
        ("instanceId", header.instance),
        ("version", dialect.version),
        ("deviceModelChangeTime", stamp(header.model_time_us)),
    ]
    if kind in ("Devices", "Assets"):
        pairs += [("assetBufferSize", ASSET_BUFFER), ("assetCount", header.assets)]
    if kind != "Assets":
        pairs.append(("bufferSize", header.buffer_size))
    if header.next is not None:
        pairs += [
            ("nextSequence", header.next),
            ("firstSequence", header.first),
            ("lastSequence", header.last),
        ]
    return f"<Header{attributes(pairs)}/>"


def _device(device: Device, dialect: Dialect) -> str:
    root = device.root
    pairs: list[tuple[str, object]] = [("id", root.id), ("name", root.name), ("uuid", device.uuid)]
    if root.tag == "Agent":
        pairs.append(("mtconnectVersion", dialect.schema))
    about = attributes(
        (("manufacturer", device.manufacturer), ("model", device.model), ("serialNumber", device.serial))
    )
    description = f"<Description{about}>{escape(device.description)}</Description>" if about else ""
    return f"<{root.tag}{attributes(pairs)}>{description}{_inside(root)}</{root.tag}>"


def _inside(component: Component) -> str:
    items = "".join(map(_data_item, component.items))
    below = "".join(
        f"<{one.tag}{attributes((('id', one.id), ('name', one.name), ('nativeName', one.native_name)))}>"
        f"{_inside(one)}</{one.tag}>"
        for one in component.components
    )
    return (f"<DataItems>{items}</DataItems>" if items else "") + (f"<Components>{below}</Components>" if below else "")


def _data_item(item: DataItem) -> str:
    pairs = (
        ("category", item.category.value),
        ("coordinateSystem", item.coordinate_system),
        ("discrete", "true" if item.discrete else ""),
        ("id", item.id),
        ("name", item.name),
        ("nativeUnits", item.native_units),
        ("representation", item.representation),
        ("statistic", item.statistic),
        ("subType", item.sub_type),
        ("type", item.type),
        ("units", item.units),
    )
    if not item.constant:
        return f"<DataItem{attributes(pairs)}/>"
    value = f"<Constraints><Value>{escape(item.constant)}</Value></Constraints>"
    return f"<DataItem{attributes(pairs)}>{value}</DataItem>"


def _template(item: DataItem, order: int) -> _Template:
    condition = item.category is Category.CONDITION
    tail = (("type", item.type),) if condition else (("subType", item.sub_type), ("statistic", item.statistic))
    return _Template(
        order,
        "" if condition else item.element,
        f' dataItemId={quoteattr(item.id)} timestamp="',
        f'"{attributes((("name", item.name),))} sequence="',
        f'"{attributes(tail)}',
    )


def _observation(template: _Template, record: Record, mark: str) -> str:
    _, element, head, middle, tail = template
    value = record.value
    if isinstance(value, Activation):
        element = value.level.value
        tail += attributes(
            (
                ("nativeCode", value.code),
                ("nativeSeverity", value.severity),
                ("qualifier", value.qualifier),
                ("conditionId", value.condition_id),
            )
        )
        inner = _text(value.text)
    elif isinstance(value, str):
        inner = _text(value)
    elif isinstance(value, Marked):
        tail += value.attributes
        inner = _text(value.text)
    elif isinstance(value, Asset):
        tail += attributes((("assetType", value.kind),))
        inner = _text(value.asset_id)
    else:
        tail += f' count="{len(value.entries)}"{value.attributes}'
        inner = "".join(_entry(key, entry) for key, entry in value.entries.items())
    start = f"<{element}{head}{stamp(record.time_us)}{middle}{record.sequence}{mark}{tail}"
    return f"{start}>{inner}</{element}>" if inner else f"{start}/>"


def _asset(stored: StoredAsset) -> str:
    asset = stored.asset
    pairs = (
        ("assetId", asset.asset_id),
        ("deviceUuid", asset.device_uuid),
        ("timestamp", stamp(stored.time_us)),
        ("removed", "true" if asset.removed else ""),
    )
    return f"<{asset.kind}{attributes(pairs)}{asset.attributes}>{asset.body}</{asset.kind}>"


def _entry(key: str, entry: str | None) -> str:
    if entry is None:
        return f'<Entry key={quoteattr(key)} removed="true"/>'
    return f"<Entry key={quoteattr(key)}>{entry}</Entry>"


def _text(text: str) -> str:
    if not text.isprintable():
        text = _NO_XML_CHARACTER.sub("\ufffd", text)
    return escape(text)
