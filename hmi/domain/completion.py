"""Counts completed programs, for machines whose control counts no parts (research on OEE, part counter algorithm)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from hmi.domain.state import Reading, word

_UNKNOWN: Final = ""
_ENDED: Final = frozenset({"READY", "STOPPED", "PROGRAM_COMPLETED"})
"""Words of Execution after which a program has to begin anew; a hold, a wait or an interruption it outlasts."""


@dataclass(frozen=True, slots=True)
class Run:
    """The program of one path: the word of its Execution, empty while unknown, and since when the program runs.

    ``since_us`` is None while none does.
    """

    execution: str = _UNKNOWN
    since_us: int | None = None


NO_RUN = Run()


def follow(run: Run, execution: Reading, least_cycle_us: int, *, automatic: bool = True) -> tuple[Run, int]:
    """Return the run after one more word of Execution, and the parts that it completes: 0 or 1.

    PROGRAM_COMPLETED completes a program that was seen to run. Controls that do not know that word go from ACTIVE to
    READY, which an operator's reset and every short block do too: that counts from ``least_cycle_us`` on. A program
    that is not run in an automatic mode makes no part. Unavailable is no end: a run goes on where it is heard of again.
    After a restart of the agent, begin with :data:`NO_RUN`.
    """
    now = word(execution)
    if now == _UNKNOWN:
        return replace(run, execution=_UNKNOWN), 0
    if now == "ACTIVE":
        since_us = run.since_us
        if not automatic:
            since_us = None
        elif since_us is None:
            since_us = execution.time_us
        return Run(now, since_us), 0
    if now not in _ENDED:
        return Run(now, run.since_us), 0
    if run.since_us is None:
        return Run(now), 0
    completed = now == "PROGRAM_COMPLETED" or (
        now == "READY" and run.execution == "ACTIVE" and execution.time_us - run.since_us >= least_cycle_us
    )
    return Run(now), int(completed)
