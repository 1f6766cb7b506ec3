"""What the tests of the simulator need to look at its documents and streams."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass

import httpx
from lxml import etree

from hmi.simulator.agent import Agent, AgentSettings
from hmi.simulator.device import Category, Component, DataItem, Device
from hmi.simulator.dialect import Flavour
from hmi.simulator.record import Activation, Emission, Level, Reported

START_US = 1_800_000_000_000_000

LOAD = DataItem("m1-load", Category.SAMPLE, "LOAD", name="Sload", units="PERCENT")
SPEED = DataItem("m1-rpm", Category.SAMPLE, "ROTARY_VELOCITY", "ACTUAL")
EXECUTION = DataItem("m1-exec", Category.EVENT, "EXECUTION", name="execution")
MODE = DataItem("m1-smode", Category.EVENT, "ROTARY_MODE", constant="SPINDLE")
SYSTEM = DataItem("m1-system", Category.CONDITION, "SYSTEM", name="system")
VARIABLES = DataItem("m1-vars", Category.EVENT, "VARIABLE", representation="DATA_SET")
OTHER = DataItem("m2-load", Category.SAMPLE, "LOAD")


def two_devices() -> tuple[Device, Device]:
    """Return a device with one item of each sort and another with a single one."""
    spindle = Component("Rotary", "m1-c", "C", items=(LOAD, SPEED, MODE))
    path = Component("Path", "m1-path", "path", items=(EXECUTION, VARIABLES))
    controller = Component("Controller", "m1-cont", "controller", items=(SYSTEM,), components=(path,))
    first = Component(
        "Device", "m1", "Torno01", components=(Component("Axes", "m1-ax", components=(spindle,)), controller)
    )
    return Device(first, "uuid-1", "Romi", "GL 240", "4711"), Device(
        Component("Device", "m2", "Centro01", items=(OTHER,)), "uuid-2"
    )


def an_agent(flavour: Flavour = Flavour.V1, buffer_size: int = 1024) -> Agent:
    """Return an agent with two devices that has not been started."""
    settings = AgentSettings(flavour=flavour, buffer_size=buffer_size, sender="test", tells_adapters=True)
    return Agent(two_devices(), settings)


def said(item: DataItem, value: Reported, after_s: float = 0.0) -> Emission:
    """Return an emission, stamped so many seconds after the tests' epoch."""
    return Emission(START_US + round(after_s * 1e6), item.id, value)


def loads(count: int, first: int = 0) -> list[Emission]:
    """Return so many different spindle loads."""
    return [said(LOAD, f"{first + index}", index / 10) for index in range(count)]


def fault(code: str, text: str = "") -> Activation:
    return Activation(Level.FAULT, code, text)


@dataclass(frozen=True)
class Document:
    """A document, taken apart without looking at its namespaces."""

    root: str
    namespace: str
    header: Mapping[str, str]
    observations: tuple[Mapping[str, str], ...]
    element: etree._Element

    @property
    def next(self) -> int:
        return int(self.header["nextSequence"])

    @property
    def first(self) -> int:
        return int(self.header["firstSequence"])

    @property
    def sequences(self) -> list[int]:
        """All sequences in ascending order."""
        return sorted(int(one["sequence"]) for one in self.observations)

    @property
    def error(self) -> str:
        """The code of the first error."""
        return next(self.element.iter("{*}Error")).get("errorCode", "")

    def of(self, item: DataItem | str) -> list[Mapping[str, str]]:
        """The observations of one data item by ascending sequence; ``tag`` and ``text`` beside the attributes."""
        key = item if isinstance(item, str) else item.id
        return sorted((o for o in self.observations if o["dataItemId"] == key), key=lambda o: int(o["sequence"]))

    def values(self, item: DataItem | str) -> list[str]:
        return [one["text"] for one in self.of(item)]


def read(content: bytes) -> Document:
    """Take a document apart; it has to be well-formed."""
    root = etree.fromstring(content)
    name = etree.QName(root)
    header = next(root.iter("{*}Header"))
    observations = tuple(
        {
            "tag": etree.QName(element).localname,
            "text": element.text or "",
            **{str(key): str(value) for key, value in element.attrib.items()},
        }
        for element in root.iter(etree.Element)
        if element.get("sequence") is not None
    )
    attributes = {str(key): str(value) for key, value in header.attrib.items()}
    return Document(name.localname, name.namespace or "", attributes, observations, root)


async def until(condition: Callable[[], bool], timeout_s: float = 20.0) -> None:
    """Wait until a condition holds that nothing announces. Raises TimeoutError."""
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110  there is no event to wait for
            await asyncio.sleep(0.01)


async def parts(response: httpx.Response) -> AsyncIterator[bytes]:
    """Yield the bodies of a multipart stream, by their declared lengths."""
    boundary = response.headers["content-type"].split("boundary=")[1].encode()
    held = b""
    async for block in response.aiter_raw():
        held += block
        while (end := held.find(b"\r\n\r\n")) >= 0:
            head = held[:end].strip().split(b"\r\n")
            assert head[0] == b"--" + boundary
            fields = dict(line.lower().split(b": ", 1) for line in head[1:])
            assert fields[b"content-type"] == b"text/xml"
            length = int(fields[b"content-length"])
            if len(held) < end + 4 + length:
                break
            yield held[end + 4 : end + 4 + length]
            held = held[end + 4 + length :]
