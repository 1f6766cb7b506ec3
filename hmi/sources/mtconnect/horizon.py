"""Up to which source time everything is known: where a loss begins that is found later."""

from __future__ import annotations

_SECOND_US = 1_000_000


class Horizon:
    """The source time up to which nothing of one agent is missing.

    While a machine is quiet that is later than its newest observation: the agent has said that it has no more. An
    agent's clock is not its adapters', so that what an adapter's stamps are behind is taken off.
    """

    def __init__(self) -> None:
        self.time_us: int | None = None
        self._behind_us = 0
        self._live = False

    def connected(self) -> None:
        """A connection begins: what comes first may have happened long ago."""
        self._live = False

    def be(self, time_us: int | None) -> None:
        """Everything is known up to this moment, as the history or a counted loss says."""
        self.time_us = time_us

    def move(self, newest_us: int | None, created_us: int | None, *, at_head: bool) -> None:
        """Take a document in: the time of its newest observation, and when the agent made it.

        ``at_head``: the agent has nothing after it.
        """
        live, self._live = self._live, at_head
        if created_us is None or not at_head:
            self.time_us = newest_us if newest_us is not None else self.time_us
            return
        if newest_us is not None and live:  # it has just happened, whatever its stamp says
            self._behind_us = max(created_us - newest_us, 0)
        if newest_us is not None and created_us <= newest_us < created_us + _SECOND_US:
            self.time_us = newest_us  # agents cut the fraction off their clock
        else:
            self.time_us = created_us - self._behind_us
