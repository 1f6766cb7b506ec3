"""The agent's memory of assets: what it knows of the cutting tools and other things that are not data items."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from hmi.simulator.record import Asset

ASSET_BUFFER: Final = 1024


class StoredAsset(NamedTuple):
    """An asset as it was told last, by the data item ``item`` (its id) in microseconds since 1970 UTC."""

    time_us: int
    item: str
    asset: Asset


class AssetStore:
    """Keeps the ``size`` assets that were told last, with those that are removed."""

    def __init__(self, size: int = ASSET_BUFFER) -> None:
        self._size = size
        self._stored: dict[str, StoredAsset] = {}

    @property
    def count(self) -> int:
        """How many assets there are, without those that are removed."""
        return sum(not one.asset.removed for one in self._stored.values())

    def put(self, time_us: int, item: str, asset: Asset) -> None:
        """Take over what was told of an asset; the one that was told longest ago makes room."""
        self._stored.pop(asset.asset_id, None)
        self._stored[asset.asset_id] = StoredAsset(time_us, item, asset)
        if len(self._stored) > self._size:
            del self._stored[next(iter(self._stored))]

    def present(self) -> list[StoredAsset]:
        """Return the assets that are not removed, the one that was told last at the end."""
        return [one for one in self._stored.values() if not one.asset.removed]

    def listed(self, kind: str, device_uuid: str, count: int, removed: bool) -> list[StoredAsset]:
        """Return up to ``count`` assets, the one that was told last first; empty words stand for any.

        Those that are removed are among them if ``removed``.
        """
        found = [
            one
            for one in reversed(self._stored.values())
            if kind in ("", one.asset.kind)
            and device_uuid in ("", one.asset.device_uuid)
            and (removed or not one.asset.removed)
        ]
        return found[:count]

    def find(self, ids: Iterable[str]) -> list[StoredAsset]:
        """Return the assets with these ids, removed or not. Raises KeyError with the first one that is not here."""
        return [self._stored[one] for one in ids]
