"""One machine after another on its way into the shop: the address under test, what it has, what is being added."""

from __future__ import annotations

import logging
from concurrent.futures import Future
from dataclasses import replace
from enum import Enum

from PySide6.QtCore import QObject, Signal

from hmi.domain.inspection import InspectedDevice, Inspection
from hmi.domain.phrase import Phrase
from hmi.settings.site import MachineSettings, SourceSettings, SourceType
from hmi.ui.adding import words
from hmi.ui.adding.address import AddressError, read_address
from hmi.ui.adding.awaited import Awaited
from hmi.ui.adding.naming import collected_as
from hmi.ui.adding.port import AddingError, Shop
from hmi.ui.adding.secret import SecretError, SecretPlace, asks_for_secret

_log = logging.getLogger(__name__)


class Phase(Enum):
    """What is known of the address."""

    UNTESTED = "untested"
    TESTING = "testing"
    TESTED = "tested"


class Session(QObject):
    """What the sheet is about. ``changed`` says that something else is so.

    ``tested`` says that a test has ended, ``added`` carries a machine's name, ``failed`` says that one was not added.
    Everything that takes time runs behind the window; an answer to an older test is never seen. What is added is what
    was tested: another address or other credentials have to be tested first.
    """

    changed = Signal()
    tested = Signal()
    added = Signal(str)
    failed = Signal()

    def __init__(self, shop: Shop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.phase = Phase.UNTESTED
        self.address_fault: Phrase | None = None
        self.secret_fault: Phrase | None = None
        self.trouble: Phrase | None = None
        """Why the last machine was not added, or could not be tested at all."""
        self.source: SourceSettings | None = None
        """What is, or was, tested."""
        self.inspection: Inspection | None = None
        self.device: InspectedDevice | None = None
        """What would be added."""
        self.last_added = ""
        self._test = Awaited(self)
        self._addition = Awaited(self)

    # -- what it tells -----------------------------------------------------------------------------------------------

    @property
    def adding(self) -> bool:
        """Whether a machine is being added."""
        return self._addition.busy

    @property
    def wants_secret(self) -> bool:
        """Whether credentials are asked for, or are given already."""
        given = self.source is not None and (self.source.password is not None or self.source.token is not None)
        return given or (self.inspection is not None and asks_for_secret(self.inspection))

    @property
    def devices(self) -> tuple[InspectedDevice, ...]:
        """What the address has."""
        return () if self.inspection is None else self.inspection.devices

    def collected_as(self, device: InspectedDevice) -> str:
        """Return the machine by which a device is collected already; empty where it is not."""
        return "" if self.source is None else collected_as(device, self.source.url, self.shop.machines)

    @property
    def hindrance(self) -> Phrase | None:
        """Why nothing can be added now; None where the chosen device can."""
        if self.shop.obstacle is not None:
            return self.shop.obstacle
        if self.phase is Phase.TESTING:
            return words.TESTING
        if self.phase is Phase.UNTESTED:
            return words.TEST_FIRST
        if not self.devices:
            return words.SECRET_FIRST if self.wants_secret else words.NOTHING_ANSWERS
        return words.ALL_COLLECTED if self.device is None else words.ADDING if self.adding else None

    # -- what it is told ---------------------------------------------------------------------------------------------

    def test(self, typed: str, secret: SecretPlace) -> None:
        """Look at an address; a test that is under way is given up."""
        self.forget()
        try:
            source = secret.on(SourceSettings(SourceType.MTCONNECT, read_address(typed)))
        except AddressError as error:
            self.address_fault = error.phrase
        except SecretError as error:
            self.secret_fault = error.phrase
        else:
            self.source = source
            self.phase = Phase.TESTING
            self._test.wait(self.shop.inspect(source), self._tested)
        self.changed.emit()

    def forget(self) -> None:
        """Know nothing of any address; a test that is under way is given up."""
        self._test.cancel()
        self.phase = Phase.UNTESTED
        self.address_fault = self.secret_fault = self.trouble = None
        self.source = self.inspection = self.device = None
        self.last_added = ""
        self.changed.emit()

    def choose(self, device: InspectedDevice) -> None:
        """Be about another device of the address."""
        if device != self.device and not self.adding:
            self.device = device
            self.trouble = None
            self.changed.emit()

    def add(self, name: str, plant: str, cell: str) -> None:
        """Add the chosen device under a name that nobody has."""
        if self.source is None or self.device is None or self.hindrance is not None:
            return
        source = replace(self.source, device=self.device.key)
        machine = MachineSettings(name.strip(), source, plant.strip(), cell.strip(), self.device.model)
        self.trouble = None
        self._addition.wait(self.shop.add(machine), lambda done: self._add_done(done, machine.name))
        self.changed.emit()

    # -- what comes back ---------------------------------------------------------------------------------------------

    def _tested(self, done: Future[Inspection]) -> None:
        error = done.exception()
        if error is None:
            self.phase = Phase.TESTED
            self.inspection = done.result()
            self.device = self._next_device()
        else:
            self.phase = Phase.UNTESTED
            self.trouble = _told(error)
        self.changed.emit()
        self.tested.emit()

    def _add_done(self, done: Future[None], name: str) -> None:
        error = done.exception()
        if error is not None:
            self.trouble = _told(error)
            self.changed.emit()
            self.failed.emit()
            return
        self.last_added = name
        self.device = self._next_device()
        self.changed.emit()
        self.added.emit(name)

    def _next_device(self) -> InspectedDevice | None:
        return next((device for device in self.devices if not self.collected_as(device)), None)


def _told(error: BaseException) -> Phrase:
    if isinstance(error, AddingError):
        return error.phrase
    _log.error("a machine could not be tested or added", exc_info=error)
    return words.DEFECT
