"""Makes models of machines from streams documents alone, because most of the recorded ones came without their probe."""

from __future__ import annotations

from lxml import etree

from hmi.sources.mtconnect.document import local_name
from hmi.sources.mtconnect.model import Binding, Form, MachineModel
from hmi.sources.mtconnect.probe import Component, Device

_FORMS = {"Samples": Form.NUMBER, "Events": Form.TEXT, "Condition": Form.CONDITION}


def implied_models(root: etree._Element) -> list[MachineModel]:
    """Return a model for each device stream, with a signal named after each data item in it."""
    models = []
    for stream in root.iter("{*}DeviceStream"):
        bindings: dict[str, Binding] = {}
        for element in stream.iter("{*}*"):
            item, parent = element.get("dataItemId"), element.getparent()
            if item is None or parent is None:
                continue
            form = _FORMS[local_name(parent)]
            seen = bindings.get(item)
            if form is Form.NUMBER and (len((element.text or "").split()) == 3 or (seen and seen.form is Form.VECTOR)):
                form = Form.VECTOR
            keys = tuple(f"{item}.{axis}" for axis in "xyz") if form is Form.VECTOR else (item,)
            bindings[item] = Binding(form, stream.get("name") or "", keys, element.get("type") or "")
        device = Device("", stream.get("name") or "", stream.get("uuid") or "", False, (Component("Device", ""),))
        models.append(MachineModel(device.name, device, (), bindings))
    return models
