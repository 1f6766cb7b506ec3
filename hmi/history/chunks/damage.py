"""What is raised when a chunk cannot be read as what was once written."""

from __future__ import annotations

from datetime import UTC, datetime

from hmi.history.errors import HistoryError


class DamagedChunkError(HistoryError):
    """The bytes of a chunk are not those that were sealed, or of a version that this program does not know.

    ``signal_id`` and ``t0`` say which chunk it is; None where only the bytes were at hand.
    """

    def __init__(self, reason: str, signal_id: int | None = None, t0: int | None = None) -> None:
        self.reason = reason
        self.signal_id = signal_id
        self.t0 = t0
        where = "A packed hour"
        if signal_id is not None and t0 is not None:
            hour = datetime.fromtimestamp(t0 / 1_000_000, UTC)
            where = f"The packed hour from {hour:%Y-%m-%d %H:%M} UTC of signal {signal_id}"
        super().__init__(f"{where} cannot be read ({reason}): put back a backup to have it again.")

    def at(self, signal_id: int, t0: int) -> DamagedChunkError:
        """Return the same error with its place."""
        return DamagedChunkError(self.reason, signal_id, t0)
