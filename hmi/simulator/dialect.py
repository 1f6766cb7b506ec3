"""What differs on the wire between the agents of generation 1.x and 2.x."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from typing import Final


class Flavour(Enum):
    """The generation of agent that is imitated; the value is what the command line says."""

    V1 = 1
    V2 = 2


@dataclass(frozen=True, slots=True)
class Dialect:
    """The habits of one generation.

    ``schema`` is the version in the XML namespace and ``version`` the program's own; the two differ in real agents too.
    ``reports_errors_by_status`` is False where an MTConnectError document comes with HTTP status 200.
    ``describes_itself``: the agent lists itself as a device. ``lists_assets_of_device``: assets can be asked for under
    a device's name.
    """

    schema: str
    version: str
    stream_media_type: str
    part_header: str
    reports_errors_by_status: bool
    describes_itself: bool
    lists_assets_of_device: bool
    least_heartbeat_ms: int
    greatest_heartbeat_ms: int

    def status(self, status: HTTPStatus) -> HTTPStatus:
        """Return the HTTP status under which this generation sends an error document."""
        return status if self.reports_errors_by_status else HTTPStatus.OK


DIALECTS: Final = {
    Flavour.V1: Dialect(
        schema="1.7",
        version="1.7.0.7",
        stream_media_type="multipart/x-mixed-replace",
        part_header="Content-type: text/xml\r\nContent-length: {}\r\n\r\n",
        reports_errors_by_status=False,
        describes_itself=False,
        lists_assets_of_device=False,
        least_heartbeat_ms=10,
        greatest_heartbeat_ms=600_000,
    ),
    Flavour.V2: Dialect(
        schema="2.3",
        version="2.3.0.15",
        stream_media_type="multipart/mixed",
        part_header="Content-Type: text/xml\r\nContent-Length: {}\r\n\r\n",
        reports_errors_by_status=True,
        describes_itself=True,
        lists_assets_of_device=True,
        least_heartbeat_ms=1,
        greatest_heartbeat_ms=2**31 - 1,
    ),
}
