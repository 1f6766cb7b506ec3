"""The ways in which a simulated agent can be made to misbehave, or to do what few real ones do.

Its connection:

- ``freeze``: nothing is sent any more, sockets stay open; ``thaw`` ends it.
- ``refuse``: new connections are refused; ``accept`` ends it.
- ``drop``: every connection is cut, once.
- ``drip`` (``bytes_per_s``): bytes leave slowly.

Its answers:

- ``rubbish`` (``kind``): every answer is ``html``, ``truncated``, ``wrong_length`` or ``not_found``.
- ``error`` (``code``, and optionally ``style``, ``status``, ``only``): every new request is answered by an
  MTConnectError document with that code. ``style`` is ``single`` (one Error directly in the root, as 1.0 has it),
  ``list`` (Error in Errors, the default) or ``typed`` (an element named after the code, as 2.6 has it). ``status`` is
  the HTTP status; without it, it is what the generation sends. ``only`` is ``probe``, ``current``, ``sample`` or
  ``assets``. Streams that are open go on.
- ``no_stream``: who asks for a stream gets a single document, as behind some proxies; open streams go on.
- ``parts`` (``kind``, and optionally ``times``, ``by``): the parts of streams are packed oddly. Broken are
  ``truncated``, ``interleaved`` and ``wrong_length`` (``by`` bytes too large, or too small if negative; 64 without it);
  readable are ``no_length``, ``blank_lines``, ``odd_case``, ``bom``, ``gzip`` and ``deflate``. After ``times`` parts,
  counted over all clients, they are proper again.
- ``no_assets``: asset requests are answered with UNSUPPORTED.

What it knows:

- ``restart`` (``down_s``): the agent restarts with a new instanceId and an empty buffer.
- ``repeat_instance`` (``down_s``): the same, with the old instanceId.
- ``remodel`` (``ids``, ``remove``, ``add``, ``down_s``): the agent restarts with another device model, and the machines
  report to it. With ``ids`` true every data item has another id than ever before; ``remove`` lists data items by id
  (the present or the first one) or name that are gone; ``add`` is a number of data items that each device has in
  addition. It starts from the first model, so a ``remodel`` with nothing else brings that back; ``heal`` does not.
- ``adapter_lost`` (``machine``: index among the agent's devices, name or uuid; the first without it): nothing more
  comes from that machine, its data items are UNAVAILABLE and, where the agent tells of it, its connection CLOSED;
  ``adapter_back`` (``machine``) ends it, and the machine says its present values.
- ``skew`` (``seconds``): the agent's clock, and so its time stamps, run ahead, or behind if negative.
- ``bad_observation`` (``times``): the next observations are written with a sequence that is no number (``221=``).
- ``forget_condition``: conditions that change meanwhile are missing in ``/sample``, and stay so, while ``/current``
  shows them; their sequences are holes.

``heal`` ends all of these; what has happened once, such as a restart or a new model, stays as it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import Final, Protocol, TypeVar

from hmi.simulator.documents import ErrorStyle
from hmi.simulator.packing import DEFAULT_ERROR, Packer, Packing
from hmi.simulator.queries import Kind


class FaultError(ValueError):
    """A fault that cannot be inflicted, with a sentence that says why."""


class Rubbish(Enum):
    """What is sent in place of a document."""

    HTML = "html"
    TRUNCATED = "truncated"
    WRONG_LENGTH = "wrong_length"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error with which requests of some ``kinds`` are answered; ``status`` None is what the generation sends."""

    code: str
    style: ErrorStyle = ErrorStyle.LIST
    status: HTTPStatus | None = None
    kinds: Collection[Kind] = tuple(Kind)


@dataclass(slots=True)
class Faults:
    """The faults of one agent that its connections look at before they send."""

    rubbish: Rubbish | None = None
    skew_us: int = 0
    drip_bytes_per_s: float | None = None
    refusal: Refusal | None = None
    packer: Packer | None = None
    no_stream: bool = False
    no_assets: bool = False
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

    def refusal_of(self, kind: Kind) -> Refusal | None:
        """Return the error with which a request is to be answered; None where it is answered as usual."""
        if self.refusal is not None and kind in self.refusal.kinds:
            return self.refusal
        if self.no_assets and kind in _ASSETS:
            return Refusal("UNSUPPORTED")
        return None

    def heal(self) -> None:
        """End every fault."""
        self.rubbish = self.drip_bytes_per_s = self.refusal = self.packer = None
        self.skew_us = 0
        self.no_stream = self.no_assets = False
        self.thaw()


class Faulty(Protocol):
    """What faults need of an agent."""

    @property
    def faults(self) -> Faults: ...

    def drop(self) -> None: ...

    def refuse(self) -> None: ...

    async def accept(self) -> None: ...

    async def restart(self, down_s: float = 0.0, *, same_identity: bool = False) -> None: ...

    async def remodel(self, new_ids: bool, remove: Collection[str], add: int, down_s: float = 0.0) -> None: ...

    def spoil(self, times: int) -> None: ...

    def forget_conditions(self, forgetful: bool) -> None: ...

    def lose_adapter(self, machine: int | str) -> None: ...

    def regain_adapter(self, machine: int | str | None = None) -> None: ...


async def inflict(agent: Faulty, command: Mapping[str, object]) -> None:
    """Do to the agent what a command such as ``{"fault": "drip", "bytes_per_s": 100}`` says. Raises FaultError."""
    name = command.get("fault")
    act = _ACTS.get(name) if isinstance(name, str) else None
    if act is None:
        raise FaultError(f"there is no fault like {dict(command)!r}")
    waiting = act(agent, command)
    if waiting is not None:
        await waiting


_ASSETS: Final = (Kind.ASSETS, Kind.ASSET)
_Command = Mapping[str, object]
_Word = TypeVar("_Word", bound=Enum)


def _rubbish(agent: Faulty, command: _Command) -> None:
    agent.faults.rubbish = _word(command, "kind", Rubbish)


def _error(agent: Faulty, command: _Command) -> None:
    code = command.get("code")
    if not isinstance(code, str) or not code.replace("_", "").isalpha():
        raise FaultError("the fault 'error' needs a 'code' such as OUT_OF_RANGE")
    only = _word(command, "only", Kind) if "only" in command else None
    kinds: Collection[Kind] = tuple(Kind) if only is None else _ASSETS if only in _ASSETS else (only,)
    style = _word(command, "style", ErrorStyle) if "style" in command else ErrorStyle.LIST
    agent.faults.refusal = Refusal(code, style, _status(command), kinds)


def _no_stream(agent: Faulty, _command: _Command) -> None:
    agent.faults.no_stream = True


def _no_assets(agent: Faulty, _command: _Command) -> None:
    agent.faults.no_assets = True


def _parts(agent: Faulty, command: _Command) -> None:
    times = _whole(command, "times") if "times" in command else None
    by = int(_number(command, "by", DEFAULT_ERROR))
    agent.faults.packer = Packer(_word(command, "kind", Packing), times, by)


def _skew(agent: Faulty, command: _Command) -> None:
    agent.faults.skew_us = int(_number(command, "seconds") * 1_000_000)


def _drip(agent: Faulty, command: _Command) -> None:
    agent.faults.drip_bytes_per_s = max(1.0, _number(command, "bytes_per_s"))


async def _remodel(agent: Faulty, command: _Command) -> None:
    ids, remove = command.get("ids", False), command.get("remove", [])
    if not isinstance(ids, bool):
        raise FaultError("'ids' of the fault 'remodel' is true or false")
    if not isinstance(remove, list) or not all(isinstance(one, str) for one in remove):
        raise FaultError("'remove' of the fault 'remodel' is a list of data item ids or names")
    try:
        await agent.remodel(ids, remove, _whole(command, "add", 0), _number(command, "down_s", 0.0))
    except LookupError as error:
        raise FaultError(f"there is no data item {error.args[0]!r} to remove") from None


def _adapter(command: _Command, act: Callable[[int | str], None]) -> None:
    machine = command.get("machine", 0)
    if isinstance(machine, bool) or not isinstance(machine, int | str):
        raise FaultError(f"'machine' of the fault {command.get('fault')!r} is an index or a name")
    try:
        act(machine)
    except LookupError:
        raise FaultError(f"the agent has no machine {machine!r}") from None


async def _heal(agent: Faulty, _command: _Command) -> None:
    agent.faults.heal()
    agent.spoil(0)
    agent.forget_conditions(False)
    agent.regain_adapter()
    await agent.accept()


_ACTS: Final[Mapping[str, Callable[[Faulty, _Command], Awaitable[None] | None]]] = {
    "freeze": lambda agent, _: agent.faults.freeze(),
    "thaw": lambda agent, _: agent.faults.thaw(),
    "refuse": lambda agent, _: agent.refuse(),
    "accept": lambda agent, _: agent.accept(),
    "drop": lambda agent, _: agent.drop(),
    "restart": lambda agent, command: agent.restart(_number(command, "down_s", 0.0)),
    "repeat_instance": lambda agent, command: agent.restart(_number(command, "down_s", 0.0), same_identity=True),
    "remodel": _remodel,
    "rubbish": _rubbish,
    "error": _error,
    "no_stream": _no_stream,
    "no_assets": _no_assets,
    "parts": _parts,
    "skew": _skew,
    "drip": _drip,
    "bad_observation": lambda agent, command: agent.spoil(_whole(command, "times", 1)),
    "forget_condition": lambda agent, _: agent.forget_conditions(True),
    "adapter_lost": lambda agent, command: _adapter(command, agent.lose_adapter),
    "adapter_back": lambda agent, command: _adapter(command, agent.regain_adapter),
    "heal": _heal,
}


def _number(command: _Command, name: str, otherwise: float | None = None) -> float:
    value = command.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FaultError(f"the fault {command.get('fault')!r} needs a number {name!r}")
    return float(value)


def _whole(command: _Command, name: str, otherwise: int | None = None) -> int:
    value = command.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise FaultError(f"the fault {command.get('fault')!r} needs a whole number {name!r}")
    return value


def _word(command: _Command, name: str, words: type[_Word]) -> _Word:
    value = command.get(name)
    try:
        return words(value)
    except ValueError:
        known = ", ".join(str(word.value) for word in words)
        raise FaultError(f"{name!r} of the fault {command.get('fault')!r} is one of {known}, not {value!r}") from None


def _status(command: _Command) -> HTTPStatus | None:
    if "status" not in command:
        return None
    try:
        return HTTPStatus(_whole(command, "status"))
    except ValueError as error:
        raise FaultError(str(error)) from None
