"""What the sheet needs of the program behind the window: a look at an address, and a machine added for good."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Protocol

from hmi.domain.inspection import Inspection
from hmi.domain.phrase import Phrase
from hmi.settings.site import MachineSettings, SourceSettings


class AddingError(Exception):
    """A machine was not added, or its address not tested, and nothing has changed; ``phrase`` says what to do."""

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(phrase.template)
        self.phrase = phrase


class Shop(Protocol):
    """The shop that the window shows. All methods return at once; any thread."""

    @property
    def machines(self) -> tuple[MachineSettings, ...]:
        """Every machine that is collected now."""

    @property
    def obstacle(self) -> Phrase | None:
        """Why no machine can be added at all; None where one can."""

    def inspect(self, source: SourceSettings) -> Future[Inspection]:
        """Look at an endpoint; cancelling the future ends the look. Raises AddingError in the future."""

    def add(self, machine: MachineSettings) -> Future[None]:
        """Write a machine down and collect from it from now on. Raises AddingError in the future."""
