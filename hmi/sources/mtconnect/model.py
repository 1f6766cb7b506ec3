"""From what an agent says a device has to the product's signals, and back from data item ids to these signals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import count
from typing import NamedTuple

from hmi.domain.signal import Role, Signal, SignalKind
from hmi.sources.mtconnect.probe import Component, DataItem, Device
from hmi.sources.mtconnect.rebind import kept_keys
from hmi.sources.mtconnect.roles import NEVER, Claim, claim, is_number, plain_type
from hmi.sources.mtconnect.units import Conversion, conversion

_AXES_3D = ("x", "y", "z")
_ALWAYS_3D = frozenset({"PATH_POSITION", "ORIENTATION", "ROTATION", "TRANSLATION"})
_SHARED_ROLES = frozenset({Role.EMERGENCY_STOP, Role.MESSAGE})
"""Roles that several items of one component play at once: any emergency stop stops the machine."""
_NEAREST = {"Path": 0, "Controller": 1, "Device": 2}
"""Which component's item gets a role's bare name: a path speaks of the work, the device of everything."""


class Form(Enum):
    """How an observation of a data item is read."""

    NUMBER = auto()
    TEXT = auto()
    VECTOR = auto()
    SERIES = auto()
    """Numbers at fixed intervals, many in one observation."""
    SET = auto()
    """Entries with keys, of which an observation tells those that changed; a table's entries have cells."""
    ASSET = auto()
    """News of an asset: its id, as a text."""
    CONDITION = auto()
    ALARM = auto()
    """The alarm event of MTConnect 1.0, before there were conditions."""


class Binding(NamedTuple):
    """Where an observation of one data item goes: one signal, or three for a vector. A named tuple for the parser.

    ``sample_rate`` is that of a time series, in values a second, where the probe says it.
    """

    form: Form
    machine: str
    keys: tuple[str, ...]
    type: str
    conversion: Conversion | None = None
    sample_rate: float | None = None


@dataclass(frozen=True, slots=True)
class MachineModel:
    """One machine: its device, its signals in the order of the probe, and its bindings by data item id."""

    machine: str
    device: Device
    signals: tuple[Signal, ...]
    bindings: Mapping[str, Binding]


class Bindings:
    """Finds the bindings of a device stream by the name and uuid that the agent writes on it.

    ``devices`` are all that the probe has, those that nobody wants among them.
    """

    def __init__(self, models: Iterable[MachineModel], devices: Iterable[Device] = ()) -> None:
        models = tuple(models)
        every = (*devices, *(model.device for model in models))
        self.adapters: Mapping[str, str] = adapters_of(every)
        """The data items by which the agent reports its own adapters' connections, with the adapters' names."""
        self.has_sets = any(b.form is Form.SET for model in models for b in model.bindings.values())
        """Whether there is a data item of which an observation tells only what changed."""
        self._probed = {(device.name, device.uuid) for device in every}
        self._uuids = {device.uuid for device in every}
        self._exact = {(model.device.name, model.device.uuid): model.bindings for model in models}
        self._single: dict[str, Mapping[str, Binding]] = {}
        for model in models:
            for alias in (model.device.name, model.device.uuid):
                if alias:
                    self._single.setdefault(alias, model.bindings)

    def of(self, name: str, uuid: str) -> Mapping[str, Binding] | None:
        """Return the bindings of a device stream, None when nobody wants the device.

        An agent that writes a uuid into its streams that its probe does not have is believed by the name.
        """
        exact = self._exact.get((name, uuid))
        if exact is not None or (name, uuid) in self._probed:
            return exact
        return self._single.get(uuid if uuid and uuid in self._uuids else name)

    def names(self, name: str, uuid: str) -> bool:
        """Return whether the probe has the device of a stream, which may say only one of both."""
        return (name, uuid) in self._probed or any(
            name in ("", one) and uuid in ("", other) for one, other in self._probed
        )


def find_device(devices: Sequence[Device], wanted: str) -> Device | None:
    """Return the device that a machine's settings mean; the agent's own device is no machine.

    ``wanted`` is a uuid, id or name (in any case), or empty for an agent with a single device.
    """
    machines = [device for device in devices if not device.is_agent]
    if not wanted:
        return machines[0] if len(machines) == 1 else None
    for device in machines:
        if wanted in (device.uuid, device.id, device.name):
            return device
    folded = wanted.casefold()
    return next((device for device in machines if device.name.casefold() == folded), None)


def adapters_of(devices: Iterable[Device]) -> dict[str, str]:
    """Return the data items of an agent's own device that say whether an adapter is connected, with its name."""
    return {
        item.id: component.label
        for device in devices
        if device.is_agent
        for component in device.components
        for item in component.items
        if plain_type(item.type) == "CONNECTION_STATUS"
    }


def model_of(machine: str, device: Device, known: Sequence[Signal] = ()) -> MachineModel:
    """Return the signals of a device; the same device gives the same keys, however often it is read.

    ``known`` are the signals that the machine had before: what is found again among them keeps its key.
    """
    entries = _judged(device)
    model = _named(machine, device, entries, {})
    kept = kept_keys(model.signals, known)
    if all(kept.get(signal.source_id, binding.keys) == binding.keys for signal, binding in _bound(model)):
        return model
    return _named(machine, device, entries, kept)


def _bound(model: MachineModel) -> Iterator[tuple[Signal, Binding]]:
    return ((signal, model.bindings[signal.source_id]) for signal in model.signals)


def _named(
    machine: str, device: Device, entries: Sequence[_Entry], kept: Mapping[str, tuple[str, ...]]
) -> MachineModel:
    names = _Names(device, entries, kept)
    signals: list[Signal] = []
    bindings: dict[str, Binding] = {}
    for entry in entries:
        component, item = entry.component, entry.item
        form = _form(item)
        axes = _AXES_3D if form is Form.VECTOR else ("",)
        unit = item.units.removesuffix("_3D")
        converted = conversion(unit) if _KINDS[form] is SignalKind.NUMBER else None
        keys = names.keys(entry, axes)
        parts = [
            Signal(
                machine=machine,
                key=key,
                kind=_KINDS[form],
                source_id=item.id,
                type=item.type,
                sub_type=item.sub_type,
                name=item.name,
                component=component.type,
                component_name=component.label,
                path=component.path,
                role=entry.role,
                unit=converted.unit if converted else unit,
                axis=axis,
                source_unit=unit if converted else "",
                discrete=item.discrete,
            )
            for key, axis in zip(keys, axes, strict=True)
        ]
        signals += parts
        bindings[item.id] = Binding(form, machine, keys, item.type, converted, item.sample_rate)
    return MachineModel(machine, device, tuple(signals), bindings)


_ASSET_NEWS = frozenset({"ASSET_CHANGED", "ASSET_REMOVED", "ASSET_ADDED"})
_FORMS = {"TIME_SERIES": Form.SERIES, "DATA_SET": Form.SET, "TABLE": Form.SET}
_KINDS = {
    Form.NUMBER: SignalKind.NUMBER,
    Form.TEXT: SignalKind.TEXT,
    Form.VECTOR: SignalKind.NUMBER,
    Form.SERIES: SignalKind.NUMBER,
    Form.SET: SignalKind.TEXT,
    Form.ASSET: SignalKind.TEXT,
    Form.CONDITION: SignalKind.CONDITION,
    Form.ALARM: SignalKind.CONDITION,
}


def _form(item: DataItem) -> Form:
    kind = plain_type(item.type)
    if item.category == "CONDITION":
        return Form.CONDITION
    if item.representation in _FORMS:
        return _FORMS[item.representation]
    if item.category == "EVENT" and kind == "ALARM":
        return Form.ALARM
    if kind in _ASSET_NEWS:
        return Form.ASSET
    if item.units.endswith("_3D") or kind in _ALWAYS_3D:
        return Form.VECTOR
    return Form.NUMBER if is_number(item) else Form.TEXT


@dataclass(frozen=True, slots=True)
class _Entry:
    """A data item with what it claimed to be; ``role`` is empty where another plays it."""

    component: Component
    item: DataItem
    claim: Claim | None
    role: str


def _judged(device: Device) -> list[_Entry]:
    """Decide in each component who plays a role that several claim: the lowest rank, then the first.

    A second data item of the same id, which no valid model has, is left out: observations name only the id.
    """
    entries: list[_Entry] = []
    seen = {""}
    for component in device.components:
        items: list[DataItem] = []
        for item in component.items:
            if item.id not in seen:
                seen.add(item.id)
                items.append(item)
        claims = [claim(item, component) for item in items]
        best: dict[str, tuple[int, str]] = {}
        for item, made in zip(items, claims, strict=True):
            if made is not None and made.rank < best.get(made.role, (NEVER, ""))[0]:
                best[made.role] = (made.rank, item.id)
        for item, made in zip(items, claims, strict=True):
            role = Role.CONDITION if _form(item) in (Form.CONDITION, Form.ALARM) else ""
            if made is not None and (made.role in _SHARED_ROLES or best.get(made.role, (0, ""))[1] == item.id):
                role = made.role
            entries.append(_Entry(component, item, made, role))
    return entries


class _Names:
    """Gives out the keys of one device's signals."""

    def __init__(self, device: Device, entries: Sequence[_Entry], kept: Mapping[str, tuple[str, ...]]) -> None:
        self._device = device.components[0]
        self._kept = kept
        self._labels = Counter(component.label for component in device.components)
        self._bare: dict[str, _Entry] = {}
        self._given = {key for keys in kept.values() for key in keys}
        for entry in sorted(entries, key=lambda e: _NEAREST.get(e.component.type, len(_NEAREST))):
            if entry.role and entry.role != Role.CONDITION:
                self._bare.setdefault(entry.role, entry)

    def keys(self, entry: _Entry, axes: Sequence[str]) -> tuple[str, ...]:
        """Return the keys of a data item, one for each axis: those that it had, or unlike all given before."""
        if entry.item.id in self._kept:
            return self._kept[entry.item.id]
        offers = (
            tuple(f"{candidate}.{axis}" if axis else candidate for axis in axes)
            for candidate in self._candidates(entry)
        )
        keys = next(keys for keys in offers if self._given.isdisjoint(keys))
        self._given.update(keys)
        return keys

    def _candidates(self, entry: _Entry) -> Iterator[str]:
        item, role = entry.item, entry.role
        if role and role != Role.CONDITION:
            if self._bare[role] is entry:
                yield role
            base = f"{role}@{self._label(entry.component)}"
        elif entry.claim is not None and item.sub_type:
            base = f"{entry.claim.role}.{_slug(plain_type(item.sub_type))}"
            player = self._bare.get(entry.claim.role)
            if player is None or player.component is entry.component:
                yield base
            base = f"{base}@{self._label(entry.component)}"
        else:
            owner = "device" if entry.component is self._device else _slug(self._label(entry.component))
            words = [
                owner or _slug(entry.component.type),
                _slug(plain_type(item.type)),
                _slug(plain_type(item.sub_type)),
            ]
            # a component has a LOAD sample beside its LOAD condition
            words += ["condition"] if role == Role.CONDITION else []
            base = ".".join(word for word in words if word)
        yield base
        for mark in (item.name, item.coordinate_system, item.composition, item.statistic, item.id):
            if mark:
                yield f"{base}.{_slug(mark)}"
        yield from (f"{base}#{item.id}{'#' * more}" for more in count())

    def _label(self, component: Component) -> str:
        return component.label if self._labels[component.label] == 1 else component.id or component.label


def _slug(text: str) -> str:
    """Return a foreign name as one lower-case word of letters, digits and underscores, of any script."""
    return re.sub(r"\W+", "_", text).strip("_").lower()
