"""The ways in which a simulated agent can be made to misbehave.

- ``freeze``: nothing is sent any more, sockets stay open; ``thaw`` ends it.
- ``refuse``: new connections are refused; ``accept`` ends it.
- ``drop``: every connection is cut, once.
- ``restart`` (``down_s``): the agent restarts with a new instanceId and an empty buffer.
- ``rubbish`` (``kind``): every answer is ``html``, ``truncated``, ``wrong_length`` or ``not_found``.
- ``skew`` (``seconds``): the agent's clock, and so its time stamps, run ahead, or behind if negative.
- ``drip`` (``bytes_per_s``): bytes leave slowly.
- ``heal`` ends all of these.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol


class FaultError(ValueError):
    """A fault that cannot be inflicted, with a sentence that says why."""


class Rubbish(Enum):
    """What is sent in place of a document."""

    HTML = "html"
    TRUNCATED = "truncated"
    WRONG_LENGTH = "wrong_length"
    NOT_FOUND = "not_found"


@dataclass(slots=True)
class Faults:
    """The faults of one agent that its connections look at before they send."""

    rubbish: Rubbish | None = None
    skew_us: int = 0
    drip_bytes_per_s: float | None = None
    _flowing: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._flowing.set()

    @property
    def frozen(self) -> bool:
        return not self._flowing.is_set()

    def freeze(self) -> None:
        """Hold back everything that is not yet sent."""
        self._flowing.clear()

    def thaw(self) -> None:
        """Let it go on."""
        self._flowing.set()

    async def passage(self) -> None:
        """Return as soon as the agent is not frozen."""
        await self._flowing.wait()

    def heal(self) -> None:
        """End every fault."""
        self.rubbish = None
        self.skew_us = 0
        self.drip_bytes_per_s = None
        self.thaw()


class Faulty(Protocol):
    """What faults need of an agent."""

    @property
    def faults(self) -> Faults: ...

    def drop(self) -> None: ...

    def refuse(self) -> None: ...

    async def accept(self) -> None: ...

    async def restart(self, down_s: float = 0.0) -> None: ...


async def inflict(agent: Faulty, command: Mapping[str, object]) -> None:
    """Do to the agent what a command such as ``{"fault": "drip", "bytes_per_s": 100}`` says. Raises FaultError."""
    match command:
        case {"fault": "freeze"}:
            agent.faults.freeze()
        case {"fault": "thaw"}:
            agent.faults.thaw()
        case {"fault": "refuse"}:
            agent.refuse()
        case {"fault": "accept"}:
            await agent.accept()
        case {"fault": "drop"}:
            agent.drop()
        case {"fault": "restart"}:
            await agent.restart(_number(command, "down_s", 0.0))
        case {"fault": "rubbish", "kind": str(kind)} if kind in {one.value for one in Rubbish}:
            agent.faults.rubbish = Rubbish(kind)
        case {"fault": "skew"}:
            agent.faults.skew_us = int(_number(command, "seconds") * 1_000_000)
        case {"fault": "drip"}:
            agent.faults.drip_bytes_per_s = max(1.0, _number(command, "bytes_per_s"))
        case {"fault": "heal"}:
            agent.faults.heal()
            await agent.accept()
        case _:
            raise FaultError(f"there is no fault like {dict(command)!r}")


def _number(command: Mapping[str, object], name: str, otherwise: float | None = None) -> float:
    value = command.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FaultError(f"the fault {command.get('fault')!r} needs a number {name!r}")
    return float(value)
