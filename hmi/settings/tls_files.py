"""Finds files of tls groups that cannot be used."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from hmi.settings.conflicts import Written
from hmi.settings.pem import LockedKeyError, PemError, certificates_in, check_key, load_identity

_TLS = ("source", "tls")


def report_tls_files(machines: Sequence[Written], folder: Path) -> None:
    """Note every file of a tls group that is missing or cannot be used; reads the disk.

    Paths are relative to ``folder``. Secrets are not looked up, so that the password of an encrypted key is not tried.
    """

    @cache
    def trouble(look: Callable[..., object], *files: Path) -> PemError | None:
        """Look at files once, however many machines name them."""
        try:
            look(*files)
        except PemError as error:
            return error
        return None

    for machine in machines:
        named = {key: folder / text for key in ("ca", "certificate", "key") if (text := _path(machine, key))}
        wrong = {
            key: error
            for key, file in named.items()
            if (error := trouble(check_key if key == "key" else certificates_in, file)) is not None
        }
        certificate = named.get("certificate")
        if certificate is not None and not wrong.keys() & {"certificate", "key"}:
            error = trouble(_check_pair, certificate, named.get("key", certificate))
            locked = isinstance(error, LockedKeyError) and machine.value(*_TLS, "key_password") is not None
            if error is not None and not locked:
                wrong["key" if "key" in named else "certificate"] = error
        for key, error in wrong.items():
            machine.report((*_TLS, key), str(error))


def _path(machine: Written, key: str) -> str:
    """Return the path that a machine gives; empty where there is none, or it was told already that it cannot be one."""
    told = (*machine.location, *_TLS, key) in machine.document.flagged
    return "" if told else machine.text(*_TLS, key)


def _check_pair(certificate: Path, key: Path) -> None:
    load_identity(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), certificate, key, None)
