"""The warnings that do not stop a simulated machine, and the operator who sees to them in time."""

from __future__ import annotations

from random import Random
from typing import Final

from hmi.simulator.body import Body
from hmi.simulator.record import Activation, Level
from hmi.simulator.segment import Reports
from hmi.simulator.trouble import Warnings

_WARM: Final = 68.0
_NO_LONGER_WARM: Final = 62.0
_LOW_PERCENT: Final = 20.0


class Upkeep:
    """Watches the levels, the filter and the spindle's temperature of one machine."""

    def __init__(self, body: Body, warnings: Warnings, fate: Random) -> None:
        self._body = body
        self._warnings = warnings
        self._fate = fate
        self._raised: set[str] = set()
        self._refill_at: dict[str, float] = {}

    @property
    def filter_clogged(self) -> bool:
        return "filter" in self._raised

    def look(self, clock: float) -> Reports:
        """Return the warnings that come and go now; a while after a low level was seen the tank is filled up."""
        body, warnings = self._body, self._warnings
        if body.coolant < _LOW_PERCENT and self._is_refilled("coolant", clock):
            body.coolant = self._fate.uniform(85, 95)
        if body.lubrication < _LOW_PERCENT and self._is_refilled("lubrication", clock):
            body.lubrication = self._fate.uniform(90, 98)
        threshold = _NO_LONGER_WARM if "warm" in self._raised else _WARM
        return (
            *self._turn("coolc", "coolant", warnings.coolant_low, "LOW", body.coolant < _LOW_PERCENT),
            *self._turn("lubec", "lubrication", warnings.lubrication_low, "LOW", body.lubrication < _LOW_PERCENT),
            *self._turn("Stempc", "warm", warnings.spindle_warm, "HIGH", body.temperature > threshold),
        )

    def turn_filter(self) -> Reports:
        """The coolant filter clogs, or has been cleaned."""
        return self._turn("coolc", "filter", self._warnings.filter_clogged, "", not self.filter_clogged)

    def forget(self) -> None:
        """The machine has been switched off, and its warnings with it."""
        self._raised.clear()

    def _is_refilled(self, what: str, clock: float) -> bool:
        at = self._refill_at.setdefault(what, clock + self._fate.uniform(1500, 5400))
        if clock < at:
            return False
        del self._refill_at[what]
        return True

    def _turn(self, condition: str, what: str, warning: tuple[str, str], qualifier: str, on: bool) -> Reports:
        if on == (what in self._raised):
            return ()
        code, text = warning
        if on:
            self._raised.add(what)
            return ((condition, Activation(Level.WARNING, code, text, qualifier)),)
        self._raised.discard(what)
        return ((condition, Activation(Level.NORMAL, code)),)
