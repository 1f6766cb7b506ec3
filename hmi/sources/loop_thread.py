"""The background thread with the one asyncio loop on which all sources, the hub and the alert engine live."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

NAME = "background"


class LoopThread:
    """One plain asyncio loop in one daemon thread named "background".

    Threading contract: ``start``, ``submit`` and ``stop`` may be called from any thread except that
    ``stop`` must not be called from the background thread, which it waits for. Whatever is submitted runs on the
    background thread only; objects that live there are never touched from elsewhere. What was submitted before
    ``stop`` is cancelled and given the time to clean up; what is submitted after it is refused. A thread is started
    once; a stopped one is not started again.
    """

    def __init__(self) -> None:
        self._thread = threading.Thread(target=self._main, name=NAME, daemon=True)
        self._ready = threading.Event()
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending: asyncio.Event | None = None
        self._accepting = False

    def start(self) -> None:
        """Start the thread; return when its loop takes work."""
        self._thread.start()
        self._ready.wait()

    def submit(self, coro: Coroutine[Any, Any, _T]) -> Future[_T]:
        """Run a coroutine on the loop; the future may be waited for or cancelled from any thread.

        Raises RuntimeError when the loop is not running; the coroutine is closed then.
        """
        with self._lock:
            if self._loop is None or not self._accepting:
                coro.close()
                raise RuntimeError("the background loop is not running")
            return asyncio.run_coroutine_threadsafe(coro, self._loop)

    def stop(self, deadline_s: float = 10.0) -> bool:
        """Cancel every task, let them clean up and end the thread; return whether it ended within the deadline.

        A second call, or one before ``start``, does nothing.
        """
        if threading.current_thread() is self._thread:
            raise RuntimeError("the background thread cannot wait for itself")
        with self._lock:
            if self._accepting and self._loop is not None and self._ending is not None:
                self._accepting = False
                self._loop.call_soon_threadsafe(self._ending.set)
        if self._thread.ident is None:
            return True
        self._thread.join(deadline_s)
        if self._thread.is_alive():
            _log.error("the background thread did not end within %g s", deadline_s)
            return False
        return True

    def _main(self) -> None:
        # asyncio.run ends in the fixed order we need: cancel all tasks and gather them, shut down asynchronous
        # generators, then the default executor, then close the loop
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._ending = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._accepting = True
        self._ready.set()
        await self._ending.wait()
