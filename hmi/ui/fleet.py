"""The newest snapshot of every machine together with the freshest word of its link."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from hmi.domain.link import LinkStatus
from hmi.domain.state import MachineState
from hmi.live.feed import Changes, MachineLive

DEFAULT_SILENCE_US = 10_000_000
"""How long data count as current where no link says so."""


class Difference(NamedTuple):
    """What a batch of changes did."""

    keys: set[str]
    """The machines to show anew."""
    moved: set[str]
    """Those of them that are new, or in another state, or in it anew."""


class Fleet:
    """All machines in the order in which they first came."""

    def __init__(self) -> None:
        self.lives: dict[str, MachineLive] = {}
        self.links: dict[str, LinkStatus] = {}

    def apply(self, changes: Changes) -> Difference:
        """Take what changed; a heartbeat alone changes nothing that anybody sees."""
        keys: set[str] = set()
        moved: set[str] = set()
        for link in changes.links:
            before = self.links.get(link.source)
            self.links[link.source] = link
            if before is None or _health(before) != _health(link):
                keys.update(key for key in link.machines if key in self.lives)
        for live in changes.machines:
            key = live.machine.key
            known = self.lives.get(key)
            self.lives[key] = live
            keys.add(key)
            if live.link is not None and _newer(live.link, self.links.get(live.link.source)):
                self.links[live.link.source] = live.link
            if known is None or _place(known) != _place(live):
                moved.add(key)
        for key in keys:
            live = self.lives[key]
            newest = None if live.link is None else self.links[live.link.source]
            if newest is not None and live.link is not None and _health(newest) != _health(live.link):
                self.lives[key] = replace(live, link=newest)
        return Difference(keys, moved)

    def proof_us(self, live: MachineLive) -> int | None:
        """Return this computer's clock at the last sign of life of a machine's endpoint; None before the first."""
        link = None if live.link is None else self.links.get(live.link.source)
        if link is None or link.last_data_us is None or live.machine.key in link.machine_reasons:
            return live.proof_us
        return max(link.last_data_us, live.proof_us or 0)

    def age_us(self, live: MachineLive, now_us: int) -> int | None:
        """Return how old a machine's data are, or None while its link is alive or there never were any.

        Silence counts, not the age of a value: an idle machine with a live link is current.
        """
        proof_us = self.proof_us(live)
        if proof_us is None:
            return None
        age = max(now_us - proof_us, 0)
        allowed = DEFAULT_SILENCE_US if live.link is None else live.link.silence_us
        return age if age > allowed or live.verdict.state is MachineState.OFFLINE else None

    def newest_us(self) -> int | None:
        """Return this computer's clock at the last sign of life of any endpoint; None before the first."""
        proofs = [proof for live in self.lives.values() if (proof := self.proof_us(live)) is not None]
        return max(proofs, default=None)

    def connected(self) -> tuple[int, int]:
        """Return how many links are connected, and of how many."""
        return sum(link.connected for link in self.links.values()), len(self.links)


def _newer(link: LinkStatus, known: LinkStatus | None) -> bool:
    """Whether a machine's own snapshot of its link says more than the link did; links come on their own as well."""
    return known is None or (link.last_data_us or 0, link.since_us) > (known.last_data_us or 0, known.since_us)


def _place(live: MachineLive) -> tuple[object, ...]:
    """What decides where a machine stands on the wall."""
    return live.verdict.state, live.since_us, live.machine


def _health(link: LinkStatus) -> tuple[object, ...]:
    return link.mode, link.reason, link.silence_us, link.machines, dict(link.machine_reasons)
