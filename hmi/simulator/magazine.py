"""The tools in one machine: they wear with the parts that are made, and are replaced when their life has ended."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from hmi.simulator.fleet import SimulatedMachine
from hmi.simulator.parts import PROGRAMS, MachineKind
from hmi.simulator.record import Asset, Emission
from hmi.simulator.tooling import LifeSpan, LifeType, ToolSort, tools_for

_CUTTING_TOOL: Final = "CuttingTool"
_WARNED_AT: Final = 0.9
"""The share of a life after which the control warns."""
_BREAKS: Final = 0.001
"""How likely a tool breaks on a part."""
_REPLACED_AFTER: Final = (2, 5)
"""How many parts later, least and most, a tool whose life has ended is replaced."""
_OPERATIONS: Final = {program.name: program.operations for program in PROGRAMS}


@dataclass(slots=True)
class _Tool:
    """One tool; ``parts`` and ``minutes`` are what it has cut.

    ``replaced_in`` is the number of parts until somebody replaces it, None while its life has not ended. ``told`` is
    the turn at which the agent last heard of it, ``urgent`` whether its status has changed since.
    """

    sort: ToolSort
    serial: str
    parts: float = 0.0
    minutes: float = 0.0
    broken: bool = False
    replaced_in: int | None = None
    told: int = 0
    urgent: bool = False

    def used(self, span: LifeSpan) -> float:
        return min(span.whole, self.parts if span.type is LifeType.PARTS else self.minutes)

    @property
    def expired(self) -> bool:
        return any(self.used(span) >= span.whole for span in self.sort.spans)

    @property
    def warned(self) -> bool:
        """Whether a life is so far gone that the control warns."""
        return any(self.used(span) >= span.whole * _WARNED_AT for span in self.sort.spans)

    @property
    def status(self) -> tuple[str, ...]:
        """The words of CutterStatus."""
        if self.broken:
            return ("BROKEN",)
        if self.expired:
            return ("USED", "EXPIRED")
        return ("USED" if self.parts else "NEW", "AVAILABLE")


class Magazine:
    """The tools of one machine, as its control tells the agent of them. Equal seeds give equal lives."""

    def __init__(self, machine: SimulatedMachine, seed: int) -> None:
        self._machine = machine
        self._fate = Random(f"{seed}/{machine.device}/tools")
        self._turn = 0
        self._tools = {sort.number: self._worn(sort) for sort in tools_for(machine.kind)}

    @property
    def worn(self) -> set[str]:
        """The ids of the tools that the control warns of."""
        return {self._asset_id(tool) for tool in self._tools.values() if tool.warned}

    def everything(self, time_us: int) -> list[Emission]:
        """Return all tools, as when the control is connected."""
        return [self._changed(time_us, tool) for tool in self._tools.values()]

    def part_made(self, time_us: int, program: str) -> list[Emission]:
        """Wear the tools of a program by one part; return what the control tells of it: of one tool at most."""
        self._turn += 1
        for tool in self._tools.values():
            if tool.replaced_in:
                tool.replaced_in -= 1
        used = {operation.tool for operation in _OPERATIONS.get(program, ())} & self._tools.keys()
        for operation in _OPERATIONS.get(program, ()):
            if operation.tool in used:
                self._tools[operation.tool].minutes += operation.seconds / 60.0
        for number in sorted(used):
            self._wear(self._tools[number])
        due = next((tool for tool in self._tools.values() if tool.replaced_in == 0), None)
        if due is not None:
            return self._replace(time_us, due)
        urgent = [tool for tool in self._tools.values() if tool.urgent]
        waiting = urgent or [self._tools[number] for number in sorted(used)]
        if not waiting:
            return []
        return [self._changed(time_us, min(waiting, key=lambda tool: tool.told))]

    def _worn(self, sort: ToolSort) -> _Tool:
        """Return a tool that has been in use for a while."""
        tool = self._new(sort)
        share = self._fate.uniform(0.0, 0.95)
        for span in sort.spans:
            if span.type is LifeType.PARTS:
                tool.parts = float(int(span.whole * share))
            else:
                tool.minutes = span.whole * share
                tool.parts = tool.parts or float(int(tool.minutes) + 1)
        return tool

    def _new(self, sort: ToolSort) -> _Tool:
        return _Tool(sort, f"{self._fate.randrange(100_000):05d}")

    def _wear(self, tool: _Tool) -> None:
        before = tool.status
        tool.parts += 1
        tool.broken = tool.broken or self._fate.random() < _BREAKS
        if tool.replaced_in is None and (tool.broken or tool.expired):
            # a broken tool cuts nothing any more, one that is only worn is left in for a while
            tool.replaced_in = 1 if tool.broken else self._fate.randint(*_REPLACED_AFTER)
        tool.urgent = tool.urgent or tool.status != before

    def _replace(self, time_us: int, tool: _Tool) -> list[Emission]:
        removed = self._asset(tool)._replace(removed=True)
        fresh = self._tools[tool.sort.number] = self._new(tool.sort)
        return [Emission(time_us, f"{self._machine.device}_asset_rem", removed), self._changed(time_us, fresh)]

    def _changed(self, time_us: int, tool: _Tool) -> Emission:
        tool.told, tool.urgent = self._turn, False
        return Emission(time_us, f"{self._machine.device}_asset_chg", self._asset(tool))

    def _asset_id(self, tool: _Tool) -> str:
        return f"{self._machine.device}.T{tool.sort.number:02d}.{tool.serial}"

    def _asset(self, tool: _Tool) -> Asset:
        sort, machine = tool.sort, self._machine
        place = "STATION" if machine.kind is MachineKind.LATHE else "POT"
        status = "".join(f"<Status>{word}</Status>" for word in tool.status)
        body = (
            f"<Description>{escape(sort.name)}</Description><CuttingToolLifeCycle>"
            f"<CutterStatus>{status}</CutterStatus>{''.join(_life(tool, span) for span in sort.spans)}"
            f"<ProgramToolNumber>{sort.number}</ProgramToolNumber>"
            f'<Location type="{place}">{sort.number}</Location></CuttingToolLifeCycle>'
        )
        tool_id = sort.name.upper().replace(" ", "-")
        return Asset(
            self._asset_id(tool),
            _CUTTING_TOOL,
            machine.uuid,
            f' serialNumber="{tool.serial}" toolId={quoteattr(tool_id)}',
            body,
        )


def _life(tool: _Tool, span: LifeSpan) -> str:
    value, start, end, warning = tool.used(span), 0.0, span.whole, span.whole * _WARNED_AT
    if span.counts_down:
        value, start, end, warning = end - value, end, 0.0, end - warning
    direction = "DOWN" if span.counts_down else "UP"
    numbers = f'warning="{warning:g}" limit="{end:g}" initial="{start:g}"'
    text = f"{value:.0f}" if span.type is LifeType.PARTS else f"{value:.1f}"
    return f'<ToolLife type="{span.type.value}" countDirection="{direction}" {numbers}>{text}</ToolLife>'
