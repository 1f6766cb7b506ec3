"""Puts data sets and tables together: an observation tells only which of their entries changed."""

from __future__ import annotations

from collections.abc import Mapping

from hmi.domain.observation import Observation
from hmi.sources.mtconnect.streams import Entry, SetChange, Streams, json_of


class Sets:
    """What the sets and tables of one agent hold at the position up to which it was read."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Mapping[str, Entry]] = {}
        self._ahead: dict[tuple[str, str, int], Mapping[str, Entry]] = {}

    def begin(self, present: Streams, start: int) -> None:
        """Start at a position from a ``/current`` of it or of a later one, where all sets are whole.

        A set that has changed since the position is known from that change on; until then only what it is told anew.
        """
        places = present.changes.items()
        self._known = {(machine, signal): said.entries for (machine, signal, at), said in places if at < start}
        self._ahead = {place: said.entries for place, said in places if place[2] >= start}

    def merged(self, streams: Streams, start: int) -> tuple[Observation, ...]:
        """Return a document's observations with their sets whole; changes before ``start`` are known already."""
        if not streams.changes:
            return streams.observations
        return tuple(
            observation
            if (change := streams.changes.get((observation.machine, observation.signal, observation.sequence))) is None
            else self._applied(observation, change, start)
            for observation in streams.observations
        )

    def _applied(self, observation: Observation, change: SetChange, start: int) -> Observation:
        if observation.sequence < start:
            return observation
        place = observation.machine, observation.signal
        before = {} if change.whole else self._known.get(place, {})
        whole: Mapping[str, Entry] | None = self._ahead.pop((*place, observation.sequence), None)
        if whole is None:
            whole = {key: entry for key, entry in {**before, **change.entries}.items() if entry is not None}
        self._known[place] = whole
        return observation if observation.value is None else observation._replace(value=json_of(whole))
