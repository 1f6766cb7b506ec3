"""Turns a site file into settings, or into everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time
from pathlib import Path
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from hmi.domain.machine import Band
from hmi.domain.retention import Retention
from hmi.settings import wording
from hmi.settings.conflicts import Written, report_conflicts
from hmi.settings.document import Document
from hmi.settings.entry import Entry, SecretEntry
from hmi.settings.errors import Problem, SettingsError
from hmi.settings.reader import read_document
from hmi.settings.schema import MachineEntry, NormalEntry, SiteEntry, TlsEntry
from hmi.settings.secrets import SecretReference
from hmi.settings.site import (
    BackupSettings,
    Language,
    MachineSettings,
    Site,
    SourceSettings,
    SourceType,
    StoreSettings,
    TlsSettings,
)
from hmi.settings.store_schema import BackupEntry, RetentionEntry, StoreEntry
from hmi.settings.tls_files import report_tls_files

MACHINES_FOLDER: Final = "machines.d"
"""Folder beside the site file whose YAML files add one machine each, in the order of their names."""

_Model = TypeVar("_Model", bound=Entry)


def load_site(path: Path) -> Site:
    """Read the site file at ``path`` with the folder machines.d beside it; reads the disk.

    Raises SettingsError with every problem of every file, and nothing else.
    """
    folder = path.parent / MACHINES_FOLDER
    problems: list[Problem] = []
    files, unlisted = _machine_files(folder)
    document = _read(path, problems)
    problems += unlisted
    extra = [found for file in files if (found := _read(file, problems))]
    site = _validated(document, SiteEntry) if document else None
    added = [_validated(found, MachineEntry) for found in extra]
    written = _written(document, extra)
    report_conflicts(written)
    report_tls_files(written, path.parent)
    if document and not written and not files:
        _report_no_machine(document)
    for found in (document, *extra):
        problems += found.problems if found else []
    if problems or site is None:
        raise SettingsError(_in_order(problems, [path, folder, *files]))
    return _site(site, [*site.machines, *(machine for machine in added if machine)], path.parent)


def _read(file: Path, problems: list[Problem]) -> Document | None:
    try:
        return read_document(file)
    except SettingsError as error:
        problems += error.problems
        return None


def _machine_files(folder: Path) -> tuple[list[Path], list[Problem]]:
    try:
        files = [file for file in folder.iterdir() if file.suffix.lower() in {".yaml", ".yml"}]
    except FileNotFoundError:
        return [], []
    except OSError as error:
        message = f"cannot be listed ({error.strerror}); it must be a folder that this program may read"
        return [], [Problem(folder, 0, 0, "", message)]
    # A name that begins with a dot is what editors leave behind.
    return sorted((file for file in files if not file.name.startswith(".")), key=lambda file: file.name), []


def _validated(document: Document, model: type[_Model]) -> _Model | None:
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        wording.report(document, model, error)
        return None


def _written(document: Document | None, extra: Iterable[Document]) -> list[Written]:
    listed = document.data.get("machines") if document and isinstance(document.data, dict) else None
    count = len(listed) if isinstance(listed, list) else 0
    own = [Written(document, ("machines", index)) for index in range(count)] if document else []
    return own + [Written(found, ()) for found in extra]


def _report_no_machine(document: Document) -> None:
    location = ("machines",)
    if not document.flagged & {(), location}:
        state = "is empty" if location in document.keys else "is missing"
        document.report(location, f"{state}; list at least one machine, config/site.example.yaml shows how")


def _in_order(problems: Iterable[Problem], files: list[Path]) -> list[Problem]:
    """Return the problems by file and position; what an anchor repeats elsewhere is told once."""
    unique = {(problem.file, problem.line, problem.column, problem.message): problem for problem in problems}
    return sorted(unique.values(), key=lambda problem: (files.index(problem.file), problem.line, problem.column))


def _site(site: SiteEntry, machines: Iterable[MachineEntry], folder: Path) -> Site:
    bands = _bands(site.normal)
    return Site(
        name=site.site,
        time_zone=ZoneInfo(site.time_zone),
        machines=tuple(_machine(machine, bands, folder) for machine in machines),
        language=Language(site.language.replace("-", "_")) if site.language else None,
        store=_store(site.store, folder),
    )


def _store(entry: StoreEntry | None, folder: Path) -> StoreSettings:
    if entry is None:
        return StoreSettings()
    return StoreSettings(
        url=entry.url,
        password=_reference(entry.password, folder),
        retention=_retention(entry.retention or RetentionEntry()),
        backup=_backup(entry.backup or BackupEntry(), folder),
    )


def _retention(entry: RetentionEntry) -> Retention:
    return Retention(entry.samples, entry.ten_minutes, entry.hours, entry.events, entry.signals)


def _backup(entry: BackupEntry, folder: Path) -> BackupSettings:
    return BackupSettings(folder / entry.folder if entry.folder else None, entry.daily, time.fromisoformat(entry.at))


def _machine(machine: MachineEntry, defaults: Mapping[str, Band], folder: Path) -> MachineSettings:
    source = machine.source
    return MachineSettings(
        name=machine.name,
        source=SourceSettings(
            type=SourceType(source.type),
            url=source.url,
            device=source.device or "",
            heartbeat_s=source.heartbeat,
            interval_s=source.interval,
            username=source.username or "",
            password=_reference(source.password, folder),
            token=_reference(source.token, folder),
            tls=_tls(source.tls, folder),
        ),
        plant=machine.plant or "",
        cell=machine.cell or "",
        model=machine.model or "",
        bands={**defaults, **_bands(machine.normal)},
    )


def _bands(normal: Mapping[str, NormalEntry]) -> dict[str, Band]:
    return {key: _band(entry) for key, entry in normal.items()}


def _band(entry: NormalEntry) -> Band:
    low, high = entry.band
    # Without a scale the bar begins at 0, or below it where the band does.
    scale_low, scale_high = entry.scale or (min(0.0, low), None)
    return Band(low, high, entry.limit, scale_low, scale_high)


def _tls(entry: TlsEntry | None, folder: Path) -> TlsSettings | None:
    if entry is None:
        return None
    ca, certificate, key = (folder / file if file else None for file in (entry.ca, entry.certificate, entry.key))
    return TlsSettings(ca, certificate, key, _reference(entry.key_password, folder))


def _reference(entry: SecretEntry | None, folder: Path) -> SecretReference | None:
    if entry is None:
        return None
    return SecretReference(entry.env or "", folder / entry.file if entry.file else None)
