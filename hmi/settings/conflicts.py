"""Finds machines of one site that stand in each other's way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hmi.settings.document import Document, Location
from hmi.settings.schema import SourceEntry
from hmi.settings.site import name_key
from hmi.settings.url import UrlError, normalise_url

_OF_THE_CONNECTION: Final = ("heartbeat", "interval", "username", "password", "token", "tls")


@dataclass(frozen=True, slots=True)
class Written:
    """A machine as it stands in a file, whether or not it is free of other problems."""

    document: Document
    location: Location

    def value(self, *inner: str) -> object:
        """Return what is written at a setting of the machine, or None."""
        found = self.document.data
        for part in (*self.location, *inner):
            if isinstance(part, int) and isinstance(found, list):
                found = found[part]
            else:
                found = found.get(part) if isinstance(found, dict) else None
        return found

    def text(self, *inner: str) -> str:
        """Return the text of a setting, empty where there is none."""
        value = self.value(*inner)
        return value if isinstance(value, str) else ""

    def seen_from(self, other: Written, *inner: str) -> str:
        """Return where a setting of this machine stands, as said to somebody who edits ``other``."""
        line = f"line {self.document.place((*self.location, *inner)).line}"
        return line if self.document is other.document else f"{line} of {self.document.file}"

    def report(self, inner: Location, message: str) -> None:
        """Note a problem of a setting that has none yet."""
        if (*self.location, *inner) not in self.document.flagged:
            self.document.report((*self.location, *inner), message)


def report_conflicts(machines: Sequence[Written]) -> None:
    """Note machines of equal name, of equal url and device, or of one connection but with different demands on it."""
    _report_equal_names(machines)
    by_endpoint: defaultdict[tuple[str, str], list[Written]] = defaultdict(list)
    for machine in machines:
        try:
            url = normalise_url(machine.text("source", "url"))
        except UrlError:
            continue  # the schema has told it
        by_endpoint[machine.text("source", "type"), url].append(machine)
    for sharing in by_endpoint.values():
        if len(sharing) > 1:
            _report_devices(sharing)
            _report_connections(sharing)


def _report_equal_names(machines: Sequence[Written]) -> None:
    first: dict[str, Written] = {}
    for machine in machines:
        name = name_key(machine.text("name"))
        if not name:
            continue
        other = first.setdefault(name, machine)
        if other is not machine:
            where = other.seen_from(machine, "name")
            machine.report(("name",), f"is the name of the machine at {where} too; give each machine its own name")


def _report_devices(sharing: Sequence[Written]) -> None:
    first: dict[str, Written] = {}
    for machine in sharing:
        device = machine.text("source", "device")
        if device:
            other = first.setdefault(device, machine)
            if other is not machine:
                where = other.seen_from(machine, "source", "device")
                machine.report(
                    ("source", "device"), f"is read at {where} from the same url already; correct one device or url"
                )
        else:
            other = next(other for other in sharing if other is not machine)
            where = other.seen_from(machine, "source", "url")
            machine.report(
                ("source", "device"), f"is missing, and the machine at {where} has the same url; add a device to both"
            )


def _report_connections(sharing: Sequence[Written]) -> None:
    first = sharing[0]
    for machine in sharing[1:]:
        for key in _OF_THE_CONNECTION:
            default = SourceEntry.model_fields[key].default
            mine, its = ((owner.value("source", key) or default) for owner in (machine, first))
            if mine != its:
                where = first.seen_from(machine, "source", key)
                machine.report(
                    ("source", key),
                    f"differs from {where}, though machines of one url share a connection; make them equal",
                )
