"""Another device model for machines that go on as before: what an agent's probe says after somebody has edited it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from hmi.simulator.device import Category, Component, DataItem, Device
from hmi.simulator.record import Emission


@dataclass(frozen=True, slots=True)
class Model:
    """The devices of an agent with the way from a machine's own ids to theirs.

    ``ids`` has the first id of each data item whose id has changed, and None where the data item is gone. ``added`` are
    the ids of the data items that no machine knows of.
    """

    devices: tuple[Device, ...]
    ids: dict[str, str | None] = field(default_factory=dict)
    added: tuple[str, ...] = ()

    def translated(self, emission: Emission) -> Emission | None:
        """Return what a machine says as the agent takes it; None where the model has no place for it."""
        key = self.ids.get(emission.item, emission.item)
        if key is None:
            return None
        return emission if key == emission.item else emission._replace(item=key)

    def values_of_added(self, time_us: int) -> list[Emission]:
        """Return a value for each data item that was added: they count themselves."""
        return [Emission(time_us, key, str(number)) for number, key in enumerate(self.added, 1)]


def remodelled(first: Model, present: Model, prefix: str, remove: Collection[str], add: int) -> Model:
    """Return another model.

    ``prefix`` is put before every id, and may be empty. What ``remove`` names, by first or present id or by name, is
    left out, and each device gets ``add`` more data items. Raises LookupError with what ``remove`` names in vain.
    """
    ids: dict[str, str | None] = {}
    found: set[str] = set()
    for item in (item for device in first.devices for item in device.items):
        named = {item.id, item.name, present.ids.get(item.id) or item.id} & set(remove)
        found |= named
        ids[item.id] = None if named else prefix + item.id
    for one in remove:
        if one not in found:
            raise LookupError(one)
    added: list[str] = []
    devices = []
    for device in first.devices:
        root = _renamed(device.root, ids)
        if root.tag != "Agent":
            extra = tuple(
                DataItem(
                    f"{prefix}{root.id}-extra{n}", Category.SAMPLE, "TEMPERATURE", name=f"extra{n}", units="CELSIUS"
                )
                for n in range(1, add + 1)
            )
            added += [item.id for item in extra]
            root = replace(root, items=(*root.items, *extra))
        devices.append(replace(device, root=root))
    return Model(tuple(devices), ids, tuple(added))


def _renamed(component: Component, ids: dict[str, str | None]) -> Component:
    items: Sequence[DataItem] = [replace(item, id=key) for item in component.items if (key := ids[item.id]) is not None]
    below = tuple(_renamed(one, ids) for one in component.components)
    return replace(component, items=tuple(items), components=below)
