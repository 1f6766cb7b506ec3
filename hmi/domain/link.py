"""The health of the connection to one endpoint, told so that a person knows what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

SKEW_LIMIT_US: Final = 2_000_000
"""Up to here an endpoint's clock and ours agree: agents stamp documents in whole seconds, and the way takes time."""


class LinkMode(Enum):
    """What the acquisition task of an endpoint is doing."""

    CONNECTING = "connecting"
    RECOVERING = "recovering"
    """Reading what the endpoint kept while nobody listened."""
    STREAMING = "streaming"
    POLLING = "polling"
    WAITING = "waiting"
    """Not connected; waits until ``retry_us`` and tries again, for ever."""


class LinkFault(Enum):
    """Why an endpoint, or one machine behind it, delivers nothing."""

    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    NAME_UNKNOWN = "name_unknown"
    TIMEOUT = "timeout"
    SILENT = "silent"
    CLOSED = "closed"
    NOT_AN_AGENT = "not_an_agent"
    AGENT_ERROR = "agent_error"
    HTTP_STATUS = "http_status"
    REDIRECTED = "redirected"
    """Sends us elsewhere, where nobody goes unasked: the detail is the other address, for a person to decide."""
    TLS = "tls"
    """No secure connection, for a reason that has no name of its own here."""
    TLS_ONLY = "tls_only"
    """The url says http, and the endpoint speaks https."""
    TLS_MISSING = "tls_missing"
    """The url says https, and the endpoint does not speak it."""
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"
    """The endpoint's certificate is of nobody whom we believe."""
    CERTIFICATE_WRONG_NAME = "certificate_wrong_name"
    """The endpoint's certificate is for another address."""
    CERTIFICATE_EXPIRED = "certificate_expired"
    """The endpoint's certificate has expired, or does not count yet."""
    CERTIFICATE_ASKED = "certificate_asked"
    """The endpoint demands a certificate of ours, and has got none."""
    CERTIFICATE_REFUSED = "certificate_refused"
    """The endpoint does not accept our certificate."""
    CERTIFICATE_FILE = "certificate_file"
    """A file of certificates or keys that the site file names cannot be used."""
    MALFORMED = "malformed"
    CREDENTIALS = "credentials"
    """A secret that the site file refers to cannot be had."""
    CREDENTIALS_ASKED = "credentials_asked"
    """The endpoint demands a password or token, and has got none."""
    CREDENTIALS_REFUSED = "credentials_refused"
    """The endpoint does not accept our password or token."""
    DEVICE_MISSING = "device_missing"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class LinkReason:
    """A fault with its verbatim particulars (a status, an agent's own words); carries no secret."""

    fault: LinkFault
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Security:
    """How a connection is protected, as the site file asks for it; ``credentials`` is "basic", "bearer" or empty."""

    encrypted: bool = False
    own_ca: bool = False
    client_certificate: bool = False
    credentials: str = ""


@dataclass(frozen=True, slots=True)
class Adapter:
    """What an agent says of one of its own adapters; ``state`` is its word (ESTABLISHED, LISTEN, CLOSED ...).

    ``since_us`` is on the agent's clock.
    """

    name: str
    state: str
    since_us: int


@dataclass(frozen=True, slots=True)
class ModelChange:
    """What another probe of the same machine found: keys of signals that are new, and of those that are gone.

    ``time_us`` is this computer's clock.
    """

    machine: str
    time_us: int
    appeared: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """A snapshot of one endpoint's acquisition task; all times in microseconds UTC on this computer's clock.

    ``silence_us`` is how long after ``last_data_us`` the link counts as lost. ``skew_us`` is the endpoint's clock minus
    ours. ``lag_us`` is how far the newest observation is behind.
    """

    source: str
    machines: tuple[str, ...]
    mode: LinkMode
    since_us: int
    silence_us: int
    last_data_us: int | None = None
    reason: LinkReason | None = None
    attempt: int = 0
    retry_us: int | None = None
    reconnects: int = 0
    version: str = ""
    instance: int | None = None
    buffer_size: int | None = None
    first_sequence: int | None = None
    next_sequence: int | None = None
    agent_next_sequence: int | None = None
    observations: int = 0
    rejected: int = 0
    bytes_received: int = 0
    lost: int = 0
    skew_us: int | None = None
    lag_us: int | None = None
    heartbeats: int = 0
    """Documents without an observation: the endpoint had nothing to say but that it lives."""
    parse_errors: int = 0
    """Documents and frames that could not be read."""
    bytes_per_s: float | None = None
    """Over the last few seconds; None until known."""
    audits: int = 0
    """How often the active conditions were compared with what the endpoint says now."""
    healed: int = 0
    """Signals whose active conditions differed in such a comparison, and were put right."""
    machine_reasons: Mapping[str, LinkReason] = field(default_factory=dict)
    """Machines that the endpoint does not have, though the site file says so."""
    security: Security = Security()
    adapters: tuple[Adapter, ...] = ()
    model_changes: tuple[ModelChange, ...] = ()
    """The newest changes of what the endpoint has, oldest first."""
    tools_reason: LinkReason | None = None
    """Why tools cannot be read; None while they can, and where nobody asked yet."""

    @property
    def connected(self) -> bool:
        """Whether documents arrive; the one authority for "connected"."""
        return self.mode in (LinkMode.STREAMING, LinkMode.POLLING, LinkMode.RECOVERING)
