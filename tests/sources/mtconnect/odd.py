"""An agent that errs where the test wants it to: small, and every document of it can be replaced."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.fakes.wire import Reply, Request
from tests.sources.mtconnect.making import LATHE, devices, error, header, said, streams

Answer = Callable[[Request, Reply], Awaitable[bool]]


@dataclass(slots=True)
class OddAgent:
    """Holds observations of the lathe from ``first`` on; a script for :class:`ScriptedServer`.

    ``odd`` answers requests that it wants to answer, and returns whether it did.
    """

    instance: object = 7
    first: int = 1
    texts: list[str] = field(default_factory=list)
    probe: bytes = b""
    item: str = "exec"
    odd: Answer | None = None
    streams_open: int = 0
    runs: int = 0
    header: dict[str, object] = field(default_factory=dict)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def next(self) -> int:
        return self.first + len(self.texts)

    def say(self, *texts: str) -> None:
        """Let the machine say something; streams send it at once."""
        self.texts += texts
        self._news.set()

    def forget(self, count: int) -> None:
        """Overwrite the oldest observations."""
        del self.texts[:count]
        self.first += count

    def restart(self, *texts: str) -> None:
        """Begin again with sequence 1; open streams end."""
        self.first, self.texts = 1, list(texts)
        self.runs += 1
        self._news.set()

    def head(self, next_: int | None = None) -> str:
        said = {"first": self.first, "last": self.next - 1, "next_": self.next if next_ is None else next_}
        return header(self.instance, **{**said, **self.header})  # type: ignore[arg-type]

    def document(self, start: int, count: int = 1000) -> bytes:
        """Return the observations from a sequence on, as /sample does."""
        held = range(max(start, self.first), min(start + count, self.next))
        elements = "".join(said(self.item, n, self.texts[n - self.first]) for n in held)
        head = self.head(held.stop if held else max(start, self.first))
        return streams(elements, head=head) if elements else streams(head=head)

    def current(self, at: int | None = None) -> bytes:
        """Return the newest observation, or the one of a sequence, as /current does."""
        if not self.texts:
            return streams(head=self.head())
        sequence = self.next - 1 if at is None else at
        return streams(said(self.item, sequence, self.texts[sequence - self.first]), head=self.head())

    async def __call__(self, request: Request, reply: Reply) -> None:
        if self.odd is not None and await self.odd(request, reply):
            return
        if request.path == "/probe":
            await reply.document(self.probe or devices(LATHE, head=header(self.instance)))
        elif request.path == "/current":
            at = request.query.get("at")
            await reply.document(self.current(None if at is None else int(at)))
        elif request.path == "/assets":
            await reply.document(error("UNSUPPORTED", "no assets here"))
        elif not self.first <= int(request.query["from"]) <= self.next:
            await reply.document(error("OUT_OF_RANGE", "'from' must be greater"))
        elif request.streaming:
            await self.stream(int(request.query["from"]), reply)
        else:
            await reply.document(self.document(int(request.query["from"]), int(request.query["count"])))

    async def stream(self, start: int, reply: Reply) -> None:
        self.streams_open += 1
        run = self.runs
        await reply.begin_stream()
        while run == self.runs:
            self._news.clear()
            await reply.part(self.document(start))
            start = max(start, self.next)
            try:
                async with asyncio.timeout(0.05):
                    await self._news.wait()
            except TimeoutError:
                pass  # time for a heartbeat


def words(count: int, start: int = 0) -> list[str]:
    """Return texts that a machine says one after the other."""
    return [f"word {n}" for n in range(start, start + count)]
