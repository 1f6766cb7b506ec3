"""Makes documents as agents send them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hmi.domain.observation import Observation, Quality
from hmi.settings.site import MachineSettings, SourceSettings, SourceType
from hmi.sources.mtconnect.document import open_document
from hmi.sources.mtconnect.model import Bindings, MachineModel, model_of
from hmi.sources.mtconnect.probe import read_devices
from hmi.sources.mtconnect.streams import Streams, read_streams

STAMP = "2026-04-22T15:51:20.123456Z"
STAMP_US = 1_776_873_080_123_456

LATHE = """
<Device id="d" name="Lathe" uuid="L-1">
  <DataItems>
    <DataItem id="avail" category="EVENT" type="AVAILABILITY"/>
  </DataItems>
  <Components>
    <Axes id="axes" name="Axes"><Components>
      <Linear id="x" name="X"><DataItems>
        <DataItem id="xpos" category="SAMPLE" type="POSITION" subType="ACTUAL" units="MILLIMETER"/>
        <DataItem id="xload" category="SAMPLE" type="LOAD" units="PERCENT"/>
        <DataItem id="xloadc" category="CONDITION" type="LOAD"/>
      </DataItems></Linear>
      <Rotary id="c" name="C" nativeName="S"><DataItems>
        <DataItem id="srpm" category="SAMPLE" type="ROTARY_VELOCITY" subType="ACTUAL" units="REVOLUTION/MINUTE"/>
        <DataItem id="sload" category="SAMPLE" type="LOAD" units="PERCENT"/>
      </DataItems></Rotary>
    </Components></Axes>
    <Controller id="ctl" name="controller">
      <DataItems>
        <DataItem id="estop" category="EVENT" type="EMERGENCY_STOP"/>
        <DataItem id="system" category="CONDITION" type="SYSTEM"/>
      </DataItems>
      <Components><Path id="p1" name="path"><DataItems>
        <DataItem id="exec" category="EVENT" type="EXECUTION"/>
        <DataItem id="mode" category="EVENT" type="CONTROLLER_MODE"/>
        <DataItem id="count" category="EVENT" type="PART_COUNT" subType="ALL"/>
        <DataItem id="pos" category="SAMPLE" type="PATH_POSITION" units="MILLIMETER_3D"/>
        <DataItem id="vars" category="EVENT" type="VARIABLE" representation="DATA_SET"/>
        <DataItem id="series" category="SAMPLE" type="POSITION" representation="TIME_SERIES" units="MILLIMETER"/>
      </DataItems></Path></Components>
    </Controller>
  </Components>
</Device>"""


def header(instance: object = 7, first: int = 1, last: int = 100, next_: int = 101, **more: object) -> str:
    said = {
        "instanceId": instance,
        "version": "1.7.0.3",
        "creationTime": "2026-04-22T15:51:21Z",
        "bufferSize": 131072,
        "firstSequence": first,
        "lastSequence": last,
        "nextSequence": next_,
        **more,
    }
    return "<Header " + " ".join(f'{name}="{value}"' for name, value in said.items() if value is not None) + "/>"


def document(root: str, body: str, head: str | None = None, version: str | None = "1.7") -> bytes:
    namespace = f' xmlns="urn:mtconnect.org:{root}:{version}"' if version else ""
    head = header() if head is None else head
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}{namespace}>{head}{body}</{root}>'.encode()


def devices(*inside: str, head: str | None = None, version: str | None = "1.7") -> bytes:
    return document("MTConnectDevices", f"<Devices>{''.join(inside)}</Devices>", head, version)


def error(code: str, text: str = "") -> bytes:
    return document("MTConnectError", f'<Errors><Error errorCode="{code}">{text}</Error></Errors>')


def streams(
    *observations: str, head: str | None = None, name: str = "Lathe", uuid: str = "L-1", version: str | None = "1.7"
) -> bytes:
    """Return a streams document with observations such as ``<Load dataItemId=.../>`` in their containers."""
    inside = f'<DeviceStream name="{name}" uuid="{uuid}">{component(*observations)}</DeviceStream>'
    return document("MTConnectStreams", f"<Streams>{inside if observations else ''}</Streams>", head, version)


def component(*observations: str, container: str = "Events") -> str:
    holders = "".join(
        one if one.startswith("<Condition>") else f"<{container}>{one}</{container}>" for one in observations
    )
    return f'<ComponentStream component="Path" name="path" componentId="p1">{holders}</ComponentStream>'


def said(item: str, sequence: object, text: str = "", tag: str = "Value", stamp: str = STAMP, more: str = "") -> str:
    return f'<{tag} dataItemId="{item}" timestamp="{stamp}" sequence="{sequence}" {more}>{text}</{tag}>'


def condition(*inside: str) -> str:
    return f"<Condition>{''.join(inside)}</Condition>"


def lathe(machine: str = "Torno 1") -> MachineModel:
    return model_of(machine, read_devices(open_document(devices(LATHE)))[0])


def read(body: bytes, *models: MachineModel) -> Streams:
    return read_streams(open_document(body), Bindings(models or (lathe(),)))


def values(found: Iterable[Observation]) -> list[tuple[str, object, Quality]]:
    return [(o.signal, o.value, o.quality) for o in found]


def machines(
    url: str, *names: tuple[str, str], heartbeat_s: float = 0.25, interval_s: float = 0.02
) -> Sequence[MachineSettings]:
    """Return the settings of machines as (name, device) behind one agent."""
    return [
        MachineSettings(name, SourceSettings(SourceType.MTCONNECT, url, device, heartbeat_s, interval_s))
        for name, device in names or (("Torno 1", ""),)
    ]
