"""What a client asked for: the target of an HTTP request, read and checked as an agent checks it.

Codes and wording follow the reference agent (mtconnect/cppagent: agent/agent.cpp of 1.4, src/mtconnect/sink/rest_sink
of 2.2), so that a client meets the same answers here as on a shop floor.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote, urlsplit

from hmi.simulator.dialect import Dialect

DEFAULT_COUNT = 100
DEFAULT_HEARTBEAT_MS = 10_000
_GREATEST = 2**31 - 1


class RequestError(Exception):
    """A request that an agent answers with an MTConnectError document."""

    def __init__(self, code: str, text: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.status = status


class Kind(Enum):
    """The requests of the protocol."""

    PROBE = "probe"
    CURRENT = "current"
    SAMPLE = "sample"
    ASSETS = "assets"
    ASSET = "asset"


@dataclass(frozen=True, slots=True)
class Query:
    """One request. ``device`` is a name or uuid, or empty; ``interval_ms`` is None unless the client wants a stream.

    ``assets`` are the ids of the assets that are asked for; a list of assets is kept to an ``asset_type`` unless that
    is empty, and has also what was ``removed``.
    """

    kind: Kind
    device: str = ""
    path: str = ""
    start: int | None = None
    stop: int | None = None
    at: int | None = None
    count: int = DEFAULT_COUNT
    interval_ms: int | None = None
    heartbeat_ms: int = DEFAULT_HEARTBEAT_MS
    assets: tuple[str, ...] = ()
    asset_type: str = ""
    removed: bool = False


def read(target: str, dialect: Dialect, knows: Callable[[str], bool], buffer_size: int) -> Query:
    """Return the query that a request target means; ``knows`` tells whether a device of that name or uuid exists.

    Raises RequestError.
    """
    split = urlsplit(target)
    kind, device, assets = _route(split.path, dialect, knows)
    said = dict(parse_qsl(split.query, keep_blank_values=True))
    if kind is Kind.ASSETS:
        return _listing(device, said, dialect, knows)
    if kind not in (Kind.CURRENT, Kind.SAMPLE):
        return Query(kind, device, assets=assets)
    values = {
        "interval": _number(said, ("interval", "frequency"), dialect, 0, _GREATEST),
        "at": _number(said, ("at",), dialect),
        "from": _number(said, ("from", "start"), dialect),
        "to": _number(said, ("to",), dialect),
        "count": _number(said, ("count",), dialect, -buffer_size, buffer_size),
        "heartbeat": _number(said, ("heartbeat",), dialect, dialect.least_heartbeat_ms, dialect.greatest_heartbeat_ms),
    }
    if values["count"] == 0:
        raise RequestError("OUT_OF_RANGE", "'count' must not be zero(0)")
    if values["at"] is not None and values["interval"] is not None:
        raise RequestError(
            "INVALID_REQUEST", "You cannot specify both the at and frequency arguments to a current request"
        )
    heartbeat, count = values["heartbeat"], values["count"]
    return Query(
        kind,
        device,
        said.get("path", ""),
        values["from"],
        values["to"],
        values["at"],
        DEFAULT_COUNT if count is None else count,
        values["interval"],
        DEFAULT_HEARTBEAT_MS if heartbeat is None else heartbeat,
    )


def in_range(name: str, value: int, least: int, greatest: int) -> None:
    """Raise RequestError OUT_OF_RANGE unless ``least <= value <= greatest``."""
    if value < least:
        raise RequestError("OUT_OF_RANGE", f"'{name}' must be greater than or equal to {least}.")
    if value > greatest:
        raise RequestError("OUT_OF_RANGE", f"'{name}' must be less than or equal to {greatest}.")


def _listing(device: str, said: Mapping[str, str], dialect: Dialect, knows: Callable[[str], bool]) -> Query:
    device = device or said.get("device", "")
    if device and not knows(device):
        raise RequestError("NO_DEVICE", f"Could not find the device '{device}'", HTTPStatus.NOT_FOUND)
    count = _number(said, ("count",), dialect, 1, _GREATEST)
    return Query(
        Kind.ASSETS,
        device,
        count=DEFAULT_COUNT if count is None else count,
        asset_type=said.get("type", ""),
        removed=said.get("removed") == "true",
    )


def _route(path: str, dialect: Dialect, knows: Callable[[str], bool]) -> tuple[Kind, str, tuple[str, ...]]:
    parts = [unquote(part) for part in path.split("/") if part]
    kinds = {kind.value: kind for kind in Kind}
    match parts:
        case []:
            return Kind.PROBE, "", ()
        case ["asset" | "assets", identities]:
            return Kind.ASSET, "", tuple(filter(None, identities.split(";")))
        case ["asset"]:
            return Kind.ASSETS, "", ()
        case [word] if word in kinds:
            return kinds[word], "", ()
        case [device] if knows(device):
            return Kind.PROBE, device, ()
        case [device, "assets"] if knows(device) and dialect.lists_assets_of_device:
            return Kind.ASSETS, device, ()
        case [device]:
            raise RequestError("NO_DEVICE", f"Could not find the device '{device}'", HTTPStatus.NOT_FOUND)
        case [device, ("probe" | "current" | "sample") as word]:
            if not knows(device):
                raise RequestError("NO_DEVICE", f"Could not find the device '{device}'", HTTPStatus.NOT_FOUND)
            return kinds[word], device, ()
    raise RequestError("UNSUPPORTED", f"The following path is invalid: {path}", HTTPStatus.NOT_FOUND)


def _number(
    said: Mapping[str, str],
    names: Collection[str],
    dialect: Dialect,
    least: int | None = None,
    greatest: int | None = None,
) -> int | None:
    name = next((name for name in names if name in said), None)
    if name is None:
        return None
    if not said[name]:
        raise RequestError("QUERY_ERROR", f"'{name}' cannot be empty.")
    text = said[name].strip()
    if not text.removeprefix("-").isdecimal() or not text.isascii() or len(text) > 20:
        if dialect.reports_errors_by_status:
            raise RequestError("QUERY_ERROR", f"'{name}': cannot convert string '{text}' to integer")
        raise RequestError("OUT_OF_RANGE", f"'{name}' must be a positive integer.")
    value = int(text)
    in_range(name, value, value if least is None else least, value if greatest is None else greatest)
    return value
