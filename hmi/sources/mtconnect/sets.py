"""Puts data sets and tables together: an observation tells only which of their entries changed."""

from __future__ import annotations

from collections.abc import Mapping

from hmi.domain.observation import Observation
from hmi.sources.mtconnect.streams import Entry, SetChange, Streams, json_of


class Sets:
    """What the sets and tables of one agent hold at the position up to which it was read."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Mapping[str, Entry]] = {}

    def begin(self, present: Streams | None) -> None:
        """Start from a ``/current`` of the position, where all sets are whole; None: nobody knows what they hold."""
        changes = present.changes if present is not None else {}
        self._known = {(machine, signal): change.entries for (machine, signal, _), change in changes.items()}

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
        whole = {key: entry for key, entry in {**before, **change.entries}.items() if entry is not None}
        self._known[place] = whole
        return observation if observation.value is None else observation._replace(value=json_of(whole))
