"""Loads the PEM files that a site names into an SSL context."""

from __future__ import annotations

import re
import ssl
import stat
from pathlib import Path
from typing import Final, NoReturn

from hmi.settings.secrets import SecretReference
from hmi.settings.site import TlsSettings

_LONGEST: Final = 4_000_000
_CERTIFICATE: Final = b"-----BEGIN CERTIFICATE-----"
_PRIVATE_KEY: Final = re.compile(rb"-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY-----")
_NO_PEM: Final = "export it as Base-64 text (PEM), which begins with -----BEGIN"


class PemError(Exception):
    """A file that cannot be used; the text names it and says what to do, never what is in it."""

    def __init__(self, file: Path, words: str) -> None:
        self.file = file
        super().__init__(f"the file {file} {words}")


class LockedKeyError(PemError):
    """A private key that is encrypted, and no password for it."""


def load_tls(context: ssl.SSLContext, tls: TlsSettings) -> None:
    """Have ``context`` believe the site's authorities and show its certificate; reads the disk.

    Raises PemError, and SecretError where the key's password cannot be had.
    """
    if tls.ca is not None:
        context.load_verify_locations(cadata=certificates_in(tls.ca))
    if tls.certificate is not None:
        load_identity(context, tls.certificate, tls.key or tls.certificate, tls.key_password)


def certificates_in(file: Path) -> str:
    """Return the text of a file with at least one certificate. Raises PemError."""
    raw = _content(file)
    if _CERTIFICATE not in raw:
        raise PemError(file, f"holds no certificate in PEM form; {_NO_PEM} CERTIFICATE-----")
    text = raw.decode("ascii", "ignore")  # bundles have comments in every language between their certificates
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
    except ssl.SSLError:
        raise PemError(file, "holds a certificate that cannot be read; export it anew") from None
    return text


def check_key(file: Path) -> None:
    """See whether a file holds a private key, encrypted or not. Raises PemError."""
    if not _PRIVATE_KEY.search(_content(file)):
        raise PemError(file, "holds no private key in PEM form; give the file that holds one as 'key'")


def load_identity(context: ssl.SSLContext, certificate: Path, key: Path, password: SecretReference | None) -> None:
    """Have ``context`` show a certificate. Raises PemError, LockedKeyError for a lack of ``password``, SecretError."""
    certificates_in(certificate)
    check_key(key)
    asked = False

    def answer() -> str:
        # always given: without an answer OpenSSL would ask at the terminal, and wait
        nonlocal asked
        asked = True
        if password is None:
            raise LockedKeyError(key, "holds an encrypted key; add key_password, a reference to its password")
        return password.resolve().reveal()

    try:
        context.load_cert_chain(certificate, key, answer)
    except ssl.SSLError as error:
        if (error.reason or "").startswith("KEY_"):
            raise PemError(key, f"holds a key that is not that of {certificate}; name the two of one pair") from None
        if asked:
            raise PemError(key, f"does not open with its password; correct the one in {password}") from None
        raise PemError(key, "holds a private key that cannot be read; export it anew") from None
    except OSError as error:
        _refuse(key, error)
    except ValueError:
        raise PemError(key, f"has no password as long as the one in {password}; correct it") from None


def _content(file: Path) -> bytes:
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise PemError(file, "is not a regular file; name a PEM file")
        with file.open("rb") as stream:
            raw = stream.read(_LONGEST + 1)
    except (OSError, ValueError) as error:
        _refuse(file, error)
    if len(raw) > _LONGEST:
        raise PemError(file, f"is larger than {_LONGEST:,} bytes; check that it is a PEM file")
    return raw


def _refuse(file: Path, error: OSError | ValueError) -> NoReturn:
    if isinstance(error, FileNotFoundError):
        raise PemError(file, "does not exist; put it there or correct the path") from None
    reason = error.strerror if isinstance(error, OSError) else "the name is not valid"
    raise PemError(file, f"cannot be read ({reason}); check its path and its permissions") from None
