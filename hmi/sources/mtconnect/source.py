"""The source of one MTConnect agent: tries, waits and tries again, for ever."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Sequence

from hmi.domain.link import LinkFault, LinkReason
from hmi.settings.site import MachineSettings
from hmi.sources.backoff import Backoff
from hmi.sources.mtconnect.client import AgentClient
from hmi.sources.mtconnect.failure import EndpointFailure
from hmi.sources.mtconnect.intake import AgentRestarted
from hmi.sources.mtconnect.meter import Meter
from hmi.sources.mtconnect.patience import Patience
from hmi.sources.mtconnect.reader import AgentReader, Rhythm
from hmi.sources.mtconnect.roster import Roster
from hmi.sources.mtconnect.security import doubt_authorities, security_of
from hmi.sources.port import Sink

_log = logging.getLogger(__name__)

_HEARTBEATS_OF_SILENCE = 1.96
"""A little under two, so that a frozen agent is noticed within two."""
_FROZEN = frozenset({LinkFault.TIMEOUT, LinkFault.SILENT})


def _everything(_machine: str) -> bool:
    return True


class MTConnectSource:
    """One agent with all machines of the site that are behind it.

    ``settings`` are machines with the same url; the shortest heartbeat and interval among them count for the
    connection. ``clock_us`` is this computer's clock in microseconds UTC. ``knows`` says whether the history has
    anything of a machine; the present state of one that it does not know is told even where reading is resumed.
    """

    def __init__(
        self,
        settings: Sequence[MachineSettings],
        sink: Sink,
        clock_us: Callable[[], int],
        rng: random.Random,
        patience: Patience | None = None,
        knows: Callable[[str], bool] = _everything,
    ) -> None:
        if len({machine.source.url for machine in settings}) != 1:
            raise ValueError("the machines of one source have one url")
        self._settings = tuple(settings)
        self._url = settings[0].source.url
        self._clock_us = clock_us
        self._patience = patience or Patience()
        self._backoff = Backoff(rng, self._patience.retry_s, self._patience.longest_retry_s)
        heartbeat_s = min(machine.source.heartbeat_s for machine in settings)
        rhythm = Rhythm(
            interval_s=min(machine.source.interval_s for machine in settings),
            heartbeat_s=heartbeat_s,
            silence_s=max(_HEARTBEATS_OF_SILENCE * heartbeat_s, self._patience.silence_s),
        )
        silence_us = round(rhythm.silence_s * 1_000_000)
        security = security_of(settings[0].source)
        self._meter = Meter(sink, self._url, self.machines, silence_us, clock_us, security)
        roster = Roster(self._url, self._settings, sink, knows)
        self._reader = AgentReader(self._url, roster, sink, self._meter, rhythm, self._patience)

    @property
    def key(self) -> str:
        """The agent's URL, which carries no credentials."""
        return self._url

    @property
    def machines(self) -> tuple[str, ...]:
        """The keys of the machines behind the agent."""
        return tuple(machine.name for machine in self._settings)

    async def run(self) -> None:
        """Deliver to the sink until cancelled."""
        while True:
            self._meter.connecting()
            reason = await self._attempt()
            if self._followed_s() >= self._patience.steady_s:
                self._backoff.succeeded()
            # who took the connection and says nothing is asked again at once: a question that stands is answered the
            # moment the agent thaws, and each takes long enough to be no burden
            frozen = reason is not None and reason.fault in _FROZEN
            delay_s = 0.0 if frozen else self._backoff.next_delay_s()
            self._meter.waiting(reason, delay_s)
            await asyncio.sleep(delay_s)

    async def _attempt(self) -> LinkReason | None:
        """Follow one connection to its end; return why it ended, None when the agent has restarted.

        Each has a client of its own, because certificates and keys may have been replaced since the last one.
        """
        self._reader.following_since_s = None  # an attempt that comes to nothing before it is read follows nothing
        try:
            async with AgentClient(self._url, self._clock_us, self._patience, self._settings[0].source) as client:
                await self._reader.read(client)
        except EndpointFailure as failure:
            if failure.fault is LinkFault.CERTIFICATE_UNTRUSTED:
                doubt_authorities()
            return failure.reason
        except AgentRestarted:
            _log.info("%s: the agent has restarted", self._url)
        return None

    def _followed_s(self) -> float:
        since_s = self._reader.following_since_s
        return 0.0 if since_s is None else asyncio.get_running_loop().time() - since_s
