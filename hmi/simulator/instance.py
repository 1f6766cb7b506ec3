"""One run of an agent, without its network: what it holds, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from lxml import etree

from hmi.simulator.assets import AssetStore
from hmi.simulator.checkpoint import Checkpoint
from hmi.simulator.device import Device
from hmi.simulator.documents import ErrorStyle, Header, Press
from hmi.simulator.queries import Kind, Query, RequestError, in_range
from hmi.simulator.record import Activation, Asset, Emission, Record, unavailable
from hmi.simulator.ring import Ring

_PATHS_REMEMBERED = 64


class Chunk(NamedTuple):
    """A document of a stream, with where the stream goes on and whether it has caught up."""

    document: bytes
    next: int
    caught_up: bool


class Instance:
    """A run of the agent under one instanceId; every data item starts as UNAVAILABLE at ``started_us``.

    ``clock`` gives the agent's time in microseconds since 1970 UTC. Emissions for unknown data items raise KeyError.
    """

    def __init__(
        self, identity: int, press: Press, buffer_size: int, sender: str, clock: Callable[[], int], started_us: int
    ) -> None:
        self.identity = identity
        self.forgetful = False
        """Whether conditions that change are kept out of the stream."""
        self.assets = AssetStore()
        self._forgotten: set[int] = set()
        self._spoilt = range(0)
        self._press = press
        self._sender = sender
        self._clock = clock
        self._started_us = started_us
        self._ring = Ring(buffer_size)
        self._latest = Checkpoint()
        self._before = Checkpoint()
        self._items = {item.id: item for device in press.devices for item in device.items}
        self._device_items = {device.root.id: frozenset(item.id for item in device.items) for device in press.devices}
        self._tree: etree._Element | None = None
        self._paths: dict[tuple[str, str], frozenset[str] | None] = {}
        self.observe(Emission(started_us, key, unavailable(item)) for key, item in self._items.items())

    @property
    def first(self) -> int:
        """The oldest sequence in the buffer."""
        return self._ring.first

    @property
    def next(self) -> int:
        """The sequence that the next observation will have."""
        return self._ring.next

    def observe(self, emissions: Iterable[Emission]) -> None:
        """Take over what machines say, in the order in which they say it."""
        items, append, add = self._items, self._ring.append, self._latest.add
        for time_us, key, value in emissions:
            record, overwritten = append(time_us, items[key], value)
            add(record)
            if type(value) is Asset:
                self.assets.put(time_us, key, value)
            if self.forgetful and isinstance(value, Activation):
                self._forgotten.add(record.sequence)
            if overwritten is not None:
                self._before.add(overwritten)
                self._forgotten.discard(overwritten.sequence)

    def spoil(self, times: int) -> None:
        """Write the sequences of the next ``times`` observations as no number, whoever asks; 0 makes all readable."""
        self._spoilt = range(self._ring.next, self._ring.next + times)

    def latest(self) -> list[Record]:
        """Return the present values, oldest sequence first."""
        return sorted(self._latest.records())

    def device(self, name: str) -> Device | None:
        """Return the device of that name or uuid."""
        return next((one for one in self._press.devices if name in (one.name, one.uuid)), None)

    def answer(self, query: Query) -> bytes:
        """Return the document that answers a query which does not ask for a stream. Raises RequestError."""
        if query.kind is Kind.PROBE:
            return self._press.probe(self._header(), self.device(query.device) if query.device else None)
        if query.kind is Kind.ASSETS:
            device = self.device(query.device) if query.device else None
            uuid = "" if device is None else device.uuid
            listed = self.assets.listed(query.asset_type, uuid, query.count, query.removed)
            return self._press.assets(self._header(), listed)
        if query.kind is Kind.ASSET:
            try:
                return self._press.assets(self._header(), self.assets.find(query.assets))
            except KeyError as error:
                raise RequestError("ASSET_NOT_FOUND", f"Cannot find asset: {error.args[0]}") from None
        only = self.filter(query)
        if query.kind is Kind.CURRENT:
            return self.current(only, query.at)
        return self._sample(query, only)

    def filter(self, query: Query) -> frozenset[str] | None:
        """Return the ids of the data items that a query's device and path select; None stands for all."""
        key = (query.device, query.path)
        if key not in self._paths:
            if len(self._paths) >= _PATHS_REMEMBERED:
                self._paths.clear()
            self._paths[key] = self._select(query)
        return self._paths[key]

    def current(self, only: Collection[str] | None, at: int | None = None) -> bytes:
        """Return the state of the data items now, or after the observation with sequence ``at``."""
        checkpoint = self._latest
        if at is not None:
            in_range("at", at, self._ring.first, self._ring.next - 1)
            checkpoint = self._before.copy()
            for record in self._ring.held(self._ring.first, at + 1):
                checkpoint.add(record)
        return self._press.streams(self._streams_header(self._ring.next), checkpoint.records(only), self._spoilt)

    def chunk(self, start: int, count: int, only: Collection[str] | None) -> Chunk:
        """Return up to ``count`` observations from ``start`` on; the document is empty where there is nothing."""
        records, after = self._forward(start, self._ring.next, count, only)
        document = self._press.streams(self._streams_header(after), records, self._spoilt)
        return Chunk(document, after, after >= self._ring.next)

    def reports_since(self, start: int, only: Collection[str] | None) -> bool:
        """Return whether anything of ``only`` was observed from sequence ``start`` on."""
        if only is None:
            return start < self._ring.next
        return any(record.item.id in only for record in self._ring.held(start, self._ring.next))

    def error(self, error: RequestError, style: ErrorStyle = ErrorStyle.LIST, asked: str = "/") -> bytes:
        """Return the document that tells a client of the error in its request, whose target was ``asked``."""
        return self._press.error(self._header(), error.code, error.text, style, asked)

    def check_start(self, start: int | None) -> None:
        """Raise RequestError OUT_OF_RANGE unless observations from ``start`` on are held or come next."""
        if start is not None:
            in_range("from", start, self._ring.first, self._ring.next)

    def _sample(self, query: Query, only: Collection[str] | None) -> bytes:
        self.check_start(query.start)
        if query.stop is not None:
            in_range("to", query.stop, self._ring.first if query.start is None else query.start, self._ring.next)
        if query.count > 0:
            start = self._ring.first if query.start is None else query.start
            stop = self._ring.next if query.stop is None else query.stop + 1
            records, after = self._forward(start, stop, query.count, only)
        else:
            newest = self._ring.next - 1 if query.start is None else min(query.start, self._ring.next - 1)
            records, after = self._backward(newest, -query.count, only)
        return self._press.streams(self._streams_header(after), records, self._spoilt)

    def _forward(self, start: int, stop: int, count: int, only: Collection[str] | None) -> tuple[list[Record], int]:
        """Return up to ``count`` records with the sequence after the last one that was looked at."""
        stop = min(stop, self._ring.next)
        if only is None:
            records = self._ring.held(start, min(start + count, stop))
            return self._remembered(records), records[-1].sequence + 1 if records else max(start, stop)
        found: list[Record] = []
        for record in self._remembered(self._ring.held(start, stop)):
            if record.item.id in only:
                found.append(record)
                if len(found) == count:
                    return found, record.sequence + 1
        return found, max(start, stop)

    def _backward(self, newest: int, count: int, only: Collection[str] | None) -> tuple[list[Record], int]:
        """Return up to ``count`` records down from ``newest``, in ascending order, and the sequence below them."""
        if only is None:
            records = self._ring.held(newest - count + 1, newest + 1)
            return self._remembered(records), max(self._ring.first, newest - count + 1) - 1
        found: list[Record] = []
        for record in reversed(self._remembered(self._ring.held(self._ring.first, newest + 1))):
            if record.item.id in only:
                found.append(record)
                if len(found) == count:
                    return found[::-1], record.sequence - 1
        return found[::-1], self._ring.first - 1

    def _remembered(self, records: list[Record]) -> list[Record]:
        if not self._forgotten:
            return records
        return [record for record in records if record.sequence not in self._forgotten]

    def _select(self, query: Query) -> frozenset[str] | None:
        ids: frozenset[str] | None = None
        if query.device:
            device = self.device(query.device)
            ids = frozenset() if device is None else self._device_items[device.root.id]
        if not query.path:
            return ids
        chosen = self._matching(query.path)
        chosen = chosen if ids is None else chosen & ids
        if not chosen:
            raise RequestError("INVALID_XPATH", f"The path could not be parsed. Invalid syntax: {query.path}")
        return chosen

    def _matching(self, path: str) -> frozenset[str]:
        if self._tree is None:
            self._tree = _without_namespaces(self._press.probe(self._header()))
        try:
            nodes = self._tree.xpath(path)
        except etree.XPathError as error:
            raise RequestError(
                "INVALID_XPATH", f"The path could not be parsed. Invalid syntax: {path} ({error})"
            ) from None
        elements = [node for node in nodes if isinstance(node, etree._Element)] if isinstance(nodes, list) else []
        return frozenset(item.get("id", "") for element in elements for item in element.iter("DataItem"))

    def _header(self) -> Header:
        size, count = self._ring.size, self.assets.count
        return Header(self._clock(), self.identity, size, self._sender, self._started_us, assets=count)

    def _streams_header(self, after: int) -> Header:
        first, last = self._ring.first, self._ring.next - 1
        return Header(self._clock(), self.identity, self._ring.size, self._sender, self._started_us, first, after, last)


def _without_namespaces(probe: bytes) -> etree._Element:
    """Return the probe as a tree in which ``//DataItem`` finds data items, as agents let clients write it."""
    root = etree.fromstring(probe)
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    etree.cleanup_namespaces(root)
    return root
