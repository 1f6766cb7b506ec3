"""Adds a machine to a site as a file of its own in the folder machines.d."""

from __future__ import annotations

import errno
import os
import re
import tempfile
import unicodedata
from pathlib import Path
from typing import Final

from hmi.domain.english import english
from hmi.domain.phrase import Phrase
from hmi.domain.words import QT_TRANSLATE_NOOP
from hmi.settings.durable import settle
from hmi.settings.errors import SettingsError
from hmi.settings.loader import MACHINES_FOLDER, load_site
from hmi.settings.machine_yaml import machine_yaml
from hmi.settings.site import MachineSettings, Site, name_key

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN: Final = (errno.EACCES, errno.EPERM, errno.EROFS)
_NO_LINKS: Final = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL)
"""What file systems without hard links say: FAT, some network shares."""
_RESERVED: Final = re.compile(r"(?i)con|prn|aux|nul|conin|conout|(com|lpt)[0-9]")
"""Names that Windows keeps for devices, whatever stands after the dot."""
_LONGEST: Final = 50

_SAME_NAME = QT_TRANSLATE_NOOP("Inspection", "There is a machine “%1” already: give this one another name.")
_BROKEN = QT_TRANSLATE_NOOP("Inspection", "The site has a mistake that has to be put right first: %1")
_REFUSED = QT_TRANSLATE_NOOP("Inspection", "The machine does not fit into the site: %1")
_DISK_FULL = QT_TRANSLATE_NOOP("Inspection", "The disk of %1 is full: free some space, then add the machine again.")
_READ_ONLY = QT_TRANSLATE_NOOP(
    "Inspection", "%1 may not be written: give this user the right to, then add the machine again."
)
_NOT_WRITTEN = QT_TRANSLATE_NOOP("Inspection", "%1 cannot be written (%2): see to that, then add the machine again.")


class MachineFileError(Exception):
    """The machine was not added, and nothing has changed; the text is one sentence that says what to do.

    ``phrase`` is the same sentence for the window to translate.
    """

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(english(phrase))
        self.phrase = phrase


def write_machine(site_file: Path, machine: MachineSettings) -> Path:
    """Write the machine into machines.d beside the site file and return the new file; reads and writes the disk.

    The file appears whole or not at all, and never in the place of another. The site is read again with it, and it is
    taken back where the two do not go together. Raises MachineFileError.
    """
    site = _site_before(site_file)
    key = name_key(machine.name)
    same = next((other.name for other in site.machines if name_key(other.name) == key), None) if site else None
    if same is not None:
        raise MachineFileError(Phrase(_SAME_NAME, (same,)))
    folder = site_file.parent / MACHINES_FOLDER
    try:
        folder.mkdir(exist_ok=True)
        file = _write(folder, file_name(machine.name), machine_yaml(machine).encode())
    except OSError as error:
        raise MachineFileError(_trouble(folder, error)) from error
    try:
        load_site(site_file)
    except SettingsError as error:
        try:
            file.unlink()
        except OSError as left:
            raise MachineFileError(_trouble(file, left)) from left
        raise MachineFileError(Phrase(_REFUSED, (str(error.problems[0]),))) from error
    return file


def file_name(name: str) -> str:
    """Return a name for the machine's file, without extension, that every file system takes: ``Fräse 1/2`` is
    ``Frase-1-2``."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    stem = re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFC", plain))[:_LONGEST].strip("-_") or "machine"
    return f"machine-{stem}" if _RESERVED.fullmatch(stem) else stem


def _site_before(site_file: Path) -> Site | None:
    """Return the site as it is without the machine; None for a file that waits for its first machine."""
    try:
        return load_site(site_file)
    except SettingsError as error:
        if len(error.problems) == 1 and error.problems[0].path == "machines":
            return None  # whatever else is wrong with it is told once the machine is there
        raise MachineFileError(Phrase(_BROKEN, (str(error.problems[0]),))) from error


def _write(folder: Path, stem: str, content: bytes) -> Path:
    """Write the content under a name that no other file has, not even in another case. Raises OSError."""
    descriptor, path = tempfile.mkstemp(dir=folder, prefix=f".{stem}-", suffix=".tmp")
    temporary = Path(path)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if os.name == "posix":
            temporary.chmod(0o644)  # a temporary file is its user's alone; another may run the collector
        taken = {name_key(other.stem) for other in folder.iterdir()}
        number = 1
        while True:
            target = folder / (f"{stem}.yaml" if number == 1 else f"{stem}-{number}.yaml")
            number += 1
            if name_key(target.stem) in taken:
                continue
            try:
                _move(temporary, target)
            except FileExistsError:
                continue  # another window was quicker
            settle(folder)
            return target
    finally:
        temporary.unlink(missing_ok=True)


def _move(temporary: Path, target: Path) -> None:
    """Give the file its name. Raises FileExistsError where there is a file of that name."""
    if os.name == "nt":
        temporary.rename(target)  # refuses to replace there
        return
    try:
        target.hardlink_to(temporary)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        temporary.rename(target)


def _trouble(place: Path, error: OSError) -> Phrase:
    if error.errno in _FULL:
        return Phrase(_DISK_FULL, (str(place),))
    if error.errno in _FORBIDDEN:
        return Phrase(_READ_ONLY, (str(place),))
    return Phrase(_NOT_WRITTEN, (str(place), error.strerror or str(error)))
