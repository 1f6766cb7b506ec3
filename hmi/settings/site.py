"""What the site file says, validated and frozen: the only form in which settings travel through the program."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import Enum
from pathlib import Path
from zoneinfo import ZoneInfo

from hmi.domain.machine import Band, Machine
from hmi.domain.retention import Retention
from hmi.settings.secrets import SecretReference


class Language(Enum):
    """The languages of the window."""

    ENGLISH = "en"
    PORTUGUESE = "pt_BR"


class SourceType(Enum):
    """The protocols that machines are read by."""

    MTCONNECT = "mtconnect"


@dataclass(frozen=True, slots=True)
class TlsSettings:
    """How an https endpoint is verified, and how we prove who we are; it is always verified.

    ``ca`` is a PEM file of the authorities to believe in place of the computer's own. ``certificate`` is a PEM file
    with our certificate, and with its key unless ``key`` names another file; ``key_password`` opens an encrypted key.
    """

    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    key_password: SecretReference | None = None


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """Where a machine's data come from.

    ``url`` is normalised (scheme, host and port in lower case, no trailing slash) and carries no credentials. Machines
    with equal type and url share one connection. ``device`` is the agent's name or uuid of the machine; empty where the
    agent has only one.
    """

    type: SourceType
    url: str
    device: str = ""
    heartbeat_s: float = 2.5
    """How often an idle agent proves that it lives; silence of almost twice this (4.9 s at least) is a lost link."""
    interval_s: float = 0.5
    """How long the agent gathers observations before it sends them."""
    username: str = ""
    """Set together with ``password``, for basic authentication."""
    password: SecretReference | None = None
    token: SecretReference | None = None
    """For bearer authentication; never set together with ``password``."""
    tls: TlsSettings | None = None


def name_key(name: str) -> str:
    """Return what two names have in common that count as the same: case and how accents are typed do not matter."""
    return unicodedata.normalize("NFC", name).casefold()


@dataclass(frozen=True, slots=True)
class MachineSettings:
    """One machine of the site file."""

    name: str
    source: SourceSettings
    plant: str = ""
    cell: str = ""
    model: str = ""
    bands: Mapping[str, Band] = field(default_factory=dict)

    @property
    def machine(self) -> Machine:
        """The machine as the rest of the program knows it."""
        return Machine(self.name, self.plant, self.cell, self.model, self.source.url, self.bands)


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """When and where to the history is copied."""

    folder: Path | None = None
    """None: the folder ``backups`` in the data folder."""
    daily: bool = True
    at: time = time(3, 30)
    """When the daily backup is made, on the shop's clock."""


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Where the history lives, how long it is kept and how it is backed up.

    ``url`` names a PostgreSQL database (postgresql+psycopg://user@host:port/database) and carries no password; None: a
    file in the data folder.
    """

    url: str | None = None
    password: SecretReference | None = None
    retention: Retention = field(default_factory=Retention)
    backup: BackupSettings = field(default_factory=BackupSettings)


@dataclass(frozen=True, slots=True)
class Site:
    """The whole site file."""

    name: str
    time_zone: ZoneInfo
    machines: tuple[MachineSettings, ...]
    language: Language | None = None
    """None: the language of the computer."""
    store: StoreSettings = field(default_factory=StoreSettings)
