"""What the window needs to add machines: a look at their addresses, their files, and the runtime that collects."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmi.domain.inspection import Inspection
from hmi.domain.phrase import Phrase
from hmi.settings.site import MachineSettings, SourceSettings
from hmi.ui.adding import words
from hmi.ui.adding.port import AddingError

if TYPE_CHECKING:
    from hmi.runtime import Runtime

_log = logging.getLogger(__name__)


class SiteShop:
    """Tests addresses through the runtime, and adds machines to the site's files and to what is collected.

    All methods return at once; files are written on the worker.
    """

    def __init__(self, site_file: Path | None) -> None:
        self._site_file = site_file
        self._runtime: Runtime | None = None
        self._worker: ThreadPoolExecutor | None = None
        self._only_looking = False

    def only_look(self) -> None:
        """Add nothing: another process collects."""
        self._only_looking = True

    def open(self, runtime: Runtime, worker: ThreadPoolExecutor) -> None:
        """Test and add from now on."""
        self._runtime, self._worker = runtime, worker

    def close(self) -> None:
        """Test and add nothing any more; what is being added is."""
        self._runtime = self._worker = None

    @property
    def machines(self) -> tuple[MachineSettings, ...]:
        """Every machine that is collected now."""
        return () if self._runtime is None else self._runtime.site.machines

    @property
    def obstacle(self) -> Phrase | None:
        """Why no machine can be added at all; None where one can."""
        if self._site_file is None:
            return words.DEMO
        if self._only_looking:
            return words.ONLY_LOOKING
        return words.NOT_YET if self._runtime is None else None

    def inspect(self, source: SourceSettings) -> Future[Inspection]:
        """Look at an endpoint. Raises AddingError in the future."""
        return _refused(words.NOT_YET) if self._runtime is None else self._runtime.inspect(source)

    def add(self, machine: MachineSettings) -> Future[None]:
        """Write a machine down and collect from it from now on. Raises AddingError in the future."""
        if self._site_file is None or self._runtime is None or self._worker is None:
            return _refused(self.obstacle or words.NOT_YET)
        return self._worker.submit(add_to_site, self._runtime, self._site_file, machine)


def add_to_site(runtime: Runtime, site_file: Path, machine: MachineSettings) -> None:
    """Write a machine into a file beside the site file, then start it; writes the disk and blocks until it has begun.

    It starts as the site's files describe it, the site's normal bands included, so that it is the same after a restart.
    Where it cannot start, its file is taken back. Raises AddingError.
    """
    from hmi.settings.loader import load_site
    from hmi.settings.machine_file import MachineFileError, write_machine

    try:
        file = write_machine(site_file, machine)
    except MachineFileError as error:
        raise AddingError(error.phrase) from error
    try:
        described = next(one for one in load_site(site_file).machines if one.name == machine.name)
        runtime.add(described).result()
    except Exception as error:
        _log.exception("%s could not be started", machine.name)
        try:
            file.unlink()
        except OSError as left:
            raise AddingError(Phrase(words.NOT_STARTED_BUT_WRITTEN, (str(file),))) from left
        raise AddingError(words.NOT_STARTED) from error


def _refused(phrase: Phrase) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_exception(AddingError(phrase))
    return future
