"""Which signals the user wants to see in the trend, remembered for all machines that have the same ones."""

from __future__ import annotations

from collections.abc import Mapping

from hmi.live.feed import MachineLive
from hmi.ui.machine.signals import first_drawn, kept, role_set


class SignalChoices:
    """A choice per set of known signals; a machine without a choice shows what tells most."""

    def __init__(self) -> None:
        self._chosen: dict[str, tuple[str, ...]] = {}

    def of(self, live: MachineLive) -> tuple[str, ...]:
        """Return what a machine's trend shows, from top to bottom; at most four."""
        chosen = self._chosen.get(role_set(live))
        return first_drawn(live) if chosen is None else kept(chosen, live)

    def choose(self, live: MachineLive, keys: tuple[str, ...]) -> None:
        """Show other signals on this machine and on all that have the same."""
        self._chosen[role_set(live)] = kept(keys, live)

    def stored(self) -> dict[str, tuple[str, ...]]:
        """Return everything as plain data."""
        return dict(self._chosen)

    def restore(self, stored: object) -> None:
        """Take what :meth:`stored` returned; what has another form is left out."""
        if isinstance(stored, Mapping):
            self._chosen = {
                str(roles): tuple(str(key) for key in keys) for roles, keys in stored.items() if isinstance(keys, list)
            }
