"""What an agent is asked for beside its stream: the present for an audit, and the tools."""

from __future__ import annotations

import asyncio
import logging
from types import TracebackType
from typing import Self

from hmi.domain.tool import Tool
from hmi.sources.mtconnect.assets import AssetTool
from hmi.sources.mtconnect.client import AgentClient
from hmi.sources.mtconnect.failure import EndpointFailure
from hmi.sources.mtconnect.intake import Intake
from hmi.sources.mtconnect.meter import Meter
from hmi.sources.mtconnect.patience import Patience
from hmi.sources.mtconnect.roster import Roster
from hmi.sources.port import Sink

_log = logging.getLogger(__name__)


class Errands:
    """A task beside the stream of one connection; use it as an asynchronous context manager.

    Whatever the agent refuses here is told and asked for again later; it never disturbs the stream. A defect in here
    comes to light in :meth:`check`, which the reader calls with every document.
    """

    def __init__(
        self, client: AgentClient, intake: Intake, roster: Roster, sink: Sink, meter: Meter, patience: Patience
    ) -> None:
        self._client = client
        self._intake = intake
        self._roster = roster
        self._sink = sink
        self._meter = meter
        self._patience = patience
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name="errands")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait({task})
            if not task.cancelled() and (defect := task.exception()) is not None:
                if kind is None:
                    raise defect
                _log.error("%s: an errand failed", self._meter.status.source, exc_info=defect)

    def check(self) -> None:
        """Raise what ended the task, if anything has."""
        if self._task is not None and self._task.done():
            self._task.result()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        await self._tools()
        audited_s = loop.time()
        while True:
            await asyncio.sleep(min(self._patience.tools_s, self._patience.doubt_s, self._patience.audit_s))
            since_s = loop.time() - audited_s
            audit_due = since_s >= self._patience.audit_s
            if audit_due or (self._intake.auditor.in_doubt and since_s >= self._patience.doubt_s):
                await self._audit()
                audited_s = loop.time()
            if audit_due or self._intake.asset_news:
                await self._tools()

    async def _audit(self) -> None:
        bindings = self._roster.bindings
        self._intake.auditor.in_doubt = False
        try:
            present = await self._client.current(bindings)
        except EndpointFailure as failure:
            _log.debug("%s: no audit: %s", self._meter.status.source, failure)
            return
        if bindings is self._roster.bindings and self._intake.is_of_this_run(present.content.header):
            self._intake.auditor.propose(present.content)

    async def _tools(self) -> None:
        self._intake.asset_news = False
        try:
            heard = await self._client.assets()
        except EndpointFailure as failure:
            self._meter.tools_told(failure.reason)
            return
        self._meter.tools_told(None)
        tools: dict[str, list[Tool]] = {machine: [] for machine in self._roster.present}
        for asset in heard.content:
            machine = self._owner(asset)
            if machine is not None and not asset.removed:
                tools[machine].append(asset.tool)
        for machine, found in tools.items():
            self._sink.tools(machine, found)

    def _owner(self, asset: AssetTool) -> str | None:
        """Return the machine that an asset belongs to; old agents do not say it, and often have only one."""
        if asset.device_uuid:
            return self._roster.machine_by_uuid.get(asset.device_uuid)
        return self._roster.present[0] if len(self._roster.present) == 1 else None
