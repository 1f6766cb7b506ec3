"""Finds the signals that a machine had before among those of a new device model, so that their history goes on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from hmi.domain.signal import Signal

_Item = tuple[Signal, ...]
"""The signals of one data item: one, or the three of a vector."""


def kept_keys(new: Sequence[Signal], known: Sequence[Signal]) -> dict[str, tuple[str, ...]]:
    """Return the keys that data items keep, by their new id.

    A data item is found again by its id, if it is still of the same type; otherwise by what it measures and where,
    which has to be said by as many data items now as before, none of them found yet: first with the names that people
    gave to components and items, then without those. What is in doubt is a new signal.
    """
    kept: dict[str, tuple[str, ...]] = {}
    taken: set[_Item] = set()
    for same in (_by_id, _by_names, _by_place):
        before = _grouped(_items(known), same)
        for trait, items in _grouped(_items(new), same).items():
            olds = before.get(trait, [])
            if len(olds) != len(items) or not taken.isdisjoint([*items, *olds]):
                continue
            taken.update(items, olds)
            for item, old in zip(items, olds, strict=True):
                kept[item[0].source_id] = tuple(signal.key for signal in old)
    return kept


def _items(signals: Iterable[Signal]) -> list[_Item]:
    items: defaultdict[Hashable, list[Signal]] = defaultdict(list)
    for signal in signals:
        # an id that went to another data item stands beside its old one among what is known
        same = signal.source_id, signal.type, signal.sub_type, signal.kind, bool(signal.axis)
        items[same].append(signal)
    return [tuple(sorted(item, key=lambda signal: signal.axis)) for item in items.values()]


def _grouped(items: Iterable[_Item], same: Callable[[_Item], Hashable]) -> dict[Hashable, list[_Item]]:
    groups: defaultdict[Hashable, list[_Item]] = defaultdict(list)
    for item in items:
        groups[same(item)].append(item)
    return groups


def _by_id(item: _Item) -> Hashable:
    return item[0].source_id, *_what(item)


def _by_names(item: _Item) -> Hashable:
    return item[0].component_name, item[0].name, *_by_place(item)


def _by_place(item: _Item) -> tuple[Hashable, ...]:
    return item[0].component, *_what(item)


def _what(item: _Item) -> tuple[Hashable, ...]:
    signal = item[0]
    return signal.type, signal.sub_type, signal.kind, len(item)
