"""How collecting is doing as a whole, as the runtime reports it once a second."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectingFigures:
    """One moment of collecting; None stands for what nobody knows. Times are microseconds UTC on this computer's clock.

    ``per_second`` is the rate at which observations are stored, ``stored`` their number since the program started,
    ``stored_today`` since local midnight. ``queue_fill`` is the share of the writer's queue in use, 0 to 1.
    ``waiting_since_us`` says since when the store takes nothing, None while it does; ``trouble`` is then the sentence
    that says why, for people. ``spooled`` is the sentence about what waits on this computer meanwhile, and is in the
    database later; empty where nothing does. The two times to the screen are in milliseconds, from the arrival of a
    document to the painted value.
    """

    per_second: float | None = None
    stored: int | None = None
    stored_today: int | None = None
    queue_fill: float | None = None
    waiting_since_us: int | None = None
    trouble: str = ""
    spooled: str = ""
    last_commit_us: int | None = None
    to_screen_p50_ms: float | None = None
    to_screen_p99_ms: float | None = None
    folder: str = ""
    store_bytes: int | None = None
    engine: str = ""
    log_path: str = ""
